// The fewest digits that read back as the same number, by Schubfach (Giulietti 2020, "The Schubfach way to render doubles"), and their
// spelling as ECMAScript's Number::toString gives it.

/** 10^−k scaled to [2^125, 2^126), rounded up, high and low words, for k from −324 to 292. */
const powers: usize = memory.data(617 << 4, 16);
const FIRST_POWER: i32 = -324;

/** Where the caller puts the powers, once. */
export function powersOfTen(): usize {
  return powers;
}

/** "00", "01" … "99". */
const pairs: usize = memory.data(200, 2);
/** 10^0 … 10^19. */
const tens: usize = memory.data(20 << 3, 8);

export function fillTables(): void {
  for (let i: u32 = 0; i < 100; ++i) {
    store<u8>(pairs + 2 * i, <u8>(0x30 + i / 10));
    store<u8>(pairs + 2 * i + 1, <u8>(0x30 + (i % 10)));
  }
  let ten: u64 = 1;
  for (let i: usize = 0; i < 20; ++i, ten *= 10) store<u64>(tens + (i << 3), ten);
}

@inline
function digitsOf(value: u64): i32 {
  // Zero has one; no other number gets more.
  const size = value | 1;
  const about = <i32>(((64 - clz(size)) * 1233) >> 12);
  return about + i32(size >= load<u64>(tens + (<usize>about << 3)));
}

@inline
function pair(at: usize, value: u32): void {
  store<u16>(at, load<u16>(pairs + (<usize>value << 1)));
}

@inline
function eightDigits(at: usize, value: u32): void {
  const high = value / 10000;
  const low = value - high * 10000;
  const a = high / 100;
  const b = low / 100;
  pair(at, a);
  pair(at + 2, high - a * 100);
  pair(at + 4, b);
  pair(at + 6, low - b * 100);
}

/** Writes the n digits of a value. */
function writeDigits(at: usize, value: u64, n: i32): void {
  let end = at + n;
  while (value >= 100_000_000) {
    const high = value / 100_000_000;
    end -= 8;
    eightDigits(end, <u32>(value - high * 100_000_000));
    value = high;
  }
  let rest = <u32>value;
  while (rest >= 100) {
    const high = rest / 100;
    end -= 2;
    pair(end, rest - high * 100);
    rest = high;
  }
  if (rest >= 10) pair(end - 2, rest);
  else if (end > at) store<u8>(end - 1, <u8>(0x30 + rest));
}

/** Writes an integer; returns where it ends. */
export function writeInteger(at: usize, value: i64): usize {
  let size = <u64>value;
  if (value < 0) {
    store<u8>(at++, 0x2d);
    size = 0 - size;
  }
  const n = digitsOf(size);
  writeDigits(at, size, n);
  return at + n;
}

/** The high word of the product that the next function returns the low one of. */
let high: u64 = 0;

@inline
function multiply(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const ll = al * bl;
  const lh = al * bh + (ll >> 32);
  const hl = ah * bl + (lh & 0xffffffff);
  high = ah * bh + (lh >> 32) + (hl >> 32);
  return (hl << 32) | (ll & 0xffffffff);
}

/** 2^−127 of a number of three words, all that was cut off gathered in the last bit. */
@inline
function roundedToOdd(top: u64, middle: u64): u64 {
  return (top << 1) | (middle >> 63) | u64((middle & 0x7fffffffffffffff) !== 0);
}

/** The exponent of the last decimal found. */
let exponent: i32 = 0;

