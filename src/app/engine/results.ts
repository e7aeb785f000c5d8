import type {Kind} from "../../../runtime/node.ts";
import type {Store} from "../../../runtime/store.ts";

const keptBytes = 256e6;

/** Values of results by content hash, read from the store when somebody looks. */
export class Results {
  readonly #store: Store;
  /** What the session has in memory is not kept a second time. */
  readonly #inSession: (hash: string) => unknown;
  readonly #kept = new Map<string, {readonly value: Promise<unknown>; readonly bytes: number}>();

  constructor(store: Store, inSession: (hash: string) => unknown) {
    this.#store = store;
    this.#inSession = inSession;
  }

  /** @throws where the store has lost it. */
  async get(hash: string, kind: Kind<unknown>, bytes = 0): Promise<unknown> {
    const found = this.#kept.get(hash);
    if (found) return found.value;
    const known = this.#inSession(hash);
    if (known !== undefined) return known;
    const value = this.#read(hash, kind);
    value.catch(() => this.#kept.delete(hash));
    this.#kept.set(hash, {value, bytes});
    let sum = 0;
    for (const {bytes} of this.#kept.values()) sum += bytes;
    for (const [oldest, {bytes}] of this.#kept) {
      if (sum <= keptBytes || oldest === hash) break;
      this.#kept.delete(oldest);
      sum -= bytes;
    }
    return value;
  }

  async #read(hash: string, kind: Kind<unknown>): Promise<unknown> {
    const bytes = await this.#store.object(hash);
    if (!bytes) throw new Error("this result is no longer stored; run the step again");
    const value = await kind.decode(bytes);
    kind.seal?.(value, hash);
    return value;
  }
}
