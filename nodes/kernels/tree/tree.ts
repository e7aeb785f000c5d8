/** Four 32-bit words that say which forest is grown: tree t and all its nodes draw their random numbers from these and t alone. */
export type Key = readonly [number, number, number, number];

/** How the splits of a tree are found. */
export interface Structure {
  /** "random" cuts at one random threshold a feature (extra trees), "best" at the best of all (random forest). */
  readonly splitter: "random" | "best";
  /** Grows each tree on as many rows as there are, drawn with replacement. */
  readonly bootstrap: boolean;
  /** How many features are looked at in a node, 1 … p. */
  readonly maxFeatures: number;
}

/** How far a tree goes. */
export interface TreeLimits {
  /** Splits from the root to the deepest leaf; Infinity for no limit. */
  readonly maxDepth: number;
  /** Smaller nodes are not split. */
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
}

export interface ForestRules extends Structure, TreeLimits {}

/** A grown tree, its nodes in the order they were visited: a node, all under its left child, all under its right child. */
export interface Tree {
  /** The feature a node asks for, −1 in a leaf. */
  readonly feature: Int16Array;
  /** x[feature] ≤ threshold goes left, to the next node. */
  readonly threshold: Float32Array;
  /** The right child. */
  readonly right: Int32Array;
  /** The weighted mean of the target. */
  readonly value: Float64Array;
  /** Training rows in the node, each counted once. */
  readonly count: Int32Array;
  /** For each feature, the share of the decrease of squared error its cuts bring; they add up to 1, or to 0 in a tree of one leaf. */
  readonly importances: Float64Array;
}

/** Scales numbers so that they add up to 1, unless all are 0. */
export function normalize(shares: Float64Array): Float64Array {
  let total = 0;
  for (const share of shares) total += share;
  return total > 0 ? shares.map((share) => share / total) : shares;
}
