import {describe, expect, it} from "vitest";
import {sha256} from "../../runtime/hash.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {OverflowStore} from "../../runtime/store.overflow.ts";
import {type Action, StoreFullError} from "../../runtime/store.ts";
import {actionOf} from "./fixtures/store-content.ts";

const utf8 = new TextEncoder();

/** Has room for so many bytes of objects, and none for records once it is full. */
class SmallStore extends MemoryStore {
  readonly #room: number;

  constructor(room: number) {
    super();
    this.#room = room;
  }

  override async putObject(hash: string, bytes: Uint8Array): Promise<void> {
    if ((await this.size()).bytes + bytes.length > this.#room) throw new StoreFullError("no more room");
    await super.putObject(hash, bytes);
  }

  override async putAction(action: Action): Promise<void> {
    if ((await this.size()).bytes > this.#room) throw new StoreFullError("no more room");
    await super.putAction(action);
  }
}

async function fill(store: OverflowStore, name: string, size: number): Promise<Action> {
  const bytes = utf8.encode(name.padEnd(size, "."));
  await store.putObject(await sha256(bytes), bytes);
  const action = await actionOf(await sha256(utf8.encode(name)), [bytes], name);
  await store.putAction(action);
  return action;
}

describe("a store that overflows", () => {
  it("gives up old results first, and goes on in memory where that does not help", async () => {
    const told: Error[] = [];
    const kept = new SmallStore(4000);
    const store = new OverflowStore(kept, (error) => told.push(error));
    const first = await fill(store, "first", 2500);
    const second = await fill(store, "second", 2500);
    expect(told).toEqual([]);
    expect([await store.action(first.key), await store.action(second.key)]).toEqual([undefined, second]);
    // Larger than all there is.
    const large = await fill(store, "large", 9000);
    expect(told.length).toBeGreaterThan(0);
    expect(await store.action(large.key)).toEqual(large);
    expect(await kept.action(large.key)).toBeUndefined();
    const [hash] = Object.values(large.outputs).map((output) => output.hash);
    expect((await store.object(hash!))?.length).toBe(9000);
    await store.setLast("study/large", large.key);
    expect(await store.last("study/large")).toBe(large.key);
    const steps: string[] = [];
    for await (const {step} of store.actions()) steps.push(step);
    expect(steps).toContain("large");
    await store.removeActions(({step}) => step === "large");
    expect(await store.action(large.key)).toBeUndefined();
  });

  it("passes on what has nothing to do with room", async () => {
    const store = new OverflowStore(new MemoryStore(), () => undefined);
    const action = await actionOf(await sha256(utf8.encode("x")), [utf8.encode("never put")], "x");
    await expect(store.putAction(action)).rejects.toThrow(/put it before the action/);
  });
});
