// FITS binary and ASCII tables (FITS Standard 4.0, §7.2 and §7.3), any HDU, streamed.
import {counted} from "../words.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source, sourceOf, type Window} from "./bytes.ts";
import {readAsciiTable} from "./fits-ascii.ts";
import {FieldReader, fieldOf} from "./fits-columns.ts";
import {BLOCK, count, dataSize, type Header, padded, readHeader, words} from "./fits-header.ts";
import {frameSaid, inFrame} from "./frames.ts";
import {type FormatTable, type Frame, given, type TableFacts, type TableParam} from "./types.ts";
import {readVotable} from "./votable.ts";
import {uniqueNames, Warnings} from "./warnings.ts";

export interface FitsOptions {
  /** The number of the HDU, 0 for the primary one, or its EXTNAME; by default the first table. */
  readonly hdu?: number | string;
}

const MAX_ROWS = 0x7fff_ffff;
const ROW_BLOCK = 1 << 18;
const MAX_DESCRIPTION = 64 << 20;

/**
 * Reads one table of a FITS file. Integers keep their type, TSCAL and TZERO applied (unsigned ones widened); bits, complex
 * numbers, TDIM, repeated and variable-length fields become vector columns; column-oriented (colfits) tables are turned.
 * @throws where there is no table, where the file ends early or where keywords contradict each other, with the byte.
 */
export async function readFits(source: Source, {hdu}: FitsOptions = {}): Promise<FormatTable> {
  const window = await openWindow(source);
  try {
    let described: FormatTable | undefined;
    for (let index = 0; ; ++index) {
      if (index > 0 && !(await atHeader(window))) throw new Error(nothingFound(index, hdu));
      const label = `HDU ${index}`;
      const header = await readHeader(window, label);
      if (index === 0 && header.values.get("SIMPLE") !== true)
        throw new Error(`${label}: the first keyword must be SIMPLE = T; this is not standard FITS`);
      const wanted = isTable(header) && (hdu === undefined || hdu === index || isNamed(header, hdu));
      if (wanted) return withDescription(await readTable(window, header, label, source.size), described);
      if (hdu === index || (typeof hdu === "string" && isNamed(header, hdu)))
        throw new Error(`${label} is ${words(header, "XTENSION")?.toLowerCase() ?? "the primary image"}, not a table`);
      const size = dataSize(header, label);
      described = header.values.get("VOTMETA") === true ? await readDescription(window, size) : undefined;
      const read = described ? size : 0;
      if (!(await window.skip(padded(size) - read)) && size > 0 && window.position < header.position + size)
        throw new Error(`${label}: the data of ${counted(size, "byte")} are cut short at byte ${window.position}`);
    }
  } finally {
    await window.close();
  }
}

/** What a fits-plus file says of the table that follows: a VOTable without data. Undefined, and the window stays, where it cannot be read. */
async function readDescription(window: Window, size: number): Promise<FormatTable | undefined> {
  if (size > MAX_DESCRIPTION || !(await window.need(size))) return undefined;
  const document = window.bytes.slice(window.pos, window.pos + size);
  try {
    const table = await readVotable(sourceOf(document));
    window.pos += size;
    return table;
  } catch {
    return undefined;
  }
}

/** The table with the facts of its description, where that is about the same columns. */
function withDescription(table: FormatTable, described: FormatTable | undefined): FormatTable {
  const fits =
    described?.columns.length === table.columns.length && described.columns.every(({name}, j) => name === table.columns[j]!.name);
  if (!described || !fits) return table;
  const columns = table.columns.map((column, j) => {
    const {unit, ucd, utype, description, frame} = described.columns[j]!;
    const {frame: _, ...own} = column;
    return {...own, ...given({unit, ucd, utype, description, frame})};
  });
  const {place} = table.facts;
  return {...table, columns, facts: {...described.facts, ...(place !== undefined && {place})}};
}

/** Whether another header follows; blank and zero bytes after the last HDU are allowed. */
async function atHeader(window: Window): Promise<boolean> {
  await window.need(BLOCK);
  const {bytes, pos} = window;
  for (let i = pos; i < Math.min(window.end, pos + BLOCK); ++i) if (bytes[i] !== 0 && bytes[i] !== 0x20) return true;
  return false;
}

function nothingFound(count: number, hdu: number | string | undefined): string {
  if (hdu === undefined) return `none of the ${count} HDUs of this file is a table`;
  return typeof hdu === "number" ? `there is no HDU ${hdu}; the file has ${count}` : `no table of this file is named "${hdu}"`;
}

