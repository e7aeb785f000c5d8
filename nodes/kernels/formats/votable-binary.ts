// The rows of BINARY and BINARY2 (VOTable 1.4, §5.4 and §5.5): big-endian, lengths before variable arrays.
import {BooleanBuilder, Int64Builder, NumberBuilder} from "./builders.ts";
import type {Window} from "./bytes.ts";
import type {TextBuilder} from "./text-builder.ts";
import {closeVector, type VoField} from "./votable-fields.ts";
import type {Warnings} from "./warnings.ts";

const SIZES: Readonly<Record<string, number>> = {
  boolean: 1,
  bit: 1,
  unsignedByte: 1,
  short: 2,
  int: 4,
  long: 8,
  float: 4,
  double: 8,
  floatComplex: 8,
  doubleComplex: 16,
  char: 1,
  unicodeChar: 2,
  string: 1,
  unicodeString: 2
};

/** Reads rows to the end of the window; `masked` is BINARY2, with its null flags before each row. Returns how many. */
export async function readBinaryRows(
  window: Window,
  fields: readonly VoField[],
  masked: boolean,
  warnings: Warnings
): Promise<number> {
  const maskBytes = masked ? Math.ceil(fields.length / 8) : 0;
  const least = fields.reduce((sum, field) => sum + leastSize(field), maskBytes);
  if (least === 0) throw new Error("the rows of the table take 0 bytes; its fields say nothing about how many there are");
  const cells = fields.map((field, k) => new Cell(field, nullValue(field), k, warnings));
  let rows = 0;
  while (await window.need(1)) {
    const wanted = tryRow(window, cells, maskBytes, least);
    if (wanted === 0) ++rows;
    else {
      for (const cell of cells) cell.rewind(rows);
      if (!(await window.need(wanted)))
        throw new Error(`the binary data end at their byte ${window.position + window.available}, inside row ${rows + 1}`);
    }
  }
  return rows;
}

function leastSize(field: VoField): number {
  const {datatype, elements, stringWidth, vector} = field;
  if (isVariable(field)) return 4;
  if (datatype === "bit") return Math.ceil((elements ?? 1) / 8);
  const count = (vector ? elements! : 1) * (field.type === "text" ? (stringWidth ?? 1) : 1);
  return count * SIZES[datatype]!;
}

function isVariable(field: VoField): boolean {
  return field.vector ? field.elements === -1 : field.type === "text" && field.stringWidth === undefined;
}

/** Reads one row and moves the window behind it: 0; or the number of bytes it needs at least, and the window stays. */
function tryRow(window: Window, cells: readonly Cell[], maskBytes: number, least: number): number {
  if (window.available < least) return least;
  const start = window.bytes.byteOffset + window.pos;
  const view = new DataView(window.bytes.buffer, start, window.available);
  let at = maskBytes;
  for (let k = 0; k < cells.length; ++k) {
    const isNull = maskBytes > 0 && (view.getUint8(k >> 3) & (0x80 >> (k & 7))) !== 0;
    at = cells[k]!.read(view, at, isNull);
    if (at < 0) return -at;
  }
  window.pos += at;
  return 0;
}

/** The integer that VALUES names as null. Floats use NaN, which is not null; strings have none. */
function nullValue({type, nothing}: VoField): bigint | undefined {
  if (nothing === undefined || !/^\s*[+-]?\d+\s*$/.test(nothing)) return undefined;
  return ["uint8", "int16", "int32", "int64"].includes(type) ? BigInt(nothing) : undefined;
}

class Cell {
  readonly #field: VoField;
  readonly #nothing: bigint | undefined;
  readonly #missing: number;
  readonly #variable: boolean;
  readonly #size: number;
  readonly #warnings: Warnings;

  constructor(field: VoField, nothing: bigint | undefined, _index: number, warnings: Warnings) {
    this.#field = field;
    this.#nothing = nothing;
    this.#missing = nothing === undefined ? NaN : Number(nothing);
    this.#variable = isVariable(field);
    this.#size = SIZES[field.datatype]!;
    this.#warnings = warnings;
  }

