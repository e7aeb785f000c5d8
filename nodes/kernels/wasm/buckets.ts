// Training rows in buckets of 32 that lie near one another, under a tree of boxes with up to four children each: a k-d tree (Bentley
// 1975, CACM 18, 509) cut at the median of the widest axis. Boxes and buckets hold places, the coordinates of rows along a few axes as
// float32; the rows themselves stay beside them as they were given.
import {allocate, mark, reset} from "./memory";

export const BUCKET: i32 = 32;
/** Bytes of one axis of a bucket. */
export const LANES: usize = 128;

/** Kinds of children, in the last two bits; before them, the number of the node, bucket or pile. */
export const NODE: i32 = 0;
export const LEAF: i32 = 1;
/** Rows that all have the same place, however many. */
export const PILE: i32 = 2;
const NONE: i32 = 3;

export let n: i32 = 0;
export let d: i32 = 0;
/** Axes, a multiple of four. */
export let m: i32 = 0;
/** Rows of d predictors; as they came before `fillBuckets`, in the order of buckets after it. */
export let rows: usize = 0;
/** Of each row in the order of buckets, its number in training. */
export let numbers: usize = 0;
/** Axis a of bucket b at (b m + a) 128 bytes. */
export let buckets: usize = 0;
/** Four children, then for each axis four least and four greatest coordinates. */
export let nodes: usize = 0;
export let nodeBytes: usize = 0;
/** First row of each pile and the one after its last. */
export let piles: usize = 0;
/** Within a pile, where the rows end that equal this one. */
export let ends: usize = 0;
export let root: i32 = 0;

let nodeCount: i32 = 0;
let pileCount: i32 = 0;
/** While buckets are filled: places row after row, m coordinates each. */
let places: usize = 0;
let placeBytes: usize = 0;
/** Rows on their way to the order of buckets, 8 bytes each: the number, and above it the coordinate along one axis as bits in ascending order. */
let order: usize = 0;
let seed: u32 = 0;

/** Takes room for n rows of d predictors and m axes. */
export function allocateBuckets(rowCount: i32, predictors: i32, axes: i32): void {
  n = rowCount;
  d = predictors;
  m = axes;
  const leaves = <usize>leafCount();
  nodeBytes = 16 + (<usize>m << 5);
  rows = allocate(<usize>n * (<usize>d << 3));
  numbers = allocate(<usize>n << 2);
  ends = allocate(<usize>n << 2);
  buckets = allocate(leaves * <usize>m * LANES);
  nodes = allocate(leaves * nodeBytes);
  piles = allocate(leaves << 3);
}

@inline
function leafCount(): i32 {
  return (n + BUCKET - 1) / BUCKET;
}

@inline
function firstRow(leaf: i32): i32 {
  return min(n, leaf * BUCKET);
}

@inline
function orderAt(i: i32): i32 {
  return load<i32>(order + (<usize>i << 3));
}

/** Takes room for places; the caller writes them, row after row, at the addresses of `placeOf`. */
export function beginPlaces(): void {
  placeBytes = <usize>m << 2;
  places = allocate(<usize>n * placeBytes);
  order = allocate(<usize>n << 3);
}

@inline
export function placeOf(row: i32): usize {
  return places + <usize>row * placeBytes;
}

/** Orders rows, fills buckets and makes the tree. */
export function fillBuckets(): void {
  for (let i = 0; i < n; ++i) store<u64>(order + (<usize>i << 3), i);
  nodeCount = pileCount = 0;
  seed = 1;
  const box = allocateBox();
  measure(0, n, box);
  root = childOf(0, leafCount(), box);
  for (let h = 0; h < pileCount; ++h) sortPile(load<i32>(piles + (<usize>h << 3)), load<i32>(piles + (<usize>h << 3), 4));
  for (let i = 0; i < n; ++i) {
    store<i32>(numbers + (<usize>i << 2), orderAt(i));
    putInBucket(i, placeOf(orderAt(i)));
  }
  permuteRows();
}

function putInBucket(i: i32, place: usize): void {
  let to = buckets + <usize>(i / BUCKET) * <usize>m * LANES + (<usize>(i % BUCKET) << 2);
  for (let a = 0; a < m; ++a, place += 4, to += LANES) store<f32>(to, load<f32>(place));
}

/** Puts rows into the order of buckets where they are, circle by circle; `order` is used up. */
function permuteRows(): void {
  const bytes = <usize>d << 3;
  const first = allocate(bytes);
  for (let start = 0; start < n; ++start) {
    if (orderAt(start) < 0) continue;
    copy(first, rows + <usize>start * bytes, bytes);
    let i = start;
    for (;;) {
      const from = orderAt(i);
      setOrder(i, -1);
      if (from == start) break;
      copy(rows + <usize>i * bytes, rows + <usize>from * bytes, bytes);
      i = from;
    }
    copy(rows + <usize>i * bytes, first, bytes);
  }
}

