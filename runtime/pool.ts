import type {Task} from "./node.ts";
import {type FromWorker, occasionally, opener, portable, type ToWorker} from "./worker.ts";

/** A worker as the pool sees it, whatever the platform. */
export interface WorkerHost {
  post(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once, when it has died other than by `terminate`. */
  onDeath(listener: (cause: Error) => void): void;
  terminate(): void;
  /** Whether the process waits for it before it ends. */
  hold(held: boolean): void;
}

/** What the items of one call share, and who hears of them. */
export interface MapOptions<S, R = unknown> {
  /** What all items have in common; sent once to each worker that takes part. */
  readonly shared?: S;
  readonly signal?: AbortSignal;
  /** Results are moved here, not copied: no task may give away arrays that it or its thread goes on to use. */
  readonly transfer?: boolean;
  /** How much of the whole call is done, 0 to 1, never less than before. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * What an item gave and how many milliseconds it took, as soon as it is known and in whatever order: for showing and for notes,
   * never for results.
   */
  readonly onResult?: (index: number, result: R, ms: number) => void;
}

/** Runs tasks on other threads. */
export interface Pool {
  /** How many tasks run at once. */
  readonly size: number;
  /**
   * Runs the task on every item; the results are in the order of the items, whatever the number of workers.
   * @throws the error of the first item, in that order, that fails; the signal's reason when it is aborted.
   */
  map<A, R, S>(task: Task<A, R, S>, items: readonly A[], options?: MapOptions<S, R>): Promise<R[]>;
  /** Ends all workers; calls still running are refused. */
  close(): void;
}

interface Job {
  readonly call: Call;
  readonly index: number;
  fraction: number;
}

interface Slot {
  readonly host: WorkerHost;
  readonly shared: Set<number>;
  job: Job | undefined;
}

interface Call {
  readonly id: number;
  readonly task: string;
  readonly items: readonly unknown[];
  readonly shared: unknown;
  readonly transfer: boolean;
  readonly results: unknown[];
  readonly progress: (fraction: number) => void;
  readonly result: (index: number, value: unknown, ms: number) => void;
  readonly settle: (outcome: {readonly error: unknown} | undefined) => void;
  next: number;
  done: number;
  failure: {readonly index: number; readonly error: unknown} | undefined;
  settled: boolean;
}

/** A pool of workers, started when first needed and kept. Several calls at once share it fairly, item by item. */
export class WorkerPool implements Pool {
  readonly size: number;
  readonly #spawn: () => WorkerHost;
  readonly #slots = new Set<Slot>();
  #calls: Call[] = [];
  #serial = 0;
  #closed = false;

  constructor({size, spawn}: {readonly size: number; readonly spawn: () => WorkerHost}) {
    if (!(Number.isInteger(size) && size >= 1)) throw new Error(`a pool needs at least one worker; got ${size}`);
    this.size = size;
    this.#spawn = spawn;
  }

