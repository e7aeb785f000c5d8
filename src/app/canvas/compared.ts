// Two workflows as one, with marks on what differs.
import {diff} from "../../../runtime/diff.ts";
import {parseWire, type Step, type Workflow} from "../../../runtime/workflow.ts";
import type {Place} from "../commands.ts";
import {wiresOf} from "../commands.ts";
import type {Mark, Marked} from "./comparison.ts";
import {freePlace, missingPlaces} from "./layout.ts";

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
