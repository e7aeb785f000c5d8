/**
 * Bit access to a double: the only tool beyond + − × ÷ √ that the functions of this folder use. Those that columns need are compiled to
 * WebAssembly from the same text, with wasm/words.ts in place of this file.
 */

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
const HIGH = new Uint8Array(new Int32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and upper 20 bits of the fraction, as a signed 32-bit integer. */
export function highWord(x: number): number {
  number[0] = x;
  return words[HIGH]!;
}

/** The lower 32 bits of the fraction, as a signed 32-bit integer. */
export function lowWord(x: number): number {
  number[0] = x;
  return words[LOW]!;
}

/** The double x with another upper word. */
export function withHighWord(x: number, high: number): number {
  number[0] = x;
  words[HIGH] = high;
  return number[0];
}

/** The double x with its lower word set to zero: its leading 21 bits. */
export function leading(x: number): number {
  number[0] = x;
  words[LOW] = 0;
  return number[0];
}

/** 2^k for −1022 ≤ k ≤ 1023. */
export function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[LOW] = 0;
  return number[0]!;
}

/** y · 2^k, rounded once, for 0.25 < |y| < 4 and −1100 ≤ k ≤ 1025. */
export function scale(y: number, k: number): number {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1021) return y * powerOfTwo(-960) * powerOfTwo(k + 960);
  return y * powerOfTwo(k);
}

/** The upper word of √½. */
const SQRT_HALF_HIGH = 0x3fe6a09e;

/** The exponent k of a normal x = 2^k (1 + f) > 0 with √½ ≤ 1 + f < √2. */
export function exponentAbout(x: number): number {
  return ((highWord(x) + (0x3ff00000 - SQRT_HALF_HIGH)) >> 20) - 1023;
}

/** f of a normal x = 2^k (1 + f) > 0 with √½ ≤ 1 + f < √2. */
export function fractionAbout(x: number): number {
  return withHighWord(x, ((highWord(x) + (0x3ff00000 - SQRT_HALF_HIGH)) & 0x000fffff) + SQRT_HALF_HIGH) - 1;
}

/** The exponent k of a normal x = 2^k m > 0 with 1 ≤ m < 2. */
export function exponentOf(x: number): number {
  return (highWord(x) >> 20) - 1023;
}

/** m of a normal x = 2^k m > 0 with 1 ≤ m < 2. */
export function significandOf(x: number): number {
  return withHighWord(x, (highWord(x) & 0x000fffff) | 0x3ff00000);
}
