import type {StepView} from "../engine/protocol.ts";
import {duration, estimated} from "../format.ts";

/** How a step stands, in a word or two. */
export function statusWord(state: StepView | undefined): string {
  switch (state?.status) {
    case "done":
      return state.cached ? "cached" : "done";
    case "running":
      return state.fraction === undefined ? "runs" : `${Math.round(state.fraction * 100)} %`;
    case "asks":
      return "asks";
    case "failed":
      return "failed";
    case "invalid":
      return "wrong";
    case "blocked":
      return "held up";
    case "stopped":
      return "stopped";
    default:
      return "waits";
  }
}

/** The lines in the margin beside a cell. */
export function marginLines(state: StepView | undefined): readonly string[] {
  if (!state) return [];
  if (state.status === "done") return [state.cached ? "cached" : "just computed", duration(state.ms ?? 0)];
  if (state.status === "running")
    return [statusWord(state), state.remainingMs === undefined ? "" : `${duration(state.remainingMs)} left`];
  if (state.status === "asks") return ["asks", estimated(state.estimateMs ?? 0)];
  return [statusWord(state), state.by === undefined ? "" : `for ${state.by}`];
}
