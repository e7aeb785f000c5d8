// Where results are kept, how much room that takes, and what happens when there is no more.
import {type BrowserEnvironment, openBrowserEnvironment} from "../../browser/environment.ts";
import {MemoryStore} from "../../../runtime/store.memory.ts";
import {OverflowStore} from "../../../runtime/store.overflow.ts";
import {type ClearableStore, objectsOf} from "../../../runtime/store.ts";
import {assets} from "./assets.ts";
import type {Holding, StoreView} from "./protocol.ts";

const refused = "This browser refuses to keep files for this page, so results are forgotten when it closes.";
const noRoom =
  "The browser gives this page no more room: the run goes on, but new results are forgotten when the page closes. Clear stored results, or free some space.";

export class Storage {
  readonly #tell: (view: StoreView) => void;
  #store: ClearableStore = new MemoryStore();
  #place: StoreView["place"] = "browser";
  #note: string | undefined;

  constructor(tell: (view: StoreView) => void) {
    this.#tell = tell;
  }

  /** Opens all a session needs. */
  async open(): Promise<BrowserEnvironment> {
    const own = assets();
    try {
      const environment = await openBrowserEnvironment({assets: own});
      this.#store = new OverflowStore(environment.store, () => this.full());
      return {...environment, store: this.#store};
    } catch {
      this.#place = "memory";
      this.#note = refused;
      const environment = await openBrowserEnvironment({assets: own, store: "memory"});
      this.#store = environment.store;
      return environment;
    }
  }

  /** From now on new results are forgotten when the page closes. */
  full(): void {
    if (this.#note === noRoom) return;
    this.#note = noRoom;
    void this.tell();
  }

  async tell(): Promise<void> {
    this.#tell(await this.view());
  }

  async view(): Promise<StoreView> {
    const {quota, usage} = await navigator.storage.estimate().catch((): StorageEstimate => ({}));
    const {bytes} = await this.#store.size();
    return {
      place: this.#place,
      ...(this.#note !== undefined && {note: this.#note}),
      bytes,
      ...(quota !== undefined && {quota}),
      ...(usage !== undefined && {usage})
    };
  }

  /** The largest first. */
  async holdings(): Promise<readonly Holding[]> {
    const found = new Map<string, {results: number; bytes: number; at: string}>();
    const counted = new Set<string>();
    for await (const action of this.#store.actions()) {
      const holding = found.get(action.workflow) ?? {results: 0, bytes: 0, at: ""};
      found.set(action.workflow, holding);
      holding.results += 1;
      if (action.at > holding.at) holding.at = action.at;
      const sizes = new Map(Object.values(action.outputs).map(({hash, bytes}) => [hash, bytes]));
      for (const hash of objectsOf(action)) {
        if (!counted.has(hash)) holding.bytes += sizes.get(hash)!;
        counted.add(hash);
      }
    }
    return [...found].map(([scope, holding]) => ({scope, ...holding})).toSorted((a, b) => b.bytes - a.bytes);
  }

  /** Forgets the results of some workflows, or of all. */
  async clear(scopes?: readonly string[]): Promise<StoreView> {
    const chosen = scopes && new Set(scopes);
    await this.#store.removeActions(({workflow}) => chosen?.has(workflow) ?? true);
    await this.#store.gc({capBytes: chosen ? Infinity : 0, graceMs: 0});
    if (this.#note === noRoom) this.#note = undefined;
    return this.view();
  }
}
