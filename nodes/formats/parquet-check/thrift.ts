import {counted} from "../../kernels/words.ts";
// Thrift's compact protocol, as far as Parquet uses it, from bytes nobody vouches for: numbers and structs are kept, the rest is stepped over.

/** The fields of a struct by their number: integers and structs only. */
export type ThriftStruct = ReadonlyMap<number, number | ThriftStruct>;

const DEEPEST = 24;

/** The struct at a byte, and where it ends. @throws where it leads out of the bytes, is nested without end, or spells no number. */
export function thriftStruct(
  bytes: Uint8Array,
  start: number,
  end: number
): {readonly fields: ThriftStruct; readonly end: number} {
  const reader = new ThriftReader(bytes, start, end);
  return {fields: reader.struct(0), end: reader.at};
}

class ThriftReader {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
  }

  struct(depth: number): ThriftStruct {
    if (depth > DEEPEST) throw this.#damaged("structs within structs without end");
    const fields = new Map<number, number | ThriftStruct>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return fields;
      id = head >> 4 ? id + (head >> 4) : Number(this.#zigzag());
      const value = this.#value(type, depth);
      if (value !== undefined) fields.set(id, value);
    }
  }

  #value(type: number, depth: number): number | ThriftStruct | undefined {
    switch (type) {
      case 1:
        return 1;
      case 2:
        return 0;
      case 3:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return Number(this.#zigzag());
      case 7:
        return this.#skip(8);
      case 8:
        return this.#skip(Number(this.#varint()));
      case 9:
        return this.#list(depth);
      case 12:
        return this.struct(depth + 1);
      default:
        throw this.#damaged(`a value of type ${type}`);
    }
  }

  #list(depth: number): undefined {
    const head = this.#byte();
    const type = head & 15;
    const size = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
    // Every element takes a byte at least.
    if (size > this.#end - this.at) throw this.#damaged(`a list of ${counted(size, "element")}`);
    for (let i = 0; i < size; ++i) this.#value(type <= 2 ? 3 : type, depth + 1);
  }

  #skip(count: number): undefined {
    if (count > this.#end - this.at) throw this.#damaged(`${counted(count, "byte")} of text`);
    this.at += count;
  }

  #byte(): number {
    if (this.at >= this.#end) throw this.#damaged("fields after their end");
    return this.#bytes[this.at++]!;
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw this.#damaged("a number of more than 64 bits");
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #damaged(what: string): Error {
    return new Error(`the Parquet file is damaged: at byte ${this.at} its metadata have ${what}`);
  }
}
