import {promises as fs} from "node:fs";
import {dirname, join, resolve} from "node:path";
import {absent, files, list, readBytes, readText, reason, syncFolder, touch, unread} from "./files.node.ts";
import {byteLength, type Pieces} from "./bytes.ts";
import {sha256} from "./hash.ts";
import {hostLabel, instance, isAlive} from "./process.node.ts";
import {lastName, readLast, readRecord, writeLast, writeRecord} from "./store-records.ts";
import {
  type Action,
  checkHash,
  chooseRemovals,
  defaultCapBytes,
  defaultGraceMs,
  type GcOptions,
  type GcReport,
  objectsOf,
  type Removal,
  type Store,
  type StoreSize,
  type StoredAction,
  type StoredObject,
  Trimming
} from "./store.ts";

const format = "1";
const staleTmpMs = 24 * 3600_000;

/** How much a store may hold, and for how long it keeps what was just used. */
export interface NodeStoreOptions {
  /** The store trims itself to nine tenths of this once it has grown beyond it. */
  readonly capBytes?: number;
  readonly graceMs?: number;
}

/**
 * Opens the store in a folder, making it where there is none.
 *
 * The folder holds `objects/ab/cdef…` (immutable, named by SHA-256), `actions/ab/<key>.json`, `last/`, `tmp/`, `quarantine/`
 * and `version`. A file is written to tmp, synced, renamed, and its folder synced; an action only after the objects it names.
 * So several processes may share a store without locks, and one that dies leaves at most a stray file in tmp.
 * @throws when the folder cannot be used or holds another format.
 */
export async function openStore(directory: string, options: NodeStoreOptions = {}): Promise<NodeStore> {
  const store = new NodeStore(resolve(directory), options);
  await store.open();
  return store;
}

/** A store in a folder; see `openStore`. */
export class NodeStore implements Store {
  readonly directory: string;
  readonly #graceMs: number;
  readonly #folders = new Set<string>();
  #serial = 0;
  readonly #trimming: Trimming;

  constructor(directory: string, {capBytes = defaultCapBytes, graceMs = defaultGraceMs}: NodeStoreOptions = {}) {
    this.directory = directory;
    this.#trimming = new Trimming(this, capBytes);
    this.#graceMs = graceMs;
  }

