// The one document: a workflow, how it came to be, and what is selected. Every edit goes through `dispatch`.
import {useRef, useSyncExternalStore} from "react";
import {emptyWorkflow, serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";
import {markPublished} from "../views/published.ts";
import {type Command, perform} from "./commands.ts";

export type {Command, Place, Wire} from "./commands.ts";

/** Something to tell the person, until the next edit. */
export interface Notice {
  readonly text: string;
  readonly tone: "plain" | "problem";
}

export interface Document {
  /** Names it among all that are kept, and its results and files. */
  readonly id: string;
  readonly workflow: Workflow;
  /** The file's name. */
  readonly name: string;
  /** The text last saved or opened. */
  readonly saved: string;
  /** Whether it is the person's own, or they said yes to it: until then nothing of it runs. */
  readonly trusted: boolean;
  /** The bundle its results come from. */
  readonly bundle: string | undefined;
  readonly selection: readonly string[];
  /** The step the inspector and the dock show: the last selected. */
  readonly focus: string | undefined;
  /** The port the dock shows; undefined for the step's first output. */
  readonly port: {readonly side: "in" | "out"; readonly name: string} | undefined;
  readonly past: readonly Workflow[];
  readonly future: readonly Workflow[];
  readonly notice: Notice | undefined;
}

const keptEdits = 200;
const mergeWithinMs = 1500;

class DocumentStore {
  #document: Document = {
    id: "",
    workflow: emptyWorkflow,
    name: "workflow.json",
    saved: "",
    trusted: true,
    bundle: undefined,
    selection: [],
    focus: undefined,
    port: undefined,
    past: [],
    future: [],
    notice: undefined
  };
  readonly #listeners = new Set<() => void>();
  #merging: {readonly what: string; readonly at: number} | undefined;

  get current(): Document {
    return this.#document;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Does one edit. Edits that follow each other closely with the same `merge`, such as those of one slider, are one step of undo.
   * What cannot be done changes nothing and is told as a notice.
   * @returns whether it was done.
   */
  dispatch(command: Command, {merge}: {readonly merge?: string} = {}): boolean {
    const before = this.#document;
    try {
      const {workflow: performed, select, notice} = perform(before.workflow, command);
      const workflow = command.do === "open" ? performed : markPublished(before.workflow, performed);
      const now = performance.now();
      const merges = merge !== undefined && this.#merging?.what === merge && now - this.#merging.at < mergeWithinMs;
      this.#merging = merge === undefined ? undefined : {what: merge, at: now};
      if (workflow === before.workflow && !select) return true;
      const edited = workflow !== before.workflow;
      this.#set({
        workflow,
        ...(edited && !merges && {past: [...before.past, before.workflow].slice(-keptEdits)}),
        ...(edited && {future: []}),
        ...(select && selected(select, before)),
        notice: notice === undefined ? undefined : {text: notice, tone: "problem"}
      });
      return true;
    } catch (error) {
      this.#set({notice: {text: (error as Error).message, tone: "problem"}});
      return false;
    }
  }

  undo(): void {
    const {past, future, workflow} = this.#document;
    const before = past.at(-1);
    this.#merging = undefined;
    if (before) this.#travel(before, past.slice(0, -1), [workflow, ...future]);
  }

  redo(): void {
    const {past, future, workflow} = this.#document;
    const [after, ...rest] = future;
    this.#merging = undefined;
    if (after) this.#travel(after, [...past, workflow], rest);
  }

  #travel(workflow: Workflow, past: readonly Workflow[], future: readonly Workflow[]): void {
    const selection = this.#document.selection.filter((id) => workflow.steps.has(id));
    const {focus} = this.#document;
    this.#set({
      workflow,
      past,
      future,
      selection,
      notice: undefined,
      ...(focus !== undefined && !workflow.steps.has(focus) && {focus: undefined, port: undefined})
    });
  }

  /** Selects steps; the last becomes what the inspector shows. */
  select(ids: readonly string[]): void {
    const {selection} = this.#document;
    if (ids.length === selection.length && ids.every((id, i) => id === selection[i])) return;
    this.#set(selected(ids, this.#document));
  }

  /** Shows a port in the dock. */
  show(step: string, side: "in" | "out", name: string): void {
    this.#set({selection: [step], focus: step, port: {side, name}});
  }

  tell(text: string, tone: Notice["tone"] = "plain"): void {
    this.#set({notice: {text, tone}});
  }

  dismiss(): void {
    if (this.#document.notice) this.#set({notice: undefined});
  }

  /** Replaces everything: a file opened, a document recovered. */
  load(parts: Partial<Document> & Pick<Document, "workflow" | "id">): void {
    this.#merging = undefined;
    this.#set({
      trusted: true,
      bundle: undefined,
      past: [],
      future: [],
      ...selected([], this.#document),
      notice: undefined,
      ...parts
    });
  }

  /** The person said yes to what a stranger's workflow would do. */
  trust(): void {
    if (!this.#document.trusted) this.#set({trusted: true});
  }

  /** What was saved of a document, and as which file; it may have been edited since, or left. */
  markSaved(id: string, saved: string, name?: string): void {
    if (this.#document.id === id) this.#set({saved, ...(name !== undefined && {name})});
  }

  /** Takes over what became of this document in another tab; undo goes back to how it was here. */
  follow({workflow, ...parts}: Pick<Document, "workflow" | "saved" | "name" | "trusted">): void {
    const {workflow: before, past} = this.#document;
    this.#merging = undefined;
    if (serializeWorkflow(workflow) !== serializeWorkflow(before))
      this.#travel(workflow, [...past, before].slice(-keptEdits), []);
    this.#set(parts);
  }

  #set(parts: Partial<Document>): void {
    this.#document = {...this.#document, ...parts};
    for (const listener of this.#listeners) listener();
  }
}

function selected(ids: readonly string[], {focus, port}: Document): Pick<Document, "selection" | "focus" | "port"> {
  const last = ids.at(-1);
  return {selection: ids, focus: last, port: last === focus ? port : undefined};
}

export const documentStore = new DocumentStore();

/** Does one edit of the document. */
export function dispatch(command: Command, options?: {readonly merge?: string}): boolean {
  return documentStore.dispatch(command, options);
}

const subscribe = (listener: () => void): (() => void) => documentStore.subscribe(listener);

/** A part of the document, kept up to date. Selectors that make new objects are compared by `same`. */
export function useDocument<T>(selector: (document: Document) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const last = useRef<{readonly value: T} | undefined>(undefined);
  return useSyncExternalStore(subscribe, () => {
    const value = selector(documentStore.current);
    if (last.current && same(last.current.value, value)) return last.current.value;
    last.current = {value};
    return value;
  });
}

/** Whether the workflow differs from what was last saved. */
export function isDirty({workflow, saved}: Document): boolean {
  return serializeWorkflow(workflow) !== saved;
}
