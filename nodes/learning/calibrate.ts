import type {Calibration} from "../kernels/conformal.ts";
import type {EstimatorSpec} from "../kernels/estimators.ts";
import {predictFold, type RegressionData} from "../tasks/learning.ts";
import type {Work} from "./fit.ts";
import {foldsOf} from "./search.ts";

/**
 * Residuals and spreads of one configuration on rows each fold holds out, on the folds and with the forests that a search of this
 * randomState uses; of at most as many folds as there are rows. Nothing for fewer than 2 rows.
 */
export async function crossCalibration(
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
