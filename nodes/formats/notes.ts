// A line of metadata added to a Parquet or Arrow file of our own that is written already; what else it holds stays as it is.
import {Schema, tableFromIPC} from "apache-arrow";
import {parquetMetadata} from "hyparquet";
import {ByteWriter} from "hyparquet-writer";
import {writeMetadata} from "hyparquet-writer/src/metadata.js";
import {batchPieces} from "../../runtime/arrow.ts";
import {joined} from "../kernels/formats/sink.ts";

const mark = 4;

/** The file with one more line among the key-value metadata of its footer. */
export function parquetWithNote(bytes: Uint8Array, key: string, value: string): Uint8Array {
  const end = bytes.length - 2 * mark;
  const data = end - new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  const metadata = parquetMetadata(new Uint8Array(bytes.subarray(data)).buffer, {geoparquet: false});
  const footer = new ByteWriter();
  writeMetadata(footer, {...metadata, key_value_metadata: [...(metadata.key_value_metadata ?? []), {key, value}]});
  return joined([bytes.subarray(0, data), footer.getBytes(), bytes.subarray(-mark)]);
}

/** The file, of one batch, with one more line among the metadata of its schema. */
export function arrowWithNote(bytes: Uint8Array, key: string, value: string): Uint8Array {
  const {schema, batches, numRows} = tableFromIPC(bytes);
  const noted = new Schema(schema.fields, new Map([...schema.metadata, [key, value]]));
  return joined(batchPieces(noted, batches[0]?.data.children ?? [], numRows, "file"));
}
