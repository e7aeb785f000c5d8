import type {FileContent, OpenContent, Task} from "./node.ts";

/** What the pool tells a worker. */
export type ToWorker =
  | {readonly type: "share"; readonly call: number; readonly shared: unknown}
  | {readonly type: "forget"; readonly call: number}
  | {
      readonly type: "run";
      readonly call: number;
      readonly index: number;
      readonly task: string;
      readonly item: unknown;
      readonly transfer: boolean;
    };

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
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** Where there are files. */
  readonly openPath?: OpenPath;
}

export type OpenPath = (path: string) => Exclude<OpenContent, Uint8Array | Blob>;

type AnyTask = Task<unknown, unknown, unknown>;

const progressIntervalMs = 50;

/** Runs the named tasks for a pool: the whole life of a worker. */
export function serve(tasks: ReadonlyMap<string, AnyTask>, port: WorkerPort): void {
  const shared = new Map<number, unknown>();
  const open = opener(port.openPath);
  port.onMessage((message) => {
    if (message.type === "share") shared.set(message.call, message.shared);
    else if (message.type === "forget") shared.delete(message.call);
    else void run(message);
  });

  async function run({call, index, task: name, item, transfer}: ToWorker & {type: "run"}): Promise<void> {
    const progress = occasionally((fraction) => port.post({type: "progress", call, index, fraction}));
    try {
      const task = tasks.get(name);
      if (!task) throw new Error(`no task is named "${name}"; add it to nodes/tasks/index.ts and build again`);
      const start = performance.now();
      const value = portable(await task.run(item, {shared: shared.get(call), progress, open}));
      port.post({type: "done", call, index, value, ms: performance.now() - start}, transfer ? buffersOf(value) : []);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      port.post({type: "failed", call, index, error: {name: error.name, message: error.message, stack: error.stack ?? ""}});
    }
  }
}

/** How tasks come by the content of files. */
export function opener(openPath?: OpenPath): (content: FileContent) => OpenContent {
  return (content) => {
    if (!("path" in content)) return content;
    if (!openPath) throw new Error(`cannot open "${content.path}" here; there are no files`);
    return openPath(content.path);
  };
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

/** The buffers of all typed arrays in a value, each once. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      // Nothing is gained by moving an empty one, and moving one that is gone already would lose the message.
      if (part.buffer instanceof ArrayBuffer && part.buffer.byteLength > 0) buffers.add(part.buffer);
    } else if (isObject(part)) for (const inner of Object.values(part)) visit(inner);
  };
  visit(value);
  return [...buffers];
}

// Not by the view's own slice, which in a Buffer makes but another view.
function copyOf(view: ArrayBufferView): unknown {
  const kind = (view instanceof Uint8Array ? Uint8Array : view.constructor) as new (buffer: ArrayBufferLike) => unknown;
  return new kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
