import {NearestPoint} from "./nearest.ts";
import type {UnitPoints} from "./points.ts";
import {spanOf} from "./span.ts";

/**
 * The vertices of the convex hull without its facets, for dimensions where those are too many: a point outside the hull of the
 * vertices known so far shows a direction in which some point, the farthest, is one more (Clarkson 1994). Ascending.
 */
export function extremePoints(points: UnitPoints, tolerance: number): Int32Array {
  const {n, d, coordinates} = points;
  const {corners} = spanOf(coordinates, n, d);
  const known = new Set(corners);
  let hull = new NearestPoint(gather(coordinates, d, corners), d);
  for (let i = 0; i < n; i++) {
    const query = coordinates.subarray(i * d, i * d + d);
    while (!known.has(i) && !hull.contains(query, tolerance)) {
      const next = farthestAgainst(points, hull.gap);
      if (known.has(next)) break;
      known.add(next);
      hull = new NearestPoint(gather(coordinates, d, [...known]), d);
    }
  }
  // the first simplex may have corners inside flat faces
  for (const corner of corners) {
    const others = [...known].filter((point) => point !== corner);
    const query = coordinates.subarray(corner * d, corner * d + d);
    if (new NearestPoint(gather(coordinates, d, others), d).contains(query, tolerance)) known.delete(corner);
  }
  return Int32Array.from(known).sort();
}

/** The point farthest against a direction; of equals the lexicographically smallest, which is a vertex. */
function farthestAgainst({n, d, coordinates}: UnitPoints, direction: Float64Array): number {
  let farthest = 0;
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    let along = 0;
    for (let j = 0; j < d; j++) along += direction[j]! * coordinates[i * d + j]!;
    if (along < least || (along === least && comesBefore(coordinates, d, i, farthest))) {
      least = along;
      farthest = i;
    }
  }
  return farthest;
}

function comesBefore(coordinates: Float64Array, d: number, a: number, b: number): boolean {
  for (let j = 0; j < d; j++) {
    const difference = coordinates[a * d + j]! - coordinates[b * d + j]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

export function gather(coordinates: Float64Array, d: number, points: ArrayLike<number>): Float64Array {
  const chosen = new Float64Array(points.length * d);
  for (let k = 0; k < points.length; k++) chosen.set(coordinates.subarray(points[k]! * d, points[k]! * d + d), k * d);
  return chosen;
}
