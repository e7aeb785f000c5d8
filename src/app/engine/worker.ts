// The engine in a worker of its own: the page's thread only draws.
import {openBrowserEnvironment, type BrowserEnvironment} from "../../browser/environment.ts";
import {Table} from "../../../runtime/table.ts";
import {parseWorkflow} from "../../../runtime/workflow.ts";
import {assets} from "./assets.ts";
import type {ComparedWorkflows} from "./comparison.ts";
import {LiveWorkflow} from "./live.ts";
import type {ComparedView, Methods, PortRef, Reply, Request, StepView, StoreView, Traced} from "./protocol.ts";
import {Results} from "./results.ts";
import {columnsOf, columnStats, TableViews} from "./tables.ts";

const scope = globalThis as unknown as {
  postMessage(message: Reply, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
};
const repaintMs = 250;

const opened = open();

scope.addEventListener("message", ({data: {id, method, args}}) => {
  void opened
    .then(async (methods) => (methods[method] as (...args: readonly unknown[]) => unknown)(...args))
    .then(
      (result) => scope.postMessage({id, result}, []),
      (error: unknown) => scope.postMessage({id, error: error instanceof Error ? error.message : String(error)}, [])
    );
});

type Serving = {
  readonly [M in keyof Methods]: (...args: Parameters<Methods[M]>) => ReturnType<Methods[M]> | Promise<ReturnType<Methods[M]>>;
};

async function open(): Promise<Serving> {
  const {environment, note} = await openEnvironment();
  const {store, db, files, close: _close, ...rest} = environment;
  const live: LiveWorkflow = new LiveWorkflow({store, db, ...rest}, () => reports.soon());
  const reports = new Reports(() => live.views());
  // Who never compares need not load what it takes.
  let compared: Promise<ComparedWorkflows> | undefined;
  const comparison = async (): Promise<ComparedWorkflows> => {
    compared ??= import("./comparison.ts").then(({ComparedWorkflows}) => {
      const made: ComparedWorkflows = new ComparedWorkflows({store, db, ...rest}, () => comparing.soon());
      const comparing = new Comparing(() => made.states());
      return made;
    });
    return compared;
  };
  const results = new Results(store);
  const tables = new TableViews(db);
  const valueAt = async (at: PortRef): Promise<unknown> => {
    const {hash, codec, bytes} = live.artifact(at);
    return results.get(hash, codec, bytes);
  };
  const tableAt = async (at: PortRef): Promise<Table> => {
    const value = await valueAt(at);
    if (!(value instanceof Table)) throw new Error(`${at.step}.${at.port} is no table`);
    return value;
  };
  const storage = async (): Promise<StoreView> => {
    const {quota} = await navigator.storage.estimate().catch((): StorageEstimate => ({}));
    const {bytes} = await store.size();
    return {
      place: note === undefined ? "browser" : "memory",
      ...(note !== undefined && {note}),
      bytes,
      ...(quota !== undefined && {quota})
    };
  };
  void storage().then((view) => scope.postMessage({store: view}, []));
  return {
    apply: async (text) => live.apply(parseWorkflow(text)),
    run: async (ids) => live.run(ids),
    stop: () => live.stop(),
    plan: async (text) => live.plan(parseWorkflow(text)),
    page: async (at, request) => tables.page(await tableAt(at), request),
    columnStats: async (at, columns) => columnStats(await tableAt(at), columns),
    columnsOf: async (at, names) => columnsOf(await tableAt(at), names),
    value: async (at) => {
      const value = await valueAt(at);
      if (value instanceof Table) throw new Error(`${at.step}.${at.port} is a table; ask for its pages`);
      return value;
    },
    action: async (step) => live.action(step),
    traced: async (root, rows) => {
      const wanted = new Set(rows);
      const found: Traced[] = [];
      for (const at of live.tables()) {
        const table = await tableAt(at);
        if (table.root !== root) continue;
        let lit = 0;
        for (const row of table.rowIdentity()) if (wanted.has(row)) lit += 1;
        found.push({at, lit, rows: table.rows});
      }
      return found;
    },
    exportTable: async (at, {columns, ...request}, format) => {
      const table = await tableAt(at);
      const {exported} = await import("./export.ts");
      return exported(table, await tables.order(table, request), columns, format);
    },
    addFile: (name, blob) => {
      files.set(name, blob);
      live.retry();
    },
    compare: async (a, b) => {
      // What the open workflow computes is not computed a second time.
      await live.settled();
      return (await comparison()).compare(a, b);
    },
    runCompared: async () => (await comparison()).run(),
    stopCompared: async () => (await comparison()).stop(),
    storage,
    clearStorage: async () => {
      await store.gc({capBytes: 0, graceMs: 0});
      return storage();
    }
  };
}

async function openEnvironment(): Promise<{environment: BrowserEnvironment; note: string | undefined}> {
  const own = assets();
  try {
    return {environment: await openBrowserEnvironment({assets: own}), note: undefined};
  } catch {
    const note = "This browser refuses to keep files for this page, so results are forgotten when it closes.";
    return {environment: await openBrowserEnvironment({assets: own, store: "memory"}), note};
  }
}

/** Tells the page what changed: what is settled at once, progress four times a second. */
class Reports {
  readonly #views: () => ReadonlyMap<string, StepView>;
  readonly #told = new Map<string, StepView>();
  #toldAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(views: () => ReadonlyMap<string, StepView>) {
    this.#views = views;
  }

  soon(afterMs = 8): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, afterMs);
  }

  #tell(): void {
    const views = this.#views();
    const states: Record<string, StepView> = {};
    const late = performance.now() - this.#toldAt >= repaintMs;
    let waits = false;
    for (const [id, view] of views) {
      const before = this.#told.get(id);
      if (before && same(before, view)) continue;
      if (view.status === "running" && before?.status === "running" && !late) waits = true;
      else states[id] = view;
    }
    for (const id of this.#told.keys()) if (!views.has(id)) this.#told.delete(id);
    if (late) this.#toldAt = performance.now();
    for (const [id, view] of Object.entries(states)) this.#told.set(id, view);
    if (Object.keys(states).length > 0) scope.postMessage({states}, []);
    if (waits) this.soon(repaintMs);
  }
}

/** Tells the page how the compared workflows stand, four times a second. */
class Comparing {
  readonly #states: () => ComparedView["states"];
  #waits = false;

  constructor(states: () => ComparedView["states"]) {
    this.#states = states;
  }

  soon(): void {
    if (this.#waits) return;
    this.#waits = true;
    setTimeout(() => {
      this.#waits = false;
      scope.postMessage({compared: this.#states()}, []);
    }, repaintMs);
  }
}

function same(a: StepView, b: StepView): boolean {
  if (a === b) return true;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof StepView>;
  return [...names].every((name) => a[name] === b[name]);
}
