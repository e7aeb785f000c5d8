import {createReadStream, statSync} from "node:fs";
import {availableParallelism} from "node:os";
import {parentPort, type ResourceLimits, Worker} from "node:worker_threads";
import type {WorkerHost} from "./pool.ts";
import type {FromWorker, ToWorker, WorkerPort} from "./worker.ts";

/** How many tasks can run at once on this machine. */
export function hardwareThreads(): number {
  return availableParallelism();
}

/** Starts a worker thread on a script that calls `serve(tasks, workerPort())`. */
export function spawnWorker(script: URL | string, resourceLimits: ResourceLimits = {}): WorkerHost {
  const worker = new Worker(script, {resourceLimits});
  let ended = false;
  let report = (_cause: Error): void => {};
  const end = (cause: Error): void => {
    if (!ended) report(cause);
    ended = true;
  };
  worker.on("error", (error: NodeJS.ErrnoException) => {
    const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    end(outOfMemory ? new Error("it ran out of memory; use fewer workers or fewer rows", {cause: error}) : error);
  });
  worker.on("exit", (code) => end(new Error(`it left with exit code ${code}`)));
  worker.unref();
  return {
    post: (message) => worker.postMessage(message, []),
    onMessage: (listener) => void worker.on("message", (message: FromWorker) => listener(message)),
    onDeath: (listener) => (report = listener),
    terminate: () => {
      ended = true;
      void worker.terminate();
    },
    hold: (held) => (held ? worker.ref() : worker.unref())
  };
}

/** Inside a worker thread: its end of the wire. */
export function workerPort(): WorkerPort {
  const port = parentPort;
  if (!port) throw new Error("not in a worker thread; this script is started by a pool");
  return {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    onMessage: (listener) => void port.on("message", (message: ToWorker) => listener(message)),
    openPath: (path) => ({size: statSync(path).size, open: () => createReadStream(path, {highWaterMark: 1 << 20})})
  };
}
