import {rescaleColumn, type ScaleName} from "../kernels/scales.ts";
import {defineTask} from "../../runtime/node.ts";

export interface Rescaling {
  readonly values: Float64Array;
  readonly scale: ScaleName;
  readonly way: "forward" | "inverse";
}

/** Takes numbers onto a scale or back. */
export const rescale = defineTask(
  "scale.apply",
  ({values, scale, way}: Rescaling): Float64Array => rescaleColumn(values, scale, way)
);
