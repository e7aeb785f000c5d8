import type {EstimatorSpec} from "./estimators.ts";
import {forestRules} from "./estimators.ts";
import {fitLinear, type LinearModel, predictLinear} from "./linear.ts";
import type {Rng} from "./random.ts";
import {type Forest, type ForestPrediction, growForest, predictForest} from "./tree/forest.ts";
import type {Key} from "./tree/tree.ts";
import {packColumns, trainingSet} from "./tree/training-set.ts";
import {applyYeoJohnson, fitYeoJohnson, type YeoJohnson} from "./yeo-johnson.ts";

/** The regression at the end of a pipeline, fitted. */
export type Regression =
  | {readonly kind: "forest"; readonly forest: Forest}
  | {readonly kind: "linear"; readonly linear: LinearModel};

/** One pipeline (Fonseca-Bonilla et al. 2024, Fig. 4): Yeo–Johnson and standardisation of each predictor, then a regression. */
export interface Pipeline {
  readonly spec: EstimatorSpec;
  /** One a predictor, in the order of the columns. */
  readonly transforms: readonly YeoJohnson[];
  readonly regression: Regression;
  /** Rows it was trained on. */
  readonly rows: number;
}

export interface PipelinePrediction extends ForestPrediction {
  /** Trees that took part; 1 for a linear model. */
  readonly q: number;
}

/** The four words that say which forest is grown. */
export function forestKey(random: Rng): Key {
  const [a, b, c, d] = random.state();
  return [a!, b!, c!, d!];
}

/** Fits λ, mean and scale of each column. */
export function fitTransforms(columns: readonly ArrayLike<number>[]): readonly YeoJohnson[] {
  return columns.map((column) => fitYeoJohnson(column));
}

/** A steep transformation may leave the range of doubles, or of float32, where it meets values far from those it was fitted to. */
const FARTHEST = 1e30;

/** Transforms columns; values beyond ±1e30 standard deviations count as that. */
export function applyTransforms(columns: readonly ArrayLike<number>[], transforms: readonly YeoJohnson[]): Float64Array[] {
  if (columns.length !== transforms.length)
    throw new Error(`the model has ${transforms.length} predictors; got ${columns.length} columns`);
  return columns.map((column, j) => applyYeoJohnson(column, transforms[j]!, FARTHEST));
}

/** Fits the regression on transformed columns. */
export function fitRegression(columns: readonly Float64Array[], y: ArrayLike<number>, spec: EstimatorSpec, key: Key): Regression {
  if (spec.estimator === "linear") return {kind: "linear", linear: fitLinear(columns, y)};
  const data = trainingSet(packColumns(columns, y.length), y);
  return {kind: "forest", forest: growForest(data, key, 0, spec.nEstimators, forestRules(spec, data.p))};
}

/** Predicts from transformed columns. The spread of a linear model is 0. */
export function predictRegression(regression: Regression, columns: readonly Float64Array[]): PipelinePrediction {
  const n = columns[0]?.length ?? 0;
  if (regression.kind === "linear") return {mean: predictLinear(regression.linear, columns), spread: new Float64Array(n), q: 1};
  return {...predictForest(regression.forest, packColumns(columns, n), n), q: regression.forest.nTrees};
}

/**
 * Fits the pipeline to p columns of n finite numbers and n targets.
 *
 * @throws naming the column (from 0) and row (from 1) of a number that is not finite.
 */
export function fitPipeline(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  spec: EstimatorSpec,
  random: Rng
): Pipeline {
  checkColumns(columns, y.length);
  const transforms = fitTransforms(columns);
  const regression = fitRegression(applyTransforms(columns, transforms), y, spec, forestKey(random));
  return {spec, transforms, regression, rows: y.length};
}

/** Predicts rows given as columns in the order of the fit. */
export function predictPipeline({transforms, regression}: Pipeline, columns: readonly ArrayLike<number>[]): PipelinePrediction {
  checkColumns(columns, columns[0]?.length ?? 0);
  return predictRegression(regression, applyTransforms(columns, transforms));
}

/** @throws unless every column has n finite numbers. */
function checkColumns(columns: readonly ArrayLike<number>[], n: number): void {
  if (columns.length === 0) throw new Error("0 predictors cannot predict; need at least 1");
  for (const [j, column] of columns.entries()) {
    if (column.length !== n) throw new Error(`column ${j} has ${column.length} rows; need ${n}`);
    for (let i = 0; i < n; ++i)
      if (!Number.isFinite(column[i])) throw new Error(`column ${j}, row ${i + 1} must be a finite number; got ${column[i]}`);
  }
}
