import {type ConvexRegion, fitRegion, type FittedRegion, insideRegion, type RegionSpace} from "../kernels/hull/region.ts";
import {defineTask} from "../../runtime/node.ts";

export interface HullItem {
  readonly columns: readonly Float64Array[];
  readonly names: readonly string[];
  readonly space: RegionSpace;
  readonly tolerance: number;
}

/** Draws the hull round rows. */
export const drawHull = defineTask(
  "hull.fit",
  ({columns, names, space, tolerance}: HullItem): FittedRegion => fitRegion(columns, names, space, tolerance)
);

/** Tells which rows, given as columns, lie inside. */
export const testRows = defineTask<readonly Float64Array[], Uint8Array, ConvexRegion>("hull.inside", (columns, {shared}) =>
  insideRegion(shared, columns)
);
