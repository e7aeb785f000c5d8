// Canonical Arrow IPC: one batch, null slots zeroed by construction, no dictionaries, so that equal values have equal bytes.
import {
  AsyncByteQueue,
  Bool,
  type Data,
  type DataType,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  tableFromIPC,
  Table as ArrowTable,
  Uint8,
  Utf8
} from "apache-arrow";
import {joined, type Pieces} from "./bytes.ts";
import {canonical} from "./hash.ts";
import type {Json} from "./node.ts";
import {
  type Column,
  type ColumnInfo,
  type ColumnType,
  columnInfo,
  lengthOf,
  type NumberValues,
  nullCount,
  type Parent,
  Table,
  type TableParts,
  type TextValues
} from "./table.ts";

/** The column that holds lineage in stored tables, unless one of the table is called so. */
const rowColumn = "__row__";

/** The canonical Arrow IPC stream of a table. */
export function encodeTable(table: Table): Uint8Array {
  return joined(tablePieces(table));
}

/** The same in pieces, most of which are the memory of its columns. */
export function tablePieces(table: Table): Pieces {
  const {columns, rows, roles, meta, lineage, parents} = table;
  const data = columns.map(columnData);
  const fields = columns.map(
    (c, i) => new Field(c.name, data[i]!.type, data[i]!.nullCount > 0, new Map(Object.entries(attributes(c))))
  );
  const addRows = (name: string, values: Int32Array): void => {
    fields.push(new Field(name, new Int32(), false));
    data.push(makeData({type: new Int32(), length: rows, nullCount: 0, data: values}));
  };
  const names = new Set(columns.map(({name}) => name));
  const free = (name: string): string => (names.has(name) ? free(`_${name}`) : name);
  const lineageColumn = free(rowColumn);
  if (lineage?.rows) addRows(lineageColumn, lineage.rows);
  parents.forEach((parent, i) => addRows(free(`__row_${i + 1}__`), parent.rows));
  const roots = {
    ...(lineage && {root: lineage.root}),
    ...(lineageColumn !== rowColumn && {lineageColumn}),
    ...(parents.length > 0 && {parents: parents.map(({root}) => root)})
  };
  return encode(fields, data, rows, {kind: "table", rows, roles, meta, ...roots} as unknown as Json);
}

interface StoredLineage {
  readonly root?: string;
  readonly lineageColumn?: string;
  readonly parents?: readonly string[];
}

/** @throws on bytes that are not a stored table. */
export function decodeTable(bytes: Uint8Array): Table {
  const {arrow, head} = decode(bytes, "table");
  const {
    rows,
    roles,
    meta,
    root,
    lineageColumn = rowColumn,
    parents: roots = []
  } = head as unknown as Pick<Required<TableParts>, "rows" | "roles" | "meta"> & StoredLineage;
  const columns: Column[] = [];
  let lineageRows: Int32Array | undefined;
  const parents: Parent[] = [];
  const {fields} = arrow.schema;
  fields.forEach((field, i) => {
    const data = arrow.getChildAt(i)?.data[0] ?? makeData({type: field.type as Int32, length: 0});
    const parent = roots[i - fields.length + roots.length];
    const positions = (): Int32Array => (data.values as Int32Array).subarray(0, data.length);
    if (parent !== undefined) parents.push({root: parent, rows: positions()});
    else if (field.name === lineageColumn) lineageRows = positions();
    else columns.push(fromData(field, data));
  });
  const lineage = root === undefined ? undefined : {root, ...(lineageRows && {rows: lineageRows})};
  return new Table({columns, rows, roles, meta, parents, ...(lineage && {lineage})});
}

/** A plain value whose leaves may also be typed arrays. */
export type Packed =
  | null
  | boolean
  | number
  | string
  | NumberValues
  | Uint32Array
  | Uint16Array
  | Int8Array
  | readonly Packed[]
  | {readonly [name: string]: Packed | undefined};

/** The canonical Arrow IPC stream of a plain object: one row, one list column for each typed array, the rest as JSON in the schema. */
export function encodeObject(value: Packed): Uint8Array {
  const fields: Field[] = [];
  const data: Data[] = [];
  const skeleton = strip(value, "value", (path, array) => {
    const type = arrayTypes[array.constructor.name];
    if (!type) throw new Error(`cannot store a ${array.constructor.name} at ${path}`);
    const item = type();
    const child = makeData({type: item as Float64, length: array.length, nullCount: 0, data: array as Float64Array});
    const list = new List(new Field("item", item, false));
    fields.push(new Field(path, list, false));
    data.push(
      makeData({type: list, length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, array.length), child: child as Data<Float64>})
    );
    return {$array: fields.length - 1, $type: array.constructor.name, $length: array.length};
  });
  return joined(encode(fields, data, 1, {kind: "object", value: skeleton}));
}

