import {EigenvalueDecomposition, Matrix} from "ml-matrix";

/** Axes along which rows are told apart before they are measured: a row's place is weights (row − origin), m numbers. */
export interface Axes {
  readonly origin: Float64Array;
  /** Row-major, m × d. */
  readonly weights: Float64Array;
  /** Two places are at most so many times as far apart as the rows they stand for. */
  readonly stretch: number;
}

/** More axes tell little. */
const MOST_AXES = 32;
/** Rows that the axes are taken from. */
const SAMPLE = 2048;

/**
 * The principal axes of rows, the widest first; in the Manhattan metric, which a rotation does not keep, predictors by their mean
 * deviation. Scaled so that places are of the order of 1. Any axes are right, since nothing but speed depends on them.
 */
export function axesOf(X: Float64Array, d: number, p: 1 | 2): Axes {
  const step = Math.max(1, Math.floor(X.length / d / SAMPLE));
  const rows: Float64Array[] = [];
  for (let at = 0; at < X.length; at += step * d) rows.push(X.subarray(at, at + d));
  const origin = mediansOf(rows, d);
  const directions = p === 1 ? byDeviation(rows, origin) : principal(rows, meanOf(rows, d));
  const width = Math.max(...directions.map(({width}) => width));
  // Numbers whose squares are no doubles, or not exact ones, are all at one place.
  if (!(width > 1e-130 && width < 1e150)) return {origin: new Float64Array(d), weights: new Float64Array(d), stretch: 1};
  const scale = powerOfTwoNear(1 / width);
  const axes = directions.filter(({width: own}) => own > 1e-9 * width).slice(0, MOST_AXES);
  const weights = new Float64Array(axes.length * d);
  axes.forEach(({direction}, a) => direction.forEach((weight, j) => (weights[a * d + j] = weight * scale)));
  return {origin, weights, stretch: scale * (p === 1 ? 1 : lengthening(axes))};
}

interface Axis {
  readonly direction: ArrayLike<number> & Iterable<number> & {forEach(each: (weight: number, j: number) => void): void};
  readonly width: number;
}

function meanOf(rows: readonly Float64Array[], d: number): Float64Array {
  const sums = new Float64Array(d);
  for (const row of rows) for (let j = 0; j < d; ++j) sums[j] = sums[j]! + row[j]! / rows.length;
  return sums;
}

/** In the thick of the rows, where float32 resolves most. */
function mediansOf(rows: readonly Float64Array[], d: number): Float64Array {
  return Float64Array.from({length: d}, (_, j) => Float64Array.from(rows, (row) => row[j]!).sort()[rows.length >> 1]!);
}

function byDeviation(rows: readonly Float64Array[], origin: Float64Array): Axis[] {
  const d = origin.length;
  const sums = new Float64Array(d);
  for (const row of rows) for (let j = 0; j < d; ++j) sums[j] = sums[j]! + Math.abs(row[j]! - origin[j]!) / rows.length;
  const axes = Array.from(sums, (width, j) => ({width, direction: Array.from({length: d}, (_, i) => (i === j ? 1 : 0))}));
  return axes.sort((a, b) => b.width - a.width);
}

function principal(rows: readonly Float64Array[], mean: Float64Array): Axis[] {
  const d = mean.length;
  const sums = new Float64Array(d * d);
  const deviation = new Float64Array(d);
  for (const row of rows) {
    for (let j = 0; j < d; ++j) deviation[j] = row[j]! - mean[j]!;
    for (let i = 0; i < d; ++i)
      for (let j = 0; j <= i; ++j) sums[i * d + j] = sums[i * d + j]! + (deviation[i]! * deviation[j]!) / rows.length;
  }
  const covariance = Matrix.zeros(d, d);
  for (let i = 0; i < d; ++i) for (let j = 0; j < d; ++j) covariance.set(i, j, sums[Math.max(i, j) * d + Math.min(i, j)]!);
  if (!(covariance.max() < Infinity)) return [{direction: [], width: Infinity}];
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(covariance, {assumeSymmetric: true});
  const axes = realEigenvalues.map((variance, a) => ({
    width: Math.sqrt(Math.max(0, variance)),
    direction: eigenvectorMatrix.getColumn(a)
  }));
  return axes.sort((a, b) => b.width - a.width);
}

/** At most how much longer a row becomes along directions that are orthonormal but for rounding. */
function lengthening(axes: readonly Axis[]): number {
  let squares = 0;
  for (const [a, {direction: u}] of axes.entries())
    for (const [b, {direction: v}] of axes.entries()) {
      let dot = a === b ? -1 : 0;
      u.forEach((weight, j) => (dot += weight * v[j]!));
      squares += dot * dot;
    }
  return 1 + Math.sqrt(squares);
}

function powerOfTwoNear(x: number): number {
  let power = 1;
  while (power < x) power *= 2;
  while (power > x) power /= 2;
  return power;
}
