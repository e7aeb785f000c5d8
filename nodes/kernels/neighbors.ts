/** Training rows to look for neighbours among: feature j of row i at i p + j. */
export interface NeighborsModel {
  readonly nNeighbors: number;
  readonly p: number;
  readonly X: Float64Array;
  readonly y: Float64Array;
}

/**
 * Keeps the rows of p columns, as scikit-learn's KNeighborsRegressor with uniform weights.
 * @throws when there are fewer rows than neighbours, no columns, lengths differ, or a predictor is not finite.
 */
export function fitNeighbors(columns: readonly ArrayLike<number>[], y: ArrayLike<number>, nNeighbors: number): NeighborsModel {
  const n = y.length;
  const p = columns.length;
  if (!(Number.isInteger(nNeighbors) && nNeighbors >= 1))
    throw new Error(`the number of neighbours must be an integer of at least 1; got ${nNeighbors}`);
  if (p === 0) throw new Error("0 predictors have no distances; need at least 1");
  if (n < nNeighbors) throw new Error(`${n} rows have no ${nNeighbors} neighbours; need at least ${nNeighbors} rows`);
  const X = new Float64Array(n * p);
  for (const [j, column] of columns.entries()) {
    if (column.length !== n) throw new Error(`predictor ${j + 1} has ${column.length} rows, but the target has ${n}`);
    for (let i = 0; i < n; ++i) {
      if (!Number.isFinite(column[i])) throw new Error(`row ${i + 1} of predictor ${j + 1} is ${column[i]}; need finite numbers`);
      X[i * p + j] = column[i]!;
    }
  }
  return {nNeighbors, p, X, y: Float64Array.from(y)};
}

/**
 * The mean target of the nearest rows by Euclidean distance. Of rows equally far, those that come first in training count first:
 * where more rows tie for the last place than there are places, scikit-learn takes some of them, and which ones it does not say.
 * @throws when the number of columns is not that of the fit.
 */
export function predictNeighbors({nNeighbors, p, X, y}: NeighborsModel, columns: readonly ArrayLike<number>[]): Float64Array {
  if (columns.length !== p) throw new Error(`the model has ${p} predictors; got ${columns.length} columns`);
  const nearest = new Float64Array(nNeighbors);
  const rows = new Int32Array(nNeighbors);
  const at = new Float64Array(p);
  return Float64Array.from({length: columns[0]!.length}, (_, i) => {
    for (let j = 0; j < p; ++j) at[j] = columns[j]![i]!;
    nearest.fill(Infinity);
    for (let row = 0; row < y.length; ++row) {
      const limit = nearest[nNeighbors - 1]!;
      const d2 = squaredDistance(X, row * p, at, limit);
      if (d2 < limit) insert(nearest, rows, d2, row);
    }
    let sum = 0;
    for (const row of rows) sum += y[row]!;
    return sum / nNeighbors;
  });
}

/** The squared distance, or something not below the limit once it is reached. */
function squaredDistance(X: Float64Array, start: number, at: Float64Array, limit: number): number {
  let sum = 0;
  for (let j = 0; j < at.length && sum < limit; ++j) {
    const d = X[start + j]! - at[j]!;
    sum += d * d;
  }
  return sum;
}

/** Puts a row behind all that are as near, and drops the farthest. */
function insert(nearest: Float64Array, rows: Int32Array, d2: number, row: number): void {
  let k = nearest.length - 1;
  for (; k > 0 && nearest[k - 1]! > d2; --k) {
    nearest[k] = nearest[k - 1]!;
    rows[k] = rows[k - 1]!;
  }
  nearest[k] = d2;
  rows[k] = row;
}
