// Arrow IPC files by apache-arrow, with units, UCDs and descriptions in the metadata of the fields.
import {type Data, Field, FixedSizeList, List, makeData, Schema} from "apache-arrow";
import {batchPieces, columnData, packBits} from "../../runtime/arrow.ts";
import {countNulls, type FormatColumn, type FormatTable, type VectorColumn} from "../kernels/formats/types.ts";
import {votableMetadata} from "../kernels/formats/votable-write.ts";

/** An Arrow IPC file of one batch, in pieces; array columns become lists, of fixed size where their shape is. */
export function writeArrow(table: FormatTable): readonly Uint8Array[] {
  const data = table.columns.map((column) => (column.type === "vector" ? listData(column) : columnData(column)));
  const fields = table.columns.map(
    (column, j) => new Field(column.name, data[j]!.type, data[j]!.nullCount > 0, attributes(column))
  );
  const description = new TextDecoder().decode(votableMetadata(table));
  return batchPieces(new Schema(fields, new Map([["IVOA.VOTable", description]])), data, table.rows, "file");
}

function attributes({unit, ucd, utype, description}: FormatColumn): Map<string, string> {
  return new Map(Object.entries({unit, ucd, utype, description}).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function listData({element, offsets, shape, valid}: VectorColumn): Data {
  let child = columnData(element);
  // From the innermost axis outwards; only the first may vary.
  for (let axis = shape.length - 1; axis >= 1; --axis) {
    const size = shape[axis]!;
    const list = new FixedSizeList(size, new Field("item", child.type, child.nullCount > 0));
    child = makeData({type: list, length: size > 0 ? child.length / size : 0, nullCount: 0, child});
  }
  const inner = shape.slice(1).reduce((a, b) => a * b, 1);
  const valueOffsets = inner === 1 ? offsets : offsets.map((offset) => (inner > 0 ? offset / inner : 0));
  const list = new List(new Field("item", child.type, child.nullCount > 0));
  const nullCount = valid ? countNulls({valid}) : 0;
  const nullBitmap = valid && nullCount > 0 ? {nullBitmap: packBits(valid)} : {};
  return makeData({type: list, length: offsets.length - 1, nullCount, ...nullBitmap, valueOffsets, child});
}
