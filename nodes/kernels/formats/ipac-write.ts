// IPAC tables: columns as wide as their widest cell, right under their bars. ASCII only, since some readers count bytes and some
// characters: what is beyond is written as a question mark.
import {Sink} from "./sink.ts";
import {commonWords, isNull, jsonOf, spellValue, textOf} from "./spell.ts";
import type {FormatColumn, FormatTable, ScalarType} from "./types.ts";

const NAMES: Readonly<Record<ScalarType, string>> = {
  boolean: "char",
  uint8: "int",
  int16: "int",
  int32: "int",
  int64: "long",
  float32: "float",
  float64: "double",
  text: "char"
};

/** Writes a table; booleans and vectors become text, line ends in text blanks. Descriptions go into comments as Gator's do. */
export function* writeIpac({rows, columns, facts}: FormatTable): Generator<Uint8Array> {
  const sink = new Sink();
  const keyword = (name: string, value: string): void => sink.text(`\\${name.replace(/[^\w.-]/g, "_")} = '${oneLine(value)}'\n`);
  if (facts.name) keyword("name", facts.name);
  if (facts.description) keyword("description", facts.description);
  for (const {name, value} of facts.params) keyword(name, value);
  const [frame] = facts.frames;
  if (frame && !facts.params.some(({name}) => name.toUpperCase() === "RADESYS")) keyword("RADESYS", frame.system);
  if (frame?.equinox && !facts.params.some(({name}) => name.toUpperCase() === "EQUINOX")) keyword("EQUINOX", frame.equinox);
  for (const line of facts.comments) sink.text(`\\ ${oneLine(line)}\n`);
  for (const {name, unit, description} of columns)
    if (description) sink.text(`\\ ${oneLine(name)}${unit ? ` (${oneLine(unit)})` : ""}\n\\ ___ ${oneLine(description)}\n`);
  const cells = columns.map((column) => cellsOf(column));
  const heads = columns.map((column, j) => [
    oneLine(column.name),
    column.type === "vector" ? "char" : NAMES[column.type],
    oneLine(column.unit ?? ""),
    cells[j]!.nothing
  ]);
  const widths = columns.map((_, j) => widest(cells[j]!, heads[j]!, rows));
  for (let k = 0; k < 4; ++k) {
    heads.forEach((head, j) => sink.ascii(`|${head[k]!.padEnd(widths[j]!)}`));
    sink.ascii("|\n");
  }
  for (let row = 0; row < rows; ++row) {
    for (let j = 0; j < columns.length; ++j) {
      const cell = cells[j]!.cell(row);
      sink.byte(0x20);
      sink.ascii(cell);
      sink.fill(0x20, widths[j]! - cell.length);
    }
    sink.ascii(" \n");
    if (sink.full) yield sink.take();
  }
  if (sink.length > 0) yield sink.take();
}

interface Cells {
  readonly nothing: string;
  cell(row: number): string;
}

function cellsOf(column: FormatColumn): Cells {
  const nothing = column.type === "text" ? unusedWord(column) : "null";
  const cell = (row: number): string => {
    if (isNull(column, row)) return nothing;
    if (column.type === "vector") return oneLine(jsonOf(column, row));
    return column.type === "text" ? oneLine(textOf(column, row)) : spellValue(column, row, commonWords);
  };
  return {nothing, cell};
}

/** A null word that no cell of the column spells. */
function unusedWord(column: Extract<FormatColumn, {type: "text"}>): string {
  const rows = column.values.offsets.length - 1;
  for (let word = "null"; ; word = `-${word}-`) {
    let used = false;
    for (let row = 0; row < rows && !used; ++row) {
      const size = column.values.offsets[row + 1]! - column.values.offsets[row]!;
      used = size >= word.length && !isNull(column, row) && textOf(column, row).trim() === word;
    }
    if (!used) return word;
  }
}

function widest(cells: Cells, head: readonly string[], rows: number): number {
  let width = Math.max(...head.map((word) => word.length));
  for (let row = 0; row < rows; ++row) width = Math.max(width, cells.cell(row).length);
  return width;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[^\p{ASCII}]/gu, "?");
}
