import {predictFromFold, predictHeldOut, prepareFold, type PreparedFold, scoreGroup} from "../kernels/cross-validation.ts";
import {type EstimatorSpec, type ForestSpec, forestRules} from "../kernels/estimators/estimators.ts";
import type {Fold} from "../kernels/folds.ts";
import {applyTransforms, fitTransforms, type Pipeline, predictPipeline} from "../kernels/pipeline.ts";
import {fitRegression, type Prediction, type Regression} from "../kernels/regression.ts";
import type {Group} from "../kernels/search/groups.ts";
import {type Forest, growForest} from "../kernels/tree/forest.ts";
import type {Key} from "../kernels/tree/tree.ts";
import {packColumns, trainingSet} from "../kernels/tree/training-set.ts";
import type {YeoJohnson} from "../kernels/yeo-johnson.ts";
import {defineTask} from "../../runtime/node.ts";

/** A fitted transformation, and the column it was fitted to, transformed. */
export interface TransformedColumn {
  readonly transform: YeoJohnson;
  readonly values: Float64Array;
}

/** Fits and applies the transformation of one column. */
export const transformColumn = defineTask("transform.fit", (column: Float64Array): TransformedColumn => {
  const [transform] = fitTransforms([column]);
  const [values] = applyTransforms([column], [transform!]);
  return {transform: transform!, values: values!};
});

/** Transformed columns and targets to fit a regression to. */
export interface RegressionData {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

export interface ForestJob extends RegressionData {
  readonly spec: ForestSpec;
  readonly key: Key;
}

/** Grows trees first … first + count − 1 of a forest. */
export const growTrees = defineTask<{readonly first: number; readonly count: number}, Forest, ForestJob>(
  "forest.grow",
  ({first, count}, task) => {
    const {columns, y, spec, key} = task.shared;
    return growForest(trainingSet(packColumns(columns, y.length), y), key, first, count, forestRules(spec, columns.length));
  }
);

export interface RegressionJob extends RegressionData {
  readonly spec: EstimatorSpec;
  readonly key: Key;
}

/** Fits a regression whole. */
export const fitWhole = defineTask(
  "regression.fit",
  ({columns, y, spec, key}: RegressionJob, task): Regression =>
    fitRegression(columns, y, spec, key, (fraction) => task.progress(fraction))
);

/** Predicts some rows, given as columns. */
export const predictRows = defineTask<readonly Float64Array[], Prediction, Pipeline>("pipeline.predict", (columns, {shared}) =>
  predictPipeline(shared, columns)
);

/** Transforms the predictors of one fold. */
export const transformFold = defineTask<Fold, PreparedFold, RegressionData>("search.transform", (fold, {shared: {columns, y}}) =>
  prepareFold(columns, y, fold)
);

export interface HeldOutJob extends RegressionData {
  readonly spec: EstimatorSpec;
}

/** Predicts the rows that a fold holds out. */
export const predictFold = defineTask<{readonly fold: Fold; readonly key: Key}, Prediction, HeldOutJob>(
  "calibrate.predict",
  ({fold, key}, {shared: {columns, y, spec}}) => predictHeldOut(prepareFold(columns, y, fold), spec, key)
);

export interface FoldModelJob extends HeldOutJob {
  /** The rows to predict, as columns. */
  readonly asked: readonly Float64Array[];
}

/** Predicts other rows by the model of a fold, which is fitted for that. */
export const predictByFold = defineTask<{readonly fold: Fold; readonly key: Key}, Prediction, FoldModelJob>(
  "cv-plus.predict",
  ({fold, key}, {shared: {columns, y, spec, asked}}) => predictFromFold(columns, y, fold, spec, key, asked)
);

export interface SearchJob {
  readonly folds: readonly PreparedFold[];
  /** What is random on each fold follows from its key. */
  readonly keys: readonly Key[];
  readonly groups: readonly Group[];
}

/** Scores all configurations of a group on a fold: four numbers each. */
export const scoreItem = defineTask<{readonly fold: number; readonly group: number}, Float64Array, SearchJob>(
  "search.score",
  ({fold, group}, task) => {
    const {folds, keys, groups} = task.shared;
    return scoreGroup(folds[fold]!, groups[group]!, keys[fold]!, (fraction) => task.progress(fraction));
  }
);

export const learningTasks = [
  transformColumn,
  growTrees,
  fitWhole,
  predictRows,
  transformFold,
  predictFold,
  predictByFold,
  scoreItem
] as const;
