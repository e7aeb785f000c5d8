// The cells of TABLEDATA: the one part of VOTable where speed matters, so it reads bytes, not tokens.
import {counted} from "../words.ts";
import {Int64Builder, NumberBuilder} from "./builders.ts";
import type {Window} from "./bytes.ts";

import {decodeText, type TextBuilder} from "./text-builder.ts";
import {closeVector, type VoField} from "./votable-fields.ts";
import type {Warnings} from "./warnings.ts";
import {expand, indexOf} from "./xml.ts";

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const AMP = 0x26;
const MAX_ROW = 64 << 20;
/** The row is not complete in the window. */
const MORE = -1;
/** The table is closed. */
const CLOSED = -2;

/** Reads rows from just behind <TABLEDATA> to just behind </TABLEDATA>; returns how many. */
export async function readTableData(window: Window, fields: readonly VoField[], warnings: Warnings): Promise<number> {
  const reader = new RowReader(fields, warnings);
  for (;;) {
    const next = reader.readRow(window.bytes, window.pos, window.end, window.position);
    if (next >= 0) window.pos = next;
    else if (next === CLOSED) {
      window.pos = reader.after;
      return reader.rows;
    } else {
      reader.rewind();
      if (window.available > MAX_ROW)
        throw new Error(`byte ${window.position}: row ${reader.rows + 1} takes more than ${MAX_ROW >> 20} MB`);
      if (!(await window.need(window.available * 2 + 1)) && !(await window.more()) && reader.stuck(window.available))
        throw new Error(
          `byte ${window.position + window.available}: the XML document ends inside row ${reader.rows + 1} of TABLEDATA`
        );
    }
  }
}

class RowReader {
  rows = 0;
  /** Where the bytes behind </TABLEDATA> start. */
  after = 0;
  readonly #fields: readonly VoField[];
  readonly #warnings: Warnings;
  #seen = -1;
  #place = 0;

  constructor(fields: readonly VoField[], warnings: Warnings) {
    this.#fields = fields;
    this.#warnings = warnings;
  }

  /** Whether the last look was at the same bytes. */
  stuck(available: number): boolean {
    const same = this.#seen === available;
    this.#seen = available;
    return same;
  }

  /** Forgets the cells of an incomplete row. */
  rewind(): void {
    for (const {vector, builder} of this.#fields) {
      const target = vector ?? builder;
      if (target.length > this.rows) target.truncate(this.rows);
      vector?.drop();
    }
  }

  /** Reads up to and including the next </TR>; returns the position behind it, MORE or CLOSED. */
  readRow(bytes: Uint8Array, from: number, end: number, position: number): number {
    this.#place = position - from;
    let i = skipSpace(bytes, from, end);
    while (i + 3 < end && bytes[i] === LT && bytes[i + 1] === 0x21) {
      i = skipSpace(bytes, skipComment(bytes, i, end), end);
      if (i < 0) return MORE;
    }
    const tag = this.#tag(bytes, i, end);
    if (tag < 0) return MORE;
    const head = nameStart(bytes, i + 1, tag);
    if (bytes[i + 1] === SLASH) {
      if (decodeText(bytes, nameStart(bytes, i + 2, tag), tag).trim() !== "TABLEDATA")
        this.#fail(i, "TABLEDATA is closed by another tag");
      this.after = tag + 1;
      return CLOSED;
    }
    if (bytes[head] !== 0x54 || bytes[head + 1] !== 0x52)
      this.#fail(i, `TABLEDATA holds ${JSON.stringify(decodeText(bytes, i, tag + 1).slice(0, 40))}; need TR`);
    if (bytes[tag - 1] === SLASH) {
      this.#endRow(0);
      return tag + 1;
    }
    return this.#readCells(bytes, tag + 1, end);
  }

