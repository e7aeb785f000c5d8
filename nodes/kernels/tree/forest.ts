import {ForestRoom} from "./forest-room.ts";
import {growTreeInto} from "./grower.ts";
import {fitsWasm, predictInWasm} from "./predictor.ts";
import type {TrainingSet} from "./training-set.ts";
import type {ForestRules, Key, Tree} from "./tree.ts";

/** Trees one after the other: nodes offsets[t] … offsets[t + 1] are those of tree t, and `right` counts from the first of them. */
export interface Forest {
  readonly p: number;
  readonly nTrees: number;
  readonly offsets: Int32Array;
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
  readonly count: Int32Array;
  /** Impurity importance of feature j in tree t at t p + j. */
  readonly importances: Float64Array;
}

/** Trees `first` … `first + count − 1` of the forest with this key. */
export function growForest(data: TrainingSet, forest: Key, first: number, count: number, rules: ForestRules): Forest {
  const room = new ForestRoom(data.p, count);
  for (let t = 0; t < count; ++t) growTreeInto(room, data, forest, first + t, rules);
  return room.forest();
}

/** One forest of the trees of several, in order. */
export function joinForests(p: number, parts: readonly Forest[]): Forest {
  const trees = parts.reduce((sum, part) => sum + part.nTrees, 0);
  const nodes = parts.reduce((sum, part) => sum + part.feature.length, 0);
  const room = new ForestRoom(p, trees, nodes);
  for (const part of parts) for (let t = 0; t < part.nTrees; ++t) room.add(treeOf(part, t));
  return room.forest();
}

/** A view of one tree. */
export function treeOf(forest: Forest, t: number): Tree {
  const from = forest.offsets[t]!;
  const to = forest.offsets[t + 1]!;
  return {
    feature: forest.feature.subarray(from, to),
    threshold: forest.threshold.subarray(from, to),
    right: forest.right.subarray(from, to),
    value: forest.value.subarray(from, to),
    count: forest.count.subarray(from, to),
    importances: forest.importances.subarray(t * forest.p, (t + 1) * forest.p)
  };
}

export interface ForestPrediction {
  /** The mean over the trees. */
  readonly mean: Float64Array;
  /** The standard deviation of the trees about it, divided by the number of trees (numpy's ddof = 0). */
  readonly spread: Float64Array;
}

/** Predicts n rows; feature j of row i stands at X[j n + i]. */
export function predictForest(forest: Forest, X: Float32Array, n: number): ForestPrediction {
  if (X.length !== n * forest.p)
    throw new Error(`${X.length} feature values do not fill ${n} rows of ${forest.p} features; need ${n * forest.p}`);
  return fitsWasm(forest) ? predictInWasm(forest, X, n) : predictPlainly(forest, X, n);
}

/** The same, to the last bit, for forests of any size. */
export function predictPlainly(forest: Forest, X: Float32Array, n: number): ForestPrediction {
  const sum = new Float64Array(n);
  // Deviations are counted from the first tree, so that a large common value does not drown them.
  const first = new Float64Array(n);
  const shifted = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let t = 0; t < forest.nTrees; ++t) {
    const base = forest.offsets[t]!;
    for (let i = 0; i < n; ++i) {
      const v = forest.value[base + leafOf(forest, base, X, n, i)]!;
      if (t === 0) first[i] = v;
      const d = v - first[i]!;
      sum[i]! += v;
      shifted[i]! += d;
      squares[i]! += d * d;
    }
  }
  const q = forest.nTrees;
  const spread = squares.map((s2, i) => Math.sqrt(Math.max(0, (s2 - (shifted[i]! * shifted[i]!) / q) / q)));
  return {mean: sum.map((s) => s / q), spread};
}

function leafOf({feature, threshold, right}: Forest, base: number, X: Float32Array, n: number, i: number): number {
  let node = 0;
  for (;;) {
    const j = feature[base + node]!;
    if (j < 0) return node;
    node = X[j * n + i]! <= threshold[base + node]! ? node + 1 : right[base + node]!;
  }
}

/** The impurity importance of each feature: the mean over the trees that split at all, scaled to add up to 1; and its standard deviation over the trees. */
export function featureImportances({p, nTrees, importances}: Forest): {readonly mean: Float64Array; readonly sd: Float64Array} {
  const mean = new Float64Array(p);
  for (let t = 0; t < nTrees; ++t) for (let j = 0; j < p; ++j) mean[j]! += importances[t * p + j]!;
  let total = 0;
  for (const m of mean) total += m;
  if (total > 0) for (let j = 0; j < p; ++j) mean[j]! /= total;
  const sd = new Float64Array(p);
  for (let t = 0; t < nTrees; ++t) for (let j = 0; j < p; ++j) sd[j]! += (importances[t * p + j]! - mean[j]!) ** 2;
  return {mean, sd: sd.map((s) => Math.sqrt(s / Math.max(1, nTrees)))};
}
