import type {AsyncDuckDB} from "@duckdb/duckdb-wasm";

/** A running instance of DuckDB-wasm in a worker of its own. */
export interface Engine {
  readonly db: AsyncDuckDB;
  /** Whether the process waits for the worker before it ends. It does until told otherwise. */
  hold(held: boolean): void;
  terminate(): void;
  /** Rejects when the worker dies. */
  readonly death: Promise<never>;
}

/** What may be done with the engine while it is one's turn. */
export interface Turn {
  readonly db: AsyncDuckDB;
  readonly connection: number;
  /** Runs one statement and gives its result as an Arrow IPC stream. */
  run(sql: string): Promise<Uint8Array>;
  /** What was remembered for this instance of the engine: gone when it had to be started anew. */
  readonly memory: Map<string, unknown>;
  readonly signal: AbortSignal | undefined;
}

interface Started {
  readonly engine: Engine;
  readonly connection: number;
  readonly memory: Map<string, unknown>;
}

// No extension is ever fetched: where there is no network, an attempt would hang for good. No file can be opened, nothing spills to
// disk (that crashes the engine), and nothing of this can be unset afterwards.
const settings = [
  "SET autoload_known_extensions = false",
  "SET autoinstall_known_extensions = false",
  "SET temp_directory = ''",
  "SET enable_external_access = false",
  "SET lock_configuration = true"
];

const cancelGraceMs = 120;

/** Starts the engine when it is needed, gives it to one caller at a time, and starts it anew after a crash. */
export class EngineQueue {
  readonly #start: () => Promise<Engine>;
  #started: Promise<Started> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(start: () => Promise<Engine>) {
    this.#start = start;
  }

  /** Whether the engine has been started. */
  get running(): boolean {
    return this.#started !== undefined;
  }

  /** Waits for its turn and works. An abort rejects at once: the statement is cancelled and, should that take long, the engine is ended. */
  async take<T>(signal: AbortSignal | undefined, work: (turn: Turn) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const result = this.#queue.then(async () => this.#perform(signal, work));
    this.#queue = result.catch(() => undefined);
    if (!signal) return result;
    let abort = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener("abort", abort);
    });
    return Promise.race([result, aborted]).finally(() => signal.removeEventListener("abort", abort));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const started = await this.#started?.catch(() => undefined);
    started?.engine.terminate();
    this.#started = undefined;
  }

  async #perform<T>(signal: AbortSignal | undefined, work: (turn: Turn) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error("the database is closed");
    const started = await (this.#started ??= this.#open());
    const {engine, connection, memory} = started;
    let over = false;
    const abort = (): void => {
      void engine.db.cancelPendingQuery(connection).catch(() => undefined);
      setTimeout(() => {
        if (!over) this.#discard(started);
      }, cancelGraceMs);
    };
    engine.hold(true);
    signal?.addEventListener("abort", abort);
    try {
      signal?.throwIfAborted();
      const run = async (sql: string): Promise<Uint8Array> =>
        stream(engine.db, connection, sql, signal).catch((error: Error) => {
          throw plain(error);
        });
      return await Promise.race([work({db: engine.db, connection, run, memory, signal}), engine.death]);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#closed) throw new Error("the database was closed while it worked", {cause: error});
      if (isFatal(error)) this.#discard(started);
      throw plain(error);
    } finally {
      over = true;
      signal?.removeEventListener("abort", abort);
      engine.hold(false);
    }
  }

  #discard(started: Started): void {
    started.engine.terminate();
    this.#started = undefined;
  }

  async #open(): Promise<Started> {
    try {
      const engine = await this.#start();
      const connection = await engine.db.connectInternal();
      for (const setting of settings) await engine.db.runQuery(connection, setting);
      return {engine, connection, memory: new Map()};
    } catch (error) {
      this.#started = undefined;
      throw new Error(`the database cannot start; ${(error as Error).message}`, {cause: error});
    }
  }
}

// Step by step, so that a cancel gets a hearing in between; the whole result at once would also take three times as long.
async function stream(db: AsyncDuckDB, connection: number, sql: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  let header = await db.startPendingQuery(connection, sql, true);
  while (header === null) {
    signal?.throwIfAborted();
    header = await db.pollPendingQuery(connection);
  }
  const chunks = [header];
  for (;;) {
    signal?.throwIfAborted();
    const chunk = await db.fetchQueryResults(connection);
    // Null means not yet; nothing at all means the end.
    if (chunk?.length === 0) return concatenate(chunks);
    if (chunk) chunks.push(chunk);
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** An error in the engine's own words. */
class EngineError extends Error {}

// After these the instance answers nothing any more, or wrongly.
function isFatal(error: unknown): boolean {
  const {name, message, cause} = error as Error;
  return (
    (cause !== undefined && isFatal(cause)) ||
    name === "RuntimeError" ||
    /memory access out of bounds|unreachable|null function|table index is out of bounds|FATAL|INTERNAL Error|invalidated/.test(
      message
    )
  );
}

/** The engine's own words without its stack, its advice to programmers and its drawing of our statement. */
function plain(error: unknown): Error {
  if (error instanceof EngineError) return error;
  const {name, message} = error as Error;
  if (name === "RuntimeError" || /memory access out of bounds/.test(message)) {
    return new EngineError(`the database crashed and is started anew (${message}); ask it for less at once`, {cause: error});
  }
  const words = unpacked(message)
    .split(/\n\s*(?:LINE \d+:|Possible fixes|Possible solutions|\* )|\n\s+at /)[0]!
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return new EngineError(words.join("; "), {cause: error});
}

// Errors of pending queries come as JSON.
function unpacked(message: string): string {
  try {
    const {exception_type: type, exception_message: text} = JSON.parse(message) as Record<string, unknown>;
    return typeof type === "string" && typeof text === "string" ? `${type} Error: ${text}` : message;
  } catch {
    return message;
  }
}
