import {fingerprints} from "../../nodes/fingerprints.generated.ts";
import {library} from "../../nodes/index.ts";
import {hardwareThreads, spawnWorker} from "../../runtime/host.browser.ts";
import type {OpenFile} from "../../runtime/key.ts";
import {lazyDatabase} from "../../runtime/lazy-database.ts";
import {type Pool, WorkerPool} from "../../runtime/pool.ts";
import type {SessionOptions} from "../../runtime/session.ts";
import {openBrowserStore} from "../../runtime/store.browser.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import type {ClearableStore} from "../../runtime/store.ts";
import {version} from "../version.ts";
import {hashOfBlob} from "./blob-hash.ts";

/** Where the page finds the parts that are not bundled. */
export interface Assets {
  readonly worker: string;
  readonly duckdbWorker: string;
  readonly duckdbWasm: string;
}

export interface BrowserEnvironmentOptions {
  readonly assets: Assets;
  /** "memory" for nowhere; otherwise the name of the store. */
  readonly store?: string;
  readonly workers?: number;
}

/** All a session needs in a page or a worker of one. */
export interface BrowserEnvironment extends Omit<SessionOptions, "name" | "force" | "onState"> {
  readonly store: ClearableStore;
  readonly pool: Pool;
  /** Files a person gave, by the name under which steps find them. */
  readonly files: Map<string, Blob>;
  readonly close: () => Promise<void>;
}

/** Opens the store, the database and the workers, the last two only when first needed. Nothing is fetched but the page's own parts. */
export async function openBrowserEnvironment({
  assets,
  store: place = "fluxloom",
  workers
}: BrowserEnvironmentOptions): Promise<BrowserEnvironment> {
  const store = place === "memory" ? new MemoryStore() : await openBrowserStore(place);
  const pool = new WorkerPool({size: workers ?? Math.max(1, hardwareThreads()), spawn: () => spawnWorker(assets.worker)});
  const db = lazyDatabase(async () =>
    (await import("../../runtime/duckdb.browser.ts")).openDatabase({worker: assets.duckdbWorker, wasm: assets.duckdbWasm})
  );
  const files = new Map<string, Blob>();
  return {
    library,
    fingerprints,
    store,
    db,
    pool,
    files,
    openFile: fileOpener(files),
    versions: {fluxloom: version, browser: navigator.userAgent},
    async close() {
      pool.close();
      await db.close();
      await store.close();
    }
  };
}

/** Opens only what the person gave: a page can read nothing else. */
export function fileOpener(files: ReadonlyMap<string, Blob>): OpenFile {
  const hashes = new WeakMap<Blob, Promise<string>>();
  return async (_step, _param, path) => {
    if (path === "") return undefined;
    const blob = files.get(path);
    if (!blob) throw new Error(`there is no file ${JSON.stringify(path)} here; drop it on the page`);
    const bytes = async (): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());
    let hash = hashes.get(blob);
    if (!hash) hashes.set(blob, (hash = hashOfBlob(blob)));
    // A Blob does not change; where the file on the disk did, reading it fails.
    return {name: path, sha256: await hash, size: blob.size, bytes, content: blob, unchanged: async () => undefined};
  };
}