  async open(): Promise<void> {
    const found = await readText(join(this.directory, "version"));
    if (found === undefined) {
      await this.#writing("make", async () => {
        await this.#folder(join(this.directory, "tmp"));
        await this.#publish(join(this.directory, "version"), `${format}\n`);
      });
    } else if (found.trim() !== format) {
      throw new Error(
        `the store "${this.directory}" has format ${found.trim()}, but this version reads ${format}; choose another folder`
      );
    }
    await this.#clearTmp();
  }

  async action(key: string): Promise<Action | undefined> {
    const action = await this.#readAction(key);
    if (!action) return undefined;
    const sizes = await Promise.all(
      Object.values(action.outputs).map(async ({hash, bytes}) => (await this.#sizeOf(hash)) === bytes)
    );
    if (sizes.includes(false)) return undefined;
    // The objects too: another process that collects may have listed them before.
    await Promise.all([this.#actionPath(key), ...objectsOf(action).map((hash) => this.#objectPath(hash))].map(touch));
    return action;
  }

  async putAction(action: Action): Promise<void> {
    checkHash(action.key);
    for (const hash of objectsOf(action)) {
      if ((await this.#sizeOf(hash)) === undefined) {
        throw new Error(`object ${hash} is not in the store; put it before the action that names it`);
      }
    }
    const record = await writeRecord(action);
    await this.#writing("write to", () => this.#publish(this.#actionPath(action.key), record));
    await this.#trimming.now();
  }

  async object(hash: string): Promise<Uint8Array | undefined> {
    const path = this.#objectPath(hash);
    const bytes = await readBytes(path);
    if (bytes === undefined || (await sha256(bytes)) === hash) return bytes;
    await this.#setAside(path, hash);
    return undefined;
  }

  async putObject(hash: string, bytes: Uint8Array | Pieces): Promise<void> {
    const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
    const path = this.#objectPath(hash);
    // One that is there gets a new date, so that nobody collects it before the action that is about to name it is written.
    if ((await this.#sizeOf(hash)) === byteLength(pieces) && (await touch(path))) return;
    await this.#writing("write to", () => this.#publish(path, pieces));
  }

  async last(scope: string): Promise<string | undefined> {
    return readLast(await readText(await this.#lastPath(scope)), scope);
  }

  async setLast(scope: string, key: string): Promise<void> {
    const path = await this.#lastPath(scope);
    await this.#writing("write to", () => this.#publish(path, writeLast(scope, key), false));
  }

  async *actions(): AsyncIterable<Action> {
    for await (const {name} of files(join(this.directory, "actions"))) {
      const action = await this.#readAction(name.replace(/\.json$/, ""));
      if (action) yield action;
    }
  }

  async size(): Promise<StoreSize> {
    let [objects, actions, bytes] = [0, 0, 0];
    for (const {bytes: size} of await this.#listObjects()) {
      objects += 1;
      bytes += size;
    }
    for await (const {path} of files(join(this.directory, "actions"))) {
      actions += 1;
      bytes += (await fs.stat(path).catch(absent))?.size ?? 0;
    }
    return {objects, actions, bytes};
  }

  async gc({capBytes, dryRun = false, graceMs = this.#graceMs}: GcOptions): Promise<GcReport> {
    const keepSince = Date.now() - graceMs;
    const {actions, broken} = await this.#listActions(keepSince);
    const leavings = [...broken, ...(await this.#listLeavings(keepSince))];
    const report = chooseRemovals(actions, await this.#listObjects(), capBytes, keepSince);
    const chosen = [...leavings, ...report.removed];
    const removed: Removal[] = [];
    for (const removal of chosen) if (dryRun || (await this.#remove(removal, keepSince))) removed.push(removal);
    return {...report, removed, bytes: removed.reduce((total, {bytes}) => total + bytes, 0)};
  }

  async close(): Promise<void> {
    await this.#trimming.atLast();
  }

  async #readAction(key: string): Promise<Action | undefined> {
    return readRecord(await readText(this.#actionPath(key)), key);
  }

  async #listActions(keepSince: number): Promise<{actions: StoredAction[]; broken: Removal[]}> {
    const actions: StoredAction[] = [];
    const broken: Removal[] = [];
    for await (const {name, path} of files(join(this.directory, "actions"))) {
      const key = name.replace(/\.json$/, "");
      const stat = await fs.stat(path).catch(absent);
      const action = await this.#readAction(key).catch(() => undefined);
      if (!stat) continue;
      if (action) actions.push({key, bytes: stat.size, usedAt: stat.mtimeMs, objects: objectsOf(action)});
      else if (stat.mtimeMs < keepSince) broken.push({what: "action", name: key, bytes: stat.size});
    }
    return {actions, broken};
  }

  async #listObjects(): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    for await (const {name, path} of files(join(this.directory, "objects"))) {
      const stat = await fs.stat(path).catch(absent);
      const hash = path.slice(-name.length - 3, -name.length - 1) + name;
      if (stat && /^[0-9a-f]{64}$/.test(hash)) objects.push({hash, bytes: stat.size, usedAt: stat.mtimeMs});
    }
    return objects;
  }

  async #listLeavings(keepSince: number): Promise<Removal[]> {
    const leavings: Removal[] = [];
    for (const name of await list(join(this.directory, "quarantine"))) {
      const stat = await fs.stat(join(this.directory, "quarantine", name)).catch(absent);
      if (stat && stat.ctimeMs < keepSince) leavings.push({what: "quarantined", name, bytes: stat.size});
    }
    return leavings;
  }

  // Another process may have used it since it was listed: then it stays.
  async #remove({what, name}: Removal, keepSince: number): Promise<boolean> {
    const path = this.#pathOf(what, name);
    const stat = await fs.stat(path).catch(absent);
    if (!stat || (what === "quarantined" ? stat.ctimeMs : stat.mtimeMs) >= keepSince) return false;
    await this.#writing("remove from", () => fs.rm(path, {force: true}));
    return true;
  }

  #pathOf(what: Removal["what"], name: string): string {
    if (what === "quarantined") return join(this.directory, "quarantine", name);
    return what === "action" ? this.#actionPath(name) : this.#objectPath(name);
  }

  // Removes what dead processes left half-written. Process numbers mean nothing on another host, and come again on this one: there, age
  // decides.
  async #clearTmp(): Promise<void> {
    for (const name of await list(join(this.directory, "tmp"))) {
      const path = join(this.directory, "tmp", name);
      const [host, pid] = name.split("~");
      const here = host === hostLabel && /^\d+$/.test(pid ?? "");
      const stat = await fs.stat(path).catch(absent);
      const old = stat !== undefined && Date.now() - stat.mtimeMs > staleTmpMs;
      if (old || (here && !isAlive(Number(pid)))) await fs.rm(path, {force: true}).catch(() => undefined);
    }
  }

  async #setAside(path: string, hash: string): Promise<void> {
    const folder = join(this.directory, "quarantine");
    await fs.mkdir(folder, {recursive: true}).catch(() => undefined);
    await fs.rename(path, join(folder, hash)).catch(() => undefined);
  }

  async #publish(path: string, text: string | Pieces, durable = true): Promise<void> {
    const content = typeof text === "string" ? [Buffer.from(text)] : text;
    try {
      await this.#replace(path, content, durable);
    } catch (error) {
      // Somebody emptied the store under us: make its folders anew, once.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      this.#folders.clear();
      await this.#replace(path, content, durable);
    }
    this.#trimming.wrote(byteLength(content));
  }

  async #replace(path: string, content: Pieces, durable: boolean): Promise<void> {
    await this.#folder(join(this.directory, "tmp"));
    await this.#folder(dirname(path));
    const tmp = join(this.directory, "tmp", `${hostLabel}~${process.pid}~${instance}~${++this.#serial}`);
    try {
      const file = await fs.open(tmp, "wx");
      try {
        for (const piece of content) await file.writeFile(piece);
        if (durable) await file.sync();
      } finally {
        await file.close();
      }
      await fs.rename(tmp, path);
    } catch (error) {
      await fs.rm(tmp, {force: true}).catch(() => undefined);
      throw error;
    }
    if (durable) await syncFolder(dirname(path));
  }

  async #folder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    const made = await fs.mkdir(path, {recursive: true});
    if (made) await syncFolder(dirname(made));
    this.#folders.add(path);
  }

  async #writing<T>(doing: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw new Error(`cannot ${doing} the store "${this.directory}"; ${reason(error)}`, {cause: error});
    }
  }

  async #sizeOf(hash: string): Promise<number | undefined> {
    const path = this.#objectPath(hash);
    return (await fs.stat(path).catch(unread(path)))?.size;
  }

  #objectPath(hash: string): string {
    return join(this.directory, "objects", checkHash(hash).slice(0, 2), hash.slice(2));
  }

  #actionPath(key: string): string {
    return join(this.directory, "actions", checkHash(key).slice(0, 2), `${key}.json`);
  }

  async #lastPath(scope: string): Promise<string> {
    return join(this.directory, "last", `${await lastName(scope)}.json`);
  }
}
