import type {Database} from "./database.ts";
import {DuckDatabase} from "./duckdb.ts";
import type {Engine} from "./duckdb-engine.ts";

export interface DuckDBFiles {
  /** Where the page finds duckdb-browser-eh.worker.js. */
  readonly worker: URL | string;
  /** Where it finds duckdb-eh.wasm. */
  readonly wasm: URL | string;
}

/** DuckDB-wasm in a web worker of its own, started when first needed. */
export function openDatabase(files: DuckDBFiles): Database {
  return new DuckDatabase(async () => start(files));
}

async function start({worker: script, wasm}: DuckDBFiles): Promise<Engine> {
  const {AsyncDuckDB, VoidLogger} = await import("@duckdb/duckdb-wasm");
  const worker = new Worker(script);
  let die = (_message: string): void => {};
  const death = new Promise<never>((_, reject) => {
    die = (message) => reject(Object.assign(new Error(message), {name: "RuntimeError"}));
  });
  death.catch(() => undefined);
  worker.addEventListener("error", ({message}) => die(message || "its worker ended"));
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  await Promise.race([db.instantiate(String(wasm)), death]);
  await db.open({});
  const terminate = (): void => {
    worker.terminate();
    die("its worker ended");
  };
  return {db, death, hold: () => {}, terminate};
}
