import type {Pieces} from "./bytes.ts";
import type {Json} from "./node.ts";

/** What one output of a step was. */
export interface OutputRecord {
  readonly kind: string;
  /** Content hash: the SHA-256 of the object's bytes. */
  readonly hash: string;
  /** The length of the object, in bytes. */
  readonly bytes: number;
  readonly summary: Json;
}

/** One run of a step that succeeded: what it was made of and what came out. */
export interface Action {
  /** SHA-256 in hexadecimal of the canonical key material. */
  readonly key: string;
  readonly material: Json;
  readonly outputs: Readonly<Record<string, OutputRecord>>;
  readonly notes: Readonly<Record<string, Json>>;
  /** How long it took. */
  readonly ms: number;
  /** When, as ISO 8601. */
  readonly at: string;
  readonly step: string;
  readonly workflow: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** How much a store holds. */
export interface StoreSize {
  readonly objects: number;
  readonly actions: number;
  /** Of objects and action records together. */
  readonly bytes: number;
}

/** One file that garbage collection takes away. */
export interface Removal {
  readonly what: "action" | "object" | "quarantined";
  /** Key, hash or file name. */
  readonly name: string;
  readonly bytes: number;
}

/** What garbage collection leaves. */
export interface GcOptions {
  /** Least recently used actions go, and objects only they name, until no more than this is left. */
  readonly capBytes: number;
  readonly dryRun?: boolean;
  /** Nothing used within this time goes: another process may be about to name it. Default 10 minutes. */
  readonly graceMs?: number;
}

/** What garbage collection took away, or would. */
export interface GcReport {
  /** In the order of their going: leavings first, then the least recently used. */
  readonly removed: readonly Removal[];
  /** How many bytes that frees. */
  readonly bytes: number;
  /** What stays. */
  readonly kept: StoreSize;
}

/** Remembers results by content: immutable objects by their hash, and small action records that name them by key. */
export interface Store {
  /** The action of this key; undefined also when its record is damaged or an object it names is missing. Counts as a use. */
  action(key: string): Promise<Action | undefined>;
  /** @throws when an object it names is not there yet. */
  putAction(action: Action): Promise<void>;
  /** The bytes with this hash. A damaged object is set aside and reported as missing. */
  object(hash: string): Promise<Uint8Array | undefined>;
  /** The hash must be the SHA-256 of the bytes. An object that is there already is left as it is. */
  putObject(hash: string, bytes: Uint8Array | Pieces): Promise<void>;
  /** The key that was last set for a scope, such as a step of a workflow: for telling what changed since. */
  last(scope: string): Promise<string | undefined>;
  setLast(scope: string, key: string): Promise<void>;
  /** All sound action records, in no particular order. */
  actions(): AsyncIterable<Action>;
  size(): Promise<StoreSize>;
  gc(options: GcOptions): Promise<GcReport>;
  close(): Promise<void>;
}

/** A store whose results a person may give up by choice. */
export interface ClearableStore extends Store {
  /** Forgets the chosen results; what only they named goes with the next collection. */
  removeActions(chosen: (action: Action) => boolean): Promise<void>;
}

/** Where a store has no room for more. */
export class StoreFullError extends Error {
  override readonly name = "StoreFullError";
}

export const defaultCapBytes = 8e9;
export const defaultGraceMs = 10 * 60_000;

/** Lets a store trim itself to nine tenths of a cap once it has grown beyond it. */
export class Trimming {
  readonly #store: Pick<Store, "size" | "gc">;
  readonly #capBytes: number;
  #written = 0;

  constructor(store: Pick<Store, "size" | "gc">, capBytes: number) {
    this.#store = store;
    this.#capBytes = capBytes;
  }

  /** Counts what was written. */
  wrote(bytes: number): void {
    this.#written += bytes;
  }

  /** Trims after an eighth of the cap has been written: to look takes time. */
  async now(): Promise<void> {
    if (this.#written > this.#capBytes / 8) await this.#trim();
  }

  /** Trims if anything has been written. */
  async atLast(): Promise<void> {
    if (this.#written > 0) await this.#trim();
  }

  async #trim(): Promise<void> {
    this.#written = 0;
    if ((await this.#store.size()).bytes > this.#capBytes) await this.#store.gc({capBytes: 0.9 * this.#capBytes});
  }
}

/** What garbage collection knows of a file. Times are milliseconds since 1970. */
export interface StoredObject {
  readonly hash: string;
  readonly bytes: number;
  readonly usedAt: number;
}

export interface StoredAction {
  readonly key: string;
  readonly bytes: number;
  readonly usedAt: number;
  /** The hashes it names. */
  readonly objects: readonly string[];
}

/**
 * Chooses what goes: first objects no action names, then least recently used actions, each followed by the objects
 * that only it named, until the rest fits. Nothing used after `keepSince` goes.
 */
export function chooseRemovals(
  actions: readonly StoredAction[],
  objects: readonly StoredObject[],
  capBytes: number,
  keepSince: number
): GcReport {
  const byHash = new Map(objects.map((object) => [object.hash, object]));
  const users = new Map<string, number>();
  for (const hash of actions.flatMap((action) => [...new Set(action.objects)])) users.set(hash, (users.get(hash) ?? 0) + 1);
  const removed: Removal[] = [];
  let left = sum(actions) + sum(objects);
  const remove = (what: Removal["what"], name: string, bytes: number): void => {
    removed.push({what, name, bytes});
    left -= bytes;
  };
  for (const {hash, bytes, usedAt} of [...objects].sort(byUse)) {
    if (!users.has(hash) && usedAt < keepSince) remove("object", hash, bytes);
  }
  for (const action of [...actions].sort(byUse)) {
    if (left <= capBytes || action.usedAt >= keepSince) break;
    remove("action", action.key, action.bytes);
    for (const hash of new Set(action.objects)) {
      const others = users.get(hash)! - 1;
      users.set(hash, others);
      const object = byHash.get(hash);
      if (others === 0 && object && object.usedAt < keepSince) remove("object", hash, object.bytes);
    }
  }
  const count = (what: Removal["what"]): number => removed.filter((r) => r.what === what).length;
  return {
    removed,
    bytes: sum(removed),
    kept: {objects: objects.length - count("object"), actions: actions.length - count("action"), bytes: left}
  };
}

/** @throws unless the name is a SHA-256 in hexadecimal: nothing else becomes part of a path. */
export function checkHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`a key or hash must be 64 hexadecimal digits; got ${JSON.stringify(hash)}`);
  return hash;
}

/** Where the last key of a step is kept: what has run under the same name before is what it is told apart from. */
export function scopeOf(workflow: string | undefined, step: string): string {
  return `${workflow ?? ""}/${step}`;
}

/** The hashes an action names, each once. */
export function objectsOf(action: Action): string[] {
  return [...new Set(Object.values(action.outputs).map((output) => output.hash))];
}

function byUse(a: {readonly usedAt: number}, b: {readonly usedAt: number}): number {
  return a.usedAt - b.usedAt;
}

function sum(items: readonly {readonly bytes: number}[]): number {
  return items.reduce((total, item) => total + item.bytes, 0);
}
