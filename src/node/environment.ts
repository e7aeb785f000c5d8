import {dirname, join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import {fingerprints} from "../../nodes/fingerprints.generated.ts";
import {library} from "../../nodes/index.ts";
import {lazyDatabase} from "../../runtime/lazy-database.ts";
import {FileHashes} from "../../runtime/file-hashes.node.ts";
import {hardwareThreads, spawnWorker} from "../../runtime/host.node.ts";
import {type Pool, WorkerPool} from "../../runtime/pool.ts";
import {Session, type SessionOptions} from "../../runtime/session.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {openStore} from "../../runtime/store.node.ts";
import type {Store} from "../../runtime/store.ts";
import {version} from "../version.ts";
import {fileOpener} from "./files.ts";

/** Where files, results and threads come from. */
export interface EnvironmentOptions {
  /** The folder whose files a workflow may name. Default: the working directory. */
  readonly folder?: string;
  /** Where results are remembered; "memory" for nowhere. Default: `.fluxloom` in the folder. */
  readonly store?: string;
  /** How many threads compute. Default: as many as the machine has. Results do not depend on it. */
  readonly workers?: number;
  /** "step" or "step.param" → a file the person passes. */
  readonly data?: ReadonlyMap<string, string>;
}

/** All a session needs on this machine. */
export interface Environment extends Omit<SessionOptions, "name" | "force" | "onState"> {
  readonly store: Store;
  readonly pool: Pool;
  /** Ends workers and the database, and writes what must be written. */
  readonly close: () => Promise<void>;
}

/** Opens the store, the database and the workers, the last two only when first needed. */
export async function openEnvironment({
  folder = ".",
  store: place,
  workers,
  data = new Map()
}: EnvironmentOptions = {}): Promise<Environment> {
  const home = resolve(folder);
  const directory = place === "memory" ? undefined : resolve(place ?? join(home, ".fluxloom"));
  const store = directory === undefined ? new MemoryStore() : await openStore(directory);
  const hashes = new FileHashes(directory);
  const pool = new WorkerPool({size: workers ?? hardwareThreads(), spawn: () => spawnWorker(workerScript())});
  const db = lazyDatabase(async () => (await import("../../runtime/duckdb.node.ts")).openDatabase());
  return {
    library,
    fingerprints,
    store,
    db,
    pool,
    openFile: fileOpener({folder: home, data, hash: async (path) => hashes.hash(path)}),
    versions: {fluxloom: version, node: process.versions.node},
    async close() {
      pool.close();
      await db.close();
      await store.close();
    }
  };
}

/** A session on this machine, with an environment of its own unless one is given. */
export function createSession(
  environment: Environment,
  options: Pick<SessionOptions, "name" | "force" | "onState"> = {}
): Session {
  const {close: _close, ...parts} = environment;
  return new Session({...parts, ...options});
}

// Bundles lie in dist/; from the sources, as tests run them, dist/ is two folders up.
function workerScript(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith("dist") ? join(here, "worker.js") : join(here, "../../dist/worker.js");
}
