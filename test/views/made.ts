// Studies and tables made of a few values, as if steps had given them. Runs in a page too.
import {
  type Filter,
  filter,
  type Metrics,
  metrics,
  type Model,
  model,
  type Search,
  search,
  table,
  target as targetPort
} from "../../nodes/kinds.ts";
import type {Json, Kind} from "../../runtime/node.ts";
import {type Column, realColumn, Table, type Target} from "../../runtime/table.ts";
import {emptyWorkflow, type Step} from "../../runtime/workflow.ts";
import type {Study} from "../../src/views/figures/index.ts";

export interface MadeStep {
  readonly type: string;
  readonly inputs?: Step["inputs"];
  readonly params?: Step["params"];
  readonly notes?: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, Table | Filter | Metrics | Model | Search | Target>>;
}

export function studyOf(steps: Readonly<Record<string, MadeStep>>): Study {
  const entries = Object.entries(steps);
  return {
    workflow: {
      ...emptyWorkflow,
      steps: new Map(entries.map(([id, {type, inputs = {}, params = {}}]) => [id, {type, version: 1, inputs, params, extra: {}}]))
    },
    states: new Map(
      entries.map(([id, {outputs, notes = {}}]) => [
        id,
        {
          status: "done",
          notes,
          outputs: Object.fromEntries(
            Object.entries(outputs).map(([port, value]) => {
              const kind = kindOf(value);
              return [port, {kind: kind.name, summary: kind.summarize(value)}];
            })
          )
        }
      ])
    ),
    value: async (step, port) => steps[step]!.outputs[port]
  };
}

function kindOf(value: MadeStep["outputs"][string]): Kind<unknown> {
  if (value instanceof Table) return table("").kind as Kind<unknown>;
  if ("sourceColumn" in value) return targetPort("").kind as Kind<unknown>;
  if ("scores" in value) return ("configurations" in value ? search("").kind : metrics("").kind) as Kind<unknown>;
  return ("pipeline" in value ? model("").kind : filter("").kind) as Kind<unknown>;
}

export const target: Target = {
  column: "log10_m1",
  label: "MIPS1",
  transform: "log10",
  sourceColumn: "m1",
  unit: "uJy",
  wavelength: 24
};

/** A column of numbers, row by row. */
export function real(name: string, n: number, value: (i: number) => number, unit?: string): Column {
  return realColumn(
    {name, ...(unit !== undefined && {unit})},
    Float64Array.from({length: n}, (_, i) => value(i))
  );
}

/** Test rows with predictions 0.05 above the truth in log10, W4 as a bare photosphere has it, and bars, unless there are none. */
export function judged({n = 40, bars = true}: {readonly n?: number; readonly bars?: boolean} = {}): Table {
  const observed = (i: number): number => 2 + i / 10;
  return new Table({
    columns: [
      real("log10_m1", n, observed),
      real("predicted_log10_m1", n, (i) => observed(i) + 0.05),
      real("wise4", n, (i) => 10 ** observed(i) * (24 / 22) ** 2, "uJy"),
      ...(bars
        ? [real("predicted_log10_m1_lower", n, observed), real("predicted_log10_m1_upper", n, (i) => observed(i) + 0.1)]
        : [])
    ],
    roles: {target}
  });
}
