// Columns of FITS binary tables: one field of the rows each, an array where it repeats, a pointer into the heap for P and Q.
import {counted} from "../words.ts";
import {BooleanBuilder, type Budget} from "./builders.ts";
import {type Elements, elementsOf, readBits, type Scaling, SIZES} from "./fits-elements.ts";
import {type CardValue, type Header, words} from "./fits-header.ts";
import {TextBuilder, VectorBuilder} from "./text-builder.ts";
import {type ColumnFacts, type FormatColumn, given} from "./types.ts";
import {UnsignedBuilder, warnOfUnsigned} from "./unsigned.ts";
import type {Warnings} from "./warnings.ts";

/** One field, as its keywords describe it. */
export interface Field {
  readonly facts: ColumnFacts;
  readonly letter: string;
  readonly repeat: number;
  /** In bytes. */
  readonly width: number;
  /** From the start of the row, in bytes. */
  readonly offset: number;
  /** The letter of the elements in the heap, for P and Q. */
  readonly heapLetter?: string;
  readonly scaling: Scaling;
  /** The axes of TDIM, fastest first. */
  readonly dimensions?: readonly number[];
  /** The length of each string of an A field that holds several. */
  readonly stringWidth?: number;
}

/** Reads keyword n of a field family, such as TTYPE. */
function card(header: Header, family: string, n: number): CardValue {
  return header.values.get(family + n);
}

/** @throws where TFORM is not one of the standard's. */
export function fieldOf(header: Header, n: number, offset: number, name: string, label: string, warnings: Warnings): Field {
  const form = card(header, "TFORM", n);
  const match = /^(\d*)([LXBIJKAEDCMPQ])(.*)$/.exec(typeof form === "string" ? form.trim() : "");
  if (!match)
    throw new Error(`${label}: TFORM${n} of column "${name}" must be a format such as 1J or 16A; got ${JSON.stringify(form)}`);
  const letter = match[2]!;
  const repeat = match[1] === "" ? 1 : Number(match[1]);
  const rest = match[3]!;
  const pointer = letter === "P" || letter === "Q";
  const heapLetter = pointer ? /^[LXBIJKAEDCM]/.exec(rest)?.[0] : undefined;
  if (pointer && (!heapLetter || repeat > 1))
    throw new Error(`${label}: TFORM${n} of column "${name}" must name one kind of element, as in 1PJ(9); got "${String(form)}"`);
  const width = letter === "X" ? Math.ceil(repeat / 8) : repeat * SIZES[letter]!;
  const dimensions = tdim(card(header, "TDIM", n), repeat, pointer, `${label}: TDIM${n}`, warnings);
  const strings = letter === "A" ? (/^(?::SSTR)?(\d+)/.exec(rest)?.[1] ?? dimensions?.[0]) : undefined;
  const stringWidth = strings === undefined || Number(strings) === 0 ? undefined : Number(strings);
  return {
    facts: factsOf(header, n, name),
    letter,
    repeat,
    width,
    offset,
    scaling: scalingOf(header, n, heapLetter ?? letter, `${label}: column "${name}"`, warnings),
    ...(heapLetter !== undefined && {heapLetter}),
    ...(dimensions && {dimensions}),
    ...(stringWidth !== undefined && stringWidth < repeat && {stringWidth})
  };
}

/** What the keywords of a column say of it: TUNIT; TUCD, TUTYP and TCOMM as STILTS and others use them. */
export function factsOf(header: Header, n: number, name: string): ColumnFacts {
  const facts = given({
    unit: words(header, `TUNIT${n}`),
    ucd: words(header, `TUCD${n}`),
    utype: words(header, `TUTYP${n}`) ?? words(header, `TUTYPE${n}`),
    description: words(header, `TCOMM${n}`) ?? words(header, `TDESC${n}`)
  });
  return {name, ...facts};
}

export function scalingOf(header: Header, n: number, letter: string, label: string, warnings: Warnings): Scaling {
  const scale = card(header, "TSCAL", n) ?? 1;
  const zero = card(header, "TZERO", n) ?? 0;
  const nothing = card(header, "TNULL", n);
  const numeric = typeof scale === "number" && (typeof zero === "number" || typeof zero === "bigint");
  const applies = "BIJKEDCM".includes(letter);
  if (!numeric) warnings.add(`${label}: TSCAL ${String(scale)} and TZERO ${String(zero)} are not numbers; they are not applied`);
  const integer =
    "BIJK".includes(letter) && (typeof nothing === "bigint" || (typeof nothing === "number" && Number.isInteger(nothing)));
  return {
    scale: applies && numeric ? scale : 1,
    zero: applies && numeric ? zero : 0,
    ...(integer && {undefinedAs: BigInt(nothing)})
  };
}

function tdim(value: CardValue, repeat: number, pointer: boolean, label: string, warnings: Warnings): number[] | undefined {
  if (value === undefined) return undefined;
  const match = /^\(\s*(\d+(?:\s*,\s*\d+)*)\s*\)$/.exec(String(value).trim());
  const axes = match?.[1]!.split(",").map(Number);
  if (axes && (pointer || axes.reduce((a, b) => a * b, 1) === repeat)) return axes;
  warnings.add(
    `${label} is ${JSON.stringify(value)}, which does not hold the ${counted(repeat, "element")} of the column; not applied`
  );
  return undefined;
}

/** Decodes one field of blocks of rows into a column. */
export class FieldReader {
  readonly field: Field;
  readonly #elements: Elements;
  readonly #vector: VectorBuilder | undefined;
  readonly #perRow: number;
  readonly #pointers: {counts: number[]; starts: number[]} | undefined;

