import type {WorkerHost} from "./pool.ts";
import type {FromWorker, ToWorker, WorkerPort} from "./worker.ts";

/** How many tasks can run at once on this machine. */
export function hardwareThreads(): number {
  return navigator.hardwareConcurrency || 2;
}

/** Starts a module worker on a script that calls `serve(tasks, workerPort())`. */
export function spawnWorker(script: URL | string): WorkerHost {
  const worker = new Worker(script, {type: "module"});
  return {
    post: (message) => worker.postMessage(message, []),
    onMessage: (listener) => worker.addEventListener("message", ({data}: MessageEvent<FromWorker>) => listener(data)),
    onDeath: (listener) => {
      worker.addEventListener(
        "error",
        (event) => {
          worker.terminate();
          listener(new Error(event.message || `its script ${String(script)} could not be loaded`));
        },
        {once: true}
      );
    },
    terminate: () => worker.terminate(),
    hold: () => {}
  };
}

/** Inside a worker: its end of the wire. */
export function workerPort(): WorkerPort {
  const scope = globalThis as unknown as {
    postMessage(message: FromWorker, transfer: Transferable[]): void;
    addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
  };
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (listener) => scope.addEventListener("message", ({data}) => listener(data))
  };
}
