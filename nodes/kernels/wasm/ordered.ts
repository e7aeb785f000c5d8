// Floats as whole numbers of the same order, of which the processor compares twice as many at a time: their bits, those of negative ones turned
// round. There is no negative zero among features, nor among thresholds.

/** The whole numbers of four floats, or the floats of four whole numbers. */
@inline
export function turned(x: v128): v128 {
  return v128.xor(x, i32x4.shr_u(i32x4.shr_s(x, 31), 1));
}

/** The whole number of a float. */
@inline
export function orderOf(x: f32): i32 {
  const bits = reinterpret<i32>(x);
  return bits ^ ((bits >> 31) >>> 1);
}
