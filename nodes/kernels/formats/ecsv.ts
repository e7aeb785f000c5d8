// ECSV 1.0 (Astropy APE 6): CSV below a YAML header of names, types, units and subtypes.
import {counted} from "../words.ts";
import {Budget, type Builder, type NumberBuilder} from "./builders.ts";
import {openWindow, type Source, type Window} from "./bytes.ts";
import {appendCell, cellField, type CellField, finishCell} from "./cells.ts";
import {Lines, Records} from "./records.ts";
import {decodeText, scalarBuilder, TextBuilder, VectorBuilder} from "./text-builder.ts";
import {
  type ColumnFacts,
  type FormatColumn,
  type FormatTable,
  type Frame,
  given,
  type ScalarType,
  type TableFacts,
  type TableParam
} from "./types.ts";
import {UnsignedBuilder, warnOfUnsigned} from "./unsigned.ts";
import {uniqueNames, Warnings} from "./warnings.ts";
import {entriesOf, parseYaml, type Yaml} from "./yaml.ts";

const TYPES: Readonly<Record<string, ScalarType>> = {
  bool: "boolean",
  int8: "int16",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  uint8: "uint8",
  uint16: "int32",
  uint32: "int64",
  uint64: "int64",
  float16: "float32",
  float32: "float32",
  float64: "float64",
  float128: "float64",
  string: "text"
};
const COMPLEX: Readonly<Record<string, ScalarType>> = {complex64: "float32", complex128: "float64", complex256: "float64"};
/** As Python writes complex numbers: (1-2j), 3j, nan+infj. */
const COMPLEX_TEXT = /^\(?(?:([+-]?(?:[\d.]+(?:e[+-]?\d+)?|nan|inf))(?=[+-]))?([+-]?(?:[\d.]+(?:e[+-]?\d+)?|nan|inf))j\)?$/i;
const MAX_HEADER = 16 << 20;

interface Column {
  readonly name: string;
  readonly facts: ColumnFacts;
  readonly type: ScalarType;
  /** Lengths of the axes, slowest first; −1 where one varies. */
  readonly shape?: readonly number[];
  /** Cells are JSON. */
  readonly json: boolean;
  readonly complex: boolean;
  /** Integers of 64 bits without a sign. */
  readonly unsigned: boolean;
}

/**
 * Reads an ECSV table. Blank cells are null, but quoted empty text is empty; inside arrays null elements are null.
 * @throws on a header that cannot be read and on records of other lengths, with the line.
 */
export async function readEcsv(source: Source): Promise<FormatTable> {
  const window = await openWindow(source);
  try {
    const lines = new Lines(window);
    const header = await readHeader(lines);
    return await readBody(window, header, lines.number, source.size ?? 0);
  } finally {
    await window.close();
  }
}

interface HeaderLines {
  readonly yaml: string;
  readonly firstLine: number;
}

async function readHeader(lines: Lines): Promise<HeaderLines> {
  const {window} = lines;
  const parts: string[] = [];
  let size = 0;
  let first = true;
  while (await window.need(1)) {
    if (window.bytes[window.pos] !== 0x23) break;
    if (!(await lines.next())) break;
    const text = decodeText(window.bytes, lines.start + 1, lines.end).replace(/^ /, "");
    if (first && !/^%ECSV\s+\d/.test(text)) throw new Error("line 1: an ECSV file must start with # %ECSV");
    if (!first) parts.push(text);
    first = false;
    size += text.length;
    if (size > MAX_HEADER) throw new Error(`line ${lines.number}: the YAML header is over ${MAX_HEADER >> 20} MB`);
  }
  if (first) throw new Error("line 1: an ECSV file must start with # %ECSV");
  return {yaml: parts.join("\n"), firstLine: 2};
}

async function readBody(window: Window, {yaml, firstLine}: HeaderLines, linesRead: number, size: number): Promise<FormatTable> {
  const warnings = new Warnings();
  const header = parseYaml(yaml, firstLine);
  const get = (key: string): Yaml | undefined => entriesOf(header).find(([name]) => name === key)?.[1];
  const described = get("datatype");
  if (!Array.isArray(described)) throw new Error('the YAML header has no list "datatype"; an ECSV table needs one');
  const delimiter = get("delimiter") ?? " ";
  if (delimiter !== " " && delimiter !== ",")
    throw new Error(`the delimiter of an ECSV table must be a blank or a comma; got ${JSON.stringify(delimiter)}`);
  const frames: Frame[] = [];
  const columns = columnsOf(described as readonly Yaml[], framed(get("meta"), frames), frames, warnings);
  const budget = new Budget(() => Math.max(size, window.position));
  const readers = columns.map((column) => new ColumnReader(column, budget, warnings));
  const records = new Records(window, delimiter === "," ? {delimiter: 0x2c, quotes: true} : {quotes: true}, linesRead + 1);
  await checkNames(records, columns);
  let rows = 0;
  while (records.take() || (await records.next())) {
    if (records.blank) continue;
    if (records.count !== columns.length)
      throw new Error(
        `line ${records.line} has ${counted(records.count, "field")}, but the table has ${counted(columns.length, "column")}`
      );
    for (let k = 0; k < readers.length; ++k) readers[k]!.append(records, k);
    ++rows;
  }
  return {
    rows,
    columns: readers.map((reader) => reader.finish()),
    facts: factsOf(get("meta"), frames),
    warnings: warnings.list()
  };
}