  rewind(rows: number): void {
    const {vector, builder} = this.#field;
    const target = vector ?? builder;
    if (target.length > rows) target.truncate(rows);
    vector?.drop();
  }

  /** Appends the cell at `from` and returns the position behind it, or minus the bytes needed. */
  read(view: DataView, from: number, isNull: boolean): number {
    const field = this.#field;
    let at = from;
    let count = field.vector ? field.elements! : 1;
    if (this.#variable) {
      if (at + 4 > view.byteLength) return -(at + 4);
      count = view.getInt32(at);
      at += 4;
      if (count < 0) throw new Error(`column "${field.facts.name}" claims an array of ${count} elements; the data are damaged`);
    }
    const length = this.#length(count);
    if (at + length > view.byteLength) return -(at + length);
    if (isNull) (field.vector ?? field.builder).appendNull();
    else if (field.vector) this.#readArray(view, at, count, field.vector);
    else if (field.type === "text") this.#readText(view, at, length);
    else if (field.datatype === "bit") (field.builder as BooleanBuilder).append(view.getUint8(at) === 0 ? 0 : 1);
    else this.#readOne(view, at);
    return at + length;
  }

  #length(count: number): number {
    const {datatype, type, vector, stringWidth} = this.#field;
    if (datatype === "bit") return Math.ceil(count / 8);
    if (type !== "text") return count * this.#size;
    if (!vector) return (this.#variable ? count : (stringWidth ?? 1)) * this.#size;
    return count * (this.#variable ? 1 : (stringWidth ?? 1)) * this.#size;
  }

  #readArray(view: DataView, at: number, count: number, vector: Exclude<VoField["vector"], undefined>): void {
    const field = this.#field;
    if (field.datatype === "bit")
      for (let k = 0; k < count; ++k)
        (field.builder as BooleanBuilder).append((view.getUint8(at + (k >> 3)) >> (7 - (k & 7))) & 1);
    else if (field.type === "text") {
      const width = field.stringWidth ?? 1;
      const strings = this.#variable ? Math.ceil(count / width) : count;
      for (let k = 0; k < strings; ++k)
        this.#readText(
          view,
          at + k * width * this.#size,
          Math.min(width, this.#variable ? count - k * width : width) * this.#size
        );
    } else {
      const [n, step] = field.complex ? [2 * count, this.#size / 2] : [count, this.#size];
      for (let k = 0; k < n; ++k) this.#readOne(view, at + k * step);
    }
    if (closeVector(field, vector)) return;
    this.#warnings.badCell(field.facts.name, "an array of the declared size", `${count} elements`, `row ${vector.length + 1}`);
    vector.appendNull();
  }

  #readText(view: DataView, at: number, length: number): void {
    const builder = this.#field.builder as TextBuilder;
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
    if (this.#size === 1) {
      const nul = bytes.indexOf(0);
      builder.append(bytes, 0, nul < 0 ? length : nul);
    } else {
      const text = utf16.decode(bytes);
      const nul = text.indexOf("\0");
      builder.appendString(nul < 0 ? text : text.slice(0, nul));
    }
  }

  #readOne(view: DataView, at: number): void {
    const {builder, type} = this.#field;
    if (builder instanceof Int64Builder) {
      const value = view.getBigInt64(at);
      if (value === this.#nothing) builder.appendNull();
      else builder.append(value);
    } else if (builder instanceof BooleanBuilder) {
      const flag = view.getUint8(at);
      if (flag === 0x54 || flag === 0x74 || flag === 0x31) builder.append(1);
      else if (flag === 0x46 || flag === 0x66 || flag === 0x30) builder.append(0);
      else builder.appendNull();
    } else if (builder instanceof NumberBuilder) {
      const value =
        type === "float64"
          ? view.getFloat64(at)
          : type === "float32"
            ? view.getFloat32(at)
            : type === "int32"
              ? view.getInt32(at)
              : type === "int16"
                ? view.getInt16(at)
                : view.getUint8(at);
      if (value === this.#missing) builder.appendNull();
      else builder.append(value);
    }
  }
}

const utf16 = new TextDecoder("utf-16be");
