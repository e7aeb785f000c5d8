import {type BinnedColumn, binColumn} from "./binning.ts";
import {boosterDefaults, type BoosterImportances, type BoosterParams, Boosting, type GrownTree} from "./boosting.ts";
import {replayStages} from "./predictor.ts";
import type {Key} from "../tree/tree.ts";

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

/** What a fit may be given besides its hyperparameters. */
export interface BoosterFit {
  /** Where random numbers come from: tree t draws its rows and features from these words and t alone. */
  readonly key?: Key;
  /** Called after every tree. */
  readonly onTree?: (done: number, of: number) => void;
}

/**
 * Fits gradient-boosted regression trees under squared loss, following LightGBM 4.3.0 to the last bit its tables allow: 255 bins,
 * leaf-wise growth, start at the mean (Ke et al. 2017, NeurIPS 30). Random are only the rows and features drawn for each tree, where
 * subsample or colsampleBytree is below 1; fewer trees are always a prefix of more. Columns may come binned (binColumn), as many fits to
 * the same table want them; maxBin and minDataInBin then say nothing.
 * @throws on columns of unequal length, on values that are not finite, on parameters out of range, and where a key to draw from is missing.
 */
export function fitBooster(
  columns: readonly (Float64Array | BinnedColumn)[],
  y: Float64Array,
  params: Partial<BoosterParams> = {},
  {key, onTree}: BoosterFit = {}
): BoosterModel {
  const full = {...boosterDefaults, ...params};
  checkColumns(columns, y);
  const binned = columns.map((column) => (column instanceof Float64Array ? binColumn(column, full) : column));
  const trees: FittedTree[] = [];
  const boosting = new Boosting(y, columns.length, full, key);
  boosting.fit(
    binned.map((c) => c.codes),
    (tree) => {
      trees.push(withThresholds(tree, binned));
      onTree?.(trees.length, full.nEstimators);
    }
  );
  // Nothing more can be split, so the trees left to grow would add nothing.
  if (trees.length < full.nEstimators) onTree?.(full.nEstimators, full.nEstimators);
  if (trees.length === 0) trees.push(constantTree(y.length));
  trees[0]!.output.forEach((v, i, outputs) => (outputs[i] = v + boosting.start));
  return joinTrees(trees, columns.length);
}

/** The predictions of a fitted booster, one a row. @throws when the number of columns is not that of the fit. */
export function predictBooster(model: BoosterModel, columns: readonly Float64Array[]): Float64Array {
  return predictBoosterStages(model, columns, [model.trees])[0]!;
}

/**
 * For each stage, a number of trees, what the first so many predict: to the bit what a booster fitted with that nEstimators does.
 * Stages ascend; those beyond the trees of the model mean all of them. One pass serves all.
 * @throws when the number of columns is not that of the fit, and on stages that are not whole numbers from 1 up in ascending order.
 */
export function predictBoosterStages(
  model: BoosterModel,
  columns: readonly Float64Array[],
  stages: readonly number[]
): Float64Array[] {
  const {features, trees} = model;
  if (columns.length !== features) throw new Error(`the booster was fitted on ${features} columns; got ${columns.length}`);
  if (stages.some((stage, i) => !(Number.isInteger(stage) && stage >= (i > 0 ? stages[i - 1]! : 1))))
    throw new Error(`stages are numbers of trees, 1 or more, in ascending order; got ${stages.join(", ")}`);
  const within = stages.map((stage) => Math.min(stage, trees));
  // Preparing the model takes as long as a few rows do to walk down it.
  const worth = columns[0]!.length * trees >= 3 * model.feature.length;
  return (worth && replayStages(model, columns, within)) || walkStages(model, columns, within);
}

function walkStages(model: BoosterModel, columns: readonly Float64Array[], stages: readonly number[]): Float64Array[] {
  const sums = new Float64Array(columns[0]!.length);
  let done = 0;
  return stages.map((stage) => {
    for (; done < stage; ++done) addTree(model, done, columns, sums);
    return sums.slice();
  });
}

function addTree(model: BoosterModel, t: number, columns: readonly Float64Array[], sums: Float64Array): void {
  const {splitStart, leafStart, feature, threshold, left, right, value} = model;
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

export function boosterImportances({features, feature, gain}: BoosterModel): BoosterImportances {
  const importances = {splits: new Float64Array(features), gain: new Float64Array(features)};
  feature.forEach((j, k) => {
    ++importances.splits[j]!;
    importances.gain[j]! += gain[k]!;
  });
  return importances;
}

interface FittedTree extends GrownTree {
  readonly threshold: Float64Array;
}

function withThresholds(tree: GrownTree, columns: readonly BinnedColumn[]): FittedTree {
  return {...tree, threshold: Float64Array.from(tree.feature, (j, k) => columns[j]!.bounds[tree.bin[k]!]!)};
}

function constantTree(n: number): FittedTree {
  const [ints, doubles] = [new Int32Array(), new Float64Array()];
  const splits = {feature: ints, bin: ints, count: ints, left: ints, right: ints, gain: doubles, threshold: doubles};
  return {...splits, output: Float64Array.of(0), leafCount: Int32Array.of(n)};
}

function joinTrees(trees: readonly FittedTree[], features: number): BoosterModel {
  const starts = (sizes: readonly number[]): Int32Array => {
    const out = new Int32Array(sizes.length + 1);
    sizes.forEach((size, i) => (out[i + 1] = out[i]! + size));
    return out;
  };
  const ints = (name: "feature" | "count" | "left" | "right" | "leafCount"): Int32Array =>
    Int32Array.from(trees.flatMap((tree) => [...tree[name]]));
  const doubles = (name: "threshold" | "gain" | "output"): Float64Array =>
    Float64Array.from(trees.flatMap((tree) => [...tree[name]]));
  return {
    kind: "booster",
    features,
    trees: trees.length,
    splitStart: starts(trees.map((tree) => tree.feature.length)),
    leafStart: starts(trees.map((tree) => tree.output.length)),
    feature: ints("feature"),
    threshold: doubles("threshold"),
    gain: doubles("gain"),
    count: ints("count"),
    left: ints("left"),
    right: ints("right"),
    value: doubles("output"),
    leafCount: ints("leafCount")
  };
}

function checkColumns(columns: readonly (Float64Array | BinnedColumn)[], y: Float64Array): void {
  if (columns.length === 0) throw new Error("a booster needs at least one column; got none");
  if (y.length === 0) throw new Error("a booster needs at least one row; got none");
  const row = y.findIndex((v) => !Number.isFinite(v));
  if (row >= 0) throw new Error(`the target holds ${y[row]} in row ${row + 1}; remove such rows first`);
  columns.forEach((column, j) => {
    const {length} = column instanceof Float64Array ? column : column.codes;
    if (length !== y.length) throw new Error(`column ${j} has ${length} rows, but the target has ${y.length}`);
  });
}
