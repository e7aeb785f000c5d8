// A part of a workflow, as it goes through the clipboard.
import {emptyWorkflow, parseWire, parseWorkflow, serializeWorkflow, type Step, type Workflow} from "../../runtime/workflow.ts";
import {type Edited, freeName, type Place} from "./commands.ts";

export interface Fragment {
  readonly steps: Readonly<Record<string, Step>>;
  readonly layout: Readonly<Record<string, Place>>;
  readonly notes: Readonly<Record<string, string>>;
}

/** Steps as text: a workflow file of their own, wires from outside included. */
export function copyFragment({steps, view}: Workflow, ids: readonly string[]): string {
  const chosen = new Set(ids);
  const only = <T>(fields: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(fields).filter(([id]) => chosen.has(id)));
  return serializeWorkflow({
    ...emptyWorkflow,
    steps: new Map([...steps].filter(([id]) => chosen.has(id))),
    view: {...emptyWorkflow.view, layout: only(view.layout), notes: only(view.notes)}
  });
}

/** @throws WorkflowError where the text is no workflow. */
export function readFragment(text: string): Fragment {
  const {steps, view} = parseWorkflow(text);
  return {steps: Object.fromEntries(steps), layout: view.layout, notes: view.notes};
}

/** Puts steps in under free names; wires among them are kept, and wires from outside where their source is here too. */
export function pasteFragment(workflow: Workflow, {steps, layout, notes}: Fragment, at?: Place): Edited {
  const names = new Map<string, string>();
  for (const id of Object.keys(steps)) names.set(id, freeName(workflow, id, new Set(names.values())));
  const rename = (source: string): string | undefined => {
    const wire = parseWire(source);
    const name = wire && names.get(wire.step);
    if (name !== undefined) return `${name}.${wire!.port}`;
    return wire && workflow.steps.has(wire.step) ? source : undefined;
  };
  const places = Object.values(layout);
  const origin: Place = [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))];
  const shift: Place = places.length === 0 ? [0, 0] : at ? [at[0] - origin[0], at[1] - origin[1]] : [40, 60];
  const all = new Map(workflow.steps);
  const newLayout = {...workflow.view.layout};
  const newNotes = {...workflow.view.notes};
  for (const [id, step] of Object.entries(steps)) {
    const name = names.get(id)!;
    const inputs = Object.entries(step.inputs)
      .map(([port, sources]) => [port, sources.map(rename).filter((s) => s !== undefined)] as const)
      .filter(([, sources]) => sources.length > 0);
    all.set(name, {...step, inputs: Object.fromEntries(inputs)});
    const place = layout[id];
    if (place) newLayout[name] = [place[0] + shift[0], place[1] + shift[1]];
    if (notes[id] !== undefined) newNotes[name] = notes[id];
  }
  return {
    workflow: {...workflow, steps: all, view: {...workflow.view, layout: newLayout, notes: newNotes}},
    select: [...names.values()]
  };
}
