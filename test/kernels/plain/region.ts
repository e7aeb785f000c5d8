import {convexHull, type Hull, type HullOptions} from "../../../nodes/kernels/hull.ts";
import {log10} from "../../../nodes/kernels/math.ts";
import {fitYeoJohnson, yeoJohnson} from "./yeo-johnson.ts";
import {NearestPoint} from "./nearest.ts";

/** The spaces a region may be convex in. */
export const SPACES = ["raw", "log10", "yeoJohnson"] as const;
export type RegionSpace = (typeof SPACES)[number];

/** A convex region over d columns; see Region in nodes/kinds.ts. */
export interface ConvexRegion {
  readonly space: RegionSpace;
  readonly lambdas?: Float64Array;
  readonly center: Float64Array;
  readonly scale: Float64Array;
  readonly facets: Float64Array;
  readonly vertices: Float64Array;
  readonly tolerance: number;
}

/** A region drawn round rows, and what it was drawn from. */
export interface FittedRegion {
  readonly region: ConvexRegion;
  readonly hull: Hull;
  /** Rows that have a place in the space. */
  readonly used: number;
  /** Rows that have none: a value is missing or, in log10, not positive. */
  readonly missing: number;
}

/**
 * The convex hull of rows as a region. λ of each column, in the space yeoJohnson, is that of greatest likelihood over the rows used.
 * `tolerance`: how far beyond a facet still counts as inside, in extents of the columns.
 * @throws as convexHull
 */
export function fitRegion(
  columns: readonly Float64Array[],
  names: readonly string[],
  space: RegionSpace,
  tolerance: number,
  options: HullOptions = {}
): FittedRegion {
  const n = columns[0]?.length ?? 0;
  const placed = rowsWhere(n, (i) => columns.every((column) => isPlaced(column[i]!, space)));
  const chosen = columns.map((column) => Float64Array.from(placed, (i) => column[i]!));
  // fewer rows than this have no hull, which convexHull says better than the fit of λ
  const fitted = space === "yeoJohnson" && placed.length > columns.length;
  const lambdas = fitted ? Float64Array.from(chosen, (column) => fitYeoJohnson(column).lambda) : undefined;
  const coordinates = chosen.map((column, j) => column.map((value) => place(value, space, lambdas?.[j])));
  const hull = convexHull(coordinates, names, options);
  const {center, scale, facets, vertices} = hull;
  const region = {space, ...(lambdas && {lambdas}), center, scale, facets, vertices, tolerance};
  return {region, hull, used: placed.length, missing: n - placed.length};
}

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

/** How many rows have no place in the region's space; they count as outside. */
export function countMissing(region: ConvexRegion, columns: readonly Float64Array[]): number {
  const n = columns[0]?.length ?? 0;
  return n - rowsWhere(n, (i) => columns.every((column) => isPlaced(column[i]!, region.space))).length;
}

function rowsWhere(n: number, test: (row: number) => boolean): Int32Array {
  return Int32Array.from({length: n}, (_, i) => i).filter(test);
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
