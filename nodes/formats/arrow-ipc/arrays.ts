// The arrays of a record batch: the buffers of each field, checked against its length, so that whoever reads values needs no checks.
import {counted} from "../../kernels/words.ts";
import {decompressZstd} from "hyparquet-compressors";
import type {Budget} from "../../kernels/formats/builders.ts";
import {decompressLz4Frame} from "./lz4.ts";
import type {Batch} from "./messages.ts";
import type {ArrowField, ArrowType} from "./schema.ts";

/** One field of one batch. */
export interface ArrowArray {
  readonly type: ArrowType;
  readonly length: number;
  /** A bit a value, set where there is one; absent where all are. */
  readonly validity?: Uint8Array;
  /** Values of fixed width, views, or the ids of a union. */
  readonly values: Uint8Array;
  /** Offsets of text and lists, `length` + 1 of them, from 0 and never falling; of a dense union one a value. */
  readonly offsets?: Int32Array | Float64Array;
  /** The bytes of text, and those that views point into. */
  readonly data: readonly Uint8Array[];
  readonly children: readonly ArrowArray[];
  /** Of the children of a struct. */
  readonly names?: readonly string[];
  /** What the values are positions in. */
  readonly dictionary?: readonly ArrowArray[];
}

/** The values of dictionaries by their id. */
export type Dictionaries = ReadonlyMap<number, readonly ArrowArray[]>;

const NOTHING = new Uint8Array(0);

/** The arrays of all fields of a batch. @throws where lengths and buffers do not fit together. */
export function arraysOf(fields: readonly ArrowField[], batch: Batch, dictionaries: Dictionaries, budget: Budget): ArrowArray[] {
  const reader = new BatchReader(batch, dictionaries, budget);
  return fields.map((field) => reader.field(field, batch.rows));
}

/** The values of a dictionary's batch. */
export function dictionaryOf(field: ArrowField, batch: Batch, dictionaries: Dictionaries, budget: Budget): ArrowArray {
  const {dictionary: _, ...values} = field;
  return new BatchReader(batch, dictionaries, budget).field(values, batch.rows);
}

