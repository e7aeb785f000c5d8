import {findNearest, type Nearest} from "./neighbors/search.ts";

/** What k-nearest neighbours ask for, in scikit-learn's words. */
export interface NeighborsParams {
  readonly nNeighbors: number;
  /** Whether neighbours count alike or by the inverse of their distance. */
  readonly weights: "uniform" | "distance";
  /** The power of the Minkowski metric: 1 Manhattan, 2 Euclidean. */
  readonly p: 1 | 2;
}

/**
 * Training rows to look for neighbours among: predictor j of row i at i predictors + j. The order in which they are searched is no part
 * of it: each thread makes it at the first prediction, and keeps it for the model that predicted last.
 */
export interface NeighborsModel extends NeighborsParams {
  readonly predictors: number;
  readonly X: Float64Array;
  readonly y: Float64Array;
}

/**
 * Keeps the rows of some columns, as scikit-learn's KNeighborsRegressor.
 * @throws when there are fewer rows than neighbours, no columns, lengths differ, or a number is not finite.
 */
export function fitNeighbors(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  params: NeighborsParams
): NeighborsModel {
  const n = y.length;
  const {nNeighbors, weights, p} = params;
  checkParams(params, n);
  if (columns.length === 0) throw new Error("0 predictors have no distances; need at least 1");
  const X = packRows(columns, n, "target");
  for (let i = 0; i < n; ++i)
    if (!Number.isFinite(y[i])) throw new Error(`row ${i + 1} of the target is ${y[i]}; need finite numbers`);
  return {nNeighbors, weights, p, predictors: columns.length, X, y: Float64Array.from(y)};
}

/**
 * The mean target of the nearest rows. Of rows equally far, those that come first in training count first: where more rows tie for
 * the last place than there are places, scikit-learn takes some of them, and which ones it does not say. By weights "distance", a row
 * counts 1/distance, and where some are at no distance only those count, alike.
 * @throws when the number of columns is not that of the fit, or a number is not finite.
 */
export function predictNeighbors(model: NeighborsModel, columns: readonly ArrayLike<number>[]): Float64Array {
  return predictNeighborsFor(model, columns, [model])[0]!;
}

/**
 * Predictions by several nNeighbors and weights from one search for neighbours; each is, to the bit, what a model of it alone predicts.
 * @throws as predictNeighbors; when there are fewer rows than neighbours; and where p is not that of the model.
 */
export function predictNeighborsFor(
  model: NeighborsModel,
  columns: readonly ArrayLike<number>[],
  params: readonly NeighborsParams[]
): Float64Array[] {
  const {predictors, y, p} = model;
  if (columns.length !== predictors) throw new Error(`the model has ${predictors} predictors; got ${columns.length} columns`);
  for (const asked of params) {
    checkParams(asked, y.length);
    if (asked.p !== p) throw new Error(`the model measures distances with p = ${p}; got p = ${asked.p}`);
  }
  const n = columns[0]!.length;
  const asked = packRows(columns, n, "first predictor");
  const predictions = params.map(() => new Float64Array(n));
  const k = Math.max(1, ...params.map(({nNeighbors}) => nNeighbors));
  const block = Math.max(1, Math.floor(RESULTS / k));
  for (let start = 0; start < n; start += block) {
    const queries = asked.subarray(start * predictors, (start + block) * predictors);
    const nearest = findNearest(model, queries, k);
    for (const [c, {nNeighbors, weights}] of params.entries()) {
      const to = predictions[c]!.subarray(start, start + block);
      if (weights === "uniform") takeMeans(nearest, k, y, nNeighbors, to);
      else takeWeightedMeans(nearest, k, y, nNeighbors, p, to);
    }
  }
  return predictions;
}

/** Neighbours that are asked for in one call. */
const RESULTS = 65_536;

function checkParams({nNeighbors, weights, p}: NeighborsParams, n: number): void {
  if (!(Number.isInteger(nNeighbors) && nNeighbors >= 1))
    throw new Error(`the number of neighbours must be an integer of at least 1; got ${nNeighbors}`);
  if (n < nNeighbors) throw new Error(`${n} rows have no ${nNeighbors} neighbours; need at least ${nNeighbors} rows`);
  if (weights !== "uniform" && weights !== "distance")
    throw new Error(`the weights of neighbours must be "uniform" or "distance"; got ${JSON.stringify(weights)}`);
  if (p !== 1 && p !== 2) throw new Error(`the power p of the metric must be 1 or 2; got ${String(p)}`);
}

/** Row after row. @throws naming row and predictor of a number that is not finite. */
function packRows(columns: readonly ArrayLike<number>[], n: number, like: string): Float64Array {
  const width = columns.length;
  const X = new Float64Array(n * width);
  for (const [j, column] of columns.entries()) {
    if (column.length !== n) throw new Error(`predictor ${j + 1} has ${column.length} rows, but the ${like} has ${n}`);
    const i = spread(column instanceof Float64Array ? column : Float64Array.from(column), X, j, width);
    if (i < n) throw new Error(`row ${i + 1} of predictor ${j + 1} is ${column[i]}; need finite numbers`);
  }
  return X;
}

/** Writes a column into rows; returns the first row where it is not finite. */
function spread(column: Float64Array, X: Float64Array, j: number, width: number): number {
  for (let i = 0; i < column.length; ++i) {
    const value = column[i]!;
    if (!(value - value === 0)) return i;
    X[i * width + j] = value;
  }
  return column.length;
}

function takeMeans({rows}: Nearest, of: number, y: Float64Array, k: number, to: Float64Array): void {
  for (let i = 0; i < to.length; ++i) to[i] = mean(rows, i * of, y, k);
}

function takeWeightedMeans(nearest: Nearest, of: number, y: Float64Array, k: number, p: 1 | 2, to: Float64Array): void {
  for (let i = 0; i < to.length; ++i) to[i] = weightedMean(nearest, i * of, y, k, p);
}

function mean(rows: Int32Array, start: number, y: Float64Array, k: number): number {
  let sum = 0;
  for (let i = start; i < start + k; ++i) sum += y[rows[i]!]!;
  return sum / k;
}

function weightedMean({distances, rows}: Nearest, start: number, y: Float64Array, k: number, p: 1 | 2): number {
  const first = distances[start]!;
  // Rows too far for a double to say how far count alike.
  if (first === 0 || first === Infinity) return mean(rows, start, y, countLike(distances, start, k));
  const nearest = p === 1 ? first : Math.sqrt(first);
  let sum = 0;
  let weights = 0;
  for (let i = start; i < start + k; ++i) {
    // As 1/distance, but that neither overflows.
    const weight = nearest / (p === 1 ? distances[i]! : Math.sqrt(distances[i]!));
    sum += weight * y[rows[i]!]!;
    weights += weight;
  }
  return sum / weights;
}

/** How many of k are as far as the first. */
function countLike(distances: Float64Array, start: number, k: number): number {
  let count = 1;
  while (count < k && distances[start + count] === distances[start]) ++count;
  return count;
}
