// Records of delimited text: RFC 4180 with any delimiter, or fields between blanks, as byte ranges without copies.
import type {Window} from "./bytes.ts";
import {decodeText} from "./text-builder.ts";

export interface Dialect {
  /** The byte between fields; undefined where any run of blanks and tabs separates them. */
  readonly delimiter?: number;
  /** Whether " may enclose a field, doubled inside. */
  readonly quotes: boolean;
  /** Whether a backslash makes the next byte of a quoted field ordinary. */
  readonly escapes?: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_RECORD = 64 << 20;
const MAX_FIELDS = 100_000;

/** Walks over records. After `next`, fields k < count are `window.bytes[starts[k] … ends[k])`. */
export class Records {
  count = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** 0 plain, 1 quoted, 2 quoted with something to unescape. */
  quoted = new Uint8Array(64);
  /** The line the record starts on, from 1. */
  line = 0;
  readonly window: Window;
  readonly #delimiter: number;
  readonly #blanks: boolean;
  readonly #quotes: boolean;
  readonly #escapes: boolean;
  #nextLine: number;
  #newlines = 0;

  constructor(window: Window, {delimiter, quotes, escapes = false}: Dialect, firstLine = 1) {
    this.window = window;
    this.#delimiter = delimiter ?? -1;
    this.#blanks = delimiter === undefined;
    this.#quotes = quotes;
    this.#escapes = escapes;
    this.#nextLine = firstLine;
  }

  /** Moves to the next record; false at the end. @throws where a quoted field does not end. */
  async next(): Promise<boolean> {
    while (!this.take()) {
      const {window} = this;
      if (window.done && window.available === 0) return false;
      if (window.available > MAX_RECORD)
        throw new Error(`line ${this.#nextLine}: a record takes more than ${MAX_RECORD >> 20} MB; is a quote missing?`);
      const before = window.available;
      await window.need(2 * before + 1);
      if (window.available === before && before > 0) await window.more();
    }
    return true;
  }

