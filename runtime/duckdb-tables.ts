import {encodeTable} from "./arrow.ts";
import type {Turn} from "./duckdb-engine.ts";
import {sqlTypes} from "./duckdb-types.ts";
import {quoteIdentifier} from "./sql.ts";
import {type Column, Table} from "./table.ts";

const budgetBytes = 1e9;
const chunkRows = 1 << 17;

interface Loaded {
  /** Which table it is: its content hash, or a number where it has none. */
  readonly key: string;
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  readonly bytes: number;
  usedAt: number;
}

/** The tables an instance of the engine holds, least recently used ones dropped when they grow beyond the budget. */
export class LoadedTables {
  readonly #loaded = new Map<string, Loaded>();
  #uses = 0;

  /** Those of the engine whose turn it is. */
  static of({memory}: Turn): LoadedTables {
    const known = memory.get("tables") as LoadedTables | undefined;
    if (known) return known;
    const tables = new LoadedTables();
    memory.set("tables", tables);
    return tables;
  }

  /**
   * The engine's name of a table that holds at least these columns, loaded if need be. `keep` names others that must stay.
   * Its columns are named as `physicalNames` says; rows keep their order, so that rowid is the row's position.
   */
  async load(turn: Turn, table: Table, columns: readonly string[], keep: ReadonlySet<string> = new Set()): Promise<string> {
    const key = keyOf(table);
    for (const loaded of this.#loaded.values()) {
      if (loaded.key !== key || !columns.every((name) => loaded.columns.has(name))) continue;
      loaded.usedAt = ++this.#uses;
      return loaded.name;
    }
    const part = columns.map((name) => table.column(name));
    const bytes = part.reduce((sum, column) => sum + bytesOf(column), 0);
    await this.#makeRoom(turn, bytes, keep);
    const name = `t_${key.slice(0, 24)}_${++this.#uses}`;
    await insert(turn, name, part, physicalNames(table), table.rows);
    this.#loaded.set(name, {key, name, columns: new Set(columns), bytes, usedAt: this.#uses});
    return name;
  }

  /** Drops what is loaded of a table. */
  async drop(turn: Turn, hash: string): Promise<void> {
    for (const {key, name} of this.#loaded.values()) if (key === hash) await this.#drop(turn, name);
  }

  async #makeRoom(turn: Turn, bytes: number, keep: ReadonlySet<string>): Promise<void> {
    let held = [...this.#loaded.values()].reduce((sum, loaded) => sum + loaded.bytes, 0);
    for (const loaded of [...this.#loaded.values()].sort((a, b) => a.usedAt - b.usedAt)) {
      if (held + bytes <= budgetBytes) return;
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

const numbers = new WeakMap<Table, string>();
let serial = 0;

function keyOf(table: Table): string {
  if (table.hash !== undefined) return table.hash;
  const known = numbers.get(table) ?? `unnamed${++serial}`;
  numbers.set(table, known);
  return known;
}

/** What the engine calls the columns: their names, except where it could not tell two apart, for it does not see case. */
export function physicalNames(table: {readonly columns: readonly {readonly name: string}[]}): ReadonlyMap<string, string> {
  const taken = new Set(["rowid"]);
  const names = new Map<string, string>();
  for (const {name} of table.columns) {
    let physical = name;
    for (let i = 2; taken.has(physical.toLowerCase()); ++i) physical = `${name}#${i}`;
    taken.add(physical.toLowerCase());
    names.set(name, physical);
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
