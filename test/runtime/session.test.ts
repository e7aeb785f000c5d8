import seedrandom from "seedrandom";
import {describe, expect, it} from "vitest";
import {MemoryStore} from "../../runtime/store.memory.ts";
import {result, toys, toySession, workflow} from "./toy.ts";

/*   c ── h ──┬── s        s = (a + 3 b + bias) mod 11
 *            └──┘                                        */
const chain = (value: number, bias = 0) =>
  workflow({
    c: {type: "constant", params: {value}},
    h: {type: "halve", inputs: {a: "c.out"}},
    s: {type: "add", inputs: {a: "h.out", b: "h.out"}, params: {bias}}
  });

describe("what runs", () => {
  it("R1 runs each step once, however many wires read it", async () => {
    const {session, ran} = toySession();
    session.apply(chain(4));
    expect(await result(session, "s")).toBe(8);
    expect(await result(session, "s", "twice")).toBe(16);
    expect(ran()).toEqual(["add 2 2 0", "constant 4", "halve 4"]);
  });

  it("R2 runs only what is downstream of a changed parameter", async () => {
    const {session, ran} = toySession();
    session.apply(chain(4));
    await session.settled();
    ran();
    session.apply(chain(4, 1));
    expect(await result(session, "s")).toBe(9);
    expect(ran()).toEqual(["add 2 2 1"]);
  });

  it("R3 runs nothing when a parameter goes back to an earlier value", async () => {
    const {session, ran} = toySession();
    for (const bias of [0, 1]) {
      session.apply(chain(4, bias));
      await session.settled();
    }
    ran();
    session.apply(chain(4, 0));
    expect(await result(session, "s")).toBe(8);
    expect(ran()).toEqual([]);
  });

  it("R4 stops where an output comes out the same", async () => {
    const {session, ran} = toySession();
    session.apply(chain(4));
    await session.settled();
    ran();
    session.apply(chain(5)); // ⌊5/2⌋ = ⌊4/2⌋
    expect(await result(session, "s")).toBe(8);
    expect(ran()).toEqual(["constant 5", "halve 5"]);
  });

  it("R5 runs nothing when only the view, the title or the name of a step changes", async () => {
    const {session, ran} = toySession();
    session.apply(chain(4));
    await session.settled();
    ran();
    session.apply({
      ...chain(4),
      title: "Another",
      view: {layout: {s: [10, 20]}, notes: {s: "Here."}, groups: {G: {steps: ["s"], collapsed: true}}, extra: {}}
    });
    await session.settled();
    session.apply(workflow({other: {type: "constant", params: {value: 4}}}));
    await session.settled();
    expect(ran()).toEqual([]);
  });

  it("R6 runs nothing in a new session over the same store", async () => {
    const store = new MemoryStore();
    const first = toySession({store});
    first.session.apply(chain(4));
    await first.session.settled();
    first.session.dispose();
    const second = toySession({store});
    second.session.apply(chain(4));
    expect(await result(second.session, "s")).toBe(8);
    expect(second.ran()).toEqual([]);
    expect(second.states.filter(([, status]) => status === "running")).toEqual([]);
  });

  it("R7 computes a shared key once even when two steps need it at the same time", async () => {
    const {session, ran} = toySession();
    session.apply(workflow({a: {type: "slow", params: {ms: 30}}, b: {type: "slow", params: {ms: 30}}}));
    expect(await result(session, "a")).toBe(30);
    expect(await result(session, "b")).toBe(30);
    expect(ran()).toEqual(["slow 30 0"]);
  });

  it("R8 forgets what another version of the code computed", async () => {
    const store = new MemoryStore();
    const before = toySession({store, fingerprints: {halve: "one"}});
    before.session.apply(chain(4));
    await before.session.settled();
    const after = toySession({store, fingerprints: {halve: "two"}});
    after.session.apply(chain(4));
    await after.session.settled();
    expect(after.ran()).toEqual(["halve 4"]);
    const library = new Map(toys([]));
    library.set("halve", {...library.get("halve")!, version: 2, run: () => ({out: 3})});
    const raised = toySession({store, library, fingerprints: {halve: "two"}});
    raised.session.apply(chain(4));
    expect(await result(raised.session, "h")).toBe(3);
  });

  it("R9 computes a forced step again, and what is below it only if it comes out different", async () => {
    const store = new MemoryStore();
    const first = toySession({store});
    first.session.apply(chain(4));
    await first.session.settled();
    const second = toySession({store, force: new Set(["h"])});
    second.session.apply(chain(4));
    await second.session.settled();
    expect(second.ran()).toEqual(["halve 4"]);
    // Once: later edits take it from the cache again.
    second.session.apply(chain(6));
    await second.session.settled();
    second.ran();
    second.session.apply(chain(4));
    await second.session.settled();
    expect(second.ran()).toEqual([]);
  });

  it("R10 gives the values of a port that takes several wires in the order of the file", async () => {
    const {session} = toySession();
    const terms = (order: string[]) =>
      workflow({
        x: {type: "constant", params: {value: 1}},
        y: {type: "constant", params: {value: 10}},
        z: {type: "sum", inputs: {terms: order}},
        none: {type: "sum"}
      });
    session.apply(terms(["x.out", "y.out"]));
    expect(await result(session, "z")).toBe(21);
    expect(await result(session, "none")).toBe(0);
    session.apply(terms(["y.out", "x.out"]));
    expect(await result(session, "z")).toBe(12);
  });
});

