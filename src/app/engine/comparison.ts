import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import type {Metrics} from "../../../nodes/kinds.ts";
import type {SessionOptions} from "../../../runtime/session.ts";
import type {Table} from "../../../runtime/table.ts";
import {parseWorkflow} from "../../../runtime/workflow.ts";
import {compareSides, type Side} from "../../compare/compare.ts";
import {LiveWorkflow} from "./live.ts";
import type {ComparedErrors, ComparedView, HeldOut, StepView} from "./protocol.ts";

// What both sides share is decoded for each: they keep little at hand.
const memoryBytes = 128e6;

/** Two workflows beside the one that is edited: run as that one is, and held against each other. */
export class ComparedWorkflows {
  readonly #a: LiveWorkflow;
  readonly #b: LiveWorkflow;
  #serial = 0;

  constructor(options: Omit<SessionOptions, "name" | "onState">, onChange: () => void) {
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
    const errors: ComparedErrors[] = [];
    for (const {step, by} of comparison.scores) if (by === "held-out rows") errors.push(await errorsOf(step, ...sides));
    still();
    return {comparison, states: this.states(), errors};
  }

  /** Says yes to what is dear on either side; `compare` then waits for it. */
  async run(): Promise<void> {
    await this.#a.run();
    await this.#b.run();
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

async function errorsOf(step: string, a: Side, b: Side): Promise<ComparedErrors> {
  return {step, a: await heldOut(step, a), b: await heldOut(step, b)};
}

async function heldOut(step: string, {value}: Side): Promise<HeldOut> {
  const {target} = (await value(step, "metrics")) as Metrics;
  const table = (await value(step, "predictions")) as Table;
  const {column} = target;
  const {mean} = predictionNames(column);
  return {target, columns: {[column]: table.numbers(column), [mean]: table.numbers(mean)}};
}
