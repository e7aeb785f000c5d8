// Which rows lie inside a convex region given by its facets or, where those are too many, by its vertices. Rows come in lines of their
// scaled coordinates, for facets eight at a time.
import {allocate} from "./memory";
import {isNear, queryPoint} from "./nearest";

/** Rows tested at a time; a multiple of eight. */
export const REGION_ROWS: i32 = 2048;

let d: i32 = 0;
let facets: usize = 0;
let end: usize = 0;
let tolerance: f64 = 0;
let coordinates: usize = 0;
let inside: usize = 0;

/** Takes room for so many facets, d + 1 numbers each, and for a block of rows; returns where the caller writes the facets. */
export function allocateRegion(dimensions: i32, count: i32, reach: f64): usize {
  d = dimensions;
  tolerance = reach;
  const bytes = <usize>count * (<usize>d + 1) << 3;
  facets = allocate(bytes);
  end = facets + bytes;
  coordinates = allocate((<usize>d * <usize>REGION_ROWS) << 3);
  inside = allocate(<usize>REGION_ROWS);
  return facets;
}

/** Where the caller writes coordinate j of a block of rows. */
export function coordinateRows(j: i32): usize {
  return coordinates + ((<usize>j * <usize>REGION_ROWS) << 3);
}

/** For each row of the block 1 or 0: on the way in whether it has a place at all, on the way out whether it lies inside. */
export function insideRows(): usize {
  return inside;
}

/** Clears the mark of rows where coordinate j is not finite or, if that is asked for, not positive. */
export function dropUnplaced(j: i32, rows: i32, positive: bool): void {
  const at = coordinateRows(j);
  for (let i: usize = 0; i < <usize>rows; ++i) {
    const value = load<f64>(at + (i << 3));
    if (!(abs(value) < Infinity) || (positive && !(value > 0))) store<u8>(inside + i, 0);
  }
}

/** x′ = (x − center) · scale of coordinate j. */
export function scaleRows(j: i32, rows: i32, center: f64, scale: f64): void {
  const at = coordinateRows(j);
  for (let i: usize = 0; i < <usize>rows; i += 2) {
    const value = v128.load(at + (i << 3));
    v128.store(at + (i << 3), f64x2.mul(f64x2.sub(value, f64x2.splat(center)), f64x2.splat(scale)));
  }
}

/** The facet that shut out the rows before often shuts out the next. */
let last: usize = 0;

/** Clears the mark of rows beyond some facet. */
export function dropOutside(rows: i32): void {
  last = facets;
  for (let i: usize = 0; i < <usize>rows; i += 8) {
    const at = coordinates + (i << 3);
    const marks = insideOf(at);
    for (let k: usize = 0; k < 8; ++k) if (!(marks & (1 << <i32>k))) store<u8>(inside + i + k, 0);
  }
}

/** Clears the mark of rows farther than the tolerance from the hull of the vertices. */
export function dropFar(rows: i32): void {
  const query = queryPoint();
  for (let i: usize = 0; i < <usize>rows; ++i) {
    if (!load<u8>(inside + i)) continue;
    let near = true;
    for (let j = 0; j < d; ++j) {
      const value = load<f64>(coordinateRows(j) + (i << 3));
      store<f64>(query + (<usize>j << 3), value);
      if (!(value >= -tolerance && value <= 1 + tolerance)) near = false;
    }
    if (!near || !isNear(tolerance)) store<u8>(inside + i, 0);
  }
}

/** One bit for each of eight rows. */
function insideOf(at: usize): i32 {
  const lines = <usize>REGION_ROWS << 3;
  const reach = f64x2.splat(tolerance);
  let a = i64x2.splat(-1);
  let b = a;
  let c = a;
  let e = a;
  for (let facet = last, first = true; facet < end; ) {
    let x = at;
    let h = v128.load64_splat(facet + (<usize>d << 3));
    let i = h;
    let j = h;
    let k = h;
    for (let normal = facet, stop = facet + (<usize>d << 3); normal < stop; normal += 8, x += lines) {
      const factor = v128.load64_splat(normal);
      h = f64x2.add(h, f64x2.mul(factor, v128.load(x)));
      i = f64x2.add(i, f64x2.mul(factor, v128.load(x, 16)));
      j = f64x2.add(j, f64x2.mul(factor, v128.load(x, 32)));
      k = f64x2.add(k, f64x2.mul(factor, v128.load(x, 48)));
    }
    a = v128.and(a, f64x2.le(h, reach));
    b = v128.and(b, f64x2.le(i, reach));
    c = v128.and(c, f64x2.le(j, reach));
    e = v128.and(e, f64x2.le(k, reach));
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, e)))) {
      last = facet;
      return 0;
    }
    facet = first ? facets : facet + ((<usize>d + 1) << 3);
    first = false;
  }
  return i64x2.bitmask(a) | (i64x2.bitmask(b) << 2) | (i64x2.bitmask(c) << 4) | (i64x2.bitmask(e) << 6);
}