/** For a few words a call of memory.copy takes longer. */
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 8, to += 8) store<u64>(to, load<u64>(from));
}

// Boxes: the least coordinates, then the greatest, each placeBytes long.

function allocateBox(): usize {
  return allocate(placeBytes << 1);
}

function measure(from: i32, to: i32, box: usize): void {
  let at: usize = 0;
  for (; at + 32 <= placeBytes; at += 32) {
    let leastA = f32x4.splat(Infinity);
    let leastB = leastA;
    let greatestA = f32x4.splat(-Infinity);
    let greatestB = greatestA;
    for (let i = from; i < to; ++i) {
      const place = placeOf(orderAt(i)) + at;
      const a = v128.load(place);
      const b = v128.load(place, 16);
      leastA = f32x4.pmin(leastA, a);
      leastB = f32x4.pmin(leastB, b);
      greatestA = f32x4.pmax(greatestA, a);
      greatestB = f32x4.pmax(greatestB, b);
    }
    v128.store(box + at, leastA);
    v128.store(box + at, leastB, 16);
    v128.store(box + placeBytes + at, greatestA);
    v128.store(box + placeBytes + at, greatestB, 16);
  }
  if (at == placeBytes) return;
  let least = f32x4.splat(Infinity);
  let greatest = f32x4.splat(-Infinity);
  for (let i = from; i < to; ++i) {
    const a = v128.load(placeOf(orderAt(i)) + at);
    least = f32x4.pmin(least, a);
    greatest = f32x4.pmax(greatest, a);
  }
  v128.store(box + at, least);
  v128.store(box + placeBytes + at, greatest);
}

function widestAxis(box: usize): i32 {
  let widest = 0;
  let width: f32 = -1;
  for (let a = 0; a < m; ++a) {
    const at = box + (<usize>a << 2);
    const w = load<f32>(at + placeBytes) - load<f32>(at);
    if (w > width) {
      width = w;
      widest = a;
    }
  }
  return widest;
}

function isPoint(box: usize): bool {
  return memory.compare(box, box + placeBytes, placeBytes) == 0;
}

/** What stands for leaves first … last − 1 in their parent. */
function childOf(first: i32, last: i32, box: usize): i32 {
  if (last - first == 1) return (first << 2) | LEAF;
  if (!isPoint(box)) return (grow(first, last, box) << 2) | NODE;
  const at = piles + (<usize>pileCount << 3);
  store<i32>(at, firstRow(first));
  store<i32>(at, firstRow(last), 4);
  return (pileCount++ << 2) | PILE;
}

function grow(first: i32, last: i32, box: usize): i32 {
  const node = nodeCount++;
  const here = mark();
  const part = allocateBox();
  const axis = widestAxis(box);
  const middle = cut(first, last, axis);
  const value = load<f32>(placeOf(orderAt(firstRow(middle))) + (<usize>axis << 2));
  let child = 0;
  for (let half = 0; half < 2; ++half) {
    const from = half == 0 ? first : middle;
    const to = half == 0 ? middle : last;
    let quarter = to;
    if (to - from > 1) {
      // The box of a half as far as the cut tells.
      memory.copy(part, box, placeBytes << 1);
      store<f32>(part + (<usize>axis << 2) + (half == 0 ? placeBytes : 0), value);
      quarter = cut(from, to, widestAxis(part));
    }
    addChild(node, child++, from, quarter, part);
    if (quarter < to) addChild(node, child++, quarter, to, part);
  }
  for (; child < 4; ++child) addNone(node, child);
  reset(here);
  return node;
}

function addChild(node: i32, child: i32, first: i32, last: i32, box: usize): void {
  measure(firstRow(first), firstRow(last), box);
  let at = nodes + <usize>node * nodeBytes + (<usize>child << 2);
  for (let a: usize = 0; a < <usize>m << 2; a += 4) {
    at += 16;
    store<f32>(at, load<f32>(box + a));
    at += 16;
    store<f32>(at, load<f32>(box + placeBytes + a));
  }
  const what = childOf(first, last, box);
  store<i32>(nodes + <usize>node * nodeBytes + (<usize>child << 2), what);
}

/** Boxes of no child are infinitely far. */
function addNone(node: i32, child: i32): void {
  let at = nodes + <usize>node * nodeBytes + (<usize>child << 2);
  store<i32>(at, NONE);
  for (let a = 0; a < m; ++a, at += 32) {
    store<f32>(at, Infinity, 16);
    store<f32>(at, Infinity, 32);
  }
}

