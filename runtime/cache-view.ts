import type {Database} from "./database.ts";
import {canonical} from "./hash.ts";
import type {Action, Store} from "./store.ts";
import {type Column, integerColumn, realColumn, Table, textColumn} from "./table.ts";

/** The store as a table: one row for each output of each remembered step, the most recent first. */
async function cacheTable(store: Store): Promise<Table> {
  const actions: Action[] = [];
  for await (const action of store.actions()) actions.push(action);
  actions.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.key < b.key ? -1 : 1));
  const rows = actions.flatMap((action) => Object.entries(action.outputs).map(([port, output]) => ({action, port, output})));
  const words = (name: string, of: (row: (typeof rows)[number]) => string): Column => textColumn({name}, rows.map(of));
  const counts = rows.map(({output}) => (output.summary as {readonly rows?: number} | null)?.rows);
  const material = (row: (typeof rows)[number]): {readonly type?: string; readonly params?: object} =>
    row.action.material as object;
  return new Table({
    columns: [
      words("workflow", ({action}) => action.workflow),
      words("step", ({action}) => action.step),
      words("type", (row) => material(row).type ?? ""),
      words("port", ({port}) => port),
      words("kind", ({output}) => output.kind),
      integerColumn(
        {name: "rows"},
        Int32Array.from(counts, (n) => n ?? 0),
        Uint8Array.from(counts, (n) => (n === undefined ? 0 : 1))
      ),
      realColumn(
        {name: "bytes", unit: "byte"},
        Float64Array.from(rows, ({output}) => output.bytes)
      ),
      realColumn(
        {name: "ms", unit: "ms"},
        Float64Array.from(rows, ({action}) => action.ms)
      ),
      words("at", ({action}) => action.at),
      words("params", (row) => canonical(material(row).params ?? {})),
      words("summary", ({output}) => canonical(output.summary)),
      words("key", ({action}) => action.key),
      words("hash", ({output}) => output.hash)
    ]
  });
}

/** Answers a SELECT over `fluxloom_cache`. @throws in the engine's words. */
export async function queryCache(db: Database, store: Store, sql: string): Promise<Table> {
  return db.query(sql, {tables: {fluxloom_cache: await cacheTable(store)}});
}
