// A tall table made triangular by Householder reflections (1958, J. ACM 5, 339), and a target turned with it. Every number is made by the
// operations of ml-matrix's QrDecomposition in their order, so that it has their bits: Q is formed column by column before the target is
// multiplied by it. Columns go in panels of eight, two in a vector; each panel is taken through all reflections before the next.
import {allocate, reset} from "./memory";

let n: i32 = 0;
let p: i32 = 0;
/** Of each column, first its numbers as they came, then its reflection, the vector v of I − v vᵀ / v₀, from its own row on. */
let columns: usize = 0;
/** Eight columns at a time, n rows of eight numbers. */
let panels: usize = 0;
let target: usize = 0;
/** Row-major, p × p. */
let triangle: usize = 0;
let turned: usize = 0;

const PANEL: i32 = 8;
/** Bytes of a row of a panel. */
const ROW: usize = 64;

/** Of each column of a panel, its sum of products with a vector, or how much of a reflection it takes. */
let s0: v128 = f64x2.splat(0);
let s1: v128 = f64x2.splat(0);
let s2: v128 = f64x2.splat(0);
let s3: v128 = f64x2.splat(0);

/** Forgets what was there and takes room for a table; returns where the caller writes its columns. */
export function prepareReflections(rows: i32, width: i32): usize {
  reset();
  n = rows;
  p = width;
  columns = allocate(<usize>n * (<usize>p << 3));
  panels = allocate(<usize>((p + PANEL - 1) / PANEL) * <usize>n * ROW);
  target = allocate(<usize>n << 3);
  triangle = allocate(<usize>(p * p) << 3);
  turned = allocate(<usize>(p + PANEL) << 3);
  memory.fill(triangle, 0, <usize>(p * p) << 3);
  return columns;
}

export function targetAt(): usize {
  return target;
}

/** R, row-major. */
export function triangleAt(): usize {
  return triangle;
}

/** Qᵀ y. */
export function turnedAt(): usize {
  return turned;
}

@inline
function columnOf(k: i32): usize {
  return columns + <usize>k * (<usize>n << 3);
}

@inline
function panelOf(k: i32): usize {
  return panels + <usize>(k / PANEL) * <usize>n * ROW;
}

/** Puts a column less its mean into its panel. */
export function centreColumn(j: i32, mean: f64): void {
  let to = panelOf(j) + (<usize>(j % PANEL) << 3);
  let from = columnOf(j);
  for (const end = from + (<usize>n << 3); from < end; from += 8, to += ROW) store<f64>(to, load<f64>(from) - mean);
}

/** Once all columns are centred and the target is written: R and Qᵀ y. */
export function reflect(): void {
  for (let first = 0; first < p; first += PANEL) {
    const panel = panelOf(first);
    const last = min(p, first + PANEL);
    clearRest(first, last);
    if (first > 0) addProducts(panel, columns, 0);
    for (let k = 0; k < first; ++k) {
      const next = min(k + 1, first - 1);
      applyReflection(panel, k, columnOf(next), next);
    }
    let length = measure(panel, first);
    for (let k = first; k < last; ++k) length = makeReflection(panel, k, length, k + 1 < last);
    keepTriangle(first, last);
  }
  for (let first = 0; first < p; first += PANEL) turnTarget(first, min(p, first + PANEL));
}

/** Columns of a panel that are none are 0. */
function clearRest(first: i32, last: i32): void {
  for (let j = last; j < first + PANEL; ++j) {
    let at = panelOf(first) + (<usize>(j - first) << 3);
    for (let i = 0; i < n; ++i, at += ROW) store<f64>(at, 0);
  }
}

function keepTriangle(first: i32, last: i32): void {
  const panel = panelOf(first);
  for (let j = first; j < last; ++j)
    for (let i = 0; i < j; ++i)
      store<f64>(triangle + (<usize>(i * p + j) << 3), load<f64>(panel + <usize>i * ROW + (<usize>(j - first) << 3)));
}

/** The length of what two sides span, without overflow. */
@inline
function hypotenuse(x: f64, y: f64): f64 {
  const along = abs(x) > abs(y);
  const longer = along ? x : y;
  if (longer == 0) return 0;
  const ratio = along ? y / x : x / y;
  return abs(longer) * sqrt(1 + ratio * ratio);
}

@inline
function placeIn(panel: usize, row: i32, column: i32): usize {
  return panel + <usize>row * ROW + (<usize>(column % PANEL) << 3);
}

/** The length of column k from its own row on. */
function measure(panel: usize, k: i32): f64 {
  let length: f64 = 0;
  const end = placeIn(panel, n, k);
  for (let at = placeIn(panel, k, k); at < end; at += ROW) length = hypotenuse(length, load<f64>(at));
  return length;
}

/** Makes the reflection of column k, applies it to those behind it in the panel, and measures the next. */
function makeReflection(panel: usize, k: i32, length: f64, more: bool): f64 {
  const top = placeIn(panel, k, k);
  const v = columnOf(k) + (<usize>k << 3);
  const scale = load<f64>(top) < 0 ? -length : length;
  store<f64>(triangle + (<usize>(k * p + k) << 3), -scale);
  if (scale == 0) {
    store<f64>(v, 0);
    return more ? measure(panel, k + 1) : 0;
  }
  let to = v;
  for (let at = top, end = placeIn(panel, n, k); at < end; at += ROW, to += 8) store<f64>(to, load<f64>(at) / scale);
  store<f64>(v, load<f64>(v) + 1);
  if (!more) return 0;
  addProducts(panel, columnOf(k), k);
  takeShares(load<f64>(v));
  return shareAndMeasure(panel, k);
}