/** Parts the rows of some leaves into two halves along an axis; returns the first leaf of the second. */
function cut(first: i32, last: i32, axis: i32): i32 {
  const middle = (first + last) >> 1;
  const from = firstRow(first);
  const to = firstRow(last);
  for (let i = from; i < to; ++i) {
    const row = orderAt(i);
    const bits = load<i32>(placeOf(row) + (<usize>axis << 2));
    // Greater floats have greater bits, but negative ones smaller.
    const key = <u32>(bits ^ ((bits >> 31) | i32.MIN_VALUE));
    store<u64>(order + (<usize>i << 3), (<u64>key << 32) | <u64>row);
  }
  select(from, to - 1, firstRow(middle));
  return middle;
}

@inline
function entryAt(i: i32): u64 {
  return load<u64>(order + (<usize>i << 3));
}

/** A place between, as if by chance: no order of the rows makes the selection slow. */
function chance(low: i32, high: i32): i32 {
  seed = seed * 1664525 + 1013904223;
  return low + <i32>((<u64>seed * <u64>(high - low + 1)) >>> 32);
}

/** The place of the middle one of three entries. */
function middleOf(a: i32, b: i32, c: i32): i32 {
  const x = entryAt(a);
  const y = entryAt(b);
  const z = entryAt(c);
  if (x < y) return y < z ? b : x < z ? c : a;
  return x < z ? a : y < z ? c : b;
}

function pick(low: i32, high: i32): i32 {
  const a = middleOf(chance(low, high), chance(low, high), chance(low, high));
  if (high - low < 256) return a;
  const b = middleOf(chance(low, high), chance(low, high), chance(low, high));
  return middleOf(a, b, middleOf(chance(low, high), chance(low, high), chance(low, high)));
}

@inline
function swap(i: i32, j: i32): void {
  const entry = entryAt(i);
  store<u64>(order + (<usize>i << 3), entryAt(j));
  store<u64>(order + (<usize>j << 3), entry);
}

/** Hoare's selection (1961, CACM 4, 321): after it no entry before `target` is above it, and none behind it below. No two are equal. */
function select(low: i32, high: i32, target: i32): void {
  while (low < high) {
    swap(pick(low, high), high);
    const pivot = entryAt(high);
    let at = low;
    // Without a branch, which would go either way.
    for (let i = low; i < high; ++i) {
      const entry = entryAt(i);
      store<u64>(order + (<usize>i << 3), entryAt(at));
      store<u64>(order + (<usize>at << 3), entry);
      at += i32(entry < pivot);
    }
    swap(at, high);
    if (target == at) return;
    if (target < at) high = at - 1;
    else low = at + 1;
  }
}

// Piles: equal rows beside one another, and of equal rows the first in training first.

function compareRows(a: i32, b: i32): i32 {
  const bytes = <usize>d << 3;
  const x = rows + <usize>a * bytes;
  const y = rows + <usize>b * bytes;
  for (let at: usize = 0; at < bytes; at += 8) {
    const u = load<f64>(x + at);
    const v = load<f64>(y + at);
    if (u != v) return u < v ? -1 : 1;
  }
  return 0;
}

@inline
function isBefore(a: i32, b: i32): bool {
  const order = compareRows(a, b);
  return order < 0 || (order == 0 && a < b);
}

function sortPile(from: i32, to: i32): void {
  for (let i = ((from + to) >> 1) - 1; i >= from; --i) siftDown(from, i, to, orderAt(i));
  for (let last = to - 1; last > from; --last) {
    const row = orderAt(last);
    setOrder(last, orderAt(from));
    siftDown(from, from, last, row);
  }
  let end = to;
  for (let i = to - 1; i >= from; --i) {
    if (i + 1 < to && compareRows(orderAt(i), orderAt(i + 1)) != 0) end = i + 1;
    store<i32>(ends + (<usize>i << 2), end);
  }
}

@inline
function setOrder(i: i32, row: i32): void {
  store<i32>(order + (<usize>i << 3), row);
}

/** Puts a row into the heap from … to − 1, from place i downwards. */
function siftDown(from: i32, i: i32, to: i32, row: i32): void {
  for (;;) {
    let child = 2 * i - from + 1;
    if (child >= to) break;
    if (child + 1 < to && isBefore(orderAt(child), orderAt(child + 1))) ++child;
    if (!isBefore(row, orderAt(child))) break;
    setOrder(i, orderAt(child));
    i = child;
  }
  setOrder(i, row);
}
