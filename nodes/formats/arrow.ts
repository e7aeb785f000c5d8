// Arrow IPC, files and streams, by apache-arrow.
import {type Data, type DataType, type Field, tableFromIPC, Type, type Vector} from "apache-arrow";
import {type ColumnFacts, type FormatColumn, type FormatTable, noFacts, type ScalarType} from "../kernels/formats/types.ts";
import {uniqueNames, Warnings} from "../kernels/formats/warnings.ts";
import {type Cell, checkCount, jsonColumn, listColumn, scalarColumn} from "./columns.ts";
import {isoDate, isoTime, isoTimestamp} from "./dates.ts";

/** Reads Arrow IPC: columns of scalars and lists; structs and maps as JSON text; dates and times as ISO 8601 text. */
export function readArrow(bytes: Uint8Array): FormatTable {
  const table = tableFromIPC(bytes.byteOffset % 8 === 0 ? bytes : bytes.slice());
  checkCount(table.numRows, "the Arrow file", bytes.length);
  for (const {data} of table.batches) checkLengths(data, bytes.length);
  const warnings = new Warnings();
  const fields = table.schema.fields;
  const names = uniqueNames(
    fields.map(({name}) => name),
    warnings
  );
  const columns = fields.map((field, i) => columnOf(factsOf(field, names[i]!), field.type, table.getChildAt(i)!));
  return {rows: table.numRows, columns, facts: noFacts, warnings: warnings.list()};
}

function checkLengths(data: Data, bytes: number): void {
  checkCount(data.length, "the Arrow file", bytes);
  for (const child of data.children) checkLengths(child, bytes);
}

function factsOf(field: Field, name: string): ColumnFacts {
  const [unit, ucd, utype, description] = ["unit", "ucd", "utype", "description"].map((key) => field.metadata.get(key));
  return {name, ...(unit && {unit}), ...(ucd && {ucd}), ...(utype && {utype}), ...(description && {description})};
}

function columnOf(facts: ColumnFacts, type: DataType, vector: Vector): FormatColumn {
  const scalar = scalarMeaning(type);
  if (scalar) return scalarColumn(facts, scalar.type, cellsOf(vector, scalar.cell));
  const inner = Type.List === type.typeId || Type.FixedSizeList === type.typeId ? elementOf(type) : undefined;
  if (inner)
    return listColumn(
      facts,
      inner.type,
      cellsOf(vector, (list) => nested(list, inner.cell))
    );
  return jsonColumn(
    facts,
    cellsOf(vector, (value) => (value as {toJSON?: () => unknown}).toJSON?.() ?? value)
  );
}

/** What stored values stand for. */
interface Meaning {
  readonly type: ScalarType;
  readonly cell?: (raw: unknown) => unknown;
}

/** What the innermost elements of lists stand for. */
function elementOf(type: DataType): Meaning | undefined {
  const inner = (type.children as Field[])[0]!.type as DataType;
  if (inner.typeId === Type.List || inner.typeId === Type.FixedSizeList) return elementOf(inner);
  return scalarMeaning(inner);
}

const perSecond = [1n, 1000n, 1_000_000n, 1_000_000_000n];

interface Details {
  readonly bitWidth: number;
  readonly isSigned: boolean;
  readonly precision: number;
  readonly unit: number;
  readonly scale: number;
  readonly timezone?: string | null;
  readonly dictionary: DataType;
}

function scalarMeaning(type: DataType): Meaning | undefined {
  const {bitWidth, isSigned, precision, unit, scale, timezone, dictionary} = type as unknown as Details;
  switch (type.typeId as Type) {
    case Type.Null:
      return {type: "text"};
    case Type.Bool:
      return {type: "boolean"};
    case Type.Int:
      return {type: integerType(bitWidth, isSigned)};
    case Type.Float:
      return {type: precision === 2 ? "float64" : "float32"};
    case Type.Utf8:
    case Type.LargeUtf8:
      return {type: "text"};
    case Type.Dictionary:
      return scalarMeaning(dictionary);
    case Type.Decimal:
      return {type: "float64", cell: (raw) => decimal(raw as Uint32Array, scale)};
    case Type.Date:
      // apache-arrow gives both units as milliseconds.
      return {type: "text", cell: (raw) => isoDate(Math.floor(Number(raw) / 86_400_000))};
    case Type.Timestamp:
      return {type: "text", cell: (raw) => timestamp(raw as number | bigint, perSecond[unit]!, Boolean(timezone))};
    case Type.Time:
      return {type: "text", cell: (raw) => isoTime(BigInt(raw as number | bigint), perSecond[unit]!)};
    case Type.Duration:
      return {type: "int64"};
    case Type.Binary:
    case Type.FixedSizeBinary:
      return {type: "text", cell: (raw) => hex(raw as Uint8Array)};
    default:
      return undefined;
  }
}

function integerType(bits: number, signed: boolean): ScalarType {
  if (signed) return bits <= 16 ? "int16" : bits === 32 ? "int32" : "int64";
  return bits === 8 ? "uint8" : bits === 16 ? "int32" : "int64";
}

function cellsOf(vector: Vector, cell: ((raw: unknown) => unknown) | undefined): ArrayLike<Cell> {
  const {data} = vector;
  if (data.length === 1 && data[0]!.nullCount === 0 && isPlain(vector.type as DataType))
    return (data[0]!.values as Float64Array).subarray(0, data[0]!.length);
  const cells: Cell[] = [];
  for (const chunk of data) {
    const stamps = chunk.type.typeId === Type.Timestamp ? (chunk.values as BigInt64Array) : undefined;
    for (let i = 0; i < chunk.length; ++i) {
      if (!chunk.getValid(i)) cells.push(null);
      else {
        const raw: unknown = stamps ? stamps[i] : vector.get(cells.length);
        cells.push((raw === null || !cell ? raw : cell(raw)) as Cell);
      }
    }
  }
  return cells;
}

/** Whether values are stored as they are. Halves are not: they lie in 16-bit integers. */
function isPlain(type: DataType): boolean {
  return type.typeId === Type.Int || (type.typeId === Type.Float && (type as unknown as Details).precision > 0);
}

/** Stored ticks; apache-arrow gives those within lists as milliseconds. */
function timestamp(raw: number | bigint, ticksPerSecond: bigint, utc: boolean): string {
  return typeof raw === "bigint" ? isoTimestamp(raw, ticksPerSecond, utc) : isoTimestamp(BigInt(Math.floor(raw)), 1000n, utc);
}

function nested(value: unknown, cell: ((raw: unknown) => unknown) | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (isVector(value)) return Array.from(value, (part) => nested(part, cell));
  return cell ? cell(value) : value;
}

function isVector(value: unknown): value is Vector {
  return typeof value === "object" && value !== null && "getChildAt" in value;
}

/** Four little-endian words, two's complement. */
function decimal(words: Uint32Array, scale: number): number {
  let value = 0n;
  for (let i = words.length - 1; i >= 0; --i) value = (value << 32n) | BigInt(words[i]!);
  return Number(`${BigInt.asIntN(32 * words.length, value)}e${-scale}`);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
