import type {Json} from "../../../runtime/node.ts";
import type {ResolvedStep} from "../../../runtime/graph.ts";
import type {Action} from "../../../runtime/store.ts";

/** Above this a step waits for a yes. */
export const dearMs = 10_000;

// Measured on two cores with a thousand rows: milliseconds for a unit of `work`.
const msPerUnit: Readonly<Record<string, number>> = {tune: 2.5, boruta: 2.2, retrain: 20};

/** How long a step may take: as long as last time, scaled by what its parameters ask for; before there is a last time, a guess. */
export function estimateMs({definition, params}: ResolvedStep, last: Action | undefined): number {
  const work = workOf(definition.type, params);
  if (!last) return work * (msPerUnit[definition.type] ?? 0);
  const {type, params: before} = last.material as {readonly type: string; readonly params: Readonly<Record<string, Json>>};
  const past = type === definition.type ? workOf(type, before) : 0;
  return past > 0 ? (last.ms * work) / past : last.ms;
}

// What the time is proportional to.
function workOf(type: string, params: Readonly<Record<string, unknown>>): number {
  const number = (name: string): number => (typeof params[name] === "number" ? params[name] : 1);
  if (type === "tune") return params["estimator"] === "linear" ? number("nSplits") : number("nIter") * number("nSplits");
  if (type === "boruta") return number("maxIter") * number("nEstimators");
  return 1;
}
