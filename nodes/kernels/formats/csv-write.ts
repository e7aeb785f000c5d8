// CSV and TSV (RFC 4180): null is nothing between delimiters, empty text is "".
import {Sink} from "./sink.ts";
import {commonWords, jsonOf, type Words} from "./spell.ts";
import {textRows} from "./text-rows.ts";
import type {FormatTable} from "./types.ts";

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
  yield sink.take();
  yield* records(table, delimiter, commonWords);
}

/** The rows of a table as records. */
export function records(table: FormatTable, delimiter: string, words: Words): Generator<Uint8Array> {
  return textRows(table, {before: "", between: delimiter, after: "\n", words, text: "quoted", delimiter, vector: jsonOf});
}

/** A string as a field, quoted where it needs to be. */
export function writeText(sink: Sink, text: string, separator: number): void {
  const delimiter = String.fromCharCode(separator);
  const plain = text !== "" && !/["\n\r]|^[\s#]|\s$/.test(text) && !text.includes(delimiter);
  sink.text(plain ? text : quoteMark + text.replaceAll('"', '""') + quoteMark);
}
