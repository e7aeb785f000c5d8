import {counted} from "../views/words.ts";
import {type ScoreName, scoreNames} from "../../nodes/kernels/cross-validation.ts";
import {bestScores, type Metrics, type Search} from "../../nodes/kinds.ts";
import {type Difference as Edit, diff} from "../../runtime/diff.ts";
import type {Settled} from "../../runtime/state.ts";
import type {Table, Target} from "../../runtime/table.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {type Changes, mostChanged, predictedColumns} from "./changed.ts";
import {bootstrap, judgedRows} from "./held-out.ts";
import {type Difference, pairedOverFolds, unpairedOverFolds} from "./interval.ts";

/** A workflow that has run. */
export interface Side {
  readonly workflow: Workflow;
  readonly states: ReadonlyMap<string, Settled>;
  readonly value: (step: string, port: string) => Promise<unknown>;
}

export type Verdict = "better" | "worse" | "the same" | "not shown";

export interface ComparedScore {
  readonly score: ScoreName;
  readonly a: number;
  readonly b: number;
  /** Of b from a; absent where the two cannot be held against each other. */
  readonly interval?: Difference;
  /** Of b. */
  readonly verdict?: Verdict;
}

export interface ComparedStep {
  readonly step: string;
  readonly by: "cross-validation" | "held-out rows";
  readonly rows: readonly [a: number, b: number];
  readonly pairing: "same folds" | "same rows" | "unpaired" | "none";
  /** Why they are not paired. */
  readonly why?: string;
  readonly scores: readonly ComparedScore[];
}

export interface Comparison {
  readonly edits: readonly Edit[];
  readonly scores: readonly ComparedStep[];
  /** The step and output whose predictions are compared, where both have one. */
  readonly predictions?: {
    readonly step: string;
    readonly port: string;
    readonly changes: readonly Changes[];
    readonly why?: string;
  };
  /** Steps that did not finish in one of them, and so are not compared. */
  readonly unfinished: readonly string[];
}

/** How the second differs from the first: what was edited, what that did to the scores, and to which rows. */
export async function compareSides(a: Side, b: Side): Promise<Comparison> {
  const scores: ComparedStep[] = [];
  for (const step of a.states.keys()) {
    if (outputKind(a, step, "search") === "search" && outputKind(b, step, "search") === "search")
      scores.push(await compareSearches(step, a, b));
    if (outputKind(a, step, "metrics") === "metrics" && outputKind(b, step, "metrics") === "metrics")
      scores.push(await compareHeldOut(step, a, b));
  }
  const predictions = await comparePredictions(a, b);
  const unfinished = new Set([a, b].flatMap(({states}) => [...states].flatMap(([id, s]) => (s.status === "done" ? [] : [id]))));
  return {edits: diff(a.workflow, b.workflow), scores, ...(predictions && {predictions}), unfinished: [...unfinished]};
}

async function compareSearches(step: string, a: Side, b: Side): Promise<ComparedStep> {
  const [first, second] = (await both(step, "search", a, b)) as [Search, Search];
  const why =
    otherTarget(first.target, second.target) ??
    (first.nSplits !== second.nSplits
      ? `${first.nSplits} and ${counted(second.nSplits, "fold")}`
      : first.randomState !== second.randomState
        ? "the folds were drawn with different seeds"
        : await otherTraining(step, [first, second], a, b));
  const comparable = otherTarget(first.target, second.target) === undefined;
  const interval = why === undefined ? pairedOverFolds : unpairedOverFolds;
  const [meansA, meansB] = [bestScores(first), bestScores(second)];
  return {
    step,
    by: "cross-validation",
    rows: [first.rows, second.rows],
    pairing: why === undefined ? "same folds" : comparable ? "unpaired" : "none",
    ...(why !== undefined && {why}),
    scores: scoreNames.map((score, s) =>
      compared(
        score,
        meansA[score],
        meansB[score],
        comparable ? interval(foldScores(first, s), foldScores(second, s)) : undefined
      )
    )
  };
}

/** The best configuration's score on each fold. */
function foldScores({scores, nSplits}: Search, s: number): number[] {
  return Array.from({length: nSplits}, (_, k) => scores[4 * k + s]!);
}

