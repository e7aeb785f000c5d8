import type {ConvexRegion, RegionSpace} from "../../../nodes/kernels/hull/region.ts";
import {log10} from "../../../nodes/kernels/math.ts";
import {NearestPoint} from "./nearest.ts";
import {yeoJohnson} from "./yeo-johnson.ts";

/** For each row 1 where it lies inside the region or on its boundary, 0 where outside or where it has no place in the space. */
export function insideRegion(region: ConvexRegion, columns: readonly Float64Array[]): Uint8Array {
  const d = region.center.length;
  if (columns.length !== d) throw new Error(`the region lies in ${d} dimensions; got ${columns.length} columns`);
  const n = columns[0]!.length;
  const inside = new Uint8Array(n);
  const test = region.facets.length > 0 ? facetTest(region) : vertexTest(region);
  const x = new Float64Array(d);
  for (let i = 0; i < n; i++) inside[i] = locate(region, columns, i, x) && test(x) ? 1 : 0;
  return inside;
}

function isPlaced(value: number, space: RegionSpace): boolean {
  return Number.isFinite(value) && (space !== "log10" || value > 0);
}

function place(value: number, space: RegionSpace, lambda: number | undefined): number {
  if (space === "log10") return log10(value);
  return space === "yeoJohnson" ? yeoJohnson(value, lambda ?? 1) : value;
}

/** Writes the scaled coordinates of a row to x; false where it has none. */
function locate(
  {space, lambdas, center, scale}: ConvexRegion,
  columns: readonly Float64Array[],
  row: number,
  x: Float64Array
): boolean {
  for (let j = 0; j < x.length; j++) {
    const value = columns[j]![row]!;
    if (!isPlaced(value, space)) return false;
    x[j] = (place(value, space, lambdas?.[j]) - center[j]!) * scale[j]!;
  }
  return true;
}

function facetTest({facets, tolerance, center}: ConvexRegion): (x: Float64Array) => boolean {
  const d = center.length;
  const beyond = (x: Float64Array, o: number): boolean => {
    let height = facets[o + d]!;
    for (let j = 0; j < d; j++) height += facets[o + j]! * x[j]!;
    return !(height <= tolerance);
  };
  // the facet that shut out one row often shuts out the next
  let last = 0;
  return (x) => {
    if (beyond(x, last)) return false;
    for (let o = 0; o < facets.length; o += d + 1) {
      if (!beyond(x, o)) continue;
      last = o;
      return false;
    }
    return true;
  };
}

function vertexTest({vertices, tolerance, center}: ConvexRegion): (x: Float64Array) => boolean {
  const hull = new NearestPoint(vertices, center.length);
  const reach = 1 + tolerance;
  return (x) => x.every((value) => value >= -tolerance && value <= reach) && hull.contains(x, tolerance);
}
