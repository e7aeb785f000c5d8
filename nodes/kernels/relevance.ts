import {binColumn} from "./boosting/binning.ts";
import {boosterDefaults, Boosting} from "./boosting/boosting.ts";
import {boruta, type BorutaParams, type BorutaResult, type Importances} from "./boruta.ts";
import {estimatorSpec, forestRules} from "./estimators/estimators.ts";
import {kFold} from "./folds.ts";
import {r2Score} from "./metrics.ts";
import {applyTransforms, fitTransforms, regressionKey} from "./pipeline.ts";
import {stream} from "./random.ts";
import {fitRegression, predictRegression} from "./regression.ts";
import {featureImportances, growForest} from "./tree/forest.ts";
import {packColumns, trainingSet} from "./tree/training-set.ts";

/** What weighs the features: "gradientBoosting" as LightGBM, or forests as scikit-learn's. */
export type RelevanceEstimator = "gradientBoosting" | "extraTrees" | "randomForest";

export interface RelevanceParams extends BorutaParams {
  readonly estimator: RelevanceEstimator;
  /** Trees a round. */
  readonly nEstimators: number;
  /** How boosting weighs features: by how often it splits on them, or by how much those splits lower the loss. Forests always do the latter. */
  readonly importanceType: "split" | "gain";
  /** Applies Yeo–Johnson and standardises the features first. */
  readonly standardise: boolean;
}

/** Folds of the quick scores. */
const folds = 5;

/**
 * Runs Boruta on p columns of n finite numbers and n targets. Boosting bins the columns once: a shadow is a column of shuffled codes.
 * @throws when there are too few rows for the estimator to split at all.
 */
export function relevantFeatures(
  columns: readonly Float64Array[],
  y: Float64Array,
  params: RelevanceParams,
  onRound?: (round: number, undecided: number) => void
): BorutaResult {
  const {estimator, nEstimators, importanceType, randomState} = params;
  const fewest = estimator === "gradientBoosting" ? 2 * boosterDefaults.minChildSamples : 10;
  if (y.length < fewest)
    throw new Error(`too few rows to weigh features with ${estimator}; need at least ${fewest}, got ${y.length}`);
  const X = prepared(columns, params);
  if (estimator === "gradientBoosting") {
    // The shadows of p features are p columns, or up to 8 where there are few.
    const boosting = new Boosting(y, 2 * columns.length + 8, {...boosterDefaults, nEstimators});
    const weigh = (codes: readonly Uint8Array[]): Float64Array =>
      boosting.importances(codes)[importanceType === "gain" ? "gain" : "splits"];
    return boruta(
      X.map((column) => binColumn(column).codes),
      weigh,
      params,
      onRound
    );
  }
  const spec = estimatorSpec(estimator, {nEstimators});
  const weigh: Importances<Float32Array> = (all, round) => {
    const data = trainingSet(packColumns(all, y.length), y);
    const key = regressionKey(stream("boruta", randomState, "forest", round));
    return featureImportances(growForest(data, key, 0, nEstimators, forestRules(spec, data.p))).mean;
  };
  return boruta(
    X.map((column) => Float32Array.from(column)),
    weigh,
    params,
    onRound
  );
}

/** R² of the estimator over 5 folds, the predictions of all folds taken together: a quick measure of what some columns are worth. */
export function quickR2(columns: readonly Float64Array[], y: Float64Array, params: RelevanceParams): number {
  const {estimator, nEstimators, randomState} = params;
  const X = prepared(columns, params);
  const predictions = new Float64Array(y.length);
  kFold(y.length, folds, stream("boruta", randomState, "folds")).forEach(({train, test}, k) => {
    const from = (rows: Int32Array): Float64Array[] => X.map((column) => pick(column, rows));
    const target = pick(y, train);
    const key = regressionKey(stream("boruta", randomState, "score", k));
    const regression = fitRegression(from(train), target, estimatorSpec(estimator, {nEstimators}), key);
    predictRegression(regression, from(test)).mean.forEach((value, i) => (predictions[test[i]!] = value));
  });
  return r2Score(y, predictions);
}

function prepared(columns: readonly Float64Array[], {standardise}: RelevanceParams): readonly Float64Array[] {
  return standardise ? applyTransforms(columns, fitTransforms(columns)) : columns;
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (i) => values[i]!);
}
