// One cell of a text format into its column: blanks trimmed, null words heeded, what is no value counted.
import {type Budget, type Builder, Int64Builder, NumberBuilder} from "./builders.ts";
import {decodeText, isUtf8, scalarBuilder, TextBuilder} from "./text-builder.ts";
import type {ColumnFacts, FormatColumn, ScalarType} from "./types.ts";
import {UnsignedBuilder, warnOfUnsigned} from "./unsigned.ts";
import type {Warnings} from "./warnings.ts";

export interface CellField {
  readonly facts: ColumnFacts;
  readonly type: ScalarType;
  readonly builder: Builder;
  /** Words that stand for null, beside the blank. */
  readonly nothing: readonly string[];
  /** Whether blank text is null rather than empty. */
  readonly blankIsNull: boolean;
  /** The null word as a number, so that −99 covers −99.0. */
  readonly nothingValue: number;
}

export interface CellOptions {
  readonly nothing?: readonly string[];
  readonly blankIsNull?: boolean;
  /** Whether integers of 64 bits have no sign. */
  readonly unsigned?: boolean;
}

export function cellField(facts: ColumnFacts, type: ScalarType, budget: Budget, options: CellOptions = {}): CellField {
  const {nothing = [], blankIsNull = false, unsigned = false} = options;
  // An int32 column may turn out to need more: int64 while reading, narrowed in the end where that loses nothing.
  const builder = unsigned ? new UnsignedBuilder(budget) : scalarBuilder(type === "int32" ? "int64" : type, budget);
  const value = nothing.map(Number).find((number) => !Number.isNaN(number)) ?? NaN;
  return {
    facts,
    type,
    builder,
    nothing: nothing.filter((word) => word !== ""),
    blankIsNull,
    nothingValue: type === "float32" ? Math.fround(value) : value
  };
}

/** Appends the cell bytes[start … end). `place` tells where it is, for the warning. */
export function appendCell(
  field: CellField,
  bytes: Uint8Array,
  from: number,
  to: number,
  place: () => string,
  warnings: Warnings
): void {
  const {builder, nothing} = field;
  let start = from;
  let end = to;
  while (end > start && bytes[end - 1]! <= 0x20) --end;
  while (start < end && bytes[start]! <= 0x20) ++start;
  if (start === end) {
    if (field.type === "text" && !field.blankIsNull) (builder as TextBuilder).append(bytes, end, end);
    else builder.appendNull();
    return;
  }
  for (const word of nothing)
    if (equals(bytes, start, end, word)) {
      builder.appendNull();
      return;
    }
  if (builder.appendSpelled(bytes, start, end)) {
    if (builder instanceof NumberBuilder && builder.values[builder.length - 1] === field.nothingValue)
      builder.nullWhere(builder.length - 1);
    return;
  }
  const type = builder instanceof UnsignedBuilder ? "uint64" : field.type;
  warnings.badCell(field.facts.name, `of type ${type}`, decodeText(bytes, start, end), place());
  builder.appendNull();
}

/** Whether the bytes [start, end) spell an ASCII word. */
export function equals(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; ++i) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}

export function finishCell({facts, builder, type}: CellField, warnings: Warnings): FormatColumn {
  if (builder instanceof TextBuilder && builder.latin1 > 0) warnings.latin1(facts.name, builder.latin1);
  if (builder instanceof UnsignedBuilder && builder.beyond) warnOfUnsigned(facts.name, warnings);
  const column = builder.finish(facts);
  if (type !== "int32" || !(builder instanceof Int64Builder) || column.type !== "int64") return column;
  const words = new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length);
  const rows = column.values.length;
  for (let i = 0; i < rows; ++i) if (words[2 * i + 1] !== words[2 * i]! >> 31) return column;
  const narrow = new Int32Array(rows);
  for (let i = 0; i < rows; ++i) narrow[i] = words[2 * i]!;
  return {...column, type: "int32", values: narrow};
}

/**
 * Where characters of a line of fixed columns are, in bytes: formats count characters, so a line that is UTF-8 and not ASCII
 * needs a map; anything else is one byte a character.
 */
export function characterOffsets(bytes: Uint8Array, start: number, end: number): ((character: number) => number) | undefined {
  let seen = 0;
  for (let i = start; i < end; ++i) seen |= bytes[i]!;
  if (seen < 0x80 || !isUtf8(bytes, start, end)) return undefined;
  const offsets: number[] = [];
  for (let i = start; i < end; ++i) if ((bytes[i]! & 0xc0) !== 0x80) offsets.push(i);
  return (character) => offsets[character] ?? end;
}
