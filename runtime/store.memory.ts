import {joined, type Pieces} from "./bytes.ts";
import {canonical} from "./hash.ts";
import {
  type Action,
  checkHash,
  type ClearableStore,
  chooseRemovals,
  type GcOptions,
  type GcReport,
  objectsOf,
  type StoreSize
} from "./store.ts";

interface Used<T> {
  readonly value: T;
  usedAt: number;
}

/** A store that lasts as long as the process: for tests, and where nothing may be written. */
export class MemoryStore implements ClearableStore {
  readonly #objects = new Map<string, Used<Uint8Array>>();
  readonly #actions = new Map<string, Used<Action>>();
  readonly #last = new Map<string, string>();
  // Uses are counted, not timed: the grace time means nothing where no other process looks.
  #clock = 0;

  async action(key: string): Promise<Action | undefined> {
    const entry = this.#actions.get(key);
    if (!entry || !objectsOf(entry.value).every((hash) => this.#objects.has(hash))) return undefined;
    entry.usedAt = ++this.#clock;
    return entry.value;
  }

  async putAction(action: Action): Promise<void> {
    for (const hash of objectsOf(action)) {
      if (!this.#objects.has(hash)) throw new Error(`object ${hash} is not in the store; put it before the action that names it`);
    }
    this.#actions.set(checkHash(action.key), {value: action, usedAt: ++this.#clock});
  }

  async object(hash: string): Promise<Uint8Array | undefined> {
    return this.#objects.get(hash)?.value;
  }

  async putObject(hash: string, bytes: Uint8Array | Pieces): Promise<void> {
    if (this.#objects.has(checkHash(hash))) return;
    this.#objects.set(hash, {value: bytes instanceof Uint8Array ? bytes : joined(bytes), usedAt: ++this.#clock});
  }

  async last(scope: string): Promise<string | undefined> {
    return this.#last.get(scope);
  }

  async setLast(scope: string, key: string): Promise<void> {
    this.#last.set(scope, key);
  }

  async *actions(): AsyncIterable<Action> {
    for (const {value} of this.#actions.values()) yield value;
  }

  async removeActions(chosen: (action: Action) => boolean): Promise<void> {
    for (const [key, {value}] of this.#actions) if (chosen(value)) this.#actions.delete(key);
  }

  async size(): Promise<StoreSize> {
    return {objects: this.#objects.size, actions: this.#actions.size, bytes: this.#report(Infinity).kept.bytes};
  }

  async gc({capBytes, dryRun = false}: GcOptions): Promise<GcReport> {
    const report = this.#report(capBytes);
    if (!dryRun) {
      for (const {what, name} of report.removed) (what === "action" ? this.#actions : this.#objects).delete(name);
    }
    return report;
  }

  async close(): Promise<void> {}

  #report(capBytes: number): GcReport {
    const actions = [...this.#actions.values()].map(({value, usedAt}) => ({
      key: value.key,
      bytes: canonical(value).length,
      usedAt,
      objects: objectsOf(value)
    }));
    const objects = [...this.#objects].map(([hash, {value, usedAt}]) => ({hash, bytes: value.length, usedAt}));
    return chooseRemovals(actions, objects, capBytes, capBytes === Infinity ? -Infinity : Infinity);
  }
}
