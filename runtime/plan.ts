import {type ResolvedStep, resolve, type Source, sourceSteps} from "./graph.ts";
import {type Change, changes, keyOf, type Material, materialOf, openFiles} from "./key.ts";
import type {SessionOptions} from "./session.ts";
import {type Action, scopeOf} from "./store.ts";
import type {Problem, Workflow} from "./workflow.ts";

/** What a run would do with one step. */
export interface PlannedStep {
  readonly id: string;
  readonly type: string;
  /** "unknown" where a step above must run first: its result may turn out to be one that is remembered. */
  readonly status: "cached" | "run" | "unknown" | "blocked";
  /** What changed since its last run in this workflow; undefined where it never ran. */
  readonly why: readonly Change[] | undefined;
  /** The nearest step above that must run first, or that is wrong. */
  readonly until: string | undefined;
  /** How long it took, or last took; undefined where it never ran. */
  readonly expectedMs: number | undefined;
  /** Rows of each table it gives, where they are known. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What a run would do: printable, and made without running anything. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly problems: readonly Problem[];
  /** Of the steps that will or may run and have run before. */
  readonly expectedMs: number;
}

export type PlanOptions = Pick<SessionOptions, "library" | "fingerprints" | "store" | "openFile" | "name" | "force">;

/** For each step: from cache, will run, or not known yet; why; and how long it is expected to take. */
export async function plan(workflow: Workflow, options: PlanOptions): Promise<Plan> {
  const graph = resolve(workflow, options.library);
  const found = new Map<string, Found>();
  for (const id of workflow.steps.keys())
    if (!graph.steps.has(id)) found.set(id, {planned: idle(id, workflow.steps.get(id)!.type, "blocked"), action: undefined});
  for (const step of graph.steps.values()) found.set(step.id, await planStep(step, found, options));
  const steps = [...workflow.steps.keys()].map((id) => found.get(id)!.planned);
  const expectedMs = steps.reduce(
    (sum, {status, expectedMs: ms}) => (status === "run" || status === "unknown" ? sum + (ms ?? 0) : sum),
    0
  );
  return {steps, problems: graph.problems, expectedMs};
}

/** A step as planned, with what is remembered of it where that will be used. */
interface Found {
  readonly planned: PlannedStep;
  readonly action: Action | undefined;
}

async function planStep(step: ResolvedStep, above: ReadonlyMap<string, Found>, options: PlanOptions): Promise<Found> {
  const {id, definition} = step;
  const {store, force, name, fingerprints} = options;
  const lastKey = await store.last(scopeOf(name, id));
  const last = lastKey === undefined ? undefined : await store.action(lastKey);
  const sources = sourceSteps(step).map((source) => above.get(source)!.planned);
  const obstacle = sources.find((s) => s.status === "blocked") ?? sources.find((s) => s.status !== "cached");
  if (obstacle) {
    const status = obstacle.status === "blocked" ? "blocked" : "unknown";
    const until =
      obstacle.status === "unknown" || (obstacle.status === "blocked" && obstacle.until) ? obstacle.until : obstacle.id;
    return {planned: {...idle(id, definition.type, status), until, expectedMs: last?.ms}, action: undefined};
  }
  try {
    const hashOf = (source: Source): string => above.get(source.step)!.action!.outputs[source.port]!.hash;
    const material = materialOf(step, fingerprints[definition.type] ?? "", hashOf, await openFiles(step, options.openFile));
    const key = await keyOf(material);
    const action = force?.has(id) ? undefined : key === lastKey ? last : await store.action(key);
    const why = last && changes(last.material as unknown as Material, material);
    const status = action ? "cached" : "run";
    return {
      planned: {id, type: definition.type, status, why, until: undefined, expectedMs: (action ?? last)?.ms, rows: rowsOf(action)},
      action
    };
  } catch {
    // A file that cannot be read: the run will say so.
    return {planned: idle(id, definition.type, "run"), action: undefined};
  }
}

function idle(id: string, type: string, status: PlannedStep["status"]): PlannedStep {
  return {id, type, status, why: undefined, until: undefined, expectedMs: undefined, rows: {}};
}

/** The rows of each table an action gave. */
export function rowsOf(action: Pick<Action, "outputs"> | undefined): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const [port, {kind, summary}] of Object.entries(action?.outputs ?? {})) {
    const n = (summary as {readonly rows?: unknown} | null)?.rows;
    if (kind === "table" && typeof n === "number") rows[port] = n;
  }
  return rows;
}
