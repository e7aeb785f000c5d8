// Parquet by hyparquet. Logical types are taken off before reading, so that integers, decimals and times come as they are stored, exact.
import {counted} from "../kernels/words.ts";
import {
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type RowGroup,
  type SchemaElement,
  type SchemaTree
} from "hyparquet";
import {parseSidecar} from "../catalogues/sidecar.ts";
import {Budget} from "../kernels/formats/builders.ts";
import {type ColumnFacts, type FormatColumn, type FormatTable, noFacts, type ScalarType} from "../kernels/formats/types.ts";
import {Warnings} from "../kernels/formats/warnings.ts";
import {checkFooter, compressors, PageCheck} from "./parquet-check/pages.ts";
import {type Cell, checkCount, jsonColumn, listColumn, ScalarCells} from "./columns.ts";
import {type Described, describedBy, describedByYaml} from "./described.ts";
import {isoDate, isoTime, isoTimestamp} from "./dates.ts";

/** Reads a Parquet file: columns of scalars and lists; structs and maps as JSON text; dates and times as ISO 8601 text. */
export async function readParquet(bytes: Uint8Array): Promise<FormatTable> {
  checkFooter(bytes);
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start: number, end?: number): ArrayBuffer => bytes.slice(start, end).buffer
  };
  const metadata = await parquetMetadataAsync(file, {geoparquet: false});
  const rows = Number(metadata.num_rows);
  checkCounts(metadata, bytes.length);
  checkCodecs(metadata);
  const budget = new Budget(() => bytes.length);
  const check = new PageCheck(bytes, metadata, budget);
  for (const group of metadata.row_groups) for (const {meta_data: chunk} of group.columns) if (chunk) check.chunk(chunk);
  const warnings = new Warnings();
  const described = await describe(metadata, warnings);
  const tree = parquetSchema(metadata);
  const meanings = new Map(tree.children.map((child) => [child.element.name, meaningOf(child)]));
  for (const element of metadata.schema) if (element.type) bare(element);
  // One column at a time: of several that fail at once the library would leave all but one unhandled.
  const columns: FormatColumn[] = [];
  for (const {element} of tree.children) {
    const {name} = element;
    const column = columnReader({name, ...described.columns.get(name)}, meanings.get(name)!, budget, warnings);
    let length = 0;
    for (const group of metadata.row_groups) {
      for (const cells of await cellsOf(file, metadata, group, name)) {
        column.add(cells);
        length += cells.length;
      }
    }
    if (length !== rows)
      throw new Error(`column "${name}" has ${length} of ${counted(rows, "row")}; the Parquet file is damaged`);
    columns.push(column.finish());
  }
  return {rows, columns, facts: described.facts, warnings: warnings.list()};
}

/** What a row group has of a column, in pieces: the library makes an object of every string, which are to live shortly. */
async function cellsOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  name: string
): Promise<readonly ArrayLike<unknown>[]> {
  const pieces: {readonly rowStart: number; readonly cells: ArrayLike<unknown>}[] = [];
  await parquetRead({
    file,
    metadata: {...metadata, num_rows: group.num_rows, row_groups: [group]},
    compressors,
    columns: [name],
    utf8: false,
    geoparquet: false,
    parsers: {timestampFromNanoseconds: (nanos: bigint) => nanos, stringFromBytes: (text: Uint8Array) => text},
    onChunk: ({columnData, rowStart}) => pieces.push({rowStart, cells: columnData as ArrayLike<unknown>})
  });
  return pieces.sort((a, b) => a.rowStart - b.rowStart).map(({cells}) => cells);
}

function checkCounts({num_rows: rows, row_groups: groups}: FileMetaData, bytes: number): void {
  checkCount(Number(rows), "the Parquet file", bytes);
  for (const group of groups) {
    checkCount(Number(group.num_rows), "a row group of the Parquet file", bytes);
    for (const {meta_data: chunk} of group.columns)
      if (chunk) checkCount(Number(chunk.num_values), "a column of the Parquet file", bytes);
  }
}

/** What stored values stand for. */
interface Meaning {
  readonly type: ScalarType | "json";
  /** Whether rows are lists of it. */
  readonly list: boolean;
  readonly cell?: (raw: Cell) => Cell;
}

function meaningOf(tree: SchemaTree): Meaning {
  let leaf = tree;
  let list = leaf.element.repetition_type === "REPEATED";
  while (leaf.children.length > 0) {
    const only = leaf.children[0]!;
    if (leaf.children.length > 1 || leaf.element.converted_type?.startsWith("MAP")) return {type: "json", list: false};
    list ||= only.element.repetition_type === "REPEATED";
    leaf = only;
  }
  if (leaf !== tree && !list) return {type: "json", list: false};
  return {...scalarMeaning(leaf.element), list};
}

const unsigned =
  (bits: number) =>
  (raw: Cell): Cell =>
    BigInt.asUintN(bits, BigInt(raw as number | bigint));
const perSecond = {MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n};

