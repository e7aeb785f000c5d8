// FITS binary tables (FITS Standard 4.0), with the VOTable of the table in the primary HDU (the fits-plus convention of STIL),
// so that frames, parameters and groups travel too.
import {numberWriter, unused, withNull} from "./binary-write.ts";
import {Cards} from "./fits-cards.ts";
import {isEquatorial} from "./frames.ts";
import {Sink} from "./sink.ts";
import {isNull} from "./spell.ts";
import {isPrintableAscii} from "./text-builder.ts";
import type {FormatColumn, FormatTable, ScalarColumn, TableFacts, VectorColumn} from "./types.ts";
import {votableMetadata} from "./votable-write.ts";

const BLOCK = 2880;

/** One field of the rows, ready to write. */
interface Field {
  readonly form: string;
  readonly width: number;
  readonly dimensions?: readonly number[];
  readonly nothing?: bigint;
  write(sink: Sink, row: number): void;
  /** The elements of all rows end to end, for variable arrays. */
  readonly heap?: {readonly bytes: number; write(sink: Sink, row: number): void};
}

/**
 * Writes one binary table. Integers with nulls get a TNULL that no value has, or the next wider type; null reals become NaN, null
 * text empty: FITS has nothing else for them. Its text is printable ASCII: other characters become question marks.
 */
export function* writeFits(table: FormatTable): Generator<Uint8Array> {
  const sink = new Sink();
  const {rows, columns} = table;
  writePrimary(sink, table);
  const state = {heap: 0};
  const fields = columns.map((column) => fieldOf(column, rows, state));
  const rowBytes = fields.reduce((sum, field) => sum + field.width, 0);
  const heapBytes = fields.reduce((sum, field) => sum + (field.heap?.bytes ?? 0), 0);
  writeHeader(sink, table, fields, rowBytes, heapBytes);
  for (let row = 0; row < rows; ++row) {
    for (const field of fields) field.write(sink, row);
    if (sink.full) yield sink.take();
  }
  for (const {heap} of fields)
    if (heap)
      for (let row = 0; row < rows; ++row) {
        heap.write(sink, row);
        if (sink.full) yield sink.take();
      }
  const size = rows * rowBytes + heapBytes;
  sink.fill(0, (BLOCK - (size % BLOCK)) % BLOCK);
  yield sink.take();
}

function writePrimary(sink: Sink, table: FormatTable): void {
  const document = votableMetadata(table);
  const cards = new Cards();
  cards.add("SIMPLE", true, "FITS Standard 4.0");
  cards.add("BITPIX", 8);
  cards.add("NAXIS", 1);
  cards.add("NAXIS1", document.length, "bytes of the VOTable");
  cards.add("VOTMETA", true, "this HDU describes the next as a VOTable");
  cards.add("EXTEND", true);
  cards.add("NTABLE", 1, "tables that follow");
  cards.write(sink);
  sink.copy(document);
  sink.fill(0, (BLOCK - (document.length % BLOCK)) % BLOCK);
}

function writeHeader(
  sink: Sink,
  {rows, columns, facts}: FormatTable,
  fields: readonly Field[],
  rowBytes: number,
  heapBytes: number
): void {
  const cards = new Cards();
  cards.add("XTENSION", "BINTABLE");
  cards.add("BITPIX", 8);
  cards.add("NAXIS", 2);
  cards.add("NAXIS1", rowBytes, "bytes of a row");
  cards.add("NAXIS2", rows, "rows");
  cards.add("PCOUNT", heapBytes, "bytes of the heap");
  cards.add("GCOUNT", 1);
  cards.add("TFIELDS", columns.length, "columns");
  if (facts.name) cards.add("EXTNAME", facts.name);
  columns.forEach(({name, unit, ucd, utype, description}, j) => {
    const {form, dimensions, nothing} = fields[j]!;
    const n = j + 1;
    cards.add(`TTYPE${n}`, name);
    cards.add(`TFORM${n}`, form);
    if (dimensions) cards.add(`TDIM${n}`, `(${dimensions.join(",")})`);
    if (nothing !== undefined) cards.add(`TNULL${n}`, nothing);
    if (unit) cards.add(`TUNIT${n}`, unit);
    if (ucd) cards.add(`TUCD${n}`, ucd);
    if (utype) cards.add(`TUTYP${n}`, utype);
    if (description) cards.add(`TCOMM${n}`, description);
  });
  addFacts(cards, facts);
  cards.write(sink);
}

