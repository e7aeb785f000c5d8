import {type Calibration, type ConformalWidth, rankFor, scaleOf} from "./conformal.ts";
import type {Bounds} from "./intervals.ts";

/** What the model of one fold predicts for new rows. */
export interface FoldPrediction {
  readonly mean: Float64Array;
  /** Standard deviation of its trees; 0 where there are none. */
  readonly spread: Float64Array;
}

/**
 * CV+ intervals (Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486, sect. 3): of the n values μ₋ₖ₍ᵢ₎(x) + |rᵢ|, one for each row i of
 * the cross-validation and predicted by the model of the fold that held it out, the ⌈(n + 1) coverage⌉-th smallest is the upper end; of
 * μ₋ₖ₍ᵢ₎(x) − |rᵢ| the ⌈(n + 1) coverage⌉-th largest is the lower. With the width "scaled", |rᵢ| is first divided by its scale and then
 * multiplied by that of the new row in the same fold (Gupta, Kuchibhotla & Ramdas 2022, Pattern Recognit. 127, 108496). Where rows are
 * exchangeable at least a share 1 − 2 (1 − coverage) − √(2/n) of new truths lies between, and typically `coverage`.
 *
 * `foldOf` tells of each row of the calibration which fold held it out, as its place in `predictions`. An interval that is empty, which
 * coverages below a half may make, is drawn as the point halfway between its ends.
 */
export function cvPlusBounds(
  calibration: Calibration,
  foldOf: ArrayLike<number>,
  predictions: readonly FoldPrediction[],
  coverage: number,
  width: ConformalWidth
): Bounds {
  const rank = rankFor(calibration.residuals.length, coverage);
  const scale = scaleOf(calibration.spreads, width);
  const scores = scoresByFold(calibration, foldOf, predictions.length, scale);
  const rows = predictions[0]!.mean.length;
  const lower = new Float64Array(rows);
  const upper = new Float64Array(rows);
  const steps = new Float64Array(predictions.length);
  for (let i = 0; i < rows; ++i) {
    for (const [k, {spread}] of predictions.entries()) steps[k] = scale(spread[i]!);
    const low = -ranked(
      scores,
      Float64Array.from(predictions, ({mean}) => -mean[i]!),
      steps,
      rank
    );
    const high = ranked(
      scores,
      Float64Array.from(predictions, ({mean}) => mean[i]!),
      steps,
      rank
    );
    lower[i] = low <= high ? low : (low + high) / 2;
    upper[i] = low <= high ? high : (low + high) / 2;
  }
  return {lower, upper};
}

/** |r| divided by its scale, ascending, of the rows that each fold held out. */
function scoresByFold(
  {residuals, spreads}: Calibration,
  foldOf: ArrayLike<number>,
  folds: number,
  scale: (spread: number) => number
): readonly Float64Array[] {
  const rows = Array.from({length: folds}, (): number[] => []);
  for (let i = 0; i < residuals.length; ++i) rows[foldOf[i]!]!.push(i);
  return rows.map((held) => Float64Array.from(held, (i) => Math.abs(residuals[i]!) / scale(spreads[i]!)).sort());
}

/** The value of this rank, from 1, among origins[k] + steps[k] s over all s of all ascending lists. */
function ranked(lists: readonly Float64Array[], origins: Float64Array, steps: Float64Array, rank: number): number {
  const value = (k: number, i: number): number => origins[k]! + steps[k]! * lists[k]![i]!;
  const from = lists.map(() => 0);
  const to = lists.map((list) => list.length);
  let left = rank;
  // What is left of each list shrinks to one side of the middle of the longest, which is never left over.
  for (;;) {
    let longest = 0;
    for (let k = 1; k < lists.length; ++k) if (to[k]! - from[k]! > to[longest]! - from[longest]!) longest = k;
    const pivot = value(longest, (from[longest]! + to[longest]!) >> 1);
    const below = lists.map((_, k) => firstWhere(from[k]!, to[k]!, (i) => value(k, i) >= pivot));
    const above = lists.map((_, k) => firstWhere(below[k]!, to[k]!, (i) => value(k, i) > pivot));
    const smaller = below.reduce((sum, at, k) => sum + at - from[k]!, 0);
    const reached = above.reduce((sum, at, k) => sum + at - from[k]!, 0);
    if (smaller < left && left <= reached) return pivot;
    if (left <= smaller) for (const [k, at] of below.entries()) to[k] = at;
    else {
      left -= reached;
      for (const [k, at] of above.entries()) from[k] = at;
    }
  }
}

/** The first of from … to − 1 that passes a test which all after it pass too; `to` where none does. */
function firstWhere(from: number, to: number, test: (i: number) => boolean): number {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (test(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
