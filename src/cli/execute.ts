import {counted} from "./text.ts";
import type {Json} from "../../runtime/node.ts";
import {rowsOf} from "../../runtime/plan.ts";
import type {Session} from "../../runtime/session.ts";
import type {Settled} from "../../runtime/state.ts";
import {createSession, type Environment} from "../node/environment.ts";
import type {Terminal} from "./command.ts";
import {showProgress} from "./progress.ts";
import type {Loaded} from "./workflow-arguments.ts";

/** A workflow that has run to its end, and in which session. */
export interface Execution {
  readonly session: Session;
  readonly states: ReadonlyMap<string, Settled>;
  readonly ms: number;
}

const exitWithinMs = 150;

/** Runs a workflow to its end, showing how far it is. Ctrl-C stops it, and the process, at once. */
export async function execute(
  loaded: Loaded,
  environment: Environment,
  terminal: Terminal,
  options: {readonly force?: ReadonlySet<string>} = {}
): Promise<Execution> {
  const {workflow, name} = loaded;
  const start = performance.now();
  const progress = showProgress(terminal, [...workflow.steps.keys()]);
  const session = createSession(environment, {name, ...options, onState: (id, state) => progress.update(id, state)});
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    session.stop();
    progress.end();
    const done = [...workflow.steps.keys()].filter((id) => session.state(id).status === "done").length;
    terminal.err(`stopped; ${done} of ${counted(workflow.steps.size, "step")} done and kept: run again to go on\n`);
    // What is being written is either whole or not there; there is nothing to wait for.
    void Promise.race([environment.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, exitWithinMs))]).then(
      () => process.exit(130)
    );
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    session.apply(workflow);
    const states = await session.settled();
    // The process is about to end: what is half there is not to be told or written as a result.
    if (interrupted) await new Promise<never>(() => {});
    return {session, states, ms: performance.now() - start};
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    progress.end();
  }
}

/** 0 when every step is done, 1 otherwise. */
export function exitCode({states}: Execution): number {
  return [...states.values()].every(({status}) => status === "done") ? 0 : 1;
}

/** The report `run --json` writes and `verify` reads. */
export interface Report {
  readonly workflow: {readonly file: string; readonly title: string; readonly sha256: string};
  /** What was asked for besides the file. */
  readonly arguments: {readonly set: readonly string[]; readonly wire: readonly string[]; readonly to: readonly string[]};
  readonly steps: Readonly<Record<string, StepReport>>;
  /** Scores of every step that gives some. */
  readonly metrics: Readonly<Record<string, Json>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** How one step ended, as the report says it. */
export interface StepReport {
  readonly type: string;
  readonly status: "computed" | "cached" | "failed" | "blocked" | "stopped";
  readonly ms?: number;
  /** What changed since it last ran in this workflow; null where it never did. */
  readonly why?: Json;
  readonly error?: string;
  readonly blockedBy?: string;
  readonly notes?: Readonly<Record<string, Json>>;
  readonly outputs?: Readonly<Record<string, {readonly kind: string; readonly hash: string; readonly rows?: number}>>;
}

/** A step's state, as the report says it. */
export function stepReport(type: string, state: Settled): StepReport {
  switch (state.status) {
    case "done": {
      const rows = rowsOf(state);
      const outputs = Object.entries(state.outputs).map(
        ([port, {kind, hash}]) => [port, {kind, hash, ...(port in rows && {rows: rows[port]!})}] as const
      );
      return {
        type,
        status: state.cached ? "cached" : "computed",
        ms: Math.round(state.ms),
        why: (state.why ?? null) as unknown as Json,
        notes: state.notes,
        outputs: Object.fromEntries(outputs)
      };
    }
    case "failed":
      return {type, status: "failed", error: state.error.message};
    case "invalid":
      return {type, status: "failed", error: state.problems.map((p) => p.message).join("; ")};
    case "blocked":
      return {type, status: "blocked", blockedBy: state.by};
    case "stopped":
      return {type, status: "stopped"};
  }
}
