// Edits, stops and losses at moments when something is half way.
import {describe, expect, it} from "vitest";
import type {Library} from "../../runtime/node.ts";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {pause, result, toys, toySession, workflow} from "./toy.ts";

/** Toys of which the slow one takes its time to end when told to stop. */
function stubborn(log: string[]): Library {
  const library = new Map(toys(log));
  const slow = library.get("slow")!;
  const run = async (context: Parameters<typeof slow.run>[0]) => {
    try {
      return await slow.run(context);
    } catch (error) {
      await pause(60);
      throw error;
    }
  };
  return library.set("slow", {...slow, run});
}

const slowly = (ms: number) => workflow({s: {type: "slow", params: {ms}}});

describe("work that is being stopped", () => {
  it("is not joined by a step that is tried again before it has ended", async () => {
    const {session} = toySession({library: stubborn([])});
    session.apply(slowly(80));
    await pause(20);
    session.stop();
    session.retry();
    expect(await result(session, "s")).toBe(80);
  });

  it("is not joined by a step that goes back to an earlier value before it has ended", async () => {
    const {session} = toySession({library: stubborn([])});
    for (const ms of [90, 1, 90]) {
      session.apply(slowly(ms));
      await pause(20);
    }
    expect(await result(session, "s")).toBe(90);
  });

  it("leaves work on the same key alone that began after it", async () => {
    const log: string[] = [];
    const {session} = toySession({library: stubborn(log)});
    session.apply(slowly(300));
    await pause(20);
    session.stop();
    session.retry();
    await pause(90);
    // The first has ended by now; a third would begin if that had taken the second along.
    session.apply(workflow({s: {type: "slow", params: {ms: 300}}, t: {type: "slow", params: {ms: 300}}}));
    const states = await session.settled();
    expect([...states.values()].map(({status}) => status)).toEqual(["done", "done"]);
    expect(log.filter((entry) => entry.startsWith("slow"))).toHaveLength(2);
  });
});

describe("work that two steps share", () => {
  it("goes on for the other when one is edited away", async () => {
    const {session, ran} = toySession();
    const edit = (ms: number) => workflow({a: {type: "slow", params: {ms}}, b: {type: "slow", params: {ms: 120}}});
    session.apply(edit(120));
    await pause(20);
    session.apply(edit(1));
    expect(await result(session, "b")).toBe(120);
    expect(ran()).toEqual(["slow 1 0", "slow 120 0"]);
  });
});

describe("work that nobody wants any more", () => {
  it("does not begin when its turn comes after the step went back to what it had", async () => {
    const {session, ran} = toySession({concurrency: 1});
    session.apply(slowly(1));
    await session.settled();
    const beside = (ms: number) => workflow({busy: {type: "slow", params: {ms: 100}}, s: {type: "slow", params: {ms}}});
    session.apply(beside(5000));
    await pause(20);
    session.apply(beside(1));
    await session.settled();
    await pause(20);
    expect(ran()).toEqual(["slow 1 0", "slow 100 0"]);
  });

  it("does not begin after all was told to stop, though what it reads came out at that moment", async () => {
    const {session, ran} = toySession({
      onState: (id, {status}) => {
        if (id === "c" && status === "done") session.stop();
      }
    });
    session.apply(workflow({c: {type: "constant", params: {value: 4}}, h: {type: "halve", inputs: {a: "c.out"}}}));
    expect((await session.settled()).get("h")).toEqual({status: "stopped"});
    expect(ran()).toEqual(["constant 4"]);
    session.retry();
    expect(await result(session, "h")).toBe(2);
  });

  it("does not begin once the session is disposed of", async () => {
    const {session, ran} = toySession({onState: (_, {status}) => status === "done" && session.dispose()});
    session.apply(workflow({c: {type: "constant", params: {value: 4}}, h: {type: "halve", inputs: {a: "c.out"}}}));
    await pause(30);
    expect(ran()).toEqual(["constant 4"]);
  });
});

/** A store that loses what it is told to. */
class LossyStore extends MemoryStore {
  readonly lost = new Set<string>();

  override async object(hash: string): Promise<Uint8Array | undefined> {
    return this.lost.has(hash) ? undefined : super.object(hash);
  }

  override async putObject(hash: string, bytes: Uint8Array): Promise<void> {
    this.lost.delete(hash);
    await super.putObject(hash, bytes);
  }
}

