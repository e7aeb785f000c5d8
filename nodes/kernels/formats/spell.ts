// Cells as text, in the words of each format.
import {shortestFloat32, spell} from "./numbers.ts";
import type {Sink} from "./sink.ts";
import type {FormatColumn, ScalarColumn, VectorColumn} from "./types.ts";

/** How a format writes what is not finite, and truth. */
export interface Words {
  readonly nan: string;
  readonly infinity: string;
  readonly minusInfinity: string;
  readonly yes: string;
  readonly no: string;
}

/** Read by STILTS, astropy, DuckDB and Java alike. */
export const commonWords: Words = {nan: "NaN", infinity: "Infinity", minusInfinity: "-Infinity", yes: "true", no: "false"};

export function isNull(column: FormatColumn, row: number): boolean {
  return column.valid !== undefined && column.valid[row] === 0;
}

/** The text of a value that is neither null nor text, with the fewest digits that read back as the same. */
export function spellValue(column: Exclude<ScalarColumn, {type: "text"}>, row: number, words: Words): string {
  if (column.type === "int64") return String(column.values[row]);
  const value = column.values[row]!;
  if (column.type === "boolean") return value === 0 ? words.no : words.yes;
  if (column.type === "float32" || column.type === "float64") {
    if (value !== value) return words.nan;
    if (value === Infinity) return words.infinity;
    if (value === -Infinity) return words.minusInfinity;
    return column.type === "float32" ? shortestFloat32(value) : spell(value);
  }
  return String(value);
}

/** Writes the text of a cell that is not null, a text column's bytes untouched. */
export function writeValue(sink: Sink, column: ScalarColumn, row: number, words: Words): void {
  if (column.type === "text") sink.copy(column.values.bytes, column.values.offsets[row]!, column.values.offsets[row + 1]!);
  else if (column.type === "float64") writeReal(sink, column, row, words);
  else if (column.type === "int32" || column.type === "int16" || column.type === "uint8") sink.decimal(column.values[row]!);
  else sink.ascii(spellValue(column, row, words));
}

/** Doubles of ordinary size with few decimals, as most of a catalogue are, without a string: what reads back as the same is the same. */
function writeReal(sink: Sink, column: Extract<ScalarColumn, {type: "float64"}>, row: number, words: Words): void {
  const value = column.values[row]!;
  const size = Math.abs(value);
  if (size >= 1e-5 && size < 1e5) {
    const tenths = Math.round(value * 1e10);
    if (tenths / 1e10 === value) {
      sink.decimal(tenths, 10);
      return;
    }
  } else if (size < 1e9 && Number.isInteger(value) && size > 0) {
    sink.decimal(value);
    return;
  }
  sink.ascii(spellValue(column, row, words));
}

const decoder = new TextDecoder();

export function textOf({values: {offsets, bytes}}: Extract<ScalarColumn, {type: "text"}>, row: number): string {
  return decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
}

/** A vector cell as a JSON array, nested by its shape; what is not finite as NaN and Infinity, as Python writes and reads it. */
export function jsonOf(column: VectorColumn, row: number, words: Words = commonWords): string {
  const {element, offsets} = column;
  const start = offsets[row]!;
  const items = Array.from({length: offsets[row + 1]! - start}, (_, k) => {
    if (isNull(element, start + k)) return "null";
    return element.type === "text" ? JSON.stringify(textOf(element, start + k)) : spellValue(element, start + k, words);
  });
  return nest(items, column.shape.slice(1));
}

function nest(items: readonly string[], inner: readonly number[]): string {
  if (inner.length === 0) return `[${items.join(",")}]`;
  const size = inner.reduce((a, b) => a * b, 1);
  const parts: string[] = [];
  if (size === 0) return "[]";
  for (let i = 0; i < items.length; i += size) parts.push(nest(items.slice(i, i + size), inner.slice(1)));
  return `[${parts.join(",")}]`;
}

/** Whether all bytes of a text column are ASCII. */
export function isAscii({values: {offsets, bytes}}: Extract<ScalarColumn, {type: "text"}>): boolean {
  const end = offsets.at(-1) ?? 0;
  for (let i = offsets[0] ?? 0; i < end; ++i) if (bytes[i]! >= 0x80) return false;
  return true;
}