/** @throws on bytes that are not a stored object. */
export function decodeObject(bytes: Uint8Array): Packed {
  const {arrow, head} = decode(bytes, "object");
  const fill = (node: unknown): Packed => {
    if (Array.isArray(node)) return node.map(fill);
    if (typeof node !== "object" || node === null) return node as Packed;
    const {$array, $type, $length} = node as {$array?: number; $type?: string; $length?: number};
    if ($array === undefined) return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, fill(v)]));
    const values = arrow.getChildAt($array)!.data[0]!.children[0]!.values as Uint8Array;
    const make = arrayConstructors[$type!]!;
    // Arrow pads buffers to a multiple of eight bytes.
    return new make(values.slice(0, $length).buffer) as Float64Array;
  };
  return fill((head as {value: unknown}).value);
}

const makeTypes = {
  boolean: () => new Bool(),
  uint8: () => new Uint8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  text: () => new Utf8()
} satisfies Record<ColumnType, () => DataType>;

const arrayTypes: Readonly<Record<string, (() => DataType) | undefined>> = {
  Uint8Array: () => new Uint8(),
  Int8Array: () => new Uint8(),
  Int16Array: () => new Int16(),
  Uint16Array: () => new Int16(),
  Int32Array: () => new Int32(),
  Uint32Array: () => new Int32(),
  BigInt64Array: () => new Int64(),
  Float32Array: () => new Float32(),
  Float64Array: () => new Float64()
};

const arrayConstructors: Readonly<Record<string, (new (buffer: ArrayBuffer) => unknown) | undefined>> = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  Float32Array,
  Float64Array
};

const typeNames = new Map<string, ColumnType>(
  Object.entries(makeTypes).map(([name, make]) => [make().toString(), name as ColumnType])
);

function attributes({unit, ucd, description}: ColumnInfo): Record<string, string> {
  return {...(unit && {unit}), ...(ucd && {ucd}), ...(description && {description})};
}

/** A column as Arrow has it: null slots zeroed, every NaN the same bits. */
export function columnData(column: Column): Data {
  const type = makeTypes[column.type]();
  const length = lengthOf(column);
  const nulls = nullCount(column);
  const nullBitmap = column.valid && nulls > 0 ? packBits(column.valid) : undefined;
  const common = {length, nullCount: nulls, ...(nullBitmap && {nullBitmap})};
  if (column.type === "text") {
    const {offsets, bytes} = emptyNulls(column.values, column.valid);
    return makeData({type: type as Utf8, ...common, valueOffsets: offsets, data: bytes});
  }
  if (column.type === "boolean")
    return makeData({type: type as Bool, ...common, data: packBits(zeroNulls(column.values, column.valid))});
  return makeData({type: type as Float64, ...common, data: zeroNulls(column.values, column.valid) as Float64Array});
}

/** Null slots hold empty text, and the bytes start with the first string and end with the last. */
function emptyNulls({offsets, bytes}: TextValues, valid: Uint8Array | undefined): TextValues {
  const n = offsets.length - 1;
  if (n < 1) return {offsets: new Int32Array(1), bytes: new Uint8Array()};
  let clean = offsets[0] === 0 && offsets[n] === bytes.length;
  if (valid) for (let i = 0; i < n && clean; ++i) clean = valid[i] === 1 || offsets[i] === offsets[i + 1];
  if (clean) return {offsets, bytes};
  const packed = new Int32Array(n + 1);
  for (let i = 0; i < n; ++i) packed[i + 1] = packed[i]! + (valid && !valid[i] ? 0 : offsets[i + 1]! - offsets[i]!);
  const text = new Uint8Array(packed[n]!);
  for (let i = 0; i < n; ++i) if (!valid || valid[i]) text.set(bytes.subarray(offsets[i], offsets[i + 1]), packed[i]);
  return {offsets: packed, bytes: text};
}

