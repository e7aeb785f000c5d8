import {Matrix, SingularValueDecomposition} from "ml-matrix";
import {triangleOf} from "./reflections.ts";

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
  return solve(reduce(X, y), ({singular}) => singular);
}

/**
 * Ridge regression as scikit-learn's Ridge: least squares plus alpha Σ coefficients², the intercept free (Hoerl & Kennard 1970,
 * Technometrics 12, 55).
 * @throws as fitLinear, and unless alpha is above 0.
 */
export function fitRidge(X: readonly ArrayLike<number>[], y: ArrayLike<number>, alpha: number): LinearModel {
  return ridgeModels(X, y, [alpha])[0]!;
}

/**
 * Ridge regressions with several penalties from one decomposition of the columns; each is, to the bit, what it is alone.
 * @throws as fitRidge.
 */
export function ridgeModels(X: readonly ArrayLike<number>[], y: ArrayLike<number>, alphas: readonly number[]): LinearModel[] {
  for (const alpha of alphas)
    if (!(alpha > 0 && alpha < Infinity)) throw new Error(`the penalty alpha must be a number above 0; got ${alpha}`);
  const reduced = reduce(X, y);
  return alphas.map((alpha) => solve(reduced, ({singular}) => singular + alpha / singular));
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

/** The mean, and of equal numbers that number, so that nothing is left of them: not even what rounding makes of a mean. */
function centreOf(column: ArrayLike<number>): number {
  for (let i = 1; i < column.length; ++i) if (column[i] !== column[0]) return meanOf(column);
  return column[0]!;
}

/** One independent direction of the centred predictors: its singular value, how far the target goes along it, and what it is made of. */
interface Direction {
  readonly singular: number;
  readonly along: number;
  readonly weights: readonly number[];
}

interface Reduced {
  readonly means: readonly number[];
  readonly yMean: number;
  readonly directions: readonly Direction[];
}

/** Centred rows and their targets, or others that have the same coefficients. */
interface Rows {
  readonly R: Matrix;
  readonly rotated: Float64Array;
}

/** Centres the columns and reduces them to their directions, leaving out those below the rounding error of the largest. */
function reduce(X: readonly ArrayLike<number>[], y: ArrayLike<number>): Reduced {
  check(X, y);
  const yMean = meanOf(y);
  const means = X.map(centreOf);
  return {means, yMean, directions: X.length === 0 ? [] : directionsOf(X, means, y, yMean)};
}

/** The coefficients b that minimise |A b − y|, and are least where several do, were each direction as long as its stretch. */
function solve({means, yMean, directions}: Reduced, stretch: (direction: Direction) => number): LinearModel {
  const coefficients = new Float64Array(means.length);
  for (const direction of directions) {
    const {along, weights} = direction;
    const length = stretch(direction);
    for (const [j, weight] of weights.entries()) coefficients[j] = coefficients[j]! + (weight * along) / length;
  }
  let intercept = yMean;
  for (const [j, mean] of means.entries()) intercept -= coefficients[j]! * mean;
  return {coefficients, intercept, rank: directions.length};
}

function directionsOf(
  X: readonly ArrayLike<number>[],
  means: readonly number[],
  y: ArrayLike<number>,
  yMean: number
): Direction[] {
  const [n, p] = [y.length, X.length];
  const {R, rotated} = n > p ? triangular(X, means, y, yMean) : asTheyAre(X, means, y, yMean);
  if (!(Math.max(R.max(), -R.min()) < Infinity && rotated.every((value) => Number.isFinite(value))))
    throw new Error("the numbers are too large to be fitted; need columns whose sums are below 1e308");
  const {leftSingularVectors: U, rightSingularVectors: V, diagonal} = new SingularValueDecomposition(R, {autoTranspose: true});
  const floor = Math.max(n, p) * Number.EPSILON * Math.max(...diagonal);
  const directions: Direction[] = [];
  for (const [k, singular] of diagonal.entries()) {
    if (!(singular > floor)) continue;
    let along = 0;
    for (let i = 0; i < R.rows; ++i) along += U.get(i, k) * rotated[i]!;
    directions.push({singular, along, weights: V.getColumn(k)});
  }
  return directions;
}

/** p rows that have the same coefficients. */
function triangular(X: readonly ArrayLike<number>[], means: readonly number[], y: ArrayLike<number>, yMean: number): Rows {
  const {R, turned} = triangleOf(X, means, y, yMean);
  return {R: Matrix.from1DArray(X.length, X.length, R), rotated: turned};
}

function asTheyAre(X: readonly ArrayLike<number>[], means: readonly number[], y: ArrayLike<number>, yMean: number): Rows {
  const R = Matrix.zeros(y.length, X.length);
  for (const [j, column] of X.entries()) for (let i = 0; i < y.length; ++i) R.set(i, j, column[i]! - means[j]!);
  return {R, rotated: Float64Array.from(y, (value) => value - yMean)};
}
