// Rows of columns as lines of text, for the formats of text: what the project calls.
import {allocate, mark, reset} from "./memory";
import {fillTables, powersOfTen, writeDouble, writeFloat, writeInteger} from "./shortest";

export {allocate, powersOfTen, fillTables};

/** Where what a caller allocates begins. */
const start = mark();

/** Forgets what was allocated. */
export function clear(): void {
  reset(start);
}

// Kinds of columns.
const BOOLEAN: u32 = 0;
const UINT8: u32 = 1;
const INT16: u32 = 2;
const INT32: u32 = 3;
const INT64: u32 = 4;
const FLOAT32: u32 = 5;
const FLOAT64: u32 = 6;

/** How text is written: in quotes where CSV wants them; with XML's references; as ASCII of one line; never. */
const QUOTED: u32 = 1;
const XML: u32 = 2;

/** A column: where its values, flags, offsets and the word for null are, and the width its cells are filled up to. */
@unmanaged
class Column {
  kind: u32;
  width: u32;
  values: usize;
  valid: usize;
  offsets: usize;
  nothing: usize;
  nothingLength: u32;
}

/** Short strings, and where they end; 16 bytes may be read from each. */
let prefix: usize = 0;
let prefixLength: u32 = 0;
let between: usize = 0;
let betweenLength: u32 = 0;
let suffix: usize = 0;
let suffixLength: u32 = 0;
let words: usize = 0;
let escape: u32 = 0;
/** The separator that makes CSV quote. */
let separator: u8 = 0;

/** Sets what is around rows and cells. At `wordList` are NaN, Infinity, −Infinity, true and false, each in 16 bytes, the first its length. */
export function setStyle(before: usize, beforeLength: u32, inside: usize, insideLength: u32, after: usize, afterLength: u32): void {
  prefix = before;
  prefixLength = beforeLength;
  between = inside;
  betweenLength = insideLength;
  suffix = after;
  suffixLength = afterLength;
}

export function setWords(wordList: usize, escaping: u32, delimiter: u32): void {
  words = wordList;
  escape = escaping;
  separator = <u8>delimiter;
}

/** At most 16 bytes, all 16 of which may be written over. */
@inline
function put(at: usize, from: usize, length: u32): usize {
  v128.store(at, v128.load(from));
  return at + length;
}

@inline
function word(at: usize, which: u32): usize {
  const from = words + (<usize>which << 4);
  v128.store(at, v128.load(from, 1));
  return at + load<u8>(from);
}

/** Writes rows of the columns at `columns`; returns where they end. There must be room, and 16 bytes more. */
export function writeRows(columns: usize, count: u32, rows: u32, out: usize): usize {
  let at = out;
  for (let row: u32 = 0; row < rows; ++row) {
    at = put(at, prefix, prefixLength);
    for (let j: u32 = 0; j < count; ++j) {
      if (j > 0) at = put(at, between, betweenLength);
      const column = changetype<Column>(columns + <usize>j * offsetof<Column>());
      const end = writeCell(column, row, at);
      const full = at + column.width;
      at = end;
      while (at < full) store<u8>(at++, 0x20);
    }
    at = put(at, suffix, suffixLength);
  }
  return at;
}

/** The length of the longest cell of a column, written at `scratch`. */
export function widest(column: usize, rows: u32, scratch: usize): u32 {
  let width: u32 = 0;
  for (let row: u32 = 0; row < rows; ++row)
    width = max(width, <u32>(writeCell(changetype<Column>(column), row, scratch) - scratch));
  return width;
}

@inline
function writeCell(column: Column, row: u32, at: usize): usize {
  if (column.valid !== 0 && load<u8>(column.valid + row) === 0) {
    memory.copy(at, column.nothing, column.nothingLength);
    return at + column.nothingLength;
  }
  switch (column.kind) {
    case BOOLEAN:
      return word(at, load<u8>(column.values + row) ? 3 : 4);
    case UINT8:
      return writeInteger(at, load<u8>(column.values + row));
    case INT16:
      return writeInteger(at, load<i16>(column.values + (<usize>row << 1)));
    case INT32:
      return writeInteger(at, load<i32>(column.values + (<usize>row << 2)));
    case INT64:
      return writeInteger(at, load<i64>(column.values + (<usize>row << 3)));
    case FLOAT32: {
      const value = load<f32>(column.values + (<usize>row << 2));
      if (value - value === 0) return writeFloat(at, value);
      return word(at, value !== value ? 0 : value > 0 ? 1 : 2);
    }
    case FLOAT64: {
      const value = load<f64>(column.values + (<usize>row << 3));
      if (value - value === 0) return writeDouble(at, value);
      return word(at, value !== value ? 0 : value > 0 ? 1 : 2);
    }
    default: {
      const offset = column.offsets + (<usize>row << 2);
      return writeText(at, column.values + load<u32>(offset), column.values + load<u32>(offset, 4));
    }
  }
}

