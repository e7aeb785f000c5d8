import type {EstimatorSpec} from "./estimators.ts";
import type {Fold} from "./folds.ts";
import {scoresOf} from "./metrics.ts";
import {applyTransforms, fitRegression, fitTransforms, type PipelinePrediction, predictRegression} from "./pipeline.ts";
import {type Group, predictGroup} from "./search.ts";
import type {Key} from "./tree/tree.ts";
import {packColumns, trainingSet} from "./tree/training-set.ts";

/** The scores of a fold, in the order in which they are kept. */
export const scoreNames = ["meanAbsoluteError", "rootMeanSquaredError", "r2Score", "meanAbsolutePercentageError"] as const;
export type ScoreName = (typeof scoreNames)[number];

/** Transformed columns and targets of one side of a fold. */
interface Side {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

/** One fold, its predictors transformed as the rows it trains on say. */
export interface PreparedFold {
  readonly train: Side;
  readonly test: Side;
}

/** Transforms the predictors of a fold: λ, mean and scale are those of its training rows. */
export function prepareFold(columns: readonly ArrayLike<number>[], y: ArrayLike<number>, {train, test}: Fold): PreparedFold {
  const raw = columns.map((column) => take(column, train));
  const transforms = fitTransforms(raw);
  return {
    train: {columns: applyTransforms(raw, transforms), y: take(y, train)},
    test: {
      columns: applyTransforms(
        columns.map((column) => take(column, test)),
        transforms
      ),
      y: take(y, test)
    }
  };
}

/** What one configuration, trained on a fold, predicts for the rows the fold holds out. */
export function predictHeldOut({train, test}: PreparedFold, spec: EstimatorSpec, forest: Key): PipelinePrediction {
  return predictRegression(fitRegression(train.columns, train.y, spec, forest), test.columns);
}

/** What one configuration, trained on a fold, predicts for other rows. */
export function predictFromFold(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  {train}: Fold,
  spec: EstimatorSpec,
  forest: Key,
  asked: readonly ArrayLike<number>[]
): PipelinePrediction {
  const raw = columns.map((column) => take(column, train));
  const transforms = fitTransforms(raw);
  const regression = fitRegression(applyTransforms(raw, transforms), take(y, train), spec, forest);
  return predictRegression(regression, applyTransforms(asked, transforms));
}

/** The four scores of one configuration on one fold. */
export function scoreConfiguration(fold: PreparedFold, spec: EstimatorSpec, forest: Key): Float64Array {
  return scoreRow(fold.test.y, predictHeldOut(fold, spec, forest).mean);
}

/** The four scores of each member of a group on one fold, four a member in the order of the group, each to the bit as if alone. */
export function scoreGroup(
  {train, test}: PreparedFold,
  group: Group,
  forest: Key,
  progress?: (fraction: number) => void
): Float64Array {
  const data = trainingSet(packColumns(train.columns, train.y.length), train.y);
  const heldOut = {n: test.y.length, X: packColumns(test.columns, test.y.length)};
  const scores = new Float64Array(4 * group.members.length);
  const take = (index: number, mean: Float64Array): void => scores.set(scoreRow(test.y, mean), 4 * group.members.indexOf(index));
  predictGroup(group, data, forest, heldOut, take, progress);
  return scores;
}

/** The four scores, in the order of `scoreNames`. */
export function scoreRow(y: Float64Array, predicted: Float64Array): Float64Array {
  const scores = scoresOf(y, predicted);
  return Float64Array.from(scoreNames, (name) => scores[name]);
}

function take(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i]!);
}
