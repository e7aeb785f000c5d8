// Any table into any of the formats kept here.
import {isNull, textOf} from "./spell.ts";
import {isPrintableAscii} from "./text-builder.ts";
import {writeCsv} from "./csv-write.ts";
import {writeEcsv} from "./ecsv-write.ts";
import {writeFits} from "./fits-write.ts";
import {writeIpac} from "./ipac-write.ts";
import {countNulls, type FormatColumn, type FormatTable} from "./types.ts";
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
export function lossesOf({rows, columns, facts}: FormatTable, format: WriteFormat): string[] {
  const losses: string[] = [];
  const say = (count: number, one: string, many: string): void => {
    if (count > 0) losses.push(`${count} ${count === 1 ? one : many}`);
  };
  const nulls = (is: (column: FormatColumn) => boolean): number =>
    columns.filter(is).reduce((sum, column) => sum + countNulls(column), 0);
  const vectors = columns.filter(({type}) => type === "vector").length;
  const plain = format === "csv" || format === "tsv" || format === "ipac";
  if (format === "fits" || format === "votable-tabledata" || format === "ipac")
    say(
      format === "ipac" ? 0 : nulls(({type}) => type === "text"),
      "null text is written as empty text",
      "null texts are written as empty text"
    );
  if (format === "fits")
    say(
      nulls(({type}) => type.startsWith("float")),
      "null real is written as NaN",
      "null reals are written as NaN"
    );
  if (format === "fits" || format === "ipac") {
    const cells = beyondAscii(rows, columns);
    const fate = "beyond ASCII, which become question marks";
    say(cells, `text has characters ${fate}`, `texts have characters ${fate}`);
  }
  if (plain) say(vectors, "array column is written as JSON text", "array columns are written as JSON text");
  if (format === "csv" || format === "tsv") {
    const described = columns.filter(({unit, ucd, description}) => unit || ucd || description).length;
    say(described, "column loses its unit, UCD or description", "columns lose their unit, UCD or description");
    say(facts.params.length + facts.comments.length, "fact about the table is left out", "facts about the table are left out");
  }
  if (format === "ipac") say(columns.filter(({ucd}) => ucd).length, "UCD is left out", "UCDs are left out");
  return losses;
}

function beyondAscii(rows: number, columns: readonly FormatColumn[]): number {
  let cells = 0;
  for (const column of columns)
    if (column.type === "text" && !isPrintableAscii(column.values.bytes))
      for (let row = 0; row < rows; ++row) if (!isNull(column, row) && /[^ -~]/.test(textOf(column, row))) ++cells;
  return cells;
}
