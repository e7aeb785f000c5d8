import type {Database, QueryOptions} from "./database.ts";
import {type Engine, EngineQueue, type Turn} from "./duckdb-engine.ts";
import {defaultBudgetBytes, distinctNames, LoadedTables, type Source} from "./duckdb-tables.ts";
import {columnTypeOf, conversions, decodeColumns, describedColumns, sqlTypes} from "./duckdb-types.ts";
import {checkExpression, checkSelect, type Expression, quoteIdentifier} from "./sql.ts";
import {type Column, type ColumnInfo, type ColumnType, Table} from "./table.ts";

/** DuckDB-wasm, on whatever platform `start` knows. */
export class DuckDatabase implements Database {
  readonly version = "DuckDB v1.4.3 wasm_eh";
  readonly #queue: EngineQueue;
  readonly #budgetBytes: number;

  /** @param budgetBytes how much of tables it keeps for the next query. */
  constructor(start: () => Promise<Engine>, budgetBytes = defaultBudgetBytes) {
    this.#queue = new EngineQueue(start);
    this.#budgetBytes = budgetBytes;
  }

  async query(sql: string, {tables = {}, signal}: QueryOptions = {}): Promise<Table> {
    const statement = checkSelect(sql);
    return this.#take(signal, async (turn, loaded) => {
      await expose(turn, loaded, tables);
      try {
        return await select(turn, statement);
      } finally {
        if (!signal?.aborted) await hide(turn, tables);
      }
    });
  }

  async rows(table: Table, condition: string, signal?: AbortSignal): Promise<Uint32Array> {
    const expression = check(condition, table.columns);
    const rows = this.#take(signal, async (turn, loaded) => {
      const [type] = await typesOf(turn, table.columns, [expression]);
      if (type !== "BOOLEAN") {
        throw new Error(`a condition must be true or false, but ${quoted(condition)} is ${type}; compare it with something`);
      }
      if (table.rows === 0) return new Uint32Array();
      const source = await loaded.load(turn, table, needed([expression], table));
      const where = render(expression, source.names);
      const bytes = await turn.run(`SELECT CAST(rowid AS INTEGER) FROM ${source.name} WHERE (${where}) ORDER BY rowid`);
      const [column] = decodeColumns(bytes, ["int32"]).columns;
      return new Uint32Array(column?.values as Int32Array);
    });
    return inWords(quoted(condition), rows);
  }

  async compute(table: Table, expressions: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Column[]> {
    const named: NamedExpression[] = [];
    for (const [name, sql] of Object.entries(expressions)) {
      named.push({name, expression: await naming(name, async () => check(sql, table.columns))});
    }
    if (named.length === 0) return [];
    return this.#take(signal, async (turn, loaded) => {
      const sqlTypes: string[] = [];
      for (const {name, expression} of named) {
        const types = naming(name, async () => inWords(quoted(expressions[name]!), typesOf(turn, table.columns, [expression])));
        sqlTypes.push(...(await types));
      }
      const types = named.map(({name}, i) => columnTypeOf(sqlTypes[i]!, name));
      const source = await loaded.load(
        turn,
        table,
        needed(
          named.map(({expression}) => expression),
          table
        )
      );
      const names = named.map(({name}) => quoted(name)).join(", ");
      const bytes = await inWords(names, turn.run(computation(source, named, sqlTypes, types)));
      return decodeColumns(bytes, types).columns.map((column, i) => ({...column, name: named[i]!.name}));
    });
  }

  async explainType(columns: readonly ColumnInfo[], expression: string, signal?: AbortSignal): Promise<ColumnType> {
    const checked = check(expression, columns);
    const type = this.#take(signal, async (turn) => columnTypeOf((await typesOf(turn, columns, [checked]))[0]!, expression));
    return inWords(quoted(expression), type);
  }

  async drop(hash: string): Promise<void> {
    if (this.#queue.running) await this.#take(undefined, async (turn, loaded) => loaded.drop(turn, hash));
  }

  bind(signal: AbortSignal): Database {
    const both = (other: AbortSignal | undefined): AbortSignal => (other ? AbortSignal.any([signal, other]) : signal);
    return {
      version: this.version,
      query: async (sql, options = {}) => this.query(sql, {...options, signal: both(options.signal)}),
      rows: async (table, condition, other) => this.rows(table, condition, both(other)),
      compute: async (table, expressions, other) => this.compute(table, expressions, both(other)),
      explainType: async (columns, expression, other) => this.explainType(columns, expression, both(other)),
      drop: async (hash) => this.drop(hash),
      bind: (other) => this.bind(both(other)),
      close: async () => this.close()
    };
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  // Where memory runs out, what is kept for later makes room first.
  async #take<T>(signal: AbortSignal | undefined, work: (turn: Turn, loaded: LoadedTables) => Promise<T>): Promise<T> {
    return this.#queue.take(signal, async (turn) => {
      const loaded = LoadedTables.of(turn, this.#budgetBytes);
      try {
        return await work(turn, loaded);
      } catch (error) {
        if (loaded.size === 0 || !(error as Error).message.startsWith("Out of Memory Error")) throw error;
        await loaded.drop(turn);
        return work(turn, loaded);
      }
    });
  }
}