  async map<A, R, S>(
    task: Task<A, R, S>,
    items: readonly A[],
    {shared, signal, transfer = false, onProgress, onResult}: MapOptions<S, R> = {}
  ): Promise<R[]> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error(`the pool is closed; "${task.name}" cannot run`);
    if (items.length === 0) return [];
    let abort = (): void => {};
    try {
      return await new Promise<R[]>((resolve, reject) => {
        const results = Array.from<R>({length: items.length});
        const call: Call = {
          id: ++this.#serial,
          task: task.name,
          items,
          shared: portable(shared),
          transfer,
          results,
          progress: ascending(onProgress),
          result: (index, value, ms) => onResult?.(index, value as R, ms),
          settle: (outcome) => (outcome ? reject(outcome.error as Error) : resolve(results)),
          next: 0,
          done: 0,
          failure: undefined,
          settled: false
        };
        abort = () => this.#settle(call, {error: signal?.reason});
        signal?.addEventListener("abort", abort);
        this.#calls.push(call);
        this.#pump();
      });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  close(): void {
    this.#closed = true;
    for (const call of this.#calls) this.#settle(call, {error: new Error(`the pool was closed while "${call.task}" ran`)});
    for (const slot of this.#slots) this.#end(slot);
  }

  #pump(): void {
    for (;;) {
      const call = this.#calls.find((call) => call.next < call.items.length);
      if (!call) return;
      let slot = [...this.#slots].find((slot) => !slot.job);
      if (!slot && this.#slots.size >= this.size) return;
      // To the end of the queue: the next free worker serves another call.
      this.#calls = [...this.#calls.filter((other) => other !== call), call];
      try {
        slot ??= this.#start();
        this.#give(slot, {call, index: call.next++, fraction: 0});
      } catch (error) {
        // What cannot be copied to a worker, and workers that cannot start, fail the call, not the pool.
        this.#settle(call, {error});
      }
    }
  }

  #give(slot: Slot, job: Job): void {
    const {call, index} = job;
    slot.job = job;
    slot.host.hold(true);
    if (!slot.shared.has(call.id)) slot.host.post({type: "share", call: call.id, shared: call.shared});
    slot.shared.add(call.id);
    const {id, task, transfer} = call;
    slot.host.post({type: "run", call: id, index, task, item: portable(call.items[index]), transfer});
  }

  #start(): Slot {
    const host = this.#spawn();
    const slot: Slot = {host, shared: new Set(), job: undefined};
    this.#slots.add(slot);
    host.onMessage((message) => this.#receive(slot, message));
    host.onDeath((cause) => {
      const job = slot.job;
      this.#slots.delete(slot);
      slot.job = undefined;
      if (job) this.#fail(job, new Error(`the worker running "${job.call.task}" ended; ${cause.message}`, {cause}));
      this.#pump();
    });
    return slot;
  }

  #receive(slot: Slot, message: FromWorker): void {
    const job = slot.job;
    if (!job || message.call !== job.call.id || message.index !== job.index) return;
    if (message.type === "progress") {
      job.fraction = message.fraction;
      this.#report(job.call);
      return;
    }
    slot.job = undefined;
    slot.host.hold(false);
    if (message.type === "done") this.#finish(job, message.value, message.ms);
    else this.#fail(job, revive(message.error));
    this.#pump();
  }

  #finish({call, index}: Job, value: unknown, ms: number): void {
    call.results[index] = value;
    call.result(index, value, ms);
    call.done += 1;
    this.#report(call);
    if (call.failure) this.#settleFailure(call);
    else if (call.done === call.items.length) this.#settle(call, undefined);
  }

  // Items are begun in order, so all before the failed one have begun; those decide whose error is told.
  #fail({call, index}: Job, error: unknown): void {
    if (call.failure && call.failure.index < index) return;
    call.failure = {index, error};
    call.next = call.items.length;
    for (const slot of this.#slots) if (slot.job?.call === call && slot.job.index > index) this.#end(slot);
    this.#settleFailure(call);
  }

  #settleFailure(call: Call): void {
    const running = [...this.#slots].some((slot) => slot.job?.call === call);
    if (!running && call.failure) this.#settle(call, {error: call.failure.error});
  }

  #settle(call: Call, outcome: {readonly error: unknown} | undefined): void {
    if (call.settled) return;
    call.settled = true;
    this.#calls = this.#calls.filter((other) => other !== call);
    for (const slot of this.#slots) {
      if (slot.job?.call === call) this.#end(slot);
      else if (slot.shared.delete(call.id)) slot.host.post({type: "forget", call: call.id});
    }
    call.settle(outcome);
    this.#pump();
  }

  #end(slot: Slot): void {
    this.#slots.delete(slot);
    slot.job = undefined;
    slot.host.terminate();
  }

  #report(call: Call): void {
    let sum = call.done;
    for (const {job} of this.#slots) if (job?.call === call) sum += job.fraction;
    call.progress(sum / call.items.length);
  }
}

/** A pool of no workers: runs tasks on the calling thread, one after the other, on copies, with the same results. */
export function inlinePool(): Pool {
  return {
    size: 1,
    async map<A, R, S>(
      task: Task<A, R, S>,
      items: readonly A[],
      {shared, signal, onProgress, onResult}: MapOptions<S, R> = {}
    ): Promise<R[]> {
      const copy = structuredClone(portable(shared)) as S;
      const report = ascending(onProgress);
      const results: R[] = [];
      for (const [i, item] of items.entries()) {
        signal?.throwIfAborted();
        const progress = occasionally((fraction) => report((i + fraction) / items.length));
        const start = performance.now();
        const result = await task.run(structuredClone(portable(item)) as A, {shared: copy, progress, open: opener()});
        results.push(structuredClone(portable(result)) as R);
        onResult?.(i, results[i]!, performance.now() - start);
        report((i + 1) / items.length);
      }
      signal?.throwIfAborted();
      return results;
    },
    close() {}
  };
}

function ascending(report: ((fraction: number) => void) | undefined): (fraction: number) => void {
  let reached = 0;
  return (fraction) => {
    if (fraction > reached) report?.((reached = Math.min(1, fraction)));
  };
}

function revive({name, message, stack}: {readonly name: string; readonly message: string; readonly stack: string}): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack;
  return error;
}
