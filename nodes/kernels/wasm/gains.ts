// What a split gains under squared loss, with LightGBM's penalties (GetSplitGains, CalculateSplittedLeafOutput of LightGBM 4.3).

/** LightGBM's kEpsilon. */
export const EPSILON: f64 = <f64>(<f32>1e-15);

let lambda: f64 = 0;
let alpha: f64 = 0;
export let minSplitGain: f64 = 0;
/** Whether anything is penalised. */
export let penalised: bool = false;
/** Whether sums of gradients are drawn towards zero. */
export let shrinks: bool = false;

/** Penalises the squares of outputs by lambda, their amounts by alpha, and every split by a gain. */
export function setPenalties(regLambda: f64, regAlpha: f64, gain: f64): void {
  lambda = regLambda;
  alpha = regAlpha;
  minSplitGain = gain;
  shrinks = alpha > 0;
  penalised = lambda > 0 || shrinks || minSplitGain > 0;
}

// The leaf at hand.
export let sum: f64 = 0;
export let hessian: f64 = 0;
/** What the gain of a split has to exceed. */
export let noSplit: f64 = 0;

export function setLeaf(leafSum: f64, leafHessian: f64): void {
  sum = leafSum;
  hessian = leafHessian;
  noSplit = (penalised ? part(sum, hessian) : (sum * sum) / hessian) + minSplitGain;
}

/** LightGBM's ThresholdL1. */
@inline
function shrunken(gradients: f64): f64 {
  return copysign(max<f64>(0, abs(gradients) - alpha), gradients);
}

/** What one side of a split adds to its gain. */
@inline
function part(gradients: f64, hessians: f64): f64 {
  const s = shrunken(gradients);
  return (s * s) / (hessians + lambda);
}

/** The gain of a split of the leaf at hand whose right side has these sums; noSplit is not yet taken off. */
@inline
export function gainOf(rightSum: f64, rightHessian: f64): f64 {
  const leftSum = sum - rightSum;
  const leftHessian = hessian - rightHessian;
  if (penalised) return part(leftSum, leftHessian) + part(rightSum, rightHessian);
  return (leftSum * leftSum) / leftHessian + (rightSum * rightSum) / rightHessian;
}

/** What a leaf with these sums adds to the score. */
export function outputOf(gradients: f64, hessians: f64): f64 {
  return penalised ? -shrunken(gradients) / (hessians + lambda) : -gradients / hessians;
}

// With c of m rows to the right whose gradients add up to s, no gain exceeds M d² / (a b) + G² / M − noSplit, where b = c + lambda,
// a = m − c + lambda, M = m + 2 lambda, d = s − G b / M; without alpha none is less. Counts are in units of M where there is a penalty.

/** One row, and lambda, in the units of counts. */
export let rowUnit: f64 = 1;
export let lambdaUnits: f64 = 0;
/** What to add to a gain, and what to multiply it by, to have d² / (a b). */
export let surplus: f64 = 0;
export let perGain: f64 = 0;

export function setBounds(count: i32): void {
  const m = <f64>count;
  const whole = m + 2 * lambda;
  rowUnit = penalised ? 1 / whole : 1;
  lambdaUnits = lambda > 0 ? 1 / (m / lambda + 2) : 0;
  surplus = penalised ? noSplit - (sum * sum) / whole : 0;
  perGain = penalised ? whole : 1 / m;
}