function writeText(at: usize, from: usize, to: usize): usize {
  if (escape === QUOTED) {
    if (from === to || load<u8>(from) === 0x20 || load<u8>(to - 1) === 0x20 || load<u8>(from) === 0x23) return writeQuoted(at, from, to);
  }
  let target = at;
  for (let i = from; i < to; i += 16) {
    const block = v128.load(i);
    const special = i8x16.bitmask(escape === QUOTED ? needsQuotes(block) : escape === XML ? needsReference(block) : notPlain(block));
    const left = <i32>min<usize>(to - i, 16);
    if (special & ((1 << left) - 1)) {
      if (escape === QUOTED) return writeQuoted(at, from, to);
      return escape === XML ? writeReferences(target, i, to) : writeOneLine(target, i, to);
    }
    v128.store(target, block);
    target += left;
  }
  return target;
}

@inline
function needsQuotes(block: v128): v128 {
  return v128.or(
    v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(<i8>separator))),
    v128.or(i8x16.eq(block, i8x16.splat(0x0a)), i8x16.eq(block, i8x16.splat(0x0d)))
  );
}

/** Controls, marks, and the first byte of U+FFFE. */
@inline
function needsReference(block: v128): v128 {
  return v128.or(
    v128.or(i8x16.lt_u(block, i8x16.splat(0x20)), i8x16.eq(block, i8x16.splat(0x26))),
    v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(0x3c)), i8x16.eq(block, i8x16.splat(0x3e))),
      i8x16.eq(block, i8x16.splat(<i8>0xef))
    )
  );
}

@inline
function notPlain(block: v128): v128 {
  return v128.or(
    i8x16.lt_s(block, i8x16.splat(0)),
    v128.or(i8x16.eq(block, i8x16.splat(0x0a)), i8x16.eq(block, i8x16.splat(0x0d)))
  );
}

function writeQuoted(at: usize, from: usize, to: usize): usize {
  store<u8>(at++, 0x22);
  for (let i = from; i < to; ++i) {
    const c = load<u8>(i);
    if (c === 0x22) store<u8>(at++, 0x22);
    store<u8>(at++, c);
  }
  store<u8>(at++, 0x22);
  return at;
}

/** XML 1.0 cannot hold most control characters, not even as references: they become U+FFFD, and so do U+FFFE and U+FFFF. */
function writeReferences(at: usize, from: usize, to: usize): usize {
  for (let i = from; i < to; ++i) {
    const c = load<u8>(i);
    if (c === 0x26) at = five(at, 0x3b706d6126);
    else if (c === 0x3c) at = five(at, 0x3b746c26) - 1;
    else if (c === 0x3e) at = five(at, 0x3b746726) - 1;
    else if (c === 0x0a) at = five(at, 0x3b30312326);
    else if (c === 0x0d) at = five(at, 0x3b33312326);
    else if (c === 0x09) at = five(at, 0x3b392326) - 1;
    else if (c < 0x20) {
      store<u32>(at, 0xbdbfef);
      at += 3;
    } else if (c === 0xef && i + 2 < to && load<u8>(i, 1) === 0xbf && load<u8>(i, 2) >= 0xbe) {
      store<u32>(at, 0xbdbfef);
      at += 3;
      i += 2;
    } else store<u8>(at++, c);
  }
  return at;
}

@inline
function five(at: usize, letters: u64): usize {
  store<u64>(at, letters);
  return at + 5;
}

/** Line ends as one blank, characters beyond ASCII as question marks. */
function writeOneLine(at: usize, from: usize, to: usize): usize {
  let broken = false;
  for (let i = from; i < to; ++i) {
    const c = load<u8>(i);
    if (c === 0x0a || c === 0x0d) {
      if (!broken) store<u8>(at++, 0x20);
      broken = true;
      continue;
    }
    broken = false;
    // Bytes within a character follow its first one.
    if (c < 0x80) store<u8>(at++, c);
    else if (c >= 0xc0) store<u8>(at++, 0x3f);
  }
  return at;
}

/** One number, for those that spell few. */
export function spellDouble(value: f64, out: usize): usize {
  return writeDouble(out, value);
}

export function spellFloat(value: f32, out: usize): usize {
  return writeFloat(out, value);
}
