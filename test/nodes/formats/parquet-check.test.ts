import {describe, expect, it} from "vitest";
import {stream} from "../../../nodes/kernels/random.ts";
import {deltas, runs} from "../../../nodes/formats/parquet-check/runs.ts";
import {thriftStruct} from "../../../nodes/formats/parquet-check/thrift.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe("runs", () => {
  it("of one value and of packed ones are told apart", () => {
    // Three times 5; then the values 0 to 7 of three bits (the example of Encodings.md).
    const encoded = bytes(6, 5, 3, 0b10001000, 0b11000110, 0b11111010);
    expect([...runs(encoded, 0, 6, 3, 11, 7)]).toEqual([5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...runs(encoded, 0, 6, 3, 9, 7)]).toEqual([5, 5, 5, 0, 1, 2, 3, 4, 5]);
  });

  it.each([
    [
      "a run of two thousand million values",
      bytes(0xfe, 0xff, 0xff, 0xff, 0x0f, 1),
      /a run of 2147483647 values where 4 are left/
    ],
    ["more packed groups than there are bytes", bytes(0xff, 0xff, 0x03, 1), /packed values where 4 are left/],
    ["a length that does not end", bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80), /a run without its length/],
    ["nothing", bytes(), /a run without its length/],
    ["a value that is too large", bytes(8, 6), /value 6 where at most 5 can be/]
  ])("with %s are refused", (_, encoded, message) => {
    expect(() => runs(encoded, 0, encoded.length, 3, 4, 5)).toThrow(message);
  });
});

describe("deltas", () => {
  /** Integers as DELTA_BINARY_PACKED: blocks of 128 in four parts. */
  function encoded(values: readonly number[]): Uint8Array {
    const out: number[] = [];
    const varint = (value: bigint): void => {
      for (; value > 127n; value >>= 7n) out.push(Number(value & 127n) | 128);
      out.push(Number(value));
    };
    const zigzag = (value: number): void => varint(value < 0 ? -2n * BigInt(value) - 1n : 2n * BigInt(value));
    for (const head of [128n, 4n, BigInt(values.length)]) varint(head);
    zigzag(values[0]!);
    for (let first = 1; first < values.length; first += 128) {
      const steps = values.slice(first, first + 128).map((value, i) => value - values[first + i - 1]!);
      const least = Math.min(...steps);
      zigzag(least);
      const parts = [0, 32, 64, 96].map((k) => steps.slice(k, k + 32).map((step) => step - least));
      const widths = parts.map((part) => (part.length > 0 ? 32 - Math.clz32(Math.max(...part)) : 0));
      out.push(...widths);
      parts.forEach((part, k) => {
        let packed = 0n;
        part.forEach((step, i) => (packed |= BigInt(step) << BigInt(i * widths[k]!)));
        for (let i = 0; i < 4 * widths[k]!; ++i) out.push(Number((packed >> BigInt(8 * i)) & 255n));
      });
    }
    return Uint8Array.from(out);
  }

  it("come back as they were", () => {
    const rng = stream("parquet", "deltas");
    const values = Array.from({length: 700}, (_, i) => (i % 150 < 70 ? 7 * i : rng.int(2 ** (i % 29)) - 100));
    const packed = encoded(values);
    expect([...deltas(packed, 0, packed.length, values.length).values]).toEqual(values);
    expect(deltas(packed, 0, packed.length, values.length).at).toBe(packed.length);
    for (let cut = 200; cut < packed.length; cut += 37)
      expect(() => deltas(packed, 0, packed.length - cut, values.length)).toThrow(/damaged/);
  });

  it.each([
    ["no parts", bytes(128, 1, 0, 4, 0)],
    ["parts that are no groups of eight", bytes(128, 1, 3, 4, 0)],
    ["fewer values than asked for", bytes(128, 1, 4, 1, 0)]
  ])("in blocks of %s are refused", (_, head) => {
    expect(() => deltas(head, 0, head.length, 4)).toThrow(/the Parquet file is damaged/);
  });
});

describe("Thrift", () => {
  it("is read as far as it is needed", () => {
    // 1: i32 150, 2: true, 3: text "ab", 4: struct {1: i64 −1}, 20: list of 2 bytes.
    const encoded = bytes(0x15, 0xac, 0x02, 0x11, 0x18, 2, 97, 98, 0x1c, 0x16, 1, 0, 0x09, 40, 0x23, 7, 7, 0);
    const {fields, end} = thriftStruct(encoded, 0, encoded.length);
    expect([...fields]).toEqual([
      [1, 150],
      [2, 1],
      [4, new Map([[1, -1]])]
    ]);
    expect(end).toBe(encoded.length);
  });

  it.each([
    ["structs without end", new Uint8Array(100).fill(0x1c), /structs within structs/],
    ["text longer than the file", bytes(0x18, 100, 0), /100 bytes of text/],
    ["a list longer than the file", bytes(0x19, 0xf3, 0xff, 0xff, 0x7f), /a list of 2097151 elements/],
    ["a number without end", new Uint8Array(100).fill(0xff).with(0, 0x15), /more than 64 bits/],
    ["no end", bytes(0x15, 2), /fields after their end/],
    ["a map", bytes(0x1b, 0), /a value of type 11/]
  ])("with %s is refused", (_, encoded, message) => {
    expect(() => thriftStruct(encoded, 0, encoded.length)).toThrow(message);
  });
});
