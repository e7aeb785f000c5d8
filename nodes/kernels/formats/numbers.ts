// Numbers from ASCII bytes without making strings, correctly rounded, and back.

const ZERO = 0x30;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;

/** Powers of ten that doubles hold exactly. */
const POWERS = Float64Array.from({length: 23}, (_, k) => Number(`1e${k}`));

/** Set by the parsers: whether the bytes were a value at all. One flag instead of an object a cell. */
let matched = true;

/** Whether the last parse in this module found a value. */
export function parsed(): boolean {
  return matched;
}

/**
 * The double that the bytes [start, end) spell, correctly rounded: decimal or scientific (e, E, d or D), NaN, ±Inf or ±Infinity
 * in any case. Bytes that spell no number give NaN and `parsed()` false. Blanks must have been trimmed.
 * Up to 15 digits with |exponent| ≤ 22 are exact in one operation (Clinger 1990); the rest is left to Number().
 */
export function parseReal(bytes: Uint8Array, start: number, end: number): number {
  matched = true;
  let i = start;
  let negative = false;
  let c = i < end ? bytes[i]! : 0;
  if (c === MINUS || c === PLUS) {
    negative = c === MINUS;
    c = ++i < end ? bytes[i]! : 0;
  }
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  const first = i;
  for (; i < end; ++i) {
    c = bytes[i]! - ZERO;
    if (c < 0 || c > 9) break;
    mantissa = mantissa * 10 + c;
    if (mantissa !== 0) ++digits;
  }
  let seen = i - first;
  if (i < end && bytes[i] === DOT) {
    const point = ++i;
    for (; i < end; ++i) {
      c = bytes[i]! - ZERO;
      if (c < 0 || c > 9) break;
      mantissa = mantissa * 10 + c;
      if (mantissa !== 0) ++digits;
    }
    scale = point - i;
    seen += i - point;
  }
  if (seen === 0) return parseWord(bytes, first, end, negative);
  if (i < end) {
    c = bytes[i]! | 0x20;
    if (c !== 0x65 && c !== 0x64) return unmatched();
    if (++i >= end) return unmatched();
    let down = false;
    if (bytes[i] === MINUS || bytes[i] === PLUS) down = bytes[i++] === MINUS;
    const from = i;
    let exponent = 0;
    for (; i < end; ++i) {
      c = bytes[i]! - ZERO;
      if (c < 0 || c > 9) break;
      if (exponent < 100_000) exponent = exponent * 10 + c;
    }
    if (i === from || i < end) return unmatched();
    scale += down ? -exponent : exponent;
  }
  let value: number;
  if (digits <= 15 && scale >= -22 && scale <= 22) value = scale < 0 ? mantissa / POWERS[-scale]! : mantissa * POWERS[scale]!;
  else if (mantissa === 0) value = 0;
  else value = Number(ascii(bytes, first, end).replace(/[dD]/, "e"));
  return negative ? -value : value;
}

function parseWord(bytes: Uint8Array, start: number, end: number, negative: boolean): number {
  if (end - start === 3 || end - start === 8) {
    const word = ascii(bytes, start, end).toLowerCase();
    if (word === "nan") return NaN;
    if (word === "inf" || word === "infinity") return negative ? -Infinity : Infinity;
  }
  return unmatched();
}

function unmatched(): number {
  matched = false;
  return NaN;
}

/** Latin letters of a few bytes as a string. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; ++i) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** The low and high words of the last integer parsed. */
const words = new Int32Array(2);

/**
 * The integer that the bytes [start, end) spell, as a double, which is exact within ±2^53; `storeInt64` keeps all 64 bits.
 * Bytes that spell none, or one outside the signed 64 bits, give NaN and `parsed()` false. Blanks must have been trimmed.
 */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  let negative = false;
  if (i < end && (bytes[i] === MINUS || bytes[i] === PLUS)) negative = bytes[i++] === MINUS;
  while (i < end - 1 && bytes[i] === ZERO) ++i;
  const digits = end - i;
  if (digits < 1 || digits > 19) return unmatched();
  // value = upper · 10^9 + lower
  let upper = 0;
  let lower = 0;
  const split = end - 9;
  for (; i < split; ++i) {
    const c = bytes[i]! - ZERO;
    if (c < 0 || c > 9) return unmatched();
    upper = upper * 10 + c;
  }
  for (; i < end; ++i) {
    const c = bytes[i]! - ZERO;
    if (c < 0 || c > 9) return unmatched();
    lower = lower * 10 + c;
  }
  matched = true;
  if (upper === 0) {
    words[0] = negative ? -lower : lower;
    words[1] = negative && lower > 0 ? -1 : 0;
    return negative ? -lower : lower;
  }
  // upper = a · 2^16 + b, all terms below 2^53.
  const a = Math.floor(upper / 65536);
  const low = (upper - a * 65536) * 1e9 + lower;
  const carry = Math.floor(low / 65536);
  const top = a * 1e9 + carry;
  const high = Math.floor(top / 65536);
  let lo = (top - high * 65536) * 65536 + (low - carry * 65536);
  let hi = high;
  if (hi >= 0x8000_0000 && !(negative && hi === 0x8000_0000 && lo === 0)) return unmatched();
  if (negative) {
    lo = lo === 0 ? 0 : 0x1_0000_0000 - lo;
    hi = lo === 0 ? -hi : -hi - 1;
  }
  words[0] = lo | 0;
  words[1] = hi | 0;
  const value = upper * 1e9 + lower;
  return negative ? -value : value;
}

/** Writes the last integer parsed into slot i of 64-bit integers seen as pairs of little-endian words. */
export function storeInt64(pairs: Int32Array, i: number): void {
  pairs[2 * i] = words[0]!;
  pairs[2 * i + 1] = words[1]!;
}

/** The fewest digits that read back as the same float32. */
export function shortestFloat32(value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 1e7)) return spell(value);
  for (let digits = 6; digits < 9; ++digits) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** The fewest digits that read back as the same double; the sign of zero kept, even by readers that try integers first. */
export function spell(value: number): string {
  return value === 0 && 1 / value < 0 ? "-0.0" : String(value);
}
