/** The squared-error criterion of test/kernels/plain/criterion.ts. */
@inline
export function score(s: f64, w: f64, sum: f64, weight: f64): f64 {
  const d = s * weight - w * sum;
  return (d * d) / (w * (weight - w));
}

/** That of two cuts. */
@inline
export function score2(s: v128, w: v128, sum: v128, weight: v128): v128 {
  const d = f64x2.sub(f64x2.mul(s, weight), f64x2.mul(w, sum));
  return f64x2.div(f64x2.mul(d, d), f64x2.mul(w, f64x2.sub(weight, w)));
}
