// VOTable 1.4: TABLEDATA for people, BINARY2 for speed and exactness.
import {Base64Writer} from "./base64.ts";
import {numberWriter, withNull} from "./binary-write.ts";
import {Sink} from "./sink.ts";
import {voUnit} from "./units.ts";
import {isAscii, isNull, spellValue, textOf, type Words} from "./spell.ts";
import {textRows} from "./text-rows.ts";
import {
  type FormatColumn,
  type FormatTable,
  type Frame,
  type Group,
  type ScalarColumn,
  type ScalarType,
  type TableParam,
  type TimeFrame,
  type VectorColumn
} from "./types.ts";

export interface VotableWriteOptions {
  readonly serialization?: "tabledata" | "binary2";
}

const words: Words = {nan: "NaN", infinity: "+Inf", minusInfinity: "-Inf", yes: "T", no: "F"};

const DATATYPES: Readonly<Record<ScalarType, string>> = {
  boolean: "boolean",
  uint8: "unsignedByte",
  int16: "short",
  int32: "int",
  int64: "long",
  float32: "float",
  float64: "double",
  text: "char"
};

/** Writes a table with all that is known of it. Only BINARY2 tells empty text from null. */
export function* writeVotable(given: FormatTable, {serialization = "binary2"}: VotableWriteOptions = {}): Generator<Uint8Array> {
  const sink = new Sink();
  const nothings = new Map<string, bigint>();
  const table = {...given, columns: given.columns.map((column) => filled(column, nothings))};
  writeHead(sink, table, nothings);
  sink.ascii("<DATA>\n");
  if (serialization === "tabledata") yield* writeTableData(sink, table);
  else yield* writeBinary2(sink, table);
  sink.ascii("</DATA>\n");
  writeTail(sink);
  yield sink.take();
}

/** Integers within arrays have no sign of their own for null: one that no value has stands for it, and is named in the FIELD. */
function filled(column: FormatColumn, nothings: Map<string, bigint>): FormatColumn {
  const {element} = column as VectorColumn;
  if (column.type !== "vector" || !element.valid?.includes(0)) return column;
  if (element.type === "text" || element.type === "boolean" || element.type.startsWith("float")) return column;
  const {nothing, widened} = withNull(element);
  nothings.set(column.name, nothing);
  const values = widened.values.slice();
  const slot = widened.type === "int64" ? nothing : Number(nothing);
  for (let i = 0; i < values.length; ++i) if (isNull(element, i)) values[i] = slot;
  const {valid: _, ...facts} = widened;
  return {...column, element: {...facts, values} as ScalarColumn};
}

/** The document that describes a table without its data, as fits-plus files carry it. */
export function votableMetadata(table: FormatTable): Uint8Array {
  const sink = new Sink();
  writeHead(sink, table);
  sink.ascii("<!-- the data are in the next HDU -->\n");
  writeTail(sink);
  return sink.take();
}

function writeHead(sink: Sink, {rows, columns, facts}: FormatTable, nothings: ReadonlyMap<string, bigint> = new Map()): void {
  const line = (text: string): void => sink.text(`${text}\n`);
  line('<?xml version="1.0" encoding="UTF-8"?>');
  line('<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">');
  line('<RESOURCE type="results">');
  for (const param of facts.params) if (param.datatype === undefined) line(info(param));
  for (const comment of facts.comments) line(info({name: "COMMENT", value: comment}));
  if (facts.overflow) line('<INFO name="QUERY_STATUS" value="OVERFLOW"/>');
  for (const frame of facts.frames) line(coosys(frame));
  for (const time of facts.times ?? []) line(timesys(time));
  line(`<TABLE${attributes({name: facts.name})} nrows="${rows}">`);
  if (facts.description) line(`<DESCRIPTION>${escape(facts.description)}</DESCRIPTION>`);
  for (const param of facts.params) if (param.datatype !== undefined) line(paramElement(param));
  const referenced = new Set(facts.groups?.flatMap((group) => group.columns));
  const ids = new Map(columns.map(({name}, j) => [name, referenced.has(name) ? `col${j + 1}` : undefined]));
  for (const group of facts.groups ?? []) line(groupElement(group, ids));
  const frames = new Set([...facts.frames, ...(facts.times ?? [])].map(({id}) => id));
  for (const column of columns) line(fieldElement(column, ids.get(column.name), frames, nothings.get(column.name)));
}

function writeTail(sink: Sink): void {
  sink.ascii("</TABLE>\n</RESOURCE>\n</VOTABLE>\n");
}

/** The names of systems that VOTable 1.4 allows. */
const SYSTEMS: Readonly<Record<string, string>> = {
  FK5: "eq_FK5",
  FK4: "eq_FK4",
  GALACTIC: "galactic",
  ECLIPTIC: "ecl_FK5",
  SUPERGALACTIC: "supergalactic"
};

