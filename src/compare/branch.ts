import type {Json} from "../../runtime/node.ts";
import {ancestry, parseWire, type Step, type Workflow} from "../../runtime/workflow.ts";

/** Two workflows whose steps that answer to each other have one name. */
export interface Branches {
  readonly a: Workflow;
  readonly b: Workflow;
}

/**
 * Two branches of one workflow, each with all it reads from, as two workflows that can be compared: what stands in b's branch at the
 * place of a step of a's takes that step's name. Names of steps enter no result, so that nothing is computed anew.
 * @throws where one reads from the other.
 */
export function branchesOf(workflow: Workflow, a: string, b: string): Branches {
  const [ofA, ofB] = [ancestry(workflow, [a]), ancestry(workflow, [b])];
  const [above, below] = ofB.steps.has(a) ? [a, b] : [b, a];
  if (a === b || ofA.steps.has(b) || ofB.steps.has(a))
    throw new Error(
      a === b
        ? `"${a}" cannot be compared with itself; choose another step`
        : `"${below}" reads from "${above}"; choose two steps that stand beside each other`
    );
  return {a: ofA, b: renamed(ofB, counterparts(ofA, ofB, a, b))};
}

/** Step of b → the step of a in whose place it stands. */
function counterparts(ofA: Workflow, ofB: Workflow, a: string, b: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const visit = (x: string, y: string): void => {
    if (x === y || ofB.steps.has(x) || ofA.steps.has(y) || names.has(y) || [...names.values()].includes(x)) return;
    const [stepA, stepB] = [ofA.steps.get(x), ofB.steps.get(y)];
    if (stepA === undefined || stepB === undefined || (y !== b && stepA.type !== stepB.type)) return;
    names.set(y, x);
    for (const [port, sources] of Object.entries(stepA.inputs))
      for (const [i, source] of sources.entries()) {
        const [from, other] = [parseWire(source), parseWire(stepB.inputs[port]?.[i] ?? "")];
        if (from && other) visit(from.step, other.step);
      }
  };
  visit(a, b);
  return names;
}

function renamed(workflow: Workflow, names: ReadonlyMap<string, string>): Workflow {
  const rename = (id: string): string => names.get(id) ?? id;
  const rewired = ({inputs, ...step}: Step): Step => ({
    ...step,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([port, sources]) => [
        port,
        sources.map((source) => {
          const from = parseWire(source);
          return from ? `${rename(from.step)}.${from.port}` : source;
        })
      ])
    )
  });
  const moved = <T>(fields: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([id, field]) => (workflow.steps.has(id) ? [[rename(id), field] as const] : []))
    );
  const {layout, notes, groups, extra} = workflow.view;
  const {published} = extra;
  return {
    ...workflow,
    steps: new Map([...workflow.steps].map(([id, step]) => [rename(id), rewired(step)])),
    view: {
      layout: moved(layout),
      notes: moved(notes),
      groups: Object.fromEntries(
        Object.entries(groups).map(([name, group]) => [
          name,
          {...group, steps: group.steps.flatMap((id) => (workflow.steps.has(id) ? [rename(id)] : []))}
        ])
      ),
      extra: isRecord(published) ? {...extra, published: moved(published)} : extra
    }
  };
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