function check(sql: string, columns: readonly ColumnInfo[]): Expression {
  return checkExpression(
    sql,
    columns.map(({name}) => name)
  );
}

interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

// Errors say which of several expressions they are about.
async function naming<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${quoted(name)}: ${(error as Error).message}`, {cause: error});
  }
}

/** What the engine says of an expression that it understands but cannot work out. */
async function inWords<T>(what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const said = /^(?:Binder|Parser|Conversion|Invalid Input|Out of Range|Invalid Type|Mismatch Type) Error: (.*)$/s.exec(
      (error as Error).message
    )?.[1];
    throw said === undefined ? error : new Error(`${what} cannot be worked out; DuckDB says: ${said}`, {cause: error});
  }
}

function render(expression: Expression, names: ReadonlyMap<string, string>): string {
  return expression.render((column) => quoteIdentifier(names.get(column)!));
}

// An expression of constants still needs rows to stand beside.
function needed(expressions: readonly Expression[], table: Table): readonly string[] {
  const columns = new Set(expressions.flatMap((expression) => expression.columns));
  if (columns.size > 0) return [...columns];
  if (table.columns.length === 0) throw new Error("a table without columns has no rows to ask about");
  return [table.columns[0]!.name];
}

function computation(
  {name, names}: Source,
  named: readonly NamedExpression[],
  given: readonly string[],
  types: readonly ColumnType[]
): string {
  const values = named.map(({expression}, i) => `(${render(expression, names)}) AS c${i}`);
  const described = named.map((_, i) => ({name: `c${i}`, sqlType: given[i]!}));
  return `SELECT ${conversions(described, types)} FROM (SELECT ${values.join(", ")}, rowid AS position FROM ${name}) ORDER BY position`;
}

async function typesOf(turn: Turn, columns: readonly ColumnInfo[], expressions: readonly Expression[]): Promise<string[]> {
  const names = distinctNames(columns.map(({name}) => name));
  const fields = columns.map(({name, type}) => `NULL::${sqlTypes[type]} AS ${quoteIdentifier(names.get(name)!)}`);
  const values = expressions.map((expression, i) => `(${render(expression, names)}) AS c${i}`);
  const bytes = await turn.run(`DESCRIBE SELECT ${values.join(", ")} FROM (SELECT ${fields.join(", ") || "NULL"})`);
  return describedColumns(bytes).map(({sqlType}) => sqlType);
}

async function select(turn: Turn, sql: string): Promise<Table> {
  const described = describedColumns(await turn.run(`DESCRIBE ${sql}`));
  const types = described.map(({name, sqlType}) => columnTypeOf(sqlType, name));
  const native = described.every(({sqlType}, i) => sqlType === sqlTypes[types[i]!]);
  const positions = described.map((_, i) => `c${i}`).join(", ");
  const bytes = await turn.run(native ? sql : `SELECT ${conversions(described, types)} FROM (${sql}\n) AS q(${positions})`);
  const {columns, rows} = decodeColumns(bytes, types);
  return new Table({columns: columns.map((column, i) => ({...column, name: described[i]!.name})), rows});
}

async function expose(turn: Turn, loaded: LoadedTables, tables: Readonly<Record<string, Table>>): Promise<void> {
  const sources = new Set<string>();
  for (const [alias, table] of Object.entries(tables)) {
    const all = table.columns.map(({name}) => name);
    if (all.length === 0) throw new Error(`the table ${quoted(alias)} has no columns; there is nothing to select`);
    const {name: source, names} = await loaded.load(turn, table, all, sources);
    sources.add(source);
    const shown = distinctNames(all);
    const view = all.map((name) => `${quoteIdentifier(names.get(name)!)} AS ${quoteIdentifier(restored(name, all, shown))}`);
    await turn.run(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(alias)} AS SELECT ${view.join(", ")} FROM ${source}`);
  }
}

// In a view, a column called rowid can have its name back, unless there is another that differs only in case.
function restored(name: string, all: readonly string[], shown: ReadonlyMap<string, string>): string {
  const rowid = (other: string): boolean => other.toLowerCase() === "rowid";
  return rowid(name) && all.filter(rowid).length === 1 ? name : shown.get(name)!;
}

async function hide(turn: Turn, tables: Readonly<Record<string, Table>>): Promise<void> {
  for (const alias of Object.keys(tables)) await turn.run(`DROP VIEW IF EXISTS ${quoteIdentifier(alias)}`).catch(() => undefined);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
