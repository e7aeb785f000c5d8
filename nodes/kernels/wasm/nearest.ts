// The point of a convex hull, given by its vertices, that is nearest to a query: Wolfe's algorithm (1976), which looks for the point of a
// polytope nearest to the origin, with the query for origin. It stops as soon as a plane is found that has the query and all vertices on
// different sides.
import {allocate} from "./memory";

let d: i32 = 0;
let n: i32 = 0;
/** Coordinate j of all vertices, two by two; an odd one out comes twice. */
let points: usize = 0;
let stride: usize = 0;
let query: usize = 0;
/** From the query to the nearest point so far. */
let position: usize = 0;
/** Corners of the simplex in use, with their weights, and the weights it is to have. */
let corners: usize = 0;
let weights: usize = 0;
let target: usize = 0;
let count: i32 = 0;
/** Orthonormal directions of the simplex and the triangular factor of its edges, d × d by rows; what is left of the query, and how far it goes along each. */
let directions: usize = 0;
let factor: usize = 0;
let rest: usize = 0;
let along: usize = 0;

/** A weight that counts as none. */
const NOTHING: f64 = 1e-14;

/** Takes room for so many vertices; the caller writes coordinate j of all of them at the address returned plus j times vertexStride. */
export function allocateNearest(dimensions: i32, vertices: i32): usize {
  d = dimensions;
  n = vertices;
  stride = <usize>((vertices + 1) & ~1) << 3;
  points = allocate(<usize>d * stride);
  const room = (<usize>d + 3) << 3;
  query = allocate(room);
  position = allocate(room);
  corners = allocate(room);
  weights = allocate(room);
  target = allocate(room);
  rest = allocate(room);
  along = allocate(room);
  directions = allocate((<usize>d * <usize>d) << 3);
  factor = allocate((<usize>d * <usize>d) << 3);
  return points;
}

/** Bytes from one coordinate of the vertices to the next. */
export function vertexStride(): usize {
  return stride;
}

/** Where the caller writes the d coordinates of a query. */
export function queryPoint(): usize {
  return query;
}

/** From the query to the nearest point of the hull, or to a point that proves the query outside. */
export function gapOf(): usize {
  return position;
}

@inline
function at(array: usize, i: i32): f64 {
  return load<f64>(array + (<usize>i << 3));
}

@inline
function put(array: usize, i: i32, value: f64): void {
  store<f64>(array + (<usize>i << 3), value);
}

@inline
function coordinate(vertex: i32, j: i32): f64 {
  return load<f64>(points + <usize>j * stride + (<usize>vertex << 3));
}

@inline
function corner(k: i32): i32 {
  return load<i32>(corners + (<usize>k << 2));
}

/** Whether the query lies within `tolerance` of the hull. */
export function isNear(tolerance: f64): bool {
  // The last vertex of an odd number stands beside itself.
  if (n & 1) for (let j = 0; j < d; ++j) store<f64>(points + <usize>j * stride + (<usize>n << 3), coordinate(n - 1, j));
  store<i32>(corners, nearestVertex());
  put(weights, 0, 1);
  count = 1;
  move();
  // Each round either adds a corner that brings the nearest point closer or ends; the bound is far above what is seen.
  for (let round = 0; round < 100 * (d + 1) + n; ++round) {
    let square: f64 = 0;
    for (let j = 0; j < d; ++j) square += at(position, j) * at(position, j);
    const length = sqrt(square);
    if (length <= tolerance) return true;
    const next = support();
    // Every vertex lies at least supportAlong / length ahead of the query in the direction of the gap.
    if (supportAlong > tolerance * length) return false;
    // No plane parts the two as far as numbers of this length can tell.
    for (let k = 0; k < count; ++k) if (corner(k) == next) return true;
    store<i32>(corners + (<usize>count << 2), next);
    put(weights, count, 0);
    ++count;
    shrink();
    move();
  }
  return true;
}

function nearestVertex(): i32 {
  let nearest = 0;
  let least: f64 = Infinity;
  for (let i = 0; i < n; i += 2) {
    let square = f64x2.splat(0);
    let place = points + (<usize>i << 3);
    for (let j = 0; j < d; ++j, place += stride) {
      const difference = f64x2.sub(v128.load(place), f64x2.splat(at(query, j)));
      square = f64x2.add(square, f64x2.mul(difference, difference));
    }
    if (f64x2.extract_lane(square, 0) < least) {
      least = f64x2.extract_lane(square, 0);
      nearest = i;
    }
    if (i + 1 < n && f64x2.extract_lane(square, 1) < least) {
      least = f64x2.extract_lane(square, 1);
      nearest = i + 1;
    }
  }
  return nearest;
}

let supportAlong: f64 = 0;

