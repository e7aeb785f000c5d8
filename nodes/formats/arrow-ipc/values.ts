// Values of Arrow arrays one by one: numbers, text, lists as arrays, the rest as what JSON can say.
import {counted} from "../../kernels/words.ts";
import type {Budget} from "../../kernels/formats/builders.ts";
import {isoDate, isoTime, isoTimestamp} from "../dates.ts";
import {type ArrowArray, integers} from "./arrays.ts";
import type {ArrowType} from "./schema.ts";

/** Value i, null where there is none. */
export type Getter = (i: number) => unknown;

/**
 * How values of an array are read; what may be read many times though it is stored once counts against the budget.
 * @throws on reading, where indices or views lead out of what there is.
 */
export function getter(array: ArrowArray, budget: Budget): Getter {
  const {validity} = array;
  const value = array.dictionary ? looked(array, array.dictionary, budget) : stored(array, budget);
  if (!validity) return value;
  return (i) => (isSet(validity, i) ? value(i) : null);
}

export function isSet(bits: Uint8Array, i: number): boolean {
  return ((bits[i >> 3]! >> (i & 7)) & 1) === 1;
}

/** The positions in its dictionary that an array holds. */
function indices({type, values, length}: ArrowArray): (i: number) => number {
  const {bits, signed} = type as Extract<ArrowType, {kind: "int"}>;
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  if (bits === 8) return (i) => (signed ? view.getInt8(i) : view.getUint8(i));
  if (bits === 16) return (i) => (signed ? view.getInt16(2 * i, true) : view.getUint16(2 * i, true));
  if (bits === 64) return (i) => Number(view.getBigInt64(8 * i, true));
  const words = integers(values, length);
  return (i) => words[i]!;
}

function looked(array: ArrowArray, dictionary: readonly ArrowArray[], budget: Budget): Getter {
  const index = indices(array);
  const getters = dictionary.map((values) => getter(values, budget));
  return (i) => {
    let at = index(i);
    const wanted = at;
    if (at >= 0)
      for (let k = 0; k < dictionary.length; ++k) {
        if (at < dictionary[k]!.length) return measured(getters[k]!(at), budget);
        at -= dictionary[k]!.length;
      }
    const size = dictionary.reduce((sum, {length}) => sum + length, 0);
    throw new Error(`the Arrow file is damaged: value ${wanted} of a dictionary of ${size} is asked for`);
  };
}

function measured<T>(value: T, budget: Budget): T {
  if (value instanceof Uint8Array) budget.take(value.length);
  return value;
}

function stored(array: ArrowArray, budget: Budget): Getter {
  const {type, values, offsets, data, children} = array;
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const {kind} = type;
  switch (kind) {
    case "null":
      return () => null;
    case "bool":
      return (i) => isSet(values, i);
    case "int":
      return integer(view, type.bits, type.signed);
    case "float":
      return real(view, type.bits);
    case "decimal":
      return (i) => decimal(values, (i * type.bits) / 8, type.bits, type.scale);
    case "date": {
      const days = type.bits === 32 ? integer(view, 32, true) : integer(view, 64, true);
      return type.bits === 32 ? (i) => isoDate(days(i) as number) : (i) => isoDate(Math.floor(Number(days(i)) / 86_400_000));
    }
    case "time": {
      const ticks = integer(view, type.bits, true);
      return (i) => isoTime(BigInt(ticks(i) as number), type.perSecond);
    }
    case "timestamp":
      return (i) => isoTimestamp(view.getBigInt64(8 * i, true), type.perSecond, type.utc);
    case "interval":
      return interval(view, type.unit);
    case "text":
    case "bytes": {
      const part = type.layout === "view" ? viewed(view, values, data, budget) : slices(offsets!, data[0]!);
      return kind === "text" ? part : (i) => hex(part(i));
    }
    case "fixedBytes":
      return (i) => hex(values.subarray(i * type.size, (i + 1) * type.size));
    case "list":
      return lists(children[0]!, (i) => offsets![i]!, budget);
    case "fixedList":
      return lists(children[0]!, (i) => i * type.size, budget);
    default:
      return nested(array, budget);
  }
}

function nested(array: ArrowArray, budget: Budget): Getter {
  const {type, values, offsets, children, names} = array;
  if (type.kind === "map") return mapped(array, budget);
  const fields = children.map((child) => getter(child, budget));
  if (type.kind !== "union") return (i) => Object.fromEntries(fields.map((field, k) => [names![k]!, field(i)]));
  const {ids} = type;
  return (i) => {
    const which = ids.length > 0 ? ids.indexOf(values[i]!) : values[i]!;
    const at = offsets ? offsets[i]! : i;
    if (!fields[which] || at < 0 || at >= children[which]!.length)
      throw new Error(`the Arrow file is damaged: a union has value ${at} of kind ${values[i]}, which it has not`);
    return fields[which](at);
  };
}

