// What differs from another workflow, for the canvas to show. Nothing of it is part of the document.
import {useSyncExternalStore} from "react";
import type {Difference} from "../../../runtime/diff.ts";
import type {Workflow} from "../../../runtime/workflow.ts";

/** The other workflow: what was there before. */
export interface Comparison {
  readonly base: Workflow;
  readonly name: string;
  /** How another workflow differs from it. */
  readonly marks: (now: Workflow) => Marked;
}

export type Mark = "added" | "removed" | "changed";

/** How the present workflow differs: marks on steps and wires, and the one workflow that has the steps and wires of both. */
export interface Marked {
  readonly differences: readonly Difference[];
  readonly steps: ReadonlyMap<string, Mark>;
  readonly wires: ReadonlyMap<string, "added" | "removed">;
  readonly both: Workflow;
}

let shown: Comparison | undefined;
const listeners = new Set<() => void>();

/** Shows what differs from a workflow. What compares is loaded with the first. */
export async function compareOnCanvas(base: Workflow, name: string): Promise<void> {
  const {compare} = await import("./compared.ts");
  set({base, name, marks: (now) => compare(base, now)});
}

export function leaveComparison(): void {
  set(undefined);
}

function set(comparison: Comparison | undefined): void {
  shown = comparison;
  for (const listener of listeners) listener();
}

export function comparison(): Comparison | undefined {
  return shown;
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export function useComparison(): Comparison | undefined {
  return useSyncExternalStore(subscribe, comparison);
}
