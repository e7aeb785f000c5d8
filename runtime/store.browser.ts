import {byteLength, cutTo, type Pieces} from "./bytes.ts";
import {sha256} from "./hash.ts";
import {lastName, readLast, readRecord, writeLast, writeRecord} from "./store-records.ts";
import {
  type Action,
  checkHash,
  chooseRemovals,
  type ClearableStore,
  defaultCapBytes,
  defaultGraceMs,
  type GcOptions,
  type GcReport,
  objectsOf,
  type StoredAction,
  type StoredObject,
  StoreFullError,
  type StoreSize,
  Trimming
} from "./store.ts";

const utf8 = new TextEncoder();
const touchEveryMs = 60_000;
const slice = 1 << 23;

/**
 * Opens the store in the browser's private file system, shared by all tabs of the origin.
 *
 * It holds `objects/<sha256>` (immutable), `actions/<key>.json` and `last/`. A file is written to a place of its own and takes
 * its name when it is complete, an action only after the objects it names, so tabs may share the store without locks.
 * @throws where the browser has no such file system or refuses it (private windows of some browsers).
 */
export async function openBrowserStore(name = "fluxloom", capBytes = defaultCapBytes): Promise<BrowserStore> {
  const root = await navigator.storage.getDirectory();
  const home = await root.getDirectoryHandle(name, {create: true});
  const folder = async (name: string): Promise<FileSystemDirectoryHandle> => home.getDirectoryHandle(name, {create: true});
  return new BrowserStore(await folder("objects"), await folder("actions"), await folder("last"), capBytes);
}

export class BrowserStore implements ClearableStore {
  readonly #objects: FileSystemDirectoryHandle;
  readonly #actions: FileSystemDirectoryHandle;
  readonly #last: FileSystemDirectoryHandle;
  readonly #trimming: Trimming;
  /** Records read or written here, as they never change, and when each was last dated. */
  readonly #records = new Map<string, Action>();
  readonly #touched = new Map<string, number>();
  /** What each scope had last, as far as it passed through here. */
  readonly #lastKeys = new Map<string, string>();
  /** Writes nobody waits for, one after the other. */
  #behind: Promise<void> = Promise.resolve();

  constructor(
    objects: FileSystemDirectoryHandle,
    actions: FileSystemDirectoryHandle,
    last: FileSystemDirectoryHandle,
    capBytes: number
  ) {
    this.#objects = objects;
    this.#actions = actions;
    this.#last = last;
    this.#trimming = new Trimming(this, capBytes);
  }