/** Keywords of the table itself, which its parameters may not take. */
const STRUCTURAL =
  /^(XTENSION|SIMPLE|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|EXTNAME|EXTEND|THEAP|END|COMMENT|HISTORY|CONTINUE|HIERARCH|LONGSTRN|CHECKSUM|DATASUM|BLANK|BSCALE|BZERO|T[A-Z]{3,5}\d+|)$/;
const FRAME = /^(RADESYS|RADECSYS|EQUINOX|EPOCH)$/;

function addFacts(cards: Cards, {frames, params, comments}: TableFacts): void {
  const frame = frames.find(({system}) => isEquatorial(system));
  if (frame) cards.add("RADESYS", frame.system.replace(/^eq_/, ""), "frame of the coordinates");
  const equinox = Number(frame?.equinox?.replace(/^[JB]/, "") ?? NaN);
  if (!Number.isNaN(equinox)) cards.add("EQUINOX", equinox);
  const taken = new Set<string>();
  for (const {name, value, datatype} of params) {
    const keyword = name.toUpperCase().trim();
    if (STRUCTURAL.test(keyword) || (frame && FRAME.test(keyword)) || taken.has(keyword)) continue;
    taken.add(keyword);
    cards.addLoose(keyword, numeric(value, datatype));
  }
  for (const comment of comments) cards.comment(comment);
}

