/** The squared-error criterion of test/kernels/plain/criterion.ts. */
// @ts-ignore: decorator
@inline
export function score(s: f64, w: f64, sum: f64, weight: f64): f64 {
  const d = s * weight - w * sum;
  return (d * d) / (w * (weight - w));
}
