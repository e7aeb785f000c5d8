// What a paper printed for the study of a workflow's file: `view.published`, which no hash reads.
import type {Scores} from "../../nodes/kinds.ts";
import type {Json} from "../../runtime/node.ts";
import {parseWire, type Workflow} from "../../runtime/workflow.ts";

type Said = Readonly<Record<string, Json>>;

/** Step → score → what was printed. */
export function publishedScores(workflow: Workflow): Readonly<Record<string, Partial<Scores>>> {
  return Object.fromEntries(saidOf(workflow)) as Readonly<Record<string, Partial<Scores>>>;
}

/** Step → output → how many rows were printed: `view.published.‹step›.rows`. */
export function publishedRows(workflow: Workflow): Readonly<Record<string, Readonly<Record<string, number>>>> {
  return Object.fromEntries(
    saidOf(workflow).map(([step, {rows}]) => [
      step,
      Object.fromEntries(Object.entries(recordOf(rows)).filter(([, n]) => typeof n === "number")) as Record<string, number>
    ])
  );
}

/**
 * A workflow after an edit, what was published of a step marked with the study it was published for where the step no longer does the
 * same to the same: then it is not shown, until the step does again.
 */
export function markPublished(before: Workflow, after: Workflow): Workflow {
  const published = Object.entries(recordOf(before.view.extra["published"]));
  if (published.length === 0 || before.steps === after.steps) return after;
  const [then, now] = [studiesOf(before), studiesOf(after)];
  const marked = published.map(([step, said]): [string, Json] => {
    const {study, ...rest} = recordOf(said);
    const own = typeof study === "string" ? study : then(step);
    return [step, !after.steps.has(step) || now(step) === own ? rest : {...rest, study: own}];
  });
  return {...after, view: {...after.view, extra: {...after.view.extra, published: Object.fromEntries(marked)}}};
}

/** What was published of the steps that are still those of the paper. */
function saidOf(workflow: Workflow): readonly (readonly [step: string, said: Said])[] {
  const now = studiesOf(workflow);
  return Object.entries(recordOf(workflow.view.extra["published"])).flatMap(([step, said]) => {
    const {study, ...rest} = recordOf(said);
    return study === undefined || study === now(step) ? [[step, rest] as const] : [];
  });
}

/** A word for each step, the same for steps that do the same to the same, whatever they are called. */
function studiesOf({steps}: Workflow): (id: string) => string {
  const found = new Map<string, string>();
  const studyOf = (id: string): string => {
    const there = found.get(id);
    if (there !== undefined) return there;
    // A wire that leads round in a circle ends here.
    found.set(id, "");
    const {type, params = {}, inputs = {}} = steps.get(id) ?? {};
    const wires = Object.entries(inputs).map(([port, sources]) => [
      port,
      sources.map((source) => {
        const {step, port: output} = parseWire(source) ?? {step: source, port: ""};
        return [studyOf(step), output];
      })
    ]);
    const study = digest(JSON.stringify([type, sorted(Object.entries(params)), sorted(wires)]));
    found.set(id, study);
    return study;
  };
  return studyOf;
}

function sorted(entries: readonly unknown[]): readonly string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}

/** FNV-1a over both bytes of each letter, twice with another start: enough to tell a handful of studies apart. */
function digest(text: string): string {
  const from = (start: number): number => {
    let h = start;
    for (let i = 0; i < text.length; ++i) {
      const letter = text.charCodeAt(i);
      h = Math.imul(h ^ (letter & 0xff), 0x01000193);
      h = Math.imul(h ^ (letter >>> 8), 0x01000193);
    }
    return h >>> 0;
  };
  return [0x811c9dc5, 0x2b5d1e37].map((start) => from(start).toString(16).padStart(8, "0")).join("");
}

function recordOf(value: unknown): Said {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Said) : {};
}
