import type {OutputRecord, Store} from "./store.ts";
import type {Kind} from "./node.ts";

/** A result as steps pass it on: known by its content, its value fetched only when somebody looks. */
export interface Artifact extends OutputRecord {
  /** The kind's own coding. */
  readonly codec: Kind<unknown>;
}

/** Decoded results by content hash, the least recently used dropped above a budget of bytes. */
export class Values {
  readonly #store: Store;
  readonly #budget: number;
  readonly #kept = new Map<string, {readonly value: unknown; readonly bytes: number}>();
  #bytes = 0;

  constructor(store: Store, budgetBytes: number) {
    this.#store = store;
    this.#budget = budgetBytes;
  }

  /** The value, or undefined where the store has lost it. */
  async get({codec, hash, bytes}: Artifact): Promise<{readonly value: unknown} | undefined> {
    const kept = this.#kept.get(hash);
    if (kept) {
      this.put(hash, kept.value, kept.bytes);
      return kept;
    }
    const stored = await this.#store.object(hash);
    if (!stored) return undefined;
    const value = await codec.decode(stored);
    codec.seal?.(value, hash);
    this.put(hash, value, bytes);
    return {value};
  }

  /** The value where it is at hand. */
  kept(hash: string): unknown {
    return this.#kept.get(hash)?.value;
  }

  put(hash: string, value: unknown, bytes: number): void {
    const before = this.#kept.get(hash);
    if (before) this.#bytes -= before.bytes;
    this.#kept.delete(hash);
    this.#kept.set(hash, {value, bytes});
    this.#bytes += bytes;
    for (const [oldest, {bytes: size}] of this.#kept) {
      if (this.#bytes <= this.#budget || oldest === hash) break;
      this.#kept.delete(oldest);
      this.#bytes -= size;
    }
  }
}
