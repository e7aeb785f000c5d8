// Cells as text, in the words of each format.
import {spellFloat32, spellFloat64} from "./spelling.ts";
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
    return column.type === "float32" ? spellFloat32(value) : spellFloat64(value);
  }
  return String(value);
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
