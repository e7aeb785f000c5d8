let worker: Worker | undefined;

/** The engine's worker, started by whoever asks first. Its name stands in the page, since both come from one build. */
export function engineWorker(): Worker {
  if (!worker) {
    const {content} = document.querySelector<HTMLMetaElement>('meta[name="fluxloom-engine"]')!;
    worker = new Worker(new URL(content, document.baseURI), {type: "module", name: "engine"});
  }
  return worker;
}
