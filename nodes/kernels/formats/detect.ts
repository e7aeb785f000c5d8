// The format of a file, from its first bytes and never from its name.
import {openWindow, type Source} from "./bytes.ts";
import {peekLines} from "./records.ts";
import {dashesLine} from "./vizier.ts";

export type Format = "fits" | "votable" | "ipac" | "ecsv" | "cds" | "vizier" | "tst" | "delimited" | "parquet" | "arrow";

const HEAD = 1 << 16;

/**
 * Tells the format from the content, gzip and UTF-16 undone first.
 * @throws on what is known and not read (HDF5, zip, bzip2, HTML …), on binary data and on an empty file.
 */
export async function detectFormat(source: Source): Promise<Format> {
  const window = await openWindow(source);
  try {
    await window.need(HEAD);
    const bytes = window.bytes.subarray(window.pos, window.end);
    if (bytes.length === 0) throw new Error("the file is empty");
    const binary = detectBinary(bytes);
    if (binary) return binary;
    return detectText(await peekLines(window, HEAD), bytes);
  } finally {
    await window.close();
  }
}

/** Files of other kinds, by the bytes they start with. */
const OTHERS: readonly (readonly [string, string])[] = [
  ["\x89HDF", "an HDF5 file; convert it to FITS, VOTable or Parquet first"],
  ["PK\x03\x04", "a zip archive (or a spreadsheet); unpack it, or save it as CSV"],
  ["BZh", "compressed with bzip2; decompress it first, or compress it with gzip"],
  ["\xfd7zXZ", "compressed with xz; decompress it first, or compress it with gzip"],
  ["\x28\xb5\x2f\xfd", "compressed with zstd; decompress it first, or compress it with gzip"],
  ["\x1f\x8b", "compressed with gzip twice; decompress it once"],
  ["\x1f\x9d", "compressed with compress (.Z); decompress it first"],
  ["\x93NUMPY", "a NumPy array; save it as a table first"],
  ["CDF", "a netCDF file; convert it to FITS, VOTable or Parquet first"],
  ["%PDF", "a PDF document, not a table"],
  ["FEA1", "a Feather file of version 1; write it again as Arrow IPC"],
  ["#ASDF", "an ASDF file; convert it to FITS, VOTable or Parquet first"],
  ["SQLite format 3", "an SQLite database; export its table as CSV"]
];

function detectBinary(bytes: Uint8Array): Format | undefined {
  const starts = (word: string): boolean => {
    for (let i = 0; i < word.length; ++i) if (bytes[i] !== word.charCodeAt(i)) return false;
    return true;
  };
  if (starts("SIMPLE  =")) return "fits";
  if (starts("PAR1")) return "parquet";
  if (starts("ARROW1") || starts("\xff\xff\xff\xff")) return "arrow";
  const other = OTHERS.find(([word]) => starts(word));
  if (other) throw new Error(`the file is ${other[1]}`);
  if (bytes.subarray(0, 4096).includes(0))
    throw new Error(`the file is binary, of no known format; it starts with ${hex(bytes)}`);
  return undefined;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function detectText(lines: readonly string[], bytes: Uint8Array): Format {
  const first = lines.find((line) => line.trim() !== "")?.trim();
  if (first === undefined) throw new Error("the file holds only blanks");
  if (first.startsWith("<")) {
    const head = lines.join("\n");
    if (/<(?:[\w.-]+:)?VOTABLE[\s>]/.test(head)) return "votable";
    if (/<(?:!doctype\s+html|html|head|body)[\s>]/i.test(head))
      throw new Error(`the file is an HTML page, not a table; it says: ${pageText(head)}`);
    throw new Error(`the file is XML but no VOTable; it starts with ${JSON.stringify(first.slice(0, 60))}`);
  }
  const complaint = /^\[struct\s+stat\s*=\s*"ERROR"\s*,\s*msg\s*=\s*"(.*)"/i.exec(first)?.[1] ?? onlyError(lines);
  if (complaint !== undefined) throw new Error(`the service answered with an error; it says: ${complaint}`);
  if (/^\\(?:begin|documentclass|usepackage|startdata|input)\b/.test(first))
    throw new Error("the file is LaTeX; ask the journal for its machine-readable table, or save the table as CSV");
  if (/^#\s+%ECSV\s/.test(first)) return "ecsv";
  if (isIpac(lines)) return "ipac";
  if (lines.some((line) => /^\s*Byte-by-byte Description of file/i.test(line))) return "cds";
  if (lines.some((line) => /^#(Column\t|RESOURCE=)/.test(line))) return "vizier";
  if (dashesLine(lines) > 0) return "tst";
  if (bytes.length > 0) return "delimited";
  throw new Error("the file holds no table");
}

/** What IRSA's services write where they have no table: a keyword and nothing else. */
function onlyError(lines: readonly string[]): string | undefined {
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = said.map((line) => /^\\\s*ERROR\s*=\s*(.*)$/i.exec(line)?.[1]).find((text) => text !== undefined);
  return said.every((line) => line.startsWith("\\")) ? error?.replace(/^(['"])(.*)\1$/, "$2") : undefined;
}

/** Keywords behind backslashes, then names between bars, with types below them. */
function isIpac(lines: readonly string[]): boolean {
  const at = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("\\"));
  const names = lines[at];
  if (names === undefined || !names.startsWith("|")) return false;
  const next = lines[at + 1] ?? "";
  // Names alone make a table too, where what comes next does not stand between bars as well.
  if (/\|\s*$/.test(names) && /^\s/.test(next) && next.trim() !== "" && !next.includes("|")) return true;
  return at > 0 || /^\|[\s-]*(char|c|str|string|double|d|int|i|integer|long|l|real|r|float|f|date)[\s-]*\|/i.test(next);
}

function pageText(html: string): string {
  const text = html
    .slice(0, 8192)
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return JSON.stringify(text.slice(0, 120));
}