/** Null slots hold 0, and every NaN the same bits. */
function zeroNulls<V extends NumberValues>(values: V, valid: Uint8Array | undefined): V {
  let clean = values;
  const put = (i: number, value: number | bigint): void => {
    if (clean === values) clean = values.slice() as V;
    clean[i] = value;
  };
  const zero = values instanceof BigInt64Array ? 0n : 0;
  if (valid) for (let i = 0; i < valid.length; ++i) if (!valid[i] && !Object.is(values[i], zero)) put(i, zero);
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const bits = values instanceof Float64Array ? new BigUint64Array(1) : new Uint32Array(1);
    const probe = values instanceof Float64Array ? new Float64Array(bits.buffer) : new Float32Array(bits.buffer);
    probe[0] = NaN;
    const canonicalNaN = bits[0];
    for (let i = 0; i < values.length; ++i) {
      if (clean[i] === clean[i]) continue;
      probe[0] = clean[i] as number;
      if (bits[0] !== canonicalNaN) put(i, NaN);
    }
  }
  return clean;
}

function fromData(field: Field, data: Data): Column {
  const type = typeNames.get(field.type.toString());
  if (!type) throw new Error(`column "${field.name}" has the Arrow type ${field.type.toString()}, which no stored table has`);
  const attribute = (name: string): string | undefined => field.metadata.get(name);
  const info = columnInfo({
    name: field.name,
    type,
    unit: attribute("unit")!,
    ucd: attribute("ucd")!,
    description: attribute("description")!
  });
  const mask = data.nullCount > 0 ? {valid: unpackBits(data.nullBitmap, data.length)} : {};
  if (type === "text") {
    // Buffers come back padded to whole words.
    const offsets = data.length === 0 ? new Int32Array(1) : (data.valueOffsets as Int32Array).subarray(0, data.length + 1);
    const bytes = (data.values as Uint8Array | undefined)?.subarray(0, offsets[data.length]) ?? new Uint8Array();
    return {...info, type, values: {offsets, bytes}, ...mask};
  }
  if (type === "boolean") return {...info, type, values: unpackBits(data.values as Uint8Array, data.length), ...mask};
  return {...info, type, values: (data.values as Float64Array).subarray(0, data.length), ...mask} as Column;
}

/** Bytes of 0 and 1 as bits, in whole words of eight bytes. */
export function packBits(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array(((flags.length + 63) >> 6) << 3);
  for (let i = 0; i < flags.length; ++i) if (flags[i]) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function unpackBits(bits: Uint8Array, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (let i = 0; i < length; ++i) flags[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return flags;
}

function encode(fields: Field[], data: Data[], rows: number, head: Json): Pieces {
  return batchPieces(new Schema(fields, new Map([["fluxloom", canonical(head)]])), data, rows, "stream");
}

/** Arrow IPC of one batch: columns as the schema says, each with this many rows. */
export function batchPieces(schema: Schema, data: Data[], rows: number, form: "stream" | "file"): Pieces {
  const struct = makeData({type: new Struct(schema.fields), length: rows, nullCount: 0, children: data});
  const writer = form === "file" ? new RecordBatchFileWriter() : new RecordBatchStreamWriter();
  const sink = new Gathered();
  writer.reset(sink);
  writer.write(new ArrowTable(schema, [new RecordBatch(schema, struct)]));
  writer.finish();
  return sink.pieces;
}

/** What a writer puts out, as it is: the library's own queue takes pieces that lie beside or upon each other in memory for one. */
class Gathered extends AsyncByteQueue {
  readonly pieces: Uint8Array[] = [];

  override write(piece: ArrayBufferView): void {
    this.pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  }
}

function decode(bytes: Uint8Array, kind: "table" | "object"): {arrow: ArrowTable; head: Json} {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const arrow = tableFromIPC(aligned);
  const head = JSON.parse(arrow.schema.metadata.get("fluxloom") ?? "null") as {kind?: string} | null;
  if (head?.kind !== kind) throw new Error(`these bytes are not a stored ${kind}`);
  return {arrow, head: head as Json};
}

function strip(value: Packed | undefined, path: string, keep: (path: string, array: Float64Array) => Json): Json {
  if (value === undefined) throw new Error(`cannot store undefined at ${path}`);
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`cannot store ${value} at ${path} outside a typed array`);
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value)) return keep(path, value as Float64Array);
  if (Array.isArray(value)) return value.map((item: Packed, i) => strip(item, `${path}.${i}`, keep));
  const entries = Object.entries(value as {readonly [name: string]: Packed | undefined}).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, strip(item, `${path}.${name}`, keep)])
  );
}
