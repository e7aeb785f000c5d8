import type {Json} from "../../../runtime/node.ts";
import type {ResolvedStep} from "../../../runtime/graph.ts";
import type {Action} from "../../../runtime/store.ts";

/** Above this a step waits for a yes. */
export const dearMs = 10_000;

// Measured on two cores with a thousand rows: milliseconds for a unit of `work`, and how that grows with the rows.
const costs: Readonly<Record<string, {readonly ms: number; readonly power: number}>> = {
  tune: {ms: 0.7, power: 1.5},
  boruta: {ms: 0.22, power: 1},
  "learning-curve": {ms: 20, power: 1}
};
/** What a configuration of an estimator costs, compared with one of extra trees. */
const searchCosts: Readonly<Record<string, number>> = {
  randomForest: 6,
  gradientBoosting: 7,
  nearestNeighbors: 0.2,
  tree: 0.6,
  ridge: 0.02,
  linear: 0.02
};
/** Steps of SQL: the first of a page waits for the database to start, which says nothing of the next. At most so long, then. */
const statements: ReadonlySet<string> = new Set(["condition", "filter-hub", "derive"]);
const statementMs = 1000;
const statementRowMs = 0.02;
/** Taken until the rows are known: rather ask once too often. */
const supposedRows = 3000;

/** How long a step may take: as long as last time, scaled by what its parameters ask for; before there is a last time, a guess from the rows it reads. */
export function estimateMs({definition, params}: ResolvedStep, last: Action | undefined, rows = supposedRows): number {
  const work = workOf(definition.type, params);
  const cost = costs[definition.type];
  const guess = cost ? work * cost.ms * Math.max(0.15, (rows / 1000) ** cost.power) : 0;
  if (!last) return guess;
  const {type, params: before} = last.material as {readonly type: string; readonly params: Readonly<Record<string, Json>>};
  const past = type === definition.type ? workOf(type, before) : 0;
  const again = past > 0 ? (last.ms * work) / past : last.ms;
  if (statements.has(type)) return Math.min(again, statementMs + statementRowMs * rows);
  // The last run may have read a much smaller table.
  return cost && rows > supposedRows ? Math.max(again, guess) : again;
}

// What the time is proportional to.
function workOf(type: string, params: Readonly<Record<string, unknown>>): number {
  const number = (name: string): number => (typeof params[name] === "number" ? params[name] : 1);
  if (type === "tune") return number("nIter") * number("nSplits") * (searchCosts[String(params["estimator"])] ?? 1);
  if (type === "boruta") return number("maxIter") * number("nEstimators");
  return 1;
}
