import {type Calibration, conformalBounds, type ConformalWidth, leastCalibrationRows} from "../kernels/conformal.ts";
import {cvPlusBounds} from "../kernels/cv-plus.ts";
import type {Bounds} from "../kernels/intervals.ts";
import type {Prediction} from "../kernels/regression.ts";
import type {FoldModels, Model} from "../kinds.ts";
import {predictByFold} from "../tasks/learning.ts";
import type {Work} from "./fit.ts";
import {foldsOf} from "./search.ts";
import type {Json} from "../../runtime/node.ts";
import {choice, real} from "../../runtime/params.ts";

/** The params of nodes that draw calibrated intervals. */
export const intervalParams = {
  coverage: real({default: 0.9, min: 0.01, max: 0.999, doc: "Share of truths that the calibrated interval is to cover."}),
  width: choice(["scaled", "constant"], {
    default: "scaled",
    doc: "Whether the calibrated interval is wider where the trees disagree, or equally wide everywhere."
  })
} as const;

/** Bounds, and the share of truths they are meant to cover. */
export interface CalibratedBounds extends Bounds {
  readonly coverage: number;
}

/** The calibrated intervals of some predictions. */
export interface CalibratedIntervals {
  /** About the model's own prediction, or about those of the folds' models. */
  readonly kind: "conformal" | "cvPlus";
  readonly bounds: (width: ConformalWidth) => CalibratedBounds;
}

/**
 * The calibrated intervals of rows, given as columns and as what the model predicts for them; nothing where it is not calibrated or,
 * which is noted, on too few rows for this coverage.
 */
export async function calibratedIntervals(
  model: Model,
  columns: readonly Float64Array[],
  prediction: Prediction,
  coverage: number,
  {note, ...work}: Work & {readonly note: (name: string, value: Json) => void}
): Promise<CalibratedIntervals | undefined> {
  const {calibration, folds} = model;
  if (!calibration) return undefined;
  const rows = calibration.residuals.length;
  const needed = leastCalibrationRows(coverage);
  if (rows < needed) {
    note("uncalibrated", `${rows} calibration rows cannot cover ${coverage}; need at least ${needed}`);
    return undefined;
  }
  if (folds) return cvPlusIntervals(model, folds, calibration, columns, coverage, work);
  return {kind: "conformal", bounds: (width) => ({coverage, ...conformalBounds(calibration, prediction, coverage, width)})};
}

/** Fits the model of each fold again, and has it predict. */
async function cvPlusIntervals(
  {pipeline: {spec}}: Model,
  {columns, y, nSplits, randomState}: FoldModels,
  calibration: Calibration,
  asked: readonly Float64Array[],
  coverage: number,
  {pool, signal, progress}: Work
): Promise<CalibratedIntervals> {
  const items = foldsOf(y.length, {nSplits, randomState});
  const shared = {columns, y, spec, asked};
  const predictions = await pool.map(predictByFold, items, {shared, signal, onProgress: progress});
  const foldOf = new Int32Array(y.length);
  for (const [k, {fold}] of items.entries()) for (const i of fold.test) foldOf[i] = k;
  return {
    kind: "cvPlus",
    bounds: (width) => ({coverage, ...cvPlusBounds(calibration, foldOf, predictions, coverage, width)})
  };
}
