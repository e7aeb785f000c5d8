// Columns from values as libraries hand them out.
import {counted} from "../kernels/words.ts";
import {type BooleanBuilder, type Budget, type Builder, Int64Builder, NumberBuilder} from "../kernels/formats/builders.ts";
import {decodeText, scalarBuilder, TextBuilder} from "../kernels/formats/text-builder.ts";
import type {ColumnFacts, FormatColumn, ScalarColumn, ScalarType, VectorColumn} from "../kernels/formats/types.ts";
import {warnOfUnsigned} from "../kernels/formats/unsigned.ts";
import type {Warnings} from "../kernels/formats/warnings.ts";

/** A value, null or undefined where there is none; text may come as UTF-8. */
export type Cell = number | bigint | boolean | string | Uint8Array | null | undefined;

const FREE = 1 << 23;
const RATIO = 64;

/** @throws where so many values cannot have come from so few bytes: a damaged count must cost neither time nor memory. */
export function checkCount(count: number, what: string, bytes: number): void {
  if (!(count >= 0 && count <= FREE + RATIO * bytes))
    throw new Error(`${what} claims ${counted(count, "row")} in a file of ${counted(bytes, "byte")}; it is damaged`);
}

/** One value a row, in as many parts as they come; text within the budget. Integers beyond 64 bits turn the column into text. */
export class ScalarCells {
  #builder: Builder;
  /** Whether integers did not fit and became text. */
  #beyond = false;
  readonly #budget: Budget;

  constructor(type: ScalarType, budget: Budget) {
    this.#budget = budget;
    this.#builder = scalarBuilder(type, budget);
  }

  get length(): number {
    return this.#builder.length;
  }

  add(cells: ArrayLike<Cell>): void {
    this.#builder.reserve(cells.length);
    if (this.#copied(cells)) return;
    for (let i = 0; i < cells.length; ++i) {
      const cell = cells[i];
      if (cell === null || cell === undefined) this.#builder.appendNull();
      else this.#append(cell);
    }
  }

  finish(facts: ColumnFacts, warnings?: Warnings): ScalarColumn {
    const builder = this.#builder;
    if (builder instanceof TextBuilder && builder.latin1 > 0) warnings?.latin1(facts.name, builder.latin1);
    if (this.#beyond && warnings) warnOfUnsigned(facts.name, warnings);
    return builder.finish(facts) as ScalarColumn;
  }

  /** Numbers that come as the column keeps them. */
  #copied(cells: ArrayLike<Cell>): boolean {
    const builder = this.#builder;
    if (!(builder instanceof NumberBuilder || builder instanceof Int64Builder)) return false;
    if (cells.constructor !== builder.values.constructor) return false;
    builder.values.set(cells as never, builder.length);
    builder.length += cells.length;
    return true;
  }

  #append(cell: NonNullable<Cell>): void {
    const builder = this.#builder;
    if (builder instanceof TextBuilder) {
      if (cell instanceof Uint8Array) builder.append(cell, 0, cell.length);
      else builder.appendString(String(cell));
    } else if (builder instanceof Int64Builder) {
      const value = BigInt(cell as number | bigint);
      if (BigInt.asIntN(64, value) === value) builder.append(value);
      else this.#asText(value);
    } else (builder as NumberBuilder | BooleanBuilder).append(Number(cell));
  }

  /** Goes on as text, from an integer on that has more than 64 bits. */
  #asText(value: bigint): void {
    const {values, valid} = this.#builder.finish({name: ""}) as Extract<ScalarColumn, {type: "int64"}>;
    this.#builder = scalarBuilder("text", this.#budget);
    this.#beyond = true;
    this.add(Array.from(values, (known, i) => (valid?.[i] === 0 ? null : String(known))));
    this.#append(String(value));
  }
}

/** One value a row, as a column. */
export function scalarColumn(
  facts: ColumnFacts,
  type: ScalarType,
  cells: ArrayLike<Cell>,
  budget: Budget,
  warnings?: Warnings
): ScalarColumn {
  const column = new ScalarCells(type, budget);
  column.add(cells);
  return column.finish(facts, warnings);
}

/** A list a row, perhaps of lists; JSON text where nested lists differ in length. */
export function listColumn(
  facts: ColumnFacts,
  type: ScalarType,
  rows: ArrayLike<unknown>,
  budget: Budget,
  warnings?: Warnings
): FormatColumn {
  const n = rows.length;
  const valid = Uint8Array.from({length: n}, (_, i) => (rows[i] === null || rows[i] === undefined ? 0 : 1));
  const depth = depthOf(rows);
  const inner = depth > 1 ? commonShape(rows) : [];
  if (!inner) return jsonColumn(facts, rows, budget);
  const flat: Cell[] = [];
  const offsets = new Int32Array(n + 1);
  let length: number | undefined;
  for (let i = 0; i < n; ++i) {
    if (valid[i]) {
      flatten(rows[i], flat);
      const own = (rows[i] as ArrayLike<unknown>).length;
      if (length === undefined) length = own;
      else if (length !== own) length = -1;
    }
    offsets[i + 1] = flat.length;
  }
  const element = scalarColumn({name: facts.name}, type, flat, budget, warnings);
  const column: VectorColumn = {...facts, type: "vector", shape: [length ?? -1, ...inner], element, offsets};
  return valid.includes(0) ? {...column, valid} : column;
}

/** Anything as JSON text. */
export function jsonColumn(facts: ColumnFacts, rows: ArrayLike<unknown>, budget: Budget): ScalarColumn {
  // Against the budget at once: text that is stored once may come in every row.
  const texts = Array.from(rows, (value) => {
    if (value === null || value === undefined) return null;
    const text = JSON.stringify(value, spelled);
    budget.take(text.length);
    return text;
  });
  return scalarColumn(facts, "text", texts, budget);
}

function spelled(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return decodeText(value);
  if (typeof value === "bigint") return String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof Uint8Array));
}

function depthOf(value: unknown): number {
  if (!isList(value)) return 0;
  for (let i = 0; i < value.length; ++i) if (isList(value[i])) return depthOf(value[i]) + (Array.isArray(value) ? 1 : 0);
  return 1;
}

/** The lengths of the inner lists, where all are the same. */
function commonShape(rows: ArrayLike<unknown>): number[] | undefined {
  let shape: number[] | undefined;
  for (let i = 0; i < rows.length; ++i) {
    if (!isList(rows[i])) continue;
    const list = rows[i] as ArrayLike<unknown>;
    for (let k = 0; k < list.length; ++k) {
      const own = shapeOf(list[k]);
      if (!own || (shape && own.join() !== shape.join())) return undefined;
      shape = own;
    }
  }
  return shape ?? [];
}

function shapeOf(value: unknown): number[] | undefined {
  if (!isList(value)) return [];
  const first = value.length > 0 ? shapeOf(value[0]) : [];
  if (!first) return undefined;
  for (let k = 1; k < value.length; ++k) if (shapeOf(value[k])?.join() !== first.join()) return undefined;
  return [value.length, ...first];
}

function flatten(value: unknown, into: Cell[]): void {
  if (!isList(value)) into.push(value as Cell);
  else for (let k = 0; k < value.length; ++k) flatten(value[k], into);
}
