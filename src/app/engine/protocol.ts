// What the page and the engine's worker say to each other: plain objects only.
import type {WriteFormat} from "../../../nodes/formats/write.ts";
import type {Change} from "../../../runtime/key.ts";
import type {Json} from "../../../runtime/node.ts";
import type {Plan} from "../../../runtime/plan.ts";
import type {Action} from "../../../runtime/store.ts";
import type {ColumnInfo} from "../../../runtime/table.ts";
import type {Problem} from "../../../runtime/workflow.ts";
import type {Comparison} from "../../compare/compare.ts";
import type {ComparedValues} from "../../views/compared/values.ts";

/** One output of a step, without its value. */
export interface OutputView {
  readonly kind: string;
  readonly hash: string;
  readonly summary: Json;
}

/** "asks": dear, and waiting for a yes. "waiting": something above must be done first. */
export type StepStatus = "done" | "running" | "waiting" | "asks" | "failed" | "invalid" | "blocked" | "stopped";

/** All the page shows of a step's state. */
export interface StepView {
  readonly status: StepStatus;
  /** Running: 0 to 1, once it has told. */
  readonly fraction?: number | undefined;
  readonly message?: string | undefined;
  readonly elapsedMs?: number | undefined;
  readonly remainingMs?: number | undefined;
  /** Failed: `‹step›: ‹what is wrong›; ‹remedy›`. */
  readonly error?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
  /** The step it waits for, or that failed above it. */
  readonly by?: string | undefined;
  /** Done: whether it was remembered rather than computed. */
  readonly cached?: boolean | undefined;
  readonly ms?: number | undefined;
  /** Asks: about how long it would take. */
  readonly estimateMs?: number | undefined;
  readonly key?: string | undefined;
  /** What changed since its last run. */
  readonly why?: readonly Change[] | undefined;
  readonly notes?: Readonly<Record<string, Json>> | undefined;
  /** Running: what its node shows of a result that is still filling. */
  readonly preview?: Json | undefined;
  /** What it gave, or last gave: see `stale`. */
  readonly outputs?: Readonly<Record<string, OutputView>> | undefined;
  /** Whether the outputs belong to an earlier state of the workflow. */
  readonly stale: boolean;
}

/** An output of a step. */
export interface PortRef {
  readonly step: string;
  readonly port: string;
}

export type Cell = string | number | boolean | null;

export interface PageRequest {
  readonly offset: number;
  readonly count: number;
  readonly columns?: readonly string[];
  readonly sort?: {readonly column: string; readonly descending: boolean};
  /** One SQL condition over the columns. */
  readonly filter?: string;
  /** Only these rows, by their positions in the table. */
  readonly only?: readonly number[];
}

export interface Page {
  readonly columns: readonly string[];
  /** Row by row; 64-bit integers as text, exact; NaN and infinities as numbers. */
  readonly rows: readonly (readonly Cell[])[];
  /** The position in the table of each row given. */
  readonly positions: readonly number[];
  /** Rows that pass the filter. */
  readonly matched: number;
  readonly total: number;
}

export interface ColumnStats extends ColumnInfo {
  readonly nulls: number;
  /** Of the finite values; text for 64-bit integers and for text. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  /** Counts in equal bins between min and max, of their log10 where `log` is set; empty for text. */
  readonly histogram: readonly number[];
  readonly log: boolean;
}

/** Whole columns, for plots: numbers with null as NaN; text and 64-bit integers as text. */
export interface Columns {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Float64Array | readonly (string | null)[]>>;
  /** The table the rows come from, and each row's position there: the same root and position is the same row in every view. */
  readonly root: string;
  readonly identity: Int32Array;
}

/** A plan, with an estimate for every step that would run. */
export interface PlanView extends Plan {
  readonly estimates: Readonly<Record<string, number>>;
}

