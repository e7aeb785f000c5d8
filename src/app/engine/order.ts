// The order of a table's rows by one of its columns: a stable radix sort (Knuth, TAOCP vol. 3, 5.2.5) of keys whose unsigned order is that
// of the values, so that 64-bit integers and floats are compared whole.
import type {Column, TextValues} from "../../../runtime/table.ts";

/** Keys of 64 bits, high and low half; of 32 bits where there is no low half. */
interface Keys {
  readonly high: Uint32Array;
  readonly low?: Uint32Array;
}

const fewTexts = 48;

/** Some rows in the order of a column's values: nulls and NaN come last whichever way one sorts, and equal values keep the order of `rows`. */
export function sortRows(column: Column, rows: Uint32Array, descending: boolean): Uint32Array {
  const absent = absence(column);
  const present = absent ? rows.filter((row) => !absent(row)) : rows;
  const sorted =
    column.type === "text"
      ? sortTexts(column.values, present, descending, 0)
      : permuted(present, keysOf(column, present), descending);
  if (!absent) return sorted;
  const order = new Uint32Array(rows.length);
  order.set(sorted);
  order.set(
    rows.filter((row) => absent(row)),
    sorted.length
  );
  return order;
}

function absence({type, valid, values}: Column): ((row: number) => boolean) | undefined {
  const real = type === "float64" || type === "float32";
  if (!valid) return real && values.some(Number.isNaN) ? (row) => Number.isNaN(values[row]) : undefined;
  return real ? (row) => !valid[row] || Number.isNaN(values[row]) : (row) => !valid[row];
}

function keysOf(column: Exclude<Column, {type: "text"}>, rows: Uint32Array): Keys {
  const n = rows.length;
  const high = new Uint32Array(n);
  const {type, values} = column;
  // Two halves of one value; every engine Fluxloom runs on is little-endian.
  if (type === "int64") {
    const low = new Uint32Array(n);
    const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
    for (let i = 0; i < n; ++i) {
      low[i] = halves[2 * rows[i]!]!;
      high[i] = halves[2 * rows[i]! + 1]! ^ 0x80000000;
    }
    return {high, low};
  }
  if (type === "float64") {
    const low = new Uint32Array(n);
    const cell = new Float64Array(1);
    const halves = new Uint32Array(cell.buffer);
    for (let i = 0; i < n; ++i) {
      // −0 + 0 is 0: the two zeros are equal.
      cell[0] = values[rows[i]!]! + 0;
      const negative = halves[1]! >>> 31 === 1;
      high[i] = negative ? ~halves[1]! : halves[1]! ^ 0x80000000;
      low[i] = negative ? ~halves[0]! : halves[0]!;
    }
    return {high, low};
  }
  if (type === "float32") {
    const cell = new Float32Array(1);
    const bits = new Uint32Array(cell.buffer);
    for (let i = 0; i < n; ++i) {
      cell[0] = values[rows[i]!]! + 0;
      high[i] = bits[0]! >>> 31 === 1 ? ~bits[0]! : bits[0]! ^ 0x80000000;
    }
  } else for (let i = 0; i < n; ++i) high[i] = values[rows[i]!]! ^ 0x80000000;
  return {high};
}

/** The rows in the order of their keys. */
function permuted(rows: Uint32Array, {high, low}: Keys, descending: boolean): Uint32Array {
  let order: Uint32Array = upTo(rows.length);
  let spare: Uint32Array = new Uint32Array(rows.length);
  // Wide digits make few passes, but their counts cost more than they save where rows are few.
  const bits = rows.length > 20_000 ? 16 : 8;
  for (const half of low ? [low, high] : [high]) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (!distribute(half, shift, bits, descending, order, spare)) continue;
      [order, spare] = [spare, order];
    }
  }
  return order.map((i) => rows[i]!);
}

