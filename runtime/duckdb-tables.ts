import {encodeTable} from "./arrow.ts";
import type {Turn} from "./duckdb-engine.ts";
import {sqlTypes} from "./duckdb-types.ts";
import {quoteIdentifier} from "./sql.ts";
import {type Column, Table} from "./table.ts";

export const defaultBudgetBytes = 1e9;
const chunkRows = 1 << 17;

interface Loaded {
  readonly name: string;
  readonly hash: string | undefined;
  /** Column number → what the engine calls it. */
  readonly byNumber: ReadonlyMap<number, string>;
  /** Column name → what the engine calls it. */
  readonly byName: ReadonlyMap<string, string>;
  readonly bytes: number;
  usedAt: number;
}

/** A table of the engine, and what it calls the columns asked for. Its rows keep their order: rowid is a row's position. */
export interface Source {
  readonly name: string;
  readonly names: ReadonlyMap<string, string>;
}

/** The tables one instance of the engine holds; the least recently used are dropped when they grow beyond the budget. */
export class LoadedTables {
  readonly #budgetBytes: number;
  readonly #loaded = new Map<string, Loaded>();
  #uses = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  /** Those of the engine whose turn it is. */
  static of({memory}: Turn, budgetBytes = defaultBudgetBytes): LoadedTables {
    const known = memory.get("tables") as LoadedTables | undefined;
    if (known) return known;
    const tables = new LoadedTables(budgetBytes);
    memory.set("tables", tables);
    return tables;
  }

  get size(): number {
    return this.#loaded.size;
  }

  /**
   * A table of the engine that holds at least these columns, loaded if need be. It may be one loaded for another table of ours,
   * where that has the same columns or the same content hash. `keep` names those that must stay.
   */
  async load(turn: Turn, table: Table, columns: readonly string[], keep: ReadonlySet<string> = new Set()): Promise<Source> {
    const wanted = columns.map((name) => table.column(name));
    for (const loaded of this.#loaded.values()) {
      const names = match(loaded, table, wanted);
      if (!names) continue;
      loaded.usedAt = ++this.#uses;
      return {name: loaded.name, names};
    }
    const bytes = wanted.reduce((sum, column) => sum + bytesOf(column), 0);
    await this.#makeRoom(turn, bytes, keep);
    const {hash} = table;
    const usedAt = ++this.#uses;
    const name = `t_${hash?.slice(0, 24) ?? "unnamed"}_${usedAt}`;
    const byName = distinctNames(columns);
    await insert(turn, name, wanted, byName, table.rows);
    const byNumber = new Map(wanted.map((column) => [numberOf(column), byName.get(column.name)!]));
    this.#loaded.set(name, {name, hash, byNumber, byName, bytes, usedAt});
    return {name, names: byName};
  }

  /** Drops what is loaded of a table, or everything. */
  async drop(turn: Turn, hash?: string): Promise<void> {
    for (const loaded of this.#loaded.values())
      if (hash === undefined || loaded.hash === hash) await this.#drop(turn, loaded.name);
  }

  async #makeRoom(turn: Turn, bytes: number, keep: ReadonlySet<string>): Promise<void> {
    let held = [...this.#loaded.values()].reduce((sum, loaded) => sum + loaded.bytes, 0);
    for (const loaded of [...this.#loaded.values()].sort((a, b) => a.usedAt - b.usedAt)) {
      if (held + bytes <= this.#budgetBytes) return;
      if (keep.has(loaded.name)) continue;
      await this.#drop(turn, loaded.name);
      held -= loaded.bytes;
    }
  }

  async #drop(turn: Turn, name: string): Promise<void> {
    await turn.run(`DROP TABLE IF EXISTS ${name} CASCADE`);
    this.#loaded.delete(name);
  }
}

/** Names the engine can tell apart, for it does not see case, and keeps "rowid" for itself. */
export function distinctNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(["rowid"]);
  const distinct = new Map<string, string>();
  for (const name of names) {
    let unique = name;
    for (let i = 2; taken.has(unique.toLowerCase()); ++i) unique = `${name}#${i}`;
    taken.add(unique.toLowerCase());
    distinct.set(name, unique);
  }
  return distinct;
}

// Columns are immutable and shared by the tables derived from one another, so a column seen before need not go in again.
const numbers = new WeakMap<Column, number>();
let serial = 0;

function numberOf(column: Column): number {
  const number = numbers.get(column) ?? ++serial;
  numbers.set(column, number);
  return number;
}

function match(loaded: Loaded, table: Table, wanted: readonly Column[]): ReadonlyMap<string, string> | undefined {
  const same = table.hash !== undefined && table.hash === loaded.hash;
  const names = new Map<string, string>();
  for (const column of wanted) {
    const name = loaded.byNumber.get(numberOf(column)) ?? (same ? loaded.byName.get(column.name) : undefined);
    if (name === undefined) return undefined;
    names.set(column.name, name);
  }
  return names;
}

async function insert(
  turn: Turn,
  name: string,
  columns: readonly Column[],
  names: ReadonlyMap<string, string>,
  rows: number
): Promise<void> {
  const fields = columns.map((column) => `${quoteIdentifier(names.get(column.name)!)} ${sqlTypes[column.type]}`);
  await turn.run(`CREATE TABLE ${name} (${fields.join(", ")})`);
  for (let from = 0; from < rows; from += chunkRows) {
    turn.signal?.throwIfAborted();
    const to = Math.min(rows, from + chunkRows);
    const chunk = new Table({columns: columns.map((column, i) => ({...slice(column, from, to), name: `c${i}`}))});
    await turn.db.insertArrowFromIPCStream(turn.connection, encodeTable(chunk), {name, create: false});
  }
}

function slice(column: Column, from: number, to: number): Column {
  const valid = column.valid && {valid: column.valid.subarray(from, to)};
  if (column.type === "text") {
    const {offsets, bytes} = column.values;
    return {...column, values: {offsets: offsets.subarray(from, to + 1), bytes}, ...valid};
  }
  return {...column, values: column.values.subarray(from, to), ...valid} as Column;
}

function bytesOf({type, values, valid}: Column): number {
  return (type === "text" ? values.offsets.byteLength + values.bytes.byteLength : values.byteLength) + (valid?.byteLength ?? 0);
}
