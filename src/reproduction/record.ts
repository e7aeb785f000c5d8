// What a run of the paper's studies gave, as plain numbers: all that the page on reproduction says of ours.
import {type Model, type Scores, type Search, bestScores} from "../../nodes/kinds.ts";
import type {Metrics} from "../../nodes/kinds.ts";
import {predictionNames} from "../../nodes/learning/prediction-columns.ts";
import {log10} from "../../nodes/kernels/math.ts";
import type {Table} from "../../runtime/table.ts";
import {outputsOf, type Study, tableFacts} from "../views/figures/study.ts";
import {publishedRows, publishedScores} from "../views/published.ts";

/** Of one study. */
export interface StudyRecord {
  /** "step.port" → rows. */
  readonly rows: Readonly<Record<string, number>>;
  /** Step → means over the folds of the best configuration. */
  readonly folds: Readonly<Record<string, Scores>>;
  /** Step → scores on rows held out, and shares of truths in each kind of interval. */
  readonly heldOut: Readonly<Record<string, HeldOut>>;
  readonly boruta: {readonly confirmed: readonly string[]; readonly tentative: readonly string[]};
  /** Of the model that predicts, the greatest first. */
  readonly importances: readonly (readonly [feature: string, share: number])[];
  readonly trees: number;
  /** The cluster whose sources no model could learn from; only simulated catalogues have its truth. */
  readonly unseen?: {readonly members: number; readonly predicted: number; readonly medianError: number};
  readonly published: {
    readonly scores: Readonly<Record<string, Partial<Scores>>>;
    readonly rows: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
}

export interface HeldOut {
  readonly rows: number;
  readonly scores: Scores;
  readonly coverage: Readonly<Record<string, number>>;
}

/** R² of one step for each of several seeds. */
export type Seeds = readonly number[];

export interface RealRecord {
  readonly study: StudyRecord;
  /** Step, with the target where it is another → R² by seed. */
  readonly seeds: Readonly<Record<string, Seeds>>;
  /** What Boruta kept with another judge. */
  readonly otherBoruta?: StudyRecord["boruta"];
}

export interface Reproduction {
  readonly fluxloom: string;
  readonly studies: Readonly<Record<string, StudyRecord>>;
  /** hull.space → rows inside, clean MIPS1 study. */
  readonly hulls: Readonly<Record<string, number>>;
  readonly real: Readonly<Record<string, RealRecord>>;
}

/** What the page needs of a study that has run. */
export async function recordStudy(study: Study): Promise<StudyRecord> {
  const rows = Object.fromEntries(
    outputsOf(study, "table").map((output) => [`${output.step}.${output.port}`, tableFacts(output).rows])
  );
  const folds: Record<string, Scores> = {};
  for (const {step, port} of outputsOf(study, "search")) folds[step] = bestScores((await study.value(step, port)) as Search);
  const heldOut: Record<string, HeldOut> = {};
  for (const {step, port} of outputsOf(study, "metrics")) {
    const {rows: n, scores, intervals = {}} = (await study.value(step, port)) as Metrics;
    const coverage = Object.entries(intervals).map(([name, {coverage: share}]) => [name, share] as const);
    heldOut[step] = {rows: n, scores, coverage: Object.fromEntries(coverage)};
  }
  const unseen = await unseenCluster(study);
  return {
    rows,
    folds,
    heldOut,
    boruta: recordBoruta(study),
    ...(await forestOf(study)),
    ...(unseen && {unseen}),
    published: {scores: publishedScores(study.workflow), rows: publishedRows(study.workflow)}
  };
}

/** What its Boruta step kept. */
export function recordBoruta({workflow, states}: Study): StudyRecord["boruta"] {
  const id = [...workflow.steps].find(([, {type}]) => type === "boruta")?.[0] ?? "";
  const {confirmed = [], tentative = []} = (states.get(id)?.notes ?? {}) as Partial<StudyRecord["boruta"]>;
  return {confirmed, tentative};
}

async function forestOf(study: Study): Promise<Pick<StudyRecord, "importances" | "trees">> {
  const output = outputsOf(study, "model").find(({type}) => type === "retrain");
  const model = output && ((await study.value(output.step, output.port)) as Model);
  if (!model?.importances) return {importances: [], trees: 0};
  const {features, importances, pipeline} = model;
  const pairs = features.map((name, j) => [name, importances.mean[j]!] as const);
  const {nEstimators = 0} = pipeline.spec as {readonly nEstimators?: number};
  return {importances: pairs.toSorted(([, a], [, b]) => b - a), trees: nEstimators};
}

const truths: Readonly<Record<string, string>> = {m1_f_psf: "m1_f_true", i4_f_ap1: "i4_f_true"};

async function unseenCluster(study: Study): Promise<StudyRecord["unseen"]> {
  const tables = outputsOf(study, "table");
  const truth = tables.find((output) => output.port === "truth");
  const appended = tables.find(({type}) => type === "append");
  if (!truth || !appended) return undefined;
  const [known, all] = [
    (await study.value(truth.step, truth.port)) as Table,
    (await study.value(appended.step, appended.port)) as Table
  ];
  const source = Object.keys(truths).find((name) => all.has(predictionNames(name).mean));
  if (source === undefined) return undefined;
  const predicted = all.numbers(predictionNames(source).mean);
  const at = new Map(all.strings("objid").map((name, i) => [name, i]));
  const real = known.numbers(truths[source]!);
  const members = [...known.numbers("heldOut").entries()].filter(([, flag]) => flag === 1).map(([i]) => i);
  const names = known.strings("objid");
  const errors = members.flatMap((i) => {
    const value = predicted[at.get(names[i]!) ?? -1];
    return value !== undefined && Number.isFinite(value) ? [Math.abs(log10(value) - log10(real[i]!))] : [];
  });
  errors.sort((a, b) => a - b);
  return {members: members.length, predicted: errors.length, medianError: median(errors)};
}

function median(sorted: readonly number[]): number {
  const n = sorted.length;
  return n === 0 ? 0 : n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
}
