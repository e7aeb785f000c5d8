// Numbers from ASCII bytes without making strings, correctly rounded.

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
 * Up to 15 digits with |exponent| ≤ 22 are exact in one operation (Clinger 1990), up to 22 digits with an exponent in [−22, 0]
 * by one division and its exact remainder; the rest is left to Number().
 */
export function parseReal(bytes: Uint8Array, start: number, end: number): number {
  matched = true;
  let i = start;
  let negative = false;
  let c = i < end ? bytes[i]! : 0;
  if (c === MINUS || c === PLUS) {
    negative = c === MINUS;
    ++i;
  }
  // The number is (mantissa · 10^tailDigits + tail) · 10^scale.
  let mantissa = 0;
  let digits = 0;
  let tail = 0;
  let tailDigits = 0;
  let point = -1;
  const first = i;
  for (; i < end; ++i) {
    c = bytes[i]! - ZERO;
    if (c >= 0 && c <= 9) {
      if (digits < 15) {
        mantissa = mantissa * 10 + c;
        if (mantissa !== 0) ++digits;
      } else {
        tail = tail * 10 + c;
        ++tailDigits;
      }
    } else if (c === DOT - ZERO && point < 0) point = i;
    else break;
  }
  if (i - first - (point < 0 ? 0 : 1) <= 0) return parseWord(bytes, first, end, negative);
  let scale = point < 0 ? 0 : point + 1 - i;
  if (i < end) {
    const exponent = parseExponent(bytes, i, end);
    if (exponent !== exponent) return unmatched();
    scale += exponent;
  }
  let value: number;
  if (tailDigits === 0 && scale >= -22 && scale <= 22) value = scale < 0 ? mantissa / POWERS[-scale]! : mantissa * POWERS[scale]!;
  else if (mantissa === 0) value = 0;
  else {
    value = tailDigits <= 7 && scale >= -22 && scale <= 0 ? divide(mantissa, POWERS[tailDigits]!, tail, POWERS[-scale]!) : NaN;
    if (value !== value) value = Number(ascii(bytes, first, end).replace(/[dD]/, "e"));
  }
  return negative ? -value : value;
}

/** The value of an exponent such as e-12 or D+03, or NaN. */
function parseExponent(bytes: Uint8Array, start: number, end: number): number {
  const letter = bytes[start]! | 0x20;
  let i = start + 1;
  if ((letter !== 0x65 && letter !== 0x64) || i >= end) return NaN;
  const down = bytes[i] === MINUS;
  if (down || bytes[i] === PLUS) ++i;
  if (i >= end) return NaN;
  let exponent = 0;
  for (; i < end; ++i) {
    const c = bytes[i]! - ZERO;
    if (c < 0 || c > 9) return NaN;
    if (exponent < 100_000) exponent = exponent * 10 + c;
  }
  return down ? -exponent : exponent;
}

/** 2^27 + 1, which splits a double into halves of 26 bits (Veltkamp). */
const SPLITTER = 134217729;
/** Far more than the relative error of the correction below. */
const SLACK = 2 ** -40;

/** (a · b + c) / d correctly rounded, for integers below 2^53 with a · b + c below 2^80; NaN where that is too close to call. */
function divide(a: number, b: number, c: number, d: number): number {
  // a · b = high + low exactly (Dekker 1971), then + c.
  const product = a * b;
  const high = product + c;
  const low = productError(a, b, product) + sumError(product, c, high);
  const quotient = high / d;
  const back = quotient * d;
  // The remainder of the whole numerator: high − back is exact, the rest is small.
  const correction = (high - back - productError(quotient, d, back) + low) / d;
  const below = quotient + (correction - Math.abs(correction) * SLACK);
  const above = quotient + (correction + Math.abs(correction) * SLACK);
  return below === above ? below : NaN;
}

function productError(a: number, b: number, product: number): number {
  const p = SPLITTER * a;
  const q = SPLITTER * b;
  const ah = p - (p - a);
  const bh = q - (q - b);
  const al = a - ah;
  const bl = b - bh;
  return al * bl - (product - ah * bh - al * bh - ah * bl);
}

function sumError(a: number, b: number, sum: number): number {
  const t = sum - a;
  return a - (sum - t) + (b - t);
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