  async action(key: string): Promise<Action | undefined> {
    const now = Date.now();
    const fresh = now - (this.#touched.get(checkHash(key)) ?? 0) <= touchEveryMs;
    const known = this.#records.get(key);
    // What was used a moment ago no other tab removes; one that does so on demand is found out when the object is read.
    if (known && fresh) return known;
    const action = await this.#readAction(key);
    if (!action) return undefined;
    const files = await Promise.all(Object.values(action.outputs).map(async ({hash}) => fileIn(this.#objects, hash)));
    if (Object.values(action.outputs).some(({bytes}, i) => files[i]?.size !== bytes)) return undefined;
    this.#records.set(key, action);
    if (!fresh) {
      this.#touched.set(key, now);
      // Files have no date of their own to set: writing the record again dates it.
      this.#writeBehind(async () => this.#writeAction(action));
    }
    return action;
  }

  async putAction(action: Action): Promise<void> {
    checkHash(action.key);
    for (const hash of objectsOf(action)) {
      if (!(await fileIn(this.#objects, hash)))
        throw new Error(`object ${hash} is not in the store; put it before the action that names it`);
    }
    await this.#writeAction(action);
    this.#records.set(action.key, action);
    this.#touched.set(action.key, Date.now());
    await this.#trimming.now();
  }

  async object(hash: string): Promise<Uint8Array | undefined> {
    const buffer = await readIn(this.#objects, checkHash(hash), async (file) => file.arrayBuffer());
    if (!buffer) {
      this.#records.clear();
      return undefined;
    }
    const bytes = new Uint8Array(buffer);
    if ((await sha256(bytes)) === hash) return bytes;
    await this.#objects.removeEntry(hash).catch(() => undefined);
    this.#records.clear();
    return undefined;
  }

  async putObject(hash: string, bytes: Uint8Array | Pieces): Promise<void> {
    const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
    if ((await fileIn(this.#objects, checkHash(hash)))?.size === byteLength(pieces)) return;
    await this.#write(this.#objects, hash, pieces);
  }

  async last(scope: string): Promise<string | undefined> {
    const known = this.#lastKeys.get(scope);
    if (known !== undefined) return known;
    const key = readLast(await readIn(this.#last, await lastName(scope), async (file) => file.text()), scope);
    if (key !== undefined) this.#lastKeys.set(scope, key);
    return key;
  }

  /** Kept at once, written soon: it only serves to tell what changed. */
  async setLast(scope: string, key: string): Promise<void> {
    this.#lastKeys.set(scope, key);
    this.#writeBehind(async () => this.#write(this.#last, await lastName(scope), [utf8.encode(writeLast(scope, key))]));
  }

  async *actions(): AsyncIterable<Action> {
    for await (const name of this.#actions.keys()) {
      const action = await this.#readAction(name.replace(/\.json$/, ""));
      if (action) yield action;
    }
  }

  async removeActions(chosen: (action: Action) => boolean): Promise<void> {
    // A record that is still to be dated would come back.
    await this.#behind;
    for await (const action of this.actions()) {
      if (!chosen(action)) continue;
      this.#records.delete(action.key);
      await this.#actions.removeEntry(`${action.key}.json`).catch(() => undefined);
    }
  }

  async size(): Promise<StoreSize> {
    const [objects, actions] = [await this.#listObjects(), await this.#listActions()];
    return chooseRemovals(actions, objects, Infinity, -Infinity).kept;
  }

  async gc({capBytes, dryRun = false, graceMs = defaultGraceMs}: GcOptions): Promise<GcReport> {
    const report = chooseRemovals(await this.#listActions(), await this.#listObjects(), capBytes, Date.now() - graceMs);
    if (!dryRun) {
      this.#records.clear();
      for (const {what, name} of report.removed) {
        await (what === "action" ? this.#actions.removeEntry(`${name}.json`) : this.#objects.removeEntry(name)).catch(
          () => undefined
        );
      }
    }
    return report;
  }

  async close(): Promise<void> {
    await this.#behind;
    await this.#trimming.atLast();
  }

  // Nothing rests on these; where there is no room the next result that is put says so.
  #writeBehind(write: () => Promise<void>): void {
    this.#behind = this.#behind.then(write).catch(() => undefined);
  }

  async #readAction(key: string): Promise<Action | undefined> {
    return readRecord(await readIn(this.#actions, `${key}.json`, async (file) => file.text()), key);
  }

  async #writeAction(action: Action): Promise<void> {
    await this.#write(this.#actions, `${action.key}.json`, [utf8.encode(await writeRecord(action))]);
  }

  async #write(folder: FileSystemDirectoryHandle, name: string, pieces: Pieces): Promise<void> {
    try {
      await writeFile(folder, name, pieces);
    } catch (error) {
      // Besides its own name for it, Chromium ends the pipe to a file that outgrows the quota.
      if (error instanceof DOMException)
        throw new StoreFullError("the browser gives no more room; clear stored results or free some space", {cause: error});
      throw error;
    }
    this.#trimming.wrote(byteLength(pieces));
  }

  async #listObjects(): Promise<StoredObject[]> {
    const objects: StoredObject[] = [];
    for await (const hash of this.#objects.keys()) {
      const file = await fileIn(this.#objects, hash);
      if (file) objects.push({hash, bytes: file.size, usedAt: file.lastModified});
    }
    return objects;
  }

  async #listActions(): Promise<StoredAction[]> {
    const actions: StoredAction[] = [];
    for await (const name of this.#actions.keys()) {
      const key = name.replace(/\.json$/, "");
      const [file, action] = [await fileIn(this.#actions, name), await this.#readAction(key)];
      if (file && action) actions.push({key, bytes: file.size, usedAt: file.lastModified, objects: objectsOf(action)});
    }
    return actions;
  }
}

// A writable is a file of its own that takes the name when it is closed.
async function writeFile(folder: FileSystemDirectoryHandle, name: string, pieces: Pieces): Promise<void> {
  const handle = await folder.getFileHandle(name, {create: true});
  const writable = await handle.createWritable();
  try {
    // The browser copies what it is given.
    for (const piece of cutTo(slice, pieces)) await writable.write(piece as Uint8Array<ArrayBuffer>);
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined);
    throw error;
  }
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if ((error as DOMException).name === "NotFoundError") return undefined;
    throw error;
  }
}

/** Reads a file; one that another tab or step replaced between opening and reading is opened again. */
async function readIn<T>(
  folder: FileSystemDirectoryHandle,
  name: string,
  read: (file: File) => Promise<T>
): Promise<T | undefined> {
  for (let attempt = 1; ; ++attempt) {
    const file = await fileIn(folder, name);
    if (!file) return undefined;
    try {
      return await read(file);
    } catch (error) {
      const replaced = ["NotReadableError", "NotFoundError"].includes((error as DOMException).name);
      if (!replaced || attempt === 5) throw error;
    }
  }
}
