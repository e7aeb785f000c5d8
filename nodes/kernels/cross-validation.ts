import type {EstimatorSpec} from "./estimators/estimators.ts";
import type {Fold} from "./folds.ts";
import {scoresOf} from "./metrics.ts";
import {applyTransforms, fitTransforms} from "./pipeline.ts";
import {fitRegression, type Prediction, predictRegression} from "./regression.ts";
import {type Group, predictGroup, type Side} from "./search/groups.ts";
import type {Key} from "./tree/tree.ts";

/** The scores of a fold, in the order in which they are kept. */
export const scoreNames = ["meanAbsoluteError", "rootMeanSquaredError", "r2Score", "meanAbsolutePercentageError"] as const;
export type ScoreName = (typeof scoreNames)[number];

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
export function predictHeldOut({train, test}: PreparedFold, spec: EstimatorSpec, key: Key): Prediction {
  return predictRegression(fitRegression(train.columns, train.y, spec, key), test.columns);
}

/** What one configuration, trained on a fold, predicts for other rows. */
export function predictFromFold(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  {train}: Fold,
  spec: EstimatorSpec,
  key: Key,
  asked: readonly ArrayLike<number>[]
): Prediction {
  const raw = columns.map((column) => take(column, train));
  const transforms = fitTransforms(raw);
  const regression = fitRegression(applyTransforms(raw, transforms), take(y, train), spec, key);
  return predictRegression(regression, applyTransforms(asked, transforms));
}

/** The four scores of one configuration on one fold. */
export function scoreConfiguration(fold: PreparedFold, spec: EstimatorSpec, key: Key): Float64Array {
  return scoreRow(fold.test.y, predictHeldOut(fold, spec, key).mean);
}

/**
 * The four scores of each member of a group on one fold, four a member in the order of the group, each to the bit as if alone; NaN for a
 * member that the rows of the fold do not allow.
 */
export function scoreGroup(fold: PreparedFold, group: Group, key: Key, progress?: (fraction: number) => void): Float64Array {
  const scores = new Float64Array(4 * group.members.length).fill(NaN);
  const places = new Map(group.members.map((index, m) => [index, 4 * m]));
  const take = (index: number, mean: Float64Array): void => scores.set(scoreRow(fold.test.y, mean), places.get(index));
  predictGroup(group, fold, key, take, progress);
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
