// Parquet by hyparquet-writer, snappy-compressed, with what is known of the table as a VOTable in its metadata (VOParquet 1.0).
import type {SchemaElement} from "hyparquet";
import {ByteWriter, ParquetWriter} from "hyparquet-writer";
import {isNull, textOf} from "../kernels/formats/spell.ts";
import type {FormatColumn, FormatTable, ScalarColumn, ScalarType, VectorColumn} from "../kernels/formats/types.ts";
import {votableMetadata} from "../kernels/formats/votable-write.ts";

const ELEMENTS: Readonly<Record<ScalarType, Pick<SchemaElement, "type" | "converted_type">>> = {
  boolean: {type: "BOOLEAN"},
  uint8: {type: "INT32", converted_type: "UINT_8"},
  int16: {type: "INT32", converted_type: "INT_16"},
  int32: {type: "INT32"},
  int64: {type: "INT64"},
  float32: {type: "FLOAT"},
  float64: {type: "DOUBLE"},
  text: {type: "BYTE_ARRAY", converted_type: "UTF8"}
};

const GROUP = 100_000;

/** A Parquet file, a group of rows at a time; array columns become lists, nested as their shape says. */
export function* writeParquet(table: FormatTable): Generator<Uint8Array> {
  const {columns, rows} = table;
  const schema: SchemaElement[] = [{name: "schema", num_children: columns.length}, ...columns.flatMap(elementsOf)];
  const kvMetadata = [
    {key: "IVOA.VOTable-Parquet.version", value: "1.0"},
    {key: "IVOA.VOTable-Parquet.encoding", value: "utf-8"},
    {key: "IVOA.VOTable-Parquet.type", value: "Parquet-local-XML"},
    {key: "IVOA.VOTable-Parquet.content", value: new TextDecoder().decode(votableMetadata(table))}
  ];
  const bytes = new ByteWriter();
  const file = new ParquetWriter({writer: bytes, schema, kvMetadata, createdBy: "fluxloom"});
  for (let first = 0; first < rows; first += GROUP) {
    const last = Math.min(rows, first + GROUP);
    const columnData = columns.map((column) => ({name: column.name, data: dataOf(column, first, last)}));
    void file.write({columnData, rowGroupSize: GROUP});
    yield bytes.getBytes().slice();
    bytes.index = 0;
  }
  void file.finish();
  yield bytes.getBytes();
}

function elementsOf(column: FormatColumn): SchemaElement[] {
  if (column.type !== "vector")
    return [{name: column.name, repetition_type: column.valid ? "OPTIONAL" : "REQUIRED", ...ELEMENTS[column.type]}];
  const elements: SchemaElement[] = [];
  column.shape.forEach((_, axis) => {
    const name = axis === 0 ? column.name : "element";
    elements.push(
      {name, repetition_type: axis === 0 && column.valid ? "OPTIONAL" : "REQUIRED", num_children: 1, converted_type: "LIST"},
      {name: "list", repetition_type: "REPEATED", num_children: 1}
    );
  });
  const optional = column.element.valid ? "OPTIONAL" : "REQUIRED";
  return [...elements, {name: "element", repetition_type: optional, ...ELEMENTS[column.element.type]}];
}

type Data = unknown[] | Float64Array | Float32Array | Int32Array | BigInt64Array;

function dataOf(column: FormatColumn, first: number, last: number): Data {
  const each = (value: (row: number) => unknown): unknown[] => Array.from({length: last - first}, (_, k) => value(first + k));
  if (column.type === "vector") return each((row) => (isNull(column, row) ? null : listOf(column, row)));
  const plain = column.type === "float64" || column.type === "float32" || column.type === "int32" || column.type === "int64";
  return plain && !column.valid ? column.values.subarray(first, last) : each((row) => valueOf(column, row));
}

function valueOf(column: ScalarColumn, row: number): unknown {
  if (isNull(column, row)) return null;
  if (column.type === "text") return textOf(column, row);
  const value = column.values[row]!;
  return column.type === "boolean" ? value === 1 : value;
}

function listOf({element, offsets, shape}: VectorColumn, row: number): unknown[] {
  const items = Array.from({length: offsets[row + 1]! - offsets[row]!}, (_, k) => valueOf(element, offsets[row]! + k));
  return nested(items, shape.slice(1));
}

function nested(items: unknown[], inner: readonly number[]): unknown[] {
  if (inner.length === 0) return items;
  const size = inner.reduce((a, b) => a * b, 1);
  return Array.from({length: size > 0 ? items.length / size : 0}, (_, k) =>
    nested(items.slice(k * size, (k + 1) * size), inner.slice(1))
  );
}