describe("failure", () => {
  const broken = workflow({
    c: {type: "constant", params: {value: 7}},
    f: {type: "fail", inputs: {a: "c.out"}},
    h: {type: "halve", inputs: {a: "f.out"}},
    g: {type: "halve", inputs: {a: "h.out"}},
    ok: {type: "halve", inputs: {a: "c.out"}}
  });

  it("R11 names the failed step, blocks what is below by that name, and goes on elsewhere", async () => {
    const {session} = toySession();
    session.apply(broken);
    expect(await result(session, "f")).toMatchObject({
      status: "failed",
      error: {message: "f: no convergence at 7; try another start"}
    });
    expect(await result(session, "g")).toEqual({status: "blocked", by: "f"});
    expect(await result(session, "ok")).toBe(3);
  });

  it("R12 never remembers a failure", async () => {
    const store = new MemoryStore();
    for (const _ of [1, 2]) {
      const {session, ran} = toySession({store});
      session.apply(broken);
      await session.settled();
      expect(ran()).toContain("fail 7");
    }
  });

  it("R13 runs what is sound beside what is wrong, and says what is wrong", async () => {
    const {session, ran} = toySession();
    const graph = session.apply(
      workflow({c: {type: "constant"}, bad: {type: "add", inputs: {a: "c.out"}}, below: {type: "halve", inputs: {a: "bad.out"}}})
    );
    expect(graph.problems.map((p) => p.where)).toEqual(["bad"]);
    expect(await result(session, "bad")).toMatchObject({status: "invalid", problems: [{where: "bad", port: "b"}]});
    expect(await result(session, "below")).toEqual({status: "blocked", by: "bad"});
    expect(ran()).toEqual(["constant 0"]);
  });
});

