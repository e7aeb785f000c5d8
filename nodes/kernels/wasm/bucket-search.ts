// The nearest rows of a query. Boxes and places are measured in float32 and tell only what cannot be near enough, with room for every
// rounding; what may be is measured in doubles between the very rows, predictor after predictor. So the answers are those of measuring
// every row, to the bit.
import {BUCKET, buckets, d, ends, PILE, piles, LANES, LEAF, m, n, NODE, nodeBytes, nodes, numbers, placeOf, root, rows} from "./buckets";
import {allocate} from "./memory";
import {allocateNearestRows, forgetRows, limit, offerRow, takeRows} from "./nearest-rows";

/** The metric: |x − y|₁, or |x − y|₂². */
let manhattan: bool = false;
/** The place of x is weights (x − origin); the weights of two axes stand beside one another, d pairs, then those of the next two. */
let origin: usize = 0;
let weights: usize = 0;
/** Two places in float32 are at most so many times as far apart as their rows, and by the query's slack. */
let stretch: f64 = 1;
/** How far the row that was placed last is from the origin, as it is. */
let span: f64 = 0;

let query: usize = 0;
let place: usize = 0;
let shifted: usize = 0;
let slack: f64 = 0;
/** Beyond it, in float32, nothing is near enough. */
let bound: f32 = Infinity;
/** Boxes to look into: bits of the lower bound of their distance, then what they are. */
let stack: usize = 0;

/** What rounding a place to float32 may change, relative to its length: 2⁻²⁴ and a little. */
const ROUNDING: f64 = 6e-8;
/** What the doubles before it may, for each predictor, relative to the row's distance from the origin: 2⁻⁵³ and a little. */
const ROUNDING_BEFORE: f64 = 1.2e-16;
/** Far above the least of float32, far below any place that matters. */
const NOTHING: f64 = 1e-18;

export function allocateAxes(power: i32): void {
  manhattan = power == 1;
  origin = allocate(<usize>d << 3);
  weights = allocate(<usize>m * (<usize>d << 3));
  shifted = allocate(<usize>d << 3);
  place = allocate(<usize>m << 2);
  stack = allocate(64 << 7);
}

export function originAt(): usize {
  return origin;
}

export function weightsAt(): usize {
  return weights;
}

/** Computes the place of every row; places are at most so many times as far apart as rows. */
export function placeRows(lengthening: f64): void {
  stretch = lengthening;
  for (let i = 0; i < n; ++i) locate(rows + <usize>i * (<usize>d << 3), placeOf(i));
}

@inline
function roundingBefore(): f64 {
  return <f64>(d + 8) * ROUNDING_BEFORE;
}

/**
 * How far places may be from what they are to be, for the query and for a row as far from the origin; for rows farther away, what is
 * more is in `tighten`, relative to their distance from the query.
 */
function slackOf(length: f64): f64 {
  return 2 * (ROUNDING * length + roundingBefore() * stretch * span) + NOTHING;
}

/** Writes a row's place; returns its length. */
function locate(row: usize, to: usize): f64 {
  const bytes = <usize>d << 3;
  span = 0;
  for (let j: usize = 0; j < bytes; j += 8) {
    const x = load<f64>(row + j) - load<f64>(origin + j);
    store<f64>(shifted + j, x);
    span += manhattan ? abs(x) : x * x;
  }
  if (!manhattan) span = sqrt(span);
  let length: f64 = 0;
  let weight = weights;
  for (let a = 0; a < m; a += 2, to += 8) {
    let sum = f64x2.splat(0);
    for (let j: usize = 0; j < bytes; j += 8, weight += 16)
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(shifted + j), v128.load(weight)));
    v128.store64_lane(to, f32x4.demote_f64x2_zero(sum), 0);
    const lengths = manhattan ? f64x2.abs(sum) : f64x2.mul(sum, sum);
    length += f64x2.extract_lane(lengths, 0) + f64x2.extract_lane(lengths, 1);
  }
  return manhattan ? length : sqrt(length);
}

