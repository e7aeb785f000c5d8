// Rows as lines of text, for every format of text: block by block into the memory of WebAssembly, which spells them.
import type {Words} from "./spell.ts";
import {type Spelling, spelling} from "./spelling.ts";
import type {FormatColumn, ScalarType, TextValues, VectorColumn} from "./types.ts";

/** What is around rows and cells, in at most 16 ASCII letters each, and how cells are written. */
export interface RowStyle {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  readonly words: Words;
  /** Text in quotes where CSV wants them, with XML's references, or as ASCII without line ends. */
  readonly text: "quoted" | "xml" | "line";
  /** What makes CSV quote. */
  readonly delimiter?: string;
  /** What stands for null, by column; nothing where absent. */
  readonly nothing?: readonly string[];
  /** Widths to which cells are filled up with blanks. */
  readonly widths?: readonly number[];
  vector(column: VectorColumn, row: number): string;
}

interface Rows {
  readonly rows: number;
  readonly columns: readonly FormatColumn[];
}

/** The lines of all rows, in chunks of about a megabyte. */
export function* textRows(table: Rows, style: RowStyle): Generator<Uint8Array> {
  for (const {first, last} of blocks(table, style)) {
    const block = laidOut(table.columns, first, last, style);
    const {kernel, columns, out} = block;
    const end = kernel.writeRows(columns, table.columns.length, last - first, out);
    yield new Uint8Array(kernel.memory.buffer).slice(out, end);
  }
}

/** How many bytes the longest cell of each column takes, at least `least`. */
export function textWidths(table: Rows, style: RowStyle, least: readonly number[]): number[] {
  const widths = [...least];
  for (const {first, last} of blocks(table, style)) {
    const {kernel, columns, out} = laidOut(table.columns, first, last, style);
    widths.forEach((width, j) => {
      widths[j] = Math.max(width, kernel.widest(columns + j * COLUMN_BYTES, last - first, out));
    });
  }
  return widths;
}

const KINDS: Readonly<Record<ScalarType, number>> = {
  boolean: 0,
  uint8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float32: 5,
  float64: 6,
  text: 7
};
const TEXTS = {quoted: 1, xml: 2, line: 3} as const;
/** How much longer text may become, for each kind of writing it. */
const GROWTH = {quoted: 2, xml: 5, line: 1} as const;
const COLUMN_BYTES = 28;
/** No number is longer, and none of the words. */
const LONGEST = 26;
const CHUNK = 1 << 20;
const MOST_ROWS = 1 << 13;
const MOST_BYTES = 1 << 30;

/** Runs of rows whose text is about a megabyte, as far as the mean length of their strings tells. */
function* blocks({rows, columns}: Rows, style: RowStyle): Generator<{readonly first: number; readonly last: number}> {
  let mean = 1;
  for (const column of columns) mean += 10 + (column.type === "text" ? textBytes(column.values, 0, rows) / Math.max(1, rows) : 0);
  const usual = Math.min(MOST_ROWS, Math.max(1, Math.floor(CHUNK / mean)));
  for (let first = 0; first < rows; ) {
    let count = Math.min(usual, rows - first);
    while (count > 1 && textRoom(columns, first, first + count, style) > MOST_BYTES) count >>= 1;
    yield {first, last: first + count};
    first += count;
  }
}

function textBytes({offsets}: TextValues, first: number, last: number): number {
  return offsets[last]! - offsets[first]!;
}

/** The most bytes that the text columns of a block can take. */
function textRoom(columns: readonly FormatColumn[], first: number, last: number, style: RowStyle): number {
  let room = 0;
  for (const column of columns) if (column.type === "text") room += textBytes(column.values, first, last);
  return room * GROWTH[style.text];
}

/** A block in the memory of WebAssembly: where its columns are described, and where there is room for its lines. */
interface Block {
  readonly kernel: Spelling;
  readonly columns: number;
  readonly out: number;
}

