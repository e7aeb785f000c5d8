import {openWindow, type Source, sourceOf} from "../kernels/formats/bytes.ts";
import {detectFormat, type Format} from "../kernels/formats/detect.ts";
import {readText} from "../kernels/formats/read.ts";
import type {FormatTable} from "../kernels/formats/types.ts";
import {defineTask} from "../../runtime/node.ts";

export interface ReadItem {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Undefined where the content shall tell. */
  readonly format?: Format;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly table?: number | string;
  /** The data of a ReadMe. */
  readonly data?: Uint8Array;
}

export interface ReadResult {
  readonly format: Format;
  readonly table: FormatTable;
}

/** Reads a file in whichever format it turns out to be. */
export const readFile = defineTask(
  "catalog.read",
  async ({name, bytes, format: given, data, ...options}: ReadItem): Promise<ReadResult> => {
    const source = sourceOf(bytes, name);
    const format = given ?? (await detectFormat(source));
    // Their libraries are loaded only where they are needed.
    if (format === "parquet")
      return {format, table: await (await import("../formats/parquet.ts")).readParquet(await unpacked(source))};
    if (format === "arrow") return {format, table: (await import("../formats/arrow.ts")).readArrow(await unpacked(source))};
    const table = await readText(source, {...options, format, ...(data && {data: sourceOf(data)})});
    return {format, table};
  }
);

/** All bytes of a source, gzip undone. */
async function unpacked(source: Source): Promise<Uint8Array> {
  const window = await openWindow(source);
  while (await window.more());
  return window.bytes.slice(window.pos, window.end);
}
