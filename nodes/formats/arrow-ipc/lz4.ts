// LZ4 frames (lz4_Frame_format.md 1.6): what Arrow files of pandas and R are compressed with. Checksums are not looked at.

/** The bytes of a frame, which must be as many as `length`. @throws where the frame is damaged. */
export function decompressLz4Frame(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (input.length < 7 || view.getUint32(0, true) !== 0x184d2204) throw damaged();
  const flags = input[4]!;
  if (flags >> 6 !== 1 || flags & 1) throw damaged();
  let at = 7 + (flags & 8 ? 8 : 0);
  const output = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    if (at + 4 > input.length) throw damaged();
    const word = view.getUint32(at, true);
    const size = word & 0x7fffffff;
    at += 4;
    if (word === 0) break;
    if (at + size > input.length) throw damaged();
    if (word >>> 31) {
      if (filled + size > length) throw damaged();
      output.set(input.subarray(at, at + size), filled);
      filled += size;
    } else filled = decompressBlock(input, at, at + size, output, filled);
    at += size + (flags & 16 ? 4 : 0);
  }
  if (filled !== length) throw damaged();
  return output;
}

/** Appends a block to what is there; matches may reach back into earlier blocks. Returns where it ends. */
function decompressBlock(input: Uint8Array, start: number, end: number, output: Uint8Array, filled: number): number {
  let at = start;
  let to = filled;
  const more = (length: number): number => {
    let total = length;
    for (let byte = 255; byte === 255; total += byte) {
      if (at >= end) throw damaged();
      byte = input[at++]!;
    }
    return total;
  };
  while (at < end) {
    const token = input[at++]!;
    const literals = token >> 4 === 15 ? more(15) : token >> 4;
    if (at + literals > end || to + literals > output.length) throw damaged();
    output.set(input.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence has no match.
    if (at === end) return to;
    if (at + 2 > end) throw damaged();
    const distance = input[at]! | (input[at + 1]! << 8);
    at += 2;
    const length = 4 + ((token & 15) === 15 ? more(15) : token & 15);
    if (distance === 0 || distance > to || to + length > output.length) throw damaged();
    for (const stop = to + length; to < stop; ++to) output[to] = output[to - distance]!;
  }
  throw damaged();
}

function damaged(): Error {
  return new Error("the Arrow file is damaged: its LZ4 data cannot be decompressed");
}
