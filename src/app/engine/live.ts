import {resolve, type Graph, type ResolvedStep, sourceSteps} from "../../../runtime/graph.ts";
import {canonical} from "../../../runtime/hash.ts";
import type {Json} from "../../../runtime/node.ts";
import {plan, type Plan} from "../../../runtime/plan.ts";
import {Session, type SessionOptions} from "../../../runtime/session.ts";
import type {Done, Settled, State} from "../../../runtime/state.ts";
import {type Action, scopeOf} from "../../../runtime/store.ts";
import type {Side} from "../../compare/compare.ts";
import type {Artifact} from "../../../runtime/values.ts";
import {ancestry, emptyWorkflow, type Workflow} from "../../../runtime/workflow.ts";
import {dearMs, estimateMs} from "./estimate.ts";
import type {OutputView, PlanView, PortRef, StepView} from "./protocol.ts";

interface Candidate {
  readonly estimateMs: number;
  /** Whether the rows it reads were known to the estimate. */
  readonly sure: boolean;
}

interface Held extends Candidate {
  readonly why: StepView["why"];
}

/** A session that asks before it runs what is dear, and says of every step, at every moment, how it stands. */
export class LiveWorkflow {
  readonly #options: Omit<SessionOptions, "name" | "onState">;
  readonly #session: Session;
  readonly #onChange: () => void;
  readonly #name: string;
  #workflow: Workflow = emptyWorkflow;
  #cautious = false;
  #graph: Graph = {steps: new Map(), problems: []};
  #held: ReadonlyMap<string, Held> = new Map();
  /** Steps below a held one. */
  #behind: ReadonlySet<string> = new Set();
  /** Step → what a yes was given for. */
  readonly #approved = new Map<string, string>();
  /** Edited, and not yet looked at by the session. */
  readonly #pending = new Set<string>();
  readonly #last = new Map<string, Done>();
  readonly #views = new WeakMap<Done, StepView>();
  #revision = 0;
  #admitting: Promise<void> = Promise.resolve();

  /** The name tells records of what ran last in one workflow from those of another. */
  constructor(options: Omit<SessionOptions, "name" | "onState">, onChange: () => void, name: string) {
    this.#options = options;
    this.#onChange = onChange;
    this.#name = name;
    this.#session = new Session({...options, name, onState: (id, state) => this.#heard(id, state)});
  }

