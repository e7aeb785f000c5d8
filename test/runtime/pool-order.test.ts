// What a pool does when its workers answer in a given order: they are made by hand here, and answer when they are told to.
import {describe, expect, it} from "vitest";
import {defineTask} from "../../runtime/node.ts";
import {inlinePool, type WorkerHost, WorkerPool} from "../../runtime/pool.ts";
import type {FromWorker, ToWorker} from "../../runtime/worker.ts";

/** Never run: the workers only pretend. */
const task = defineTask("test.pretended", (item: number) => item);

class Pretended implements WorkerHost {
  readonly posted: ToWorker[] = [];
  held = false;
  ended = false;
  #listener: (message: FromWorker) => void = () => {};
  #death: (cause: Error) => void = () => {};

  post(message: ToWorker): void {
    this.posted.push(message);
  }

  onMessage(listener: (message: FromWorker) => void): void {
    this.#listener = listener;
  }

  onDeath(listener: (cause: Error) => void): void {
    this.#death = listener;
  }

  terminate(): void {
    this.ended = true;
  }

  hold(held: boolean): void {
    this.held = held;
  }

  die(): void {
    this.#death(new Error("it is gone"));
  }

  /** The item it works on. */
  get run(): Extract<ToWorker, {type: "run"}> {
    return this.posted.findLast((message) => message.type === "run")!;
  }

  done(value: unknown, {call, index}: {readonly call: number; readonly index: number} = this.run): void {
    this.#listener({type: "done", call, index, value, ms: 1});
  }

  fail(message: string): void {
    const {call, index} = this.run;
    this.#listener({type: "failed", call, index, error: {name: "Error", message, stack: message}});
  }
}

function pretended(size: number): {readonly pool: WorkerPool; readonly workers: Pretended[]} {
  const workers: Pretended[] = [];
  const spawn = (): WorkerHost => workers[workers.push(new Pretended()) - 1]!;
  return {pool: new WorkerPool({size, spawn}), workers};
}

const begun = (workers: readonly Pretended[]): number[] =>
  workers.flatMap(({posted}) => posted.flatMap((message) => (message.type === "run" ? [message.index] : [])));

/** What became of a promise by now. */
async function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise.then(String, (error: Error) => error.message), Promise.resolve().then(() => "open")]);
}

describe("where several items fail", () => {
  it("the error of the first in order is told, though a later one failed before it", async () => {
    const {pool, workers} = pretended(3);
    const call = pool.map(task, [0, 1, 2, 3, 4]);
    workers[2]!.fail("the third");
    workers[1]!.fail("the second");
    // The first item may fail yet.
    expect(await outcomeOf(call)).toBe("open");
    workers[0]!.done(0);
    await expect(call).rejects.toThrow("the second");
  });

  it("none after a failed one is begun, those under way after it are ended, and those before it go on", async () => {
    const {pool, workers} = pretended(3);
    const call = pool.map(task, [0, 1, 2, 3, 4]);
    call.catch(() => {});
    workers[1]!.fail("the second");
    expect(begun(workers)).toEqual([0, 1, 2]);
    expect(workers.map(({ended}) => ended)).toEqual([false, false, true]);
    workers[2]!.fail("the third, too late");
    workers[0]!.fail("the first");
    await expect(call).rejects.toThrow("the first");
    expect(begun(workers)).toEqual([0, 1, 2]);
  });

  it("what a worker says of work it no longer has changes nothing", async () => {
    const {pool, workers} = pretended(1);
    const call = pool.map(task, [10, 11]);
    const before = workers[0]!.run;
    workers[0]!.done("ten");
    workers[0]!.done("ten again", before);
    workers[0]!.done("eleven");
    expect(await call).toEqual(["ten", "eleven"]);
    const next = pool.map(task, [12, 13]);
    workers[0]!.done("of the call before", {...before, index: 0});
    workers[0]!.done("twelve");
    workers[0]!.done("thirteen");
    expect(await next).toEqual(["twelve", "thirteen"]);
  });
});

describe("a worker", () => {
  it("is sent what items share once, forgets it when the call is over, and is waited for while it works only", async () => {
    const {pool, workers} = pretended(1);
    const call = pool.map(task, [1, 2], {shared: {of: "all"}} as never);
    expect(workers[0]!.held).toBe(true);
    workers[0]!.done(1);
    workers[0]!.done(2);
    await call;
    expect(workers[0]!.posted.map(({type}) => type)).toEqual(["share", "run", "run", "forget"]);
    expect(workers[0]!.held).toBe(false);
  });

  it("that dies is replaced, and its place is given to the calls that wait", async () => {
    const {pool, workers} = pretended(1);
    const [first, second] = [pool.map(task, [1]), pool.map(task, [2])];
    workers[0]!.die();
    await expect(first).rejects.toThrow('the worker running "test.pretended" ended; it is gone');
    expect(workers).toHaveLength(2);
    workers[1]!.done("two");
    expect(await second).toEqual(["two"]);
  });

  it("that dies while another of its call goes on gives its place to the calls that wait", async () => {
    const {pool, workers} = pretended(2);
    const [first, second] = [pool.map(task, [1, 2]), pool.map(task, [3])];
    first.catch(() => {});
    workers[1]!.die();
    expect(workers).toHaveLength(3);
    workers[2]!.done("three");
    expect(await second).toEqual(["three"]);
    workers[0]!.done("one");
    await expect(first).rejects.toThrow("it is gone");
  });

  it("that dies idle leaves room for another", async () => {
    const {pool, workers} = pretended(1);
    const call = pool.map(task, [1]);
    workers[0]!.done(1);
    await call;
    workers[0]!.die();
    const next = pool.map(task, [2]);
    workers[1]!.done(2);
    expect(await next).toEqual([2]);
  });
});

it("on the calling thread, what is aborted during its last item gives no results", async () => {
  const stop = new AbortController();
  const aborting = defineTask("test.aborting", (item: number) => {
    if (item === 2) stop.abort(new Error("superseded"));
    return item;
  });
  await expect(inlinePool().map(aborting, [1, 2], {signal: stop.signal})).rejects.toThrow("superseded");
});