/** Adds to the columns behind column k their shares of its reflection, and measures the first of them. */
function shareAndMeasure(panel: usize, k: i32): f64 {
  const a = v128.and(s0, behind(k, 0));
  const b = v128.and(s1, behind(k, 2));
  const c = v128.and(s2, behind(k, 4));
  const e = v128.and(s3, behind(k, 6));
  const lane = <usize>((k + 1) % PANEL) << 3;
  let v = columnOf(k) + (<usize>k << 3);
  let at = panel + <usize>k * ROW;
  const below = at;
  let length: f64 = 0;
  for (const end = panel + <usize>n * ROW; at < end; at += ROW, v += 8) {
    addShares(at, v128.load64_splat(v), a, b, c, e);
    if (at > below) length = hypotenuse(length, load<f64>(at + lane));
  }
  return length;
}

/** All ones where a column of a pair stands behind column k. */
@inline
function behind(k: i32, pair: i32): v128 {
  const lane = k % PANEL;
  return i64x2.replace_lane(i64x2.splat(pair > lane ? -1 : 0), 1, pair + 1 > lane ? -1 : 0);
}

@inline
function addShares(at: usize, v: v128, a: v128, b: v128, c: v128, e: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.mul(a, v)));
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(b, v)), 16);
  v128.store(at, f64x2.add(v128.load(at, 32), f64x2.mul(c, v)), 32);
  v128.store(at, f64x2.add(v128.load(at, 48), f64x2.mul(e, v)), 48);
}

/** Sums of products of a panel's columns with a vector, from one row on. */
function addProducts(panel: usize, vector: usize, from: i32): void {
  s0 = s1 = s2 = s3 = f64x2.splat(0);
  addMore(panel, vector, from, n);
}

function addMore(panel: usize, vector: usize, from: i32, to: i32): void {
  let a = s0;
  let b = s1;
  let c = s2;
  let e = s3;
  let at = panel + <usize>from * ROW;
  let u = vector + (<usize>from << 3);
  for (const end = panel + <usize>to * ROW; at < end; at += ROW, u += 8) {
    const x = v128.load64_splat(u);
    a = f64x2.add(a, f64x2.mul(x, v128.load(at)));
    b = f64x2.add(b, f64x2.mul(x, v128.load(at, 16)));
    c = f64x2.add(c, f64x2.mul(x, v128.load(at, 32)));
    e = f64x2.add(e, f64x2.mul(x, v128.load(at, 48)));
  }
  s0 = a;
  s1 = b;
  s2 = c;
  s3 = e;
}

/** How much of a reflection with this head each column takes, by its product with it. */
function takeShares(head: f64): void {
  const by = f64x2.splat(head);
  s0 = f64x2.div(f64x2.neg(s0), by);
  s1 = f64x2.div(f64x2.neg(s1), by);
  s2 = f64x2.div(f64x2.neg(s2), by);
  s3 = f64x2.div(f64x2.neg(s3), by);
}

/**
 * Applies reflection k to a panel whose products with it have been summed, and sums those with the next vector, from one row on, while
 * the rows are at hand.
 */
function applyReflection(panel: usize, k: i32, next: usize, from: i32): void {
  const head = load<f64>(columnOf(k) + (<usize>k << 3));
  if (head == 0) {
    addProducts(panel, next, from);
    return;
  }
  takeShares(head);
  const shareA = s0;
  const shareB = s1;
  const shareC = s2;
  const shareE = s3;
  s0 = s1 = s2 = s3 = f64x2.splat(0);
  let row = k;
  let v = columnOf(k) + (<usize>k << 3);
  let at = panel + <usize>k * ROW;
  if (from < k) addMore(panel, next, from, k);
  for (; row < from; ++row, at += ROW, v += 8) addShares(at, v128.load64_splat(v), shareA, shareB, shareC, shareE);
  let a = s0;
  let b = s1;
  let c = s2;
  let e = s3;
  let u = next + (<usize>row << 3);
  for (const end = panel + <usize>n * ROW; at < end; at += ROW, v += 8, u += 8) {
    const y = v128.load64_splat(v);
    const x = v128.load64_splat(u);
    const newA = f64x2.add(v128.load(at), f64x2.mul(shareA, y));
    const newB = f64x2.add(v128.load(at, 16), f64x2.mul(shareB, y));
    const newC = f64x2.add(v128.load(at, 32), f64x2.mul(shareC, y));
    const newE = f64x2.add(v128.load(at, 48), f64x2.mul(shareE, y));
    v128.store(at, newA);
    v128.store(at, newB, 16);
    v128.store(at, newC, 32);
    v128.store(at, newE, 48);
    a = f64x2.add(a, f64x2.mul(x, newA));
    b = f64x2.add(b, f64x2.mul(x, newB));
    c = f64x2.add(c, f64x2.mul(x, newC));
    e = f64x2.add(e, f64x2.mul(x, newE));
  }
  s0 = a;
  s1 = b;
  s2 = c;
  s3 = e;
}

/** Q's columns of a panel, made in the room of the first one from the last reflection to the first, and their products with the target. */
function turnTarget(first: i32, last: i32): void {
  memory.fill(panels, 0, <usize>n * ROW);
  store<f64>(placeIn(panels, last - 1, last - 1), 1);
  addProducts(panels, columnOf(last - 1), last - 1);
  for (let k = last - 1; k > 0; --k) {
    if (k > first) store<f64>(placeIn(panels, k - 1, k - 1), 1);
    applyReflection(panels, k, columnOf(k - 1), k - 1);
  }
  applyReflection(panels, 0, target, 0);
  const to = turned + (<usize>first << 3);
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}
