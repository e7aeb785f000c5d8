// What stands on a card, in words.
import {changeText} from "../../../runtime/key.ts";
import type {Json} from "../../../runtime/node.ts";
import type {Params} from "../../../runtime/params.ts";
import {library} from "../../../nodes/index.ts";
import type {Step, Workflow} from "../../../runtime/workflow.ts";
import {isBypassed} from "../bypass.ts";
import type {StepView} from "../engine/protocol.ts";
import {counted, duration, estimated, grouped, spaced} from "../format.ts";

/** What a card is called: its label, where its node has one, else the step's name. */
export function titleOf(workflow: Workflow, id: string): string {
  const type = workflow.steps.get(id)?.type;
  const label = type === "target" || type === "condition" ? paramsOf(workflow, id)["label"] : undefined;
  const words = typeof label === "string" && label !== "" ? label : id.replaceAll(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All parameters of a step, defaults too. */
function paramsOf(workflow: Workflow, id: string): Readonly<Record<string, unknown>> {
  const step = workflow.steps.get(id);
  return step ? paramsOfStep(step) : {};
}

function paramsOfStep({type, params: given}: Pick<Step, "type" | "params">): Readonly<Record<string, unknown>> {
  const params = (library.get(type)?.params ?? {}) as Params;
  return {...Object.fromEntries(Object.entries(params).map(([name, {default: value}]) => [name, value as unknown])), ...given};
}

type Words = (params: Readonly<Record<string, unknown>>, state: StepView | undefined) => string | undefined;

const worded = (x: unknown): string => (typeof x === "string" ? x : "");
const number = (x: unknown): string => (typeof x === "number" ? grouped(x) : "?");

const summaries: Readonly<Record<string, Words>> = {
  simulate: (p) => `simulated, seed ${number(p["randomState"])}`,
  catalog: (p) => worded(p["path"]) || "no file yet",
  derive: (p) => counted(listed(p["expressions"]).length, "column"),
  "cross-match": (p) => `within ${number(p["radius"])}″, ${String(p["find"])}`,
  condition: (p) => worded(p["sql"]) || "keeps all rows",
  "filter-hub": (_, s) => hubWords(s),
  target: (p) => String(p["column"]),
  label: (p) => (p["zeroIsMissing"] === true ? "where not zero" : "where not null"),
  hull: (p, s) => {
    const region = fieldOf(summaryOf(s, "filter"), "region");
    const axes = listed(fieldOf(region, "columns")).length;
    return axes > 0 ? `${counted(axes, "axis", "axes")}, ${String(p["space"])}` : `in ${String(p["space"])} space`;
  },
  transform: (p) => (p["function"] === "none" ? "leaves the target" : `${String(p["function"])} of target`),
  boruta: (p, s) => {
    const columns = fieldOf(summaryOf(s, "filter"), "columns");
    const [kept, judged] = [listed(fieldOf(columns, "keep")).length, listed(fieldOf(columns, "among")).length];
    return judged > 0 ? `keeps ${kept} of ${judged}` : `${number(p["maxIter"])} rounds, α ${number(p["alpha"])}`;
  },
  split: (p) => `${number(Math.round((1 - Number(p["testSize"])) * 100))} % train, seed ${number(p["randomState"])}`,
  tune: (p) => {
    if (p["estimator"] === "linear") return `linear, ${number(p["nSplits"])}-fold`;
    return p["estimator"] === "extraTrees"
      ? `${number(p["nIter"])} × ${number(p["nSplits"])}-fold CV`
      : `by ${spaced(String(p["estimator"]))}`;
  },
  evaluate: (_, s) => {
    const scores = Object.values(s?.outputs ?? {}).find((o) => o.kind === "metrics")?.summary;
    const r2 = fieldOf(fieldOf(scores, "scores"), "r2Score");
    return typeof r2 === "number" ? `R² ${r2.toFixed(3).replace("-", "−")}` : "on test rows";
  },
  retrain: () => "best, on all rows",
  calibrate: () => "intervals",
  predict: () => "with intervals",
  "inverse-log": () => "back to fluxes",
  append: () => "new columns"
};

/** The parameters that matter most, or what came of them. */
export function summaryText(workflow: Workflow, id: string, state: StepView | undefined): string {
  const step = workflow.steps.get(id);
  return step ? summaryOfStep(step, state) : "";
}

export function summaryOfStep(step: Step, state: StepView | undefined): string {
  return summaries[step.type]?.(paramsOfStep(step), state) ?? library.get(step.type)?.title ?? `unknown: ${step.type}`;
}

function hubWords(state: StepView | undefined): string {
  const features = state?.notes?.["features"];
  const rows = state?.notes?.["rows"];
  const [rowsIn, rowsOut] = [fieldOf(rows, "in"), fieldOf(rows, "out")];
  const [from, to] = [fieldOf(features, "in"), fieldOf(features, "out")];
  if (typeof rowsIn === "number" && typeof rowsOut === "number" && rowsIn !== rowsOut)
    return `keeps ${((100 * rowsOut) / rowsIn).toPrecision(2)} %`.replace("1.0e+2", "100");
  if (typeof from === "number" && typeof to === "number" && from !== to) return `${to} of ${from} columns`;
  return "applies filters";
}

export type Ring = "cached" | "fresh" | "running" | "waits" | "stale" | "failed" | "bypassed" | "asks";

/** How a step stands: its ring, words short enough for a card, and how long it took where it is done. */
export function stateOf(
  workflow: Workflow,
  id: string,
  state: StepView | undefined
): {readonly ring: Ring; readonly words: string; readonly time?: string} {
  if (isBypassed(workflow, id)) return {ring: "bypassed", words: "bypassed"};
  switch (state?.status) {
    case "done":
      return state.cached
        ? {ring: "cached", words: `cached, ${duration(state.ms ?? 0)}`, time: duration(state.ms ?? 0)}
        : {ring: "fresh", words: duration(state.ms ?? 0), time: duration(state.ms ?? 0)};
    case "running": {
      const left = state.remainingMs === undefined ? "" : `, ${duration(state.remainingMs)} left`;
      const words =
        state.fraction === undefined ? duration(state.elapsedMs ?? 0) : `${Math.round(100 * state.fraction)} %${left}`;
      return {ring: "running", words};
    }
    case "asks":
      return {ring: "asks", words: `asks: ${estimated(state.estimateMs ?? 0)}`};
    case "waiting":
      return state.stale
        ? {ring: "stale", words: `stale: ${state.by === undefined ? (whyText(state) ?? "edited") : titleOf(workflow, state.by)}`}
        : {ring: "waits", words: state.by === undefined ? "waits" : `waits for ${titleOf(workflow, state.by)}`};
    case "failed":
      return {ring: "failed", words: firstWords(state.error ?? "failed", id)};
    case "invalid":
      return {ring: "failed", words: state.problems?.[0]?.message ?? "not complete"};
    case "blocked":
      return {ring: "waits", words: state.by === undefined ? "blocked" : `blocked by ${titleOf(workflow, state.by)}`};
    case "stopped":
      return {ring: "stale", words: "stopped"};
    default:
      return {ring: "waits", words: "waits"};
  }
}

/** Why it would run or did run: the edit, named. */
export function whyText(state: StepView | undefined): string | undefined {
  return state?.why && state.why.length > 0 ? state.why.map(changeText).join(", ") : undefined;
}

function firstWords(error: string, id: string): string {
  return error.startsWith(`${id}: `) ? error.slice(id.length + 2) : error;
}

/** Rows of a table that leaves a step; undefined where they are not known. */
export function rowsAt(
  states: Readonly<Record<string, StepView>>,
  source: string
): {readonly rows: number; readonly stale: boolean} | undefined {
  const dot = source.indexOf(".");
  const state = states[source.slice(0, dot)];
  const rows = fieldOf(state?.outputs?.[source.slice(dot + 1)]?.summary, "rows");
  const isTable = state?.outputs?.[source.slice(dot + 1)]?.kind === "table";
  return isTable && typeof rows === "number" ? {rows, stale: state!.stale} : undefined;
}

function summaryOf(state: StepView | undefined, port: string): Json | undefined {
  return state?.outputs?.[port]?.summary;
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
