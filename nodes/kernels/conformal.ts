import type {Bounds} from "./intervals.ts";

/** How far predictions were from truths that the model predicting them had not seen, row by row. */
export interface Calibration {
  /** y − ŷ. */
  readonly residuals: Float64Array;
  /** Standard deviation of the trees behind each prediction; 0 where there are none. */
  readonly spreads: Float64Array;
}

/**
 * How the width of a calibrated interval may vary: "constant", the same everywhere, or "scaled", in proportion to σ + σ̄, with σ the
 * spread of the trees at a row and σ̄ its mean over the calibration rows, which keeps a chance agreement of trees from closing it.
 */
export type ConformalWidth = "constant" | "scaled";

/** The fewest calibration rows for an interval of this coverage: n with ⌈(n + 1) coverage⌉ ≤ n. */
export function leastCalibrationRows(coverage: number): number {
  let n = 1;
  while (wantedRank(n, coverage) > n) ++n;
  return n;
}

/**
 * The rank, from 1, of the score among n that covers a new row with at least the probability wanted.
 * @throws when there are too few calibration rows for this coverage.
 */
export function rankFor(n: number, coverage: number): number {
  if (!(0 < coverage && coverage < 1)) throw new Error(`a coverage must be between 0 and 1; got ${coverage}`);
  const rank = wantedRank(n, coverage);
  if (rank > n)
    throw new Error(`${n} calibration rows cannot cover ${coverage}; need at least ${leastCalibrationRows(coverage)}`);
  return rank;
}

function wantedRank(n: number, coverage: number): number {
  // Less a little, so that 10 rows of coverage 0.9 are 9 and not 9.000000000000002.
  return Math.ceil((n + 1) * coverage - 1e-9);
}

/**
 * Half the width of the interval at rows with these spreads: the ⌈(n + 1) coverage⌉-th smallest of the calibration rows' |y − ŷ|, each
 * first divided by its scale and then multiplied by the new row's (Lei et al. 2018, JASA 113, 1094, sect. 2.2 and 5.2). Where
 * calibration rows and new ones are exchangeable, at least that share of new truths lies within ŷ ± half.
 * @throws when there are too few calibration rows for this coverage.
 */
export function conformalHalfWidths(
  {residuals, spreads}: Calibration,
  spread: Float64Array,
  coverage: number,
  width: ConformalWidth
): Float64Array {
  const rank = rankFor(residuals.length, coverage);
  const scale = scaleOf(spreads, width);
  const scores = residuals.map((residual, i) => Math.abs(residual) / scale(spreads[i]!)).sort();
  const score = scores[rank - 1]!;
  return spread.map((s) => score * scale(s));
}

/** What scores are divided by; 1 for all where no trees disagree anywhere. */
export function scaleOf(spreads: Float64Array, width: ConformalWidth): (spread: number) => number {
  if (width === "constant") return () => 1;
  let mean = 0;
  for (const spread of spreads) mean += spread / spreads.length;
  return mean > 0 ? (spread) => spread + mean : () => 1;
}

/** mean ± half, row by row. */
export function conformalBounds(
  calibration: Calibration,
  {mean, spread}: {readonly mean: Float64Array; readonly spread: Float64Array},
  coverage: number,
  width: ConformalWidth
): Bounds {
  const half = conformalHalfWidths(calibration, spread, coverage, width);
  return {lower: mean.map((value, i) => value - half[i]!), upper: mean.map((value, i) => value + half[i]!)};
}