  #readCells(bytes: Uint8Array, from: number, end: number): number {
    const fields = this.#fields;
    let i = from;
    for (let column = 0; ; ) {
      i = skipSpace(bytes, i, end);
      if (i + 4 >= end) return MORE;
      if (bytes[i] !== LT) this.#fail(i, `row ${this.rows + 1} has text between its cells`);
      if (bytes[i + 1] === 0x21) {
        i = skipComment(bytes, i, end);
        if (i < 0) return MORE;
        continue;
      }
      // <TD> without anything else is by far the most common.
      const plain = bytes[i + 1] === 0x54 && bytes[i + 2] === 0x44 && bytes[i + 3] === GT;
      const tag = plain ? i + 3 : this.#tag(bytes, i, end);
      if (tag < 0) return MORE;
      if (bytes[i + 1] === SLASH) {
        this.#endRow(column);
        return tag + 1;
      }
      if (!plain) {
        const head = nameStart(bytes, i + 1, tag);
        if (bytes[head] !== 0x54 || bytes[head + 1] !== 0x44) this.#fail(i, `row ${this.rows + 1} holds something else than TD`);
      }
      const field = fields[column++];
      if (bytes[tag - 1] === SLASH) {
        if (field) this.#cell(field, bytes, tag, tag);
        i = tag + 1;
        continue;
      }
      i = this.#readCell(field, bytes, tag + 1, end, !plain && indexOf(bytes.subarray(i, tag), "encoding", 0, tag - i) > 0);
      if (i < 0) return MORE;
    }
  }

  /** Reads a cell's content and its </TD>; returns the position behind it. */
  #readCell(field: VoField | undefined, bytes: Uint8Array, from: number, end: number, encoded: boolean): number {
    let i = from;
    let entities = false;
    for (; i < end; ++i) {
      const c = bytes[i]!;
      if (c === LT) break;
      if (c === AMP) entities = true;
    }
    if (i + 4 >= end) return MORE;
    if (bytes[i + 1] !== SLASH) return this.#readMixedCell(field, bytes, from, end);
    let close = i + 2;
    while (close < end && bytes[close] !== GT) ++close;
    if (close >= end) return MORE;
    if (!field) return close + 1;
    if (encoded) {
      this.#warnings.badCell(field.facts.name, "written as text", "base64", this.#where());
      appendNull(field);
    } else if (entities) {
      const text = new TextEncoder().encode(this.#expand(decodeText(bytes, from, i), from));
      this.#cell(field, text, 0, text.length);
    } else this.#cell(field, bytes, from, i);
    return close + 1;
  }

  /** A cell with comments or CDATA sections in it. */
  #readMixedCell(field: VoField | undefined, bytes: Uint8Array, from: number, end: number): number {
    let text = "";
    for (let i = from; ; ) {
      const lt = bytes.subarray(0, end).indexOf(LT, i);
      if (lt < 0) return MORE;
      text += this.#expand(decodeText(bytes, i, lt), i);
      if (lt + 9 >= end) return MORE;
      const head = decodeText(bytes, lt, lt + 9);
      if (head === "<![CDATA[") {
        const close = indexOf(bytes, "]]>", lt + 9, end);
        if (close < 0) return MORE;
        text += decodeText(bytes, lt + 9, close);
        i = close + 3;
      } else if (head.startsWith("<!--")) {
        i = skipComment(bytes, lt, end);
        if (i < 0) return MORE;
      } else if (head.startsWith("</")) {
        const close = this.#tag(bytes, lt, end);
        if (close < 0) return MORE;
        const cell = new TextEncoder().encode(text);
        if (field) this.#cell(field, cell, 0, cell.length);
        return close + 1;
      } else this.#fail(lt, `row ${this.rows + 1} has an element inside a cell`);
    }
  }

  #cell(field: VoField, bytes: Uint8Array, from: number, to: number): void {
    let start = from;
    let end = to;
    const {builder, vector, nothing} = field;
    if (field.type === "text" && !vector) {
      if (nothing !== undefined && end - start === nothing.length && decodeText(bytes, start, end) === nothing)
        builder.appendNull();
      else (builder as TextBuilder).append(bytes, start, end);
      return;
    }
    if (field.type !== "text") {
      while (start < end && bytes[start]! <= 0x20) ++start;
      while (end > start && bytes[end - 1]! <= 0x20) --end;
    }
    if (vector) this.#array(field, bytes, start, end);
    else if (start === end || (field.type === "boolean" && bytes[start] === 0x3f)) builder.appendNull();
    else if (!appendElement(field, bytes, start, end)) this.#bad(field, bytes, start, end);
  }

  #array(field: VoField, bytes: Uint8Array, start: number, end: number): void {
    const vector = field.vector!;
    if (start === end && field.elements !== -1 && field.elements !== 0) {
      vector.appendNull();
      return;
    }
    const good = field.type === "text" ? appendStrings(field, bytes, start, end) : appendElements(field, bytes, start, end);
    if (good && closeVector(field, vector)) return;
    this.#bad(field, bytes, start, end);
  }

  #bad(field: VoField, bytes: Uint8Array, start: number, end: number): void {
    const expected = field.vector ? `an array of ${field.datatype} of the declared size` : `of type ${field.datatype}`;
    // Many services write their own word for null into numbers: that is what null is for.
    this.#warnings.badCell(field.facts.name, expected, decodeText(bytes, start, end), this.#where());
    appendNull(field);
  }

  #endRow(cells: number): void {
    const fields = this.#fields;
    if (cells !== fields.length)
      this.#warnings.tally(
        `a row has not ${counted(fields.length, "cell")}, of which missing ones are null and others left out`,
        `row ${this.rows + 1} with ${cells}`
      );
    for (let column = cells; column < fields.length; ++column) appendNull(fields[column]!);
    ++this.rows;
  }

  /** The position of the > that ends the tag at i, or MORE. */
  #tag(bytes: Uint8Array, i: number, end: number): number {
    if (i >= end) return MORE;
    if (bytes[i] !== LT) this.#fail(i, "TABLEDATA has text between its rows");
    for (let k = i + 1, quote = 0; k < end; ++k) {
      const c = bytes[k]!;
      if (quote !== 0) quote = c === quote ? 0 : quote;
      else if (c === 0x22 || c === 0x27) quote = c;
      else if (c === GT) return k;
      else if (c === LT) this.#fail(k, "a tag stands inside a tag");
    }
    return MORE;
  }

  #expand(text: string, at: number): string {
    return expand(text, (message) => this.#fail(at, message));
  }

  #where(): string {
    return `row ${this.rows + 1}`;
  }

  #fail(at: number, what: string): never {
    throw new Error(`byte ${this.#place + at}: ${what}`);
  }
}

