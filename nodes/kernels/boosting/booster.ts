import {binColumn, binningDefaults, zeroThreshold, type BinnedColumn, type BinningParams} from "./binning.ts";
import {LeafWiseGrower, type GrowerParams, type GrownTree} from "./leaf-wise.ts";

/** Parameters by the names of LightGBM's scikit-learn interface, camelCased. */
export interface BoosterParams extends GrowerParams, BinningParams {
  readonly nEstimators: number;
  readonly learningRate: number;
}

/** The defaults of LightGBM 4.3's LGBMRegressor. */
export const boosterDefaults: BoosterParams = {
  nEstimators: 100,
  learningRate: 0.1,
  numLeaves: 31,
  minChildSamples: 20,
  minChildWeight: 1e-3,
  ...binningDefaults
};

/**
 * A fitted booster, plain enough to be sent between threads. Split k of tree t has number splitStart[t] + k, leaf k number leafStart[t] + k;
 * children ≥ 0 are splits and ~child leaves, counted within their tree.
 */
export interface BoosterModel {
  readonly kind: "booster";
  readonly features: number;
  readonly trees: number;
  readonly splitStart: Int32Array;
  readonly leafStart: Int32Array;
  readonly feature: Int32Array;
  /** Values ≤ threshold go left. */
  readonly threshold: Float64Array;
  readonly gain: Float64Array;
  readonly count: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a leaf adds to the prediction; those of the first tree include the mean of y. */
  readonly value: Float64Array;
  readonly leafCount: Int32Array;
}

/** How much each feature is used: LightGBM's "split" (how often) and "gain" (by how much the loss fell). */
export interface BoosterImportances {
  readonly splits: Float64Array;
  readonly gain: Float64Array;
}

/**
 * Fits gradient-boosted regression trees under squared loss, following LightGBM 4.3.0 to the last bit its tables allow: 255 bins,
 * leaf-wise growth, start at the mean (Ke et al. 2017, NeurIPS 30). Nothing in it is random.
 * @throws on columns of unequal length and on values that are not finite.
 */
export function fitBooster(columns: readonly Float64Array[], y: Float64Array, params: Partial<BoosterParams> = {}): BoosterModel {
  const full = {...boosterDefaults, ...params};
  checkColumns(columns, y);
  const binned = columns.map((column) => binColumn(column, full));
  const trees: TreeCopy[] = [];
  const boosting = new Boosting(y, columns.length, full);
  boosting.fit(
    binned.map((c) => c.codes),
    (tree) => trees.push(copyTree(tree, binned))
  );
  if (trees.length > 0) trees[0]!.value.forEach((v, i, values) => (values[i] = v + boosting.start));
  else trees.push({...copyTree({...boosting.lastTree, splits: 0}, binned), value: Float64Array.of(boosting.start)});
  return joinTrees(trees, columns.length);
}

/** The predictions of a fitted booster, one a row. @throws when the number of columns is not that of the fit. */
export function predictBooster(model: BoosterModel, columns: readonly Float64Array[]): Float64Array {
  const {features, trees, splitStart, leafStart, feature, threshold, left, right, value} = model;
  if (columns.length !== features) throw new Error(`the booster was fitted on ${features} columns; got ${columns.length}`);
  const sums = new Float64Array(columns[0]?.length ?? 0);
  for (let t = 0; t < trees; ++t) {
    const first = splitStart[t]!;
    const firstLeaf = leafStart[t]!;
    const isLeaf = splitStart[t + 1] === first;
    for (let i = 0; i < sums.length; ++i) {
      let node = isLeaf ? ~0 : 0;
      while (node >= 0) {
        const k = first + node;
        const x = columns[feature[k]!]![i]!;
        node = (Number.isNaN(x) ? 0 : x) <= threshold[k]! ? left[k]! : right[k]!;
      }
      sums[i]! += value[firstLeaf + ~node]!;
    }
  }
  return sums;
}

export function boosterImportances(model: BoosterModel): BoosterImportances {
  const importances = {splits: new Float64Array(model.features), gain: new Float64Array(model.features)};
  addImportances(importances, model);
  return importances;
}

/** Boosts trees on codes; one instance serves any number of fits to the same y, as Boruta needs. */
export class Boosting {
  /** The mean of y, where all scores start. */
  readonly start: number;
  readonly #params: BoosterParams;
  readonly #labels: Float32Array;
  readonly #scores: Float64Array;
  readonly #gradients: Float32Array;
  readonly #grower: LeafWiseGrower;

