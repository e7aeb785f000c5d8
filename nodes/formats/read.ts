// Any table of any format that is read, found from its content.
import {openWindow, type Source} from "../kernels/formats/bytes.ts";
import {detectFormat, type Format} from "../kernels/formats/detect.ts";
import {readers, type ReadOptions} from "../kernels/formats/read.ts";
import type {FormatTable} from "../kernels/formats/types.ts";

export type {Source} from "../kernels/formats/bytes.ts";
export type {Format} from "../kernels/formats/detect.ts";
export type {FormatTable} from "../kernels/formats/types.ts";

export const readFormats = [...Object.keys(readers), "parquet", "arrow"] as readonly Format[];

/** Reads a table; only Parquet and Arrow need all bytes of the file at once. @throws what detection and the readers throw. */
export async function readTable(source: Source, options: ReadOptions = {}): Promise<{format: Format; table: FormatTable}> {
  const format = options.format ?? (await detectFormat(source));
  if (format === "parquet") return {format, table: await (await import("./parquet.ts")).readParquet(await unpacked(source))};
  if (format === "arrow") return {format, table: (await import("./arrow.ts")).readArrow(await unpacked(source))};
  return {format, table: await readers[format](source, options)};
}

/** All bytes of a source, gzip undone. */
async function unpacked(source: Source): Promise<Uint8Array> {
  const window = await openWindow(source);
  while (await window.more());
  return window.bytes.slice(window.pos, window.end);
}
