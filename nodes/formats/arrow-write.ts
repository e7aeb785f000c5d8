// Arrow IPC files by apache-arrow, with units, UCDs and descriptions in the metadata of the fields.
import {
  Bool,
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Uint8,
  Utf8
} from "apache-arrow";
import type {FormatColumn, FormatTable, ScalarColumn, ScalarType, VectorColumn} from "../kernels/formats/types.ts";
import {votableMetadata} from "../kernels/formats/votable-write.ts";

const TYPES: Readonly<Record<ScalarType, () => DataType>> = {
  boolean: () => new Bool(),
  uint8: () => new Uint8(),
  int16: () => new Int16(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  float32: () => new Float32(),
  float64: () => new Float64(),
  text: () => new Utf8()
};

/** The bytes of an Arrow IPC file of one batch; array columns become lists, of fixed size where their shape is. */
export function writeArrow(table: FormatTable): Uint8Array {
  const data = table.columns.map(dataOf);
  const fields = table.columns.map(
    (column, j) => new Field(column.name, data[j]!.type, data[j]!.nullCount > 0, attributes(column))
  );
  const description = new TextDecoder().decode(votableMetadata(table));
  const schema = new Schema(fields, new Map([["IVOA.VOTable", description]]));
  const struct = makeData({type: new Struct(fields), length: table.rows, nullCount: 0, children: data});
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), "file");
}

function attributes({unit, ucd, utype, description}: FormatColumn): Map<string, string> {
  return new Map(Object.entries({unit, ucd, utype, description}).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function dataOf(column: FormatColumn): Data {
  return column.type === "vector" ? listData(column) : scalarData(column);
}

function mask(valid: Uint8Array | undefined): {nullCount: number; nullBitmap?: Uint8Array} {
  let nulls = 0;
  for (const flag of valid ?? []) nulls += 1 - flag;
  return nulls > 0 ? {nullCount: nulls, nullBitmap: bits(valid!)} : {nullCount: 0};
}

function bits(flags: Uint8Array): Uint8Array {
  const packed = new Uint8Array(((flags.length + 63) >> 6) << 3);
  for (let i = 0; i < flags.length; ++i) if (flags[i]) packed[i >> 3]! |= 1 << (i & 7);
  return packed;
}

function scalarData(column: ScalarColumn): Data {
  const type = TYPES[column.type]();
  if (column.type === "text") {
    const {offsets, bytes} = column.values;
    return makeData({type: type as Utf8, length: offsets.length - 1, ...mask(column.valid), valueOffsets: offsets, data: bytes});
  }
  const common = {length: column.values.length, ...mask(column.valid)};
  if (column.type === "boolean") return makeData({type: type as Bool, ...common, data: bits(column.values)});
  return makeData({type: type as Float64, ...common, data: column.values as Float64Array});
}

function listData({element, offsets, shape, valid}: VectorColumn): Data {
  let child = scalarData(element);
  // From the innermost axis outwards; only the first may vary.
  for (let axis = shape.length - 1; axis >= 1; --axis) {
    const size = shape[axis]!;
    const list = new FixedSizeList(size, new Field("item", child.type, child.nullCount > 0));
    child = makeData({type: list, length: size > 0 ? child.length / size : 0, nullCount: 0, child});
  }
  const inner = shape.slice(1).reduce((a, b) => a * b, 1);
  const valueOffsets = inner === 1 ? offsets : offsets.map((offset) => (inner > 0 ? offset / inner : 0));
  const list = new List(new Field("item", child.type, child.nullCount > 0));
  return makeData({type: list, length: offsets.length - 1, ...mask(valid), valueOffsets, child: child as Data});
}
