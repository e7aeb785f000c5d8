// What travels on a wire.
import type {Json, Kind, Port} from "../runtime/node.ts";
import type {Calibration} from "./kernels/conformal.ts";
import type {ScoreName} from "./kernels/cross-validation.ts";
import type {EstimatorName, EstimatorSpec} from "./kernels/estimators/estimators.ts";
import type {ConvexRegion} from "./kernels/hull/region.ts";
import type {Pipeline} from "./kernels/pipeline.ts";
import type {Importances} from "./kernels/regression.ts";
import {columnInfo, nullCount, type Table, type Target} from "../runtime/table.ts";
import type {Packed} from "../runtime/arrow.ts";

// Arrow is only loaded when a value is stored or read, so that an all-cached run starts fast.
const arrow = () => import("../runtime/arrow.ts");

/** A kind whose values are plain objects and typed arrays. */
function objectKind<T>(name: string, summarize: (value: T) => Json): Kind<T> {
  return {
    name,
    encode: async (value) => [(await arrow()).encodeObject(value as Packed)],
    decode: async (bytes) => (await arrow()).decodeObject(bytes) as T,
    summarize
  };
}

const tableKind: Kind<Table> = {
  name: "table",
  encode: async (table) => (await arrow()).tablePieces(table),
  decode: async (bytes) => (await arrow()).decodeTable(bytes),
  seal: (table, hash) => table.seal(hash),
  summarize: ({rows, columns, roles, meta, parents}) => ({
    rows,
    columns: columns.map((column) => ({...columnInfo(column), nullCount: nullCount(column)})),
    ...(Object.keys(roles).length > 0 && {roles: roles as unknown as Json}),
    ...(Object.keys(meta).length > 0 && {meta}),
    ...(parents.length > 0 && {parents: parents.map(({root}) => root)})
  })
};

/** Rows kept where a SQL condition holds: false and null are both left out. */
export interface RowCondition {
  readonly sql: string;
}

/** Columns kept, among those that were judged; columns never judged stay. */
export interface ColumnChoice {
  readonly keep: readonly string[];
  readonly among: readonly string[];
}

/**
 * A convex region over some columns. A row is inside where all of its d values, scaled as `space` says, satisfy
 * every facet (normal · x + offset ≤ tolerance) or, where there are no facets, are a convex combination of `vertices`.
 */
export interface Region extends ConvexRegion {
  readonly columns: readonly string[];
}

/** Conditions on rows or columns that a hub applies to whatever table arrives: the paper's double-headed arrow. */
export interface Filter {
  /** In a few words, for counts and cards: `ext_flg = 0 AND cc_flags = '0000'`. */
  readonly label: string;
  readonly rows?: RowCondition;
  readonly region?: Region;
  readonly columns?: ColumnChoice;
}

const filterKind = objectKind<Filter>("filter", ({label, rows, region, columns}) => ({
  label,
  ...(rows && {rows: {sql: rows.sql}}),
  ...(region && {
    region: {
      columns: region.columns,
      space: region.space,
      facets: region.facets.length / (region.columns.length + 1),
      vertices: region.vertices.length / region.columns.length
    }
  }),
  ...(columns && {columns: {keep: columns.keep, among: columns.among}})
}));

const targetKind = objectKind<Target>("target", (target) => target as unknown as Json);

/** The four scores of the paper's Table 2, on the transformed target. */
export interface Scores {
  readonly meanAbsoluteError: number;
  readonly rootMeanSquaredError: number;
  readonly r2Score: number;
  readonly meanAbsolutePercentageError: number;
}

/** How well a model does on rows it has not seen. */
export interface Metrics {
  readonly estimator: string;
  readonly target: Target;
  /** Rows judged. */
  readonly rows: number;
  readonly scores: Scores;
  /** Share of truths within each interval, its mean width in the transformed space, and the share it was made to cover, where it was. */
  readonly intervals?: Readonly<Record<string, {readonly coverage: number; readonly width: number; readonly nominal?: number}>>;
}

const metricsKind = objectKind<Metrics>("metrics", (metrics) => metrics as unknown as Json);

