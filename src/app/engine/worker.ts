// The engine in a worker of its own: the page's thread only draws.
import type {ExportedFile} from "../../../nodes/kinds.ts";
import {sha256} from "../../../runtime/hash.ts";
import {Table} from "../../../runtime/table.ts";
import {parseWorkflow} from "../../../runtime/workflow.ts";
import {GivenFiles} from "./given-files.ts";
import type {ComparedView, Handing, Methods, PortRef, Reply, Request, StepView} from "./protocol.ts";
import {Storage} from "./storage.ts";
import {columnsOf, columnStats, TableViews} from "./tables.ts";
import {Workspace} from "./workspace.ts";

const scope = globalThis as unknown as {
  postMessage(message: Reply, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
};
const repaintMs = 250;
/** The least time between two reports while steps come and go. */
const pictureMs = 60;

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
  const given = await GivenFiles.open();
  const storage = new Storage((store) => scope.postMessage({store}, []));
  const environment = await storage.open();
  const tables = new TableViews(environment.db);
  let workspace: Workspace | undefined;
  const reports = new Reports(() => workspace?.live.views() ?? new Map());
  const comparing = new Comparing(() => workspace?.compared?.states() ?? [{}, {}]);
  const options = {
    environment,
    given,
    onChange: () => reports.soon(),
    onCompared: () => comparing.soon(),
    onFull: () => storage.full()
  };
  // One after another: what is opened last stays open.
  let opening: Promise<unknown> = Promise.resolve();
  const workspaceOf = async (handing: Handing): Promise<Workspace> => {
    const next = opening.then(async () => {
      if (workspace?.scope === handing.scope && workspace.bundle === handing.bundle) return workspace;
      workspace?.dispose();
      workspace = undefined;
      reports.forget();
      return (workspace = await Workspace.open(handing, options));
    });
    opening = next.catch(() => undefined);
    return next;
  };
  const there = async (): Promise<Workspace> => {
    await opening;
    if (!workspace) throw new Error("no workflow is open");
    return workspace;
  };
  const tableAt = async (at: PortRef): Promise<Table> => (await there()).table(at);
  void storage.tell();
  return {
    apply: async (text, handing) => {
      await (await workspaceOf(handing)).apply(parseWorkflow(text), handing);
      reports.now();
    },
    run: async (ids) => {
      await (await there()).live.run(ids);
      reports.now();
    },
    stop: () => {
      workspace?.live.stop();
      reports.now();
    },
    plan: async (text) => (await there()).live.plan(parseWorkflow(text)),
    page: async (at, request) => tables.page(await tableAt(at), request),
    columnStats: async (at, columns) => columnStats(await tableAt(at), columns),
    columnsOf: async (at, names) => columnsOf(await tableAt(at), names),
    value: async (at) => {
      const value = await (await there()).value(at);
      if (value instanceof Table) throw new Error(`${at.step}.${at.port} is a table; ask for its pages`);
      return value;
    },
    action: async (step) => (await there()).live.action(step),
    kept: async (at, by) => (await there()).kept(at, by),
    kin: async (root, rows) => {
      const kin = await (await there()).kin(root, rows);
      return [...kin].map(([of, found]) => ({root: of, rows: Int32Array.from(found)}));
    },
    traced: async (root, rows) => (await there()).traced(root, rows),
    originWord: async (of) => (await there()).originWord(of),
    exportTable: async (at, {columns, ...request}, format) => {
      const table = await tableAt(at);
      const word = await (await there()).originWord(`${at.step}.${at.port}`);
      const [{exported}, rows] = await Promise.all([import("./export.ts"), tables.order(table, request)]);
      return exported(table, rows, columns, format, word);
    },
    exportedFile: async (at) => {
      const value = (await (await there()).value(at)) as ExportedFile;
      const word = await (await there()).originWord(`${at.step}.${at.port}`);
      return (await import("./export.ts")).savedFile(value, word);
    },
    addFile: async (owner, name, blob, keep) => {
      const kept = await given.add(owner, name, blob, keep);
      if (workspace?.scope === owner) workspace.live.retry();
      reports.now();
      return kept;
    },
    fileNames: async (owner) => [...(await given.of(owner)).keys()],
    openBundle: async (blob) => {
      const {readBundle} = await import("./bundles.ts");
      const {workflow, manifest} = await readBundle(blob);
      const bundle = await sha256(new Uint8Array(await blob.arrayBuffer()));
      await given.addBundle(bundle, blob);
      return {bundle, text: workflow, results: Object.keys(manifest.steps).length};
    },
    compare: async (a, b) => (await there()).compare(a, b),
    runCompared: async () => (await there()).compared?.run(),
    comparedOrigin: async (of) => {
      const {compared} = await there();
      if (!compared) throw new Error("nothing is compared");
      return compared.originWords(of);
    },
    stopCompared: () => workspace?.compared?.stop(),
    storage: async () => storage.view(),
    holdings: async () => storage.holdings(),
    clearStorage: async (scopes) => storage.clear(scopes),
    forget: async (owner, bundle) => {
      await given.forget(owner);
      if (bundle === undefined) return;
      await given.forgetBundle(bundle);
      await (await import("./bundles.ts")).removeBundleStore(bundle);
    }
  };
}

/** Tells the page what changed: what is settled at once, progress four times a second. */
class Reports {
  readonly #views: () => ReadonlyMap<string, StepView>;
  readonly #told = new Map<string, StepView>();
  #toldAt = 0;
  #sentAt = 0;
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

  /** Tells at once what is not told yet. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sentAt = 0;
    this.#tell();
  }

  /** Another workflow is shown: nothing of it was told yet. */
  forget(): void {
    this.#told.clear();
  }

  #tell(): void {
    const views = this.#views();
    // While much is under way a few pictures of it say as much as many; the end is told at once.
    const since = performance.now() - this.#sentAt;
    const moving = [...views.values()].some(({status}) => status === "waiting" || status === "running");
    if (moving && since < pictureMs) return this.soon(pictureMs - since);
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
    if (Object.keys(states).length > 0) {
      this.#sentAt = performance.now();
      scope.postMessage({states}, []);
    }
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