function appendNull({vector, builder}: VoField): void {
  (vector ?? builder).appendNull();
}

/** Appends one number or boolean; false where the bytes are none. */
function appendElement(field: VoField, bytes: Uint8Array, start: number, end: number): boolean {
  const {builder, nothing} = field;
  if (!builder.appendSpelled(bytes, start, end) && !appendUnusual(field, bytes, start, end)) return false;
  if (nothing !== undefined && isNothing(field, nothing, bytes, start, end)) builder.nullWhere(builder.length - 1);
  return true;
}

/** Hexadecimal integers, as VOTable allows. */
function appendUnusual({builder, type}: VoField, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || end - start > 18 || !["uint8", "int16", "int32", "int64"].includes(type)) return false;
  const text = decodeText(bytes, start, end);
  if (!/^0x[0-9a-f]{1,16}$/i.test(text)) return false;
  const bits = {uint8: 8, int16: 16, int32: 32, int64: 64}[type as "int16"];
  const value = type === "uint8" ? BigInt.asUintN(bits, BigInt(text)) : BigInt.asIntN(bits, BigInt(text));
  if (builder instanceof Int64Builder) builder.append(value);
  else (builder as NumberBuilder).append(Number(value));
  return true;
}

function isNothing({builder}: VoField, nothing: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (builder instanceof NumberBuilder)
    return builder.values[builder.length - 1] === (builder.type === "float32" ? Math.fround(Number(nothing)) : Number(nothing));
  if (end - start !== nothing.length) return false;
  for (let k = 0; k < nothing.length; ++k) if (bytes[start + k] !== nothing.charCodeAt(k)) return false;
  return true;
}

function appendElements(field: VoField, bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; ) {
    let to = i;
    while (to < end && bytes[to]! > 0x20 && bytes[to] !== 0x2c) ++to;
    if (to > i) {
      if (field.type === "boolean" && bytes[i] === 0x3f) field.builder.appendNull();
      else if (!appendElement(field, bytes, i, to) && !appendBits(field, bytes, i, to)) return false;
    }
    i = to + 1;
  }
  return true;
}

/** Bits without blanks between them. */
function appendBits({builder, datatype}: VoField, bytes: Uint8Array, start: number, end: number): boolean {
  if (datatype !== "bit") return false;
  for (let i = start; i < end; ++i) if (!builder.appendSpelled(bytes, i, i + 1)) return false;
  return true;
}

/** Strings of a fixed number of characters, one after the other; the last may be short. */
function appendStrings(field: VoField, bytes: Uint8Array, start: number, end: number): boolean {
  const characters = Array.from(decodeText(bytes, start, end));
  const width = field.stringWidth ?? characters.length;
  const builder = field.builder as TextBuilder;
  let strings = 0;
  for (let i = 0; i < characters.length; i += width, ++strings)
    builder.appendString(
      characters
        .slice(i, i + width)
        .join("")
        .trimEnd()
    );
  for (; strings < (field.elements ?? -1); ++strings) builder.appendString("");
  return true;
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  if (from < 0) return from;
  let i = from;
  while (i < end && bytes[i]! <= 0x20) ++i;
  return i;
}

/** The position behind a comment, or MORE. */
function skipComment(bytes: Uint8Array, from: number, end: number): number {
  const close = indexOf(bytes, "-->", from + 4, end);
  return close < 0 ? MORE : close + 3;
}

/** Where a tag's own name starts, behind its namespace prefix. */
function nameStart(bytes: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end && bytes[i]! > 0x20 && bytes[i] !== SLASH; ++i) if (bytes[i] === 0x3a) return i + 1;
  return from;
}