/** The frames of astropy's coordinates, by the columns these are made of. */
function framed(meta: Yaml | undefined, frames: Frame[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const serialized = entriesOf(meta).find(([key]) => key === "__serialized_columns__")?.[1];
  for (const [name, value] of entriesOf(serialized)) {
    const made = new Map(entriesOf(value));
    const frame = text(made.get("frame"));
    if (frame === undefined || !text(made.get("__class__"))?.endsWith("SkyCoord")) continue;
    const equinox = new Map(entriesOf(made.get("equinox")));
    const days = Number(text(equinox.get("jd1"))) + Number(text(equinox.get("jd2")));
    // Julian years from J2000; those of FK4 are Besselian.
    const year = frame === "fk4" ? 1900 + (days - 2_415_020.31352) / 365.242198781 : 2000 + (days - 2_451_545) / 365.25;
    const told = Number.isFinite(days) ? `${frame === "fk4" ? "B" : "J"}${Number(year.toFixed(3))}` : undefined;
    const id = frameId(frames, frame.toUpperCase(), undefined, told);
    for (const [part] of made) ids.set(`${name}.${part}`, id);
  }
  return ids;
}

function columnsOf(
  described: readonly Yaml[],
  inFrames: ReadonlyMap<string, string>,
  frames: Frame[],
  warnings: Warnings
): Column[] {
  const maps = described.map((item) => new Map(entriesOf(item)));
  const names = uniqueNames(
    maps.map((map) => text(map.get("name")) ?? ""),
    warnings
  );
  return maps.map((map, k): Column => {
    const name = names[k]!;
    const datatype = text(map.get("datatype")) ?? "string";
    const subtype = text(map.get("subtype"));
    const array = /^(\w+)\[([\w,\s]*)\]$/.exec(subtype ?? "");
    const element = array ? array[1]! : datatype;
    const complex = !array && element in COMPLEX;
    const type = complex ? COMPLEX[element] : TYPES[element];
    if (type === undefined)
      warnings.add(`column "${name}" has the datatype "${element}", which ECSV does not know; read as text`);
    const shape = array?.[2]!.split(",").map((axis) => (axis.trim() === "null" ? -1 : Number(axis)));
    return {
      name,
      facts: {...given({frame: inFrames.get(text(map.get("name")) ?? "")}), ...columnFacts(name, map, frames)},
      type: type ?? "text",
      json: subtype === "json" || (subtype !== undefined && !array),
      complex,
      unsigned: element === "uint64",
      ...(complex ? {shape: [2]} : shape && {shape})
    };
  });
}

function text(value: Yaml | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function columnFacts(name: string, map: ReadonlyMap<string, Yaml>, frames: Frame[]): ColumnFacts {
  const meta = new Map(entriesOf(map.get("meta")));
  const unit = map.get("unit");
  const system = text(meta.get("CoosysSystem"));
  return {
    name,
    ...given({
      unit: text(unit) ?? text(new Map(entriesOf(unit)).get("unit")),
      ucd: text(meta.get("ucd")),
      utype: text(meta.get("utype")),
      description: text(map.get("description")),
      frame:
        system === undefined ? undefined : frameId(frames, system, text(meta.get("CoosysEpoch")), text(meta.get("CoosysEquinox")))
    })
  };
}

function frameId(frames: Frame[], system: string, epoch: string | undefined, equinox: string | undefined): string {
  // Tables have a handful of frames; what has more is no table to search for more of them.
  const found = frames
    .slice(0, 100)
    .find((frame) => frame.system === system && frame.epoch === epoch && frame.equinox === equinox);
  if (found) return found.id;
  const id = frames.length === 0 ? "sys" : `sys${frames.length + 1}`;
  frames.push({id, system, ...given({epoch, equinox})});
  return id;
}

function factsOf(meta: Yaml | undefined, frames: Frame[]): TableFacts {
  const params: TableParam[] = [];
  const comments: string[] = [];
  let name: string | undefined;
  let description: string | undefined;
  for (const [key, value] of entriesOf(meta)) {
    if (key === "comments" && Array.isArray(value))
      comments.push(...value.map((line: Yaml) => text(line) ?? JSON.stringify(line)));
    else if (key === "name") name = text(value);
    else if (key.toLowerCase() === "description") description = text(value);
    else if (!key.startsWith("__")) params.push({name: key, value: text(value) ?? JSON.stringify(value)});
  }
  return {...given({name, description}), frames, params, comments};
}

async function checkNames(records: Records, columns: readonly Column[]): Promise<void> {
  let found = await records.next();
  while (found && records.blank) found = await records.next();
  if (!found) throw new Error("the ECSV file ends before the line of column names");
  if (records.count !== columns.length)
    throw new Error(
      `line ${records.line} names ${counted(records.count, "column")}, but the YAML header describes ${columns.length}`
    );
}

class ColumnReader {
  readonly #column: Column;
  readonly #warnings: Warnings;
  readonly #field: CellField | undefined;
  readonly #text: TextBuilder | undefined;
  readonly #vector: VectorBuilder | undefined;
  readonly #element: Builder | undefined;

  constructor(column: Column, budget: Budget, warnings: Warnings) {
    this.#column = column;
    this.#warnings = warnings;
    if (column.shape) {
      this.#element = column.unsigned ? new UnsignedBuilder(budget) : scalarBuilder(column.type, budget);
      this.#vector = new VectorBuilder(this.#element, budget);
    } else if (column.type === "text") this.#text = new TextBuilder(budget);
    else this.#field = cellField(column.facts, column.type, budget, {unsigned: column.unsigned});
  }

  append(records: Records, k: number): void {
    const field = records.quoted[k] === 2 ? records.unescape(k) : undefined;
    const bytes = field ?? records.window.bytes;
    const start = field ? 0 : records.starts[k]!;
    const end = field ? field.length : records.ends[k]!;
    const place = (): string => `line ${records.line}`;
    if (this.#field) appendCell(this.#field, bytes, start, end, place, this.#warnings);
    else if (this.#vector) this.#appendArray(bytes, start, end, place);
    else this.#appendText(bytes, start, end, records.quoted[k] !== 0, place);
  }

  #appendText(bytes: Uint8Array, start: number, end: number, quoted: boolean, place: () => string): void {
    const builder = this.#text!;
    if (start === end && (!quoted || this.#column.json)) builder.appendNull();
    else if (!this.#column.json || bytes[start] !== 0x22) builder.append(bytes, start, end);
    else {
      const value = parseJson(decodeText(bytes, start, end));
      if (typeof value === "string") builder.appendString(value);
      else this.#bad(builder, "JSON", bytes, start, end, place);
    }
  }

  #appendArray(bytes: Uint8Array, start: number, end: number, place: () => string): void {
    const vector = this.#vector!;
    if (start === end) {
      vector.appendNull();
      return;
    }
    if (this.#column.complex) {
      const [, real = "0", imaginary] = COMPLEX_TEXT.exec(decodeText(bytes, start, end).trim()) ?? [];
      if (imaginary === undefined) this.#bad(vector, "a complex number", bytes, start, end, place);
      else {
        for (const part of [real, imaginary]) (this.#element as NumberBuilder).append(pythonReal(part));
        vector.close();
      }
      return;
    }
    const inner = this.#column.shape!.slice(1).reduce((a, b) => a * b, 1);
    const first = this.#column.shape![0]!;
    const good = appendElements(this.#element!, bytes, start, end);
    const n = vector.element.length - vector.offsets[vector.length]!;
    if (good && (first < 0 ? inner <= 0 || n % inner === 0 : n === first * inner)) vector.close();
    else this.#bad(vector, `an array of shape [${this.#column.shape!.join(", ")}]`, bytes, start, end, place);
  }

  #bad(builder: Builder, expected: string, bytes: Uint8Array, start: number, end: number, place: () => string): void {
    this.#warnings.badCell(this.#column.name, expected, decodeText(bytes, start, end), place());
    builder.appendNull();
  }

  finish(): FormatColumn {
    const {facts, shape, name} = this.#column;
    if (this.#field) return finishCell(this.#field, this.#warnings);
    if (this.#element instanceof UnsignedBuilder && this.#element.beyond) warnOfUnsigned(name, this.#warnings);
    if (this.#vector) return this.#vector.finish(facts, shape!, this.#column.complex);
    if (this.#text!.latin1 > 0) this.#warnings.latin1(name, this.#text!.latin1);
    return this.#text!.finish(facts);
  }
}

/** A part of a complex number: the pattern lets no other words through than nan and inf. */
function pythonReal(text: string): number {
  const word = /^([+-]?)(nan|inf)$/i.exec(text);
  if (!word) return Number(text);
  return word[2]!.toLowerCase() === "nan" ? NaN : word[1] === "-" ? -Infinity : Infinity;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The elements of a JSON array of any depth, in order, numbers straight from their digits. */
function appendElements(builder: Builder, bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; ) {
    const c = bytes[i]!;
    if (c <= 0x20 || c === 0x2c || c === 0x5b || c === 0x5d) {
      ++i;
      continue;
    }
    const start = i;
    if (c === 0x22) {
      for (++i; i < end && bytes[i] !== 0x22; ++i) if (bytes[i] === 0x5c) ++i;
      const value = parseJson(decodeText(bytes, start, ++i));
      if (typeof value !== "string" || !(builder instanceof TextBuilder)) return false;
      builder.appendString(value);
      continue;
    }
    while (i < end && bytes[i]! > 0x20 && bytes[i] !== 0x2c && bytes[i] !== 0x5d) ++i;
    if (i - start === 4 && decodeText(bytes, start, i) === "null") builder.appendNull();
    else if (!builder.appendSpelled(bytes, start, i)) return false;
  }
  return true;
}
