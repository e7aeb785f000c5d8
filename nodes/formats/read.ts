// Any table of any format that is read, found from its content.
import {resized} from "../kernels/formats/builders.ts";
import {openWindow, remaining, type Source} from "../kernels/formats/bytes.ts";
import {detectFormat, type Format} from "../kernels/formats/detect.ts";
import {readers, type ReadOptions} from "../kernels/formats/read.ts";
import type {FormatTable} from "../kernels/formats/types.ts";

export type {Source} from "../kernels/formats/bytes.ts";
export type {Format} from "../kernels/formats/detect.ts";
export type {FormatTable} from "../kernels/formats/types.ts";

export const readFormats = [...Object.keys(readers), "parquet", "arrow"] as readonly Format[];

/** Formats of files that may hold several tables. */
const several: ReadonlySet<Format> = new Set(["fits", "votable", "cds"]);

/** Reads a table; only Parquet and Arrow need all bytes of the file at once. @throws what detection and the readers throw. */
export async function readTable(source: Source, options: ReadOptions = {}): Promise<{format: Format; table: FormatTable}> {
  const format = options.format ?? (await detectFormat(source));
  if (options.table !== undefined && !several.has(format))
    throw new Error(
      `of a file in the format "${format === "delimited" ? "csv" : format}" one table is read; leave out "table", which is ${JSON.stringify(options.table)}`
    );
  if (format === "parquet") {
    const {readParquet} = await import("./parquet.ts");
    return {format, table: await inWords("Parquet", readParquet, await unpacked(source))};
  }
  if (format === "arrow") {
    const {readArrow} = await import("./arrow.ts");
    return {format, table: await readArrow(await unpacked(source))};
  }
  return {format, table: await readers[format](source, options)};
}

/** What libraries throw on damaged files speaks of their own code. */
async function inWords(
  name: string,
  read: (bytes: Uint8Array) => FormatTable | Promise<FormatTable>,
  bytes: Uint8Array
): Promise<FormatTable> {
  try {
    return await read(bytes);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      /damaged/.test(message) ? message : `the ${name} file is damaged, or of a kind that is not read; ${message}`,
      {
        cause
      }
    );
  }
}

/** All bytes of a source, gzip undone. */
async function unpacked(source: Source): Promise<Uint8Array> {
  let bytes = new Uint8Array(source.size ?? 1 << 20);
  let length = 0;
  for await (const chunk of remaining(await openWindow(source))) {
    if (length + chunk.length > bytes.length) bytes = resized(bytes, 2 * (length + chunk.length), length);
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}