/** One pass by one digit; false, and nothing done, where all have the same. */
function distribute(
  keys: Uint32Array,
  shift: number,
  bits: number,
  descending: boolean,
  from: Uint32Array,
  to: Uint32Array
): boolean {
  const mask = 2 ** bits - 1;
  const flip = descending ? mask : 0;
  const starts = new Uint32Array(2 ** bits + 1);
  for (let i = 0; i < keys.length; ++i) starts[(((keys[i]! >>> shift) & mask) ^ flip) + 1]! += 1;
  if (keys.length > 0 && starts[(((keys[0]! >>> shift) & mask) ^ flip) + 1] === keys.length) return false;
  for (let digit = 1; digit < starts.length; ++digit) starts[digit]! += starts[digit - 1]!;
  for (let i = 0; i < from.length; ++i) {
    const at = from[i]!;
    const digit = ((keys[at]! >>> shift) & mask) ^ flip;
    to[starts[digit]!] = at;
    starts[digit]! += 1;
  }
  return true;
}

// By eight bytes at a time, then those that are equal so far by the next eight. The order of UTF-8 bytes is that of code points.
function sortTexts(texts: TextValues, rows: Uint32Array, descending: boolean, depth: number): Uint32Array {
  if (rows.length <= fewTexts) return sortFew(texts, rows.slice(), descending, depth);
  const keys = textKeys(texts, rows, depth);
  const order = permuted(upTo(rows.length), keys, descending);
  const sorted = new Uint32Array(rows.length);
  const same = (a: number, b: number): boolean => keys.high[a] === keys.high[b] && keys.low[a] === keys.low[b];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && same(order[from]!, order[to]!)) ++to;
    const run = sorted.subarray(from, to);
    for (let i = from; i < to; ++i) sorted[i] = rows[order[i]!]!;
    from = to;
    if (run.length <= fewTexts) {
      sortFew(texts, run, descending, depth);
      continue;
    }
    // Texts that end here have the same bytes but for zero bytes at their end: the shorter comes first.
    const ends = [...new Set(run.map((row) => Math.min(lengthOf(texts, row), depth + 9)))].toSorted((a, b) => a - b);
    if (descending) ends.reverse();
    let at = 0;
    for (const part of ends.map((end) => run.filter((row) => Math.min(lengthOf(texts, row), depth + 9) === end))) {
      const longer = lengthOf(texts, part[0]!) > depth + 8;
      run.set(longer ? sortTexts(texts, part, descending, depth + 8) : part, at);
      at += part.length;
    }
  }
  return sorted;
}

function textKeys({offsets, bytes}: TextValues, rows: Uint32Array, depth: number): Required<Keys> {
  const high = new Uint32Array(rows.length);
  const low = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; ++i) {
    const row = rows[i]!;
    const start = offsets[row]! + depth;
    const length = Math.min(8, offsets[row + 1]! - start);
    let [a, b] = [0, 0];
    for (let k = 0; k < length; ++k) {
      const byte = bytes[start + k]!;
      if (k < 4) a |= byte << (24 - 8 * k);
      else b |= byte << (56 - 8 * k);
    }
    high[i] = a;
    low[i] = b;
  }
  return {high, low};
}

/** In place, by insertion. */
function sortFew(texts: TextValues, rows: Uint32Array, descending: boolean, depth: number): Uint32Array {
  const sign = descending ? -1 : 1;
  for (let i = 1; i < rows.length; ++i) {
    const row = rows[i]!;
    let at = i;
    for (; at > 0 && sign * compareTexts(texts, rows[at - 1]!, row, depth) > 0; --at) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
  return rows;
}

/** Negative where the text of the first row comes before that of the second; they agree in the bytes before `depth`. */
export function compareTexts({offsets, bytes}: TextValues, a: number, b: number, depth = 0): number {
  const [atA, atB] = [offsets[a]!, offsets[b]!];
  const [lengthA, lengthB] = [offsets[a + 1]! - atA, offsets[b + 1]! - atB];
  for (let k = depth; k < lengthA && k < lengthB; ++k) {
    const difference = bytes[atA + k]! - bytes[atB + k]!;
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** 0, 1, …, n − 1. */
export function upTo(n: number): Uint32Array {
  const numbers = new Uint32Array(n);
  for (let i = 0; i < n; ++i) numbers[i] = i;
  return numbers;
}

function lengthOf({offsets}: TextValues, row: number): number {
  return offsets[row + 1]! - offsets[row]!;
}
