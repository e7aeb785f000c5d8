/**
 * How wide to draw the interval about a forest's prediction from the spread σ of its q trees (standard deviation, divisor q):
 * - "standardError": 3σ / √q, the uncertainty of the mean of the trees (Fonseca-Bonilla et al. 2024). It shrinks as trees are
 *   added and covers far fewer truths than its 3 suggests (67, 30 and 14 % for 10, 100 and 500 trees in simulations);
 * - "treeSpread": 3σ, the range of the trees' opinions, which covers 95–98 % of truths.
 */
export type IntervalRule = "standardError" | "treeSpread";

/** Half the width of the interval. */
export function halfWidth(spread: number, nEstimators: number, rule: IntervalRule): number {
  return rule === "standardError" ? (3 * spread) / Math.sqrt(nEstimators) : 3 * spread;
}

export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** mean ± halfWidth, row by row. @throws when lengths differ. */
export function boundsOf(mean: ArrayLike<number>, spread: ArrayLike<number>, nEstimators: number, rule: IntervalRule): Bounds {
  if (mean.length !== spread.length) throw new Error(`${mean.length} means and ${spread.length} spreads do not match`);
  const lower = new Float64Array(mean.length);
  const upper = new Float64Array(mean.length);
  for (let i = 0; i < mean.length; ++i) {
    const half = halfWidth(spread[i]!, nEstimators, rule);
    lower[i] = mean[i]! - half;
    upper[i] = mean[i]! + half;
  }
  return {lower, upper};
}

/** Mean and spread over trees of their predictions, in the order of the trees. @throws when there are none. */
export function meanAndSpread(predictions: readonly ArrayLike<number>[]): {
  readonly mean: Float64Array;
  readonly spread: Float64Array;
} {
  const q = predictions.length;
  if (q === 0) throw new Error("0 trees predict nothing; need at least 1");
  const n = predictions[0]!.length;
  const mean = new Float64Array(n);
  const spread = new Float64Array(n);
  for (const tree of predictions) for (let i = 0; i < n; ++i) mean[i] = mean[i]! + tree[i]! / q;
  for (const tree of predictions)
    for (let i = 0; i < n; ++i) spread[i] = spread[i]! + (tree[i]! - mean[i]!) * (tree[i]! - mean[i]!);
  for (let i = 0; i < n; ++i) spread[i] = Math.sqrt(spread[i]! / q);
  return {mean, spread};
}

/** Share of truths within their interval, ends included, and the mean width of the intervals. @throws when there are no rows. */
export function coverageOf(y: ArrayLike<number>, {lower, upper}: Bounds): {readonly coverage: number; readonly width: number} {
  if (y.length === 0) throw new Error("0 rows have no coverage; need at least 1");
  let inside = 0;
  let width = 0;
  for (let i = 0; i < y.length; ++i) {
    if (lower[i]! <= y[i]! && y[i]! <= upper[i]!) ++inside;
    width += upper[i]! - lower[i]!;
  }
  return {coverage: inside / y.length, width: width / y.length};
}