/** What a search found: configurations, the best first, and their scores on each fold. */
export interface Search {
  readonly estimator: EstimatorName;
  readonly features: readonly string[];
  readonly target: Target;
  /** The score that decides. */
  readonly scoring: ScoreName;
  readonly nSplits: number;
  readonly randomState: number;
  /** Rows searched on. */
  readonly rows: number;
  readonly configurations: readonly EstimatorSpec[];
  /** Score s of configuration c on fold k at (c nSplits + k) 4 + s, in the order of `scoreNames`. */
  readonly scores: Float64Array;
}

const searchKind = objectKind<Search>("search", (search) => ({
  estimator: search.estimator,
  features: search.features,
  target: search.target.column,
  scoring: search.scoring,
  nSplits: search.nSplits,
  rows: search.rows,
  configurations: search.configurations.length,
  best: search.configurations[0] as unknown as Json,
  scores: Object.fromEntries(Object.entries(bestScores(search)).filter(([, score]) => Number.isFinite(score)))
}));

/** Means over the folds of the best configuration's scores. */
export function bestScores({scores, nSplits}: Search): Scores {
  const mean = (score: number): number => {
    let sum = 0;
    for (let k = 0; k < nSplits; ++k) sum += scores[4 * k + score]!;
    return sum / nSplits;
  };
  return {
    meanAbsoluteError: mean(0),
    rootMeanSquaredError: mean(1),
    r2Score: mean(2),
    meanAbsolutePercentageError: mean(3)
  };
}

/** A pipeline fitted to some columns of a table. */
export interface Model {
  readonly features: readonly string[];
  readonly target: Target;
  readonly pipeline: Pipeline;
  /** By how much the cuts on each feature lower the squared error, adding up to 1; of trees only. */
  readonly importances?: Importances;
  /** How far off it is on rows it has not seen: what its calibrated intervals are made of. */
  readonly calibration?: Calibration;
  /** Where its intervals are CV+: what the calibration was found on. */
  readonly folds?: FoldModels;
}

/** The models of a cross-validation, which are not stored: these rows, folds and seed give each of them again to the bit. */
export interface FoldModels {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly nSplits: number;
  readonly randomState: number;
}

const modelKind = objectKind<Model>("model", ({features, target, pipeline, importances, calibration, folds}) => ({
  features,
  target: target.column,
  spec: pipeline.spec as unknown as Json,
  rows: pipeline.rows,
  ...(importances && {importances: [...importances.mean]}),
  ...(calibration && {calibrationRows: calibration.residuals.length}),
  ...(folds && {intervals: "cvPlus"})
}));

/** A file to take elsewhere. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const fileKind = objectKind<ExportedFile>("file", ({name, mediaType, bytes}) => ({name, mediaType, bytes: bytes.length}));

/** The columns of a stranger's table are taken as they are. */
export function table(doc: string): Port<Table> {
  return {kind: tableKind, doc};
}

/** A port of filters. */
export function filter(doc: string): Port<Filter> {
  return {kind: filterKind, doc};
}

/** A port of targets. */
export function target(doc: string): Port<Target> {
  return {kind: targetKind, doc};
}

/** A port of searches. */
export function search(doc: string): Port<Search> {
  return {kind: searchKind, doc};
}

/** A port of models. */
export function model(doc: string): Port<Model> {
  return {kind: modelKind, doc};
}

/** A port of metrics. */
export function metrics(doc: string): Port<Metrics> {
  return {kind: metricsKind, doc};
}

/** A port of files. */
export function file(doc: string): Port<ExportedFile> {
  return {kind: fileKind, doc};
}

/** An input from whose rows the node learns what it gives. */
export function learned<T>(port: Port<T>): Port<T> {
  return {...port, learns: true};
}

/** An output of rows kept apart to judge what is learned. */
export function heldOut<T>(port: Port<T>): Port<T> {
  return {...port, heldOut: true};
}

/** A port that takes any number of wires. */
export function many<T>(port: Port<T>): Port<T> & {readonly many: true} {
  return {...port, many: true};
}

/** A port that may be left unconnected. */
export function optional<T>(port: Port<T>): Port<T> & {readonly optional: true} {
  return {...port, optional: true};
}

export {objectKind};
