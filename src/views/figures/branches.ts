// The branches of a study's data: every table that holds its rows, with how many.
import {type Output, outputOf, outputsOf, readBy, type Study, tableFacts} from "./study.ts";

/** A table of rows of the study. */
export interface Branch {
  /** "step.port". */
  readonly key: string;
  readonly step: string;
  readonly label: string;
  readonly rows: number;
  /** Tables its rows were taken from. */
  readonly parents: readonly string[];
  /** What chose the rows, in words. */
  readonly filters: readonly string[];
  /** 0 for what comes from outside. */
  readonly depth: number;
}

/** Steps whose tables hold rows of the catalogues, not results about them. */
const rowSteps: ReadonlySet<string> = new Set([
  "catalog",
  "simulate",
  "cross-match",
  "filter-hub",
  "label",
  "split",
  "derive",
  "transform",
  "predict"
]);
const alwaysShown: ReadonlySet<string> = new Set(["catalog", "label", "split", "predict", "cross-match"]);

/** From the catalogues down. Steps that take away no row are left out: what they read stands for them. */
export function branchesOf(study: Study): readonly Branch[] {
  const outputs = outputsOf(study, "table").filter(({type}) => rowSteps.has(type));
  const known = new Set(outputs.map(keyOf));
  const parents = new Map(outputs.map((output) => [keyOf(output), parentsOf(study, output).filter((key) => known.has(key))]));
  const read = new Set([...parents.values()].flat());
  const rows = new Map(outputs.map((output) => [keyOf(output), tableFacts(output).rows]));
  const standIn = new Map<string, string>();
  const stands = (key: string): string => standIn.get(key) ?? key;
  const shown = new Map<string, Branch>();
  for (const output of inOrder(outputs, parents)) {
    const key = keyOf(output);
    const from = [...new Set(parents.get(key)!.map(stands))];
    const [only] = from;
    if (from.length === 1 && rows.get(only!) === rows.get(key) && !alwaysShown.has(output.type)) {
      standIn.set(key, only!);
      continue;
    }
    if (from.length === 0 && !read.has(key) && outputs.length > 1) continue;
    const depth = 1 + Math.max(-1, ...from.map((parent) => shown.get(parent)!.depth));
    const filters = output.type === "filter-hub" ? filterLabels(study, output.step) : [];
    shown.set(key, {
      key,
      step: output.step,
      label: labelOf(output, outputs),
      rows: rows.get(key)!,
      parents: from,
      filters,
      depth
    });
  }
  return [...shown.values()];
}

function keyOf({step, port}: Pick<Output, "step" | "port">): string {
  return `${step}.${port}`;
}

function parentsOf(study: Study, {step}: Output): readonly string[] {
  const ports = Object.keys(study.workflow.steps.get(step)!.inputs);
  return ports
    .flatMap((port) => readBy(study, step, port))
    .filter((at) => outputOf(study, at)?.kind === "table")
    .map(keyOf);
}

// A file may name a step before what it reads from.
function inOrder(outputs: readonly Output[], parents: ReadonlyMap<string, readonly string[]>): readonly Output[] {
  const placed = new Set<string>();
  const order: Output[] = [];
  for (let rest = [...outputs]; rest.length > 0; ) {
    const ready = rest.filter((output) => parents.get(keyOf(output))!.every((key) => placed.has(key)));
    if (ready.length === 0) return order;
    for (const output of ready) placed.add(keyOf(output));
    order.push(...ready);
    rest = rest.filter((output) => !placed.has(keyOf(output)));
  }
  return order;
}

/** A step that gives several tables is told by its ports. */
function labelOf({step, port}: Output, all: readonly Output[]): string {
  return all.filter((other) => other.step === step).length > 1 ? port : step;
}

function filterLabels(study: Study, step: string): readonly string[] {
  return readBy(study, step, "filters").flatMap((at) => {
    const {label, columns} = (outputOf(study, at)?.summary ?? {}) as {readonly label?: string; readonly columns?: unknown};
    return label === undefined || columns ? [] : [label];
  });
}
