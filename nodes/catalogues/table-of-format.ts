import {cellOf} from "../kernels/formats/text-builder.ts";
import type {FormatColumn, FormatTable, ScalarColumn, VectorColumn} from "../kernels/formats/types.ts";
import {metaOf} from "./facts.ts";
import {type Column, columnInfo, Table, textColumn} from "../../runtime/table.ts";

/** Up to this many elements an array of fixed shape becomes as many columns. */
const mostParts = 64;

/** A table as files have it, as the engine has it, and what became of its array columns. */
export interface Adopted {
  readonly table: Table;
  /** Array column → the columns its elements are in, or "text". */
  readonly arrays: Readonly<Record<string, readonly string[] | "text">>;
}

/**
 * Takes a table over from a file. Arrays of fixed shape with up to 64 elements become columns name_1, name_2 … (the last axis fastest;
 * of complex numbers the real part comes first), other arrays JSON text.
 * @throws where the names of these columns are taken
 */
export function tableOfFormat({columns, rows, facts}: FormatTable): Adopted {
  const arrays: Record<string, readonly string[] | "text"> = {};
  const described: FormatColumn[] = [];
  const adopted = columns.flatMap((column): Column[] => {
    const parts = column.type === "vector" ? partsOf(column, rows) : undefined;
    described.push(...(parts ? parts.map(({name}) => ({...column, name})) : [column]));
    if (column.type !== "vector") return [plain(column)];
    arrays[column.name] = parts ? parts.map(({name}) => name) : "text";
    return parts ?? [asText(column, rows)];
  });
  return {table: new Table({columns: adopted, rows, meta: metaOf(facts, described)}), arrays};
}

function plain(column: ScalarColumn): Column {
  return {...columnInfo(column), type: column.type, values: column.values, ...(column.valid && {valid: column.valid})} as Column;
}

/** One column for each element; undefined where the arrays differ in shape, are long, or hold text within. */
function partsOf(column: VectorColumn, rows: number): Column[] | undefined {
  const {name, shape, element, offsets, valid} = column;
  const n = shape.reduce((product, length) => product * length, 1);
  if (n < 1 || n > mostParts || shape.some((length) => length < 0) || element.type === "text") return undefined;
  const whole = (row: number): boolean => n === offsets[row + 1]! - offsets[row]!;
  for (let row = 0; row < rows; ++row) if (!(valid?.[row] === 0) && !whole(row)) return undefined;
  const digits = String(n).length;
  return Array.from({length: n}, (_, k): Column => {
    const values = new (element.values.constructor as new (length: number) => Float64Array)(rows);
    const mask = new Uint8Array(rows);
    for (let row = 0; row < rows; ++row) {
      const at = offsets[row]! + k;
      if (valid?.[row] === 0 || element.valid?.[at] === 0) continue;
      values[row] = element.values[at] as number;
      mask[row] = 1;
    }
    const info = columnInfo({...column, type: element.type, name: `${name}_${String(k + 1).padStart(digits, "0")}`});
    return {...info, values, ...(mask.includes(0) && {valid: mask})} as Column;
  });
}

function asText(column: VectorColumn, rows: number): Column {
  const {type: _, ...info} = columnInfo({...column, type: "text"});
  return textColumn(
    info,
    Array.from({length: rows}, (_row, row) => {
      const value = cellOf(column as FormatColumn, row);
      return value === null ? null : JSON.stringify(value, (_key, part: unknown) => spelled(part));
    })
  );
}

/** What JSON has no words for, as text. */
function spelled(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
