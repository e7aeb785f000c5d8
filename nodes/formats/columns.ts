// Columns from values as libraries hand them out.
import type {Budget} from "../kernels/formats/builders.ts";
import {decodeText, isUtf8} from "../kernels/formats/text-builder.ts";
import type {ColumnFacts, FormatColumn, ScalarColumn, ScalarType, VectorColumn} from "../kernels/formats/types.ts";

/** A value, null or undefined where there is none; text may come as UTF-8. */
export type Cell = number | bigint | boolean | string | Uint8Array | null | undefined;

const FREE = 1 << 23;
const RATIO = 64;

/** @throws where so many values cannot have come from so few bytes: a damaged count must cost neither time nor memory. */
export function checkCount(count: number, what: string, bytes: number): void {
  if (!(count >= 0 && count <= FREE + RATIO * bytes))
    throw new Error(`${what} claims ${count} rows in a file of ${bytes} bytes; it is damaged`);
}

const arrays = {
  boolean: Uint8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array
};

/** One value a row, text within the budget. Integers beyond 64 bits turn the column into text. */
export function scalarColumn(facts: ColumnFacts, type: ScalarType, cells: ArrayLike<Cell>, budget: Budget): ScalarColumn {
  if (type === "text") return {...facts, type, ...textOf(cells, budget)};
  const n = cells.length;
  const valid = new Uint8Array(n);
  let nulls = 0;
  if (type === "int64") {
    const values = new BigInt64Array(n);
    for (let i = 0; i < n; ++i) {
      const cell = cells[i];
      if (cell === null || cell === undefined) ++nulls;
      else {
        const value = BigInt(cell as number | bigint);
        if (BigInt.asIntN(64, value) !== value) return scalarColumn(facts, "text", Array.from(cells, written), budget);
        values[i] = value;
        valid[i] = 1;
      }
    }
    return {...facts, type, values, ...(nulls > 0 && {valid})};
  }
  const values = new arrays[type](n);
  for (let i = 0; i < n; ++i) {
    const cell = cells[i];
    if (cell === null || cell === undefined) ++nulls;
    else {
      values[i] = Number(cell);
      valid[i] = 1;
    }
  }
  return {...facts, type, values, ...(nulls > 0 && {valid})} as ScalarColumn;
}

/** A list a row, perhaps of lists; JSON text where nested lists differ in length. */
export function listColumn(facts: ColumnFacts, type: ScalarType, rows: ArrayLike<unknown>, budget: Budget): FormatColumn {
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
  const element = scalarColumn({name: facts.name}, type, flat, budget);
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

function written(cell: Cell): Cell {
  return cell === null || cell === undefined ? cell : String(cell);
}

function spelled(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return decodeText(value);
  if (typeof value === "bigint") return String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

const encoder = new TextEncoder();

function textOf(cells: ArrayLike<Cell>, budget: Budget): Pick<ScalarColumn & {type: "text"}, "values" | "valid"> {
  const n = cells.length;
  const valid = new Uint8Array(n);
  const parts: Uint8Array[] = [];
  const offsets = new Int32Array(n + 1);
  let total = 0;
  for (let i = 0; i < n; ++i) {
    const cell = cells[i];
    if (cell !== null && cell !== undefined) {
      const part = utf8(cell);
      parts.push(part);
      budget.take(part.length);
      total += part.length;
      valid[i] = 1;
    }
    if (total > 0x7fffffff) throw new Error("a column of text is larger than 2 GB");
    offsets[i + 1] = total;
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return {values: {offsets, bytes}, ...(parts.length < n && {valid})};
}

function utf8(cell: NonNullable<Cell>): Uint8Array {
  if (!(cell instanceof Uint8Array)) return encoder.encode(String(cell));
  return isUtf8(cell, 0, cell.length) ? cell : encoder.encode(decodeText(cell));
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
