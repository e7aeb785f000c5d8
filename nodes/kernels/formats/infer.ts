// Types of untyped cells: the narrowest that keeps every one of them as written, so that '0000' stays text.
import {type Budget, type Builder, parseBoolean} from "./builders.ts";
import {parsed, parseInteger, parseReal} from "./numbers.ts";
import {scalarBuilder, type TextBuilder} from "./text-builder.ts";
import type {ScalarType} from "./types.ts";

/** What cells have been seen in a column, as bits. */
export const EMPTY = 0;
export const WORD = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
export const LONG = 8;
export const REAL = 16;
export const TEXT = 32;

/** Words that many programs write for null into columns of numbers. In columns of text they are text. */
const NULL_WORDS = new Set(["null", "NULL", "Null", "None", "NA", "N/A", "n/a", "<NA>", "--", "---", "-", "\\N"]);

/** The class of a cell whose blanks have been trimmed. */
export function classify(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return EMPTY;
  const c = bytes[start]!;
  const digit = c >= 0x30 && c <= 0x39;
  if (!digit && c !== 0x2d && c !== 0x2b && c !== 0x2e) {
    if (length <= 5 && isNullWord(bytes, start, end)) return WORD;
    if ((length === 4 || length === 5) && parseBoolean(bytes, start, end) >= 0) return BOOLEAN;
    if (length !== 3 && length !== 8) return TEXT;
  }
  const lead = digit || c === 0x2e ? start : start + 1;
  const code = end - lead > 1 && bytes[lead] === 0x30;
  if (length <= 20) {
    const value = parseInteger(bytes, start, end);
    if (value === value) {
      // A leading zero or a plus is part of a name or a flag; minus zero is a real.
      if (code || c === 0x2b) return TEXT;
      if (value === 0 && c === 0x2d) return REAL;
      return value >= -2147483648 && value <= 2147483647 ? INTEGER : LONG;
    }
  }
  const real = parseReal(bytes, start, end);
  if (real !== real && !parsed()) return length <= 3 && isNullWord(bytes, start, end) ? WORD : TEXT;
  // Integers of more digits than 64 bits hold stay as written.
  return isDigits(bytes, lead, end) ? TEXT : REAL;
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; ++i) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
}

function isNullWord(bytes: Uint8Array, start: number, end: number): boolean {
  let word = "";
  for (let i = start; i < end; ++i) word += String.fromCharCode(bytes[i]!);
  return NULL_WORDS.has(word);
}

/** The type that holds all classes seen. */
export function typeOf(seen: number): ScalarType {
  const values = seen & ~WORD;
  if (values === 0 || (values & TEXT) !== 0) return "text";
  if (values === BOOLEAN) return "boolean";
  if ((values & BOOLEAN) !== 0) return "text";
  if ((values & REAL) !== 0) return "float64";
  return (values & LONG) !== 0 ? "int64" : "int32";
}

/** A column whose type was guessed from a sample of its cells. */
export class InferredColumn {
  /** All classes seen so far. */
  seen: number;
  readonly type: ScalarType;
  readonly builder: Builder;
  /** Nothing but blanks and null words may come, or the guess was wrong. */
  readonly #blank: boolean;

  constructor(seen: number, budget: Budget) {
    this.seen = seen;
    this.type = typeOf(seen);
    this.#blank = (seen & ~WORD) === 0;
    this.builder = scalarBuilder(this.type, budget);
  }

  /** Appends a cell; false where it shows that the type is too narrow, and then `seen` holds its class. */
  append(bytes: Uint8Array, from: number, to: number, quoted: boolean): boolean {
    let start = from;
    let end = to;
    const {builder, type} = this;
    if (type === "text" && !this.#blank) {
      // Without quotes, nothing at all is null; with them, it is empty text. Blanks are kept.
      if (from === to && !quoted) builder.appendNull();
      else (builder as TextBuilder).append(bytes, from, to);
      return true;
    }
    while (end > start && bytes[end - 1]! <= 0x20) --end;
    while (start < end && bytes[start]! <= 0x20) ++start;
    if (start === end) {
      if (this.#blank && quoted) (builder as TextBuilder).append(bytes, end, end);
      else builder.appendNull();
      return true;
    }
    if (!this.#blank && isPlain(bytes, start, end) && builder.appendSpelled(bytes, start, end)) return true;
    const found = classify(bytes, start, end);
    this.seen |= found;
    if (this.#blank) return found === WORD && builder.appendSpelled(bytes, from, to);
    if (found === WORD) builder.appendNull();
    return found === WORD || (typeOf(this.seen) === type && builder.appendSpelled(bytes, start, end));
  }
}

/** Whether a cell that can be spelled as a number cannot be a code: short, no plus, no leading or negative zero, no single letter. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 19) return false;
  const c = bytes[start]!;
  const lead = c === 0x2d ? start + 1 : start;
  if (lead >= end) return false;
  const d = bytes[lead]!;
  if (d === 0x30) return end - lead > 1 ? bytes[lead + 1] === 0x2e : lead === start;
  return d > 0x30 && d <= 0x39;
}
