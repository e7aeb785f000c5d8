// Which rows a figure of single sources shows, and what they are called.
import type {Table} from "../../../runtime/table.ts";
import type {SedTable} from "./sed.ts";

/** Columns that name a source, the first that is there; and those that say where it belongs. */
const names = ["objid", "designation", "source_name", "id", "objname", "source_id", "cntr", "Name"] as const;
const groups = ["Name", "cluster"] as const;
// The paper shows members of IC 348, which is not among the clusters learned from.
const wellKnown = /IC[ _]?348/i;

/** A source in words: its name, and the cluster it belongs to. */
export function sourceName(table: Table, row: number): string {
  const told = (columns: readonly string[]): string[] => {
    const column = columns.find((name) => table.has(name) && table.cell(name, row) !== null);
    return column === undefined ? [] : [String(table.cell(column, row))];
  };
  const [name = `row ${row + 1}`] = told(names);
  const [group] = told(groups);
  return group === undefined || group === name ? name : `${name}, ${group}`;
}

/** Rows whose text is one of those asked for, in any column of names, or whose number from 1 it is. @throws naming the first that is not there. */
export function rowsNamed(
  table: Table,
  asked: readonly string[],
  quality: (row: number) => number,
  most: number
): readonly number[] {
  const columns = [...new Set<string>([...names, ...groups])]
    .filter((name) => table.has(name))
    .map((name) => table.strings(name));
  return asked.flatMap((word) => {
    const found = Array.from({length: table.rows}, (_, i) => i).filter((i) => columns.some((column) => column[i] === word));
    const number = Number(word);
    if (found.length === 0 && Number.isInteger(number) && number >= 1 && number <= table.rows) return [number - 1];
    return best(found, quality, most);
  });
}

/** The rows that tell most: with a prediction where nothing was measured, well known, and seen in many bands. */
export function tellingRows(table: Table, {bands, predicted}: SedTable, most: number): readonly number[] {
  const quality = qualityOf(table, {bands, predicted});
  return best(
    Array.from({length: table.rows}, (_, i) => i),
    quality,
    most
  );
}

/** How much a row tells. */
export function qualityOf(table: Table, {bands, predicted}: Pick<SedTable, "bands" | "predicted">): (row: number) => number {
  const values = bands.map(({column, errorColumn, quantity}) => ({
    values: table.numbers(column),
    errors: errorColumn === undefined ? undefined : table.numbers(errorColumn),
    quantity
  }));
  const means = predicted.map(({column}) => table.numbers(column));
  const group = groups.find((name) => table.has(name));
  const clusters = group === undefined ? undefined : table.strings(group);
  return (row) => {
    const seen = values.filter(
      ({values: of, errors, quantity}) =>
        Number.isFinite(of[row]) && (quantity === "magnitude" || of[row]! > 0) && (!errors || Number.isFinite(errors[row]))
    ).length;
    const told = means.filter((of) => of[row]! > 0).length;
    return 1000 * told + (wellKnown.test(clusters?.[row] ?? "") ? 100 : 0) + seen;
  };
}

function best(rows: readonly number[], quality: (row: number) => number, most: number): readonly number[] {
  return rows
    .map((row) => ({row, quality: quality(row)}))
    .sort((a, b) => b.quality - a.quality || a.row - b.row)
    .slice(0, most)
    .map(({row}) => row);
}
