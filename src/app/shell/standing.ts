import type {StepView} from "../engine/protocol.ts";

/** How a workflow stands as a whole, in the order of what a person should know first. */
export type Standing =
  | {readonly is: "running"; readonly running: number; readonly done: number}
  | {readonly is: "asks"; readonly waiting: number; readonly estimateMs: number}
  | {readonly is: "failed"; readonly failed: number}
  | {readonly is: "stopped"; readonly stopped: number}
  | {readonly is: "waiting"; readonly done: number}
  | {readonly is: "done"; readonly cached: number};

/** What the steps come to; undefined of none. Nothing is "done" before every step is. */
export function standingOf(states: readonly StepView[]): Standing | undefined {
  if (states.length === 0) return undefined;
  const count = (...of: readonly StepView["status"][]): number => states.filter(({status}) => of.includes(status)).length;
  const done = count("done");
  if (count("running") > 0) return {is: "running", running: count("running"), done};
  if (count("asks") > 0) {
    const estimateMs = states.reduce((sum, s) => sum + (s.status === "asks" ? (s.estimateMs ?? 0) : 0), 0);
    return {is: "asks", waiting: count("asks", "waiting"), estimateMs};
  }
  if (count("failed", "invalid") > 0) return {is: "failed", failed: count("failed", "invalid")};
  if (count("stopped") > 0) return {is: "stopped", stopped: states.length - done};
  if (done < states.length) return {is: "waiting", done};
  return {is: "done", cached: states.filter(({cached}) => cached).length};
}