/** The vertex least far along the gap; (vertex − query) · gap is left in supportAlong. */
function support(): i32 {
  let base: f64 = 0;
  for (let j = 0; j < d; ++j) base += at(query, j) * at(position, j);
  let vertex = 0;
  let least: f64 = Infinity;
  for (let i = 0; i < n; i += 2) {
    let sum = f64x2.splat(0);
    let place = points + (<usize>i << 3);
    for (let j = 0; j < d; ++j, place += stride) sum = f64x2.add(sum, f64x2.mul(v128.load(place), v128.load64_splat(position + (<usize>j << 3))));
    if (f64x2.extract_lane(sum, 0) < least) {
      least = f64x2.extract_lane(sum, 0);
      vertex = i;
    }
    if (i + 1 < n && f64x2.extract_lane(sum, 1) < least) {
      least = f64x2.extract_lane(sum, 1);
      vertex = i + 1;
    }
  }
  supportAlong = least - base;
  return vertex;
}

/** Walks to the point of the simplex's affine span nearest to the query, dropping corners that the way leaves behind. */
function shrink(): void {
  for (;;) {
    findTarget();
    let step: f64 = 1;
    let all = true;
    for (let k = 0; k < count; ++k) {
      const wanted = at(target, k);
      const held = at(weights, k);
      if (!(wanted > NOTHING)) all = false;
      if (wanted <= NOTHING && held - wanted > 0) step = min(step, held / (held - wanted));
    }
    if (all) {
      for (let k = 0; k < count; ++k) put(weights, k, at(target, k));
      return;
    }
    let lightest = 0;
    for (let k = 0; k < count; ++k) {
      put(weights, k, step * at(target, k) + (1 - step) * at(weights, k));
      if (at(target, k) <= NOTHING && (at(target, lightest) > NOTHING || at(weights, k) < at(weights, lightest))) lightest = k;
    }
    let kept = 0;
    for (let k = 0; k < count; ++k) {
      if (k == lightest || !(at(weights, k) > NOTHING)) continue;
      store<i32>(corners + (<usize>kept << 2), corner(k));
      put(weights, kept++, at(weights, k));
    }
    count = kept;
    if (count == 1) put(weights, 0, 1);
    if (count <= 1) return;
  }
}

/** Barycentric weights of the point of the corners' affine span nearest to the query, by modified Gram–Schmidt. */
function findTarget(): void {
  const edges = count - 1;
  const base = corner(0);
  for (let j = 0; j < d; ++j) put(rest, j, at(query, j) - coordinate(base, j));
  // More than d edges depend on one another: the last gets no weight.
  for (let c = 0; c < min(edges, d); ++c) addDirection(c, base);
  let sum: f64 = 0;
  for (let c = edges - 1; c >= 0; --c) {
    let weight: f64 = 0;
    if (c < d) {
      let value = at(along, c);
      for (let b = c + 1; b < min(edges, d); ++b) value -= at(factor, c * d + b) * at(target, b + 1);
      const length = at(factor, c * d + c);
      weight = length > 0 ? value / length : 0;
    }
    put(target, c + 1, weight);
    sum += weight;
  }
  put(target, 0, 1 - sum);
}

function addDirection(c: i32, base: i32): void {
  const own = directions + (<usize>(c * d) << 3);
  const vertex = corner(c + 1);
  for (let j = 0; j < d; ++j) put(own, j, coordinate(vertex, j) - coordinate(base, j));
  for (let b = 0; b < c; ++b) {
    const other = directions + (<usize>(b * d) << 3);
    let dot: f64 = 0;
    for (let j = 0; j < d; ++j) dot += at(other, j) * at(own, j);
    put(factor, b * d + c, dot);
    for (let j = 0; j < d; ++j) put(own, j, at(own, j) - dot * at(other, j));
  }
  let square: f64 = 0;
  for (let j = 0; j < d; ++j) square += at(own, j) * at(own, j);
  const length = sqrt(square);
  put(factor, c * d + c, length);
  let dot: f64 = 0;
  for (let j = 0; j < d; ++j) {
    put(own, j, length > 0 ? at(own, j) / length : 0);
    dot += at(own, j) * at(rest, j);
  }
  put(along, c, dot);
  for (let j = 0; j < d; ++j) put(rest, j, at(rest, j) - dot * at(own, j));
}

/** The gap that corners and weights make. */
function move(): void {
  memory.fill(position, 0, <usize>d << 3);
  for (let k = 0; k < count; ++k) {
    const weight = at(weights, k);
    const vertex = corner(k);
    for (let j = 0; j < d; ++j) put(position, j, at(position, j) + weight * (coordinate(vertex, j) - at(query, j)));
  }
}
