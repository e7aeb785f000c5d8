import type {Scores} from "../../nodes/kinds.ts";
import type {Json} from "../../runtime/node.ts";
import {rowsOf} from "../../runtime/plan.ts";
import type {Settled} from "../../runtime/state.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {publishedScores} from "../views/published.ts";
import {columns, counted, duration, thousands} from "./text.ts";

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

/** The scores as a table; a second line gives what was published. */
export function scoresText(scores: readonly StepScores[]): string {
  const lines = [["", "", "rows", ...scoreTitles]];
  for (const {step, by, estimator, rows, scores: own, published} of scores) {
    lines.push([step, `${estimator}, ${by}`, thousands(rows), ...scoreNames.map((name) => own[name].toFixed(4))]);
    if (published) lines.push(["", "published", "", ...scoreNames.map((name) => published[name]?.toFixed(3) ?? "")]);
  }
  return columns(lines, [2, 3, 4, 5, 6], "  ");
}

/** The data structure: for each step how many rows leave it, and what it noted. */
export function countsText(states: ReadonlyMap<string, Settled>, width: number): string {
  const ids = [...states.keys()];
  const left = Math.max(...ids.map((id) => id.length)) + 4;
  const lines: string[] = [];
  for (const [id, state] of states) {
    if (state.status !== "done") continue;
    const rows = Object.entries(rowsOf(state)).map(([port, n]) => `${thousands(n)} ${port}`);
    const repeated = (name: string, value: Json): boolean => name === "rows" && typeof value === "number" && rows.length > 0;
    const notes = Object.entries(state.notes).flatMap(([name, value]) => (repeated(name, value) ? [] : noteText(name, value)));
    const text = [
      ...(rows.length > 0 ? [rows.join(", ")] : []),
      ...(notes.length > 0 ? wrap(notes, Math.max(40, width - left - 1)) : [])
    ];
    text.forEach((line, i) => lines.push(`${i === 0 ? `  ${id}`.padEnd(left) : " ".repeat(left)}${line}\n`));
  }
  return lines.join("");
}

/** What the table of scores says already. */
const told = new Set<string>(scoreNames);
const mostItems = 8;

/** A note in words; nothing for what is empty, zero or told elsewhere. */
function noteText(name: string, value: Json): string[] {
  if (value === null || value === "" || value === 0 || told.has(name)) return [];
  if (typeof value !== "object") return [`${name} ${itemText(value)}`];
  const items = Array.isArray(value)
    ? value.map(itemText)
    : Object.entries(value).flatMap(([key, item]) => (item === 0 || item === null ? [] : [`${key} ${itemText(item)}`]));
  if (items.length === 0) return [];
  const shown = items.length > mostItems ? [...items.slice(0, mostItems), `and ${items.length - mostItems} more`] : items;
  return [`${name}: ${shown.join(", ")}`];
}

function itemText(item: Json): string {
  if (typeof item === "number") return Number.isInteger(item) ? thousands(item) : item.toPrecision(4);
  if (typeof item !== "object" || item === null) return String(item);
  if (Array.isArray(item)) return item.map(itemText).join(" ");
  // What it is called first, what is said of it behind.
  const parts = Object.entries(item).toSorted(([, a], [, b]) => Number(typeof b === "string") - Number(typeof a === "string"));
  const [first, ...rest] = parts.map(([key, part]) => (typeof part === "string" ? part : `${key} ${itemText(part)}`));
  if (typeof parts[0]?.[1] === "string" && rest.length > 0) return `${first} (${rest.join(", ")})`;
  return [first, ...rest].join(", ");
}

/** Phrases set in lines of about this width, parted by " · ", long ones broken after a comma. */
function wrap(phrases: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const phrase of phrases) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + phrase.length <= width) lines[lines.length - 1] = `${last} · ${phrase}`;
    else lines.push(...broken(phrase, width));
  }
  return lines;
}

function broken(phrase: string, width: number): string[] {
  if (phrase.length <= width) return [phrase];
  // After a comma, where there is one past the indent, or else between words.
  const comma = phrase.lastIndexOf(", ", width - 1);
  const at = comma < 1 ? phrase.lastIndexOf(" ", width) : comma + 1;
  return at < 3 ? [phrase] : [phrase.slice(0, at), ...broken(`  ${phrase.slice(at + 1)}`, width)];
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
  return `${counted(all.length, "step")}: ${parts.join(", ")}, in ${duration(ms)}`;
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