/** The number that a parameter of a numeric datatype spells, where it does. */
function numeric(value: string, datatype: string | undefined): string | number {
  const number = /^(unsignedByte|short|int|long|float|double)$/.test(datatype ?? "") && value.trim() !== "" ? Number(value) : NaN;
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

function fieldOf(column: FormatColumn, rows: number, state: {heap: number}): Field {
  if (column.type === "text") return textField(column);
  if (column.type === "vector")
    return column.shape[0] === -1 && column.element.type !== "text" ? heapField(column, rows, state) : arrayField(column, rows);
  const {letter, size, nothing, widened} = letterOf(column);
  const write = numberWriter(widened, slots(nothing));
  return {form: `1${letter}`, width: size, ...(nothing !== undefined && {nothing}), write};
}

const slots = (integer: bigint | undefined) => ({boolean: 0, real: NaN, ...(integer !== undefined && {integer})});

type Numbers = Exclude<ScalarColumn, {type: "text"}>;

interface Letter {
  readonly letter: string;
  readonly size: number;
  /** The integer that stands for null. */
  readonly nothing?: bigint;
  readonly widened: Numbers;
}

const LETTERS = {boolean: "L", uint8: "B", int16: "I", int32: "J", int64: "K", float32: "E", float64: "D"} as const;

function letterOf(column: Numbers): Letter {
  const letter = LETTERS[column.type];
  const size = column.values.BYTES_PER_ELEMENT;
  if (!column.valid?.includes(0) || !"BIJK".includes(letter)) return {letter, size, widened: column};
  const {nothing, widened} = withNull(column);
  return {letter: LETTERS[widened.type], size: widened.values.BYTES_PER_ELEMENT, nothing, widened};
}

type Texts = Extract<ScalarColumn, {type: "text"}>;

/** The same text in printable ASCII, the only text of the standard (4.0, 7.3.3.1). */
function asciiOnly(column: Texts): Texts {
  const {offsets, bytes} = column.values;
  if (isPrintableAscii(bytes)) return column;
  const plain = new Int32Array(offsets.length);
  const kept = bytes.slice();
  let length = 0;
  for (let i = 0; i + 1 < offsets.length; ++i) {
    for (let at = offsets[i]!; at < offsets[i + 1]!; ++at) {
      const byte = bytes[at]!;
      // One mark a character: the bytes that go on with it are left out.
      if ((byte & 0xc0) !== 0x80) kept[length++] = byte >= 0x20 && byte <= 0x7e ? byte : 0x3f;
    }
    plain[i + 1] = length;
  }
  return {...column, values: {offsets: plain, bytes: kept.subarray(0, length)}};
}

/** The bytes of the longest string, at least 1. */
function widest({values: {offsets}}: Texts): number {
  let width = 1;
  for (let i = 1; i < offsets.length; ++i) width = Math.max(width, offsets[i]! - offsets[i - 1]!);
  return width;
}

function textField(text: Texts): Field {
  const column = asciiOnly(text);
  const width = widest(column);
  return {form: `${width}A`, width, write: (sink, row) => writeText(sink, column, row, width)};
}

/** A string padded with NULs, which keep its own trailing blanks apart from padding. */
function writeText(sink: Sink, {values: {offsets, bytes}}: Texts, row: number, width: number): void {
  const length = offsets[row + 1]! - offsets[row]!;
  sink.copy(bytes, offsets[row]!, offsets[row + 1]!);
  sink.fill(0, width - length);
}

function complexLetter(letter: string): string {
  return letter === "E" ? "C" : "M";
}

function arrayField(column: VectorColumn, rows: number): Field {
  const {element, offsets, shape, complex = false} = column;
  const axes = complex ? shape.slice(0, -1) : shape;
  let perRow = axes.reduce((a, b) => a * b, 1);
  if (shape[0] === -1) {
    // Arrays of strings cannot live in the heap: the longest one sets the shape.
    perRow = 0;
    for (let row = 0; row < rows; ++row) perRow = Math.max(perRow, offsets[row + 1]! - offsets[row]!);
  }
  if (element.type === "text") {
    const texts = asciiOnly(element);
    const width = widest(texts);
    const write = (sink: Sink, row: number): void => {
      for (let k = offsets[row]!; k < offsets[row + 1]!; ++k) writeText(sink, texts, k, width);
      sink.fill(0, (perRow - offsets[row + 1]! + offsets[row]!) * width);
    };
    const inner = shape[0] === -1 ? [perRow] : axes.toReversed();
    return {form: `${width * perRow}A`, width: width * perRow, dimensions: [width, ...inner], write};
  }
  const {letter, size, nothing, widened} = letterOf(element);
  const missing = nothing ?? (rowsMissing(column, rows) && "BIJK".includes(letter) ? unused(element) : undefined);
  const writeOne = numberWriter(widened, slots(missing));
  const writeMissing = numberWriter(missingOf(widened), slots(missing));
  const parts = complex ? 2 * perRow : perRow;
  const write = (sink: Sink, row: number): void => {
    const n = offsets[row + 1]! - offsets[row]!;
    for (let k = 0; k < n; ++k) writeOne(sink, offsets[row]! + k);
    for (let k = n; k < parts; ++k) writeMissing(sink, 0);
  };
  return {
    form: `${perRow}${complex ? complexLetter(letter) : letter}`,
    width: parts * size,
    ...(axes.length > 1 && {dimensions: axes.toReversed()}),
    ...(missing !== undefined && {nothing: missing}),
    write
  };
}

function rowsMissing(column: VectorColumn, rows: number): boolean {
  for (let row = 0; row < rows; ++row) if (isNull(column, row)) return true;
  return false;
}

/** A column of the same type with one null. */
function missingOf(column: Numbers): Numbers {
  const values = column.type === "int64" ? new BigInt64Array(1) : new (column.values.constructor as Float64ArrayConstructor)(1);
  return {...column, values, valid: new Uint8Array(1)} as Numbers;
}

function heapField(column: VectorColumn, rows: number, state: {heap: number}): Field {
  const {offsets, complex = false} = column;
  const element = column.element as Numbers;
  const {letter, size, nothing, widened} = letterOf(element);
  const parts = complex ? 2 : 1;
  let longest = 0;
  for (let row = 0; row < rows; ++row) longest = Math.max(longest, (offsets[row + 1]! - offsets[row]!) / parts);
  const bytes = ((offsets[rows] ?? 0) - (offsets[0] ?? 0)) * size;
  const base = state.heap - (offsets[0] ?? 0) * size;
  state.heap += bytes;
  const wide = state.heap > 0x7fff_ffff;
  const writeOne = numberWriter(widened, slots(nothing));
  return {
    form: `1${wide ? "Q" : "P"}${complex ? complexLetter(letter) : letter}(${longest})`,
    width: wide ? 16 : 8,
    ...(nothing !== undefined && {nothing}),
    write: (sink, row) => {
      const count = (offsets[row + 1]! - offsets[row]!) / parts;
      const at = base + offsets[row]! * size;
      if (wide) {
        sink.int64(0, count);
        sink.int64(Math.floor(at / 2 ** 32), at | 0);
      } else {
        sink.int32(count);
        sink.int32(at);
      }
    },
    heap: {
      bytes,
      write: (sink, row) => {
        for (let k = offsets[row]!; k < offsets[row + 1]!; ++k) writeOne(sink, k);
      }
    }
  };
}