/** Folds are drawn by position: the rows must be the same in the same order. */
async function otherTraining(step: string, [first, second]: readonly [Search, Search], a: Side, b: Side) {
  const different = "the training rows are not the same";
  const [sourceA, sourceB] = [a, b].map(({workflow}) => workflow.steps.get(step)?.inputs["train"]?.[0]?.split("."));
  if (!sourceA || !sourceB || first.rows !== second.rows) return different;
  if (hashOf(a, sourceA) === hashOf(b, sourceB)) return undefined;
  const trainA = (await a.value(sourceA[0]!, sourceA[1]!)) as Table;
  const trainB = (await b.value(sourceB[0]!, sourceB[1]!)) as Table;
  // Where rows were left out, which ones depends on the columns.
  const whole = trainA.rows === first.rows && trainB.rows === second.rows;
  return whole && sameRows(trainA, trainB) ? undefined : different;
}

function sameRows(a: Table, b: Table): boolean {
  const rows = b.rowIdentity();
  return a.root === b.root && a.rows === b.rows && a.rowIdentity().every((row, i) => row === rows[i]);
}

async function compareHeldOut(step: string, a: Side, b: Side): Promise<ComparedStep> {
  const [first, second] = (await both(step, "metrics", a, b)) as [Metrics, Metrics];
  const [tableA, tableB] = (await both(step, "predictions", a, b)) as [Table, Table];
  const target = otherTarget(first.target, second.target);
  const why = target ?? (sameSet(tableA, tableB) ? undefined : "the rows held out are not the same");
  const intervals =
    target === undefined
      ? bootstrap(judgedRows(tableA, first.target), judgedRows(tableB, second.target), why === undefined)
      : undefined;
  return {
    step,
    by: "held-out rows",
    rows: [first.rows, second.rows],
    pairing: why === undefined ? "same rows" : target === undefined ? "unpaired" : "none",
    ...(why !== undefined && {why}),
    scores: scoreNames.map((score) => compared(score, first.scores[score], second.scores[score], intervals?.[score]))
  };
}

function sameSet(a: Table, b: Table): boolean {
  const rows = b.rowIdentity().toSorted();
  return (
    a.root === b.root &&
    a.rows === b.rows &&
    a
      .rowIdentity()
      .toSorted()
      .every((row, i) => row === rows[i])
  );
}

function otherTarget(a: Target, b: Target): string | undefined {
  return a.column === b.column && a.sourceColumn === b.sourceColumn && a.transform === b.transform
    ? undefined
    : `they predict different quantities, ${a.column} and ${b.column}`;
}

function compared(score: ScoreName, a: number, b: number, interval: Difference | undefined): ComparedScore {
  return {score, a, b, ...(interval && {interval, verdict: verdictOf(score, interval)})};
}

/** Whether b is better, as far as the interval tells. */
export function verdictOf(score: ScoreName, {lower, upper}: Difference): Verdict {
  if (lower === 0 && upper === 0) return "the same";
  if (!(lower > 0) && !(upper < 0)) return "not shown";
  return lower > 0 === (score === "r2Score") ? "better" : "worse";
}

/** Where predictions leave: appended ones if there are any, else those in the catalogue's units, else as they are made. */
const predictors = ["append", "inverse-log", "predict"];

async function comparePredictions(a: Side, b: Side): Promise<Comparison["predictions"]> {
  for (const type of predictors) {
    const step = [...a.workflow.steps].find(
      ([id, step]) => step.type === type && tablePort(a, id) && tablePort(a, id) === tablePort(b, id)
    )?.[0];
    if (step === undefined) continue;
    const port = tablePort(a, step)!;
    const [tableA, tableB] = (await both(step, port, a, b)) as [Table, Table];
    const names = predictedColumns(tableA.columns.map(({name}) => name)).filter((name) => tableB.has(name));
    if (names.length === 0) return {step, port, changes: [], why: "no predicted column is in both"};
    if (tableA.root !== tableB.root) return {step, port, changes: [], why: "their rows come from different tables"};
    return {step, port, changes: names.map((name) => mostChanged(tableA, tableB, name))};
  }
  return undefined;
}

function tablePort({states}: Side, id: string): string | undefined {
  const state = states.get(id);
  return state?.status === "done" ? Object.entries(state.outputs).find(([, {kind}]) => kind === "table")?.[0] : undefined;
}

async function both(step: string, port: string, a: Side, b: Side): Promise<readonly [unknown, unknown]> {
  return [await a.value(step, port), await b.value(step, port)];
}

function outputKind({states}: Side, step: string, port: string): string | undefined {
  const state = states.get(step);
  return state?.status === "done" ? state.outputs[port]?.kind : undefined;
}

function hashOf({states}: Side, [step, port]: readonly string[]): string | undefined {
  const state = states.get(step!);
  return state?.status === "done" ? state.outputs[port!]?.hash : undefined;
}
