// Damage for files of any format.
import type {Rng} from "../../../nodes/kernels/random.ts";

const TOKENS = [
  "1000000000000000",
  "-1",
  "2147483647",
  "99999999999999999999",
  "&a;",
  "<",
  ">",
  '"',
  "'",
  "\0",
  "\n",
  "|",
  "[",
  "{",
  "NaN",
  "*",
  "\ufffd",
  "(9,9,9,9)",
  "9999999999D"
];

/** One to four damages: flipped bytes, cuts, repeats, moved pieces, numbers and signs where others were. */
export function mutate(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let left = 1 + rng.int(4); left > 0 && bytes.length > 0; --left) {
    const at = rng.int(bytes.length);
    const span = Math.min(bytes.length - at, 1 + rng.int(rng.int(8) === 0 ? 3000 : 12));
    const kind = rng.int(7);
    if (kind === 0) for (let k = 0; k < 1 + rng.int(8); ++k) bytes[rng.int(bytes.length)] = rng.int(256);
    else if (kind === 1) bytes = bytes.slice(0, at);
    else if (kind === 2) bytes = spliced(bytes, at, span, new Uint8Array(0));
    else if (kind === 3) bytes = spliced(bytes, at, 0, bytes.slice(at, at + span));
    else if (kind === 4) bytes.copyWithin(rng.int(bytes.length), at, at + span);
    else {
      const token = new TextEncoder().encode(TOKENS[rng.int(TOKENS.length)]);
      bytes = spliced(bytes, at, kind === 5 ? token.length : 0, token);
    }
  }
  return bytes;
}

function spliced(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove));
  const result = new Uint8Array(at + insert.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(insert, at);
  result.set(rest, at + insert.length);
  return result;
}
