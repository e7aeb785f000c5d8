import type {ScoreName} from "../kernels/cross-validation.ts";
import {permutationImportance} from "../kernels/permutation.ts";
import type {Pipeline} from "../kernels/pipeline.ts";
import {stream} from "../kernels/random.ts";
import {defineTask} from "../../runtime/node.ts";

export interface PermutationJob {
  readonly pipeline: Pipeline;
  readonly features: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly scoring: ScoreName;
  readonly nRepeats: number;
  readonly randomState: number;
}

/** By how much the score gets worse in each repeat of shuffling one predictor; its stream is named after the predictor. */
export const shuffleFeature = defineTask<number, Float64Array, PermutationJob>("importance.shuffle", (j, task) => {
  const {pipeline, features, columns, y, scoring, nRepeats, randomState} = task.shared;
  const random = stream("importance", randomState, features[j]!);
  return permutationImportance(pipeline, columns, y, j, {scoring, nRepeats, random}, (fraction) => task.progress(fraction));
});
