// What belongs to one workflow in the engine: its session, the files it was given, and where its results are kept.
import type {Filter} from "../../../nodes/kinds.ts";
import {type BrowserEnvironment, fileOpener} from "../../browser/environment.ts";
import type {SessionOptions} from "../../../runtime/session.ts";
import {Table} from "../../../runtime/table.ts";
import type {ComparedWorkflows} from "./comparison.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {GivenFiles} from "./given-files.ts";
import {kinOf, type Made} from "./kin.ts";
import {LiveWorkflow} from "./live.ts";
import type {ComparedView, Handing, PortRef, Traced} from "./protocol.ts";
import {Results} from "./results.ts";

export interface WorkspaceOptions {
  readonly environment: BrowserEnvironment;
  readonly given: GivenFiles;
  readonly onChange: () => void;
  /** When one of the workflows that are compared changes. */
  readonly onCompared: () => void;
  readonly onFull: (error: Error) => void;
}

type SessionParts = Omit<SessionOptions, "name" | "onState">;

export class Workspace {
  readonly scope: string;
  readonly bundle: string | undefined;
  readonly live: LiveWorkflow;
  /** Beside it, and from the same files and results; loaded once something is compared. */
  compared: ComparedWorkflows | undefined;
  readonly #results: Results;
  readonly #options: SessionParts;
  readonly #compare: () => Promise<ComparedWorkflows>;
  readonly #ended = new AbortController();
  #cautious = false;

  private constructor({scope, bundle}: Handing, options: SessionParts, {onChange, onCompared}: WorkspaceOptions) {
    this.scope = scope;
    this.bundle = bundle;
    this.#options = options;
    this.live = new LiveWorkflow(options, onChange, scope);
    this.#compare = async () => {
      const {ComparedWorkflows} = await import("./comparison.ts");
      return (this.compared ??= new ComparedWorkflows(options, onCompared));
    };
    this.#results = new Results(options.store, (hash) => this.live.kept(hash));
  }

  /** @throws when the bundle it came in is no longer there. */
  static async open(handing: Handing, options: WorkspaceOptions): Promise<Workspace> {
    const {environment, given, onFull} = options;
    const {scope, bundle: hash} = handing;
    const {close: _close, files: _files, ...own} = environment;
    const files = await given.of(scope);
    let {store} = environment;
    let openFile = fileOpener(files);
    if (hash !== undefined) {
      const {openBundleFiles, unpackBundle} = await import("./bundles.ts");
      const bundle = await given.bundle(hash);
      store = await unpackBundle(bundle, hash, scope, onFull);
      openFile = openBundleFiles(bundle, openFile, files);
    }
    return new Workspace(handing, {...own, store, openFile}, options);
  }

  async apply(workflow: Workflow, {cautious}: Handing): Promise<void> {
    this.#cautious = cautious;
    await this.live.apply(workflow, {cautious});
  }

  async compare(a: string, b: string): Promise<ComparedView> {
    // What the open workflow computes is not computed a second time.
    await this.live.settled();
    return (await this.#compare()).compare(a, b, {cautious: this.#cautious});
  }

  /** Which rows of a table a filter keeps, by the code of the hub that applies it. */
  async kept(at: PortRef, by: PortRef): Promise<Uint8Array> {
    const {judge} = await import("../../../nodes/filters/judge.ts");
    const [table, filter] = await Promise.all([this.table(at), this.value(by)]);
    const judged = await judge(table, filter as Filter, {...this.#options, signal: this.#ended.signal});
    return judged?.keep ?? new Uint8Array(table.rows).fill(1);
  }

  /** Root by root, the rows that belong to some rows of one: itself, and those that matches join it with. */
  async kin(root: string, rows: readonly number[]): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
    const made = new Map<string, Made>();
    for (const at of this.live.tables()) {
      const {hash, summary} = this.live.artifact(at);
      const {parents = []} = summary as {readonly parents?: readonly string[]};
      if (parents.length > 0) made.set(hash, {hash, parents: (await this.table(at)).parents});
    }
    return kinOf(root, rows, [...made.values()]);
  }

  /** The tables that hold rows of a root or of its kin, each with how many of these it has. */
  async traced(root: string, rows: readonly number[]): Promise<readonly Traced[]> {
    const kin = await this.kin(root, rows);
    const found: Traced[] = [];
    for (const at of this.live.tables()) {
      const table = await this.table(at);
      const wanted = kin.get(table.root);
      if (!wanted) continue;
      let lit = 0;
      for (const row of table.rowIdentity()) if (wanted.has(row)) lit += 1;
      found.push({at, lit, rows: table.rows});
    }
    return found;
  }

  /** What a file made of a result carries along, as one word. */
  async originWord(of: string): Promise<string> {
    const [{originOfRun}, {originWord}] = await Promise.all([import("../../origin/of-run.ts"), import("../../origin/origin.ts")]);
    return originWord(await originOfRun({...this.#options, ...this.live.side()}, of));
  }

  async value(at: PortRef): Promise<unknown> {
    const {hash, codec, bytes} = this.live.artifact(at);
    return this.#results.get(hash, codec, bytes);
  }

  /** @throws when the output is no table. */
  async table(at: PortRef): Promise<Table> {
    const value = await this.value(at);
    if (!(value instanceof Table)) throw new Error(`${at.step}.${at.port} is no table`);
    return value;
  }

  dispose(): void {
    this.#ended.abort();
    this.live.dispose();
    this.compared?.dispose();
  }
}