describe("telling", () => {
  it("R20 tells how far a step is, how long is left, and why it runs", async () => {
    const seen: unknown[] = [];
    const {session} = toySession({
      onState: (id, state) => state.status === "running" && seen.push([id, state.fraction, state.message, state.why])
    });
    session.apply(workflow({s: {type: "slow", params: {ms: 5}}}));
    await session.settled();
    session.apply(workflow({s: {type: "slow", params: {ms: 6}}}));
    await session.settled();
    expect(seen).toEqual([
      ["s", undefined, undefined, undefined],
      ["s", 0.5, "half way", undefined],
      ["s", undefined, undefined, [{part: "params.ms", from: 5, to: 6}]],
      ["s", 0.5, "half way", [{part: "params.ms", from: 5, to: 6}]]
    ]);
  });

  it("tells what changed since the value before, also where that was only looked up", async () => {
    const {session} = toySession();
    for (const bias of [0, 1, 0, 2]) {
      session.apply(chain(4, bias));
      await session.settled();
    }
    expect(session.state("s")).toMatchObject({why: [{part: "params.bias", from: 0, to: 2}]});
  });

  it("R21 keeps what a node noted beside its result, in the cache too", async () => {
    const store = new MemoryStore();
    for (const _ of [1, 2]) {
      const {session} = toySession({store});
      session.apply(chain(4, 2));
      expect((await session.settled()).get("s")).toMatchObject({status: "done", notes: {bias: 2}});
    }
  });

  it("R22 computes a damaged result again when somebody needs it", async () => {
    const store = new MemoryStore();
    const first = toySession({store});
    first.session.apply(chain(4));
    await first.session.settled();
    const h = first.session.state("h");
    if (h.status !== "done") throw new Error(h.status);
    const lost = h.outputs["out"]!.hash;
    let damaged = true;
    const get = store.object.bind(store);
    const put = store.putObject.bind(store);
    store.object = async (hash) => (hash === lost && damaged ? undefined : get(hash));
    store.putObject = async (hash, bytes) => {
      damaged &&= hash !== lost;
      await put(hash, bytes);
    };
    const second = toySession({store});
    second.session.apply(chain(4, 3));
    expect(await result(second.session, "s")).toBe(0);
    expect(second.ran()).toEqual(["add 2 2 3", "halve 4"]);
  });
});

describe("names", () => {
  it("R23 lets no step read a global by its name", async () => {
    const {session} = toySession();
    session.apply(
      workflow({
        name: {type: "constant", params: {value: 5}},
        status: {type: "halve", inputs: {a: "name.out"}},
        constructor: {type: "halve", inputs: {a: "status.out"}}
      })
    );
    expect(await result(session, "constructor")).toBe(1);
  });
});

describe("incremental equals from scratch", () => {
  for (let seed = 0; seed < 25; ++seed) {
    it(`R24 whatever the edits, seed ${seed}`, async () => {
      const random = seedrandom(`session/${seed}`);
      const int = (n: number): number => Math.floor(random() * n);
      const {session} = toySession();
      const steps: Record<string, {type: string; inputs?: Record<string, string | string[]>; params?: Record<string, unknown>}> =
        {};
      for (let edit = 0; edit < 25; ++edit) {
        const names = Object.keys(steps);
        const i = int(9);
        const source = (): string => `n${int(Math.max(1, Math.min(i, names.length)))}.out`;
        const pick = names.length === 0 ? 0 : int(6);
        if (pick === 5 && names.length > 1) delete steps[names.at(-1)!];
        else if (pick === 0 || !names.includes("n0"))
          steps[names.length < 9 && int(2) ? `n${names.length}` : "n0"] = {type: "constant", params: {value: int(9)}};
        else if (pick === 1) steps[`n${i}`] = {type: "halve", inputs: {a: source()}};
        else if (pick === 2) steps[`n${i}`] = {type: "sum", inputs: {terms: [...new Set([source(), source()])]}};
        else if (pick === 3) steps[`n${i}`] = {type: "slow", inputs: {a: source()}, params: {ms: int(4)}};
        else steps[`n${i}`] = {type: "add", inputs: {a: source(), b: source()}, params: {bias: int(3)}};
        session.apply(workflow({...steps}));
        // Some edits come before the last has settled.
        if (int(2)) continue;
        const got = await session.settled();
        const fresh = toySession();
        fresh.session.apply(workflow({...steps}));
        const expected = await fresh.session.settled();
        const values = (states: typeof got) =>
          [...states]
            .map(([id, state]) => [
              id,
              state.status === "done"
                ? Object.values(state.outputs).map((o) => o.hash)
                : state.status === "blocked"
                  ? `by ${state.by}`
                  : state.status
            ])
            .sort((a, b) => (String(a) < String(b) ? -1 : 1));
        expect(values(got)).toEqual(values(expected));
        fresh.session.dispose();
      }
    });
  }
});
