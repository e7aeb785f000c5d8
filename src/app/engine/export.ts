import {formatOfTable} from "../../../nodes/catalogues/format-of-table.ts";
import {extensionOf, lossesOf, type WriteFormat, writeTable} from "../../../nodes/formats/write.ts";
import type {Table} from "../../../runtime/table.ts";
import type {Exported} from "./protocol.ts";

/** A view of a table as a file: the rows and columns given, in their order; all of them where none are given. */
export async function exported(
  table: Table,
  rows: ArrayLike<number> | undefined,
  columns: readonly string[] | undefined,
  format: WriteFormat
): Promise<Exported> {
  const seen = rows ? table.take(rows) : table;
  const shown = formatOfTable(columns ? seen.select(columns) : seen);
  const parts: Uint8Array[] = [];
  for (const chunk of await writeTable(shown, format)) parts.push(chunk);
  return {blob: new Blob(parts as Uint8Array<ArrayBuffer>[]), extension: extensionOf(format), losses: lossesOf(shown, format)};
}
