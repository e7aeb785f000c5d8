import {useSyncExternalStore} from "react";
import type {WriteFormat} from "../../../nodes/formats/write.ts";
import type {Action} from "../../../runtime/store.ts";
import {serializeWorkflow, type Workflow} from "../../../runtime/workflow.ts";
import {engineWorker} from "./spawn.ts";
import type {
  BundleView,
  Columns,
  ComparedView,
  ColumnStats,
  Exported,
  Handing,
  Holding,
  Methods,
  Page,
  PageRequest,
  PlanView,
  PortRef,
  Reply,
  RootRows,
  StepView,
  StoreView,
  Traced,
  SavedFile
} from "./protocol.ts";

export type States = Readonly<Record<string, StepView>>;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of the engine. All it gives is plain data; nothing is computed here. */
class EngineClient {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<() => void>();
  #serial = 0;
  /** Edits and wishes the engine has not answered. */
  #unanswered = 0;
  #scope: string | undefined;
  #states: States = {};
  #store: StoreView | undefined;
  #compared: ComparedView["states"] | undefined;

  /** How every step stands. The object changes whenever a state does. */
  get states(): States {
    return this.#states;
  }

  /** Whether the states are those of before the last edit, since the engine has not answered it yet. */
  get behind(): boolean {
    return this.#unanswered > 0;
  }

  /** Where results are kept; undefined until the worker has said. */
  get store(): StoreView | undefined {
    return this.#store;
  }

  /** How the workflows that are compared stand; undefined until some are. */
  get compared(): ComparedView["states"] | undefined {
    return this.#compared;
  }

  /** Calls the listener whenever a state changes; gives the way to stop. */
  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Replaces the workflow: what is cheap or known comes at once, what is dear, or a stranger's, waits for `run`. */
  async apply(workflow: Workflow, handing: Handing): Promise<void> {
    const another = handing.scope !== this.#scope;
    this.#scope = handing.scope;
    const kept = Object.entries(this.#states).filter(([id]) => !another && workflow.steps.has(id));
    if (kept.length < Object.keys(this.#states).length) this.#publish(Object.fromEntries(kept));
    return this.#change("apply", serializeWorkflow(workflow), handing);
  }

  /** Says yes to dear steps, those named with all above them or all there are; tries again what failed. */
  async run(ids?: readonly string[]): Promise<void> {
    return this.#change("run", ids);
  }

  async stop(): Promise<void> {
    return this.#change("stop");
  }

  /** What a workflow would run, without running it. */
  async plan(workflow: Workflow): Promise<PlanView> {
    return this.#call("plan", serializeWorkflow(workflow));
  }

  /** Some rows of a table. @throws where the step never gave one, and on a filter that is no condition. */
  async page(at: PortRef, request: PageRequest): Promise<Page> {
    return this.#call("page", at, request);
  }

  async columnStats(at: PortRef, columns?: readonly string[]): Promise<readonly ColumnStats[]> {
    return this.#call("columnStats", at, columns);
  }

  async columnsOf(at: PortRef, names: readonly string[]): Promise<Columns> {
    return this.#call("columnsOf", at, names);
  }

  /** The value of an output that is no table, as nodes/kinds.ts defines it. */
  async value(at: PortRef): Promise<unknown> {
    return this.#call("value", at);
  }

  /** The record of what a step did for its present or last result: what its key is made of, when, how long. */
  async action(step: string): Promise<Action | undefined> {
    return this.#call("action", step);
  }

  /** For each row of a table, 1 where a filter keeps it. */
  async kept(at: PortRef, by: PortRef): Promise<Uint8Array> {
    return this.#call("kept", at, by);
  }

  /** Root by root, the rows that matches join with some rows of one; that one is among them. */
  async kin(root: string, rows: readonly number[]): Promise<readonly RootRows[]> {
    return this.#call("kin", root, rows);
  }

  /** The steps' tables that hold rows of a root or of its kin, each with how many of these it has. */
  async traced(root: string, rows: readonly number[]): Promise<readonly Traced[]> {
    return this.#call("traced", root, rows);
  }

  /** What a file made of a result carries along: the workflow, hashes, seeds, files and versions, as one word. */
  async originWord(of: string): Promise<string> {
    return this.#call("originWord", of);
  }

  /** A view of a table as a file. */
  async exportTable(at: PortRef, request: Omit<PageRequest, "offset" | "count">, format: WriteFormat): Promise<Exported> {
    return this.#call("exportTable", at, request, format);
  }

  /** The file that an output is, with its origin where its format has a place for that. */
  async exportedFile(at: PortRef): Promise<SavedFile> {
    return this.#call("exportedFile", at);
  }

  /**
   * Hands a file to the engine: steps of this workflow find it under this name, and under no other.
   * @returns whether a reload will find it.
   */
  async addFile(scope: string, name: string, blob: Blob, {keep = true} = {}): Promise<boolean> {
    const kept = (await this.#change("addFile", scope, name, blob, keep)) as boolean;
    // Which files are here is part of what is shown, where no state changes too.
    this.#publish({...this.#states});
    return kept;
  }

  /** The files a workflow was given. */
  async fileNames(scope: string): Promise<readonly string[]> {
    return this.#call("fileNames", scope);
  }

  /** Unpacks a bundle, apart from all other results. @throws when it is none, or damaged. */
  async openBundle(blob: Blob): Promise<BundleView> {
    return this.#call("openBundle", blob);
  }

  /** How the second workflow differs from the first, as far as both come without a yes. @throws when asked anew before the answer. */
  async compare(a: Workflow, b: Workflow): Promise<ComparedView> {
    return this.#call("compare", serializeWorkflow(a), serializeWorkflow(b));
  }

  /** Says yes to what is dear in the workflows compared; compare again to wait for it. */
  async runCompared(): Promise<void> {
    return this.#call("runCompared");
  }

  /** What a file made of the comparison carries along: the origins of both. */
  async comparedOrigin(of: string): Promise<string> {
    return this.#call("comparedOrigin", of);
  }

  async stopCompared(): Promise<void> {
    return this.#call("stopCompared");
  }

  async storage(): Promise<StoreView> {
    return this.#call("storage");
  }

  /** What is stored, workflow by workflow. */
  async holdings(): Promise<readonly Holding[]> {
    return this.#call("holdings");
  }

  /** Forgets the results of some workflows, or of all. */
  async clearStorage(scopes?: readonly string[]): Promise<StoreView> {
    const view = await this.#call("clearStorage", scopes);
    this.#heard({store: view});
    return view;
  }

  /** Forgets the files a workflow was given, and the bundle it came in. */
  async forget(scope: string, bundle?: string): Promise<void> {
    return this.#call("forget", scope, bundle);
  }

  /** A call after which the states may be others; they are told before it is answered. */
  async #change<M extends keyof Methods>(method: M, ...args: Parameters<Methods[M]>): Promise<ReturnType<Methods[M]>> {
    this.#unanswered += 1;
    this.#publish(this.#states);
    try {
      return await this.#call(method, ...args);
    } finally {
      this.#unanswered -= 1;
      this.#publish(this.#states);
    }
  }

  async #call<M extends keyof Methods>(method: M, ...args: Parameters<Methods[M]>): Promise<ReturnType<Methods[M]>> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#serial;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {resolve: resolve as (result: unknown) => void, reject});
      worker.postMessage({id, method, args}, []);
    });
  }

