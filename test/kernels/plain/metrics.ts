/** Scores of predictions, with scikit-learn's conventions. All throw when the lengths differ or there are no rows. */

/** Mean of |y − ŷ|. */
export function meanAbsoluteError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return meanOver(y, prediction, (truth, predicted) => Math.abs(truth - predicted));
}

/** √ of the mean of (y − ŷ)². */
export function rootMeanSquaredError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return Math.sqrt(meanOver(y, prediction, (truth, predicted) => (truth - predicted) * (truth - predicted)));
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Where all truths are equal: 1 if every prediction is exact, else 0; NaN for fewer than two rows. */
export function r2Score(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const mean = meanOver(y, prediction, (truth) => truth);
  const residual = meanOver(y, prediction, (truth, predicted) => (truth - predicted) * (truth - predicted));
  const total = meanOver(y, prediction, (truth) => (truth - mean) * (truth - mean));
  if (y.length < 2) return NaN;
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}

/** Mean of |y − ŷ| / max(|y|, ε), a fraction and not a percentage; huge where a truth is 0. */
export function meanAbsolutePercentageError(y: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return meanOver(y, prediction, (truth, predicted) => Math.abs(truth - predicted) / Math.max(Math.abs(truth), Number.EPSILON));
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
  return {
    meanAbsoluteError: meanAbsoluteError(y, prediction),
    rootMeanSquaredError: rootMeanSquaredError(y, prediction),
    r2Score: r2Score(y, prediction),
    meanAbsolutePercentageError: meanAbsolutePercentageError(y, prediction)
  };
}

function meanOver(
  y: ArrayLike<number>,
  prediction: ArrayLike<number>,
  term: (truth: number, predicted: number) => number
): number {
  if (y.length !== prediction.length)
    throw new Error(`${prediction.length} predictions cannot be compared with ${y.length} truths`);
  if (y.length === 0) throw new Error("0 rows cannot be scored; need at least 1");
  let sum = 0;
  for (let i = 0; i < y.length; ++i) sum += term(y[i]!, prediction[i]!);
  return sum / y.length;
}
