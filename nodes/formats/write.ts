// Any table into any format that is written, by the name of the format or of the file.
import type {FormatTable} from "../kernels/formats/types.ts";
import {lossesOf as textLosses, type WriteFormat as TextFormat, writers} from "../kernels/formats/write.ts";

export type WriteFormat = TextFormat | "parquet" | "arrow";

/** File name extensions, the first of each format its own. */
const EXTENSIONS: Readonly<Record<WriteFormat, readonly string[]>> = {
  fits: ["fits", "fit", "fts"],
  votable: ["vot", "votable", "xml"],
  "votable-tabledata": [],
  ecsv: ["ecsv"],
  csv: ["csv"],
  tsv: ["tsv", "tab"],
  ipac: ["tbl", "ipac"],
  parquet: ["parquet", "parq", "pq"],
  arrow: ["arrow", "feather", "ipc"]
};

export const writeFormats = Object.keys(EXTENSIONS) as readonly WriteFormat[];

/** The format that a file name asks for, ".gz" left out; undefined where none does. */
export function formatOfName(name: string): WriteFormat | undefined {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return writeFormats.find((format) => EXTENSIONS[format].includes(extension));
}

/** The extension a file of the format has. */
export function extensionOf(format: WriteFormat): string {
  return EXTENSIONS[format][0] ?? "xml";
}

/** The bytes of a file, in chunks. The libraries of Parquet and Arrow are loaded only where they are needed. */
export async function writeTable(table: FormatTable, format: WriteFormat): Promise<Iterable<Uint8Array>> {
  if (format === "parquet") return (await import("./parquet-write.ts")).writeParquet(table);
  if (format === "arrow") return (await import("./arrow-write.ts")).writeArrow(table);
  return writers[format](table);
}

/** What the format has no place for, in words. */
export function lossesOf(table: FormatTable, format: WriteFormat): string[] {
  return textLosses(table, format);
}