  /** Moves to the next record where it is in the window whole, without waiting. */
  take(): boolean {
    const {window} = this;
    const {bytes, end, pos, done} = window;
    if (pos >= end) return false;
    this.#newlines = 0;
    let i = pos;
    let count = 0;
    for (;;) {
      if (this.#blanks) while (i < end && (bytes[i] === SPACE || bytes[i] === TAB)) ++i;
      if (i >= end && !done) return false;
      const c = i < end ? bytes[i]! : LF;
      if (this.#blanks && (c === LF || c === CR)) break;
      if (count === this.starts.length) this.#grow(count);
      if (c === QUOTE && this.#quotes) {
        const close = this.#quotedEnd(bytes, i + 1, end, done);
        if (close < 0) return false;
        if (this.#endsField(bytes, close + 1, end, done)) {
          this.starts[count] = i + 1;
          this.ends[count] = close;
          this.quoted[count++] = this.#unescapes ? 2 : 1;
          i = close + 1;
          if (i < end && bytes[i] !== LF && bytes[i] !== CR) {
            ++i;
            if (!this.#blanks && i >= end && done) i = this.#emptyField(count++, end);
            else continue;
          }
          break;
        }
        if (close + 1 >= end && !done) return false;
      }
      const start = i;
      i = this.#plainEnd(bytes, i, end);
      if (i >= end && !done) return false;
      this.starts[count] = start;
      this.ends[count] = i;
      this.quoted[count++] = 0;
      if (i >= end || bytes[i] === LF || bytes[i] === CR) break;
      ++i;
      if (!this.#blanks && i >= end && done) {
        i = this.#emptyField(count++, end);
        break;
      }
    }
    if (i < end && bytes[i] === CR) {
      if (i + 1 >= end && !done) return false;
      if (bytes[i + 1] === LF) ++i;
    }
    this.count = count;
    this.line = this.#nextLine;
    this.#nextLine += this.#newlines + 1;
    window.pos = Math.min(i + 1, end);
    return true;
  }

  /** Whether the record is an empty line. */
  get blank(): boolean {
    if (this.count === 0) return true;
    return this.count === 1 && this.quoted[0] === 0 && this.starts[0] === this.ends[0];
  }

  /** The bytes of a quoted field that has something to unescape. */
  unescape(k: number): Uint8Array {
    const {bytes} = this.window;
    const plain = new Uint8Array(this.ends[k]! - this.starts[k]!);
    let length = 0;
    for (let i = this.starts[k]!; i < this.ends[k]!; ++i) {
      if (bytes[i] === QUOTE || (this.#escapes && bytes[i] === BACKSLASH)) ++i;
      plain[length++] = bytes[i]!;
    }
    return plain.subarray(0, length);
  }

  /** The bytes of field k; do not keep them. */
  field(k: number): Uint8Array {
    return this.quoted[k] === 2 ? this.unescape(k) : this.window.bytes.subarray(this.starts[k], this.ends[k]);
  }

  #unescapes = false;

  /** The position of the quote that closes a field, or −1 where it is not in the window. */
  #quotedEnd(bytes: Uint8Array, from: number, end: number, done: boolean): number {
    this.#unescapes = false;
    let newlines = 0;
    for (let j = from; j < end; ++j) {
      const c = bytes[j]!;
      if (c === QUOTE) {
        if (j + 1 >= end && !done) return -1;
        if (j + 1 >= end || bytes[j + 1] !== QUOTE) {
          this.#newlines += newlines;
          return j;
        }
        this.#unescapes = true;
        ++j;
      } else if (c === BACKSLASH && this.#escapes) {
        this.#unescapes = true;
        ++j;
      } else if (c === LF) ++newlines;
    }
    if (done) throw new Error(`line ${this.#nextLine}: a quoted field is not closed before the file ends`);
    return -1;
  }

  #endsField(bytes: Uint8Array, i: number, end: number, done: boolean): boolean {
    if (i >= end) return done;
    const c = bytes[i]!;
    return c === LF || c === CR || c === this.#delimiter || (this.#blanks && (c === SPACE || c === TAB));
  }

  #plainEnd(bytes: Uint8Array, from: number, end: number): number {
    let i = from;
    if (this.#blanks) {
      while (i < end && bytes[i] !== SPACE && bytes[i] !== TAB && bytes[i] !== LF && bytes[i] !== CR) ++i;
      return i;
    }
    const delimiter = this.#delimiter;
    for (; i < end; ++i) {
      const c = bytes[i]!;
      if (c === delimiter || c === LF || c === CR) break;
    }
    return i;
  }

  /** The empty field behind a delimiter that ends the file. */
  #emptyField(k: number, end: number): number {
    if (k === this.starts.length) this.#grow(k);
    this.starts[k] = end;
    this.ends[k] = end;
    this.quoted[k] = 0;
    return end;
  }

  #grow(count: number): void {
    if (count >= MAX_FIELDS) throw new Error(`line ${this.#nextLine}: a record has more than ${MAX_FIELDS} fields`);
    const grown = <A extends Int32Array | Uint8Array>(old: A, made: A): A => {
      made.set(old);
      return made;
    };
    this.starts = grown(this.starts, new Int32Array(2 * count));
    this.ends = grown(this.ends, new Int32Array(2 * count));
    this.quoted = grown(this.quoted, new Uint8Array(2 * count));
  }
}

/** The first lines of a window as strings, without moving it; at most `limit` bytes of them. */
export async function peekLines(window: Window, limit = 1 << 16): Promise<string[]> {
  await window.need(limit);
  let end = Math.min(window.end, window.pos + limit);
  const whole = window.done && end === window.end;
  // Up to the last line end, so that no character is cut.
  const most = end;
  if (!whole) while (end > window.pos && window.bytes[end - 1] !== LF && window.bytes[end - 1] !== CR) --end;
  // A line longer than all this is cut after all.
  if (end === window.pos) end = most;
  return decodeText(window.bytes, window.pos, end).split(/\r\n|\n|\r/);
}

/** Walks over lines, whatever is in them. */
export class Lines {
  /** The line is window.bytes[start … end). */
  start = 0;
  end = 0;
  number = 0;
  readonly window: Window;

  constructor(window: Window, before = 0) {
    this.window = window;
    this.number = before;
  }

  async next(): Promise<boolean> {
    while (!this.take()) {
      const {window} = this;
      if (window.done && window.available === 0) return false;
      if (window.available > MAX_RECORD) throw new Error(`line ${this.number + 1} takes more than ${MAX_RECORD >> 20} MB`);
      await window.need(2 * window.available + 1);
    }
    return true;
  }

  take(): boolean {
    const {bytes, pos, end, done} = this.window;
    if (pos >= end) return false;
    let i = pos;
    while (i < end && bytes[i] !== LF && bytes[i] !== CR) ++i;
    if ((i >= end || (bytes[i] === CR && i + 1 >= end)) && !done) return false;
    this.start = pos;
    this.end = i;
    ++this.number;
    this.window.pos = Math.min(end, i + (bytes[i] === CR && bytes[i + 1] === LF ? 2 : 1));
    return true;
  }
}
