// Every page of a Parquet file looked through before the library decodes it: it believes lengths and counts, and may then count for ever.
import {counted} from "../../kernels/words.ts";
import type {ColumnMetaData, CompressionCodec, Compressors, FileMetaData, SchemaElement} from "hyparquet";
import {compressors as known, decompressZstd} from "hyparquet-compressors";
import type {Budget} from "../../kernels/formats/builders.ts";
import {damaged, deltas, runs} from "./runs.ts";
import {thriftStruct, type ThriftStruct} from "./thrift.ts";

/** A leaf of the schema: the path of its column, and how often it may be absent and repeated. */
interface Leaf {
  readonly element: SchemaElement;
  readonly definition: number;
  readonly repetition: number;
}

/** What a page header says. */
interface Page {
  readonly version: 0 | 1 | 2;
  readonly size: number;
  readonly values: number;
  readonly encoding: number;
  readonly nulls: number;
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
}

/** @throws where the footer is no sound Thrift. */
export function checkFooter(bytes: Uint8Array): void {
  const end = bytes.length - 8;
  const length = end < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  if (length < 0 || length > end - 4)
    throw new Error(`the Parquet file is damaged: its footer claims ${length} of ${counted(bytes.length, "byte")}`);
  thriftStruct(bytes, end - length, end);
}

/** What undoes compression, into no more than the room a page is said to need. */
export const compressors: Compressors = {...known, ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length))};

/**
 * Walks all pages of a file; what it decompresses is kept for the library, which asks for it by the same bytes.
 * @throws with what cannot be.
 */
export class PageCheck {
  readonly #bytes: Uint8Array;
  readonly #budget: Budget;
  readonly #leaves: ReadonlyMap<string, Leaf>;

  constructor(bytes: Uint8Array, {schema}: FileMetaData, budget: Budget) {
    this.#bytes = bytes;
    this.#budget = budget;
    this.#leaves = leavesOf(schema);
  }