function laidOut(all: readonly FormatColumn[], first: number, last: number, style: RowStyle): Block {
  // Before anything is allocated: arrays spell their numbers in the same memory.
  const sources = all.map((column) => partsOf(column, first, last, style));
  const kernel = spelling();
  kernel.clear();
  const parts: Part[] = [];
  const put = (bytes: Uint8Array, atLeast = bytes.length): number => {
    const at = allocated(kernel, Math.max(bytes.length, atLeast));
    parts.push({at, bytes});
    return at;
  };
  const around = [style.before, style.between, style.after].flatMap((text) => [put(ascii(text), 16), text.length]);
  const words = put(wordList(style.words));
  const described = new Uint32Array((all.length * COLUMN_BYTES) / 4);
  let room = 16;
  all.forEach((column, j) => {
    const nothing = ascii(style.nothing?.[j] ?? "");
    const width = style.widths?.[j] ?? 0;
    const {kind, values, offsets, base} = sources[j]!;
    const valid = column.valid ? put(column.valid.subarray(first, last)) : 0;
    const at = put(values) - base;
    described.set([kind, width, at, valid, offsets ? put(bytesOf(offsets)) : 0, put(nothing), nothing.length], j * 7);
    room += (last - first) * (Math.max(LONGEST, nothing.length, width) + 16) + (offsets ? values.length * GROWTH[style.text] : 0);
  });
  const columns = put(bytesOf(described));
  const out = allocated(kernel, room + 32 * (last - first));
  const memory = new Uint8Array(kernel.memory.buffer);
  for (const {at, bytes} of parts) memory.set(bytes, at);
  kernel.setStyle(...(around as [number, number, number, number, number, number]));
  kernel.setWords(words, TEXTS[style.text], style.delimiter?.charCodeAt(0) ?? 0);
  return {kernel, columns, out};
}

interface Part {
  readonly at: number;
  readonly bytes: Uint8Array;
}

function allocated(kernel: Spelling, bytes: number): number {
  if (bytes > 3.5e9) throw new Error(`a row of text takes up to ${bytes} bytes; a text format holds at most 3.5 GB a row`);
  return kernel.allocate(bytes) >>> 0;
}

interface Parts {
  readonly kind: number;
  readonly values: Uint8Array;
  /** Of the strings of a text column, counted from `base`. */
  readonly offsets?: Int32Array;
  readonly base: number;
}

function partsOf(column: FormatColumn, first: number, last: number, style: RowStyle): Parts {
  if (column.type === "vector") {
    const {offsets, bytes} = spelledVectors(column, first, last, style);
    return {kind: KINDS.text, values: bytes, offsets, base: 0};
  }
  if (column.type !== "text") return {kind: KINDS[column.type], values: bytesOf(column.values.subarray(first, last)), base: 0};
  const {offsets, bytes} = column.values;
  const base = offsets[first]!;
  return {kind: KINDS.text, values: bytes.subarray(base, offsets[last]), offsets: offsets.subarray(first, last + 1), base};
}

const encoder = new TextEncoder();

function spelledVectors(column: VectorColumn, first: number, last: number, style: RowStyle): TextValues {
  const offsets = new Int32Array(last - first + 1);
  const texts: Uint8Array[] = [];
  let total = 0;
  for (let row = first; row < last; ++row) {
    if (!column.valid || column.valid[row] !== 0) {
      const text = encoder.encode(style.vector(column, row));
      texts.push(text);
      total += text.length;
    }
    offsets[row - first + 1] = total;
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const text of texts) {
    bytes.set(text, at);
    at += text.length;
  }
  return {offsets, bytes};
}

function bytesOf({buffer, byteOffset, byteLength}: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** NaN, Infinity, −Infinity, true and false, each in 16 bytes, its length first. */
function wordList({nan, infinity, minusInfinity, yes, no}: Words): Uint8Array {
  const list = new Uint8Array(5 * 16 + 16);
  [nan, infinity, minusInfinity, yes, no].forEach((word, i) => {
    list[16 * i] = word.length;
    list.set(ascii(word), 16 * i + 1);
  });
  return list;
}