/** The decimal, times a power of ten, that is shortest among those that round to c · 2^q, and nearest to it. */
function shortest(c: u64, q: i32, irregular: bool): u64 {
  const k = <i32>((<i64>q * 661971961083 - (irregular ? 274743187321 : 0)) >> 41);
  const h = q + <i32>((<i64>-k * 913124641741) >> 38) + 2;
  const entry = powers + (<usize>(k - FIRST_POWER) << 4);
  const g1 = load<u64>(entry);
  const g0 = load<u64>(entry, 8);
  // Four times the number, in units of 10^k: g · 4c · 2^h / 2^127.
  const scaled = c << (h + 2);
  const low = multiply(g0, scaled);
  const carried = high;
  let middle = multiply(g1, scaled) + carried;
  const top = high + u64(middle < carried);
  // To the ends of what rounds to the number it is 2 · 2^h · g, below a power of two half of that.
  const up = h + 1;
  const up0 = g0 << up;
  const up1 = (g1 << up) | (g0 >> (64 - up));
  const up2 = g1 >> (64 - up);
  const above0 = low + up0;
  const carry1 = u64(above0 < low);
  const above1 = middle + up1 + carry1;
  const above2 = top + up2 + (carry1 ? u64(above1 <= middle) : u64(above1 < middle));
  const down = irregular ? h : up;
  const down0 = g0 << down;
  const down1 = (g1 << down) | (g0 >> (64 - down));
  const down2 = g1 >> (64 - down);
  const borrow1 = u64(low < down0);
  const below1 = middle - down1 - borrow1;
  const below2 = top - down2 - (borrow1 ? u64(middle <= down1) : u64(middle < down1));
  const value = roundedToOdd(top, middle);
  // The ends round to even numbers only.
  const first = roundedToOdd(below2, below1) + (c & 1);
  const last = roundedToOdd(above2, above1) - (c & 1);
  exponent = k;
  const s = value >> 2;
  const coarse = (s / 10) * 10;
  const coarseIn = first <= coarse << 2;
  if (coarseIn !== (coarse + 10) << 2 <= last) return coarseIn ? coarse : coarse + 10;
  const lowerIn = first <= s << 2;
  if (lowerIn !== (s + 1) << 2 <= last) return lowerIn ? s : s + 1;
  const middleOfBoth = (s << 2) + 2;
  return value < middleOfBoth || (value === middleOfBoth && (s & 1) === 0) ? s : s + 1;
}

/** Writes digits · 10^power. */
function writeDecimal(at: usize, digits: u64, power: i32): usize {
  if (digits % 100_000_000 === 0) {
    digits /= 100_000_000;
    power += 8;
  }
  while (digits % 10 === 0) {
    digits /= 10;
    ++power;
  }
  const n = digitsOf(digits);
  const point = n + power;
  if (point > 21 || point <= -6) return writeScientific(at, digits, n, point - 1);
  if (point <= 0) {
    store<u64>(at, 0x3030303030302e30);
    writeDigits(at + 2 - point, digits, n);
    return at + 2 - point + n;
  }
  writeDigits(at, digits, n);
  if (power >= 0) {
    memory.fill(at + n, 0x30, power);
    return at + point;
  }
  // At most 16 digits follow the point.
  v128.store(at + point + 1, v128.load(at + point));
  store<u8>(at + point, 0x2e);
  return at + n + 1;
}

function writeScientific(at: usize, digits: u64, n: i32, power: i32): usize {
  writeDigits(at + 1, digits, n);
  store<u8>(at, load<u8>(at + 1));
  store<u8>(at + 1, 0x2e);
  let end = at + (n > 1 ? n + 1 : 1);
  store<u8>(end++, 0x65);
  if (power > 0) store<u8>(end++, 0x2b);
  return writeInteger(end, power);
}

/** Writes a finite double, negative zero as -0.0, since some readers try integers first. */
export function writeDouble(at: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  if (<i64>bits < 0) store<u8>(at++, 0x2d);
  const size = abs(value);
  if (size < 9007199254740992 && trunc(size) === size) {
    if (size > 0) return writeInteger(at, <i64>size);
    store<u32>(at, 0x302e30);
    return <i64>bits < 0 ? at + 3 : at + 1;
  }
  // Ordinary numbers of few decimals: what of at most 15 digits reads back as the same is the only one that does.
  if (size >= 1e-5 && size < 1e5) {
    const tenths = nearest(size * 1e10);
    if (tenths / 1e10 === size) return writeDecimal(at, <u64>tenths, -10);
  }
  const fraction = bits & 0xfffffffffffff;
  const power = <i32>(bits >> 52) & 0x7ff;
  const digits =
    power === 0 ? shortest(fraction, -1074, false) : shortest(fraction | 0x10000000000000, power - 1075, fraction === 0 && power > 1);
  return writeDecimal(at, digits, exponent);
}

/** Writes a finite float. */
export function writeFloat(at: usize, value: f32): usize {
  const bits = reinterpret<u32>(value);
  const size = abs(value);
  if (size < 16777216 && trunc(size) === size) return writeDouble(at, value);
  if (<i32>bits < 0) store<u8>(at++, 0x2d);
  const fraction = <u64>(bits & 0x7fffff);
  const power = <i32>(bits >> 23) & 0xff;
  const digits = power === 0 ? shortest(fraction, -149, false) : shortest(fraction | 0x800000, power - 150, fraction === 0 && power > 1);
  return writeDecimal(at, digits, exponent);
}
