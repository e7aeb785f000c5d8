import {fitBooster, predictBooster} from "./boosting/booster.ts";
import {type PreparedFold, predictHeldOut, scoreRow} from "./cross-validation.ts";
import {estimatorSpec} from "./estimators.ts";
import {fitRidge, predictLinear} from "./linear.ts";
import {fitNeighbors, predictNeighbors} from "./neighbors.ts";
import type {Key} from "./tree/tree.ts";

/** What a regression learned on one side of a fold predicts for the other. */
type Candidate = (fold: PreparedFold, forest: Key) => Float64Array;

export const candidateNames = [
  "linear",
  "ridge",
  "nearestNeighbors",
  "tree",
  "randomForest",
  "extraTrees",
  "gradientBoosting"
] as const;

export type CandidateName = (typeof candidateNames)[number];

/** The regressions to compare, with scikit-learn's defaults, and LightGBM's for boosting. */
export const candidates: Readonly<Record<CandidateName, Candidate>> = {
  linear: (fold, key) => predictHeldOut(fold, estimatorSpec("linear"), key).mean,
  ridge: ({train, test}) => predictLinear(fitRidge(train.columns, train.y, 1), test.columns),
  nearestNeighbors: ({train, test}) =>
    predictNeighbors(fitNeighbors(train.columns, train.y, {nNeighbors: 5, weights: "uniform", p: 2}), test.columns),
  // A random forest of one tree that sees every row and every feature: CART.
  tree: (fold, key) => predictHeldOut(fold, estimatorSpec("randomForest", {nEstimators: 1, bootstrap: false}), key).mean,
  randomForest: (fold, key) => predictHeldOut(fold, estimatorSpec("randomForest"), key).mean,
  extraTrees: (fold, key) => predictHeldOut(fold, estimatorSpec("extraTrees"), key).mean,
  gradientBoosting: ({train, test}) => predictBooster(fitBooster(train.columns, train.y), test.columns)
};

/** Four scores, in the order of `scoreNames`, or why there are none. */
export type CandidateScores = {readonly scores: Float64Array} | {readonly failure: string};

/** The scores of one candidate on one fold. Never throws: one that fails does not stop the others. */
export function scoreCandidate(name: CandidateName, fold: PreparedFold, forest: Key): CandidateScores {
  try {
    const predicted = candidates[name](fold, forest);
    const at = predicted.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return {failure: `predicts ${predicted[at]} for row ${at + 1} of a fold`};
    return {scores: scoreRow(fold.test.y, predicted)};
  } catch (error) {
    return {failure: error instanceof Error ? error.message : String(error)};
  }
}
