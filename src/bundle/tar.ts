import {counted} from "../../nodes/kernels/words.ts";
// POSIX.1-1988 ustar, as little of it as a bundle needs: regular files with short names and neither owners nor dates, so that the same
// content gives the same bytes.

export const block = 512;
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

/** What stands before a file. @throws when its name or size does not fit the format. */
export function headerOf(name: string, size: number): Uint8Array {
  if (encoder.encode(name).length > 100 || size > mostBytes)
    throw new Error(
      `${JSON.stringify(name)} of ${counted(size, "byte")} does not fit an archive; names have at most 100 bytes, files 8 GB`
    );
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

/** What stands behind a file, up to a whole block. */
export function padding(size: number): number {
  return (block - (size % block)) % block;
}

/** Bytes read where they lie, at once: a file of Node, or a blob in a worker. */
export interface ByteSource {
  /** For messages: the file's path or name. */
  readonly name: string;
  readonly size: number;
  read(at: number, size: number): Uint8Array;
}

/** An archive open for reading. */
export class TarFile {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly #source: ByteSource;

  /** Reads the list of files. @throws when this is no archive, or was cut short. */
  constructor(source: ByteSource) {
    this.#source = source;
    this.entries = listEntries(source);
  }

  /** @throws when there is no such file or it is larger than `most` bytes. */
  read(name: string, most = 2 ** 31 - 1): Uint8Array {
    const entry = this.entries.get(name);
    const file = shown(this.#source.name);
    if (!entry) throw new Error(`${file} has no ${name}; it is no bundle, or not a whole one`);
    if (entry.size > most) throw new Error(`${file}: ${name} has ${counted(entry.size, "byte")}; at most ${most} are read`);
    return readAt(this.#source, entry.at, entry.size);
  }
}

function listEntries(source: ByteSource): ReadonlyMap<string, Entry> {
  const {name: path, size: whole} = source;
  const entries = new Map<string, Entry>();
  for (let at = 0; ; ) {
    if (at + block > whole) throw cutShort(path, whole);
    const header = readAt(source, at, block);
    if (header.every((byte) => byte === 0)) return entries;
    const entry = entryOf(header, at, path);
    if (entries.has(entry.name)) throw new Error(`${shown(path)} has two files ${shown(entry.name)}; it is no bundle of ours`);
    if (entries.size >= mostEntries)
      throw new Error(`${shown(path)} has more than ${counted(mostEntries, "file")}; it is no bundle of ours`);
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

function readAt(source: ByteSource, at: number, size: number): Uint8Array {
  const bytes = source.read(at, size);
  if (bytes.length < size) throw cutShort(source.name, at + bytes.length);
  return bytes;
}

function cutShort(path: string, at: number): Error {
  return new Error(`${shown(path)} ends too early, after ${counted(at, "byte")}; copy it again`);
}

function shown(text: string): string {
  return JSON.stringify(text);
}
