// How two workflows differ and what follows from it, in words.
import type {Json} from "../../../runtime/node.ts";
import {formOf, type Params} from "../../../runtime/params.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {Comparison} from "../../compare/compare.ts";
import {scoreTitles} from "../../views/learning.ts";
import {count, percent} from "../../views/words.ts";
import {rowsAt, summaryText, titleOf} from "../canvas/words.ts";
import {definitionOf, kindOf} from "../commands.ts";
import type {ComparedView} from "../engine/protocol.ts";

/** What the two are called. */
export type SideNames = readonly [a: string, b: string];

/** A line of what differs: where, and how it stands on either side. */
export interface DifferenceLine {
  readonly id: string;
  readonly where: string;
  /** Of a wire: the kind of value that travels. */
  readonly kind?: string;
  readonly a: readonly Part[];
  readonly b: readonly Part[];
}

/** A piece of text; strong where only this side has it. */
export interface Part {
  readonly text: string;
  readonly strong: boolean;
}

const none: readonly Part[] = [{text: "nothing", strong: false}];
const parts = (texts: readonly string[], others: readonly string[]): readonly Part[] =>
  texts.length === 0 ? none : texts.map((text) => ({text, strong: !others.includes(text)}));
const plain = (text: string): readonly Part[] => [{text, strong: false}];
const single = (text: string): readonly Part[] => [{text, strong: true}];

/** What differs, one line for each port, parameter or step. */
export function differenceLines({edits}: Comparison, a: Workflow, b: Workflow): DifferenceLine[] {
  const lines = new Map<string, DifferenceLine>();
  for (const edit of edits) {
    const {step} = edit;
    switch (edit.what) {
      case "step added":
      case "step removed": {
        const [from, to] = edit.what === "step added" ? [none, single(edit.type)] : [single(edit.type), none];
        lines.set(step, {id: step, where: step, a: from, b: to});
        break;
      }
      case "type":
        lines.set(step, {id: step, where: step, a: single(edit.from), b: single(edit.to)});
        break;
      case "param": {
        const id = `${step} ${edit.param}`;
        const paramText = (w: Workflow, value: Json | undefined): string =>
          value === undefined ? `${valueText(defaultOf(w, step, edit.param))} (default)` : valueText(value);
        lines.set(id, {
          id,
          where: `${step}: ${edit.param}`,
          a: plain(paramText(a, edit.from)),
          b: plain(paramText(b, edit.to))
        });
        break;
      }
      default: {
        const id = `${step}.${edit.port}`;
        const [from, to] = [a, b].map((w) => (w.steps.get(step)?.inputs[edit.port] ?? []).map((source) => sourceText(w, source)));
        const [source] = [...(a.steps.get(step)?.inputs[edit.port] ?? []), ...(b.steps.get(step)?.inputs[edit.port] ?? [])];
        const kind = source === undefined ? undefined : (kindOf(a, source) ?? kindOf(b, source));
        lines.set(id, {id, where: id, ...(kind !== undefined && {kind}), a: parts(from!, to!), b: parts(to!, from!)});
      }
    }
  }
  return [...lines.values()];
}

function sourceText(workflow: Workflow, source: string): string {
  const dot = source.indexOf(".");
  const step = source.slice(0, dot);
  return workflow.steps.has(step) ? titleOf(workflow, step) : source;
}

function defaultOf(workflow: Workflow, step: string, param: string): Json | undefined {
  const params: Params = definitionOf(workflow, step)?.params ?? {};
  return Object.hasOwn(params, param) ? (formOf(params, param, workflow.steps.get(step)!.params).default as Json) : undefined;
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return "unknown";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** A number or a word that follows from what differs. */
export interface Consequence {
  readonly id: string;
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** Rows that leave the steps of both, and what their cards say, where it is not the same. */
export function consequences([statesA, statesB]: ComparedView["states"], a: Workflow, b: Workflow): Consequence[] {
  const found: Consequence[] = [];
  for (const [id, {type}] of a.steps) {
    if (b.steps.get(id)?.type !== type) continue;
    const [first, second] = [statesA[id], statesB[id]];
    if (first?.status !== "done" || second?.status !== "done") continue;
    const title = titleOf(a, id);
    const ports = Object.keys(first.outputs ?? {}).filter((port) => second.outputs?.[port] !== undefined);
    const tables = ports.filter((port) => first.outputs![port]!.kind === "table");
    for (const port of tables) {
      const [rowsA, rowsB] = [rowsAt(statesA, `${id}.${port}`)?.rows, rowsAt(statesB, `${id}.${port}`)?.rows];
      if (rowsA === undefined || rowsB === undefined || rowsA === rowsB) continue;
      const what = port === "table" ? title : `${title}: ${port}`;
      found.push({id: `${id}.${port}`, what, a: count(rowsA), b: count(rowsB)});
    }
    const [wordsA, wordsB] = [summaryText(a, id, first), summaryText(b, id, second)];
    if (wordsA !== wordsB) found.push({id, what: title, a: wordsA, b: wordsB});
  }
  return found;
}

/** What the intervals say, in sentences. */
export function reading({scores, predictions}: Comparison, [a, b]: SideNames, workflow: Workflow): string[] {
  const sentences = scores.flatMap(({step, scores, pairing}) => {
    if (pairing === "none") return [];
    const title = titleOf(workflow, step);
    const named = (verdict: string): string[] =>
      scores.filter((s) => s.verdict === verdict).map((s) => `${scoreTitles[s.score].short}${changeText(s.a, s.b)}`);
    const [better, worse, open] = [named("better"), named("worse"), named("not shown")];
    if (scores.every(({verdict}) => verdict === "the same")) return [`${title}: the scores are the same.`];
    return [
      ...(better.length > 0 ? [`${title}: ${b} is better in ${listed(better)}.`] : []),
      ...(worse.length > 0 ? [`${title}: ${a} is better in ${listed(worse)}.`] : []),
      ...(open.length > 0 ? [`${title}: the difference in ${listed(open)} may be chance.`] : [])
    ];
  });
  const changed = predictions?.changes.filter(({rows}) => rows.length > 0) ?? [];
  const moved = changed.map(
    ({column, both, rows, relative}) =>
      `${column}: of ${count(both)} rows predicted by both, the one that changed most did so by ${relative ? percent(rows[0]!.change) : rows[0]!.change.toPrecision(3)}.`
  );
  return [...sentences, ...moved];
}

function changeText(a: number, b: number): string {
  const share = (b - a) / Math.abs(a);
  return Number.isFinite(share) && share !== 0 ? ` (B ${share > 0 ? "+" : "−"}${percent(Math.abs(share))})` : "";
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)!}`;
}
