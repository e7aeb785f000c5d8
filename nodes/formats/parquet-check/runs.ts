import {counted} from "../../kernels/words.ts";
// The encodings of Parquet's pages, walked before they are decoded: what they claim must be there (parquet-format, Encodings.md).

export function damaged(what: string): Error {
  return new Error(`the Parquet file is damaged: a page has ${what}`);
}

/** An unsigned number of at most 32 bits at a byte, and where it ends. */
function varint(bytes: Uint8Array, start: number, end: number): {readonly value: number; readonly at: number} {
  let value = 0;
  let scale = 1;
  for (let at = start; at < end && at < start + 5; ++at, scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at]! < 128) return {value, at: at + 1};
  }
  throw damaged("a run without its length");
}

/** Where a number of up to 64 bits ends. */
function afterLong(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end && at < start + 10; ++at) if (bytes[at]! < 128) return at + 1;
  throw damaged("a number that does not end");
}

/** The values of runs and bit-packed groups of so many bits, all at most `most`. */
export function runs(bytes: Uint8Array, start: number, end: number, bits: number, count: number, most: number): Uint32Array {
  const values = new Uint32Array(count);
  if (bits > 32) throw damaged(`values of ${bits} bits`);
  let at = start;
  let seen = 0;
  while (seen < count) {
    const head = varint(bytes, at, end);
    at = head.at;
    const length = Math.floor(head.value / 2);
    if (head.value % 2 === 1) {
      // Groups of eight; the last may be filled up, and its bytes cut off.
      const wanted = Math.min(8 * length, count - seen);
      if (8 * length > count - seen + 7 + 8 * 64 || at + Math.ceil((wanted * bits) / 8) > end)
        throw damaged(`${8 * length} packed values where ${count - seen} are left`);
      unpack(bytes, at, bits, values.subarray(seen, seen + wanted));
      at += length * bits;
      seen += Math.max(wanted, length > 0 ? 1 : 0);
      if (length === 0 && bits === 0) throw damaged("a run of no values");
    } else {
      const size = (bits + 7) >> 3;
      if (length > count - seen || at + size > end)
        throw damaged(`a run of ${counted(length, "value")} where ${count - seen} are left`);
      let value = 0;
      for (let k = 0; k < size; ++k) value += bytes[at + k]! * 256 ** k;
      values.fill(value, seen, seen + length);
      at += size;
      seen += length;
    }
  }
  for (const value of values) if (value > most) throw damaged(`value ${value} where at most ${most} can be`);
  return values;
}

function unpack(bytes: Uint8Array, start: number, bits: number, values: Uint32Array): void {
  for (let i = 0, bit = 0; i < values.length; ++i, bit += bits) {
    let value = 0;
    for (let got = 0, at = bit; got < bits; ) {
      const shift = at & 7;
      const take = Math.min(8 - shift, bits - got);
      value += ((bytes[start + (at >> 3)]! >> shift) & ((1 << take) - 1)) * 2 ** got;
      got += take;
      at += take;
    }
    values[i] = value;
  }
}

/** Walks deltas of `count` integers; returns their values modulo 2^32, and where they end. */
export function deltas(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number
): {readonly values: Int32Array; readonly at: number} {
  const block = varint(bytes, start, end);
  const parts = varint(bytes, block.at, end);
  const total = varint(bytes, parts.at, end);
  const each = block.value / parts.value;
  if (parts.value === 0 || each % 8 !== 0 || each === 0)
    throw damaged(`blocks of ${counted(block.value, "value")} in ${counted(parts.value, "part")}`);
  if (total.value < count) throw damaged(`${total.value} of ${counted(count, "value")}`);
  const values = new Int32Array(count);
  let at = afterLong(bytes, total.at, end);
  let value = zigzag(bytes, total.at, at);
  if (count > 0) values[0] = value;
  for (let seen = 1; seen < count; ) {
    const after = afterLong(bytes, at, end);
    const least = zigzag(bytes, at, after);
    at = after + parts.value;
    if (at > end) throw damaged("a block cut off");
    for (let part = 0; part < parts.value && seen < count; ++part) {
      const bits = bytes[after + part]!;
      const wanted = Math.min(each, count - seen);
      if (bits > 64 || at + Math.ceil((wanted * bits) / 8) > end) throw damaged(`deltas of ${bits} bits where there is no room`);
      for (let k = 0; k < wanted; ++k) {
        value = (value + least + lowBits(bytes, at, k * bits, bits)) | 0;
        values[seen++] = value;
      }
      at += (each * bits) / 8;
    }
  }
  return {values, at: Math.min(at, end)};
}

/** The low 32 bits of a packed value. */
function lowBits(bytes: Uint8Array, start: number, bit: number, bits: number): number {
  let value = 0;
  for (let got = 0, at = bit; got < Math.min(bits, 32); ) {
    const shift = at & 7;
    const take = Math.min(8 - shift, bits - got);
    value |= ((bytes[start + (at >> 3)]! >> shift) & ((1 << take) - 1)) << got;
    got += take;
    at += take;
  }
  return value;
}

/** The low 32 bits of a number in zigzag. */
function zigzag(bytes: Uint8Array, start: number, end: number): number {
  let value = 0n;
  for (let at = end - 1; at >= start; --at) value = (value << 7n) | BigInt(bytes[at]! & 127);
  return Number(BigInt.asIntN(32, (value >> 1n) ^ -(value & 1n)));
}
