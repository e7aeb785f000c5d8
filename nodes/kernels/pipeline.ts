import type {EstimatorSpec} from "./estimators/estimators.ts";
import type {Rng} from "./random.ts";
import {fitRegression, type Prediction, predictRegression, type Regression} from "./regression.ts";
import type {Key} from "./tree/tree.ts";
import {applyYeoJohnson, fitYeoJohnson, type YeoJohnson} from "./yeo-johnson.ts";

/** One pipeline (Fonseca-Bonilla et al. 2024, Fig. 4): Yeo–Johnson and standardisation of each predictor, then a regression. */
export interface Pipeline {
  readonly spec: EstimatorSpec;
  /** One a predictor, in the order of the columns. */
  readonly transforms: readonly YeoJohnson[];
  readonly regression: Regression;
  /** Rows it was trained on. */
  readonly rows: number;
}

/** The four words from which all follows that is random in a regression. */
export function regressionKey(random: Rng): Key {
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
  const regression = fitRegression(applyTransforms(columns, transforms), y, spec, regressionKey(random));
  return {spec, transforms, regression, rows: y.length};
}

/** Predicts rows given as columns in the order of the fit. */
export function predictPipeline({transforms, regression}: Pipeline, columns: readonly ArrayLike<number>[]): Prediction {
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