function coosys({id, system, equinox, epoch}: Frame): string {
  return `<COOSYS${attributes({ID: identifier(id), system: SYSTEMS[system.toUpperCase()] ?? system, equinox, epoch})}/>`;
}

function timesys({id, scale, position, origin}: TimeFrame): string {
  return `<TIMESYS${attributes({ID: identifier(id), timeorigin: origin, timescale: scale, refposition: position})}/>`;
}

/** A name that XML takes for an ID. */
function identifier(id: string): string {
  const clean = id.replace(/[^\w.-]/g, "_");
  return /^[A-Za-z_]/.test(clean) ? clean : `_${clean}`;
}

function info({name, value, ucd, unit, description}: TableParam): string {
  const head = `<INFO${attributes({name: name || "INFO", value, unit, ucd}, ["value"])}`;
  return description ? `${head}>${escape(description)}</INFO>` : `${head}/>`;
}

const KNOWN = new Set([...Object.values(DATATYPES), "unicodeChar", "floatComplex", "doubleComplex", "bit"]);

function paramElement({name, value, datatype, ucd, unit, description}: TableParam): string {
  const wide = hasWide(value);
  const known = datatype !== undefined && KNOWN.has(datatype) && !/Char|char/.test(datatype);
  const numeric = known && /^\s*\S+\s*$/.test(value);
  const type = numeric ? {datatype} : {datatype: wide ? "unicodeChar" : "char", arraysize: "*"};
  const head = `<PARAM${attributes({name: name || "PARAM", ...type, unit: unit && voUnit(unit), ucd, value}, ["value"])}`;
  return description ? `${head}><DESCRIPTION>${escape(description)}</DESCRIPTION></PARAM>` : `${head}/>`;
}

function groupElement(
  {name, utype, ucd, description, columns, params}: Group,
  ids: ReadonlyMap<string, string | undefined>
): string {
  const refs = columns.flatMap((column) => (ids.get(column) === undefined ? [] : `<FIELDref ref="${ids.get(column)}"/>`));
  const text = description ? [`<DESCRIPTION>${escape(description)}</DESCRIPTION>`] : [];
  return [`<GROUP${attributes({name, utype, ucd})}>`, ...text, ...refs, ...params.map(paramElement), "</GROUP>"].join("\n");
}

function fieldElement(
  column: FormatColumn,
  id: string | undefined,
  frames: ReadonlySet<string>,
  nothing: bigint | undefined
): string {
  const {name, unit, ucd, utype, description, frame} = column;
  const ref = frame !== undefined && frames.has(frame) ? identifier(frame) : undefined;
  const head = `<FIELD${attributes({ID: id, name, ...datatypeOf(column), unit: unit && voUnit(unit), ucd, utype, ref})}`;
  const inside = [
    ...(description ? [`<DESCRIPTION>${escape(description)}</DESCRIPTION>`] : []),
    ...(nothing === undefined ? [] : [`<VALUES null="${nothing}"/>`])
  ];
  return inside.length > 0 ? `${head}>${inside.join("")}</FIELD>` : `${head}/>`;
}

function datatypeOf(column: FormatColumn): {datatype: string; arraysize?: string} {
  if (column.type === "text") return {datatype: isAscii(column) ? "char" : "unicodeChar", arraysize: "*"};
  if (column.type !== "vector") return {datatype: DATATYPES[column.type]};
  const {element, complex = false} = column;
  const axes = (complex ? column.shape.slice(0, -1) : column.shape).map((axis) => (axis < 0 ? "*" : String(axis))).toReversed();
  if (element.type === "text") {
    const width = stringWidth(element);
    return {datatype: isAscii(element) ? "char" : "unicodeChar", arraysize: [Math.max(1, width), ...axes].join("x")};
  }
  const arraysize = axes.join("x");
  const datatype = complex ? `${DATATYPES[element.type]}Complex` : DATATYPES[element.type];
  return arraysize === "" ? {datatype} : {datatype, arraysize};
}

type Texts = Extract<ScalarColumn, {type: "text"}>;
const widths = new WeakMap<Texts, number>();

/** The length in characters of the longest string, looked for once a column. */
function stringWidth(column: Texts): number {
  let width = widths.get(column);
  if (width !== undefined) return width;
  width = 0;
  const rows = column.values.offsets.length - 1;
  for (let row = 0; row < rows; ++row) width = Math.max(width, textOf(column, row).length);
  widths.set(column, width);
  return width;
}

function attributes(values: Readonly<Record<string, string | undefined>>, keepEmpty: readonly string[] = []): string {
  return Object.entries(values)
    .filter(([name, value]) => value !== undefined && (value !== "" || keepEmpty.includes(name)))
    .map(([name, value]) => ` ${name}="${escape(value!)}"`)
    .join("");
}

function hasWide(text: string): boolean {
  for (let i = 0; i < text.length; ++i) if (text.charCodeAt(i) >= 0x80) return true;
  return false;
}

