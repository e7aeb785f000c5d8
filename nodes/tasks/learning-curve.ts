import type {EstimatorSpec} from "../kernels/estimators/estimators.ts";
import {type Sampling, scoreSample} from "../kernels/learning-curve.ts";
import type {RegressionData} from "./learning.ts";
import {defineTask} from "../../runtime/node.ts";

export interface CurveJob extends RegressionData {
  readonly spec: EstimatorSpec;
  readonly nSplits: number;
  readonly randomState: number;
}

/** Scores one sample on its folds. */
export const scoreOneSample = defineTask<Sampling, Float64Array, CurveJob>("learning-curve.score", (sample, task) =>
  scoreSample(task.shared.columns, task.shared.y, sample, task.shared, (fraction) => task.progress(fraction))
);
