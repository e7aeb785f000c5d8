import {formatOfTable} from "../../../nodes/catalogues/format-of-table.ts";
import {extensionOf, lossesOf, type WriteFormat, writeTable} from "../../../nodes/formats/write.ts";
import type {ExportedFile} from "../../../nodes/kinds.ts";
import type {Table} from "../../../runtime/table.ts";
import {markTable} from "../../origin/embed.ts";
import type {Exported, SavedFile} from "./protocol.ts";

/** A view of a table as a file: these rows and columns, in their order, all where none are given; `origin` goes among its comments. */
export async function exported(
  table: Table,
  rows: ArrayLike<number> | undefined,
  columns: readonly string[] | undefined,
  format: WriteFormat,
  origin: string
): Promise<Exported> {
  const seen = rows ? table.take(rows) : table;
  const plain = formatOfTable(columns ? seen.select(columns) : seen);
  const losses = lossesOf(plain, format);
  const shown = {...plain, facts: {...plain.facts, comments: [...plain.facts.comments, origin]}};
  const parts: Uint8Array[] = [];
  for (const chunk of await writeTable(shown, format)) parts.push(chunk);
  return {blob: new Blob(parts as Uint8Array<ArrayBuffer>[]), extension: extensionOf(format), losses};
}

/** A file that a step made, with its origin put in where its format has a place for it. */
export async function savedFile({name, mediaType, bytes}: ExportedFile, origin: string): Promise<SavedFile> {
  const marked = (await markTable(bytes, origin)) ?? bytes;
  return {name, blob: new Blob([marked as Uint8Array<ArrayBuffer>], {type: mediaType})};
}