  /** Looks through the pages of one column chunk. */
  chunk(chunk: ColumnMetaData): void {
    const name = chunk.path_in_schema.join(".");
    const leaf = this.#leaves.get(name);
    if (!leaf) throw new Error(`the Parquet file is damaged: its schema has no column "${name}"`);
    const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
    const end = start + Number(chunk.total_compressed_size);
    if (!(start >= 4 && end >= start && end <= this.#bytes.length))
      throw new Error(
        `the Parquet file is damaged: column "${name}" is said to lie at bytes ${start} to ${end} of ${this.#bytes.length}`
      );
    let left = Number(chunk.num_values);
    let dictionary = 0;
    // Of nested columns the library reads all pages there are.
    const whole = leaf.repetition > 0 || chunk.path_in_schema.length > 1;
    for (let at = start; at < end - 1; ) {
      if (left <= 0 && !whole) break;
      const header = thriftStruct(this.#bytes, at, end);
      const page = pageOf(header.fields, header.end, end);
      if (page) {
        if (page.version > 0) left -= page.values;
        if (left < 0)
          throw new Error(
            `the Parquet file is damaged: column "${name}" has more values than the ${chunk.num_values} it is said to have`
          );
        this.#budget.take(8 * page.values);
        const bytes = this.#bytes.subarray(header.end, header.end + page.size);
        if (page.version === 0) dictionary = this.#dictionary(bytes, page, header.fields, chunk, leaf);
        else this.#data(bytes, page, header.fields, chunk, leaf, dictionary);
      }
      at = header.end + numberOf(header.fields, 3);
    }
  }

  #dictionary(bytes: Uint8Array, page: Page, header: ThriftStruct, chunk: ColumnMetaData, leaf: Leaf): number {
    const plain = this.#plain(bytes, numberOf(header, 2), chunk.codec);
    checkPlain(plain, 0, page.values, leaf.element);
    return page.values;
  }

  #data(bytes: Uint8Array, page: Page, header: ThriftStruct, chunk: ColumnMetaData, leaf: Leaf, dictionary: number): void {
    const {definition, repetition} = leaf;
    const levels = page.definitionBytes + page.repetitionBytes;
    const packed = page.version === 2 && submap(header, 8)?.get(7) === 0;
    const size = numberOf(header, 2) - levels;
    const plain = packed ? bytes.subarray(levels) : this.#plain(bytes.subarray(levels), size, chunk.codec);
    let at = 0;
    let present = page.values;
    if (page.version === 2) {
      if (repetition > 0) runs(bytes, 0, page.repetitionBytes, widthOf(repetition), page.values, repetition);
      if (definition > 0) {
        const flags = runs(bytes, page.repetitionBytes, levels, widthOf(definition), page.values, definition);
        present = flags.reduce((sum, level) => sum + (level === definition ? 1 : 0), 0);
        if (present !== page.values - page.nulls)
          throw damaged(`${counted(page.nulls, "null")}, but ${counted(page.values - present, "value")} missing`);
      }
    } else {
      if (repetition > 0) at = prefixed(plain, at, widthOf(repetition), page.values, repetition).at;
      if (definition > 0) {
        const flags = prefixed(plain, at, widthOf(definition), page.values, definition);
        at = flags.at;
        present = flags.values.reduce((sum, level) => sum + (level === definition ? 1 : 0), 0);
      }
    }
    checkValues(plain, at, present, page.encoding, leaf.element, dictionary, this.#budget);
  }

  #plain(bytes: Uint8Array, size: number, codec: CompressionCodec): Uint8Array {
    if (codec === "UNCOMPRESSED") return bytes;
    if (size < 0 || size > 0x7fffffff) throw damaged(`${counted(size, "byte")} after decompression`);
    this.#budget.take(size);
    const undo = compressors[codec];
    if (!undo) throw new Error(`the Parquet file is compressed with ${codec}; write it again with snappy, zstd or none`);
    return size === 0 ? new Uint8Array(0) : undo(bytes, size);
  }
}

function leavesOf(schema: readonly SchemaElement[]): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  let next = 0;
  const visit = (path: readonly string[], definition: number, repetition: number): void => {
    const element = schema[next++];
    if (!element || path.length > 64) throw new Error("the Parquet file is damaged: its schema has fewer fields than it says");
    const kind = next === 1 ? "REQUIRED" : element.repetition_type;
    const d = definition + (kind === "REQUIRED" ? 0 : 1);
    const r = repetition + (kind === "REPEATED" ? 1 : 0);
    const own = next === 1 ? [] : [...path, element.name];
    if (!element.num_children) leaves.set(own.join("."), {element, definition: d, repetition: r});
    for (let left = element.num_children ?? 0; left > 0; --left) visit(own, d, r);
  };
  visit([], 0, 0);
  return leaves;
}

/** The page a header describes; nothing for pages without values. */
function pageOf(header: ThriftStruct, start: number, end: number): Page | undefined {
  const size = numberOf(header, 3);
  if (size < 0 || start + size > end) throw damaged(`${counted(size, "byte")} where ${end - start} are left`);
  const type = numberOf(header, 1);
  const part = type === 0 ? submap(header, 5) : type === 2 ? submap(header, 7) : type === 3 ? submap(header, 8) : undefined;
  if (!part) {
    if (type === 1) return undefined;
    throw damaged(`the unknown type ${type}`);
  }
  const values = numberOf(part, 1);
  if (values < 0) throw damaged(counted(values, "value"));
  const none = {nulls: 0, definitionBytes: 0, repetitionBytes: 0};
  if (type !== 3) return {version: type === 0 ? 1 : 0, size, values, encoding: numberOf(part, 2), ...none};
  const [nulls, definitionBytes, repetitionBytes] = [numberOf(part, 2), numberOf(part, 5), numberOf(part, 6)];
  if (nulls < 0 || nulls > values || definitionBytes < 0 || repetitionBytes < 0 || definitionBytes + repetitionBytes > size)
    throw damaged(
      `${counted(nulls, "null")} among ${counted(values, "value")}, and levels of ${definitionBytes} and ${repetitionBytes} of ${counted(size, "byte")}`
    );
  return {version: 2, size, values, encoding: numberOf(part, 4), nulls, definitionBytes, repetitionBytes};
}

