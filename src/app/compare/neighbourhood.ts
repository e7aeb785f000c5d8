// The part of two workflows where they differ, laid out once for both.
import {library} from "../../../nodes/index.ts";
import {parseWire, type Step, type Workflow} from "../../../runtime/workflow.ts";
import type {Difference} from "../../../runtime/diff.ts";
import {pageDrawing, workflowSvg} from "../../views/workflow-svg.ts";
import {layOut} from "../canvas/layout.ts";
import {rowsAt, summaryText} from "../canvas/words.ts";
import type {StepView} from "../engine/protocol.ts";

const mostSteps = 14;

/** The steps that differ, with what they read and what reads them. */
export function concerned(edits: readonly Difference[], a: Workflow, b: Workflow): ReadonlySet<string> {
  const changed = new Set(edits.map(({step}) => step));
  const around = new Set<string>();
  for (const {steps} of [a, b])
    for (const [id, {inputs}] of steps)
      for (const source of Object.values(inputs).flat()) {
        const from = parseWire(source)?.step;
        if (from === undefined || !steps.has(from)) continue;
        if (changed.has(id)) around.add(from);
        if (changed.has(from)) around.add(id);
      }
  return new Set([...changed, ...[...around].filter((id) => !changed.has(id))].slice(0, mostSteps));
}

/** Both parts as pictures in which what they share stands at the same place, with the rows that travel. */
export async function drawNeighbourhood(
  ids: ReadonlySet<string>,
  sides: readonly [Workflow, Workflow],
  states: readonly [Readonly<Record<string, StepView>>, Readonly<Record<string, StepView>>]
): Promise<readonly [string, string]> {
  const parts = sides.map((side) => part(side, ids)) as [Workflow, Workflow];
  const layout = await layOut(union(...parts));
  const [a, b] = parts.map((workflow, s) => {
    const rows = new Map<string, number>();
    const lines = new Map([...workflow.steps.keys()].map((id) => [id, summaryText(sides[s]!, id, states[s]![id])]));
    for (const [id] of workflow.steps)
      for (const port of Object.keys(states[s]![id]?.outputs ?? {})) {
        const found = rowsAt(states[s]!, `${id}.${port}`);
        if (found) rows.set(`${id}.${port}`, found.rows);
      }
    return workflowSvg({...workflow, view: {...workflow.view, layout}}, library, {rows, lines, colors: pageDrawing});
  });
  return [a!, b!];
}

function part(workflow: Workflow, ids: ReadonlySet<string>): Workflow {
  const steps = [...workflow.steps].filter(([id]) => ids.has(id)).map(([id, step]) => [id, within(step, ids)] as const);
  return {...workflow, steps: new Map(steps)};
}

function within({inputs, ...step}: Step, ids: ReadonlySet<string>): Step {
  const kept = Object.entries(inputs).map(
    ([port, sources]) => [port, sources.filter((source) => ids.has(parseWire(source)?.step ?? ""))] as const
  );
  return {...step, inputs: Object.fromEntries(kept.filter(([, sources]) => sources.length > 0))};
}

function union(a: Workflow, b: Workflow): Workflow {
  const steps = new Map(a.steps);
  for (const [id, step] of b.steps) {
    const other = steps.get(id);
    const inputs = {...other?.inputs};
    for (const [port, sources] of Object.entries(step.inputs)) inputs[port] = [...new Set([...(inputs[port] ?? []), ...sources])];
    steps.set(id, {...step, inputs});
  }
  return {...a, steps};
}
