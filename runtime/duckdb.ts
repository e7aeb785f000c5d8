import type {CsvOptions, Database, QueryOptions} from "./database.ts";
import {readCsv} from "./duckdb-csv.ts";
import {type Engine, EngineQueue, type Turn} from "./duckdb-engine.ts";
import {LoadedTables, physicalNames} from "./duckdb-tables.ts";
import {columnTypeOf, conversions, decodeColumns, describedColumns, sqlTypes} from "./duckdb-types.ts";
import {checkExpression, checkSelect, type Expression, quoteIdentifier} from "./sql.ts";
import {type Column, type ColumnInfo, type ColumnType, Table} from "./table.ts";

/** DuckDB-wasm, on whatever platform `start` knows. */
export class DuckDatabase implements Database {
  readonly version = "DuckDB v1.4.3 wasm_eh";
  readonly #queue: EngineQueue;

  constructor(start: () => Promise<Engine>) {
    this.#queue = new EngineQueue(start);
  }

  async query(sql: string, {tables = {}, signal}: QueryOptions = {}): Promise<Table> {
    const statement = checkSelect(sql);
    return this.#queue.take(signal, async (turn) => {
      await expose(turn, tables);
      try {
        return await select(turn, statement);
      } finally {
        if (!signal?.aborted) await hide(turn, tables);
      }
    });
  }

  async rows(table: Table, condition: string, signal?: AbortSignal): Promise<Uint32Array> {
    const names = physicalNames(table);
    const expression = check(condition, table.columns);
    return this.#queue.take(signal, async (turn) => {
      const where = renderFor(expression, names);
      const [type] = await typesOf(turn, table.columns, [where]);
      if (type !== "BOOLEAN")
        throw new Error(`a condition must be true or false, but ${quoted(condition)} is ${type}; compare it with something`);
      if (table.rows === 0) return new Uint32Array();
      const source = await LoadedTables.of(turn).load(turn, table, neededColumns(expression, table));
      const bytes = await turn.run(`SELECT CAST(rowid AS INTEGER) FROM ${source} WHERE (${where}) ORDER BY rowid`);
      const [column] = decodeColumns(bytes, ["int32"]).columns;
      return new Uint32Array(column?.values as Int32Array);
    });
  }

  async compute(table: Table, expressions: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Column[]> {
    const names = physicalNames(table);
    const checked = Object.entries(expressions).map(([name, sql]) => {
      try {
        return {name, expression: check(sql, table.columns)};
      } catch (error) {
        throw new Error(`${quoted(name)}: ${(error as Error).message}`, {cause: error});
      }
    });
    if (checked.length === 0) return [];
    return this.#queue.take(signal, async (turn) => {
      const needed = [...new Set(checked.flatMap(({expression}) => neededColumns(expression, table)))];
      if (needed.length === 0) throw new Error("a table without columns has nothing to compute from");
      const described: {name: string; sqlType: string}[] = [];
      for (const {name, expression} of checked) {
        try {
          const [sqlType] = await typesOf(turn, table.columns, [renderFor(expression, names)]);
          described.push({name, sqlType: sqlType!});
        } catch (error) {
          throw new Error(`${quoted(name)}: ${(error as Error).message}`, {cause: error});
        }
      }
      const types = described.map(({name, sqlType}) => columnTypeOf(sqlType, name));
      const source = await LoadedTables.of(turn).load(turn, table, needed);
      const values = checked.map(({expression}, i) => `(${renderFor(expression, names)}) AS c${i}`);
      const inner = `SELECT ${values.join(", ")}, rowid AS position FROM ${source}`;
      const bytes = await turn.run(`SELECT ${conversions(described, types)} FROM (${inner}) ORDER BY position`);
      return decodeColumns(bytes, types).columns.map((column, i) => ({...column, name: checked[i]!.name}));
    });
  }

  async explainType(columns: readonly ColumnInfo[], expression: string, signal?: AbortSignal): Promise<ColumnType> {
    const checked = check(expression, columns);
    return this.#queue.take(signal, async (turn) => {
      const [type] = await typesOf(turn, columns, [renderFor(checked, physicalNames({columns}))]);
      return columnTypeOf(type!, expression);
    });
  }

  async readCsv(bytes: Uint8Array, {signal, ...options}: CsvOptions = {}): Promise<Table> {
    return this.#queue.take(signal, async (turn) => readCsv(turn, bytes, options));
  }

  async drop(hash: string): Promise<void> {
    if (this.#queue.running) await this.#queue.take(undefined, async (turn) => LoadedTables.of(turn).drop(turn, hash));
  }

  bind(signal: AbortSignal): Database {
    const both = (other: AbortSignal | undefined): AbortSignal => (other ? AbortSignal.any([signal, other]) : signal);
    return {
      version: this.version,
      query: async (sql, options = {}) => this.query(sql, {...options, signal: both(options.signal)}),
      rows: async (table, condition, other) => this.rows(table, condition, both(other)),
      compute: async (table, expressions, other) => this.compute(table, expressions, both(other)),
      explainType: async (columns, expression, other) => this.explainType(columns, expression, both(other)),
      readCsv: async (bytes, options = {}) => this.readCsv(bytes, {...options, signal: both(options.signal)}),
      drop: async (hash) => this.drop(hash),
      bind: (other) => this.bind(both(other)),
      close: async () => this.close()
    };
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}

function check(sql: string, columns: readonly ColumnInfo[]): Expression {
  return checkExpression(
    sql,
    columns.map(({name}) => name)
  );
}

function renderFor(expression: Expression, names: ReadonlyMap<string, string>): string {
  return expression.render((column) => quoteIdentifier(names.get(column)!));
}

// An expression of constants still needs rows to stand beside.
function neededColumns(expression: Expression, table: Table): readonly string[] {
  return expression.columns.length > 0 ? expression.columns : table.columns.slice(0, 1).map(({name}) => name);
}

async function typesOf(turn: Turn, columns: readonly ColumnInfo[], expressions: readonly string[]): Promise<string[]> {
  const names = physicalNames({columns});
  const fields = columns.map(({name, type}) => `NULL::${sqlTypes[type]} AS ${quoteIdentifier(names.get(name)!)}`);
  const values = expressions.map((expression, i) => `(${expression}) AS c${i}`);
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

async function expose(turn: Turn, tables: Readonly<Record<string, Table>>): Promise<void> {
  const sources = new Set<string>();
  for (const [alias, table] of Object.entries(tables)) {
    const all = table.columns.map(({name}) => name);
    if (all.length === 0) throw new Error(`the table ${quoted(alias)} has no columns; there is nothing to select`);
    const source = await LoadedTables.of(turn).load(turn, table, all, sources);
    sources.add(source);
    const names = physicalNames(table);
    const view = all.map((name) => `${quoteIdentifier(names.get(name)!)} AS ${quoteIdentifier(restored(name, names))}`);
    await turn.run(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(alias)} AS SELECT ${view.join(", ")} FROM ${source}`);
  }
}

// Only a column called rowid can get its name back: two that differ in case cannot both be named in SQL.
function restored(name: string, names: ReadonlyMap<string, string>): string {
  return name.toLowerCase() === "rowid" && [...names.keys()].filter((other) => other.toLowerCase() === "rowid").length === 1
    ? name
    : names.get(name)!;
}

async function hide(turn: Turn, tables: Readonly<Record<string, Table>>): Promise<void> {
  for (const alias of Object.keys(tables)) await turn.run(`DROP VIEW IF EXISTS ${quoteIdentifier(alias)}`).catch(() => undefined);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
