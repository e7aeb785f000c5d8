// Decoders of the element types of FITS binary tables (FITS Standard 4.0, table 18): big-endian, scaled, with undefined values.
import {BooleanBuilder, type Budget, type Builder, Int64Builder, NumberBuilder} from "./builders.ts";
import {TextBuilder} from "./text-builder.ts";
import {UnsignedBuilder} from "./unsigned.ts";

/** Sizes in bytes of the letters of TFORM; A, X and L count single bytes. */
export const SIZES: Readonly<Record<string, number>> = {
  L: 1,
  X: 1,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
  P: 8,
  Q: 16
};

export interface Scaling {
  readonly scale: number;
  readonly zero: number | bigint;
  /** The stored integer that stands for an undefined value. */
  readonly undefinedAs?: bigint;
}

/** Appends elements found every `stride` bytes to a builder. */
export interface Elements {
  readonly builder: Builder;
  /** Bytes from one element to the next in an array. */
  readonly size: number;
  read(view: DataView, base: number, stride: number, n: number): void;
}

/** The decoder of a letter. `width` is the length of each string of an A column. */
export function elementsOf(letter: string, scaling: Scaling, width: number, budget: Budget): Elements {
  if (letter === "A") return new Strings(width, budget);
  if (letter === "L") return new Logicals(budget);
  if (letter === "E" || letter === "C") return new Reals(4, scaling, budget);
  if (letter === "D" || letter === "M") return new Reals(8, scaling, budget);
  if (letter === "K" && scaling.scale === 1 && (scaling.zero === 0 || BigInt(scaling.zero) === 1n << 63n))
    return new Longs(scaling, budget);
  return new Integers(letter, scaling, budget);
}

class Strings implements Elements {
  readonly builder: TextBuilder;
  readonly size: number;

  constructor(width: number, budget: Budget) {
    this.builder = new TextBuilder(budget);
    this.size = width;
  }

  // A NUL ends the string and what stands before it is exact; without one, trailing blanks are padding (§7.3.3.1).
  read(view: DataView, base: number, stride: number, n: number): void {
    const bytes = bytesOf(view);
    const {builder, size} = this;
    for (let i = 0; i < n; ++i) {
      const start = base + i * stride;
      let end = start;
      const limit = start + size;
      while (end < limit && bytes[end] !== 0) ++end;
      if (end === limit) while (end > start && bytes[end - 1] === 0x20) --end;
      builder.append(bytes, start, end);
    }
  }
}

class Logicals implements Elements {
  readonly builder: BooleanBuilder;
  readonly size = 1;

  constructor(budget: Budget) {
    this.builder = new BooleanBuilder(budget);
  }

  read(view: DataView, base: number, stride: number, n: number): void {
    const {builder} = this;
    for (let i = 0; i < n; ++i) {
      const flag = view.getUint8(base + i * stride);
      if (flag === 0x54) builder.append(1);
      else if (flag === 0x46) builder.append(0);
      else builder.appendNull();
    }
  }
}

class Reals implements Elements {
  readonly builder: NumberBuilder;
  readonly size: 4 | 8;
  readonly #scale: number;
  readonly #zero: number;

  constructor(size: 4 | 8, {scale, zero}: Scaling, budget: Budget) {
    this.size = size;
    this.#scale = scale;
    this.#zero = Number(zero);
    this.builder = new NumberBuilder(size === 8 || scale !== 1 || this.#zero !== 0 ? "float64" : "float32", budget);
  }

  read(view: DataView, base: number, stride: number, n: number): void {
    const {builder} = this;
    builder.reserve(n);
    const {values, length} = builder;
    if (this.size === 8) for (let i = 0; i < n; ++i) values[length + i] = view.getFloat64(base + i * stride);
    else for (let i = 0; i < n; ++i) values[length + i] = view.getFloat32(base + i * stride);
    if (this.#scale !== 1 || this.#zero !== 0)
      for (let i = length; i < length + n; ++i) values[i] = values[i]! * this.#scale + this.#zero;
    builder.length += n;
  }
}

class Integers implements Elements {
  readonly builder: NumberBuilder | Int64Builder;
  readonly size: number;
  readonly #scaling: Scaling;
  readonly #shift: number;

  constructor(letter: string, scaling: Scaling, budget: Budget) {
    this.size = SIZES[letter]!;
    this.#scaling = scaling;
    const zero = Number(scaling.zero);
    const unsigned = scaling.scale === 1 && zero === (letter === "B" ? -128 : 2 ** (8 * this.size - 1)) && this.size < 8;
    const plain = scaling.scale === 1 && zero === 0;
    this.#shift = unsigned ? zero : 0;
    if (unsigned && letter === "J") this.builder = new Int64Builder(budget);
    else if (unsigned) this.builder = new NumberBuilder(letter === "B" ? "int16" : "int32", budget);
    else if (plain && letter !== "K")
      this.builder = new NumberBuilder(letter === "B" ? "uint8" : letter === "I" ? "int16" : "int32", budget);
    else this.builder = new NumberBuilder("float64", budget);
  }

  read(view: DataView, base: number, stride: number, n: number): void {
    const {builder, size} = this;
    const {scale, zero, undefinedAs} = this.#scaling;
    const missing = undefinedAs === undefined ? NaN : Number(undefinedAs);
    const scaled = builder instanceof NumberBuilder && builder.type === "float64";
    const [factor, shift] = scaled ? [scale, Number(zero)] : [1, this.#shift];
    builder.reserve(n);
    for (let i = 0; i < n; ++i) {
      const at = base + i * stride;
      const raw =
        size === 4
          ? view.getInt32(at)
          : size === 2
            ? view.getInt16(at)
            : size === 1
              ? view.getUint8(at)
              : Number(view.getBigInt64(at));
      if (raw === missing) builder.appendNull();
      else if (builder instanceof NumberBuilder) builder.append(raw * factor + shift);
      else builder.append(BigInt(raw + shift));
    }
  }
}

/** 64-bit integers; with a zero point of 2^63 they are unsigned. */
class Longs implements Elements {
  readonly builder: Int64Builder;
  readonly size = 8;
  readonly #missing: bigint | undefined;

  constructor({zero, undefinedAs}: Scaling, budget: Budget) {
    this.builder = zero === 0 ? new Int64Builder(budget) : new UnsignedBuilder(budget);
    this.#missing = undefinedAs;
  }

  read(view: DataView, base: number, stride: number, n: number): void {
    const {builder} = this;
    builder.reserve(n);
    const {words, length} = builder;
    const unsigned = builder instanceof UnsignedBuilder ? builder : undefined;
    const flip = unsigned ? 0x8000_0000 : 0;
    const missing = this.#missing;
    const missingHigh = missing === undefined ? 0 : Number(BigInt.asIntN(32, missing >> 32n));
    const missingLow = missing === undefined ? 0 : Number(BigInt.asIntN(32, missing));
    builder.length += n;
    for (let i = 0; i < n; ++i) {
      const at = base + i * stride;
      const high = view.getInt32(at);
      const low = view.getInt32(at + 4);
      const slot = 2 * (length + i);
      if (missing !== undefined && high === missingHigh && low === missingLow) builder.nullWhere(length + i);
      else {
        words[slot] = low;
        words[slot + 1] = high ^ flip;
        if (unsigned && (high ^ flip) < 0) unsigned.beyond = true;
      }
    }
  }
}

/** The bits of X columns, most significant first. */
export function readBits(builder: BooleanBuilder, view: DataView, base: number, n: number): void {
  for (let k = 0; k < n; ++k) builder.append((view.getUint8(base + (k >> 3)) >> (7 - (k & 7))) & 1);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
