// What figures are drawn of: the results of a workflow, told apart by their summaries, read only where they are drawn.
import type {Json} from "../../../runtime/node.ts";
import type {ColumnInfo, Roles} from "../../../runtime/table.ts";
import {parseWire, type Workflow} from "../../../runtime/workflow.ts";

/** How a step ended, as far as figures look: what the runtime and the editor both know of it. */
export interface StepResult {
  readonly status: string;
  readonly outputs?: Readonly<Record<string, {readonly kind: string; readonly summary: Json}>> | undefined;
  readonly notes?: Readonly<Record<string, Json>> | undefined;
  /** What went wrong, where it failed. */
  readonly error?: string | {readonly message: string} | undefined;
}

/** A workflow that has run, or as much of it as has. */
export interface Study {
  readonly workflow: Workflow;
  readonly states: ReadonlyMap<string, StepResult>;
  /** The value of an output. Of a table only `columns` need be there, where they are given. */
  readonly value: (step: string, port: string, columns?: readonly string[]) => Promise<unknown>;
}

export interface PortRef {
  readonly step: string;
  readonly port: string;
}

/** An output that is there. */
export interface Output extends PortRef {
  /** The type of its step. */
  readonly type: string;
  readonly kind: string;
  readonly summary: Json;
}

/** What is known of a table before it is read. */
export interface TableFacts {
  readonly rows: number;
  readonly columns: readonly ColumnInfo[];
  readonly roles: Roles;
  readonly meta: Readonly<Record<string, string>>;
}

/** The outputs of a kind, in the order of the file. */
export function outputsOf({workflow, states}: Study, kind: string): readonly Output[] {
  return [...workflow.steps].flatMap(([step, {type}]) =>
    Object.entries(resultsOf(states.get(step))).flatMap(([port, output]) =>
      output.kind === kind ? [{step, port, type, ...output}] : []
    )
  );
}

/** One output, where it is there. */
export function outputOf({workflow, states}: Study, {step, port}: PortRef): Output | undefined {
  const output = resultsOf(states.get(step))[port];
  const type = workflow.steps.get(step)?.type;
  return output && type !== undefined ? {step, port, type, ...output} : undefined;
}

function resultsOf(state: StepResult | undefined): NonNullable<StepResult["outputs"]> {
  return state?.status === "done" ? (state.outputs ?? {}) : {};
}

export function tableFacts({summary}: Pick<Output, "summary">): TableFacts {
  const {rows, columns, roles = {}, meta = {}} = summary as unknown as Partial<TableFacts> & Pick<TableFacts, "rows" | "columns">;
  return {rows, columns, roles, meta};
}

/** The outputs that a port of a step reads. */
export function readBy({workflow}: Study, step: string, port: string): readonly PortRef[] {
  const wires = workflow.steps.get(step)?.inputs[port] ?? [];
  return wires.flatMap((wire) => parseWire(wire) ?? []);
}

/** Whether any table of the study says it is simulated. */
export function isSimulated(study: Study): boolean {
  return outputsOf(study, "table").some((output) => tableFacts(output).meta["simulated"] !== undefined);
}

/** Whether a table has a column. */
export function has({columns}: {readonly columns: readonly {readonly name: string}[]}, name: string): boolean {
  return columns.some((column) => column.name === name);
}
