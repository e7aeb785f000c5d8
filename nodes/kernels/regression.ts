import {boosterImportances, type BoosterModel, fitBooster, predictBooster} from "./boosting/booster.ts";
import {asForest, type EstimatorSpec, forestRules} from "./estimators/estimators.ts";
import {fitLinear, fitRidge, type LinearModel, predictLinear} from "./linear.ts";
import {fitNeighbors, type NeighborsModel, predictNeighbors} from "./neighbors.ts";
import {featureImportances, type Forest, type ForestPrediction, growForest, predictForest} from "./tree/forest.ts";
import {packColumns, trainingSet} from "./tree/training-set.ts";
import type {Key} from "./tree/tree.ts";

/** A fitted regression, plain enough to be sent between threads and stored. */
export type Regression =
  | {readonly kind: "forest"; readonly forest: Forest}
  | {readonly kind: "boosting"; readonly booster: BoosterModel}
  | {readonly kind: "neighbors"; readonly neighbors: NeighborsModel}
  | {readonly kind: "linear"; readonly linear: LinearModel};

export interface Prediction extends ForestPrediction {
  /** Trees whose mean it is; 1 where it is none of trees, and the spread 0. */
  readonly q: number;
}

/** What each of p features does for a regression, adding up to 1. */
export interface Importances {
  readonly mean: Float64Array;
  /** Standard deviation over the trees, where each tree stands for itself. */
  readonly sd?: Float64Array;
}

/**
 * Fits a regression to p columns of n finite numbers and n targets. What is random in it follows from the key.
 * @throws where the columns, the rows or the settings do not allow it, saying which.
 */
export function fitRegression(
  columns: readonly Float64Array[],
  y: ArrayLike<number>,
  spec: EstimatorSpec,
  key: Key,
  progress: (fraction: number) => void = () => {}
): Regression {
  switch (spec.estimator) {
    case "linear":
      return {kind: "linear", linear: fitLinear(columns, y)};
    case "ridge":
      return {kind: "linear", linear: fitRidge(columns, y, spec.alpha)};
    case "nearestNeighbors":
      return {kind: "neighbors", neighbors: fitNeighbors(columns, y, spec)};
    case "gradientBoosting": {
      const onTree = (done: number, of: number): void => progress(done / of);
      return {kind: "boosting", booster: fitBooster(columns, Float64Array.from(y), spec, {key, onTree})};
    }
    case "extraTrees":
    case "randomForest":
    case "tree": {
      const forest = asForest(spec);
      const data = trainingSet(packColumns(columns, y.length), y);
      return {kind: "forest", forest: growForest(data, key, 0, forest.nEstimators, forestRules(forest, data.p))};
    }
  }
}

/** Predicts rows, given as the columns of the fit. */
export function predictRegression(regression: Regression, columns: readonly Float64Array[]): Prediction {
  const n = columns[0]?.length ?? 0;
  if (regression.kind === "forest") {
    const {forest} = regression;
    return {...predictForest(forest, packColumns(columns, n), n), q: forest.nTrees};
  }
  return {mean: predictMean(regression, columns), spread: new Float64Array(n), q: 1};
}

function predictMean(regression: Exclude<Regression, {readonly kind: "forest"}>, columns: readonly Float64Array[]): Float64Array {
  switch (regression.kind) {
    case "linear":
      return predictLinear(regression.linear, columns);
    case "neighbors":
      return predictNeighbors(regression.neighbors, columns);
    case "boosting":
      return predictBooster(regression.booster, columns);
  }
}

/** By how much the cuts on each feature lower the squared error; nothing where there are no cuts. */
export function importancesOf(regression: Regression): Importances | undefined {
  if (regression.kind === "forest") return featureImportances(regression.forest);
  if (regression.kind !== "boosting") return undefined;
  const {gain} = boosterImportances(regression.booster);
  const total = gain.reduce((sum, g) => sum + g, 0);
  return {mean: total > 0 ? gain.map((g) => g / total) : gain};
}
