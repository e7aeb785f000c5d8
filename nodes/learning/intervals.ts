import {type Calibration, conformalBounds, type ConformalWidth, leastCalibrationRows} from "../kernels/conformal.ts";
import type {Bounds} from "../kernels/intervals.ts";
import type {PipelinePrediction} from "../kernels/pipeline.ts";
import type {Model} from "../kinds.ts";
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

/** What calibrates the intervals of a model; nothing where it is not calibrated, or, which is noted, on too few rows for this coverage. */
export function calibrationFor(
  {calibration}: Model,
  coverage: number,
  note: (name: string, value: Json) => void
): Calibration | undefined {
  const rows = calibration?.residuals.length ?? 0;
  const needed = leastCalibrationRows(coverage);
  if (rows >= needed) return calibration;
  if (calibration) note("uncalibrated", `${rows} calibration rows cannot cover ${coverage}; need at least ${needed}`);
  return undefined;
}

/** Calibrated bounds of predictions. */
export function calibratedBounds(
  calibration: Calibration,
  prediction: PipelinePrediction,
  {coverage, width}: {readonly coverage: number; readonly width: ConformalWidth}
): CalibratedBounds {
  return {coverage, ...conformalBounds(calibration, prediction, coverage, width)};
}
