// Tables as the page wants to see them.
import type {Database} from "../../../runtime/database.ts";
import {columnInfo, type Column, nullCount, type Table} from "../../../runtime/table.ts";
import {areCoordinates} from "../../views/axis.ts";
import {compareTexts, sortRows, upTo} from "./order.ts";
import type {Cell, Columns, ColumnStats, Page, PageRequest} from "./protocol.ts";

const bins = 24;
const keptOrders = 8;

/** Pages, statistics and columns of tables; the order of a sorted or filtered view is worked out once. */
export class TableViews {
  readonly #db: Database;
  readonly #orders = new Map<string, Promise<ArrayLike<number> | undefined>>();

  constructor(db: Database) {
    this.#db = db;
  }

  async page(table: Table, {offset, count, columns, ...view}: PageRequest): Promise<Page> {
    const names = columns ?? table.columns.map((c) => c.name);
    const order = await this.order(table, view);
    const matched = order?.length ?? table.rows;
    const positions: number[] = [];
    for (let i = Math.max(0, offset); i < Math.min(matched, offset + count); ++i) positions.push(order ? order[i]! : i);
    const rows = positions.map((row) => names.map((name) => plain(table.cell(name, row))));
    return {columns: names, rows, positions, matched, total: table.rows};
  }

  /** The positions of the rows of a view, in its order; undefined for all of them in the table's own. */
  async order(
    table: Table,
    {sort, filter = "", only}: Pick<PageRequest, "sort" | "filter" | "only">
  ): Promise<ArrayLike<number> | undefined> {
    const order = await this.#order(table, sort, filter);
    if (!only) return order;
    const wanted = new Set(only);
    return order ? Array.from(order).filter((row) => wanted.has(row)) : [...wanted].sort((a, b) => a - b);
  }

  async #order(table: Table, sort: PageRequest["sort"], filter: string): Promise<ArrayLike<number> | undefined> {
    const key = JSON.stringify([table.hash, sort ?? null, filter]);
    let order = this.#orders.get(key);
    if (!order) {
      order = this.#makeOrder(table, sort, filter);
      order.catch(() => this.#orders.delete(key));
      this.#orders.set(key, order);
      for (const oldest of this.#orders.keys()) if (this.#orders.size > keptOrders) this.#orders.delete(oldest);
    }
    return order;
  }

  async #makeOrder(table: Table, sort: PageRequest["sort"], filter: string): Promise<ArrayLike<number> | undefined> {
    const kept = filter.trim() === "" ? undefined : await this.#db.rows(table, filter);
    if (!sort) return kept;
    const rows = kept ?? upTo(table.rows);
    return sortRows(table.column(sort.column), rows, sort.descending);
  }
}

/** Nulls, range and histogram of some columns, or of all. */
export function columnStats(table: Table, names?: readonly string[]): ColumnStats[] {
  return (names ?? table.columns.map((c) => c.name)).map((name) => statsOf(table, table.column(name)));
}

function statsOf(table: Table, column: Column): ColumnStats {
  const info = {...columnInfo(column), nulls: nullCount(column)};
  if (column.type === "text") {
    const ends = textEnds(column, table.rows);
    const word = (row: number): string => table.cell(column.name, row) as string;
    return {...info, min: ends ? word(ends[0]) : null, max: ends ? word(ends[1]) : null, histogram: [], log: false};
  }
  const all = new Float64Array(table.rows);
  let n = 0;
  let [low, high]: [number | bigint, number | bigint] = [Infinity, -Infinity];
  for (let i = 0; i < table.rows; ++i) {
    if (column.valid && !column.valid[i]) continue;
    const value = column.values[i]!;
    if (typeof value === "number" && !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    all[n++] = Number(value);
  }
  const finite = all.subarray(0, n);
  if (finite.length === 0) return {...info, min: null, max: null, histogram: [], log: false};
  const [a, b] = [Number(low), Number(high)];
  const log = a > 0 && b / a > 300 && !areCoordinates(info);
  const shown = (x: number | bigint): number | string => (typeof x === "bigint" ? String(x) : x);
  return {...info, min: shown(low), max: shown(high), histogram: histogram(finite, a, b, log), log};
}

/** The rows of the first and the last text. */
function textEnds({values, valid}: Column & {readonly type: "text"}, rows: number): readonly [number, number] | undefined {
  let [first, last] = [-1, -1];
  for (let i = 0; i < rows; ++i) {
    if (valid && !valid[i]) continue;
    if (first < 0) first = last = i;
    else if (compareTexts(values, i, first) < 0) first = i;
    else if (compareTexts(values, i, last) > 0) last = i;
  }
  return first < 0 ? undefined : [first, last];
}

function histogram(values: Float64Array, min: number, max: number, log: boolean): number[] {
  const counts = Array.from({length: bins}, () => 0);
  const scale = (x: number): number => (log ? Math.log10(x) : x);
  const [a, width] = [scale(min), scale(max) - scale(min) || 1];
  for (const x of values) counts[Math.min(bins - 1, Math.floor(((scale(x) - a) / width) * bins))]! += 1;
  return counts;
}

/** Whole columns, and which rows of which table they are. */
export function columnsOf(table: Table, names: readonly string[]): Columns {
  const columns = names.map((name) => {
    const {type} = table.column(name);
    return [name, type === "text" || type === "int64" ? table.strings(name) : table.numbers(name)] as const;
  });
  return {
    rows: table.rows,
    columns: Object.fromEntries(columns),
    root: table.root,
    identity: Int32Array.from(table.rowIdentity())
  };
}

function plain(value: number | bigint | string | boolean | null): Cell {
  return typeof value === "bigint" ? String(value) : value;
}
