// Earlier states of a workflow: what is kept of them, and how they are called.
import {diff, differenceText} from "../../runtime/diff.ts";
import {canonical} from "../../runtime/hash.ts";
import type {Json} from "../../runtime/node.ts";
import type {Workflow} from "../../runtime/workflow.ts";

export interface EarlierState {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  /** What made it, in a line. */
  readonly what: string;
}

const minute = 60_000;
const allOf = 30;
const most = 150;

/** What stays of a document's states, oldest first: the latest all; of the last hours one a minute, of before one an hour. */
export function thinned(states: readonly EarlierState[], now: number): readonly EarlierState[] {
  const kept: EarlierState[] = [];
  let slot: number | undefined;
  for (const [i, state] of states.toReversed().entries()) {
    const span = now - state.at < 3 * 60 * minute ? minute : 60 * minute;
    const own = Math.floor(state.at / span) * span;
    if (i < allOf || own !== slot) kept.push(state);
    if (i >= allOf - 1) slot = own;
  }
  return kept.slice(0, most).toReversed();
}

/** What an edit did, in a line. */
export function changeLine(before: Workflow, after: Workflow): string {
  const differences = diff(before, after);
  if (differences.length > 0) {
    const shown = differences.slice(0, 2).map(differenceText).join("; ");
    return differences.length > 2 ? `${shown} and ${differences.length - 2} more` : shown;
  }
  if (before.title !== after.title) return `title “${after.title}”`;
  if (canonical(before.view.notes as Json) !== canonical(after.view.notes as Json)) return "notes";
  return canonical([...before.steps.keys()]) === canonical([...after.steps.keys()]) ? "layout" : "order of steps";
}

/** In how many steps, wires and parameters they differ. */
export function differenceCount(before: Workflow, now: Workflow): string {
  const n = diff(before, now).length;
  return n === 0 ? "computes the same" : n === 1 ? "1 difference" : `${n} differences`;
}