function isTable(header: Header): boolean {
  const kind = words(header, "XTENSION");
  return kind === "BINTABLE" || kind === "A3DTABLE" || kind === "TABLE";
}

function isNamed(header: Header, hdu: number | string): boolean {
  return typeof hdu === "string" && words(header, "EXTNAME")?.toLowerCase() === hdu.toLowerCase();
}

async function readTable(window: Window, header: Header, label: string, size: number | undefined): Promise<FormatTable> {
  const rows = count(header, "NAXIS2", label);
  const rowBytes = count(header, "NAXIS1", label);
  const fields = count(header, "TFIELDS", label);
  if (fields > 99_999) throw new Error(`${label}: TFIELDS must be at most 999; got ${fields}`);
  if (rows > MAX_ROWS) throw new Error(`${label}: NAXIS2 claims ${rows} rows; a table may have at most ${MAX_ROWS}`);
  if (header.values.get("ZTABLE") === true)
    throw new Error(`${label} is a tile-compressed table; decompress it with funpack first`);
  // A source that tells its size is compressed where it holds less than it claims to; then only what has arrived counts.
  const trusted = size !== undefined && window.position + rows * rowBytes <= size;
  const budget = new Budget(() => Math.max(window.position, trusted ? size : 0));
  const warnings = new Warnings();
  const raw = Array.from({length: fields}, (_, i) => words(header, `TTYPE${i + 1}`) ?? "");
  const context = {
    names: uniqueNames(raw, warnings),
    rows,
    rowBytes,
    label,
    budget,
    warnings,
    trusted
  };
  const facts = factsOf(header, label);
  const read = words(header, "XTENSION") === "TABLE" ? readAsciiTable : readBinaryTable;
  const table = await read(window, header, context);
  if (await window.need(1)) {
    await window.skip(padded(window.position) - window.position);
    if (await atHeader(window)) warnings.add(`only the table of ${label} was read; more HDUs follow, choose one with "table"`);
  }
  return {...table, columns: inFrame(table.columns, facts.frames[0]), facts, warnings: warnings.list()};
}

/** What both kinds of table need. */
export interface TableContext {
  readonly names: readonly string[];
  readonly rows: number;
  readonly rowBytes: number;
  readonly label: string;
  readonly budget: Budget;
  readonly warnings: Warnings;
  /** All rows are known to be there. */
  readonly trusted: boolean;
}

async function readBinaryTable(
  window: Window,
  header: Header,
  context: TableContext
): Promise<Pick<FormatTable, "rows" | "columns">> {
  const {names, rows, rowBytes, label, budget, warnings} = context;
  let offset = 0;
  const fields = names.map((name, i) => {
    const field = fieldOf(header, i + 1, offset, name, label, warnings);
    offset += field.width;
    return field;
  });
  if (offset !== rowBytes)
    throw new Error(`${label}: the columns take ${counted(offset, "byte")} a row, but NAXIS1 is ${rowBytes}`);
  const turned = columnOriented(rows, fields);
  const readers = fields.map((field) => new FieldReader(turned ? turnedField(field, turned) : field, budget));
  const dataStart = window.position;
  if (turned) await readTurned(window, readers, rowBytes, turned, label);
  else await readRows(window, readers, context);
  if (readers.some((reader) => reader.usesHeap)) await readHeap(window, header, readers, dataStart, context);
  return {rows: turned ?? rows, columns: readers.map((reader) => reader.finish(warnings))};
}

async function readRows(
  window: Window,
  readers: readonly FieldReader[],
  {rows, rowBytes, label, trusted}: TableContext
): Promise<void> {
  if (trusted) for (const reader of readers) reader.reserve(rows);
  const block = rowBytes === 0 ? 1 << 16 : Math.max(1, Math.floor(ROW_BLOCK / rowBytes));
  if (readers.length === 0 && rowBytes === 0) return;
  for (let row = 0; row < rows; ) {
    const n = Math.min(block, rows - row);
    if (!(await window.need(n * rowBytes))) {
      const left = Math.floor(window.available / rowBytes);
      throw new Error(
        `${label}: the file ends at byte ${window.position + window.available}, in row ${row + left + 1} of ${rows}`
      );
    }
    const view = viewOf(window, n * rowBytes);
    for (const reader of readers) reader.read(view, 0, rowBytes, n);
    window.pos += n * rowBytes;
    row += n;
  }
}

