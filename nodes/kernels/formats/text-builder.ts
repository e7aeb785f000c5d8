// Text columns: UTF-8 end to end; bytes that are not UTF-8 are taken as Latin-1, and counted.
import {type Budget, Builder, type NumberType, numberBuilder, resized} from "./builders.ts";
import type {ColumnFacts, FormatColumn, ScalarColumn, ScalarType, VectorColumn} from "./types.ts";

const encoder = new TextEncoder();
const LIMIT = 0x7fff_ffff;

export class TextBuilder extends Builder {
  offsets = new Int32Array(1);
  bytes = new Uint8Array(0);
  used = 0;
  /** How many values were not UTF-8. */
  latin1 = 0;

  /** Appends bytes that should be UTF-8. */
  append(source: Uint8Array, start: number, end: number): void {
    if (this.length === this.capacity) this.reserve(1);
    if (this.used + end - start > this.bytes.length) this.#room(end - start);
    const {bytes, used} = this;
    let seen = 0;
    for (let i = start, o = used; i < end; ++i, ++o) {
      const c = source[i]!;
      bytes[o] = c;
      seen |= c;
    }
    if (seen < 0x80 || isUtf8(source, start, end)) {
      this.used = used + end - start;
      this.offsets[++this.length] = this.used;
    } else {
      ++this.latin1;
      this.#appendLatin1(source, start, end);
    }
  }

  /** Appends bytes known to be UTF-8. */
  appendBytes(source: Uint8Array): void {
    if (this.length === this.capacity) this.reserve(1);
    if (this.used + source.length > this.bytes.length) this.#room(source.length);
    this.bytes.set(source, this.used);
    this.used += source.length;
    this.offsets[++this.length] = this.used;
  }

  appendString(text: string): void {
    this.appendBytes(encoder.encode(text));
  }

  appendSpelled(bytes: Uint8Array, start: number, end: number): boolean {
    this.append(bytes, start, end);
    return true;
  }

  finish(facts: ColumnFacts): ScalarColumn {
    const offsets =
      this.offsets.length === this.length + 1 ? this.offsets : resized(this.offsets, this.length + 1, this.length + 1);
    const bytes = this.bytes.length === this.used ? this.bytes : resized(this.bytes, this.used, this.used);
    return {...facts, type: "text", values: {offsets, bytes}, ...this.mask()};
  }

  protected appendSlot(): void {
    if (this.length === this.capacity) this.reserve(1);
    this.offsets[++this.length] = this.used;
  }

  protected resize(capacity: number): void {
    this.budget.take((capacity - this.capacity) * 4);
    this.offsets = resized(this.offsets, capacity + 1, this.length + 1);
  }

  protected cut(length: number): void {
    this.used = this.offsets[length]!;
  }

  // Text in the middle of a column cannot be taken out; readers know that text is null before they append it.
  protected clear(): void {}

  #appendLatin1(source: Uint8Array, start: number, end: number): void {
    if (this.used + 2 * (end - start) > this.bytes.length) this.#room(2 * (end - start));
    for (let i = start; i < end; ++i) {
      const c = source[i]!;
      if (c < 0x80) this.bytes[this.used++] = c;
      else {
        this.bytes[this.used++] = 0xc0 | (c >> 6);
        this.bytes[this.used++] = 0x80 | (c & 0x3f);
      }
    }
    this.offsets[++this.length] = this.used;
  }

  #room(more: number): void {
    const wanted = this.used + more;
    if (wanted > LIMIT) throw new Error(`a text column holds more than ${LIMIT} bytes; leave that column out or split the file`);
    const capacity = Math.min(LIMIT, Math.max(wanted, 2 * this.bytes.length, 256));
    this.budget.take(capacity - this.bytes.length);
    this.bytes = resized(this.bytes, capacity, this.used);
  }
}

/** Arrays, one a row, of any scalar type. */
export class VectorBuilder extends Builder {
  readonly element: Builder;
  offsets = new Int32Array(1);

  constructor(element: Builder, budget: Budget) {
    super(budget);
    this.element = element;
  }

  /** Makes one row of all elements appended since the last one. */
  close(): void {
    if (this.length === this.capacity) this.reserve(1);
    this.offsets[++this.length] = this.element.length;
  }

  /** Forgets the elements appended since the last row. */
  drop(): void {
    this.element.truncate(this.offsets[this.length]!);
  }

  appendSpelled(): boolean {
    return false;
  }

  finish(facts: ColumnFacts, shape: readonly number[] = [-1], complex = false): VectorColumn {
    const offsets =
      this.offsets.length === this.length + 1 ? this.offsets : resized(this.offsets, this.length + 1, this.length + 1);
    const element = this.element.finish({name: facts.name}) as ScalarColumn;
    return {...facts, type: "vector", shape, element, offsets, ...this.mask(), ...(complex && {complex})};
  }

  protected appendSlot(): void {
    this.drop();
    this.close();
  }

  protected resize(capacity: number): void {
    this.budget.take((capacity - this.capacity) * 4);
    this.offsets = resized(this.offsets, capacity + 1, this.length + 1);
  }

  protected cut(length: number): void {
    this.element.truncate(this.offsets[length]!);
  }

  protected clear(): void {}
}

/** A builder for any scalar type. */
export function scalarBuilder(type: ScalarType, budget: Budget): Builder {
  return type === "text" ? new TextBuilder(budget) : numberBuilder(type satisfies NumberType, budget);
}

/** Whether all bytes are within blank … tilde, the text of FITS. */
export function isPrintableAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; ++i) if (bytes[i]! < 0x20 || bytes[i]! > 0x7e) return false;
  return true;
}

/** Whether bytes are well-formed UTF-8, surrogates and overlong forms refused (Unicode 15, table 3-7). */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end) {
    const c = bytes[i]!;
    if (c < 0x80) {
      ++i;
      continue;
    }
    const more = c < 0xc2 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 0;
    if (more === 0 || i + more >= end) return false;
    const next = bytes[i + 1]!;
    const low = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80;
    const high = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf;
    if (next < low || next > high) return false;
    for (let k = 2; k <= more; ++k) if ((bytes[i + k]! & 0xc0) !== 0x80) return false;
    i += more + 1;
  }
  return true;
}

const utf8 = new TextDecoder("utf-8");

/** Bytes as a string: UTF-8, or else Latin-1. */
export function decodeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (isUtf8(bytes, start, end)) return utf8.decode(bytes.subarray(start, end));
  let text = "";
  for (let i = start; i < end; ++i) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** All cells of a column as strings, numbers, booleans, bigints, arrays or null: for tests, messages and small tables. */
export function cellOf(column: FormatColumn, row: number): unknown {
  if (column.valid && !column.valid[row]) return null;
  if (column.type === "vector") {
    const [from, to] = [column.offsets[row]!, column.offsets[row + 1]!];
    return Array.from({length: to - from}, (_, k) => cellOf(column.element, from + k));
  }
  if (column.type === "text") {
    const {offsets, bytes} = column.values;
    return utf8.decode(bytes.subarray(offsets[row], offsets[row + 1]));
  }
  const value = column.values[row]!;
  return column.type === "boolean" ? value === 1 : value;
}