function mapped({offsets, children}: ArrowArray, budget: Budget): Getter {
  const [key, value] = children[0]!.children.map((child) => getter(child, budget));
  if (!key || !value) throw new Error("the Arrow file is damaged: a map has no keys or no values");
  return (i) => {
    const [start, end] = [offsets![i]!, offsets![i + 1]!];
    budget.take(8 * (end - start));
    return Object.fromEntries(Array.from({length: end - start}, (_, k) => [jsonKey(key(start + k)), value(start + k)]));
  };
}

const decoder = new TextDecoder();

function jsonKey(key: unknown): string {
  return key instanceof Uint8Array ? decoder.decode(key) : String(key);
}

function integer(view: DataView, bits: number, signed: boolean): (i: number) => number | bigint {
  if (bits === 8) return signed ? (i) => view.getInt8(i) : (i) => view.getUint8(i);
  if (bits === 16) return signed ? (i) => view.getInt16(2 * i, true) : (i) => view.getUint16(2 * i, true);
  if (bits === 32) return signed ? (i) => view.getInt32(4 * i, true) : (i) => view.getUint32(4 * i, true);
  return signed ? (i) => view.getBigInt64(8 * i, true) : (i) => view.getBigUint64(8 * i, true);
}

function real(view: DataView, bits: number): Getter {
  if (bits === 64) return (i) => view.getFloat64(8 * i, true);
  return bits === 32 ? (i) => view.getFloat32(4 * i, true) : (i) => half(view.getUint16(2 * i, true));
}

/** The value of 16 bits (IEEE 754 binary16). */
function half(word: number): number {
  const sign = word & 0x8000 ? -1 : 1;
  const exponent = (word >> 10) & 31;
  const fraction = word & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return (sign * fraction) / 16_777_216;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Little-endian bytes, two's complement, times 10^−scale. */
function decimal(bytes: Uint8Array, start: number, bits: number, scale: number): number {
  let value = 0n;
  for (let k = bits / 8 - 1; k >= 0; --k) value = (value << 8n) | BigInt(bytes[start + k]!);
  return Number(`${BigInt.asIntN(bits, value)}e${-scale}`);
}

/** Months; days and milliseconds; months, days and nanoseconds. */
function interval(view: DataView, unit: number): Getter {
  if (unit === 0) return (i) => view.getInt32(4 * i, true);
  if (unit === 1) return (i) => [view.getInt32(8 * i, true), view.getInt32(8 * i + 4, true)];
  return (i) => [view.getInt32(16 * i, true), view.getInt32(16 * i + 4, true), view.getBigInt64(16 * i + 8, true)];
}

/** The bytes of string i. */
function slices(offsets: Int32Array | Float64Array, data: Uint8Array): (i: number) => Uint8Array {
  return (i) => data.subarray(offsets[i], offsets[i + 1]);
}

function viewed(view: DataView, values: Uint8Array, data: readonly Uint8Array[], budget: Budget): (i: number) => Uint8Array {
  return (i) => {
    const size = view.getInt32(16 * i, true);
    if (size >= 0 && size <= 12) return values.subarray(16 * i + 4, 16 * i + 4 + size);
    const buffer = data[view.getInt32(16 * i + 8, true)];
    const at = view.getInt32(16 * i + 12, true);
    if (size < 0 || !buffer || at < 0 || at + size > buffer.length)
      throw new Error(`the Arrow file is damaged: string ${i} is said to have ${counted(size, "byte")} where there are none`);
    return measured(buffer.subarray(at, at + size), budget);
  };
}

function lists(child: ArrowArray, offset: (i: number) => number, budget: Budget): Getter {
  const {type, validity, values} = child;
  // Doubles without nulls, as most are: a piece of the array itself.
  if (type.kind === "float" && type.bits === 64 && !validity && !child.dictionary) {
    const whole = new Float64Array(values.slice().buffer);
    return (i) => whole.subarray(offset(i), offset(i + 1));
  }
  const item = getter(child, budget);
  return (i) => {
    const [start, end] = [offset(i), offset(i + 1)];
    budget.take(8 * (end - start));
    return Array.from({length: end - start}, (_, k) => item(start + k));
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
