// What math/words.ts is to JavaScript: bit access to a double. src/build/wasm.mjs puts it in that file's place when the elementary
// functions of ../math are compiled into this module.

@inline
export function leading(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & 0xffffffff00000000);
}

@inline
export function powerOfTwo(k: f64): f64 {
  return reinterpret<f64>((<i64>k + 1023) << 52);
}

@inline
export function scale(y: f64, k: f64): f64 {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1021) return y * powerOfTwo(-960) * powerOfTwo(k + 960);
  return y * powerOfTwo(k);
}

/** From √½ to 1, in bits. */
export const ROOT_TO_ONE: i64 = (0x3ff00000 - 0x3fe6a09e) << 32;
/** √½ without its lower word, in bits. */
export const ROOT: i64 = 0x3fe6a09e << 32;
export const FRACTION: i64 = 0x000fffffffffffff;
const ONE: i64 = 0x3ff0000000000000;

@inline
export function exponentAbout(x: f64): f64 {
  return <f64>(((reinterpret<i64>(x) + ROOT_TO_ONE) >> 52) - 1023);
}

@inline
export function fractionAbout(x: f64): f64 {
  return reinterpret<f64>(((reinterpret<i64>(x) + ROOT_TO_ONE) & FRACTION) + ROOT) - 1;
}

@inline
export function exponentOf(x: f64): f64 {
  return <f64>((reinterpret<i64>(x) >> 52) - 1023);
}

@inline
export function significandOf(x: f64): f64 {
  return reinterpret<f64>((reinterpret<i64>(x) & FRACTION) | ONE);
}
