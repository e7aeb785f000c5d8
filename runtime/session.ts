import {type Module, Runtime, type Variable} from "@observablehq/runtime";
import type {Database} from "./database.ts";
import {type Graph, type ResolvedStep, resolve, type Source, sourceSteps} from "./graph.ts";
import {canonical} from "./hash.ts";
import {type History, type Job, Jobs, type Superseded, teller} from "./jobs.ts";
import {changes, keyOf, type Material, materialOf, type OpenFile, openFiles} from "./key.ts";
import type {Json, Library} from "./node.ts";
import type {Pool} from "./pool.ts";
import {type Done, failed, type Settled, type State, stopReason} from "./state.ts";
import {artifactsOf, recordsOf, runStep, type Work} from "./step.ts";
import {scopeOf, type Store} from "./store.ts";
import {Turns} from "./turns.ts";
import {type Artifact, Values} from "./values.ts";
import type {Workflow} from "./workflow.ts";

/** What a session works with; the store, the database and the pool stay the caller's. */
export interface SessionOptions {
  readonly library: Library;
  /** Node type → hash of its code, made at build time. */
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly db: Database;
  readonly pool: Pool;
  readonly openFile?: OpenFile;
  /** Names the workflow in the records of what ran, e.g. the file's name. */
  readonly name?: string;
  /** Steps to compute again even where the result is known. */
  readonly force?: ReadonlySet<string>;
  /** How many steps run at once. Default: the size of the pool. */
  readonly concurrency?: number;
  /** How many bytes of decoded results to keep at hand. */
  readonly memoryBytes?: number;
  /** Written into the records of what ran. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly onState?: (id: string, state: State) => void;
}

/** A live workflow: apply an edit, and whatever it affects is computed again, and nothing else. */
export class Session {
  readonly #options: SessionOptions;
  readonly #values: Values;
  readonly #turns: Turns;
  readonly #forced: Set<string>;
  // No global look-up: a step must never resolve to window.name.
  readonly #runtime = new Runtime({}, () => undefined);
  readonly #module: Module = this.#runtime.module();
  readonly #variables = new Map<string, Variable>();
  /** Ends what waits for steps when the session is disposed of. */
  readonly #waiting = new Set<() => void>();
  readonly #states = new Map<string, State>();
  readonly #jobs = new Jobs();
  #graph: Graph = {steps: new Map(), problems: []};
  #revision = 0;
  /** Whether all was told to stop and nothing was asked for since: no step that comes to its turn may begin. */
  #halted = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#values = new Values(options.store, options.memoryBytes ?? 768e6);
    this.#turns = new Turns(options.concurrency ?? options.pool.size);
    this.#forced = new Set(options.force);
    // Animation frames stop in hidden tabs; computation must not.
    this.#runtime._computeSoon = async () => {
      await Promise.resolve();
      if (!this.#runtime._disposed) await this.#runtime._computeNow();
    };
  }