/** XML 1.0 cannot hold most control characters, not even as references: they become U+FFFD. */
function escape(text: string): string {
  return text.replace(/[&<>"\p{Cc}\ufffe\uffff]/gu, (c) => ENTITIES[c] ?? (c >= "\x7f" && c <= "\x9f" ? c : "\ufffd"));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;"
};

function* writeTableData(sink: Sink, table: FormatTable): Generator<Uint8Array> {
  sink.ascii("<TABLEDATA>\n");
  yield sink.take();
  yield* textRows(table, {
    before: "<TR><TD>",
    between: "</TD><TD>",
    after: "</TD></TR>\n",
    words,
    text: "xml",
    vector: vectorText
  });
  sink.ascii("</TABLEDATA>\n");
}

function vectorText(column: VectorColumn, row: number): string {
  const {element, offsets} = column;
  const [start, end] = [offsets[row]!, offsets[row + 1]!];
  const width = element.type === "text" ? stringWidth(element) : 0;
  const items = Array.from({length: end - start}, (_, k) => {
    if (element.type === "text") return textOf(element, start + k).padEnd(width);
    return isNull(element, start + k) ? nullElement(element) : spellValue(element, start + k, words);
  });
  return items.join(element.type === "text" ? "" : " ");
}

/** Within arrays null is ? for booleans and NaN for reals; integers have been filled. */
function nullElement({type}: ScalarColumn): string {
  return type === "boolean" ? "?" : "NaN";
}

function* writeBinary2(sink: Sink, {rows, columns}: FormatTable): Generator<Uint8Array> {
  sink.ascii("<BINARY2>\n<STREAM encoding='base64'>\n");
  const base64 = new Base64Writer();
  const binary = new Sink();
  const writers = columns.map(binaryWriter);
  const mask = new Uint8Array(Math.ceil(columns.length / 8));
  const flagged = columns.flatMap(({valid}, j) => (valid ? [{valid, at: j >> 3, bit: 0x80 >> (j & 7)}] : []));
  for (let row = 0; row < rows; ++row) {
    if (flagged.length > 0) mask.fill(0);
    for (const {valid, at, bit} of flagged) if (valid[row] === 0) mask[at]! |= bit;
    binary.copy(mask);
    for (const write of writers) write(binary, row);
    if (binary.full) {
      yield sink.take();
      yield base64.push(binary.take());
    }
  }
  sink.copy(base64.push(binary.take()));
  sink.copy(base64.end());
  sink.ascii("</STREAM>\n</BINARY2>\n");
}

type CellWriter = (sink: Sink, row: number) => void;

function binaryWriter(column: FormatColumn): CellWriter {
  if (column.type === "text") return textWriter(column, isAscii(column));
  if (column.type !== "vector") return numberWriter(column, {boolean: 0x3f, real: NaN});
  const {element, offsets, shape} = column;
  const variable = shape[0] === -1;
  const perRow = variable ? 0 : shape.reduce((a, b) => a * b, 1);
  const unit = column.complex ? 2 : 1;
  const width = element.type === "text" ? Math.max(1, stringWidth(element)) : 1;
  const slot = slotSize(element, width);
  const write =
    element.type === "text" ? paddedWriter(element, width, isAscii(element)) : numberWriter(element, {boolean: 0x3f, real: NaN});
  return (sink, row) => {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    if (variable) sink.int32(((end - start) / unit) * width);
    for (let k = start; k < end; ++k) write(sink, k);
    // The slots of a null row of fixed length.
    if (end - start < perRow) sink.fill(element.type === "boolean" ? 0x3f : 0, (perRow - end + start) * slot);
  };
}

function slotSize(element: ScalarColumn, width: number): number {
  if (element.type === "text") return width * (isAscii(element) ? 1 : 2);
  return element.values.BYTES_PER_ELEMENT;
}

function textWriter(column: Extract<ScalarColumn, {type: "text"}>, ascii: boolean): CellWriter {
  const {offsets, bytes} = column.values;
  if (ascii)
    return (sink, row) => {
      sink.int32(offsets[row + 1]! - offsets[row]!);
      sink.copy(bytes, offsets[row]!, offsets[row + 1]!);
    };
  return (sink, row) => {
    const text = textOf(column, row);
    sink.int32(text.length);
    for (let i = 0; i < text.length; ++i) sink.int16(text.charCodeAt(i));
  };
}

function paddedWriter(column: Extract<ScalarColumn, {type: "text"}>, width: number, ascii: boolean): CellWriter {
  return (sink, row) => {
    const text = textOf(column, row);
    if (ascii) sink.ascii(text);
    else for (let i = 0; i < text.length; ++i) sink.int16(text.charCodeAt(i));
    sink.fill(0, (width - text.length) * (ascii ? 1 : 2));
  };
}
