/** Lets a limited number of jobs run at once, the rest in the order they came. */
export class Turns {
  #free: number;
  readonly #queue: {readonly enter: () => void; readonly leave: (reason: unknown) => void}[] = [];

  constructor(limit: number) {
    if (!(Number.isInteger(limit) && limit >= 1)) throw new Error(`at least one job must run at once; got ${limit}`);
    this.#free = limit;
  }

  /** Waits for a turn; call what it gives, once, to end it. @throws the signal's reason when aborted before. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else
      await new Promise<void>((enter, leave) => {
        const waiting = {enter, leave};
        this.#queue.push(waiting);
        signal.addEventListener(
          "abort",
          () => {
            const at = this.#queue.indexOf(waiting);
            if (at < 0) return;
            this.#queue.splice(at, 1);
            leave(signal.reason);
          },
          {once: true}
        );
      });
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = this.#queue.shift();
      if (next) next.enter();
      else this.#free += 1;
    };
  }
}
