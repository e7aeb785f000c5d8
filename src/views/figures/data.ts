import {type Column, realColumn, Table, textColumn} from "../../../runtime/table.ts";

/** A column of the data of a figure: numbers, or text. */
export interface DataColumn {
  readonly name: string;
  readonly values: ArrayLike<number> | readonly (string | null)[];
  readonly unit?: string | undefined;
  readonly description?: string;
}

/** The data of a figure as a table; columns that are not there are left out. */
export function dataOf(columns: readonly (DataColumn | undefined)[], title?: string): Table {
  return new Table({columns: columns.flatMap((column) => (column ? [asColumn(column)] : [])), meta: title ? {title} : {}});
}

function asColumn({name, values, unit, description}: DataColumn): Column {
  const info = {name, ...(unit !== undefined && {unit}), ...(description !== undefined && {description})};
  return isText(values) ? textColumn(info, values) : realColumn(info, Float64Array.from(values));
}

function isText(values: DataColumn["values"]): values is readonly (string | null)[] {
  return Array.isArray(values) && values.some((value) => typeof value === "string");
}
