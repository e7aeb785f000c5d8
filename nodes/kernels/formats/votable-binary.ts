// The rows of BINARY and BINARY2 (VOTable 1.4, §5.4 and §5.5): big-endian, lengths before variable arrays.
import {counted} from "../words.ts";
import {BooleanBuilder, Int64Builder, type NumberBuilder} from "./builders.ts";
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
  const cells = fields.map((field) => new Cell(field, nullValue(field), warnings));
  let rows = 0;
  let bytes: Uint8Array = new Uint8Array();
  let view = new DataView(bytes.buffer);
  while (window.available > 0 || (await window.need(1))) {
    if (window.bytes !== bytes) {
      ({bytes} = window);
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const wanted = tryRow(window, view, cells, maskBytes, least);
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
function tryRow(window: Window, view: DataView, cells: readonly Cell[], maskBytes: number, least: number): number {
  if (window.available < least) return least;
  const {pos, end} = window;
  let at = pos + maskBytes;
  for (let k = 0; k < cells.length; ++k) {
    const isNull = maskBytes > 0 && (view.getUint8(pos + (k >> 3)) & (0x80 >> (k & 7))) !== 0;
    at = cells[k]!.read(view, at, end, isNull);
    if (at < 0) return -at - pos;
  }
  window.pos = at;
  return 0;
}

/** The integer that VALUES names as null. Floats use NaN, which is not null; strings have none. */
function nullValue({type, nothing}: VoField): bigint | undefined {
  if (nothing === undefined || !/^\s*[+-]?\d+\s*$/.test(nothing)) return undefined;
  return ["uint8", "int16", "int32", "int64"].includes(type) ? BigInt(nothing) : undefined;
}

class Cell {
  readonly #field: VoField;
  readonly #readOne: (view: DataView, at: number) => void;
  /** One number or boolean a row. */
  readonly #scalar: boolean;
  readonly #variable: boolean;
  readonly #size: number;
  readonly #warnings: Warnings;

  constructor(field: VoField, nothing: bigint | undefined, warnings: Warnings) {
    this.#field = field;
    this.#readOne = elementReader(field, nothing);
    this.#scalar = !field.vector && field.type !== "text" && field.datatype !== "bit";
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

  /** Appends the cell at `from` and returns the position behind it, or minus the position that the window must reach. */
  read(view: DataView, from: number, end: number, isNull: boolean): number {
    const field = this.#field;
    if (this.#scalar) {
      if (from + this.#size > end) return -(from + this.#size);
      if (isNull) field.builder.appendNull();
      else this.#readOne(view, from);
      return from + this.#size;
    }
    let at = from;
    let count = field.vector ? field.elements! : 1;
    if (this.#variable) {
      if (at + 4 > end) return -(at + 4);
      count = view.getInt32(at);
      at += 4;
      if (count < 0)
        throw new Error(`column "${field.facts.name}" claims an array of ${counted(count, "element")}; the data are damaged`);
    }
    const length = this.#length(count);
    if (at + length > end) return -(at + length);
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
    this.#warnings.badCell(
      field.facts.name,
      "an array of the declared size",
      counted(count, "element"),
      `row ${vector.length + 1}`
    );
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
}

/** Appends the number or boolean at a position of a view to the column of a field. */
function elementReader({builder, type}: VoField, nothing: bigint | undefined): (view: DataView, at: number) => void {
  const missing = nothing === undefined ? NaN : Number(nothing);
  if (builder instanceof Int64Builder)
    return (view, at) => {
      builder.appendWords(view.getInt32(at), view.getInt32(at + 4));
      if (nothing !== undefined && view.getBigInt64(at) === nothing) builder.nullWhere(builder.length - 1);
    };
  if (builder instanceof BooleanBuilder)
    return (view, at) => {
      const flag = view.getUint8(at);
      if (flag === 0x54 || flag === 0x74 || flag === 0x31) builder.append(1);
      else if (flag === 0x46 || flag === 0x66 || flag === 0x30) builder.append(0);
      else builder.appendNull();
    };
  const numbers = builder as NumberBuilder;
  if (type === "float64") return (view, at) => numbers.append(view.getFloat64(at));
  if (type === "float32") return (view, at) => numbers.append(view.getFloat32(at));
  const get = type === "int32" ? "getInt32" : type === "int16" ? "getInt16" : "getUint8";
  return (view, at) => {
    const value = view[get](at);
    if (value === missing) numbers.appendNull();
    else numbers.append(value);
  };
}

const utf16 = new TextDecoder("utf-16be");
