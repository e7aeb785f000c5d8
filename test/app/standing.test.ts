// How a workflow stands as a whole.
import {describe, expect, it} from "vitest";
import type {StepStatus, StepView} from "../../src/app/engine/protocol.ts";
import {standingOf} from "../../src/app/shell/standing.ts";

const step = (status: StepStatus, more: Partial<StepView> = {}): StepView => ({status, stale: false, ...more});
const all: readonly StepStatus[] = ["done", "running", "waiting", "asks", "failed", "invalid", "blocked", "stopped"];

describe("how a workflow stands", () => {
  it("is done only when every step is", () => {
    for (const a of all)
      for (const b of all)
        for (const c of all) {
          const standing = standingOf([step(a), step(b), step(c)])!;
          expect([a, b, c, standing.is === "done"]).toEqual([a, b, c, new Set([a, b, c, "done"]).size === 1]);
        }
    expect(standingOf([step("done", {cached: true}), step("done")])).toEqual({is: "done", cached: 1});
  });

  it("is nothing without steps", () => {
    expect(standingOf([])).toBeUndefined();
  });

  it("tells first what runs, then what asks with its bill, then what failed, then what was stopped, then what waits", () => {
    const asks = step("asks", {estimateMs: 12_000});
    const behind = [step("waiting"), step("blocked"), step("done")];
    expect(standingOf([step("running"), asks, step("failed"), ...behind])).toEqual({is: "running", running: 1, done: 1});
    expect(standingOf([asks, step("failed"), ...behind])).toEqual({is: "asks", waiting: 2, estimateMs: 12_000});
    expect(standingOf([step("invalid"), step("failed"), step("stopped"), ...behind])).toEqual({is: "failed", failed: 2});
    expect(standingOf([step("stopped"), ...behind])).toEqual({is: "stopped", stopped: 3});
    expect(standingOf(behind)).toEqual({is: "waiting", done: 1});
  });
});
