// IPAC tables: columns as wide as their widest cell, right under their bars. ASCII only, since some readers count bytes and some
// characters: what is beyond is written as a question mark.
import {Sink} from "./sink.ts";
import {commonWords, jsonOf} from "./spell.ts";
import {equals} from "./cells.ts";
import {textRows, textWidths} from "./text-rows.ts";
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
  const nothing = columns.map((column) => (column.type === "text" ? unusedWord(column) : "null"));
  const heads = columns.map((column, j) => [
    oneLine(column.name),
    column.type === "vector" ? "char" : NAMES[column.type],
    oneLine(column.unit ?? ""),
    nothing[j]!
  ]);
  const style = {before: " ", between: " ", after: " \n", words: commonWords, text: "line", nothing, vector: jsonOf} as const;
  const least = heads.map((head) => Math.max(...head.map((word) => word.length)));
  const widths = textWidths({rows, columns}, style, least);
  for (let k = 0; k < 4; ++k) {
    heads.forEach((head, j) => sink.ascii(`|${head[k]!.padEnd(widths[j]!)}`));
    sink.ascii("|\n");
  }
  yield sink.take();
  yield* textRows({rows, columns}, {...style, widths});
}

/** A null word that no cell of the column spells. */
function unusedWord({values, valid}: Extract<FormatColumn, {type: "text"}>): string {
  const {offsets, bytes} = values;
  const spells = (row: number, word: string): boolean => {
    let [start, end] = [offsets[row]!, offsets[row + 1]!];
    if (end - start < word.length || valid?.[row] === 0) return false;
    while (end > start && bytes[end - 1]! <= 0x20) --end;
    while (start < end && bytes[start]! <= 0x20) ++start;
    return equals(bytes, start, end, word);
  };
  for (let word = "null"; ; word = `-${word}-`) {
    let used = false;
    for (let row = 0; row < offsets.length - 1 && !used; ++row) used = spells(row, word);
    if (!used) return word;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[^\p{ASCII}]/gu, "?");
}
