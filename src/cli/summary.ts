import type {Scores} from "../../nodes/kinds.ts";
import type {Json} from "../../runtime/node.ts";
import {rowsOf} from "../../runtime/plan.ts";
import type {Done, Settled} from "../../runtime/state.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {clip, columns, duration, thousands} from "./text.ts";

/** Scores a step gave, by cross-validation or on held-out rows. */
export interface StepScores {
  readonly step: string;
  readonly by: "cross-validation" | "held-out rows";
  readonly estimator: string;
  readonly rows: number;
  readonly scores: Scores;
  /** What a paper printed for the same, where the file says so. */
  readonly published?: Partial<Scores>;
}

const scoreNames = ["meanAbsoluteError", "rootMeanSquaredError", "r2Score", "meanAbsolutePercentageError"] as const;
const scoreTitles = ["MAE", "RMSE", "R²", "MAPE"] as const;

/** The scores of every step that gives a search or metrics. */
export function stepScores(workflow: Workflow, states: ReadonlyMap<string, Settled>): StepScores[] {
  const found: StepScores[] = [];
  const published = publishedScores(workflow);
  for (const [step, state] of states) {
    if (state.status !== "done") continue;
    for (const {kind, summary} of Object.values(state.outputs)) {
      if (kind !== "search" && kind !== "metrics") continue;
      const {estimator, rows, scores} = summary as unknown as {
        readonly estimator: string;
        readonly rows: number;
        readonly scores: Scores;
      };
      const by = kind === "search" ? "cross-validation" : "held-out rows";
      found.push({step, by, estimator, rows, scores, ...(kind === "search" && published[step] && {published: published[step]})});
    }
  }
  return found;
}

/** `view.published`: step → score → what a paper printed; never read by a hash. */
function publishedScores({view}: Workflow): Readonly<Record<string, Partial<Scores>>> {
  const published = view.extra["published"];
  return typeof published === "object" && published !== null && !Array.isArray(published)
    ? (published as unknown as Readonly<Record<string, Partial<Scores>>>)
    : {};
}

/** The scores as a table; a second line gives what was published. */
export function scoresText(scores: readonly StepScores[]): string {
  const lines = [["", "", "rows", ...scoreTitles]];
  for (const {step, by, estimator, rows, scores: own, published} of scores) {
    lines.push([step, `${estimator}, ${by}`, thousands(rows), ...scoreNames.map((name) => own[name].toFixed(4))]);
    if (published) lines.push(["", "published", "", ...scoreNames.map((name) => published[name]?.toFixed(3) ?? "")]);
  }
  return columns(lines, [2, 3, 4, 5, 6], "  ");
}

/** The data structure: how many rows leave each step, and what the step noted. */
export function countsText(states: ReadonlyMap<string, Settled>, width: number): string {
  const lines: string[][] = [];
  for (const [id, state] of states) {
    if (state.status !== "done") continue;
    for (const [port, n] of Object.entries(rowsOf(state))) lines.push([`${id}.${port}`, thousands(n)]);
    const notes = notesText(state);
    if (notes !== "") lines.push([`  ${notes}`]);
  }
  const tables = columns(
    lines.filter((line) => line.length === 2),
    [1],
    "  "
  ).split("\n");
  let next = 0;
  return lines.map((line) => (line.length === 2 ? `${tables[next++]!}\n` : `${clip(`  ${line[0]!}`, width - 1)}\n`)).join("");
}

function notesText({notes}: Done): string {
  return Object.entries(notes)
    .map(([name, value]) => noteText(name, value))
    .filter((text) => text !== "")
    .join(", ");
}

function noteText(name: string, value: Json): string {
  if (typeof value === "number") return `${name} ${Number.isInteger(value) ? thousands(value) : value.toPrecision(4)}`;
  if (typeof value === "string" || typeof value === "boolean") return `${name} ${value}`;
  if (value === null) return "";
  const items = Array.isArray(value)
    ? value.map(itemText)
    : Object.entries(value).map(([key, item]) => `${key} ${itemText(item)}`);
  return items.length === 0 ? "" : `${name}: ${items.join(", ")}`;
}

function itemText(item: Json): string {
  if (typeof item === "number") return Number.isInteger(item) ? thousands(item) : item.toPrecision(4);
  if (typeof item !== "object" || item === null) return String(item);
  return Object.values(item).map(itemText).join(" ");
}

/** "19 steps: 3 computed, 16 from cache, in 12 s". */
export function tallyText(states: ReadonlyMap<string, Settled>, ms: number): string {
  const all = [...states.values()];
  const tally = (what: string, n: number): string[] => (n > 0 ? [`${n} ${what}`] : []);
  const parts = [
    ...tally("computed", all.filter((s) => s.status === "done" && !s.cached).length),
    ...tally("from cache", all.filter((s) => s.status === "done" && s.cached).length),
    ...tally("failed", all.filter((s) => s.status === "failed" || s.status === "invalid").length),
    ...tally("blocked", all.filter((s) => s.status === "blocked").length),
    ...tally("stopped", all.filter((s) => s.status === "stopped").length)
  ];
  return `${all.length} steps: ${parts.join(", ")}, in ${duration(ms)}`;
}

/** Whether any table that leaves a step says it is simulated. */
export function isSimulated(states: ReadonlyMap<string, Settled>): boolean {
  return [...states.values()].some(
    (state) =>
      state.status === "done" &&
      Object.values(state.outputs).some(
        ({summary}) => (summary as {readonly meta?: {readonly simulated?: string}} | null)?.meta?.simulated !== undefined
      )
  );
}
