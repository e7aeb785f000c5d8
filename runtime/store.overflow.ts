import type {Pieces} from "./bytes.ts";
import {MemoryStore} from "./store.memory.ts";
import {
  type Action,
  type ClearableStore,
  type GcOptions,
  type GcReport,
  objectsOf,
  StoreFullError,
  type StoreSize
} from "./store.ts";

/**
 * A store that goes on in memory where the one it stands before has no more room: first that one gives up what it has not used for
 * longest; where this does not help either, `onFull` is told and new results last as long as the process.
 */
export class OverflowStore implements ClearableStore {
  readonly #kept: ClearableStore;
  readonly #memory = new MemoryStore();
  readonly #onFull: (error: StoreFullError) => void;

  constructor(kept: ClearableStore, onFull: (error: StoreFullError) => void) {
    this.#kept = kept;
    this.#onFull = onFull;
  }

  async action(key: string): Promise<Action | undefined> {
    return (await this.#memory.action(key)) ?? this.#kept.action(key);
  }

  async putObject(hash: string, bytes: Uint8Array | Pieces): Promise<void> {
    await this.#put(
      async () => this.#kept.putObject(hash, bytes),
      async () => this.#memory.putObject(hash, bytes)
    );
  }

  async putAction(action: Action): Promise<void> {
    const here = await Promise.all(objectsOf(action).map(async (hash) => this.#memory.object(hash)));
    const inMemory = async (): Promise<void> => {
      for (const hash of objectsOf(action)) {
        const bytes = await this.object(hash);
        if (bytes) await this.#memory.putObject(hash, bytes);
      }
      await this.#memory.putAction(action);
    };
    if (here.some((bytes) => bytes !== undefined)) return inMemory();
    await this.#put(async () => this.#kept.putAction(action), inMemory);
  }

  async object(hash: string): Promise<Uint8Array | undefined> {
    return (await this.#memory.object(hash)) ?? this.#kept.object(hash);
  }

  async last(scope: string): Promise<string | undefined> {
    return (await this.#memory.last(scope)) ?? this.#kept.last(scope);
  }

  async setLast(scope: string, key: string): Promise<void> {
    await this.#put(
      async () => this.#kept.setLast(scope, key),
      async () => this.#memory.setLast(scope, key)
    );
  }

  async *actions(): AsyncIterable<Action> {
    yield* this.#kept.actions();
    yield* this.#memory.actions();
  }

  async removeActions(chosen: (action: Action) => boolean): Promise<void> {
    await this.#kept.removeActions(chosen);
    await this.#memory.removeActions(chosen);
  }

  async size(): Promise<StoreSize> {
    const [a, b] = [await this.#kept.size(), await this.#memory.size()];
    return {objects: a.objects + b.objects, actions: a.actions + b.actions, bytes: a.bytes + b.bytes};
  }

  async gc(options: GcOptions): Promise<GcReport> {
    await this.#memory.gc({...options, capBytes: Math.min(options.capBytes, (await this.#memory.size()).bytes)});
    return this.#kept.gc(options);
  }

  async close(): Promise<void> {
    await this.#kept.close();
  }

  async #put(keep: () => Promise<void>, remember: () => Promise<void>): Promise<void> {
    try {
      try {
        await keep();
      } catch (error) {
        if (!(error instanceof StoreFullError)) throw error;
        const {bytes} = await this.#kept.gc({capBytes: 0.5 * (await this.#kept.size()).bytes});
        if (bytes === 0) throw error;
        await keep();
      }
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
      await remember();
      this.#onFull(error);
    }
  }
}
