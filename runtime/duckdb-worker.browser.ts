// DuckDB's own worker script, but that a promise nobody waits for ends the worker in sight of whoever started it: DuckDB says nothing when
// its WebAssembly fails to arrive, and whoever asked would wait for good.
import "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js";

const scope = globalThis as unknown as {
  addEventListener(
    type: "unhandledrejection",
    listener: (event: {readonly reason: unknown; preventDefault(): void}) => void
  ): void;
  reportError(error: unknown): void;
};
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  scope.reportError(event.reason);
});
