import {describe, expect, it} from "vitest";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {pause, result, toys, toySession, workflow} from "./toy.ts";

describe("edits while running", () => {
  it("R14 aborts a running step that a newer revision supersedes", async () => {
    const {session, ran} = toySession();
    session.apply(workflow({s: {type: "slow", params: {ms: 5000}}}));
    await pause(20);
    session.apply(workflow({s: {type: "slow", params: {ms: 1}}}));
    expect(await result(session, "s")).toBe(1);
    expect(ran()).toEqual(["abort 5000 0", "slow 1 0", "slow 5000 0"]);
  });

  it("R15 leaves a running step alone when the edit is elsewhere", async () => {
    const {session, ran} = toySession();
    const edit = (value: number) => workflow({s: {type: "slow", params: {ms: 120}}, c: {type: "constant", params: {value}}});
    session.apply(edit(1));
    await pause(20);
    session.apply(edit(2));
    expect(await result(session, "s")).toBe(120);
    expect(ran()).toEqual(["constant 1", "constant 2", "slow 120 0"]);
  });

  it("R16 goes on with running work when an edit above it comes out the same", async () => {
    const store = new MemoryStore();
    const {session, ran} = toySession({store});
    const edit = (value: number) =>
      workflow({
        c: {type: "constant", params: {value}},
        h: {type: "halve", inputs: {a: "c.out"}},
        s: {type: "slow", inputs: {a: "h.out"}, params: {ms: 150}}
      });
    // Both constants and halves are known, so that the edit is only a look-up.
    for (const value of [4, 5]) {
      session.apply(workflow({c: {type: "constant", params: {value}}, h: {type: "halve", inputs: {a: "c.out"}}}));
      await session.settled();
    }
    ran();
    session.apply(edit(4));
    await pause(30);
    session.apply(edit(5));
    expect(await result(session, "s")).toBe(152);
    expect(ran()).toEqual(["slow 150 2"]);
  });

  it("R45 lets go of work below a step that really runs again, without waiting for it", async () => {
    const {session, ran} = toySession();
    const edit = (value: number) =>
      workflow({
        c: {type: "constant", params: {value}},
        above: {type: "slow", inputs: {a: "c.out"}, params: {ms: 40}},
        below: {type: "slow", inputs: {a: "above.out"}, params: {ms: 5000}}
      });
    session.apply(edit(1));
    await pause(80);
    session.apply(edit(2));
    await pause(20);
    expect(ran()).toEqual(["abort 5000 41", "constant 1", "constant 2", "slow 40 1", "slow 40 2", "slow 5000 41"]);
    session.stop();
    await session.settled();
  });

  it("R17 aborts the work of a step that is removed or made invalid", async () => {
    const {session, ran} = toySession();
    session.apply(workflow({a: {type: "slow", params: {ms: 5000}}, b: {type: "slow", params: {ms: 6000}}}));
    await pause(20);
    session.apply(workflow({a: {type: "slow", params: {ms: -5}}}));
    expect((await session.settled()).get("a")).toMatchObject({status: "invalid"});
    await pause(5);
    expect(ran()).toEqual(["abort 5000 0", "abort 6000 0", "slow 5000 0", "slow 6000 0"]);
  });

  it("lets go of those who wait once it is disposed of", async () => {
    const {session} = toySession();
    session.apply(workflow({c: {type: "constant", params: {value: 4}}, h: {type: "halve", inputs: {a: "c.out"}}}));
    const waiting = session.settled();
    session.dispose();
    expect((await waiting).size).toBe(0);
    await pause(1);
  });

  it("lets go of those who wait for single steps, and of the thread, when it is disposed of while it runs", async () => {
    const {session} = toySession();
    session.apply(
      workflow({
        s: {type: "slow", params: {ms: 5000}},
        h: {type: "halve", inputs: {a: "s.out"}},
        i: {type: "halve", inputs: {a: "h.out"}}
      })
    );
    const waiting = ["s", "h", "i"].map(async (id) => session.settled([id]));
    await pause(30);
    session.dispose();
    for (const states of await Promise.all(waiting)) expect(states.size).toBe(0);
    // Nor does anybody wait who comes later.
    expect((await session.settled()).size).toBe(0);
    // A timer comes only where nobody asks for ever.
    await pause(20);
  });

  it("R18 stops everything when told, keeps what is done, and tries again when told", async () => {
    const {session, ran} = toySession();
    session.apply(
      workflow({
        c: {type: "constant", params: {value: 3}},
        s: {type: "slow", inputs: {a: "c.out"}, params: {ms: 200}},
        h: {type: "halve", inputs: {a: "s.out"}}
      })
    );
    await pause(30);
    session.stop();
    const states = await session.settled();
    expect([...states.values()].map((s) => s.status)).toEqual(["done", "stopped", "stopped"]);
    expect(ran()).toEqual(["abort 200 3", "constant 3", "slow 200 3"]);
    session.retry();
    expect(await result(session, "h")).toBe(101);
    expect(ran()).toEqual(["halve 203", "slow 200 3"]);
  });

  it("R19 runs no more steps at once than it may", async () => {
    let now = 0;
    let most = 0;
    const library = new Map(toys([]));
    const slow = library.get("slow")!;
    library.set("slow", {
      ...slow,
      run: async (context: Parameters<typeof slow.run>[0]) => {
        most = Math.max(most, ++now);
        try {
          return await slow.run(context);
        } finally {
          now -= 1;
        }
      }
    });
    const {session} = toySession({library, concurrency: 2});
    for (const wave of [10, 30]) {
      session.apply(workflow(Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`s${i}`, {type: "slow", params: {ms: wave + i}}]))));
      await session.settled();
    }
    expect(most).toBe(2);
  });
});