class BatchReader {
  readonly #batch: Batch;
  readonly #dictionaries: Dictionaries;
  readonly #budget: Budget;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(batch: Batch, dictionaries: Dictionaries, budget: Budget) {
    this.#batch = batch;
    this.#dictionaries = dictionaries;
    this.#budget = budget;
  }

  /** The next field, which must have at least so many values. */
  field(field: ArrowField, least: number): ArrowArray {
    const {name, dictionary} = field;
    const node = this.#batch.nodes[this.#node++];
    if (!node) throw new Error(`the Arrow file is damaged: a batch has nothing for field "${name}"`);
    const {length, nulls} = node;
    if (!(length >= least && length >= 0)) throw short(name, `${length} of ${counted(least, "value")}`);
    if (nulls < 0 || nulls > length) throw short(name, `${counted(nulls, "null")} among ${counted(length, "value")}`);
    const type = dictionary?.index ?? field.type;
    if (type.kind === "null") {
      // No bytes vouch for these.
      this.#budget.take(length);
      return {type, length, values: NOTHING, data: [], children: []};
    }
    const flags = type.kind === "union" && !this.#batch.old ? NOTHING : this.#next(name);
    const validity = nulls > 0 && flags.length > 0 ? within(flags, Math.ceil(length / 8), name) : undefined;
    if (nulls > 0 && !validity && type.kind !== "union") throw short(name, "nulls, but not where they are");
    const array = {type, length, ...(validity && {validity}), values: NOTHING, data: [], children: []};
    if (!dictionary) return this.#filled(array, field);
    const values = this.#dictionaries.get(dictionary.id);
    if (!values && nulls < length) throw new Error(`the Arrow file is damaged: the dictionary of field "${name}" is missing`);
    const bytes = within(this.#next(name), (length * dictionary.index.bits) / 8, name);
    return {...array, values: bytes, dictionary: values ?? []};
  }

  #filled(array: ArrowArray, field: ArrowField): ArrowArray {
    const {type, length} = array;
    const {name, children} = field;
    const buffer = (): Uint8Array => this.#next(name);
    switch (type.kind) {
      case "bool":
        return {...array, values: within(buffer(), Math.ceil(length / 8), name)};
      case "text":
      case "bytes": {
        if (type.layout === "view") {
          const values = within(buffer(), 16 * length, name);
          const count = this.#batch.variadic[this.#variadic++] ?? 0;
          if (count < 0 || count > this.#batch.buffers.length) throw short(name, `${count} buffers of text`);
          return {...array, values, data: Array.from({length: count}, buffer)};
        }
        const offsets = this.#offsets(length, type.layout, name);
        const data = buffer();
        if (offsets[length]! > data.length) throw short(name, `text of ${counted(offsets[length]!, "byte")} in ${data.length}`);
        return {...array, offsets, data: [data]};
      }
      case "list":
      case "map": {
        const offsets = this.#offsets(length, type.kind === "list" ? type.layout : 32, name);
        return {...array, offsets, children: [this.field(children[0]!, offsets[length]!)]};
      }
      case "fixedList":
        if (type.size === 0) this.#budget.take(length);
        return {...array, children: [this.field(children[0]!, length * type.size)]};
      case "struct":
        // Structs without fields have no bytes either.
        if (children.length === 0) this.#budget.take(length);
        return {
          ...array,
          names: children.map((child) => child.name),
          children: children.map((child) => this.field(child, length))
        };
      case "union":
        return this.#union(array, field);
      default:
        if (type.kind === "fixedBytes" && type.size === 0) this.#budget.take(length);
        return {...array, values: within(buffer(), length * widthOf(type), name)};
    }
  }

  #union(array: ArrowArray, {type, name, children}: ArrowField): ArrowArray {
    const {length} = array;
    const dense = type.kind === "union" && type.dense;
    const values = within(this.#next(name), length, name);
    const offsets = dense ? integers(within(this.#next(name), 4 * length, name), length) : undefined;
    const fields = children.map((child) => this.field(child, dense ? 0 : length));
    return {...array, values, ...(offsets && {offsets}), children: fields};
  }

  /** Offsets from the first on, checked to rise. */
  #offsets(length: number, bits: 32 | 64, name: string): Int32Array | Float64Array {
    const bytes = this.#next(name);
    // Of no values there may be no offsets.
    if (length === 0 && bytes.length === 0) return new Int32Array(1);
    const values =
      bits === 32 ? integers(within(bytes, 4 * (length + 1), name), length + 1) : longs(within(bytes, 8 * (length + 1), name));
    if (values[0]! < 0) throw short(name, `an offset of ${values[0]}`);
    for (let i = 0; i < length; ++i)
      if (values[i + 1]! < values[i]!) throw short(name, `offsets that fall from ${values[i]} to ${values[i + 1]}`);
    return values;
  }

  #next(name: string): Uint8Array {
    const place = this.#batch.buffers[this.#buffer++];
    if (!place) throw new Error(`the Arrow file is damaged: a batch has no data for field "${name}"`);
    const bytes = this.#batch.body.subarray(place.offset, place.offset + place.length);
    return this.#batch.compression && bytes.length > 0 ? this.#decompressed(bytes, name) : bytes;
  }

  #decompressed(bytes: Uint8Array, name: string): Uint8Array {
    if (bytes.length < 8) throw short(name, "compressed data without their length");
    const size = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
    const packed = bytes.subarray(8);
    if (size === -1n) return packed;
    if (size < 0n || size > 0x7fffffffn) throw short(name, `${counted(size, "byte")} after decompression`);
    this.#budget.take(Number(size));
    if (this.#batch.compression === "lz4") return decompressLz4Frame(packed, Number(size));
    return unzstd(packed, Number(size), name);
  }
}

function unzstd(packed: Uint8Array, size: number, name: string): Uint8Array {
  let plain: Uint8Array;
  try {
    plain = decompressZstd(packed, new Uint8Array(size));
  } catch (cause) {
    throw new Error(`the Arrow file is damaged: the zstd data of field "${name}" cannot be decompressed`, {cause});
  }
  if (plain.length !== size) throw short(name, `${plain.length} of ${counted(size, "byte")} after decompression`);
  return plain;
}

function widthOf(type: ArrowType): number {
  switch (type.kind) {
    case "int":
    case "float":
    case "decimal":
    case "date":
    case "time":
      return type.bits / 8;
    case "interval":
      return [4, 8, 16][type.unit]!;
    case "fixedBytes":
      return type.size;
    default:
      return 8;
  }
}

function within(bytes: Uint8Array, needed: number, name: string): Uint8Array {
  if (bytes.length < needed) throw short(name, `${bytes.length} of ${counted(needed, "byte")}`);
  return bytes.length === needed ? bytes : bytes.subarray(0, needed);
}

function short(name: string, what: string): Error {
  return new Error(`the Arrow file is damaged: field "${name}" has ${what}`);
}

/** Bytes as integers, moved to where they may lie. */
export function integers(bytes: Uint8Array, length: number): Int32Array {
  return bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, length)
    : new Int32Array(bytes.slice(0, 4 * length).buffer);
}

function longs(bytes: Uint8Array): Float64Array {
  const values = new BigInt64Array(bytes.slice().buffer);
  return Float64Array.from(values, Number);
}
