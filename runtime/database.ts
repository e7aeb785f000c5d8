import type {Column, ColumnInfo, ColumnType, Table} from "./table.ts";

/** What a query reads, by the names it uses, and what stops it. */
export interface QueryOptions {
  /** The tables the statement may read, by the name it knows them under. */
  readonly tables?: Readonly<Record<string, Table>>;
  readonly signal?: AbortSignal;
}

/**
 * The SQL engine. It starts when first needed, does one thing at a time, and reaches no file, network or extension.
 * Tables go in once and stay while there is room, under names made of their content hash.
 */
export interface Database {
  /**
   * Runs one SELECT. Add ORDER BY wherever the order of the rows matters. Integers stay exact up to 64 bits; HUGEINT and DECIMAL become
   * float64; dates, times, intervals, UUIDs and enums become text (ISO 8601).
   * @throws in the engine's words; on nested and binary types; on names given twice.
   */
  query(sql: string, options?: QueryOptions): Promise<Table>;
  /**
   * The ascending positions of the rows where a condition is true: neither false nor null.
   * NaN is greater than every number and equal to itself, as everywhere in this engine.
   * @throws unless it is one boolean expression over the table's columns (see `checkExpression`).
   */
  rows(table: Table, condition: string, signal?: AbortSignal): Promise<Uint32Array>;
  /** The values of expressions for every row of a table, by the name of the new column. @throws as `rows` does, with the name. */
  compute(table: Table, expressions: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Column[]>;
  /** The type an expression over these columns has, without any rows. @throws as `rows` does. */
  explainType(columns: readonly ColumnInfo[], expression: string, signal?: AbortSignal): Promise<ColumnType>;
  /** Forgets a table it holds. */
  drop(hash: string): Promise<void>;
  /** The same engine, stopping whatever it is asked when the signal is aborted. */
  bind(signal: AbortSignal): Database;
  /** The engine's version, e.g. "DuckDB v1.4.3 wasm_eh". Does not start it. */
  readonly version: string;
  close(): Promise<void>;
}
