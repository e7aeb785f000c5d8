import type {Database} from "./database.ts";
import {DuckDatabase} from "./duckdb.ts";
import type {Engine} from "./duckdb-engine.ts";

export interface DuckDBFiles {
  /** Where the page finds what duckdb-worker.browser.ts is built to. */
  readonly worker: URL | string;
  /** Where it finds duckdb-eh.wasm. */
  readonly wasm: URL | string;
}

/** How often the engine is started before its failure is told: a fetch may be cut off in the middle. */
const attempts = 3;

/** DuckDB-wasm in a web worker of its own, started when first needed. */
export function openDatabase(files: DuckDBFiles): Database {
  return new DuckDatabase(async () => {
    for (let attempt = 1; ; ++attempt)
      try {
        return await start(files);
      } catch (error) {
        if (attempt < attempts) continue;
        const {message} = error as Error;
        throw new Error(`its parts could not be fetched ${attempts} times (${message}); look at the network and run again`, {
          cause: error
        });
      }
  });
}

async function start({worker: script, wasm}: DuckDBFiles): Promise<Engine> {
  const {AsyncDuckDB, VoidLogger} = await import("@duckdb/duckdb-wasm");
  const worker = new Worker(script);
  let die = (_message: string): void => {};
  const death = new Promise<never>((_, reject) => {
    die = (message) => reject(Object.assign(new Error(message), {name: "RuntimeError"}));
  });
  death.catch(() => undefined);
  worker.addEventListener("error", (event) => {
    // Told by what waits for it; otherwise it would go on to whoever started this thread.
    event.preventDefault();
    die(event.message || "its worker ended");
  });
  const terminate = (): void => {
    worker.terminate();
    die("its worker ended");
  };
  const db = new AsyncDuckDB(new VoidLogger(), worker);
  try {
    await Promise.race([db.instantiate(String(wasm)).then(async () => db.open({})), death]);
  } catch (error) {
    terminate();
    throw error;
  }
  return {db, death, hold: () => {}, terminate};
}
