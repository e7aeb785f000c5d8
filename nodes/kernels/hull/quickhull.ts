import {type Plane, PlaneFitter} from "./plane.ts";
import type {UnitPoints} from "./points.ts";
import {spanOf} from "./span.ts";

/** A simplex of the boundary. Neighbour k shares all corners but corner k. */
export interface Facet {
  readonly plane: Plane;
  /** Point indices, ascending. */
  readonly corners: readonly number[];
  readonly neighbours: Facet[];
  /** Points strictly above the facet that no earlier facet took. */
  outside: number[];
  farthest: number;
  distance: number;
  alive: boolean;
  mark: number;
}

interface Ridge {
  readonly hidden: Facet;
  readonly corners: readonly number[];
  /** Where the hidden facet points to the visible one it is about to lose. */
  readonly slot: number;
}

/**
 * The simplices of the boundary of the convex hull in d dimensions, by quickhull (Barber, Dobkin & Huhdanpaa 1996).
 *
 * Every question "is this point above that facet" is answered without rounding, and points in a facet's plane count as not
 * above. What a point sees is then a connected cap whatever the input (grids, spheres, repeated coordinates), its horizon cones
 * are never flat, and no facet has to be merged: coplanar facets stay a triangulation of theirs.
 * @returns undefined where there would be more than `most` facets
 */
export function quickhull(
  points: UnitPoints,
  most: number
): {readonly facets: readonly Facet[]; readonly centre: Float64Array} | undefined {
  const {n, d} = points;
  const {corners} = spanOf(points.coordinates, n, d);
  const planes = new PlaneFitter(points, corners);
  const first = simplexFacets(corners, planes);
  let facets = first;
  const isCorner = new Set(corners);
  const others: number[] = [];
  for (let i = 0; i < n; i++) if (!isCorner.has(i)) others.push(i);
  assign(others, first, planes);
  const work = first.filter((facet) => facet.outside.length > 0);
  let alive = first.length;
  let mark = 0;
  for (let facet = work.pop(); facet; facet = work.pop()) {
    if (!facet.alive) continue;
    const point = facet.farthest;
    const {visible, horizon} = horizonOf(facet, point, ++mark, planes);
    const fresh = horizon.map((ridge) => cone(ridge, point, planes));
    linkFresh(fresh, point);
    for (const old of visible) {
      old.alive = false;
      assign(old.outside, fresh, planes, point);
      old.outside = [];
    }
    for (const facet of fresh) {
      facets.push(facet);
      if (facet.outside.length > 0) work.push(facet);
    }
    alive += fresh.length - visible.length;
    if (alive > most) return undefined;
    if (facets.length > 2 * alive + 1024) facets = facets.filter((facet) => facet.alive);
  }
  return {facets: facets.filter((facet) => facet.alive), centre: planes.centre};
}

function makeFacet(corners: readonly number[], planes: PlaneFitter): Facet {
  return {
    plane: planes.fit(corners),
    corners,
    neighbours: [],
    outside: [],
    farthest: -1,
    distance: 0,
    alive: true,
    mark: 0
  };
}

function simplexFacets(simplex: readonly number[], planes: PlaneFitter): Facet[] {
  const corners = simplex.toSorted((a, b) => a - b);
  const facets = corners.map((left) =>
    makeFacet(
      corners.filter((corner) => corner !== left),
      planes
    )
  );
  for (const facet of facets) for (const corner of facet.corners) facet.neighbours.push(facets[corners.indexOf(corner)]!);
  return facets;
}

/** Gives each point to the first facet it lies above. */
function assign(pool: readonly number[], facets: readonly Facet[], planes: PlaneFitter, except = -1): void {
  for (const point of pool) {
    if (point === except) continue;
    for (const facet of facets) {
      const height = planes.height(facet.plane, point);
      if (height <= 0) continue;
      facet.outside.push(point);
      if (height > facet.distance) {
        facet.distance = height;
        facet.farthest = point;
      }
      break;
    }
  }
}

/** The facets a point sees, found from one of them, and the ridges where sight ends. */
function horizonOf(from: Facet, point: number, mark: number, planes: PlaneFitter): {visible: Facet[]; horizon: Ridge[]} {
  const visible = [from];
  const horizon: Ridge[] = [];
  from.mark = mark;
  for (let v = 0; v < visible.length; v++) {
    const facet = visible[v]!;
    for (let k = 0; k < facet.neighbours.length; k++) {
      const next = facet.neighbours[k]!;
      if (next.mark === mark) continue;
      if (planes.height(next.plane, point) > 0) {
        next.mark = mark;
        visible.push(next);
      } else {
        const slot = next.neighbours.indexOf(facet);
        horizon.push({hidden: next, corners: without(facet.corners, k), slot});
      }
    }
  }
  return {visible, horizon};
}

function without(corners: readonly number[], k: number): number[] {
  const rest: number[] = [];
  for (let c = 0; c < corners.length; c++) if (c !== k) rest.push(corners[c]!);
  return rest;
}

/** The facet from a ridge of the horizon to the new point. */
function cone({hidden, corners, slot}: Ridge, point: number, planes: PlaneFitter): Facet {
  const all: number[] = [];
  let at = 0;
  while (at < corners.length && corners[at]! < point) all.push(corners[at++]!);
  all.push(point);
  while (at < corners.length) all.push(corners[at++]!);
  const facet = makeFacet(all, planes);
  for (const _ of all) facet.neighbours.push(hidden);
  hidden.neighbours[slot] = facet;
  return facet;
}

/** Joins the new facets to each other: two of them share every ridge that holds the new point. */
function linkFresh(fresh: readonly Facet[], point: number): void {
  let size = 16;
  while (size < 2 * fresh.length * Math.max(1, fresh[0]!.corners.length - 1)) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const d = fresh[0]!.corners.length;
  fresh.forEach((facet, f) => {
    let whole = 0;
    for (const corner of facet.corners) whole = (whole + scramble(corner)) | 0;
    for (let k = 0; k < d; k++) {
      if (facet.corners[k] === point) continue;
      let slot = scramble(whole - scramble(facet.corners[k]!)) & (size - 1);
      for (;;) {
        const held = table[slot]!;
        if (held < 0) {
          table[slot] = f * d + k;
          break;
        }
        const other = fresh[Math.floor(held / d)]!;
        if (sameRidge(facet.corners, k, other.corners, held % d)) {
          facet.neighbours[k] = other;
          other.neighbours[held % d] = facet;
          break;
        }
        slot = (slot + 1) & (size - 1);
      }
    }
  });
}

/** Whether two ascending lists agree once each has lost one entry. */
function sameRidge(a: readonly number[], k: number, b: readonly number[], m: number): boolean {
  for (let i = 0, j = 0; i < a.length; i++, j++) {
    if (i === k) i++;
    if (j === m) j++;
    if (i < a.length && a[i] !== b[j]) return false;
  }
  return true;
}

/** A 32-bit mix (Wang). */
function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return h ^ (h >>> 16);
}