function numberOf(fields: ThriftStruct, id: number): number {
  const value = fields.get(id);
  if (typeof value !== "number") throw damaged(`a header without its field ${id}`);
  return value;
}

function submap(fields: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = fields.get(id);
  return typeof value === "object" ? value : undefined;
}

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}

/** Levels with their length before them. */
function prefixed(bytes: Uint8Array, at: number, bits: number, count: number, most: number): {values: Uint32Array; at: number} {
  if (at + 4 > bytes.length) throw damaged("no levels");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
  const end = at + 4 + length;
  if (end > bytes.length) throw damaged(`levels of ${counted(length, "byte")} where ${bytes.length - at - 4} are left`);
  return {values: runs(bytes, at + 4, end, bits, count, most), at: end};
}

const WIDTHS: Readonly<Record<string, number>> = {INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8};

function checkPlain(bytes: Uint8Array, start: number, count: number, {type, type_length: length = 0}: SchemaElement): void {
  let end = start;
  if (type === "BOOLEAN") end += Math.ceil(count / 8);
  else if (type === "BYTE_ARRAY") {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < count && end + 4 <= bytes.length; ++i) end += 4 + view.getUint32(end, true);
    if (count > (bytes.length - start) / 4) end = Infinity;
  } else end += count * (WIDTHS[type ?? ""] ?? length);
  if (end > bytes.length) throw damaged(`${counted(count, "value")} in ${counted(bytes.length - start, "byte")}`);
}

const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RUNS = 3;
const DELTA = 5;
const DELTA_LENGTHS = 6;
const DELTA_TEXT = 7;
const DICTIONARY = 8;
const SPLIT = 9;

function checkValues(
  bytes: Uint8Array,
  at: number,
  count: number,
  encoding: number,
  element: SchemaElement,
  dictionary: number,
  budget: Budget
): void {
  switch (encoding) {
    case PLAIN:
    case SPLIT:
      return checkPlain(bytes, at, count, element);
    case PLAIN_DICTIONARY:
    case DICTIONARY: {
      if (count === 0) return;
      const bits = bytes[at];
      if (bits === undefined) throw damaged("no positions in its dictionary");
      if (bits > 0) runs(bytes, at + 1, bytes.length, bits, count, dictionary - 1);
      else if (dictionary === 0) throw damaged("values of a dictionary that is missing");
      return;
    }
    case RUNS:
      if (count > 0) prefixed(bytes, at, 1, count, 1);
      return;
    case DELTA:
      if (count > 0) deltas(bytes, at, bytes.length, count);
      return;
    case DELTA_LENGTHS:
      if (count > 0) checkLengths(deltas(bytes, at, bytes.length, count), bytes.length);
      return;
    case DELTA_TEXT:
      if (count > 0) checkPrefixes(bytes, at, count, budget);
      return;
    default:
      throw damaged(`the unknown encoding ${encoding}`);
  }
}

function checkLengths({values, at}: {values: Int32Array; at: number}, end: number): void {
  let total = at;
  for (const length of values) {
    if (length < 0) throw damaged(`text of ${counted(length, "byte")}`);
    total += length;
  }
  if (total > end) throw damaged(`text of ${counted(total - at, "byte")} where ${end - at} are left`);
}

function checkPrefixes(bytes: Uint8Array, at: number, count: number, budget: Budget): void {
  const prefixes = deltas(bytes, at, bytes.length, count);
  const suffixes = deltas(bytes, prefixes.at, bytes.length, count);
  checkLengths(suffixes, bytes.length);
  let before = 0;
  prefixes.values.forEach((prefix, i) => {
    if (prefix < 0 || prefix > before) throw damaged(`text that repeats ${prefix} of ${counted(before, "byte")}`);
    before = prefix + suffixes.values[i]!;
    budget.take(before);
  });
}
