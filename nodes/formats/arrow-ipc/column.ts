// Columns from Arrow arrays: numbers and text straight from the buffers, the rest value by value.
import type {Budget} from "../../kernels/formats/builders.ts";
import {TextBuilder} from "../../kernels/formats/text-builder.ts";
import type {ColumnFacts, FormatColumn, ScalarColumn, ScalarType} from "../../kernels/formats/types.ts";
import type {Warnings} from "../../kernels/formats/warnings.ts";
import {type Cell, jsonColumn, listColumn, scalarColumn} from "../columns.ts";
import type {ArrowArray} from "./arrays.ts";
import type {ArrowField, ArrowType} from "./schema.ts";
import {getter, isSet} from "./values.ts";

/** The part of a column that a batch holds: the first `rows` values of an array. */
export interface Chunk {
  readonly array: ArrowArray;
  readonly rows: number;
}

/** The column of a field. @throws where the data of a damaged file lead out of it, or would take far more memory than it. */
export function columnOf(
  facts: ColumnFacts,
  field: ArrowField,
  chunks: readonly Chunk[],
  budget: Budget,
  warnings: Warnings
): FormatColumn {
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const type = scalarType(field.type);
  if (type === undefined) {
    const element = elementType(field);
    const cells = cellsOf(chunks, budget);
    if (element !== undefined) return listColumn(facts, element, cells, budget, warnings);
    return jsonColumn(facts, cells, budget);
  }
  if (field.type.kind === "text") return textColumn(facts, chunks, budget, warnings);
  const plain =
    type === "text" || type === "boolean" || field.dictionary ? undefined : plainValues(type, field.type, rows, budget);
  if (!plain) return scalarColumn(facts, type, cellsOf(chunks, budget) as Cell[], budget, warnings);
  let at = 0;
  for (const chunk of chunks) {
    copyValues(plain, at, chunk);
    at += chunk.rows;
  }
  const valid = validOf(chunks, rows, budget);
  if (valid)
    for (let row = 0; row < rows; ++row) if (valid[row] === 0) plain[row] = (plain instanceof BigInt64Array ? 0n : 0) as never;
  return {...facts, type, values: plain, ...(valid && {valid})} as ScalarColumn;
}

type Plain = Uint8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

const ARRAYS = {
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array
} as const;

/** Room for values that are stored as the column keeps them. */
function plainValues(type: keyof typeof ARRAYS, stored: ArrowType, rows: number, budget: Budget): Plain | undefined {
  const kept = ARRAYS[type].BYTES_PER_ELEMENT * 8;
  const same = (stored.kind === "int" && stored.bits === kept && stored.signed === (type !== "uint8")) || stored.kind === "float";
  if (!same || (stored.kind === "float" && stored.bits !== kept)) return undefined;
  budget.take((rows * kept) / 8);
  return new ARRAYS[type](rows);
}

function copyValues(target: Plain, at: number, {array, rows}: Chunk): void {
  const width = target.BYTES_PER_ELEMENT;
  new Uint8Array(target.buffer, target.byteOffset + at * width, rows * width).set(array.values.subarray(0, rows * width));
}

function validOf(chunks: readonly Chunk[], rows: number, budget: Budget): Uint8Array | undefined {
  if (!chunks.some(({array}) => array.validity)) return undefined;
  budget.take(rows);
  const valid = new Uint8Array(rows).fill(1);
  let at = 0;
  let nulls = 0;
  for (const {array, rows: count} of chunks) {
    const {validity} = array;
    if (validity)
      for (let i = 0; i < count; ++i)
        if (!isSet(validity, i)) {
          valid[at + i] = 0;
          ++nulls;
        }
    at += count;
  }
  return nulls > 0 ? valid : undefined;
}

function textColumn(facts: ColumnFacts, chunks: readonly Chunk[], budget: Budget, warnings: Warnings): FormatColumn {
  const builder = new TextBuilder(budget);
  for (const {array, rows} of chunks) {
    const get = getter(array, budget);
    for (let i = 0; i < rows; ++i) {
      const part = get(i) as Uint8Array | null;
      if (part === null) builder.appendNull();
      else builder.append(part, 0, part.length);
    }
  }
  if (builder.latin1 > 0) warnings.latin1(facts.name, builder.latin1);
  return builder.finish(facts);
}

function cellsOf(chunks: readonly Chunk[], budget: Budget): unknown[] {
  const cells: unknown[] = [];
  for (const {array, rows} of chunks) {
    budget.take(8 * rows);
    const get = getter(array, budget);
    for (let i = 0; i < rows; ++i) cells.push(get(i));
  }
  return cells;
}

/** What the values of a type are in a table; undefined for those of several parts. */
function scalarType(type: ArrowType): ScalarType | undefined {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int":
      if (type.signed) return type.bits <= 16 ? "int16" : type.bits === 32 ? "int32" : "int64";
      return type.bits === 8 ? "uint8" : type.bits === 16 ? "int32" : "int64";
    case "float":
      return type.bits === 64 ? "float64" : "float32";
    case "decimal":
      return "float64";
    case "interval":
      return type.unit === 0 ? "int32" : undefined;
    case "list":
    case "fixedList":
    case "struct":
    case "map":
    case "union":
      return undefined;
    default:
      return "text";
  }
}

/** The type of the innermost elements of lists; undefined where those have parts. */
function elementType({type, children}: ArrowField): ScalarType | undefined {
  if (type.kind !== "list" && type.kind !== "fixedList") return undefined;
  return scalarType(children[0]!.type) ?? elementType(children[0]!);
}
