import {counted} from "../words.ts";
import {convexHull, type Hull, type HullOptions} from "../hull.ts";
import {type ColumnKernel, columnKernel, doublesAt} from "../columns.ts";
import {rescaleColumn} from "../scales.ts";
import {applyYeoJohnson, likeliestLambda} from "../yeo-johnson.ts";
import {loadVertices} from "./nearest.ts";

/** The spaces a region may be convex in. */
export const SPACES = ["raw", "log10", "yeoJohnson"] as const;
export type RegionSpace = (typeof SPACES)[number];

/** A convex region over d columns. */
export interface ConvexRegion {
  readonly space: RegionSpace;
  /** λ of each column, where the space is yeoJohnson. */
  readonly lambdas?: Float64Array;
  /** x′ = (x − center) · scale, applied after the space. */
  readonly center: Float64Array;
  readonly scale: Float64Array;
  /** Row-major, facets × (d + 1), in scaled coordinates; empty where the facets are too many to keep. */
  readonly facets: Float64Array;
  /** Row-major, vertices × d, in scaled coordinates. */
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
  const lambdas = fitted ? Float64Array.from(chosen, likeliestLambda) : undefined;
  const coordinates = chosen.map((column, j) => placeColumn(column, space, lambdas?.[j]));
  const hull = convexHull(coordinates, names, options);
  const {center, scale, facets, vertices} = hull;
  const region = {space, ...(lambdas && {lambdas}), center, scale, facets, vertices, tolerance};
  return {region, hull, used: placed.length, missing: n - placed.length};
}

/** For each row 1 where it lies inside the region or on its boundary, 0 where outside or where it has no place in the space. */
export function insideRegion(region: ConvexRegion, columns: readonly Float64Array[]): Uint8Array {
  const d = region.center.length;
  if (columns.length !== d)
    throw new Error(`the region lies in ${counted(d, "dimension")}; got ${counted(columns.length, "column")}`);
  const kernel = columnKernel();
  const {facets} = region;
  const at = kernel.prepareRegion(d, facets.length / (d + 1), region.tolerance);
  doublesAt(kernel, at, facets.length).set(facets);
  if (facets.length === 0) loadVertices(kernel, region.vertices, d, true);
  const inside = new Uint8Array(columns[0]!.length);
  const block = kernel.REGION_ROWS.value;
  for (let from = 0; from < inside.length; from += block)
    testRows(
      kernel,
      region,
      columns.map((column) => column.subarray(from, from + block)),
      inside.subarray(from, from + block)
    );
  return inside;
}

/** Tells of a block of rows which lie inside. */
function testRows(
  kernel: ColumnKernel,
  {space, lambdas, center, scale, facets}: ConvexRegion,
  columns: readonly Float64Array[],
  inside: Uint8Array
): void {
  const rows = inside.length;
  const marks = new Uint8Array(kernel.memory.buffer, kernel.insideRows(), rows).fill(1);
  for (const [j, column] of columns.entries()) {
    const at = kernel.coordinateRows(j);
    doublesAt(kernel, at, rows).set(column);
    kernel.dropUnplaced(j, rows, space === "log10" ? 1 : 0);
    if (space === "log10") kernel.log10Rows(at, rows);
    if (space === "yeoJohnson") kernel.transformRows(at, rows, lambdas?.[j] ?? 1, 0, 1, Infinity);
    kernel.scaleRows(j, rows, center[j]!, scale[j]!);
  }
  if (facets.length > 0) kernel.dropOutside(rows);
  else kernel.dropFar(rows);
  inside.set(marks);
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

function placeColumn(column: Float64Array, space: RegionSpace, lambda: number = 1): Float64Array {
  if (space === "log10") return rescaleColumn(column, "log10", "forward");
  return space === "yeoJohnson" ? applyYeoJohnson(column, {lambda, mean: 0, scale: 1}) : column;
}
