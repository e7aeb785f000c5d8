import type {Change} from "./key.ts";
import type {Json} from "./node.ts";
import {asError, type Done, type Failed, type Running, type Stopped, stopReason} from "./state.ts";

/** One computation under way; steps that need the same key share it. */
export interface Job {
  readonly key: string;
  readonly controller: AbortController;
  /** Step → what tells it how far the job is. */
  readonly followers: Map<string, (running: Running) => void>;
  outcome: Promise<Done | Failed | Stopped>;
}

/** How a step lets go of work that a later revision may still want; never seen outside. */
export interface Superseded {
  readonly status: "superseded";
}

/** The computations under way, by key; and those that steps have let go of, which may be taken up again. */
export class Jobs {
  readonly #underWay = new Map<string, Job>();
  /** Step → the job it has let go of while what it reads is looked up anew. */
  readonly #orphans = new Map<string, Job>();

  /** The job of a key, begun unless it is under way; one that was told to end is none to join. */
  of(key: string, work: (job: Job) => Promise<Done>): Job {
    const underWay = this.#underWay.get(key);
    if (underWay && !underWay.controller.signal.aborted) return underWay;
    const controller = new AbortController();
    const job: Job = {key, controller, followers: new Map(), outcome: Promise.resolve({status: "stopped"})};
    this.#underWay.set(key, job);
    job.outcome = work(job)
      .catch((error: unknown): Failed | Stopped =>
        controller.signal.aborted ? {status: "stopped"} : {status: "failed", error: asError(error)}
      )
      .finally(() => {
        if (this.#underWay.get(key) === job) this.#underWay.delete(key);
      });
    return job;
  }

  /** Lets a step wait for a job and nothing else; once it is superseded it lets go of the job, which goes on until it is abandoned. */
  async follow(
    id: string,
    job: Job,
    tell: (running: Running) => void,
    superseded: Promise<Superseded>
  ): Promise<Done | Failed | Stopped | Superseded> {
    if (this.#orphans.get(id) !== job) this.abandon(id);
    this.#orphans.delete(id);
    job.followers.set(id, tell);
    const outcome = await Promise.race([job.outcome, superseded]);
    job.followers.delete(id);
    if (outcome.status === "superseded" && this.#underWay.get(job.key) === job) this.#orphans.set(id, job);
    return outcome;
  }

  /** Ends work this step had let go of and nobody else wants. */
  abandon(id: string): void {
    const job = this.#orphans.get(id);
    this.#orphans.delete(id);
    if (!job || job.followers.size > 0 || [...this.#orphans.values()].includes(job)) return;
    job.controller.abort(stopReason());
  }

  /** Ends all of them. */
  stop(): void {
    for (const {controller} of this.#underWay.values()) controller.abort(stopReason());
  }
}

/** What is known of a step's last run in this workflow. */
export interface History {
  readonly why: readonly Change[] | undefined;
  readonly lastMs: number | undefined;
}

/** Tells the followers of a job how far it is, with the time left by its progress or, before there is any, by how long it took last time. */
export function teller(
  {followers}: Job,
  start: number,
  {why, lastMs}: History
): (fraction?: number, message?: string, preview?: Json) => void {
  return (fraction, message, preview) => {
    const elapsedMs = performance.now() - start;
    const expected = lastMs === undefined ? undefined : Math.max(0, lastMs - elapsedMs);
    // A first sliver of progress says little of the rest.
    const telling = fraction !== undefined && (fraction >= 0.05 || (fraction > 0 && elapsedMs > 3000));
    const remainingMs = telling ? (elapsedMs * (1 - fraction)) / fraction : expected;
    for (const tell of followers.values()) tell({status: "running", fraction, message, preview, elapsedMs, remainingMs, why});
  };
}
