// What figures of two results are drawn of: plain values, read once, that can also be handed from a worker to a page.
import type {Metrics, Model, Search} from "../../../nodes/kinds.ts";
import {type ScoreName, scoreNames} from "../../../nodes/kernels/cross-validation.ts";
import type {Table} from "../../../runtime/table.ts";
import {pairedPredictions} from "../../compare/changed.ts";
import type {Comparison} from "../../compare/compare.ts";
import {judgedTables} from "../figures/judged.ts";
import {isSimulated, outputsOf, type PortRef, type Study} from "../figures/study.ts";
import type {Weighed} from "../learning.ts";
import {type Judged, judgedOf, predictionNeeds} from "../predictions.ts";
import {publishedScores} from "../published.ts";
import type {Pair} from "./names.ts";

export type Published = Partial<Readonly<Record<ScoreName, number>>>;

/** The best configuration of a search, fold by fold, by the score that decided. */
export interface FoldScores {
  readonly scoring: ScoreName;
  readonly scores: readonly number[];
}

/** Both predictions of the rows that have them. */
export interface Moved {
  readonly column: string;
  readonly unit?: string;
  /** Whether a change is read as a share. */
  readonly relative: boolean;
  /** Of each, its position in the table they come from. */
  readonly rows: Int32Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Positions of those that changed most. */
  readonly most: readonly number[];
}

export interface ComparedValues {
  /** By the step that judges. */
  readonly heldOut: readonly {readonly step: string; readonly sides: Pair<Judged>}[];
  readonly folds: readonly {readonly step: string; readonly sides: Pair<FoldScores>}[];
  readonly forests?: Pair<Weighed>;
  readonly moved?: Moved;
  /** What papers printed, by step. */
  readonly published: Pair<Readonly<Record<string, Published>>>;
  readonly simulated: boolean;
  /** Figures there is nothing to draw of, and why. */
  readonly missing: readonly {readonly name: string; readonly why: string}[];
}

/** Reads the values of both; drawing computes nothing. */
export async function comparedValues(a: Study, b: Study, comparison: Comparison): Promise<ComparedValues> {
  const heldOut = await heldOutOf(a, b, comparison);
  const folds = await foldsOf(a, b, comparison);
  const forests = await Promise.all([forestOf(a), forestOf(b)]);
  const moved = await movedOf(a, b, comparison);
  const judged = "predictions, errors and spread";
  return {
    heldOut: typeof heldOut === "string" ? [] : heldOut,
    folds,
    ...(forests[0] && forests[1] && {forests: [forests[0], forests[1]] as const}),
    ...(typeof moved !== "string" && {moved}),
    published: [publishedScores(a.workflow), publishedScores(b.workflow)],
    simulated: isSimulated(a) || isSimulated(b),
    missing: [
      ...(comparison.scores.length === 0 ? [{name: "scores", why: "no search and no evaluation is done in both"}] : []),
      ...(typeof heldOut === "string" ? [{name: judged, why: heldOut}] : []),
      ...(folds.length === 0 ? [{name: "folds", why: "no search for the same quantity is done in both"}] : []),
      ...(forests[0] && forests[1] ? [] : [{name: "importances", why: "it takes trees in both"}]),
      ...(typeof moved === "string" ? [{name: "changes of predictions", why: moved}] : [])
    ]
  };
}

/** The rows that steps of both have judged; where no step has in both, those of the best place in each. */
async function heldOutOf(a: Study, b: Study, {scores}: Comparison): Promise<ComparedValues["heldOut"] | string> {
  const steps = scores.filter(({by}) => by === "held-out rows").map(({step}) => step);
  const [bestA, bestB] = [judgedTables(a)[0], judgedTables(b)[0]];
  const places = [
    ...steps.map((step): readonly [string, PortRef, PortRef] => {
      const at = {step, port: "predictions"};
      return [step, at, at];
    }),
    ...(steps.length === 0 && bestA && bestB ? [[bestA.from.table!.step, bestA.from.table!, bestB.from.table!] as const] : [])
  ];
  if (places.length === 0) return "it takes predictions beside truths in both";
  const found: ComparedValues["heldOut"][number][] = [];
  let why = "";
  for (const [step, atA, atB] of places) {
    const [first, second] = [await judgedAt(a, atA), await judgedAt(b, atB)];
    if (!first || !second) continue;
    if (first.target.sourceColumn === second.target.sourceColumn) found.push({step, sides: [first, second]});
    else why = `they predict different quantities, ${first.target.label} and ${second.target.label}`;
  }
  return found.length > 0 ? found : why || "it takes predictions beside truths in both";
}

async function judgedAt(study: Study, {step, port}: PortRef): Promise<Judged | undefined> {
  const table = (await study.value(step, port)) as Table;
  const target = table.roles.target ?? ((await study.value(step, "metrics")) as Metrics).target;
  const names = predictionNeeds(target, (name) => table.has(name));
  return judgedOf(target, Object.fromEntries(names.map((name) => [name, table.numbers(name)])), "none");
}

async function foldsOf(a: Study, b: Study, {scores}: Comparison): Promise<ComparedValues["folds"]> {
  const found: ComparedValues["folds"][number][] = [];
  for (const {step, by, pairing} of scores) {
    if (by !== "cross-validation" || pairing === "none") continue;
    const [first, second] = (await Promise.all([a.value(step, "search"), b.value(step, "search")])) as [Search, Search];
    if (first.scoring === second.scoring) found.push({step, sides: [foldsIn(first), foldsIn(second)]});
  }
  return found;
}

function foldsIn({scoring, scores, nSplits}: Search): FoldScores {
  const s = scoreNames.indexOf(scoring);
  return {scoring, scores: Array.from({length: nSplits}, (_, k) => scores[scoreNames.length * k + s]!)};
}

// The model that goes on to predict before the one that was only judged.
async function forestOf(study: Study): Promise<Weighed | undefined> {
  const forests = outputsOf(study, "model").filter(({summary}) => "importances" in (summary as object));
  const chosen = forests.find(({type}) => type === "retrain") ?? forests[0];
  if (!chosen) return undefined;
  const {features, importances, pipeline} = (await study.value(chosen.step, chosen.port)) as Model;
  return importances && {features, rows: pipeline.rows, importances: importances.mean, sd: importances.sd};
}

async function movedOf(a: Study, b: Study, {predictions}: Comparison): Promise<Moved | string> {
  if (!predictions) return "no step predicts in both";
  const [first] = predictions.changes;
  if (!first) return predictions.why ?? "no step predicts in both";
  if (first.both === 0) return "no row is predicted by both";
  const {step, port} = predictions;
  const [tableA, tableB] = (await Promise.all([a.value(step, port), b.value(step, port)])) as [Table, Table];
  const {column, relative} = first;
  const unit = tableA.columns.find(({name}) => name === column)?.unit;
  return {
    ...pairedPredictions(tableA, tableB, column),
    column,
    relative,
    most: first.rows.map(({row}) => row),
    ...(unit !== undefined && {unit})
  };
}