export function allocateSearch(k: i32): void {
  allocateNearestRows(k);
}

/** The k nearest rows of each of some queries, nearest first: their distances (squared where Euclidean) and numbers in training. */
export function searchRows(queries: usize, count: i32, k: i32, distancesTo: usize, numbersTo: usize): void {
  for (let i = 0; i < count; ++i) {
    query = queries + <usize>i * (<usize>d << 3);
    forgetRows();
    slack = slackOf(locate(query, place));
    bound = Infinity;
    if (manhattan) walkManhattan();
    else walkEuclidean();
    takeRows(distancesTo + <usize>i * (<usize>k << 3), numbersTo + <usize>i * (<usize>k << 2));
  }
}

/** What a distance may be at most in float32 for a row within the limit. */
@inline
function tighten(manhattan: bool): void {
  const near = (manhattan ? limit : sqrt(limit)) * stretch;
  const reach = near + near * (ROUNDING + roundingBefore()) + slack;
  const more: f64 = 1 + <f64>(m + 8) * 1.2e-7;
  bound = <f32>((manhattan ? reach : reach * reach) * more);
}

@inline
function term(difference: v128, manhattan: bool): v128 {
  return manhattan ? f32x4.abs(difference) : f32x4.mul(difference, difference);
}

// Functions of their own: V8 puts its better translation in place between two calls.

function walkManhattan(): void {
  walk(true);
}

function walkEuclidean(): void {
  walk(false);
}

@inline
function walk(manhattan: bool): void {
  let top = stack;
  store<u64>(top, <u64>(<u32>root));
  top += 8;
  while (top > stack) {
    top -= 8;
    const entry = load<u64>(top);
    if (reinterpret<f32>(<u32>(entry >>> 32)) > bound) continue;
    const what = <i32>entry;
    const kind = what & 3;
    if (kind == NODE) top = open(what >> 2, top, manhattan);
    else if (kind == LEAF) scan(what >> 2, manhattan);
    else if (kind == PILE) dig(what >> 2, manhattan);
  }
}

/** Puts the children of a node that may hold near rows on the stack, the nearest on top. */
@inline
function open(node: i32, top: usize, manhattan: bool): usize {
  const children = nodes + <usize>node * nodeBytes;
  let sum = f32x4.splat(0);
  let at = children + 16;
  for (let q = place, end = place + (<usize>m << 2); q < end; q += 16, at += 128) {
    sum = f32x4.add(sum, term(gap(q, at), manhattan));
    sum = f32x4.add(sum, term(gap(q + 4, at + 32), manhattan));
    sum = f32x4.add(sum, term(gap(q + 8, at + 64), manhattan));
    sum = f32x4.add(sum, term(gap(q + 12, at + 96), manhattan));
  }
  const base = top;
  top = push(f32x4.extract_lane(sum, 0), load<u32>(children), base, top);
  top = push(f32x4.extract_lane(sum, 1), load<u32>(children, 4), base, top);
  top = push(f32x4.extract_lane(sum, 2), load<u32>(children, 8), base, top);
  return push(f32x4.extract_lane(sum, 3), load<u32>(children, 12), base, top);
}

/** How far the coordinate at q lies outside four boxes. */
@inline
function gap(q: usize, box: usize): v128 {
  const x = v128.load32_splat(q);
  return f32x4.pmax(f32x4.pmax(f32x4.sub(v128.load(box), x), f32x4.sub(x, v128.load(box, 16))), f32x4.splat(0));
}

@inline
function push(distance: f32, what: u32, base: usize, top: usize): usize {
  if (distance > bound) return top;
  const entry = (<u64>reinterpret<u32>(distance) << 32) | <u64>what;
  let at = top;
  for (; at > base; at -= 8) {
    const below = load<u64>(at - 8);
    if (below >= entry) break;
    store<u64>(at, below);
  }
  store<u64>(at, entry);
  return top + 8;
}

