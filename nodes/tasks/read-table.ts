import {readTable} from "../formats/read.ts";
import {type Source, sourceOf} from "../kernels/formats/bytes.ts";
import type {Format} from "../kernels/formats/detect.ts";
import type {FormatTable} from "../kernels/formats/types.ts";
import {defineTask, type FileContent} from "../../runtime/node.ts";

export interface ReadItem {
  readonly name: string;
  readonly content: FileContent;
  /** Undefined where the content shall tell. */
  readonly format?: Format;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly table?: number | string;
  /** The data of a ReadMe. */
  readonly data?: FileContent;
}

export interface ReadResult {
  readonly format: Format;
  readonly table: FormatTable;
}

/** Reads a file in whichever format it turns out to be, piece by piece where the format allows it. */
export const readFile = defineTask(
  "catalog.read",
  async ({name, content, data, ...options}: ReadItem, {open}): Promise<ReadResult> => {
    const source: Source = {...sourceOf(open(content)), name};
    return readTable(source, {...options, ...(data && {data: sourceOf(open(data))})});
  }
);
