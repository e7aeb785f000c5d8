import {type EstimatorSpec, isForest} from "../kernels/estimators/estimators.ts";
import {type Pipeline, regressionKey} from "../kernels/pipeline.ts";
import {stream} from "../kernels/random.ts";
import {importancesOf, type Prediction, type Regression} from "../kernels/regression.ts";
import {joinForests} from "../kernels/tree/forest.ts";
import type {Model} from "../kinds.ts";
import {fitWhole, growTrees, predictRows, type RegressionData, transformColumn} from "../tasks/learning.ts";
import type {Pool} from "../../runtime/node.ts";
import type {Target} from "../../runtime/table.ts";

/** What a node lends to the work it has done on other threads. */
export interface Work {
  readonly pool: Pool;
  readonly signal: AbortSignal;
  readonly progress: (fraction: number) => void;
}

export interface Training extends RegressionData {
  readonly features: readonly string[];
  readonly target: Target;
}

/** Trees a worker grows at a time: few enough that all have work to the end. */
const TREES_AT_ONCE = 5;

/** Fits the pipeline on the pool, column by column and a forest tree by tree; the same bits as fitPipeline gives. */
export async function fitModel(
  training: Training,
  spec: EstimatorSpec,
  randomState: number,
  {pool, signal, progress}: Work
): Promise<Model> {
  const {features, target, y} = training;
  const transformed = await pool.map(transformColumn, training.columns, {signal});
  const data = {columns: transformed.map(({values}) => values), y};
  const regression = await fitRegression(data, spec, randomState, {pool, signal, progress});
  const pipeline: Pipeline = {spec, transforms: transformed.map(({transform}) => transform), regression, rows: y.length};
  const importances = importancesOf(regression);
  return {features, target, pipeline, ...(importances && {importances})};
}

async function fitRegression(
  data: RegressionData,
  spec: EstimatorSpec,
  randomState: number,
  {pool, signal, progress}: Work
): Promise<Regression> {
  const key = regressionKey(stream("model", randomState));
  if (!isForest(spec)) {
    const [regression] = await pool.map(fitWhole, [{...data, spec, key}], {signal, onProgress: progress});
    return regression!;
  }
  const {nEstimators} = spec;
  const items = Array.from({length: Math.ceil(nEstimators / TREES_AT_ONCE)}, (_, k) => {
    const first = k * TREES_AT_ONCE;
    return {first, count: Math.min(TREES_AT_ONCE, nEstimators - first)};
  });
  const shared = {...data, spec, key};
  const parts = await pool.map(growTrees, items, {shared, signal, onProgress: progress});
  return {kind: "forest", forest: joinForests(data.columns.length, parts)};
}

// A forest is made ready for many rows at a time, which pays where these are more than a tree has nodes.
const ROWS_AT_ONCE = {forest: 65_536, boosting: 4096, neighbors: 4096, linear: 4096} as const;

/** Predicts rows given as columns, some rows at a time on the pool. */
export async function predictColumns(
  pipeline: Pipeline,
  columns: readonly Float64Array[],
  {pool, signal, progress}: Work
): Promise<Prediction> {
  const n = columns[0]?.length ?? 0;
  const size = ROWS_AT_ONCE[pipeline.regression.kind];
  const items: Float64Array[][] = [];
  for (let from = 0; from < n; from += size) items.push(columns.map((column) => column.slice(from, from + size)));
  const parts = await pool.map(predictRows, items, {shared: pipeline, signal, onProgress: progress});
  const mean = new Float64Array(n);
  const spread = new Float64Array(n);
  for (const [k, part] of parts.entries()) {
    mean.set(part.mean, k * size);
    spread.set(part.spread, k * size);
  }
  return {mean, spread, q: parts[0]?.q ?? 1};
}
