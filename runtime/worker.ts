import type {Task} from "./node.ts";

/** What the pool tells a worker. */
export type ToWorker =
  | {readonly type: "share"; readonly call: number; readonly shared: unknown}
  | {readonly type: "forget"; readonly call: number}
  | {readonly type: "run"; readonly call: number; readonly index: number; readonly task: string; readonly item: unknown};

interface JobMessage<T extends string> {
  readonly type: T;
  readonly call: number;
  readonly index: number;
}

/** What a worker tells the pool. */
export type FromWorker =
  | (JobMessage<"progress"> & {readonly fraction: number})
  | (JobMessage<"done"> & {readonly value: unknown; readonly ms: number})
  | (JobMessage<"failed"> & {readonly error: {readonly name: string; readonly message: string; readonly stack: string}});

/** The worker's end of the wire. */
export interface WorkerPort {
  post(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
}

type AnyTask = Task<unknown, unknown, unknown>;

const progressIntervalMs = 50;

/** Runs the named tasks for a pool: the whole life of a worker. */
export function serve(tasks: ReadonlyMap<string, AnyTask>, port: WorkerPort): void {
  const shared = new Map<number, unknown>();
  port.onMessage((message) => {
    if (message.type === "share") shared.set(message.call, message.shared);
    else if (message.type === "forget") shared.delete(message.call);
    else void run(message);
  });

  async function run({call, index, task: name, item}: ToWorker & {type: "run"}): Promise<void> {
    const progress = occasionally((fraction) => port.post({type: "progress", call, index, fraction}));
    try {
      const task = tasks.get(name);
      if (!task) throw new Error(`no task is named "${name}"; add it to nodes/tasks/index.ts and build again`);
      const start = performance.now();
      const value = portable(await task.run(item, {shared: shared.get(call), progress}));
      port.post({type: "done", call, index, value, ms: performance.now() - start});
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      port.post({type: "failed", call, index, error: {name: error.name, message: error.message, stack: error.stack ?? ""}});
    }
  }
}

/** Lets a report through, within [0, 1], only so often: a task may report from its innermost loop. */
export function occasionally(report: (fraction: number) => void): (fraction: number) => void {
  let reported = performance.now();
  return (fraction) => {
    const now = performance.now();
    if (now - reported < progressIntervalMs) return;
    reported = now;
    report(fraction > 0 ? Math.min(1, fraction) : 0);
  };
}

/** The same value with typed arrays that show part of a buffer replaced by copies of that part: a copy to another thread takes whole buffers. */
export function portable(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return value.byteLength < value.buffer.byteLength ? copyOf(value) : value;
  if (Array.isArray(value)) return value.some(isObject) ? value.map(portable) : value;
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, portable(part)]));
}

// Not by the view's own slice, which in a Buffer makes but another view.
function copyOf(view: ArrayBufferView): unknown {
  const kind = (view instanceof Uint8Array ? Uint8Array : view.constructor) as new (buffer: ArrayBufferLike) => unknown;
  return new kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
