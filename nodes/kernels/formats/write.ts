// Any table into any of the formats kept here.
import {columnsOf} from "./frames.ts";
import {isNull} from "./spell.ts";
import {writeCsv} from "./csv-write.ts";
import {writeEcsv} from "./ecsv-write.ts";
import {writeFits} from "./fits-write.ts";
import {writeIpac} from "./ipac-write.ts";
import {countNulls, type FormatTable, type TableFacts, type VectorColumn} from "./types.ts";
import {writeVotable} from "./votable-write.ts";

export type WriteFormat = "fits" | "votable" | "votable-tabledata" | "ecsv" | "csv" | "tsv" | "ipac";

/** With those that are written elsewhere. */
type AnyFormat = WriteFormat | "parquet" | "arrow";

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
export function lossesOf(table: FormatTable, format: AnyFormat): string[] {
  const losses: string[] = [];
  const say = (count: number, one: string, many: string): void => {
    if (count > 0) losses.push(`${count} ${count === 1 ? one : many}`);
  };
  if (format === "fits" || format === "votable-tabledata")
    say(nulls(table, ["text"]), "null text is written as empty text", "null texts are written as empty text");
  if (format === "fits") say(nulls(table, REALS), "null real is written as NaN", "null reals are written as NaN");
  sayArrays(table, format, say);
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

const REALS = ["float32", "float64"];

/** How many cells of columns of some types are null. */
function nulls({columns}: FormatTable, types: readonly string[]): number {
  return columns.reduce((sum, column) => sum + (types.includes(column.type) ? countNulls(column) : 0), 0);
}

function sayArrays({columns}: FormatTable, format: AnyFormat, say: Say): void {
  const arrays = columns.filter((column) => column.type === "vector");
  const isVariable = ({shape}: VectorColumn): boolean => shape[0] === -1;
  if (format === "fits" || format.startsWith("votable")) {
    const reals = arrays.filter(({element}) => REALS.includes(element.type));
    const within = reals.reduce((sum, {element}) => sum + countNulls(element), 0);
    say(within, "null real within an array is written as NaN", "null reals within arrays are written as NaN");
    const words = arrays.filter(({element}) => element.type === "text");
    const empty = words.reduce((sum, {element}) => sum + countNulls(element), 0);
    say(empty, "null text within an array is written as empty text", "null texts within arrays are written as empty text");
  }
  if (format === "fits") {
    const missing = arrays.reduce((sum, column) => sum + countNulls(column), 0);
    say(
      missing,
      "null array is written as an empty one, or one of nulls",
      "null arrays are written as empty ones, or ones of nulls"
    );
    const deep = arrays.filter((column) => isVariable(column) && column.shape.length > (column.complex ? 2 : 1)).length;
    say(deep, "column of arrays of varying length loses their shape", "columns of arrays of varying length lose their shape");
  }
  if (format === "votable-tabledata") {
    const missing = arrays.filter(isVariable).reduce((sum, column) => sum + countNulls(column), 0);
    say(missing, "null array is written as an empty one", "null arrays are written as empty ones");
  }
  if (format === "ecsv") {
    const deep = arrays.filter((column) => isVariable(column) && column.shape.length > 1).length;
    say(deep, "array column is written as JSON text", "array columns are written as JSON text");
  }
  if (format === "ecsv" || format === "parquet" || format === "arrow") {
    const pairs = arrays.filter(({complex}) => complex).length;
    say(pairs, "column of complex numbers is written as pairs", "columns of complex numbers are written as pairs");
  }
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
  // IPAC's keyword is about columns that are known by name.
  const known = first
    ? columnsOf(
        first,
        columns.map(({name}) => ({name}))
      )
    : [];
  const kept = new Set(known.map(({name}) => name));
  const framed = columns.filter(({name, frame}) => frame !== undefined && !(frame === first?.id && kept.has(name))).length;
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
