import type {PreparedFold} from "../kernels/cross-validation.ts";
import type {EstimatorName} from "../kernels/estimators/estimators.ts";
import {type CandidateScores, scoreCandidate} from "../kernels/prescreen.ts";
import type {Key} from "../kernels/tree/tree.ts";
import {defineTask} from "../../runtime/node.ts";

export interface PrescreenJob {
  readonly folds: readonly PreparedFold[];
  readonly keys: readonly Key[];
}

/** Scores one candidate on one fold, or says why it cannot. */
export const scoreOneCandidate = defineTask<{readonly name: EstimatorName; readonly fold: number}, CandidateScores, PrescreenJob>(
  "prescreen.score",
  ({name, fold}, {shared: {folds, keys}}) => scoreCandidate(name, folds[fold]!, keys[fold]!)
);
