import type {OpenFile} from "../../runtime/key.ts";
import {resolve, type ResolvedStep} from "../../runtime/graph.ts";
import type {Json, Library} from "../../runtime/node.ts";
import type {Settled} from "../../runtime/state.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {filesOf} from "../origin/of-run.ts";
import type {Origin} from "../origin/origin.ts";

/** A workflow that has run, and all a report says of it. */
export interface Run {
  readonly workflow: Workflow;
  readonly library: Library;
  readonly states: ReadonlyMap<string, Settled>;
  readonly value: (step: string, port: string) => Promise<unknown>;
  readonly versions: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly openFile?: OpenFile | undefined;
  /** How it was edited when it was run, in words. */
  readonly edits: readonly string[];
}

/** A step as a report tells of it. */
export interface ToldStep extends ResolvedStep {
  readonly state: Settled | undefined;
  /** What it noted; nothing where it is not done. */
  readonly notes: Readonly<Record<string, Json>>;
  /** Output port → its summary. */
  readonly outputs: Readonly<Record<string, Json>>;
  /** Parameter → the file it named. */
  readonly files: Readonly<Record<string, {readonly name: string; readonly sha256: string}>>;
  /** Whether anything reads it, or it gives something that is looked at. */
  readonly used: boolean;
}

/** All steps, each after those it reads from. */
export async function toldSteps(run: Run): Promise<readonly ToldStep[]> {
  const {workflow, library, states} = run;
  const files = Object.entries(await filesOf(run));
  const read = new Set([...workflow.steps.values()].flatMap(({inputs}) => Object.values(inputs).flat()));
  return [...resolve(workflow, library).steps.values()].map((step) => {
    const state = states.get(step.id);
    const done = state?.status === "done" ? state : undefined;
    const own = files.flatMap(([place, file]) =>
      place.startsWith(`${step.id}.`) ? [[place.slice(step.id.length + 1), file] as const] : []
    );
    return {
      ...step,
      state,
      notes: done?.notes ?? {},
      outputs: Object.fromEntries(Object.entries(done?.outputs ?? {}).map(([port, {summary}]) => [port, summary])),
      files: Object.fromEntries(own),
      used: Object.keys(step.definition.outputs).some((port) => read.has(`${step.id}.${port}`)) || !definesOnly(step)
    };
  });
}

/** Whether a step only defines something for others, so that nothing comes of it where none reads it. */
function definesOnly({definition}: ResolvedStep): boolean {
  return Object.values(definition.outputs as Readonly<Record<string, {readonly kind: {readonly name: string}}>>).every(({kind}) =>
    ["target", "filter"].includes(kind.name)
  );
}

export type Files = Origin["files"];
