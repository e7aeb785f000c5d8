import {describe, expect, it} from "vitest";
import {type Job, Jobs, teller} from "../../runtime/jobs.ts";
import type {Done, Running} from "../../runtime/state.ts";

const done: Done = {status: "done", outputs: {}, notes: {}, cached: false, key: "k", ms: 1, why: undefined};
const never = new Promise<never>(() => {});

describe("jobs", () => {
  it("of one key are one, unless it was told to end", async () => {
    const jobs = new Jobs();
    let runs = 0;
    const work = async (): Promise<Done> => {
      runs += 1;
      return never;
    };
    const first = jobs.of("k", work);
    expect(jobs.of("k", work)).toBe(first);
    jobs.stop();
    expect(jobs.of("k", work)).not.toBe(first);
    expect(runs).toBe(2);
  });

  it("that are let go of end when the last who wanted them does not come back", async () => {
    const jobs = new Jobs();
    const job = jobs.of("k", async () => never);
    const superseded = Promise.resolve({status: "superseded"} as const);
    await Promise.all(["a", "b"].map(async (id) => jobs.follow(id, job, () => {}, superseded)));
    jobs.abandon("a");
    expect(job.controller.signal.aborted).toBe(false);
    jobs.abandon("b");
    expect(job.controller.signal.aborted).toBe(true);
  });

  it("end as done, failed or stopped, and are then begun anew", async () => {
    const jobs = new Jobs();
    expect(await jobs.of("k", async () => done).outcome).toBe(done);
    const failing = jobs.of("k", async () => Promise.reject(new Error("no")));
    expect(await failing.outcome).toEqual({status: "failed", error: new Error("no")});
    const stopped = jobs.of("k", async ({controller}) => {
      await new Promise((resolve) => controller.signal.addEventListener("abort", resolve));
      throw new Error("too late to matter");
    });
    jobs.stop();
    expect(await stopped.outcome).toEqual({status: "stopped"});
  });
});

describe("time left", () => {
  const told = (elapsedMs: number, lastMs: number | undefined, fraction?: number): Running => {
    let running: Running | undefined;
    const job = {followers: new Map([["a", (now: Running) => void (running = now)]])} as unknown as Job;
    teller(job, performance.now() - elapsedMs, {why: undefined, lastMs})(fraction);
    return running!;
  };
  const near = (left: number | undefined, ms: number): void => expect(Math.abs(left! - ms)).toBeLessThan(400);

  it("follows from progress once it tells something, and before from how long it took last time", () => {
    near(told(1000, 5000).remainingMs, 4000);
    near(told(1000, 5000, 0.01).remainingMs, 4000);
    near(told(1000, 5000, 0.1).remainingMs, 9000);
    expect(told(10_000, 5000, 0.01).remainingMs).toBeGreaterThan(900_000);
    expect(told(6000, 5000).remainingMs).toBe(0);
    expect(told(1000, undefined).remainingMs).toBeUndefined();
    expect(told(1000, undefined, 0).remainingMs).toBeUndefined();
  });
});
