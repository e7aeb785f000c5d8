import {createRequire} from "node:module";
import {Worker} from "node:worker_threads";
import type {Database} from "./database.ts";
import {DuckDatabase} from "./duckdb.ts";
import type {Engine} from "./duckdb-engine.ts";

const require = createRequire(import.meta.url);

// A thread made to look like a browser's worker, which is what the engine's worker script expects. It keeps its log to itself.
const worker = `
  const {parentPort, workerData} = require("node:worker_threads");
  console.log = console.warn = console.error = () => {};
  globalThis.self = globalThis;
  globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
  parentPort.on("message", (data) => globalThis.onmessage?.({data}));
  require(workerData);
`;

/** DuckDB-wasm in a worker thread of its own, started when first needed, which keeps this much of tables for the next query. */
export function openDatabase(budgetBytes?: number): Database {
  return new DuckDatabase(startEngine, budgetBytes);
}

/** Starts an engine in a worker thread. */
export async function startEngine(): Promise<Engine> {
  const {AsyncDuckDB, VoidLogger} = await import("@duckdb/duckdb-wasm");
  const script = require.resolve("@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs");
  const thread = new Worker(worker, {eval: true, workerData: script});
  const death = new Promise<never>((_, reject) => {
    thread.on("error", reject);
    thread.on("exit", () => reject(Object.assign(new Error("its worker ended"), {name: "RuntimeError"})));
  });
  death.catch(() => undefined);
  const db = new AsyncDuckDB(new VoidLogger(), asWebWorker(thread));
  const hold = (held: boolean): void => (held ? thread.ref() : thread.unref());
  await Promise.race([db.instantiate(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm")), death]);
  await db.open({});
  return {db, hold, death, terminate: () => void thread.terminate()};
}

// Only messages get through: what the worker dies of is told by `death`, not logged.
function asWebWorker(thread: Worker): globalThis.Worker {
  return {
    addEventListener: (type: string, handler: (event: {readonly data: unknown}) => void) => {
      if (type === "message") thread.on("message", (data: unknown) => handler({data}));
    },
    removeEventListener: () => {},
    postMessage: (message: unknown, transfer: ArrayBuffer[]) => thread.postMessage(message, transfer),
    terminate: () => void thread.terminate()
  } as unknown as globalThis.Worker;
}
