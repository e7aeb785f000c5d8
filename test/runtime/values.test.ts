import {describe, expect, it} from "vitest";
import type {Kind} from "../../runtime/node.ts";
import {sha256} from "../../runtime/hash.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {Turns} from "../../runtime/turns.ts";
import {type Artifact, Values} from "../../runtime/values.ts";

describe("values at hand", () => {
  it("hold the last one even where it alone exceeds the budget", () => {
    const values = new Values(new MemoryStore(), 20);
    values.put("small", 1, 10);
    values.put("large", 2, 100);
    expect(["small", "large"].map((hash) => values.kept(hash))).toEqual([undefined, 2]);
  });

  it("are the most recently used within the budget, the others decoded again", async () => {
    const decoded: string[] = [];
    const codec: Kind<unknown> = {
      name: "word",
      encode: async (word) => [new TextEncoder().encode(word as string)],
      decode: async (bytes) => {
        decoded.push(new TextDecoder().decode(bytes));
        return decoded.at(-1);
      },
      summarize: () => null
    };
    const store = new MemoryStore();
    const artifact = async (word: string): Promise<Artifact> => {
      const bytes = await codec.encode(word);
      const hash = await sha256(bytes);
      await store.putObject(hash, bytes);
      return {kind: "word", hash, bytes: 10, summary: null, codec};
    };
    const [a, b, c] = [await artifact("a"), await artifact("b"), await artifact("c")];
    const values = new Values(store, 20);
    // Putting what is there already takes no more room.
    for (const _ of [1, 2, 3]) values.put(a.hash, "a", 10);
    expect(await values.get(b)).toEqual({value: "b"});
    await values.get(a);
    expect(decoded.splice(0)).toEqual(["b"]);
    await values.get(c); // b, used longest ago, leaves
    await values.get(a);
    expect(decoded.splice(0)).toEqual(["c"]);
    await values.get(b);
    await values.get(a);
    expect(decoded).toEqual(["b"]);
    expect([a, b, c].map(({hash}) => values.kept(hash))).toEqual(["a", "b", undefined]);
  });
});

describe("turns", () => {
  it("pass over those who left the queue, and end once", async () => {
    const turns = new Turns(1);
    const {signal} = new AbortController();
    const release = await turns.take(signal);
    const leaving = new AbortController();
    const left = turns.take(leaving.signal);
    const order: string[] = [];
    const next = turns.take(signal).then((end) => {
      order.push("next");
      return end;
    });
    const last = turns.take(signal).then(() => order.push("last"));
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    release();
    release();
    const end = await next;
    await Promise.resolve();
    expect(order).toEqual(["next"]);
    end();
    await last;
    expect(order).toEqual(["next", "last"]);
    await expect(turns.take(leaving.signal)).rejects.toThrow("gone");
  });
});