  /** For up to maxFeatures columns. */
  constructor(y: Float64Array, maxFeatures: number, params: BoosterParams) {
    this.#params = params;
    // LightGBM holds labels and gradients as float32, scores and sums as float64.
    this.#labels = Float32Array.from(y);
    this.#scores = new Float64Array(y.length);
    this.#gradients = new Float32Array(y.length);
    this.#grower = new LeafWiseGrower(y.length, maxFeatures, params);
    let sum = 0;
    for (const label of this.#labels) sum += label;
    this.start = sum / y.length;
  }

  get lastTree(): GrownTree {
    return this.#grower.tree;
  }

  /** Fits to the codes; `onTree` sees each tree, its outputs already shrunken, before the next overwrites it. Stops when nothing can be split. */
  fit(columns: readonly Uint8Array[], onTree: (tree: GrownTree) => void): void {
    const {nEstimators, learningRate} = this.#params;
    const scores = this.#scores.fill(this.start);
    const gradients = this.#gradients;
    for (let t = 0; t < nEstimators; ++t) {
      for (let i = 0; i < scores.length; ++i) gradients[i] = scores[i]! - this.#labels[i]!;
      const tree = this.#grower.grow(columns, gradients);
      if (tree.splits === 0) return;
      for (let i = 0; i <= tree.splits; ++i) {
        const output = tree.output[i]! * learningRate;
        tree.output[i] = Math.abs(output) <= zeroThreshold ? 0 : output;
      }
      this.#grower.addOutputs(scores);
      onTree(tree);
    }
  }

  /** Fits and adds up the importances of the columns. */
  importances(columns: readonly Uint8Array[]): BoosterImportances {
    const importances = {splits: new Float64Array(columns.length), gain: new Float64Array(columns.length)};
    this.fit(columns, (tree) => addImportances(importances, {...tree, feature: tree.feature.subarray(0, tree.splits)}));
    return importances;
  }
}

function addImportances(
  {splits, gain}: BoosterImportances,
  trees: {readonly feature: Int32Array; readonly gain: Float64Array}
): void {
  for (let k = 0; k < trees.feature.length; ++k) {
    ++splits[trees.feature[k]!]!;
    gain[trees.feature[k]!]! += trees.gain[k]!;
  }
}

type TreeCopy = Pick<BoosterModel, "feature" | "threshold" | "gain" | "count" | "left" | "right" | "value" | "leafCount">;

function copyTree(tree: GrownTree, columns: readonly BinnedColumn[]): TreeCopy {
  const n = tree.splits;
  const feature = tree.feature.slice(0, n);
  return {
    feature,
    threshold: Float64Array.from(feature, (f, k) => columns[f]!.bounds[tree.bin[k]!]!),
    gain: tree.gain.slice(0, n),
    count: tree.count.slice(0, n),
    left: tree.left.slice(0, n),
    right: tree.right.slice(0, n),
    value: tree.output.slice(0, n + 1),
    leafCount: tree.leafCount.slice(0, n + 1)
  };
}

function joinTrees(trees: readonly TreeCopy[], features: number): BoosterModel {
  const starts = (sizes: readonly number[]): Int32Array => {
    const out = new Int32Array(sizes.length + 1);
    sizes.forEach((size, i) => (out[i + 1] = out[i]! + size));
    return out;
  };
  const ints = (name: "feature" | "count" | "left" | "right" | "leafCount"): Int32Array =>
    Int32Array.from(trees.flatMap((tree) => [...tree[name]]));
  const doubles = (name: "threshold" | "gain" | "value"): Float64Array =>
    Float64Array.from(trees.flatMap((tree) => [...tree[name]]));
  return {
    kind: "booster",
    features,
    trees: trees.length,
    splitStart: starts(trees.map((tree) => tree.feature.length)),
    leafStart: starts(trees.map((tree) => tree.value.length)),
    feature: ints("feature"),
    threshold: doubles("threshold"),
    gain: doubles("gain"),
    count: ints("count"),
    left: ints("left"),
    right: ints("right"),
    value: doubles("value"),
    leafCount: ints("leafCount")
  };
}

function checkColumns(columns: readonly Float64Array[], y: Float64Array): void {
  if (columns.length === 0) throw new Error("a booster needs at least one column; got none");
  if (y.length === 0) throw new Error("a booster needs at least one row; got none");
  const row = y.findIndex((v) => !Number.isFinite(v));
  if (row >= 0) throw new Error(`the target holds ${y[row]} in row ${row + 1}; remove such rows first`);
  columns.forEach((column, j) => {
    if (column.length !== y.length) throw new Error(`column ${j} has ${column.length} rows, but the target has ${y.length}`);
  });
}
