// What a FIELD of VOTable (1.4, §4.1 and §2) says of its column, and the builder for it.
import type {Budget, Builder} from "./builders.ts";
import {scalarBuilder, TextBuilder, VectorBuilder} from "./text-builder.ts";
import {type ColumnFacts, type FormatColumn, given, type ScalarType} from "./types.ts";
import type {Warnings} from "./warnings.ts";

export interface VoField {
  readonly facts: ColumnFacts;
  readonly datatype: string;
  /** The type of the values, or of the elements of arrays. */
  readonly type: ScalarType;
  readonly complex: boolean;
  /** Values, strings and pairs of doubles count as one; −1 where the array is variable; undefined for scalars and single strings. */
  readonly elements?: number;
  /** Axes, fastest first, the length of strings and the pairs of complex numbers left out. */
  readonly axes: readonly number[];
  /** Characters of each string of fixed length. */
  readonly stringWidth?: number;
  /** The text that stands for null. */
  readonly nothing?: string;
  readonly builder: Builder;
  readonly vector?: VectorBuilder;
}

const TYPES: Readonly<Record<string, ScalarType>> = {
  boolean: "boolean",
  bit: "boolean",
  unsignedByte: "uint8",
  short: "int16",
  int: "int32",
  long: "int64",
  float: "float32",
  double: "float64",
  floatComplex: "float32",
  doubleComplex: "float64",
  char: "text",
  unicodeChar: "text",
  string: "text",
  unicodeString: "text"
};

/** What the attributes of FIELD, its DESCRIPTION and the null of its VALUES gave. */
export interface RawField {
  readonly attributes: ReadonlyMap<string, string>;
  readonly description: string;
  readonly nothing?: string;
}

export function fieldOf(raw: RawField, name: string, frames: ReadonlySet<string>, budget: Budget, warnings: Warnings): VoField {
  const {attributes, nothing} = raw;
  const given = attributes.get("datatype") ?? "";
  const datatype = given in TYPES ? given : "char";
  if (datatype !== given) warnings.add(`column "${name}" has the datatype "${given}", which VOTable does not know; read as text`);
  const type = TYPES[datatype]!;
  const size = arraysize(attributes.get("arraysize"), name, warnings);
  const complex = datatype.endsWith("Complex");
  const builder = scalarBuilder(type, budget);
  const base = {
    facts: factsOf(raw, name, frames),
    datatype,
    type,
    complex,
    builder,
    ...(nothing !== undefined && nothing !== "" && {nothing})
  };
  if (type === "text") {
    const [width, ...axes] = size?.axes ?? (datatype.endsWith("tring") ? [-1] : [1]);
    const stringWidth = width! > 0 && !(axes.length === 0 && size?.variable) ? {stringWidth: width!} : {};
    if (axes.length === 0) return {...base, axes: [], ...stringWidth};
    const vector = new VectorBuilder(builder, budget);
    return {...base, axes, elements: product(axes), ...stringWidth, vector};
  }
  if (!size && !complex) return {...base, axes: []};
  const axes = size?.axes ?? [];
  return {...base, axes, elements: size ? product(axes) : 1, vector: new VectorBuilder(builder, budget)};
}

/** The axes of "3", "2x3", "2x*", "8*" …, the variable one as −1; undefined where there is one value only. */
function arraysize(text: string | undefined, name: string, warnings: Warnings): {axes: number[]; variable: boolean} | undefined {
  const size = text?.trim();
  if (size === undefined || size === "" || size === "1") return undefined;
  const match = /^((?:\d+x)*)(\d*)(\*?)$/.exec(size);
  if (!match || (match[2] === "" && match[3] === "")) {
    warnings.add(`column "${name}" has the arraysize "${size}", which cannot be read; taken as variable`);
    return {axes: [-1], variable: true};
  }
  const fixed = match[1]!.split("x").filter(Boolean).map(Number);
  const variable = match[3] === "*";
  return {axes: [...fixed, variable ? -1 : Number(match[2])], variable};
}

function product(axes: readonly number[]): number {
  return axes.includes(-1) ? -1 : axes.reduce((a, b) => a * b, 1);
}

function factsOf({attributes, description}: RawField, name: string, frames: ReadonlySet<string>): ColumnFacts {
  const ref = attributes.get("ref");
  const text = description.replace(/\s+/g, " ").trim();
  const facts = given({
    unit: attributes.get("unit")?.trim(),
    ucd: attributes.get("ucd")?.trim(),
    utype: attributes.get("utype")?.trim(),
    description: text,
    frame: ref !== undefined && frames.has(ref) ? ref : undefined
  });
  return {name, ...facts};
}

export function finishField({vector, builder, facts, axes, complex}: VoField, warnings: Warnings): FormatColumn {
  if (builder instanceof TextBuilder && builder.latin1 > 0) warnings.latin1(facts.name, builder.latin1);
  if (!vector) return builder.finish(facts);
  return vector.finish(facts, [...axes.toReversed(), ...(complex ? [2] : [])], complex);
}

/** Ends one row of an array column that should hold a fixed number of elements. False, and nothing kept, where it does not. */
export function closeVector(field: VoField, vector: VectorBuilder): boolean {
  const got = vector.element.length - vector.offsets[vector.length]!;
  const unit = field.complex ? 2 : 1;
  const fixed = field.elements ?? -1;
  const inner = field.axes.slice(0, -1).reduce((a, b) => a * b, unit);
  const fits = fixed >= 0 ? got === fixed * unit : inner === 0 ? got === 0 : got % inner === 0;
  if (fits) vector.close();
  return fits;
}
