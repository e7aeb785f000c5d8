// What differs from another workflow, for the canvas to show. Nothing of it is part of the document.
import {useSyncExternalStore} from "react";
import {type Difference, diff} from "../../../runtime/diff.ts";
import {parseWire, type Step, type Workflow} from "../../../runtime/workflow.ts";
import type {Place} from "../commands.ts";
import {wiresOf} from "../commands.ts";
import {freePlace, missingPlaces} from "./layout.ts";

/** The other workflow: what was there before. */
export interface Comparison {
  readonly base: Workflow;
  readonly name: string;
}

export type Mark = "added" | "removed" | "changed";

/** How the present workflow differs: marks on steps and wires, and the one workflow that has the steps and wires of both. */
export interface Marked {
  readonly differences: readonly Difference[];
  readonly steps: ReadonlyMap<string, Mark>;
  readonly wires: ReadonlyMap<string, "added" | "removed">;
  readonly both: Workflow;
}

/** @returns `now` with what only `base` has beside it, and marks on all that differs. */
export function compare(base: Workflow, now: Workflow): Marked {
  const differences = diff(base, now);
  const steps = new Map<string, Mark>();
  for (const d of differences)
    if (d.what === "step added") steps.set(d.step, "added");
    else if (d.what === "step removed") steps.set(d.step, "removed");
    else if (d.what === "type" || d.what === "param" || d.what === "wire order") steps.set(d.step, "changed");
  const both = united(base, now);
  const [before, after] = [wireIds(base), wireIds(now)];
  const wires = new Map<string, "added" | "removed">();
  for (const id of wireIds(both)) {
    if (!before.has(id)) wires.set(id, "added");
    else if (!after.has(id)) wires.set(id, "removed");
  }
  return {differences, steps, wires, both};
}

function wireIds(workflow: Workflow): ReadonlySet<string> {
  return new Set(wiresOf(workflow).map(({to, port, source}) => `${source}>${to}.${port}`));
}

function united(base: Workflow, now: Workflow): Workflow {
  const steps = new Map<string, Step>();
  for (const [id, step] of now.steps) {
    const before = base.steps.get(id);
    steps.set(id, before ? {...step, inputs: unitedInputs(before.inputs, step.inputs)} : step);
  }
  const ghosts = [...base.steps].filter(([id]) => !now.steps.has(id));
  for (const [id, step] of ghosts) steps.set(id, step);
  for (const [id, step] of steps)
    steps.set(id, {...step, inputs: onlyFrom(step.inputs, (source) => steps.has(parseWire(source)?.step ?? ""))});
  const layout: Record<string, Place> = {...missingPlaces(now), ...now.view.layout};
  const basePlaces = {...missingPlaces(base), ...base.view.layout};
  for (const [id] of ghosts) layout[id] = freePlace(basePlaces[id]!, Object.values(layout));
  // Inside a collapsed group nothing could be shown.
  const groups = Object.fromEntries(Object.entries(now.view.groups).map(([name, {steps: own}]) => [name, {steps: own}]));
  return {...now, steps, view: {...now.view, layout, groups}};
}

function unitedInputs(before: Step["inputs"], now: Step["inputs"]): Step["inputs"] {
  const ports = new Set([...Object.keys(now), ...Object.keys(before)]);
  return Object.fromEntries([...ports].map((port) => [port, [...new Set([...(now[port] ?? []), ...(before[port] ?? [])])]]));
}

function onlyFrom(inputs: Step["inputs"], known: (source: string) => boolean): Step["inputs"] {
  return Object.fromEntries(Object.entries(inputs).map(([port, sources]) => [port, sources.filter(known)]));
}

let shown: Comparison | undefined;
const listeners = new Set<() => void>();

/** Shows what differs from a workflow; nothing more without one. */
export function setComparison(comparison: Comparison | undefined): void {
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