  constructor(field: Field, budget: Budget) {
    this.field = field;
    const letter = field.heapLetter ?? field.letter;
    const complex = letter === "C" || letter === "M";
    if (letter === "X") this.#elements = {builder: new BooleanBuilder(budget), size: 1, read: () => undefined};
    else this.#elements = elementsOf(letter, field.scaling, field.stringWidth ?? (field.heapLetter ? 1 : field.repeat), budget);
    const strings = letter === "A" ? (field.stringWidth ? Math.floor(field.repeat / field.stringWidth) : 1) : field.repeat;
    this.#perRow = complex ? 2 * strings : strings;
    const scalar = letter === "A" ? !field.stringWidth : letter !== "X" && this.#perRow === 1 && !field.heapLetter;
    this.#vector = scalar ? undefined : new VectorBuilder(this.#elements.builder, budget);
    this.#pointers = field.heapLetter ? {counts: [], starts: []} : undefined;
  }

  reserve(rows: number): void {
    (this.#vector ?? this.#elements.builder).reserve(rows);
    if (this.#vector && !this.#pointers) this.#elements.builder.reserve(rows * this.#perRow);
  }

  /** Rows start every `stride` bytes from `base`; the field is at its offset in each. */
  read(view: DataView, base: number, stride: number, n: number): void {
    const start = base + this.field.offset;
    if (this.#pointers) this.#readPointers(view, start, stride, n, this.#pointers);
    else if (!this.#vector) this.#elements.read(view, start, stride, n);
    else
      for (let i = 0; i < n; ++i) {
        if (this.field.letter === "X") readBits(this.#elements.builder as BooleanBuilder, view, start + i * stride, this.#perRow);
        else this.#readArray(view, start + i * stride, this.#perRow);
        this.#vector.close();
      }
  }

  #readArray(view: DataView, at: number, n: number): void {
    const complex = this.field.letter === "C" || this.field.letter === "M" || "CM".includes(this.field.heapLetter ?? "-");
    this.#elements.read(view, at, this.#elements.size, complex && this.field.heapLetter ? 2 * n : n);
  }

  #readPointers(view: DataView, start: number, stride: number, n: number, to: {counts: number[]; starts: number[]}): void {
    for (let i = 0; i < n; ++i) {
      const at = start + i * stride;
      const wide = this.field.letter === "Q";
      if (this.field.width === 0) {
        to.counts.push(0);
        to.starts.push(0);
      } else {
        to.counts.push(wide ? Number(view.getBigInt64(at)) : view.getInt32(at));
        to.starts.push(wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4));
      }
    }
  }

  get usesHeap(): boolean {
    return this.#pointers !== undefined;
  }

  /** Follows the pointers of all rows. @throws where one leaves the heap, or where they share so much of it that it would not end. */
  readHeap(heap: DataView, label: string): void {
    const {counts, starts} = this.#pointers!;
    const letter = this.field.heapLetter!;
    const {name} = this.field.facts;
    let total = 0;
    for (let row = 0; row < counts.length; ++row) {
      const n = counts[row]!;
      const size = letter === "X" ? Math.ceil(n / 8) : n * SIZES[letter]!;
      const at = n === 0 ? 0 : starts[row]!;
      if (n < 0 || at < 0 || at + size > heap.byteLength)
        throw new Error(
          `${label}: column "${name}", row ${row + 1} points to bytes ${at} to ${at + size} of a heap of ${heap.byteLength}`
        );
      total += size;
      if (total > (64 << 20) + 16 * heap.byteLength)
        throw new Error(
          `${label}: column "${name}" points to ${counted(total, "byte")} in a heap of ${heap.byteLength}; it is damaged`
        );
      this.#readOne(heap, at, n, letter);
    }
  }

  #readOne(heap: DataView, at: number, n: number, letter: string): void {
    if (letter === "A") {
      let end = at;
      while (end < at + n && heap.getUint8(end) !== 0) ++end;
      const builder = this.#elements.builder as TextBuilder;
      builder.append(new Uint8Array(heap.buffer, heap.byteOffset, heap.byteLength), at, end);
      return;
    }
    if (letter === "X") readBits(this.#elements.builder as BooleanBuilder, heap, at, n);
    else this.#readArray(heap, at, n);
    this.#vector!.close();
  }

  finish(warnings: Warnings): FormatColumn {
    const {facts} = this.field;
    const {builder} = this.#elements;
    if (builder instanceof TextBuilder && builder.latin1 > 0) warnings.latin1(facts.name, builder.latin1);
    if (builder instanceof UnsignedBuilder && builder.beyond) warnOfUnsigned(facts.name, warnings);
    if (!this.#vector) return builder.finish(facts);
    const complex = "CM".includes(this.field.heapLetter ?? this.field.letter);
    return this.#vector.finish(facts, this.#shape(complex), complex);
  }

  #shape(complex: boolean): number[] {
    const {dimensions, heapLetter, letter, stringWidth} = this.field;
    const inner = complex ? [2] : [];
    if (heapLetter) {
      const axes = dimensions?.slice(0, -1).toReversed() ?? [];
      return [-1, ...axes, ...inner];
    }
    const axes =
      letter === "A" && stringWidth !== undefined && dimensions?.[0] === stringWidth ? dimensions.slice(1) : dimensions;
    const flat = complex ? this.#perRow / 2 : this.#perRow;
    if (axes && axes.reduce((a, b) => a * b, 1) === flat) return [...axes.toReversed(), ...inner];
    return complex && flat === 1 ? inner : [flat, ...inner];
  }
}