export interface StoreView {
  readonly place: "browser" | "memory";
  /** What there is to tell: why results are not kept, or that there is no more room. */
  readonly note?: string;
  /** Of all stored results. */
  readonly bytes: number;
  /** What the browser gives to all of this site, and how much of it is taken. */
  readonly quota?: number;
  readonly usage?: number;
}

/** What is stored of one workflow. Results that several share count for the one that computed them. */
export interface Holding {
  readonly scope: string;
  readonly results: number;
  readonly bytes: number;
  /** When its last result was computed, as ISO 8601. */
  readonly at: string;
}

/** What the page says of a workflow when it hands it over. */
export interface Handing {
  /** Names it among all: its results, its files and what changed since last time. */
  readonly scope: string;
  /** Runs nothing without a yes: the workflow is somebody else's. */
  readonly cautious: boolean;
  /** The bundle its results come from. */
  readonly bundle?: string;
}

export interface BundleView {
  /** Names the bundle. */
  readonly bundle: string;
  /** Its workflow. */
  readonly text: string;
  readonly results: number;
}

/** How two workflows stand to each other. */
export interface ComparedView {
  readonly comparison: Comparison;
  readonly states: readonly [a: Readonly<Record<string, StepView>>, b: Readonly<Record<string, StepView>>];
  /** What their figures are drawn of. */
  readonly values: ComparedValues;
}

/** Rows of a root table, by their positions there. */
export interface RootRows {
  readonly root: string;
  readonly rows: Int32Array;
}

/** How many of some rows a step's table holds. */
export interface Traced {
  readonly at: PortRef;
  readonly lit: number;
  readonly rows: number;
}

/** A file made of a table, and what its format has no place for. */
export interface Exported {
  readonly blob: Blob;
  readonly extension: string;
  readonly losses: readonly string[];
}

/** A file that a step made, as it is saved. */
export interface SavedFile {
  readonly name: string;
  readonly blob: Blob;
}

/** What the worker answers, by method. */
export interface Methods {
  apply(text: string, handing: Handing): void;
  run(ids?: readonly string[]): void;
  stop(): void;
  plan(text: string): PlanView;
  page(at: PortRef, request: PageRequest): Page;
  columnStats(at: PortRef, columns?: readonly string[]): readonly ColumnStats[];
  columnsOf(at: PortRef, names: readonly string[]): Columns;
  value(at: PortRef): unknown;
  action(step: string): Action | undefined;
  /** For each row of a table, 1 where a filter keeps it. */
  kept(at: PortRef, by: PortRef): Uint8Array;
  kin(root: string, rows: readonly number[]): readonly RootRows[];
  traced(root: string, rows: readonly number[]): readonly Traced[];
  originWord(of: string): string;
  exportTable(at: PortRef, request: Omit<PageRequest, "offset" | "count">, format: WriteFormat): Exported;
  exportedFile(at: PortRef): SavedFile;
  addFile(scope: string, name: string, blob: Blob, keep: boolean): boolean;
  fileNames(scope: string): readonly string[];
  openBundle(blob: Blob): BundleView;
  /** Two workflows' texts held against each other, once what comes without a yes is done. */
  compare(a: string, b: string): ComparedView;
  /** Says yes to what is dear in either. */
  runCompared(): void;
  /** The origins of both, for a file made of their comparison. */
  comparedOrigin(of: string): string;
  stopCompared(): void;
  storage(): StoreView;
  holdings(): readonly Holding[];
  clearStorage(scopes?: readonly string[]): StoreView;
  forget(scope: string, bundle?: string): void;
}

export type Request = {
  readonly id: number;
  readonly method: keyof Methods;
  readonly args: readonly unknown[];
};

export type Reply =
  | {readonly id: number; readonly result: unknown}
  | {readonly id: number; readonly error: string}
  | {readonly states: Readonly<Record<string, StepView>>}
  | {readonly compared: ComparedView["states"]}
  | {readonly store: StoreView};