async function readHeap(
  window: Window,
  header: Header,
  readers: readonly FieldReader[],
  dataStart: number,
  {rows, rowBytes, label}: TableContext
): Promise<void> {
  const table = rows * rowBytes;
  const start = count(header, "THEAP", label, table);
  const end = table + count(header, "PCOUNT", label, 0);
  if (start < table || start > end) throw new Error(`${label}: THEAP is ${start}, outside the ${counted(end, "byte")} of data`);
  await window.skip(dataStart + start - window.position);
  if (!(await window.need(end - start)))
    throw new Error(
      `${label}: the file ends at byte ${window.position + window.available}, in the heap of ${counted(end - start, "byte")}`
    );
  const heap = viewOf(window, end - start);
  for (const reader of readers) if (reader.usesHeap) reader.readHeap(heap, label);
  window.pos += end - start;
}

function viewOf(window: Window, length: number): DataView {
  return new DataView(window.bytes.buffer, window.bytes.byteOffset + window.pos, length);
}

type Field = ReturnType<typeof fieldOf>;

/** The number of rows of a table stored column by column in one row (the colfits convention of STIL), or undefined. */
function columnOriented(rows: number, fields: readonly Field[]): number | undefined {
  const lengths = new Set(fields.map(({dimensions, heapLetter}) => (heapLetter ? undefined : dimensions?.at(-1))));
  const [length] = lengths;
  const lists = fields.every(({dimensions, letter}) => (dimensions?.length ?? 0) >= 2 && letter !== "X");
  return rows === 1 && fields.length > 0 && lengths.size === 1 && length !== undefined && length > 0 && lists
    ? length
    : undefined;
}

/** The field of one row of a column-oriented table. */
function turnedField(field: Field, rows: number): Field {
  const axes = field.dimensions!.slice(0, -1);
  const repeat = field.repeat / rows;
  const {dimensions: _, stringWidth: __, ...rest} = field;
  const array = axes.length > (field.letter === "A" ? 1 : 0) && repeat > 1;
  return {
    ...rest,
    repeat,
    width: field.width / rows,
    ...(array && {dimensions: axes}),
    ...(field.letter === "A" && axes.length > 1 && {stringWidth: axes[0]!})
  };
}

async function readTurned(
  window: Window,
  readers: readonly FieldReader[],
  rowBytes: number,
  rows: number,
  label: string
): Promise<void> {
  if (!(await window.need(rowBytes)))
    throw new Error(
      `${label}: the file ends at byte ${window.position + window.available}, in a table of ${counted(rowBytes, "byte")}`
    );
  const view = viewOf(window, rowBytes);
  for (const reader of readers) reader.read(view, 0, reader.field.width, rows);
  window.pos += rowBytes;
}

const STRUCTURAL =
  /^(XTENSION|SIMPLE|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|EXTNAME|EXTVER|EXTLEVEL|EXTEND|THEAP|CHECKSUM|DATASUM|LONGSTRN|END|T[A-Z]{3,5}\d+)$/;
const FRAME = /^(RADESYS|RADECSYS|EQUINOX|EPOCH)$/;

/** What the header says of the table as a whole. */
function factsOf(header: Header, label: string): TableFacts {
  const params: TableParam[] = [];
  const frame = frameOf(header);
  for (const [name, value] of header.values)
    if (!STRUCTURAL.test(name) && !(frame && FRAME.test(name)) && value !== undefined)
      params.push({name, value: String(value), datatype: datatypeOf(value)});
  const name = words(header, "EXTNAME");
  return {
    ...(name !== undefined && {name}),
    frames: frame ? [frame] : [],
    params,
    comments: header.comments.filter((line) => line !== ""),
    place: label
  };
}

function datatypeOf(value: string | number | boolean | bigint): string {
  if (typeof value === "string") return "char";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "bigint" || Number.isInteger(value) ? "long" : "double";
}

/** EPOCH is what files before 1996 call the equinox; alone it may be when the sky was seen. */
function frameOf(header: Header): Frame | undefined {
  const system = words(header, "RADESYS") ?? words(header, "RADECSYS");
  const epoch = header.values.get("EPOCH");
  const equinox = header.values.get("EQUINOX") ?? (system !== undefined || epoch === 1950 || epoch === 2000 ? epoch : undefined);
  return frameSaid(system, equinox === undefined ? undefined : String(equinox));
}