  #start(): Worker {
    const worker = engineWorker();
    worker.addEventListener("message", ({data}: MessageEvent<Reply>) => this.#heard(data));
    worker.addEventListener("error", ({message}) => {
      for (const {reject} of this.#waiting.values()) reject(new Error(message || "the engine could not be started"));
      this.#waiting.clear();
    });
    return worker;
  }

  #heard(reply: Reply): void {
    if ("states" in reply) this.#publish({...this.#states, ...reply.states});
    else if ("compared" in reply) {
      this.#compared = reply.compared;
      this.#publish(this.#states);
    } else if ("store" in reply) {
      this.#store = reply.store;
      this.#publish(this.#states);
    } else {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ("error" in reply) waiting?.reject(new Error(reply.error));
      else waiting?.resolve(reply.result);
    }
  }

  #publish(states: States): void {
    this.#states = states;
    for (const listener of this.#listeners) listener();
  }
}

export const engine = new EngineClient();

const subscribe = (listener: () => void): (() => void) => engine.onState(listener);

/** How every step stands, by id. */
export function useStates(): States {
  return useSyncExternalStore(subscribe, () => engine.states);
}

/** Whether the states are those of before the last edit. */
export function useBehind(): boolean {
  return useSyncExternalStore(subscribe, () => engine.behind);
}

/** How one step stands. */
export function useStepState(id: string | undefined): StepView | undefined {
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : engine.states[id]));
}

export function useStore(): StoreView | undefined {
  return useSyncExternalStore(subscribe, () => engine.store);
}

/** How the workflows that are compared stand. */
export function useCompared(): ComparedView["states"] | undefined {
  return useSyncExternalStore(subscribe, () => engine.compared);
}
