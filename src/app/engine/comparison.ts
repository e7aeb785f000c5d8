import type {SessionOptions} from "../../../runtime/session.ts";
import {parseWorkflow} from "../../../runtime/workflow.ts";
import {compareSides} from "../../compare/compare.ts";
import {originOfRun} from "../../origin/of-run.ts";
import {originWord} from "../../origin/origin.ts";
import {comparedValues} from "../../views/compared/values.ts";
import {LiveWorkflow} from "./live.ts";
import type {ComparedView, StepView} from "./protocol.ts";

// What both sides share is decoded for each: they keep little at hand.
const memoryBytes = 128e6;

/** Two workflows beside the one that is edited: run as that one is, and held against each other. */
export class ComparedWorkflows {
  readonly #options: Omit<SessionOptions, "name" | "onState">;
  readonly #a: LiveWorkflow;
  readonly #b: LiveWorkflow;
  #serial = 0;

  constructor(options: Omit<SessionOptions, "name" | "onState">, onChange: () => void) {
    this.#options = options;
    this.#a = new LiveWorkflow({...options, memoryBytes}, onChange, "compared a");
    this.#b = new LiveWorkflow({...options, memoryBytes}, onChange, "compared b");
  }

  /** How the second differs from the first, as far as they come without a yes. @throws when another comparison took its place. */
  async compare(a: string, b: string, how: {readonly cautious: boolean}): Promise<ComparedView> {
    const serial = ++this.#serial;
    const still = (): void => {
      if (serial !== this.#serial) throw new Error("another comparison took the place of this one");
    };
    // One after the other: what they share is computed once.
    for (const [live, text] of [
      [this.#a, a],
      [this.#b, b]
    ] as const) {
      await live.apply(parseWorkflow(text), how);
      await live.settled();
      still();
    }
    const sides = [this.#a.side(), this.#b.side()] as const;
    const comparison = await compareSides(...sides);
    const values = await comparedValues(...sides, comparison);
    still();
    return {comparison, states: this.states(), values};
  }

  /** Says yes to what is dear on either side; `compare` then waits for it. */
  async run(): Promise<void> {
    await this.#a.run();
    await this.#b.run();
  }

  /** What a file made of both carries along: a word for each. */
  async originWords(of: string): Promise<string> {
    const words: string[] = [];
    for (const live of [this.#a, this.#b])
      words.push(await originWord(await originOfRun({...this.#options, ...live.side()}, of)));
    return words.join(" ");
  }

  stop(): void {
    this.#serial += 1;
    this.#a.stop();
    this.#b.stop();
  }

  dispose(): void {
    this.#serial += 1;
    this.#a.dispose();
    this.#b.dispose();
  }

  /** How the steps of each side stand. */
  states(): ComparedView["states"] {
    return [viewsOf(this.#a), viewsOf(this.#b)];
  }
}

function viewsOf(live: LiveWorkflow): Readonly<Record<string, StepView>> {
  return Object.fromEntries(live.views());
}
