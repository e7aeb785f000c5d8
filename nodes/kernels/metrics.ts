import {columnKernel, doublesAt} from "./columns.ts";

/** Scores of predictions, with scikit-learn's conventions. All throw when the lengths differ or there are no rows. */

/** Mean of |y − ŷ|. */
export function meanAbsoluteError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return scoresOf(y, prediction).meanAbsoluteError;
}

/** √ of the mean of (y − ŷ)². */
export function rootMeanSquaredError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return scoresOf(y, prediction).rootMeanSquaredError;
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Where all truths are equal: 1 if every prediction is exact, else 0; NaN for fewer than two rows. */
export function r2Score(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return scoresOf(y, prediction).r2Score;
}

/** Mean of |y − ŷ| / max(|y|, ε), a fraction and not a percentage; huge where a truth is 0. */
export function meanAbsolutePercentageError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return scoresOf(y, prediction).meanAbsolutePercentageError;
}

/** The four scores of Fonseca-Bonilla et al. (2024), Table 2. */
export function scoresOf(
  y: ArrayLike<number>,
  prediction: ArrayLike<number>
): {
  readonly meanAbsoluteError: number;
  readonly rootMeanSquaredError: number;
  readonly r2Score: number;
  readonly meanAbsolutePercentageError: number;
} {
  const n = y.length;
  if (n !== prediction.length) throw new Error(`${prediction.length} predictions cannot be compared with ${n} truths`);
  if (n === 0) throw new Error("0 rows cannot be scored; need at least 1");
  const {absolute, squared, relative, total} = sumsOf(y, prediction);
  return {
    meanAbsoluteError: absolute / n,
    rootMeanSquaredError: Math.sqrt(squared / n),
    r2Score: r2Of(n, squared / n, total / n),
    meanAbsolutePercentageError: relative / n
  };
}

function r2Of(n: number, residual: number, total: number): number {
  if (n < 2) return NaN;
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}

/** Rows that are put into memory at a time. */
const BLOCK = 8192;

function sumsOf(
  y: ArrayLike<number>,
  prediction: ArrayLike<number>
): {readonly absolute: number; readonly squared: number; readonly relative: number; readonly total: number} {
  const [truth, predicted] = [Float64Array.from(y), Float64Array.from(prediction)];
  let sum = 0;
  for (const value of truth) sum += value;
  const mean = sum / truth.length;
  const kernel = columnKernel();
  const at = kernel.prepareValues(2 * Math.min(BLOCK, truth.length));
  kernel.beginScores();
  for (let from = 0; from < truth.length; from += BLOCK) {
    const rows = Math.min(BLOCK, truth.length - from);
    const room = doublesAt(kernel, at, 2 * rows);
    room.set(truth.subarray(from, from + rows));
    room.set(predicted.subarray(from, from + rows), rows);
    kernel.addScores(at, at + 8 * rows, rows, mean);
  }
  return {
    absolute: kernel.absolute.value,
    squared: kernel.squared.value,
    relative: kernel.relative.value,
    total: kernel.total.value
  };
}
