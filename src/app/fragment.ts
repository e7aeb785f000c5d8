// A part of a workflow, as it goes through the clipboard.
import {library} from "../../nodes/index.ts";
import {canConnect} from "../../runtime/graph.ts";
import type {Groups} from "../../runtime/groups.ts";
import {emptyWorkflow, parseWire, serializeWorkflow, type Step, type Workflow} from "../../runtime/workflow.ts";
import {type Edited, freeName, type Place} from "./commands.ts";
import {freeGroupName, membersOf} from "./groups.ts";
import {readWorkflow} from "./reading.ts";

export interface Fragment {
  readonly steps: Readonly<Record<string, Step>>;
  readonly layout: Readonly<Record<string, Place>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly groups: Groups;
}

/** Steps as text: a workflow file of their own, wires from outside included. */
export function copyFragment(workflow: Workflow, ids: readonly string[]): string {
  const {steps, view} = workflow;
  const chosen = new Set(ids);
  const only = <T>(fields: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(fields).filter(([id]) => chosen.has(id)));
  return serializeWorkflow({
    ...emptyWorkflow,
    steps: new Map([...steps].filter(([id]) => chosen.has(id))),
    view: {...emptyWorkflow.view, layout: only(view.layout), notes: only(view.notes), groups: groupsWithin(workflow, ids)}
  });
}

/** The groups of which all steps are among these. */
export function groupsWithin(workflow: Workflow, ids: readonly string[]): Groups {
  const whole = Object.entries(workflow.view.groups).filter(([name]) => {
    const members = membersOf(workflow, name);
    return members.length > 0 && members.every((id) => ids.includes(id));
  });
  return Object.fromEntries(whole);
}

/** @throws WorkflowError where the text is no workflow. */
export function readFragment(text: string): Fragment {
  const {steps, view} = readWorkflow(text);
  return {steps: Object.fromEntries(steps), layout: view.layout, notes: view.notes, groups: view.groups};
}

/** Puts steps in under free names; wires among them are kept, and wires from outside where their source is here too. What is missing is told. */
export function pasteFragment(workflow: Workflow, {steps, layout, notes, groups}: Fragment, at?: Place): Edited {
  const names = new Map<string, string>();
  for (const id of Object.keys(steps)) names.set(id, freeName(workflow, id, new Set(names.values())));
  const places = Object.values(layout);
  const origin: Place = [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))];
  const wished: Place = places.length === 0 ? [0, 0] : at ? [at[0] - origin[0], at[1] - origin[1]] : [0, 82];
  const shift = freeShift(places, wished, Object.values(workflow.view.layout));
  const all = new Map(workflow.steps);
  const newLayout = {...workflow.view.layout};
  const newNotes = {...workflow.view.notes};
  for (const [id, step] of Object.entries(steps)) {
    const name = names.get(id)!;
    all.set(name, {...step, inputs: {}});
    const place = layout[id];
    if (place) newLayout[name] = [place[0] + shift[0], place[1] + shift[1]];
    if (notes[id] !== undefined) newNotes[name] = notes[id];
  }
  const newGroups = {...workflow.view.groups};
  for (const [name, {steps: own, ...group}] of Object.entries(groups)) {
    const here = own.flatMap((id) => names.get(id) ?? []);
    if (here.length > 0) newGroups[freeGroupName(newGroups, name)] = {...group, steps: here};
  }
  const view = {...workflow.view, layout: newLayout, notes: newNotes, groups: newGroups};
  const {wired, missing} = rewired({...workflow, steps: all, view}, steps, names);
  const unknown = [...new Set(Object.values(steps).map((s) => s.type))].filter((type) => !library.has(type));
  const notice = missingText(missing, unknown);
  return {workflow: wired, select: [...names.values()], ...(notice !== undefined && {notice})};
}

// As wished, or so far below it that nothing stands on what was there.
function freeShift(places: readonly Place[], [x, y]: Place, taken: readonly Place[]): Place {
  const hits = (down: number): boolean =>
    places.some((p) => taken.some((t) => Math.abs(t[0] - p[0] - x) < 130 && Math.abs(t[1] - p[1] - y - down) < 66));
  for (let down = 0; ; down += 20) if (!hits(down)) return [x, y + down];
}

interface MissingWire {
  readonly to: string;
  readonly port: string;
  readonly source: string;
}

// Wires among what is pasted as they were; from outside, only what is here and fits.
function rewired(
  workflow: Workflow,
  steps: Fragment["steps"],
  names: ReadonlyMap<string, string>
): {readonly wired: Workflow; readonly missing: readonly MissingWire[]} {
  const all = new Map(workflow.steps);
  const missing: MissingWire[] = [];
  for (const [id, step] of Object.entries(steps)) {
    const to = names.get(id)!;
    const inputs = Object.entries(step.inputs).map(([port, sources]) => {
      const found = sources.flatMap((source) => {
        const from = parseWire(source);
        const own = from && names.get(from.step);
        if (own !== undefined) return [`${own}.${from!.port}`];
        if (canConnect(workflow, library, source, to, port).ok) return [source];
        missing.push({to, port, source});
        return [];
      });
      return [port, found] as const;
    });
    all.set(to, {...step, inputs: Object.fromEntries(inputs.filter(([, sources]) => sources.length > 0))});
  }
  return {wired: {...workflow, steps: all}, missing};
}

function missingText(missing: readonly MissingWire[], unknown: readonly string[]): string | undefined {
  const wires = missing.slice(0, 3).map(({to, port, source}) => `${to}.${port} read ${source}`);
  if (missing.length > 3) wires.push(`${missing.length - 3} more`);
  const parts = [
    ...(wires.length > 0 ? [`not here and left open: ${wires.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`unknown here: ${unknown.join(", ")}`] : [])
  ];
  return parts.length === 0 ? undefined : `Pasted; ${parts.join("; ")}.`;
}
