import type {Change} from "./key.ts";
import type {Json} from "./node.ts";
import type {Artifact} from "./values.ts";
import type {Problem} from "./workflow.ts";

/** What a finished step gave. */
export interface Done {
  readonly status: "done";
  readonly outputs: Readonly<Record<string, Artifact>>;
  readonly notes: Readonly<Record<string, Json>>;
  /** Whether it was remembered rather than computed. */
  readonly cached: boolean;
  readonly key: string;
  /** How long it took to compute, now or when it was computed. */
  readonly ms: number;
  /** What changed since this step last ran in this workflow; undefined where it never did. */
  readonly why: readonly Change[] | undefined;
}

/** How far a step is. */
export interface Running {
  readonly status: "running";
  /** 0 to 1, once the step has told. */
  readonly fraction: number | undefined;
  readonly message: string | undefined;
  /** What can be shown before the step is done; never part of a result. */
  readonly preview: Json | undefined;
  readonly elapsedMs: number;
  /** From its progress or, before there is any, from how long it took last time. */
  readonly remainingMs: number | undefined;
  readonly why: readonly Change[] | undefined;
}

/** A step whose node threw. */
export interface Failed {
  readonly status: "failed";
  /** `‹step›: ‹what is wrong›; ‹remedy›`; the original is its cause. */
  readonly error: Error;
}

/** A step that cannot run as the workflow says it. */
export interface Invalid {
  readonly status: "invalid";
  readonly problems: readonly Problem[];
}

/** A step below one that failed or is invalid. */
export interface Blocked {
  readonly status: "blocked";
  /** The step that failed or is invalid. */
  readonly by: string;
}

/** A step that was told to end before it was done. */
export interface Stopped {
  readonly status: "stopped";
}

/** The last word on a step, until something changes. */
export type Settled = Done | Failed | Invalid | Blocked | Stopped;

export type State = Settled | Running | {readonly status: "waiting"};

/** The state of a step that threw: its name stands before what was thrown. */
export function failed(id: string, error: unknown): Failed {
  const cause = asError(error);
  const named = cause.message.startsWith(`${id}: `);
  return {status: "failed", error: named ? cause : new Error(`${id}: ${cause.message}`, {cause})};
}

/** What was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Why work is aborted that nobody wants any more. */
export function stopReason(): DOMException {
  return new DOMException("stopped", "AbortError");
}
