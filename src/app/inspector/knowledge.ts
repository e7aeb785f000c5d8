// What the page knows of a step before and after it ran.
import {library} from "../../../nodes/index.ts";
import {type Graph, resolve} from "../../../runtime/graph.ts";
import type {AnyNode, Port} from "../../../runtime/node.ts";
import type {Param, Params} from "../../../runtime/params.ts";
import type {ColumnInfo, Roles} from "../../../runtime/table.ts";
import {parseWire, type Problem, type Workflow} from "../../../runtime/workflow.ts";
import type {OutputView, PortRef, StepView} from "../engine/protocol.ts";
import type {States} from "../engine/client.ts";

const graphs = new WeakMap<Workflow, Graph>();

/** The workflow with its names, wires and parameters looked up; worked out once. */
export function graphOf(workflow: Workflow): Graph {
  let graph = graphs.get(workflow);
  if (!graph) graphs.set(workflow, (graph = resolve(workflow, library)));
  return graph;
}

export function problemsOf(workflow: Workflow, id: string): readonly Problem[] {
  return graphOf(workflow).problems.filter(({where}) => where === id);
}

export function paramsOf(definition: AnyNode): readonly (readonly [string, Param<unknown>])[] {
  return Object.entries(definition.params as Params);
}

export function portsOf(ports: AnyNode["inputs"]): readonly (readonly [string, Port<unknown>])[] {
  return Object.entries(ports as Readonly<Record<string, Port<unknown>>>);
}

/** What a table's summary says. */
export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly (ColumnInfo & {readonly nullCount: number})[];
  readonly roles?: Roles;
  readonly meta?: Readonly<Record<string, string>>;
  /** Roots whose rows were put side by side in it. */
  readonly parents?: readonly string[];
}

export function tableSummary(output: OutputView | undefined): TableSummary | undefined {
  return output?.kind === "table" ? (output.summary as unknown as TableSummary) : undefined;
}

/** The outputs an input port reads from. */
export function sourcesOf(workflow: Workflow, id: string, port: string): readonly PortRef[] {
  return (workflow.steps.get(id)?.inputs[port] ?? []).flatMap((source) => parseWire(source) ?? []);
}

/** What is known of the table that arrives at an input port. */
export interface Arriving {
  readonly at: PortRef;
  readonly columns: readonly ColumnInfo[];
  /** Once it has been made. */
  readonly rows?: number;
}

/** The columns that arrive at a port: as made, or as they will be; undefined where nothing is known. */
export function arrivingAt(workflow: Workflow, states: States, id: string, port: string): Arriving | undefined {
  const at = sourcesOf(workflow, id, port)[0];
  if (!at) return undefined;
  const made = tableSummary(states[at.step]?.outputs?.[at.port]);
  if (made) return {at, columns: made.columns, rows: made.rows};
  const columns = graphOf(workflow).steps.get(at.step)?.schema[at.port]?.columns;
  return columns && {at, columns};
}

/** For a step that reads no table but names columns: the table of a step that reads from it, or from another of its type. */
export function arrivingBelow(workflow: Workflow, states: States, id: string): Arriving | undefined {
  const type = workflow.steps.get(id)?.type;
  const alike = [...workflow.steps].filter(([other, step]) => other !== id && step.type === type).map(([other]) => other);
  for (const source of [id, ...alike]) {
    for (const [reader, {type: readerType, inputs}] of workflow.steps) {
      const reads = Object.values(inputs)
        .flat()
        .some((wire) => parseWire(wire)?.step === source);
      const tables = portsOf(library.get(readerType)?.inputs ?? {}).filter(([, {kind}]) => kind.name === "table");
      const found = reads
        ? tables.map(([port]) => arrivingAt(workflow, states, reader, port)).find((a) => a !== undefined)
        : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** Whether there is anything to say of what a step counted. */
export function hasFacts({notes = {}, outputs = {}}: StepView): boolean {
  return Object.keys(notes).length > 0 || Object.values(outputs).some(({kind}) => kind === "table");
}
