import type {Pieces} from "./bytes.ts";
import type {Database} from "./database.ts";
import type {Pool} from "./pool.ts";
import type {Params, ParamValues} from "./params.ts";
import type {TableInfo} from "./table.ts";

// What a node may name of the engine.
export type {Database} from "./database.ts";
export type {Pool} from "./pool.ts";

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [name: string]: Json};

/** A kind of value that may travel along a wire. Two ports connect when they name the same kind. */
export interface Kind<T> {
  readonly name: string;
  /** The value's canonical bytes, which may be its own memory: equal values have equal bytes, so their hash can stand for them. */
  encode(value: T): Promise<Pieces>;
  decode(bytes: Uint8Array): Promise<T>;
  /** A few facts to show without decoding: rows, columns, scores … */
  summarize(value: T): Json;
  /** Tells the value its own content hash. */
  seal?(value: T, hash: string): void;
}

/** One input or output of a node: what kind of value passes, and what it means. */
export interface Port<T> {
  readonly kind: Kind<T>;
  readonly doc: string;
  /** May be left unconnected; the value is then undefined. */
  readonly optional?: boolean;
  /** Takes any number of wires; the value is a list in the order of the file. */
  readonly many?: boolean;
  /** Of an input: what the node gives is learned from these rows. */
  readonly learns?: boolean;
  /** Of an output: rows kept apart to judge what is learned. */
  readonly heldOut?: boolean;
}

// The two places where a definition's exact types are forgotten so that definitions can share a list.
// oxlint-disable-next-line typescript/no-explicit-any
export type Ports = Readonly<Record<string, Port<any>>>;
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyNode = NodeDefinition<any, any, any>;

type Value<P> = P extends {readonly many: true; readonly kind: Kind<infer T>}
  ? readonly T[]
  : P extends {readonly optional: true; readonly kind: Kind<infer T>}
    ? T | undefined
    : P extends Port<infer T>
      ? T
      : never;
export type PortValues<P extends Ports> = {readonly [K in keyof P]: Value<P[K]>};

/** A file a workflow names, read only through the session, which has already hashed it into the step's key. */
export interface InputFile {
  /** As written in the workflow or passed by the person; for messages and for telling the format. */
  readonly name: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  /** The file for a task to read piece by piece (`TaskContext.open`), so that it is never in memory as a whole. */
  readonly content: FileContent;
  /** To be called after `content` was read. @throws when it was changed since it was hashed */
  unchanged(): Promise<void>;
}

/** A file that can be sent to another thread at no cost. */
export type FileContent = Uint8Array | Blob | {readonly path: string};

/** The same where it is read; `open` begins at the start each time. */
export type OpenContent = Uint8Array | Blob | {readonly size: number; open(): AsyncIterable<Uint8Array>};

/** All a node may touch. There is no clock, no network, no global state: same context, same outputs. */
export interface Context<I extends Ports, P extends Params> {
  readonly inputs: PortValues<I>;
  readonly params: ParamValues<P>;
  readonly db: Database;
  /** Runs tasks on other threads. Whatever takes over 50 ms of CPU belongs there. */
  readonly pool: Pool;
  /** Aborted when a newer revision supersedes this run or the person stops it. */
  readonly signal: AbortSignal;
  /** How far the step is, 0 to 1, in words what it is doing, and what can be shown already, such as the best configurations so far. */
  readonly progress: (fraction: number, message?: string, preview?: Json) => void;
  /** Records a count or a fact beside the result, for the summary: `note("removed", 12)`. */
  readonly note: (name: string, value: Json) => void;
  /** The file a parameter of type file names, or undefined where it is empty. */
  readonly file: (param: string) => InputFile | undefined;
}

/** What is known before running: the columns of the tables that arrive, by port. */
export interface SchemaContext<I extends Ports, P extends Params> {
  readonly inputs: {
    readonly [K in keyof I]?: I[K] extends {readonly many: true} ? readonly (TableInfo | undefined)[] : TableInfo | undefined;
  };
  readonly params: ParamValues<P>;
}

/** What is known of a step that is done. */
export interface Told<P extends Params> {
  readonly params: ParamValues<P>;
  readonly notes: Readonly<Record<string, Json>>;
  /** Output port → its summary. */
  readonly outputs: Readonly<Record<string, Json>>;
}

/** All that is known of a kind of step; forms, schema, docs, checks and command-line help follow from it. */
export interface NodeDefinition<I extends Ports, O extends Ports, P extends Params> {
  /** The name used in workflow files. Never reused for something else. */
  readonly type: string;
  /** Raised whenever the same inputs and params may give other outputs. */
  readonly version: number;
  readonly title: string;
  /** Markdown: one line, then what it does, in which units, and its limits. */
  readonly doc: string;
  /** The papers and programs it follows. */
  readonly references?: readonly string[];
  /**
   * What was done, in sentences for a paper's section on methods. Values stand in braces, so that nobody writes a number by hand:
   * {radius} is a parameter with its unit, {notes.pairs} what the step noted, {inputs.table} what is connected, {files.path} a file's name,
   * {outputs.search.best} a part of an output's summary.
   */
  readonly methods?: (told: Told<P>) => string;
  /** The heading it stands under in palettes and lists. */
  readonly group: "sources" | "catalogues" | "filters" | "learning" | "results";
  readonly inputs: I;
  readonly outputs: O;
  readonly params: P;
  /** The columns of the tables that leave, where they follow from those that arrive. Never throws; leaves out what it cannot know. */
  schema?(context: SchemaContext<I, P>): {readonly [K in keyof O]?: TableInfo | undefined};
  /** Renames and reshapes the params of files written for an earlier version. Index v takes version v + 1 to v + 2. */
  readonly migrations?: readonly ((params: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>)[];
  run(context: Context<I, P>): Promise<PortValues<O>> | PortValues<O>;
}

/** The nodes a session knows, by type. */
export type Library = ReadonlyMap<string, AnyNode>;

/** Checks a definition's types and freezes it. */
export function defineNode<const I extends Ports, const O extends Ports, const P extends Params>(
  definition: NodeDefinition<I, O, P>
): NodeDefinition<I, O, P> {
  return Object.freeze(definition);
}

/** A pure function that runs on another thread: its arguments and result are plain objects and typed arrays. */
export interface Task<A, R, S = undefined> {
  /** The same on every thread: "forest.fit". */
  readonly name: string;
  run(item: A, context: TaskContext<S>): R | Promise<R>;
}

/** What a task may touch besides its item. */
export interface TaskContext<S> {
  /** What all items of one call have in common, sent once to each worker. */
  readonly shared: S;
  progress(fraction: number): void;
  /** What `InputFile.content` stands for. */
  readonly open: (content: FileContent) => OpenContent;
}

/** Names a pure function, so that a worker finds it, and freezes it. */
export function defineTask<A, R, S = undefined>(name: string, run: Task<A, R, S>["run"]): Task<A, R, S> {
  return Object.freeze({name, run});
}
