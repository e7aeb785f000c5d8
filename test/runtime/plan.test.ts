import {describe, expect, it} from "vitest";
import {type Change, changes, changeText, type Material} from "../../runtime/key.ts";
import {plan, type PlanOptions} from "../../runtime/plan.ts";
import {toys, toySession, workflow} from "./toy.ts";

/*   c ── h ──┬── s ── t     f fails: z waits for it
 *            └──┘
 *   c ── f ── z                                       */
const graph = (value: number, more: Parameters<typeof workflow>[0] = {}) =>
  workflow({
    c: {type: "constant", params: {value}},
    h: {type: "halve", inputs: {a: "c.out"}},
    s: {type: "add", inputs: {a: "h.out", b: "h.out"}},
    t: {type: "halve", inputs: {a: "s.twice"}},
    ...more
  });

async function planned(of: ReturnType<typeof workflow>, options: Partial<PlanOptions> = {}): Promise<string[]> {
  const {session, store} = toySession({name: "w"});
  session.apply(graph(4));
  await session.settled();
  const made = await plan(of, {library: toys([]), fingerprints: {}, store, name: "w", ...options});
  return made.steps.map(({id, status, why, until}) =>
    [id, status, ...(why ?? []).map(changeText), ...(until === undefined ? [] : [`until ${until}`])].join(" ")
  );
}

describe("a plan", () => {
  it("says what is remembered, what will run and why, and what depends on how that comes out", async () => {
    expect(await planned(graph(4))).toEqual(["c cached", "h cached", "s cached", "t cached"]);
    expect(await planned(graph(5))).toEqual(["c run value 4 → 5", "h unknown until c", "s unknown until c", "t unknown until c"]);
  });

  it("runs what is forced, and what has other code", async () => {
    expect(await planned(graph(4), {force: new Set(["h"])})).toEqual([
      "c cached",
      "h run",
      "s unknown until h",
      "t unknown until h"
    ]);
    expect(await planned(graph(4), {fingerprints: {add: "other"}})).toEqual([
      "c cached",
      "h cached",
      "s run its code changed",
      "t unknown until s"
    ]);
  });

  it("names the step that is wrong, even where another must run first", async () => {
    const wrong = graph(5, {
      x: {type: "add", inputs: {a: "c.out"}},
      y: {type: "add", inputs: {a: "c.out", b: "x.out"}},
      z: {type: "halve", inputs: {a: "y.out"}}
    });
    expect((await planned(wrong)).slice(4)).toEqual(["x blocked", "y blocked until x", "z blocked until x"]);
  });

  it("expects the time of what will or may run to be that of last time", async () => {
    const {session, store} = toySession({name: "w"});
    session.apply(graph(4));
    const states = await session.settled();
    const ms = [...states.values()].map((state) => (state.status === "done" ? state.ms : NaN));
    const options = {library: toys([]), fingerprints: {}, store, name: "w"};
    expect((await plan(graph(4), options)).expectedMs).toBe(0);
    expect((await plan(graph(5), options)).expectedMs).toBeCloseTo(ms.reduce((a, b) => a + b));
  });
});

describe("what changed", () => {
  const before: Material = {type: "a", version: 1, fingerprint: "x", params: {p: 1, q: [2]}, inputs: {in: ["h1"]}};
  const told = (after: Partial<Material>): readonly [string, string][] =>
    changes(before, {...before, ...after}).map((change: Change) => [change.part, changeText(change)]);

  it("is each part of the key that is not what it was, old → new", () => {
    expect(told({})).toEqual([]);
    expect(told({type: "b"})).toEqual([["type", 'type "a" → "b"']]);
    expect(told({version: 2})).toEqual([["version", "version 1 → 2"]]);
    expect(told({fingerprint: "y"})).toEqual([["fingerprint", "its code changed"]]);
    expect(told({params: {p: 1, q: [3], r: null}})).toEqual([["params.q", "q [2] → [3]"]]);
    expect(told({params: {p: 1}})).toEqual([["params.q", "q [2] → none"]]);
    expect(told({inputs: {in: ["h2"], more: ["h3"]}})).toEqual([
      ["inputs.in", 'input "in" changed'],
      ["inputs.more", 'input "more" changed']
    ]);
  });
});
