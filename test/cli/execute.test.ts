// How the end of a run is told to programs: exit codes and the report.
import {expect, it} from "vitest";
import {type Execution, exitCode, stepReport} from "../../src/cli/execute.ts";
import type {Settled} from "../../runtime/state.ts";

const done = (cached: boolean): Settled => ({
  status: "done",
  outputs: {
    table: {kind: "table", hash: "h1", bytes: 9, summary: {rows: 3}, codec: undefined as never},
    model: {kind: "model", hash: "h2", bytes: 9, summary: null, codec: undefined as never}
  },
  notes: {kept: 3},
  cached,
  key: "k",
  ms: 12.6,
  why: undefined
});
const ends: Readonly<Record<string, Settled>> = {
  failed: {status: "failed", error: new Error("a: no rows; take more")},
  invalid: {
    status: "invalid",
    problems: [
      {where: "a", message: "one"},
      {where: "a", message: "two"}
    ]
  } as unknown as Settled,
  blocked: {status: "blocked", by: "b"},
  stopped: {status: "stopped"}
};

it("a run ends with 0 when every step is done, from cache or not, and with 1 otherwise", () => {
  const code = (...states: readonly Settled[]): number =>
    exitCode({states: new Map(states.map((state, i) => [`s${i}`, state]))} as unknown as Execution);
  expect(code(done(true), done(false))).toBe(0);
  for (const state of Object.values(ends)) expect([state.status, code(done(true), state)]).toEqual([state.status, 1]);
});

it("the report says how each step ended, with what is known of it", () => {
  expect(stepReport("split", done(false))).toEqual({
    type: "split",
    status: "computed",
    ms: 13,
    why: null,
    notes: {kept: 3},
    outputs: {table: {kind: "table", hash: "h1", rows: 3}, model: {kind: "model", hash: "h2"}}
  });
  expect(stepReport("split", done(true)).status).toBe("cached");
  expect(Object.values(ends).map((state) => stepReport("split", state))).toEqual([
    {type: "split", status: "failed", error: "a: no rows; take more"},
    {type: "split", status: "failed", error: "one; two"},
    {type: "split", status: "blocked", blockedBy: "b"},
    {type: "split", status: "stopped"}
  ]);
});
