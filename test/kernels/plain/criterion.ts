/**
 * The squared-error criterion. Of a node with total weight W and target sum S, cut into a left part (w, s) and the rest, the decrease
 * of the sum of squares is s²/w + (S − s)²/(W − w) − S²/W = d² / (w (W − w) W) with d = s W − w S. The factor 1/W is the same for all
 * cuts of a node, so they are ranked without it; `importance` puts it back.
 */
export function score(s: number, w: number, sum: number, weight: number): number {
  const d = s * weight - w * sum;
  return (d * d) / (w * (weight - w));
}
