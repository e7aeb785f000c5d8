// Columns that grow as bytes arrive. Nothing is allocated on the word of a header alone.
import {counted} from "../words.ts";
import {parsed, parseInteger, parseReal, storeInt64} from "./numbers.ts";
import type {ColumnFacts, FormatColumn, ScalarColumn, ScalarType} from "./types.ts";

const FREE = 64 << 20;
const RATIO = 64;

/** Bounds the memory of a table by the bytes that have been read for it. */
export class Budget {
  #taken = 0;
  readonly #consumed: () => number;

  /** `consumed` tells how many bytes of the source have been read so far. */
  constructor(consumed: () => number) {
    this.#consumed = consumed;
  }

  /** @throws when a table would take 64 times the bytes it was read from, and over 64 MB. */
  take(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken <= FREE) return;
    const read = this.#consumed();
    if (this.#taken > FREE + RATIO * read)
      throw new Error(
        `the table would take ${Math.ceil(this.#taken / 1e6)} MB of memory after only ${counted(read, "byte")} of file; it is damaged`
      );
  }
}

/** A column under construction, one value a call. */
export abstract class Builder {
  length = 0;
  protected capacity = 0;
  protected valid: Uint8Array | undefined;
  protected readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** Appends the value that trimmed ASCII bytes spell; false, and nothing appended, where they spell none of this type. */
  abstract appendSpelled(bytes: Uint8Array, start: number, end: number): boolean;
  /** Appends the slot of a null: 0 or empty text. */
  protected abstract appendSlot(): void;
  protected abstract resize(capacity: number): void;
  protected abstract cut(length: number): void;
  /** The column, its arrays exactly as long as its rows. */
  abstract finish(facts: ColumnFacts): FormatColumn;

  appendNull(): void {
    this.appendSlot();
    this.valid ??= new Uint8Array(this.capacity).fill(1);
    this.valid[this.length - 1] = 0;
  }

  /** Forgets all values from `length` on. */
  truncate(length: number): void {
    this.cut(length);
    this.valid?.fill(1, length, this.length);
    this.length = length;
  }

  /** Makes a value that turned out to stand for null a null. */
  nullWhere(i: number): void {
    this.valid ??= new Uint8Array(this.capacity).fill(1);
    this.valid[i] = 0;
    this.clear(i);
  }

  /** Puts 0 into the slot of a null. */
  protected abstract clear(i: number): void;

  /** Makes room for so many more values, at least doubling. */
  reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.capacity) return;
    const capacity = Math.max(wanted, 2 * this.capacity, 64);
    this.resize(capacity);
    if (this.valid) {
      const valid = new Uint8Array(capacity).fill(1);
      valid.set(this.valid.subarray(0, this.length));
      this.valid = valid;
    }
    this.capacity = capacity;
  }

  protected mask(): {valid?: Uint8Array} {
    const valid = this.valid?.slice(0, this.length);
    return valid?.includes(0) ? {valid} : {};
  }
}

type Resizable = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

/**
 * The first elements of an array, in one of another length. Where the engine can (ES2024), what the old one took is given back at once,
 * which is no more to be used, and not when it collects garbage: large tables would take twice their size till then.
 */
export function resized<A extends Resizable>(array: A, length: number, kept: number): A {
  const {buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: width} = array;
  const make = array.constructor as new (source: ArrayBufferLike | number) => A;
  const {transfer} = buffer as {transfer?: (bytes: number) => ArrayBuffer};
  if (transfer && byteOffset === 0 && byteLength === buffer.byteLength) return new make(transfer.call(buffer, length * width));
  const moved = new make(length);
  moved.set(array.subarray(0, Math.min(kept, length)) as never);
  return moved;
}

type PlainArray = Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;
const arrays = {uint8: Uint8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array, float64: Float64Array} as const;
const ranges = {uint8: [0, 255], int16: [-32768, 32767], int32: [-2147483648, 2147483647]} as const;

/** Numbers of up to 32 bits and doubles. */
export class NumberBuilder extends Builder {
  readonly type: keyof typeof arrays;
  /** Slots [0, length) hold values; fast decoders `reserve`, write here and raise `length`. */
  values: PlainArray;