function scalarMeaning(element: SchemaElement): Omit<Meaning, "list"> {
  const {type, converted_type: converted, logical_type: logical, scale = 0} = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return {type: "float64", cell: (raw) => decimal(raw, scale)};
  if (converted === "DATE" || logical?.type === "DATE") return {type: "text", cell: (raw) => isoDate(Number(raw))};
  const unit =
    logical?.type === "TIMESTAMP" || logical?.type === "TIME"
      ? logical.unit
      : (/_(MILLIS|MICROS)$/.exec(converted ?? "")?.[1] as "MILLIS" | "MICROS" | undefined);
  if (logical?.type === "TIME" || converted?.startsWith("TIME_"))
    return {type: "text", cell: (raw) => isoTime(BigInt(raw as number | bigint), perSecond[unit!])};
  if (logical?.type === "TIMESTAMP" || converted?.startsWith("TIMESTAMP_")) {
    const utc = logical?.type === "TIMESTAMP" && logical.isAdjustedToUTC;
    return {type: "text", cell: (raw) => isoTimestamp(BigInt(raw as number | bigint), perSecond[unit!], utc)};
  }
  switch (type) {
    case "BOOLEAN":
      return {type: "boolean"};
    case "INT32":
    case "INT64":
      return integerMeaning(element);
    case "INT96":
      return {type: "text", cell: (raw) => isoTimestamp(raw as bigint, perSecond.NANOS, false)};
    case "FLOAT":
      return {type: "float32"};
    case "DOUBLE":
      return {type: "float64"};
    default:
      return bytesMeaning(element);
  }
}

function integerMeaning({type, converted_type: converted, logical_type: logical}: SchemaElement): Omit<Meaning, "list"> {
  const whole = type === "INT32" ? 32 : 64;
  const [, u, width] = /^(U?)INT_(\d+)$/.exec(converted ?? "") ?? [];
  const bits = logical?.type === "INTEGER" ? logical.bitWidth : Number(width ?? whole);
  const signed = logical?.type === "INTEGER" ? logical.isSigned : u !== "U";
  if (signed) return {type: bits <= 16 ? "int16" : bits === 32 ? "int32" : "int64"};
  if (bits === 8) return {type: "uint8"};
  if (bits === 16) return {type: "int32"};
  return {type: "int64", cell: unsigned(bits)};
}

function bytesMeaning({type, converted_type: converted, logical_type: logical}: SchemaElement): Omit<Meaning, "list"> {
  if (logical?.type === "FLOAT16") return {type: "float32", cell: (raw) => float16(raw as Uint8Array)};
  if (logical?.type === "UUID")
    return {type: "text", cell: (raw) => hex(raw as Uint8Array).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")};
  const isText = type === "BYTE_ARRAY" && converted !== "INTERVAL" && converted !== "BSON";
  return {type: "text", ...(!isText && {cell: (raw: Cell) => hex(raw as Uint8Array)})};
}

interface ColumnReader {
  add(cells: ArrayLike<unknown>): void;
  finish(): FormatColumn;
}

/** Scalars become a column as they come; lists and structs have to be seen whole. */
function columnReader(facts: ColumnFacts, {type, list, cell}: Meaning, budget: Budget, warnings: Warnings): ColumnReader {
  if (type === "json" || list) {
    const all: unknown[] = [];
    return {
      add: (cells) => {
        for (let i = 0; i < cells.length; ++i) all.push(cell && list ? deeply(cells[i], cell) : cells[i]);
      },
      finish: () => (type === "json" ? jsonColumn(facts, all, budget) : listColumn(facts, type, all, budget, warnings))
    };
  }
  const column = new ScalarCells(type, budget);
  return {
    add: (cells) => {
      const scalars = cells as ArrayLike<Cell>;
      column.add(cell ? Array.from(scalars, (raw) => (raw === null || raw === undefined ? null : cell(raw))) : scalars);
    },
    finish: () => column.finish(facts, warnings)
  };
}

function deeply(value: unknown, cell: (raw: Cell) => Cell): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof Uint8Array)))
    return Array.from(value as unknown as ArrayLike<unknown>, (part) => deeply(part, cell));
  return cell(value as Cell);
}

function bare(element: SchemaElement): void {
  delete element.converted_type;
  delete element.logical_type;
}

/** What the readers at hand undo. */
const codecs: ReadonlySet<string> = new Set(["UNCOMPRESSED", "SNAPPY", ...Object.keys(compressors)]);

function checkCodecs({row_groups: groups}: FileMetaData): void {
  const used = new Set(groups.flatMap(({columns}) => columns.map(({meta_data: meta}) => meta?.codec ?? "UNCOMPRESSED")));
  const unknown = [...used].filter((codec) => !codecs.has(codec));
  if (unknown.length > 0)
    throw new Error(`the Parquet file is compressed with ${unknown.join(", ")}; write it again with snappy, zstd or none`);
}

/** What the file's metadata say of the columns: VOParquet's VOTable, astropy's YAML, or plain JSON under "columns". */
async function describe({key_value_metadata: pairs = []}: FileMetaData, warnings: Warnings): Promise<Described> {
  const nothing: Described = {columns: new Map(), facts: noFacts};
  const value = (key: string): string | undefined => pairs.find((pair) => pair.key === key)?.value;
  const votable = value("IVOA.VOTable-Parquet.content");
  if (votable !== undefined) return (await describedBy(votable, warnings)) ?? nothing;
  const yaml = value("table_meta_yaml");
  if (yaml !== undefined) return (await describedByYaml(yaml, warnings)) ?? nothing;
  const json = value("columns");
  return {columns: json === undefined ? new Map() : parseSidecar(json, "Parquet metadata"), facts: noFacts};
}

function decimal(raw: Cell, scale: number): number {
  const unscaled =
    raw instanceof Uint8Array ? BigInt.asIntN(8 * raw.length, BigInt(`0x${hex(raw) || "0"}`)) : BigInt(raw as number | bigint);
  return Number(`${unscaled}e${-scale}`);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function float16(bytes: Uint8Array): number {
  const word = bytes[0]! | (bytes[1]! << 8);
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const fraction = word & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return (sign * fraction) / 16_777_216;
  return exponent < 25 ? (sign * (1024 + fraction)) / (1 << (25 - exponent)) : sign * (1024 + fraction) * (1 << (exponent - 25));
}