  /** Replaces the workflow. Steps that are the same as before are left alone, running or done. */
  apply(workflow: Workflow): Graph {
    const before = this.#graph;
    const graph = (this.#graph = resolve(workflow, this.#options.library));
    this.#revision += 1;
    this.#halted = false;
    for (const [id, variable] of this.#variables) {
      if (workflow.steps.has(id)) continue;
      variable.delete();
      this.#variables.delete(id);
      this.#states.delete(id);
      this.#jobs.abandon(id);
    }
    for (const id of workflow.steps.keys()) {
      const step = graph.steps.get(id);
      if (!step) this.#defineInvalid(id);
      else if (!this.#variables.has(id) || !same(before.steps.get(id), step)) this.#defineStep(step);
    }
    return graph;
  }

  /** Tries again what failed or was stopped. */
  retry(): void {
    this.#revision += 1;
    this.#halted = false;
    for (const [id, step] of this.#graph.steps) if (this.state(id).status !== "done") this.#defineStep(step);
  }

  /** What is known of a step at this moment. */
  state(id: string): State {
    return this.#states.get(id) ?? {status: "waiting"};
  }

  /** Waits until every step, or every step named, is up to date; nothing is once the session is disposed of. */
  async settled(ids?: Iterable<string>): Promise<ReadonlyMap<string, Settled>> {
    while (!this.#runtime._disposed) {
      // What an edit takes away meanwhile is waited for no longer.
      const wanted = [...(ids ?? this.#variables.keys())].filter((id) => this.#variables.has(id));
      const revision = this.#revision;
      let leave = (): void => {};
      const ended = new Promise<void>((resolve) => void this.#waiting.add((leave = resolve)));
      const all = wanted.map(async (id) => this.#module.value(variableName(id)) as Promise<Settled | Superseded | undefined>);
      const states = await Promise.race([Promise.all(all), ended]).finally(() => this.#waiting.delete(leave));
      if (!states) break;
      const current = states.flatMap((state, i) =>
        state === undefined || state.status === "superseded" ? [] : [[wanted[i]!, state] as const]
      );
      if (revision === this.#revision && current.length === wanted.length) return new Map(current);
    }
    return new Map();
  }

  /** The value of an output of a step that is done. @throws when it is not. */
  async value(id: string, port: string): Promise<unknown> {
    const state = this.state(id);
    if (state.status !== "done") throw new Error(`${id}: has no result; it is ${state.status}`);
    const artifact = state.outputs[port];
    if (!artifact) throw new Error(`${id}: has no output "${port}"; it has ${Object.keys(state.outputs).join(", ")}`);
    return this.#load({step: id, port}, artifact);
  }

  /** A result by its content hash where it is in memory, without computing or reading it. */
  kept(hash: string): unknown {
    return this.#values.kept(hash);
  }

  /** Stops all that runs or waits to. What is done stays done. */
  stop(): void {
    this.#halted = true;
    this.#jobs.stop();
  }

  /** Stops and forgets. The store, the database and the pool belong to the caller. */
  dispose(): void {
    this.stop();
    this.#runtime.dispose();
    // Whoever waits for a value then would ask again at once, for ever, and nothing else on this thread would get its turn.
    this.#runtime._computing = new Promise(() => {});
    for (const leave of this.#waiting) leave();
  }

  #defineInvalid(id: string): void {
    const own = this.#graph.problems.filter((p) => p.where === id);
    // Only steps on a circle have no problem of their own.
    const problems = own.length > 0 ? own : this.#graph.problems.filter((p) => p.message.startsWith("reads from itself"));
    this.#variable(id).define(variableName(id), [], () => {
      this.#jobs.abandon(id);
      return this.#tell(id, {status: "invalid", problems});
    });
  }

  #defineStep(step: ResolvedStep): void {
    const sources = sourceSteps(step);
    this.#variable(step.id).define(
      variableName(step.id),
      ["invalidation", ...sources.map(variableName)],
      async (invalidation: Promise<void>, ...states: (Settled | Superseded)[]) => {
        const superseded = invalidation.then((): Superseded => ({status: "superseded"}));
        const state = await this.#evaluate(step, new Map(sources.map((id, i) => [id, states[i]!])), superseded);
        return state.status === "superseded" ? state : this.#tell(step.id, state);
      }
    );
  }

  #variable(id: string): Variable {
    let variable = this.#variables.get(id);
    if (!variable) this.#variables.set(id, (variable = this.#module.variable(true)));
    return variable;
  }

  #tell<S extends State>(id: string, state: S): S {
    if (this.#variables.has(id) && this.#states.get(id) !== state) {
      this.#states.set(id, state);
      this.#options.onState?.(id, state);
    }
    return state;
  }

  // Never rejects: the Observable runtime would hand the error to every step below as if it were theirs.
  async #evaluate(
    step: ResolvedStep,
    upstream: ReadonlyMap<string, Settled | Superseded>,
    superseded: Promise<Superseded>
  ): Promise<Settled | Superseded> {
    const {id} = step;
    for (const [source, state] of upstream) {
      if (state.status === "superseded") return state;
      if (state.status === "done") continue;
      this.#jobs.abandon(id);
      if (state.status === "stopped") return state;
      return {status: "blocked", by: state.status === "blocked" ? state.by : source};
    }
    const artifactOf = (source: Source): Artifact => (upstream.get(source.step) as Done).outputs[source.port]!;
    try {
      const files = await openFiles(step, this.#options.openFile);
      const material = materialOf(step, this.#fingerprint(step), (source) => artifactOf(source).hash, files);
      const key = await keyOf(material);
      const before = this.#states.get(id);
      if (before?.status === "done" && before.key === key && !this.#forced.has(id)) {
        // What it had let go of may be waiting for its turn still.
        this.#jobs.abandon(id);
        return before;
      }
      const job = this.#jobs.of(key, async (job) => this.#lookUpOrCompute(job, {step, material, artifactOf, files}));
      const outcome = await this.#jobs.follow(id, job, (running) => void this.#tell(id, running), superseded);
      // A step that was taken out meanwhile takes nothing up again.
      if (!this.#variables.has(id)) this.#jobs.abandon(id);
      return outcome.status === "failed" ? failed(id, outcome.error) : outcome;
    } catch (error) {
      this.#jobs.abandon(id);
      return failed(id, error);
    }
  }

  async #lookUpOrCompute(job: Job, work: Work): Promise<Done> {
    const {store} = this.#options;
    const {step, material} = work;
    const scope = scopeOf(this.#options.name, step.id);
    const lastKey = await store.last(scope);
    const last = lastKey === undefined ? undefined : await store.action(lastKey);
    const why = last && changes(last.material as unknown as Material, material);
    if (!this.#forced.has(step.id)) {
      const known = lastKey === job.key ? last : await store.action(job.key);
      if (known) {
        if (lastKey !== job.key) await store.setLast(scope, job.key);
        return {
          status: "done",
          outputs: artifactsOf(step, known.outputs),
          notes: known.notes,
          cached: true,
          key: job.key,
          ms: known.ms,
          why
        };
      }
    }
    if (this.#halted) job.controller.abort(stopReason());
    const release = await this.#turns.take(job.controller.signal);
    try {
      this.#forced.delete(step.id);
      // What is below will most likely change: work on it that nobody follows is not worth waiting for.
      for (const below of this.#below(step.id)) this.#jobs.abandon(below);
      return await this.#compute(job, work, {why, lastMs: last?.ms});
    } finally {
      release();
    }
  }

  async #compute(job: Job, work: Work, history: History): Promise<Done> {
    const {store, versions = {}, name = ""} = this.#options;
    const start = performance.now();
    const tell = teller(job, start, history);
    tell();
    const load = async (source: Source): Promise<unknown> => this.#load(source, work.artifactOf(source));
    const {outputs, notes} = await runStep(work, {
      ...this.#options,
      values: this.#values,
      signal: job.controller.signal,
      tell,
      load
    });
    const ms = performance.now() - start;
    const what = {key: job.key, material: work.material as unknown as Json, outputs: recordsOf(outputs), notes};
    await store.putAction({...what, ms, at: new Date().toISOString(), step: work.step.id, workflow: name, versions});
    await store.setLast(scopeOf(name, work.step.id), job.key);
    return {status: "done", outputs, notes, cached: false, key: job.key, ms, why: history.why};
  }

  /** The value of an artifact; one the store has lost is computed again by the step that made it. */
  async #load(source: Source, artifact: Artifact): Promise<unknown> {
    const found = await this.#values.get(artifact);
    if (found) return found.value;
    const step = this.#graph.steps.get(source.step);
    if (!step) throw new Error(`the stored result of ${source.step}.${source.port} is damaged or gone; run again`);
    const made = (await this.#recompute(step, source)).outputs[source.port]!;
    const again = made.hash === artifact.hash ? await this.#values.get(made) : undefined;
    if (!again)
      throw new Error(
        `${source.step} gave another result when its damaged one was computed again; run with --force ${source.step}`
      );
    return again.value;
  }

  // Takes no turn: the step that waits for it holds one already.
  async #recompute(step: ResolvedStep, lost: Source): Promise<Done> {
    const artifactOf = ({step: id, port}: Source): Artifact => {
      const state = this.state(id);
      if (state.status === "done") return state.outputs[port]!;
      throw new Error(
        `the stored result of ${lost.step}.${lost.port} is damaged or gone, and ${id}, which it is made of, is ${state.status}; look again when that is done`
      );
    };
    const files = await openFiles(step, this.#options.openFile);
    const material = materialOf(step, this.#fingerprint(step), (source) => artifactOf(source).hash, files);
    const key = await keyOf(material);
    const work = {step, material, artifactOf, files};
    const job = this.#jobs.of(key, async (job) => this.#compute(job, work, {why: undefined, lastMs: undefined}));
    job.followers.set(step.id, (running) => void this.#tell(step.id, running));
    const outcome = await job.outcome;
    if (outcome.status === "failed") throw failed(step.id, outcome.error).error;
    if (outcome.status !== "done") throw stopReason();
    return this.#tell(step.id, outcome);
  }

  #below(id: string): string[] {
    const below = new Set([id]);
    // The graph is in topological order.
    for (const step of this.#graph.steps.values()) if (sourceSteps(step).some((source) => below.has(source))) below.add(step.id);
    below.delete(id);
    return [...below];
  }

  #fingerprint({definition}: ResolvedStep): string {
    return this.#options.fingerprints[definition.type] ?? "";
  }
}

function variableName(id: string): string {
  return `step ${id}`;
}

function same(a: ResolvedStep | undefined, b: ResolvedStep): boolean {
  return a !== undefined && a.definition === b.definition && canonical([a.params, a.inputs]) === canonical([b.params, b.inputs]);
}
