// The workflows that were opened in this browser, and their earlier states, in IndexedDB: shared by all tabs, and there after a crash.
import {type EarlierState, thinned} from "./history.ts";

export interface KeptDocument {
  readonly id: string;
  /** The file's name. */
  readonly name: string;
  readonly text: string;
  /** The text last saved or opened. */
  readonly saved: string;
  readonly past: readonly string[];
  readonly trusted: boolean;
  /** The bundle its results come from. */
  readonly bundle?: string;
  /** The text of the file the server passed while it was edited. */
  readonly given?: string;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** A document as lists show it. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly steps: number;
  readonly edited: boolean;
  readonly changedAt: number;
}

/** How lists show a document. */
export function listed({id, name, text, saved, changedAt}: KeptDocument): Listed {
  const {title = "", steps = {}} = JSON.parse(text) as {readonly title?: string; readonly steps?: object};
  return {id, name, title, steps: Object.keys(steps).length, edited: text !== saved, changedAt};
}

const version = 1;

/** Where they are kept; every method does nothing, or gives nothing, where the browser refuses. */
class Shelf {
  #database: Promise<IDBDatabase | undefined> | undefined;

  /** Keeps a document as it is now, and, where it changed, this state among its earlier ones. */
  async keep(document: KeptDocument, state?: EarlierState): Promise<void> {
    await this.#use("readwrite", async (documents, states) => {
      documents.put(document);
      if (!state) return;
      const all = await found<StoredState[]>(states.getAll(ofDocument(document.id)));
      const kept = new Set(thinned([...all.map((s) => s.state), state], state.at).map(({at}) => at));
      for (const {
        state: {at}
      } of all)
        if (!kept.has(at)) states.delete([document.id, at]);
      states.put({id: document.id, at: state.at, state} satisfies StoredState);
    });
  }

  async document(id: string): Promise<KeptDocument | undefined> {
    return this.#use("readonly", async (documents) => found<KeptDocument | undefined>(documents.get(id)));
  }

  /** The latest first. */
  async documents(): Promise<readonly KeptDocument[]> {
    const all = await this.#use("readonly", async (documents) => found<KeptDocument[]>(documents.getAll()));
    return (all ?? []).toSorted((a, b) => b.changedAt - a.changedAt);
  }

  /** The earlier states of a document, the latest first. */
  async states(id: string): Promise<readonly EarlierState[]> {
    const all = await this.#use("readonly", async (_, states) => found<StoredState[]>(states.getAll(ofDocument(id))));
    return (all ?? []).map(({state}) => state).toReversed();
  }

  async forget(id: string): Promise<void> {
    await this.#use("readwrite", async (documents, states) => {
      documents.delete(id);
      states.delete(ofDocument(id));
    });
  }

  async #use<T>(
    mode: IDBTransactionMode,
    work: (documents: IDBObjectStore, states: IDBObjectStore) => Promise<T>
  ): Promise<T | undefined> {
    const database = await (this.#database ??= open());
    if (!database) return undefined;
    try {
      const transaction = database.transaction(["documents", "states"], mode);
      const done = completed(transaction);
      const result = await work(transaction.objectStore("documents"), transaction.objectStore("states"));
      await done;
      return result;
    } catch {
      return undefined;
    }
  }
}

interface StoredState {
  readonly id: string;
  readonly at: number;
  readonly state: EarlierState;
}

export const shelf = new Shelf();

async function open(): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("fluxloom", version);
      request.addEventListener("upgradeneeded", () => {
        request.result.createObjectStore("documents", {keyPath: "id"});
        request.result.createObjectStore("states", {keyPath: ["id", "at"]});
      });
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => resolve(undefined));
    } catch {
      resolve(undefined);
    }
  });
}

function ofDocument(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}

async function found<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result as T));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser's database failed")));
  });
}

async function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    for (const ending of ["error", "abort"] as const)
      transaction.addEventListener(ending, () => reject(transaction.error ?? new Error("the browser's database failed")));
  });
}
