// CSV and TSV (RFC 4180): null is nothing between delimiters, empty text is "".
import {Sink} from "./sink.ts";
import {commonWords, isNull, jsonOf, type Words, writeValue} from "./spell.ts";
import type {FormatColumn, FormatTable, ScalarColumn} from "./types.ts";

const QUOTE = 0x22;
const quoteMark = '"';

export interface CsvOptions {
  readonly delimiter?: "," | "\t" | ";";
}

/** Writes names and values; types, units and facts have no place in CSV. */
export function* writeCsv(table: FormatTable, {delimiter = ","}: CsvOptions = {}): Generator<Uint8Array> {
  const sink = new Sink();
  const separator = delimiter.charCodeAt(0);
  table.columns.forEach(({name}, j) => {
    if (j > 0) sink.byte(separator);
    writeText(sink, name, separator);
  });
  sink.byte(0x0a);
  yield* writeRecords(sink, table, separator, commonWords);
}

/** Writes the rows of a table as records. */
export function* writeRecords(sink: Sink, {rows, columns}: FormatTable, separator: number, words: Words): Generator<Uint8Array> {
  for (let row = 0; row < rows; ++row) {
    for (let j = 0; j < columns.length; ++j) {
      if (j > 0) sink.byte(separator);
      writeCell(sink, columns[j]!, row, separator, words);
    }
    sink.byte(0x0a);
    if (sink.full) yield sink.take();
  }
  if (sink.length > 0) yield sink.take();
}

function writeCell(sink: Sink, column: FormatColumn, row: number, separator: number, words: Words): void {
  if (isNull(column, row)) return;
  if (column.type === "vector") writeText(sink, jsonOf(column, row), separator);
  else if (column.type === "text") writeBytes(sink, column, row, separator);
  else writeValue(sink, column, row, words);
}

function writeBytes(sink: Sink, column: Extract<ScalarColumn, {type: "text"}>, row: number, separator: number): void {
  const {offsets, bytes} = column.values;
  const start = offsets[row]!;
  const end = offsets[row + 1]!;
  let plain = start < end && bytes[start] !== 0x20 && bytes[end - 1] !== 0x20 && bytes[start] !== 0x23;
  for (let i = start; plain && i < end; ++i) {
    const c = bytes[i]!;
    plain = c !== QUOTE && c !== separator && c !== 0x0a && c !== 0x0d;
  }
  if (plain) {
    sink.copy(bytes, start, end);
    return;
  }
  sink.byte(QUOTE);
  for (let i = start; i < end; ++i) {
    if (bytes[i] === QUOTE) sink.byte(QUOTE);
    sink.byte(bytes[i]!);
  }
  sink.byte(QUOTE);
}

/** A string as a field, quoted where it needs to be. */
export function writeText(sink: Sink, text: string, separator: number): void {
  const delimiter = String.fromCharCode(separator);
  const plain = text !== "" && !/["\n\r]|^[\s#]|\s$/.test(text) && !text.includes(delimiter);
  sink.text(plain ? text : quoteMark + text.replaceAll('"', '""') + quoteMark);
}
