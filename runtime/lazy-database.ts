import type {Database} from "./database.ts";

/** A database whose code is not even loaded before it is first asked something. */
export function lazyDatabase(open: () => Promise<Database>): Database {
  let opened: Promise<Database> | undefined;
  const get = async (): Promise<Database> => (opened ??= open());
  const view = (bound: () => Promise<Database>): Database => ({
    version: "DuckDB-wasm",
    query: async (...args) => (await bound()).query(...args),
    rows: async (...args) => (await bound()).rows(...args),
    compute: async (...args) => (await bound()).compute(...args),
    explainType: async (...args) => (await bound()).explainType(...args),
    drop: async (...args) => (await bound()).drop(...args),
    bind: (signal) => view(async () => (await bound()).bind(signal)),
    close: async () => (await opened)?.close()
  });
  return view(get);
}
