// Any table into any of the formats kept here.
import {isNull} from "./spell.ts";
import {writeCsv} from "./csv-write.ts";
import {writeEcsv} from "./ecsv-write.ts";
import {writeFits} from "./fits-write.ts";
import {writeIpac} from "./ipac-write.ts";
import {countNulls, type FormatTable, type TableFacts} from "./types.ts";
import {writeVotable} from "./votable-write.ts";

export type WriteFormat = "fits" | "votable" | "votable-tabledata" | "ecsv" | "csv" | "tsv" | "ipac";

export type Writer = (table: FormatTable) => Iterable<Uint8Array>;

/** Writers by format; each yields the bytes of a file in chunks. */
export const writers: Readonly<Record<WriteFormat, Writer>> = {
  fits: writeFits,
  votable: (table) => writeVotable(table),
  "votable-tabledata": (table) => writeVotable(table, {serialization: "tabledata"}),
  ecsv: writeEcsv,
  csv: (table) => writeCsv(table),
  tsv: (table) => writeCsv(table, {delimiter: "\t"}),
  ipac: writeIpac
};

/** What a format has no place for, in words, with counts: what a person should be told before relying on the file. */
export function lossesOf(table: FormatTable, format: WriteFormat): string[] {
  const losses: string[] = [];
  const say = (count: number, one: string, many: string): void => {
    if (count > 0) losses.push(`${count} ${count === 1 ? one : many}`);
  };
  if (format === "fits" || format === "votable-tabledata")
    say(nulls(table, "text"), "null text is written as empty text", "null texts are written as empty text");
  if (format === "fits") say(nulls(table, "float"), "null real is written as NaN", "null reals are written as NaN");
  if (format === "ipac") sayIpac(table, say);
  if (format === "fits" || format === "ipac") {
    const cells = texts(table, format === "fits" ? beyondPrintable : beyondAscii);
    const fate = "beyond ASCII, which become question marks";
    say(cells, `text has characters ${fate}`, `texts have characters ${fate}`);
  }
  const {columns, facts} = table;
  const vectors = columns.filter(({type}) => type === "vector").length;
  const plain = format === "csv" || format === "tsv";
  if (plain || format === "ipac") say(vectors, "array column is written as JSON text", "array columns are written as JSON text");
  if (plain) {
    const described = columns.filter(({unit, ucd, description}) => unit || ucd || description).length;
    say(described, "column loses its unit, UCD or description", "columns lose their unit, UCD or description");
    say(countFacts(facts), "fact about the table is left out", "facts about the table are left out");
  }
  if (format === "ipac" || format === "ecsv") sayFacts(table, format, say);
  return losses;
}

type Say = (count: number, one: string, many: string) => void;

function nulls({columns}: FormatTable, type: string): number {
  return columns.reduce((sum, column) => sum + (column.type.startsWith(type) ? countNulls(column) : 0), 0);
}

function countFacts({params, comments, frames, times = [], groups = [], description}: TableFacts): number {
  return params.length + comments.length + frames.length + times.length + groups.length + (description ? 1 : 0);
}

function sayIpac(table: FormatTable, say: Say): void {
  const {columns} = table;
  say(columns.filter(({ucd}) => ucd).length, "UCD is left out", "UCDs are left out");
  const truths = columns.filter(({type}) => type === "boolean").length;
  say(truths, "column of true and false is written as text", "columns of true and false are written as text");
  say(texts(table, hasBlanksAround), "text loses the blanks around it", "texts lose the blanks around them");
  say(texts(table, hasLineEnd), "text has line ends, which become blanks", "texts have line ends, which become blanks");
}

function sayFacts({columns, facts}: FormatTable, format: "ipac" | "ecsv", say: Say): void {
  const {frames, times = [], groups = [], params} = facts;
  const described = params.filter(({unit, ucd, description}) => unit || ucd || description).length;
  say(described, "parameter loses its unit, UCD or description", "parameters lose their unit, UCD or description");
  say(groups.length, "group is left out", "groups are left out");
  say(times.length, "time frame is left out", "time frames are left out");
  if (format === "ecsv") {
    const used = new Set(columns.map(({frame}) => frame));
    const unused = frames.filter(({id}) => !used.has(id)).length;
    say(unused, "coordinate frame of no column is left out", "coordinate frames of no column are left out");
    return;
  }
  const [first, ...more] = frames;
  say(more.length, "coordinate frame beside the first is left out", "coordinate frames beside the first are left out");
  say(first?.epoch ? 1 : 0, "epoch is left out", "epochs are left out");
  const framed = columns.filter(({frame}) => frame !== undefined).length;
  say(framed, "column is no longer said to be in its frame", "columns are no longer said to be in their frames");
}

/** How many texts have what a format changes. */
function texts({columns}: FormatTable, changes: (bytes: Uint8Array, start: number, end: number) => boolean): number {
  let count = 0;
  for (const column of columns) {
    if (column.type !== "text") continue;
    const {offsets, bytes} = column.values;
    for (let row = 0; row + 1 < offsets.length; ++row)
      if (!isNull(column, row) && changes(bytes, offsets[row]!, offsets[row + 1]!)) ++count;
  }
  return count;
}

const hasByte =
  (is: (byte: number) => boolean) =>
  (bytes: Uint8Array, start: number, end: number): boolean => {
    for (let i = start; i < end; ++i) if (is(bytes[i]!)) return true;
    return false;
  };
const beyondAscii = hasByte((byte) => byte > 0x7f);
const beyondPrintable = hasByte((byte) => byte < 0x20 || byte > 0x7e);
const hasLineEnd = hasByte((byte) => byte === 0x0a || byte === 0x0d);
const hasBlanksAround = (bytes: Uint8Array, start: number, end: number): boolean =>
  start < end && (bytes[start]! <= 0x20 || bytes[end - 1]! <= 0x20);