  constructor(type: keyof typeof arrays, budget: Budget) {
    super(budget);
    this.type = type;
    this.values = new arrays[type](0);
  }

  append(value: number): void {
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }

  appendSpelled(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.type === "float64" || this.type === "float32") {
      const value = parseReal(bytes, start, end);
      if (value !== value && !parsed()) return false;
      this.append(value);
      return true;
    }
    const value = parseInteger(bytes, start, end);
    const [low, high] = ranges[this.type];
    if (!(low <= value && value <= high)) return false;
    this.append(value);
    return true;
  }

  finish(facts: ColumnFacts): ScalarColumn {
    const {values, length} = this;
    const exact = values.length === length ? values : resized(values, length, length);
    return {...facts, type: this.type, values: exact, ...this.mask()} as ScalarColumn;
  }

  protected appendSlot(): void {
    this.append(0);
  }

  protected resize(capacity: number): void {
    this.budget.take((capacity - this.capacity) * this.values.BYTES_PER_ELEMENT);
    this.values = resized(this.values, capacity, this.length);
  }

  protected cut(): void {}

  protected clear(i: number): void {
    this.values[i] = 0;
  }
}

/** Integers of 64 bits, exact. */
export class Int64Builder extends Builder {
  values = new BigInt64Array(0);
  /** The same memory as pairs of words, low first. */
  words = new Int32Array(0);

  append(value: bigint): void {
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }

  appendWords(high: number, low: number): void {
    if (this.length === this.capacity) this.reserve(1);
    const slot = 2 * this.length++;
    this.words[slot] = low;
    this.words[slot + 1] = high;
  }

  appendSpelled(bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseInteger(bytes, start, end);
    if (value !== value) return false;
    if (this.length === this.capacity) this.reserve(1);
    storeInt64(this.words, this.length++);
    return true;
  }

  finish(facts: ColumnFacts): ScalarColumn {
    const exact = this.values.length === this.length ? this.values : resized(this.values, this.length, this.length);
    return {...facts, type: "int64", values: exact, ...this.mask()};
  }

  protected appendSlot(): void {
    this.append(0n);
  }

  protected resize(capacity: number): void {
    this.budget.take((capacity - this.capacity) * 8);
    this.values = resized(this.values, capacity, this.length);
    this.words = new Int32Array(this.values.buffer);
  }

  protected cut(): void {}

  protected clear(i: number): void {
    this.values[i] = 0n;
  }
}

/** True and false: T, F, true, false, yes, no, 1 and 0, in any case. */
export class BooleanBuilder extends Builder {
  values = new Uint8Array(0);

  append(value: number): void {
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }

  appendSpelled(bytes: Uint8Array, start: number, end: number): boolean {
    const value = parseBoolean(bytes, start, end);
    if (value < 0) return false;
    this.append(value);
    return true;
  }

  finish(facts: ColumnFacts): ScalarColumn {
    const exact = this.values.length === this.length ? this.values : resized(this.values, this.length, this.length);
    return {...facts, type: "boolean", values: exact, ...this.mask()};
  }

  protected appendSlot(): void {
    this.append(0);
  }

  protected resize(capacity: number): void {
    this.budget.take(capacity - this.capacity);
    this.values = resized(this.values, capacity, this.length);
  }

  protected cut(): void {}

  protected clear(i: number): void {
    this.values[i] = 0;
  }
}

/** 1, 0, or −1 for neither. */
export function parseBoolean(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]! | 0x20;
  if (end - start === 1) {
    if (first === 0x74 || bytes[start] === 0x31) return 1;
    return first === 0x66 || bytes[start] === 0x30 ? 0 : -1;
  }
  if (end - start === 4 && first === 0x74) return spells(bytes, start, "true") ? 1 : -1;
  return end - start === 5 && first === 0x66 && spells(bytes, start, "false") ? 0 : -1;
}

function spells(bytes: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; ++i) if ((bytes[start + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}

export type NumberType = Exclude<ScalarType, "text">;

/** A builder for any type but text. */
export function numberBuilder(type: NumberType, budget: Budget): NumberBuilder | Int64Builder | BooleanBuilder {
  if (type === "int64") return new Int64Builder(budget);
  return type === "boolean" ? new BooleanBuilder(budget) : new NumberBuilder(type, budget);
}
