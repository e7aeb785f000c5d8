import type {Calibration} from "../kernels/conformal.ts";
import type {EstimatorSpec} from "../kernels/estimators/estimators.ts";
import {predictFold, type RegressionData} from "../tasks/learning.ts";
import type {Model} from "../kinds.ts";
import {choice} from "../../runtime/params.ts";
import type {Work} from "./fit.ts";
import {foldsOf} from "./search.ts";

/** How nodes that fit a model by cross-validation are told to make its intervals. */
export const intervalsParam = choice(["outOfFold", "cvPlus"], {
  default: "outOfFold",
  doc: "How calibrated intervals are made of what the folds' models are off by: about the prediction of the one model fitted on all rows (outOfFold), or about those of the folds' models, with a guarantee but fitting these again whenever rows are predicted (cvPlus)."
});

/** A model with intervals calibrated by cross-validation on the rows it was fitted to. */
export async function withIntervals(
  model: Model,
  {columns, y}: RegressionData,
  {
    intervals,
    nSplits,
    randomState
  }: {readonly intervals: "outOfFold" | "cvPlus"; readonly nSplits: number; readonly randomState: number},
  work: Work
): Promise<Model> {
  const calibration = await crossCalibration({columns, y}, model.pipeline.spec, {nSplits, randomState}, work);
  if (!calibration) return model;
  const folds = {columns, y, nSplits: Math.min(nSplits, y.length), randomState};
  return {...model, calibration, ...(intervals === "cvPlus" && {folds})};
}

/**
 * Residuals and spreads of one configuration on rows each fold holds out, on the folds and with the forests that a search of this
 * randomState uses; of at most as many folds as there are rows. Nothing for fewer than 2 rows.
 */
async function crossCalibration(
  data: RegressionData,
  spec: EstimatorSpec,
  {nSplits, randomState}: {readonly nSplits: number; readonly randomState: number},
  {pool, signal, progress}: Work
): Promise<Calibration | undefined> {
  const n = data.y.length;
  if (n < 2) return undefined;
  const items = foldsOf(n, {nSplits: Math.min(nSplits, n), randomState});
  const predictions = await pool.map(predictFold, items, {shared: {...data, spec}, signal, onProgress: progress});
  const residuals = new Float64Array(n);
  const spreads = new Float64Array(n);
  for (const [k, {fold}] of items.entries()) {
    const {mean, spread} = predictions[k]!;
    for (const [m, i] of fold.test.entries()) {
      residuals[i] = data.y[i]! - mean[m]!;
      spreads[i] = spread[m]!;
    }
  }
  return {residuals, spreads};
}