/** Measures 16 rows at a time along four axes after the other, as long as one of them may be near. */
@inline
function scan(leaf: i32, manhattan: bool): void {
  const bucket = buckets + <usize>leaf * <usize>m * LANES;
  const end = place + (<usize>m << 2);
  for (let half: i32 = 0; half < BUCKET; half += 16) {
    let at = bucket + (<usize>half << 2);
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let e = a;
    let far = a;
    let q = place;
    do {
      let x = v128.load32_splat(q, 0);
      a = f32x4.add(a, term(f32x4.sub(v128.load(at, 0), x), manhattan));
      b = f32x4.add(b, term(f32x4.sub(v128.load(at, 16), x), manhattan));
      c = f32x4.add(c, term(f32x4.sub(v128.load(at, 32), x), manhattan));
      e = f32x4.add(e, term(f32x4.sub(v128.load(at, 48), x), manhattan));
      x = v128.load32_splat(q, 4);
      a = f32x4.add(a, term(f32x4.sub(v128.load(at, 128), x), manhattan));
      b = f32x4.add(b, term(f32x4.sub(v128.load(at, 144), x), manhattan));
      c = f32x4.add(c, term(f32x4.sub(v128.load(at, 160), x), manhattan));
      e = f32x4.add(e, term(f32x4.sub(v128.load(at, 176), x), manhattan));
      x = v128.load32_splat(q, 8);
      a = f32x4.add(a, term(f32x4.sub(v128.load(at, 256), x), manhattan));
      b = f32x4.add(b, term(f32x4.sub(v128.load(at, 272), x), manhattan));
      c = f32x4.add(c, term(f32x4.sub(v128.load(at, 288), x), manhattan));
      e = f32x4.add(e, term(f32x4.sub(v128.load(at, 304), x), manhattan));
      x = v128.load32_splat(q, 12);
      a = f32x4.add(a, term(f32x4.sub(v128.load(at, 384), x), manhattan));
      b = f32x4.add(b, term(f32x4.sub(v128.load(at, 400), x), manhattan));
      c = f32x4.add(c, term(f32x4.sub(v128.load(at, 416), x), manhattan));
      e = f32x4.add(e, term(f32x4.sub(v128.load(at, 432), x), manhattan));
      at += 4 * LANES;
      q += 16;
      const most = f32x4.splat(bound);
      // Comparisons are all ones or all zeros: signed saturation keeps them so.
      far = i8x16.narrow_i16x8_s(
        i16x8.narrow_i32x4_s(f32x4.gt(a, most), f32x4.gt(b, most)),
        i16x8.narrow_i32x4_s(f32x4.gt(c, most), f32x4.gt(e, most))
      );
    } while (q < end && !i8x16.all_true(far));
    let near = ~i8x16.bitmask(far) & 0xffff;
    for (; near != 0; near &= near - 1) consider(leaf * BUCKET + half + ctz(near), manhattan);
  }
}

@inline
function consider(i: i32, manhattan: bool): void {
  if (i < n && offerRow(measure(i, manhattan), load<i32>(numbers + (<usize>i << 2)))) tighten(manhattan);
}

/** The distance of the query from row i in the order of buckets. */
@inline
function measure(i: i32, manhattan: bool): f64 {
  let x = rows + <usize>i * (<usize>d << 3);
  let sum: f64 = 0;
  for (let q = query, end = query + (<usize>d << 3); q < end; q += 8, x += 8) {
    const difference = load<f64>(x) - load<f64>(q);
    sum += manhattan ? abs(difference) : difference * difference;
  }
  return sum;
}

/** Of equal rows, once one is too far or comes too late, so do all behind it. */
function dig(pile: i32, manhattan: bool): void {
  const last = load<i32>(piles + (<usize>pile << 3), 4);
  let i = load<i32>(piles + (<usize>pile << 3));
  while (i < last) {
    if (offerRow(measure(i, manhattan), load<i32>(numbers + (<usize>i << 2)))) {
      tighten(manhattan);
      ++i;
    } else i = load<i32>(ends + (<usize>i << 2));
  }
}