  /** Replaces the workflow. What is cheap or known comes at once; what is dear waits, and all that must run where one is cautious. */
  async apply(workflow: Workflow, {cautious = false} = {}): Promise<void> {
    this.#cautious = cautious;
    const before = this.#workflow;
    this.#workflow = workflow;
    this.#graph = resolve(workflow, this.#options.library);
    for (const id of this.#last.keys()) if (!workflow.steps.has(id)) this.#last.delete(id);
    for (const id of this.#pending) if (!workflow.steps.has(id)) this.#pending.delete(id);
    for (const [id, step] of this.#graph.steps) {
      const was = before.steps.get(id);
      const now = workflow.steps.get(id)!;
      const changed = !was || canonical([was.type, was.inputs, was.params]) !== canonical([now.type, now.inputs, now.params]);
      if (changed || sourceSteps(step).some((source) => this.#pending.has(source))) this.#pending.add(id);
    }
    await this.#admit();
  }

  /** Says yes to steps and all dear ones above them, or to all; tries again what failed or was stopped. */
  async run(ids?: readonly string[]): Promise<void> {
    const wanted = ids ? ancestry(this.#workflow, ids).steps : this.#workflow.steps;
    for (const id of wanted.keys()) if (this.#graph.steps.has(id)) this.#approved.set(id, this.#meaning(id));
    await this.#admit();
    this.#session.retry();
  }

  stop(): void {
    this.#approved.clear();
    this.#session.stop();
  }

  retry(): void {
    this.#session.retry();
  }

  /** Ends all that runs. */
  dispose(): void {
    this.#revision += 1;
    this.#session.dispose();
  }

  async plan(workflow: Workflow): Promise<PlanView> {
    const planned = await plan(workflow, {...this.#options, name: this.#name});
    const {steps} = resolve(workflow, this.#options.library);
    const estimates: Record<string, number> = {};
    for (const {id, status} of planned.steps) {
      const step = steps.get(id);
      if (step && (status === "run" || status === "unknown"))
        estimates[id] = estimateMs(step, await this.#lastAction(id), this.#rowsRead(step));
    }
    return {...planned, estimates};
  }

  /** Every step's state, in the order of the file. */
  views(): Map<string, StepView> {
    const found = new Map<string, StepView>();
    for (const [id, step] of this.#graph.steps) found.set(id, this.#view(id, step, found));
    return new Map([...this.#workflow.steps.keys()].map((id) => [id, found.get(id) ?? this.#invalid(id)]));
  }

  /** What an output holds now, or last held. @throws where it never had a result. */
  artifact({step, port}: PortRef): Artifact {
    const found = this.#last.get(step)?.outputs[port];
    if (!found) throw new Error(`${step}: has no result at "${port}" yet`);
    return found;
  }

  /** A result that the session has in memory. */
  kept(hash: string): unknown {
    return this.#session.kept(hash);
  }

  /** Waits until nothing more comes without a yes. */
  async settled(): Promise<void> {
    for (;;) {
      const seen = this.#admitting;
      await seen;
      await this.#session.settled();
      if (seen === this.#admitting) return;
    }
  }

  /** What has come of it, to be held against another; steps that wait for a yes count as stopped. */
  side(): Side {
    const states = new Map<string, Settled>();
    for (const id of this.#workflow.steps.keys()) {
      const state = this.#session.state(id);
      states.set(id, state.status === "running" || state.status === "waiting" ? {status: "stopped"} : state);
    }
    return {workflow: this.#workflow, states, value: async (step, port) => this.#session.value(step, port)};
  }

  /** The outputs that are tables, in the order of the file. */
  tables(): readonly PortRef[] {
    return [...this.#workflow.steps.keys()].flatMap((step) =>
      Object.entries(this.#last.get(step)?.outputs ?? {}).flatMap(([port, {kind}]) => (kind === "table" ? [{step, port}] : []))
    );
  }

  /** The record of a step's present or last result. */
  async action(step: string): Promise<Action | undefined> {
    const key = this.#last.get(step)?.key;
    return key === undefined ? undefined : this.#options.store.action(key);
  }

  async #admit(): Promise<void> {
    this.#admitting = this.#admitAll();
    return this.#admitting;
  }

  // Lets into the session all but dear steps without a yes, and what stands below those.
  async #admitAll(): Promise<void> {
    const revision = ++this.#revision;
    const candidates = await this.#candidates();
    if (revision !== this.#revision) return;
    const planned = candidates.size > 0 ? await plan(this.#workflow, {...this.#options, name: this.#name}) : undefined;
    if (revision !== this.#revision) return;
    this.#hold(candidates, planned);
    const steps = [...this.#workflow.steps].filter(([id]) => !this.#held.has(id) && !this.#behind.has(id));
    this.#session.apply({...this.#workflow, steps: new Map(steps)});
    for (const id of [...this.#held.keys(), ...this.#behind]) this.#pending.delete(id);
    const pending = [...this.#pending];
    // What it reads may have come while this was worked out.
    const late = [...this.#held].some(([id, {sure}]) => !sure && this.#rowsRead(this.#graph.steps.get(id)!) !== undefined);
    if (late) void this.#admit();
    this.#onChange();
    for (const id of pending) {
      void this.#look(id, revision);
    }
  }

  async #look(id: string, revision: number): Promise<void> {
    await this.#session.settled([id]);
    if (revision === this.#revision && this.#pending.delete(id)) this.#onChange();
  }

  async #candidates(): Promise<Map<string, Candidate>> {
    const found = new Map<string, Candidate>();
    // At once, since the next edit may come while the store is asked.
    const steps = [...this.#graph.steps].filter(([id]) => this.#approved.get(id) !== this.#meaning(id));
    const actions = await Promise.all(steps.map(async ([id]) => this.#lastAction(id)));
    for (const [i, [id, step]] of steps.entries()) {
      const rows = this.#rowsRead(step);
      const estimate = estimateMs(step, actions[i], rows);
      if (this.#cautious || estimate > dearMs) found.set(id, {estimateMs: estimate, sure: rows !== undefined});
    }
    return found;
  }

  /** The rows of the largest table a step reads; undefined until all it reads is done. */
  #rowsRead({inputs}: ResolvedStep): number | undefined {
    let most = 0;
    for (const {step, port} of Object.values(inputs).flat()) {
      const state = this.#session.state(step);
      if (state.status !== "done") return undefined;
      const {rows = 0} = (state.outputs[port]?.summary ?? {}) as {readonly rows?: number};
      most = Math.max(most, rows);
    }
    return most;
  }

  #hold(candidates: ReadonlyMap<string, Candidate>, planned: Plan | undefined): void {
    const held = new Map<string, Held>();
    for (const {id, status, why} of planned?.steps ?? []) {
      const candidate = candidates.get(id);
      if (candidate && (status === "run" || status === "unknown")) held.set(id, {...candidate, why});
    }
    const behind = new Set<string>();
    for (const [id, step] of this.#graph.steps)
      if (sourceSteps(step).some((source) => held.has(source) || behind.has(source))) behind.add(id);
    for (const id of behind) held.delete(id);
    this.#held = held;
    this.#behind = behind;
  }

  #heard(id: string, state: State): void {
    if (state.status === "done") this.#last.set(id, state);
    this.#pending.delete(id);
    // A held step may turn out to be remembered once all it reads from is known.
    if (state.status === "done" && this.#held.size > 0 && this.#decides(id)) void this.#admit();
    this.#onChange();
  }

  #decides(id: string): boolean {
    return [...this.#held.keys()].some((held) => {
      const sources = sourceSteps(this.#graph.steps.get(held)!);
      return sources.includes(id) && sources.every((source) => this.#session.state(source).status === "done");
    });
  }

  #view(id: string, step: ResolvedStep, above: ReadonlyMap<string, StepView>): StepView {
    const state = this.#session.state(id);
    const unfinished = sourceSteps(step).find((source) => above.get(source)?.status !== "done");
    const held = this.#held.get(id);
    if (held && unfinished === undefined) {
      const {estimateMs, why, sure} = held;
      return {...this.#kept(id), status: sure ? "asks" : "waiting", estimateMs, why};
    }
    if (unfinished !== undefined && (held || this.#behind.has(id) || state.status === "done" || state.status === "waiting")) {
      const source = above.get(unfinished);
      const wrong =
        source === undefined || source.status === "failed" || source.status === "invalid" || source.status === "blocked";
      return wrong
        ? {...this.#kept(id), status: "blocked", by: source?.by ?? unfinished}
        : {...this.#kept(id), status: "waiting", by: unfinished};
    }
    switch (state.status) {
      case "done":
        return this.#pending.has(id) ? {...this.#kept(id), status: "waiting"} : this.#done(state);
      case "running":
        return {...this.#kept(id), ...state};
      case "failed":
        return {...this.#kept(id), status: "failed", error: state.error.message};
      default:
        return {...this.#kept(id), ...state};
    }
  }

  #invalid(id: string): StepView {
    const own = this.#graph.problems.filter((p) => p.where === id);
    const problems = own.length > 0 ? own : this.#graph.problems.filter((p) => p.message.startsWith("reads from itself"));
    return {...this.#kept(id), status: "invalid", problems};
  }

  #done(state: Done): StepView {
    let view = this.#views.get(state);
    if (!view) {
      const {cached, ms, key, why, notes} = state;
      view = {status: "done", cached, ms, key, why, notes, outputs: outputViews(state), stale: false};
      this.#views.set(state, view);
    }
    return view;
  }

  #kept(id: string): Pick<StepView, "outputs" | "notes" | "stale"> {
    const last = this.#last.get(id);
    return last ? {outputs: this.#done(last).outputs, notes: last.notes, stale: true} : {stale: false};
  }

  async #lastAction(id: string): Promise<Action | undefined> {
    const key = await this.#options.store.last(scopeOf(this.#name, id));
    return key === undefined ? undefined : this.#options.store.action(key);
  }

  /** What a step and all above it ask for: a yes is for that, and no longer holds when it changes. */
  #meaning(id: string): string {
    const steps = [...ancestry(this.#workflow, [id]).steps].map(([name, {type, inputs, params}]) => [name, type, inputs, params]);
    return canonical(steps as unknown as Json);
  }
}

function outputViews({outputs}: Done): Record<string, OutputView> {
  return Object.fromEntries(Object.entries(outputs).map(([port, {kind, hash, summary}]) => [port, {kind, hash, summary}]));
}
