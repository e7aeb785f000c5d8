import {atan, PI} from "../../nodes/kernels/math.ts";

/** Between which values something lies with 95 % confidence. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** How much larger the second of two is, and between which values that lies with 95 % confidence. */
export interface Difference extends Interval {
  readonly difference: number;
}

export const CONFIDENCE = 0.95;

/** P(|T| ≤ t) of Student's t with a whole number of degrees of freedom (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4). */
export function studentWithin(t: number, freedom: number): number {
  const x = Math.abs(t);
  const cos2 = freedom / (freedom + x * x);
  const sin = x / Math.sqrt(freedom + x * x);
  const odd = freedom % 2 === 1;
  let term = odd ? Math.sqrt(cos2) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= (cos2 * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / PI) * (atan(x / Math.sqrt(freedom)) + sin * sum) : sin * sum;
}

/** The t with P(|T| ≤ t) = share, by bisection. */
export function studentQuantile(share: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentWithin(high, freedom) < share) high *= 2;
  for (let i = 0; i < 200; ++i) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentWithin(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The mean of b − a over the same k folds, with an interval that takes into account that their training sets overlap
 * (Nadeau & Bengio 2003, Mach. Learn. 52, 239): the variance is s² (1/k + 1/(k − 1)), on k − 1 degrees of freedom.
 */
export function pairedOverFolds(a: readonly number[], b: readonly number[]): Difference {
  const {mean, error} = overFolds(a.map((score, k) => b[k]! - score));
  return around(mean, error, a.length - 1);
}

/** The same where folds are not shared: both variances add up, on the fewer degrees of freedom. */
export function unpairedOverFolds(a: readonly number[], b: readonly number[]): Difference {
  const [first, second] = [overFolds(a), overFolds(b)];
  const error = Math.sqrt(first.error * first.error + second.error * second.error);
  return around(second.mean - first.mean, error, Math.min(a.length, b.length) - 1);
}

/** The interval of a mean over folds, whose training sets overlap: as for the difference of two, with the same variance. */
export function meanOverFolds(scores: readonly number[]): Interval {
  const {mean, error} = overFolds(scores);
  const {lower, upper} = around(mean, error, scores.length - 1);
  return {lower, upper};
}

function overFolds(values: readonly number[]): {readonly mean: number; readonly error: number} {
  const k = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / k;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (k - 1);
  return {mean, error: Math.sqrt(variance * (1 / k + 1 / (k - 1)))};
}

function around(difference: number, error: number, freedom: number): Difference {
  const reach = studentQuantile(CONFIDENCE, freedom) * error;
  return {difference, lower: difference - reach, upper: difference + reach};
}

/** The interval between the outer percentiles of resampled differences; sorts them in place. */
export function percentileInterval(difference: number, resampled: Float64Array): Difference {
  const sorted = resampled.sort();
  const tail = (1 - CONFIDENCE) / 2;
  return {difference, lower: quantile(sorted, tail), upper: quantile(sorted, 1 - tail)};
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
