import {type PreparedFold, predictHeldOut, scoreRow} from "./cross-validation.ts";
import {type EstimatorName, estimatorSpec} from "./estimators/estimators.ts";
import type {Key} from "./tree/tree.ts";

/** Four scores, in the order of `scoreNames`, or why there are none. */
export type CandidateScores = {readonly scores: Float64Array} | {readonly failure: string};

/** The scores of one estimator with its defaults on one fold. Never throws: one that fails does not stop the others. */
export function scoreCandidate(name: EstimatorName, fold: PreparedFold, key: Key): CandidateScores {
  try {
    const predicted = predictHeldOut(fold, estimatorSpec(name), key).mean;
    const at = predicted.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return {failure: `predicts ${predicted[at]} for row ${at + 1} of a fold`};
    return {scores: scoreRow(fold.test.y, predicted)};
  } catch (error) {
    return {failure: error instanceof Error ? error.message : String(error)};
  }
}
