import {closeSync, fstatSync, openSync, readSync, writeSync} from "node:fs";

// POSIX.1-1988 ustar, as little of it as a bundle needs: regular files with short names and neither owners nor dates, so that the same
// content gives the same bytes.

const block = 512;
const mostEntries = 1_000_000;
const mostBytes = 0o77777777777;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A file in an archive, and where its content begins. */
export interface Entry {
  readonly name: string;
  readonly size: number;
  readonly at: number;
}

/** Writes the files in the order they come. @throws when a name or a file is too long for the format. */
export async function writeTar(
  path: string,
  files: AsyncIterable<{readonly name: string; readonly bytes: Uint8Array}>
): Promise<number> {
  const file = openSync(path, "wx");
  try {
    let total = 0;
    const put = (bytes: Uint8Array): void => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      total += bytes.length;
    };
    for await (const {name, bytes} of files) {
      put(headerOf(name, bytes.length));
      put(bytes);
      put(new Uint8Array(padding(bytes.length)));
    }
    put(new Uint8Array(2 * block));
    return total;
  } finally {
    closeSync(file);
  }
}

function headerOf(name: string, size: number): Uint8Array {
  if (encoder.encode(name).length > 100 || size > mostBytes)
    throw new Error(`${JSON.stringify(name)} of ${size} bytes does not fit an archive; names have at most 100 bytes, files 8 GB`);
  const header = new Uint8Array(block);
  const put = (at: number, text: string): void => header.set(encoder.encode(text), at);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(156, "0");
  put(257, "ustar\u000000");
  put(148, `${checksum(header).toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** Of a header, its own place taken as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, i) => sum + (148 <= i && i < 156 ? 32 : byte), 0);
}

function padding(size: number): number {
  return (block - (size % block)) % block;
}

/** An archive open for reading. */
export class TarFile {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly #path: string;

  /** Reads the list of files. @throws when this is no archive, or was cut short. */
  constructor(path: string) {
    this.#path = path;
    this.entries = withFile(path, (file) => listEntries(file, path));
  }

  /** @throws when there is no such file or it is larger than `most` bytes. */
  read(name: string, most = 2 ** 31 - 1): Uint8Array {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`${shown(this.#path)} has no ${name}; it is no bundle, or not a whole one`);
    if (entry.size > most) throw new Error(`${shown(this.#path)}: ${name} has ${entry.size} bytes; at most ${most} are read`);
    return withFile(this.#path, (file) => readAt(file, entry.at, entry.size, this.#path));
  }
}

function listEntries(file: number, path: string): ReadonlyMap<string, Entry> {
  const {size: whole} = fstatSync(file);
  const entries = new Map<string, Entry>();
  for (let at = 0; ; ) {
    if (at + block > whole) throw cutShort(path, whole);
    const header = readAt(file, at, block, path);
    if (header.every((byte) => byte === 0)) return entries;
    const entry = entryOf(header, at, path);
    if (entries.has(entry.name)) throw new Error(`${shown(path)} has two files ${shown(entry.name)}; it is no bundle of ours`);
    if (entries.size >= mostEntries)
      throw new Error(`${shown(path)} has more than ${mostEntries} files; it is no bundle of ours`);
    at = entry.at + entry.size + padding(entry.size);
    if (at > whole) throw cutShort(path, whole);
    entries.set(entry.name, entry);
  }
}

function entryOf(header: Uint8Array, at: number, path: string): Entry {
  const text = (from: number, length: number): string => decoder.decode(header.subarray(from, from + length)).split("\0")[0]!;
  const number = (from: number, length: number): number =>
    /^[0-7]+ *$/.test(text(from, length)) ? Number.parseInt(text(from, length), 8) : -1;
  if (text(257, 5) !== "ustar" || number(148, 7) !== checksum(header) || number(124, 12) < 0)
    throw new Error(`${shown(path)} is not a bundle or is damaged at byte ${at}; make one with fluxloom bundle`);
  if (text(156, 1) !== "0" || text(345, 155) !== "")
    throw new Error(`${shown(path)}: ${shown(text(0, 100))} is not a plain file; a bundle holds nothing else`);
  return {name: text(0, 100), size: number(124, 12), at: at + block};
}

function readAt(file: number, at: number, size: number, path: string): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size; ) {
    const n = readSync(file, bytes, done, size - done, at + done);
    if (n === 0) throw cutShort(path, at + done);
    done += n;
  }
  return bytes;
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, "r");
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

function cutShort(path: string, at: number): Error {
  return new Error(`${shown(path)} ends too early, after ${at} bytes; copy it again`);
}

function shown(text: string): string {
  return JSON.stringify(text);
}