describe("a node that does not keep to the rules", () => {
  /** Toys of which the slow one runs otherwise. */
  const toysWith = (run: (context: {progress: (fraction: number) => void}) => Promise<Readonly<Record<string, unknown>>>) => {
    const library = new Map(toys([]));
    return library.set("slow", {...library.get("slow")!, run} as never);
  };

  it("fails by name where it gives nothing for an output", async () => {
    const {session} = toySession({library: toysWith(async () => ({}))});
    session.apply(slowly(1));
    const message = 's: the node gave nothing for its output "out"';
    expect((await session.settled()).get("s")).toMatchObject({status: "failed", error: {message}});
  });

  it("tells of no progress below none, beyond all, or that is no number", async () => {
    const told: (number | undefined)[] = [];
    const run = async ({progress}: {progress: (fraction: number) => void}) => {
      for (const fraction of [NaN, -1, 7]) progress(fraction);
      return {out: 1};
    };
    const {session} = toySession({
      library: toysWith(run),
      onState: (_, state) => state.status === "running" && told.push(state.fraction)
    });
    session.apply(slowly(1));
    await session.settled();
    expect(told).toEqual([undefined, 0, 0, 1]);
  });

  it("leaves nothing behind where it goes on after it was told to stop", async () => {
    const store = new MemoryStore();
    const run = async () => {
      await pause(60);
      return {out: 1};
    };
    const {session} = toySession({store, library: toysWith(run)});
    session.apply(slowly(1));
    await pause(20);
    session.stop();
    expect((await session.settled()).get("s")).toEqual({status: "stopped"});
    expect(await store.size()).toEqual({objects: 0, actions: 0, bytes: 0});
  });
});

describe("a result that is lost", () => {
  it("is not replaced by another that comes out of the same", async () => {
    const store = new LossyStore();
    const library = new Map(toys([]));
    let times = 0;
    library.set("halve", {...library.get("halve")!, run: () => ({out: ++times})});
    const {session} = toySession({store, library, memoryBytes: 0});
    session.apply(
      workflow({
        c: {type: "constant", params: {value: 4}},
        h: {type: "halve", inputs: {a: "c.out"}},
        k: {type: "sum", inputs: {terms: ["h.out", "c.out"]}}
      })
    );
    const done = (await session.settled()).get("h")!;
    if (done.status !== "done") throw new Error("not done");
    store.lost.add(done.outputs["out"]!.hash);
    await expect(session.value("h", "out")).rejects.toThrow(
      "h gave another result when its damaged one was computed again; run with --force h"
    );
  });

  it("is said to be so while what it is made of is being computed anew", async () => {
    const store = new LossyStore();
    const {session} = toySession({store, memoryBytes: 0});
    const edit = (ms: number) =>
      workflow({
        s: {type: "slow", params: {ms}},
        h: {type: "halve", inputs: {a: "s.out"}},
        k: {type: "halve", inputs: {a: "h.out"}}
      });
    session.apply(edit(4));
    const done = (await session.settled()).get("h")!;
    if (done.status !== "done") throw new Error("not done");
    store.lost.add(done.outputs["out"]!.hash);
    session.apply(edit(5000));
    await pause(20);
    await expect(session.value("h", "out")).rejects.toThrow(
      "the stored result of h.out is damaged or gone, and s, which it is made of, is running; look again when that is done"
    );
    session.stop();
  });

  it("names the step that cannot make it again, and the one that waits for it", async () => {
    const store = new LossyStore();
    const library = new Map(toys([]));
    const halve = library.get("halve")!;
    let times = 0;
    library.set("halve", {
      ...halve,
      run: (context: Parameters<typeof halve.run>[0]) => {
        if (++times > 1) throw new Error("the disk is full; free some space");
        return halve.run(context);
      }
    });
    const {session} = toySession({store, library, memoryBytes: 0});
    const steps = {c: {type: "constant", params: {value: 4}}, h: {type: "halve", inputs: {a: "c.out"}}};
    session.apply(workflow(steps));
    const done = (await session.settled()).get("h")!;
    if (done.status !== "done") throw new Error("not done");
    session.apply(
      workflow({...steps, k: {type: "constant", params: {value: 9}}, s: {type: "add", inputs: {a: "h.out", b: "k.out"}}})
    );
    store.lost.add(done.outputs["out"]!.hash);
    const failed = (await session.settled()).get("s");
    expect(failed).toMatchObject({status: "failed", error: {message: "s: h: the disk is full; free some space"}});
  });
});
