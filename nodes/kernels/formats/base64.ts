// Base64 (RFC 4648) in streams, blanks and line ends allowed anywhere.
import type {Window} from "./bytes.ts";

const LT = 0x3c;
const EQUALS = 0x3d;
const INVALID = 64;
const BLANK = 65;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = new Uint8Array(256).fill(INVALID);
for (let i = 0; i < 64; ++i) CODES[ALPHABET.charCodeAt(i)] = i;
for (const blank of " \t\r\n") CODES[blank.charCodeAt(0)] = BLANK;

/** The bytes that the text from the window's position up to the next < encodes, chunk by chunk; the window is left at the <. */
export async function* base64Chunks(window: Window): AsyncGenerator<Uint8Array> {
  let bits = 0;
  let held = 0;
  for (let ended = false; !ended; ) {
    if (window.available === 0 && !(await window.more()))
      throw new Error(`byte ${window.position}: the XML document ends inside base64 data`);
    const {bytes, end} = window;
    const out = new Uint8Array(Math.ceil(((end - window.pos) * 3) / 4) + 3);
    let o = 0;
    let i = window.pos;
    for (; i < end; ++i) {
      // Four valid characters at a time, as long as that goes.
      const until = held === 0 ? end : i;
      while (i + 4 <= until) {
        const a = CODES[bytes[i]!]!;
        const b = CODES[bytes[i + 1]!]!;
        const c = CODES[bytes[i + 2]!]!;
        const d = CODES[bytes[i + 3]!]!;
        if ((a | b | c | d) >= INVALID) break;
        out[o] = (a << 2) | (b >> 4);
        out[o + 1] = (b << 4) | (c >> 2);
        out[o + 2] = (c << 6) | d;
        o += 3;
        i += 4;
      }
      if (i >= end) break;
      const c = bytes[i]!;
      const code = CODES[c]!;
      if (code < INVALID) {
        bits = ((bits << 6) | code) & 0xffffff;
        held += 6;
        if (held === 24) {
          out[o++] = bits >> 16;
          out[o++] = bits >> 8;
          out[o++] = bits;
          held = 0;
        }
      } else if (c === LT) {
        ended = true;
        break;
      } else if (code !== BLANK && c !== EQUALS)
        throw new Error(
          `byte ${window.position + i - window.pos}: ${JSON.stringify(String.fromCharCode(c))} is not a character of base64`
        );
    }
    window.pos = i;
    if (ended) {
      if (held === 18) out[o++] = bits >> 10;
      if (held === 18) out[o++] = bits >> 2;
      if (held === 12) out[o++] = bits >> 4;
    }
    if (o > 0) yield out.subarray(0, o);
  }
}

/** Bytes as base64 in lines of 76 characters, piece by piece: carry over what does not fill a line. */
export class Base64Writer {
  #held = new Uint8Array(0);

  /** The whole lines that the bytes so far make. */
  push(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const whole = Math.floor(all.length / 57) * 57;
    this.#held = all.slice(whole);
    return lines(all.subarray(0, whole));
  }

  /** The last line. */
  end(): Uint8Array {
    const rest = lines(this.#held);
    this.#held = new Uint8Array(0);
    return rest;
  }
}

const LETTERS = new TextEncoder().encode(ALPHABET);

function lines(bytes: Uint8Array): Uint8Array {
  const n = bytes.length;
  const count = Math.ceil(n / 57);
  const out = new Uint8Array(Math.ceil(n / 3) * 4 + count);
  let o = 0;
  for (let i = 0; i < n; i += 3) {
    const a = bytes[i]!;
    const b = i + 1 < n ? bytes[i + 1]! : 0;
    const c = i + 2 < n ? bytes[i + 2]! : 0;
    out[o] = LETTERS[a >> 2]!;
    out[o + 1] = LETTERS[((a & 3) << 4) | (b >> 4)]!;
    out[o + 2] = i + 1 < n ? LETTERS[((b & 15) << 2) | (c >> 6)]! : EQUALS;
    out[o + 3] = i + 2 < n ? LETTERS[c & 63]! : EQUALS;
    o += 4;
    if ((i + 3) % 57 === 0 || i + 3 >= n) out[o++] = 0x0a;
  }
  return out.subarray(0, o);
}
