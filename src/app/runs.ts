// Runs a person said yes to: they go on after a reload or a crash.
import {canonical} from "../../runtime/hash.ts";
import type {Json} from "../../runtime/node.ts";
import {ancestry, type Workflow} from "../../runtime/workflow.ts";
import {documentStore} from "./document.ts";
import {engine} from "./engine/client.ts";

const place = "fluxloom.run";
const mostTries = 2;
const underWay = new Set(["running", "waiting", "asks"]);

/** What was under way. */
interface Run {
  readonly id: string;
  /** The steps named, or all. */
  readonly steps?: readonly string[];
  /** What the yes was for. */
  readonly meaning: string;
  /** How often the page ended without warning while it ran. */
  readonly crashes: number;
}

/** Says yes to dear steps, those named with all above them or all there are, and to a stranger's workflow where it is for all. */
export function run(steps?: readonly string[]): void {
  const {id, workflow} = documentStore.current;
  write({id, ...(steps && {steps}), meaning: meaningOf(workflow, steps), crashes: 0});
  if (!steps) documentStore.trust();
  void engine.run(steps);
  void navigator.storage?.persist?.().catch(() => false);
}

export function stop(): void {
  write(undefined);
  void engine.stop();
}

/** Forgets a run once it has ended. */
export function watchRuns(): void {
  engine.onState(() => {
    const now = read();
    const {id, workflow} = documentStore.current;
    if (now?.id !== id) return;
    const wanted = now.steps ?? [...workflow.steps.keys()];
    const states = wanted.map((step) => engine.states[step]?.status);
    if (states.every((status) => status !== undefined && !underWay.has(status))) write(undefined);
  });
  // Whoever closes the page or loads it anew means to: that is no crash.
  addEventListener("pagehide", () => {
    const now = read();
    if (now) write({...now, crashes: Math.max(0, now.crashes - 1)});
  });
}

/** Goes on with what was under way when the page ended, where the yes still holds. */
export async function goOn(): Promise<void> {
  const now = read();
  const {id, workflow} = documentStore.current;
  if (now?.id !== id) return;
  const holds = now.meaning === meaningOf(workflow, now.steps);
  if (!holds || now.crashes >= mostTries) {
    write(undefined);
    if (holds) documentStore.tell("The page ended twice during this run, so it waits for a yes now.", "problem");
    return;
  }
  write({...now, crashes: now.crashes + 1});
  await engine.run(now.steps);
  documentStore.tell("The run that was under way goes on.");
}

function meaningOf(workflow: Workflow, steps: readonly string[] | undefined): string {
  const wanted = steps ? ancestry(workflow, steps).steps : workflow.steps;
  return canonical([...wanted].map(([name, {type, inputs, params}]) => [name, type, inputs, params]) as unknown as Json);
}

function read(): Run | undefined {
  try {
    return JSON.parse(localStorage.getItem(place) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function write(run: Run | undefined): void {
  try {
    if (run) localStorage.setItem(place, JSON.stringify(run));
    else localStorage.removeItem(place);
  } catch {
    // Some browsers keep nothing; a run then does not outlive the page.
  }
}
