import {Matrix, QrDecomposition, SingularValueDecomposition} from "ml-matrix";

/** ŷ = intercept + Σ coefficients[j] X[j]. */
export interface LinearModel {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** How many independent directions the centred predictors span. */
  readonly rank: number;
}

/**
 * Ordinary least squares as scikit-learn's LinearRegression: on centred columns, by a QR decomposition and the singular values of
 * R; where predictors depend on one another, the solution of least norm. X holds p columns of n rows.
 * @throws when lengths differ, there are no rows, or a number is not finite.
 */
export function fitLinear(X: readonly ArrayLike<number>[], y: ArrayLike<number>): LinearModel {
  return fitPenalized(X, y, 0);
}

/**
 * Ridge regression as scikit-learn's Ridge: least squares plus alpha Σ coefficients², the intercept free (Hoerl & Kennard 1970,
 * Technometrics 12, 55).
 * @throws as fitLinear, and unless alpha is above 0.
 */
export function fitRidge(X: readonly ArrayLike<number>[], y: ArrayLike<number>, alpha: number): LinearModel {
  if (!(alpha > 0 && alpha < Infinity)) throw new Error(`the penalty alpha must be a number above 0; got ${alpha}`);
  return fitPenalized(X, y, alpha);
}

function fitPenalized(X: readonly ArrayLike<number>[], y: ArrayLike<number>, alpha: number): LinearModel {
  check(X, y);
  const n = y.length;
  const p = X.length;
  const yMean = meanOf(y);
  const means = X.map(meanOf);
  if (p === 0) return {coefficients: new Float64Array(0), intercept: yMean, rank: 0};
  const A = centred(X, means, n, alpha > 0 ? n + p : n);
  const b = Matrix.zeros(A.rows, 1);
  for (let i = 0; i < n; ++i) b.set(i, 0, y[i]! - yMean);
  // The penalty as p more rows, of √α in one place each, that want to be 0: better conditioned than adding α to XᵀX.
  for (let j = 0; j < A.rows - n; ++j) A.set(n + j, j, Math.sqrt(alpha));
  const {coefficients, rank} = leastNorm(A, b);
  let intercept = yMean;
  for (let j = 0; j < p; ++j) intercept -= coefficients[j]! * means[j]!;
  return {coefficients, intercept, rank};
}

/** Predictions for columns in the order of the fit. @throws when their number differs. */
export function predictLinear({coefficients, intercept}: LinearModel, X: readonly ArrayLike<number>[]): Float64Array {
  if (X.length !== coefficients.length)
    throw new Error(`the model has ${coefficients.length} predictors; got ${X.length} columns`);
  const prediction = new Float64Array(X[0]?.length ?? 0).fill(intercept);
  for (const [j, column] of X.entries())
    for (let i = 0; i < prediction.length; ++i) prediction[i] = prediction[i]! + coefficients[j]! * column[i]!;
  return prediction;
}

function check(X: readonly ArrayLike<number>[], y: ArrayLike<number>): void {
  if (y.length === 0) throw new Error("0 rows cannot be fitted; need at least 1");
  for (const [j, column] of [...X, y].entries()) {
    const name = j < X.length ? `predictor ${j + 1}` : "the target";
    if (column.length !== y.length) throw new Error(`${name} has ${column.length} rows, but the target has ${y.length}`);
    for (let i = 0; i < column.length; ++i)
      if (!Number.isFinite(column[i])) throw new Error(`row ${i + 1} of ${name} is ${column[i]}; need finite numbers`);
  }
}

function meanOf(column: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < column.length; ++i) sum += column[i]!;
  return sum / column.length;
}

/** Columns less their means, then rows of zeros. */
function centred(X: readonly ArrayLike<number>[], means: readonly number[], n: number, rows: number): Matrix {
  const A = Matrix.zeros(rows, X.length);
  for (const [j, column] of X.entries()) for (let i = 0; i < n; ++i) A.set(i, j, column[i]! - means[j]!);
  return A;
}

/** The b of least norm among those that minimise |A b − y|, leaving out directions below the rounding error of the largest. */
function leastNorm(A: Matrix, y: Matrix): {readonly coefficients: Float64Array; readonly rank: number} {
  const {R, rotated} = A.rows > A.columns ? triangular(A, y) : {R: A, rotated: y};
  const {leftSingularVectors: U, rightSingularVectors: V, diagonal} = new SingularValueDecomposition(R, {autoTranspose: true});
  const floor = Math.max(A.rows, A.columns) * Number.EPSILON * Math.max(...diagonal);
  const coefficients = new Float64Array(A.columns);
  let rank = 0;
  for (const [k, singular] of diagonal.entries()) {
    if (!(singular > floor)) continue;
    ++rank;
    let along = 0;
    for (let i = 0; i < R.rows; ++i) along += U.get(i, k) * rotated.get(i, 0);
    for (let j = 0; j < coefficients.length; ++j) coefficients[j] = coefficients[j]! + (V.get(j, k) * along) / singular;
  }
  return {coefficients, rank};
}

/** A = Q R: R and Qᵀ y, p rows instead of n. */
function triangular(A: Matrix, y: Matrix): {readonly R: Matrix; readonly rotated: Matrix} {
  const qr = new QrDecomposition(A);
  return {R: qr.upperTriangularMatrix, rotated: qr.orthogonalMatrix.transpose().mmul(y)};
}
