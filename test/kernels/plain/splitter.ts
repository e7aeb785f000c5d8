import type {ForestRules, Key} from "../../../nodes/kernels/tree/tree.ts";
import {below} from "./keys.ts";
import type {TrainingSet} from "../../../nodes/kernels/tree/training-set.ts";

/** The node under consideration: rows[start … end), the sums of their weighted targets and weights, and its key. */
export interface NodeRows {
  readonly start: number;
  readonly end: number;
  readonly sum: number;
  readonly weight: number;
  readonly key: Key;
}

/** Rows with x[feature] ≤ threshold go left. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly score: number;
}

/** A tree in the making: its training rows in the order of its nodes, and how often each row counts. */
export interface Sample {
  readonly data: TrainingSet;
  readonly rows: Int32Array;
  readonly weights: Int32Array | undefined;
}

export type SplitRules = Pick<ForestRules, "minSamplesLeaf" | "maxFeatures">;

/** Finds the best of the cuts it considers, or undefined where none is allowed. */
export type Splitter = (sample: Sample, node: NodeRows, rules: SplitRules) => Split | undefined;

/** Blocks of four random words kept for thresholds: one word a feature. The words that choose features and break ties come after. */
export function scalarBlock(p: number): number {
  return (p + 3) >>> 2;
}

/** Draws integers from a node's words one after the other. */
export class Draws {
  #next = 0;
  readonly #key: Key;
  readonly #block: number;

  constructor(key: Key, p: number) {
    this.#key = key;
    this.#block = scalarBlock(p);
  }

  below(n: number): number {
    return below(n, this.#key, this.#block, this.#next++);
  }
}

/**
 * The features a node looks at, ascending: as scikit-learn's, maxFeatures of the p without replacement, constant ones among them, and
 * if all of those are constant in the node, one that is not. The chosen or, where they are fewer, the left-out ones are drawn by
 * Floyd's algorithm (Bentley & Floyd 1987, CACM 30, 754).
 */
export function candidates(p: number, maxFeatures: number, isConstant: (j: number) => boolean, draws: Draws): number[] {
  const all = Array.from({length: p}, (_, j) => j);
  if (maxFeatures >= p) return all.filter((j) => !isConstant(j));
  const leaveOut = 2 * maxFeatures > p;
  const picked = new Set<number>();
  for (let k = leaveOut ? maxFeatures : p - maxFeatures; k < p; ++k) {
    const j = draws.below(k + 1);
    picked.add(picked.has(j) ? k : j);
  }
  const chosen = all.filter((j) => picked.has(j) !== leaveOut && !isConstant(j));
  if (chosen.length > 0) return chosen;
  const varying = all.filter((j) => !isConstant(j));
  return varying.length === 0 ? [] : [varying[draws.below(varying.length)]!];
}
