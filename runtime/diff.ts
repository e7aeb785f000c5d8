import {canonical} from "./hash.ts";
import type {Json} from "./node.ts";
import type {Workflow} from "./workflow.ts";

/** One way in which two workflows compute something else. Layout, notes and titles are no difference. */
export type Difference =
  | {readonly what: "step added" | "step removed"; readonly step: string; readonly type: string}
  | {readonly what: "type"; readonly step: string; readonly from: string; readonly to: string}
  | {readonly what: "wire added" | "wire removed"; readonly step: string; readonly port: string; readonly source: string}
  | {
      readonly what: "wire order";
      readonly step: string;
      readonly port: string;
      readonly from: readonly string[];
      readonly to: readonly string[];
    }
  | {
      readonly what: "param";
      readonly step: string;
      readonly param: string;
      readonly from: Json | undefined;
      readonly to: Json | undefined;
    };

/** What must be done to the first workflow to compute what the second does. */
export function diff(a: Workflow, b: Workflow): Difference[] {
  const found: Difference[] = [];
  for (const [id, {type}] of a.steps) if (!b.steps.has(id)) found.push({what: "step removed", step: id, type});
  for (const [id, step] of b.steps) {
    const before = a.steps.get(id);
    if (!before) {
      found.push({what: "step added", step: id, type: step.type});
      continue;
    }
    if (before.type !== step.type) found.push({what: "type", step: id, from: before.type, to: step.type});
    for (const port of union(before.inputs, step.inputs))
      found.push(...wireDifferences(id, port, before.inputs[port] ?? [], step.inputs[port] ?? []));
    for (const param of union(before.params, step.params)) {
      const [from, to] = [before.params[param], step.params[param]];
      if (canonical([from ?? null]) !== canonical([to ?? null])) found.push({what: "param", step: id, param, from, to});
    }
  }
  return found;
}

/** One line: `hub: wire "filters" − clean.filter`. */
export function differenceText(d: Difference): string {
  const value = (json: Json | undefined): string => (json === undefined ? "default" : JSON.stringify(json));
  switch (d.what) {
    case "step added":
      return `+ ${d.step} (${d.type})`;
    case "step removed":
      return `− ${d.step} (${d.type})`;
    case "type":
      return `${d.step}: type ${d.from} → ${d.to}`;
    case "wire added":
      return `${d.step}: + ${d.port} ← ${d.source}`;
    case "wire removed":
      return `${d.step}: − ${d.port} ← ${d.source}`;
    case "wire order":
      return `${d.step}: ${d.port} reads ${d.from.join(", ")} → ${d.to.join(", ")}`;
    case "param":
      return `${d.step}: ${d.param} ${value(d.from)} → ${value(d.to)}`;
  }
}

function wireDifferences(step: string, port: string, before: readonly string[], after: readonly string[]): Difference[] {
  const removed = before
    .filter((source) => !after.includes(source))
    .map((source) => ({what: "wire removed", step, port, source}) as const);
  const added = after
    .filter((source) => !before.includes(source))
    .map((source) => ({what: "wire added", step, port, source}) as const);
  if (removed.length + added.length > 0 || before.join() === after.join()) return [...removed, ...added];
  return [{what: "wire order", step, port, from: before, to: after}];
}

function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
