import {extremePoints, gather} from "./hull/extreme.ts";
import {unitPoints, type UnitPoints} from "./hull/points.ts";
import {type Facet, quickhull} from "./hull/quickhull.ts";

/** The convex hull of rows in d columns. "Scaled" coordinates are x′ = (x − center) · scale, in which every column spans [0, 1]. */
export interface Hull {
  readonly d: number;
  readonly center: Float64Array;
  readonly scale: Float64Array;
  /** Row-major, facets × (d + 1): unit normals pointing out and offsets, scaled; empty where the facets are too many. */
  readonly facets: Float64Array;
  /** Row-major, facets × d: the rows at the corners of each facet. */
  readonly simplices: Int32Array;
  /** Rows that are vertices, ascending; of equal rows the first. */
  readonly rows: Int32Array;
  /** Row-major, vertices × d, scaled. */
  readonly vertices: Float64Array;
  /** In the units of the columns; NaN where there are no facets. */
  readonly volume: number;
}

export interface HullOptions {
  /** Beyond so many dimensions no facets are sought. */
  readonly maxDimensions?: number;
  /** Beyond so many facets they are given up, and only vertices kept. */
  readonly maxFacets?: number;
}

/**
 * The convex hull of n rows in d columns of finite values.
 *
 * Up to six dimensions its facets, by quickhull with exact predicates; above, or where the facets are too many, its vertices only.
 * @throws where the rows do not span d dimensions, in words that say why and name the column
 */
export function convexHull(columns: readonly Float64Array[], names: readonly string[], options: HullOptions = {}): Hull {
  const {maxDimensions = 6, maxFacets = 10_000} = options;
  const points = unitPoints(columns, names);
  const found = points.d <= maxDimensions ? quickhull(points, maxFacets) : undefined;
  return found ? withFacets(points, found.facets, found.centre) : withVertices(points);
}

function withFacets(points: UnitPoints, facets: readonly Facet[], centre: Float64Array): Hull {
  const {d, coordinates, rows, center, scale} = points;
  const equations = new Float64Array(facets.length * (d + 1));
  const simplices = new Int32Array(facets.length * d);
  facets.forEach((facet, f) => {
    equations.set(facet.plane.equation, f * (d + 1));
    facet.corners.forEach((corner, k) => (simplices[f * d + k] = rows[corner]!));
  });
  const vertices = verticesOf(facets, d);
  return {
    d,
    center,
    scale,
    facets: equations,
    simplices,
    rows: vertices.map((point) => rows[point]!),
    vertices: gather(coordinates, d, vertices),
    volume: scale.reduce((volume, factor) => volume / factor, unitVolume(points, facets, centre))
  };
}

function withVertices(points: UnitPoints): Hull {
  const {d, coordinates, rows, center, scale} = points;
  const vertices = extremePoints(points, 1e-12);
  return {
    d,
    center,
    scale,
    facets: new Float64Array(0),
    simplices: new Int32Array(0),
    rows: vertices.map((point) => rows[point]!),
    vertices: gather(coordinates, d, vertices),
    volume: NaN
  };
}

/** Corners that are vertices: a corner inside a flat face or edge is one only of its triangulation, its normals span less than d. */
function verticesOf(facets: readonly Facet[], d: number): Int32Array {
  const bases = new Map<number, number[][]>();
  for (const {corners, plane} of facets) {
    for (const corner of corners) {
      let basis = bases.get(corner);
      if (!basis) bases.set(corner, (basis = []));
      if (basis.length < d) extend(basis, plane.equation.slice(0, d));
    }
  }
  const vertices = [...bases].filter(([, basis]) => basis.length === d).map(([corner]) => corner);
  return Int32Array.from(vertices).sort();
}

/** Adds what a unit vector has outside the span of an orthonormal basis, unless that is rounding. */
function extend(basis: number[][], vector: number[]): void {
  for (const unit of basis) {
    const along = unit.reduce((sum, value, j) => sum + value * vector[j]!, 0);
    unit.forEach((value, j) => (vector[j]! -= along * value));
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length > 1e-11) basis.push(vector.map((value) => value / length));
}

/** The volume in scaled coordinates: cones from the centre to the facets, each |det(corners − centre)| / d!. */
function unitVolume({d, coordinates}: UnitPoints, facets: readonly Facet[], centre: Float64Array): number {
  const m = new Float64Array(d * d);
  let sum = 0;
  for (const {corners} of facets) {
    corners.forEach((corner, k) => {
      for (let j = 0; j < d; j++) m[k * d + j] = coordinates[corner * d + j]! - centre[j]!;
    });
    sum += Math.abs(determinant(m, d));
  }
  for (let k = 2; k <= d; k++) sum /= k;
  return sum;
}

function determinant(m: Float64Array, d: number): number {
  let product = 1;
  for (let k = 0; k < d; k++) {
    let row = k;
    for (let i = k + 1; i < d; i++) if (Math.abs(m[i * d + k]!) > Math.abs(m[row * d + k]!)) row = i;
    const head = m[row * d + k]!;
    if (head === 0) return 0;
    product *= head;
    for (let j = k; j < d; j++) [m[row * d + j], m[k * d + j]] = [m[k * d + j]!, m[row * d + j]!];
    for (let i = k + 1; i < d; i++) {
      const factor = m[i * d + k]! / head;
      for (let j = k; j < d; j++) m[i * d + j]! -= factor * m[k * d + j]!;
    }
  }
  return product;
}
