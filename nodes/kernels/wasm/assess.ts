// Predicts rows held out by many prunings of trees grown together, and adds up the predictions, without keeping the trees: see
// nodes/kernels/search/shared-trees.ts. The rows held out go down with the training rows, and what none of them reaches is not grown: since every node
// draws from its own key, that changes nothing elsewhere.
import {allocate, mark, reset} from "./memory";
import {bestSplit} from "./best-splitter";
import {leftKey, rightKey} from "./keys";
import {partitionOrders} from "./orders";
import {bestOfCuts, drawCuts, splitBy} from "./random-splitter";
import {copyAfter, copyAt, middle, n, p, partition, step} from "./rows";
import {feature, leftCount, leftSum, leftWeight, threshold} from "./split";
import {rootRows, rootSum, rootWeight, sumRoot, varies} from "./tree";
import {chosenBy, minSamplesLeafOf, setChosen, thatSplit, useVariants} from "./variants";

/** Where the memory of training set and trees ends. */
let end: usize = 0;
let rows: i32 = 0;
let heldOut: usize = 0;
/** For each row, the sum of each pruning (f64). */
let sums: usize = 0;
let width: usize = 0;
/** For each pruning its maxDepth and minSamplesSplit (i32). */
let depths: usize = 0;
let fewest: usize = 0;
/** For each variant: its first pruning, how many are live, their largest minSamplesSplit (i32); and their maxDepth below 64, one bit each. */
let spans: usize = 0;
/** Numbers of the rows held out, in the order of the nodes they are in, in two copies, each row once for every variant. */
let held0: usize = 0;
let held1: usize = 0;
let pending: usize = 0;
let top: usize = 0;

/** Says that training set and trees lie before this point. */
export function startOfAssessment(): void {
  end = mark();
}

/** Takes room, instead of what was taken before, for rows held out, prunings of all variants, a multiple of 4 each, and variants; sums start at 0. */
export function prepareAssessment(count: i32, prunings: i32, variants: i32): void {
  reset(end);
  rows = count;
  width = <usize>prunings << 3;
  heldOut = allocate((<usize>count * <usize>p) << 2);
  sums = allocate(<usize>count * width);
  memory.fill(sums, 0, <usize>count * width);
  depths = allocate(<usize>prunings << 2);
  fewest = allocate(<usize>prunings << 2);
  spans = allocate(<usize>variants * SPAN);
  held0 = allocate((<usize>count * <usize>variants) << 2);
  held1 = allocate((<usize>count * <usize>variants) << 2);
  // Those that wait for one variant have no rows in common.
  pending = allocate((<usize>min(n, count) * <usize>variants + 4) * FRAME);
}

/** Where the caller writes the rows held out (f32, p a row). */
export function heldOutRows(): usize {
  return heldOut;
}

/** Where the sums are: f64, a row's prunings together. */
export function assessedSums(): usize {
  return sums;
}

/** Says how pruning k works. */
export function setPruning(k: i32, maxDepth: i32, minSamplesSplit: i32): void {
  store<i32>(depths + (<usize>k << 2), maxDepth);
  store<i32>(fewest + (<usize>k << 2), minSamplesSplit);
}

const SPAN: usize = 24;

/** Says which prunings are those of variant v: `live` from `first` on. Those that fill up the last four may get sums too. */
export function setSpan(v: i32, first: i32, live: i32): void {
  const at = spans + <usize>v * SPAN;
  let largest = 0;
  let bits: u64 = 0;
  for (let k = first; k < first + live; k++) {
    const depth = load<i32>(depths + (<usize>k << 2));
    largest = max(largest, load<i32>(fewest + (<usize>k << 2)));
    if (depth < 64) bits |= <u64>1 << depth;
  }
  store<i32>(at, first);
  store<i32>(at, live, 4);
  store<i32>(at, largest, 8);
  store<u64>(at, bits, 16);
}

// A node that waits: key; first row, rows, rows of its parent, depth, trees it belongs to (one bit each), from where places are free; the same
// three for the rows held out (i32 each); sums of targets and weights (f64).
const FRAME: usize = 80;

function push(key: v128, start: i32, m: i32, above: i32, depth: i32, trees: u32, free: i32, held: i32, count: i32, heldFree: i32): void {
  v128.store(top, key);
  store<i32>(top, start, 16);
  store<i32>(top, m, 20);
  store<i32>(top, above, 24);
  store<i32>(top, depth, 28);
  store<u32>(top, trees, 32);
  store<i32>(top, free, 36);
  store<i32>(top, held, 40);
  store<i32>(top, count, 44);
  store<i32>(top, heldFree, 48);
  top += FRAME;
}

@inline
function setSums(sum: f64, weight: f64): void {
  store<f64>(top - FRAME, sum, 56);
  store<f64>(top - FRAME, weight, 64);
}

@inline
function heldIn(copy: i32): usize {
  return copy & 1 ? held1 : held0;
}

/** Grows a tree for each bit of the mask as far as rows held out go, and adds what its prunings predict. */
export function assessNodes(sorted: bool, root: v128, mask: u32, maxFeatures: i32): void {
  useVariants(mask);
  sumRoot(sorted);
  for (let i = 0; i < rows; i++) store<i32>(held0 + (<usize>i << 2), i);
  top = pending;
  push(root, 0, rootRows, i32.MAX_VALUE, 0, mask, rootRows, 0, rows, rows);
  setSums(rootSum, rootWeight);
  while (top > pending) {
    top -= FRAME;
    const frame = top;
    const start = load<i32>(frame, 16);
    const m = load<i32>(frame, 20);
    const above = load<i32>(frame, 24);
    const depth = load<i32>(frame, 28);
    const trees = load<u32>(frame, 32);
    const held = load<i32>(frame, 40);
    const count = load<i32>(frame, 44);
    const sum = load<f64>(frame, 56);
    const weight = load<f64>(frame, 64);
    const copy = copyAt(depth);
    const key = v128.load(frame);
    let splitting = thatSplit(trees, depth, m);
    if (splitting && varies(sorted, copy, start, m)) {
      if (sorted) {
        const v = <u32>ctz(splitting);
        setChosen(v, bestSplit(key, copy, start, m, sum, weight, minSamplesLeafOf(v), maxFeatures) ? feature : -1);
        if (chosenBy(v) < 0) splitting = 0;
      } else if (drawCuts(key, copy, start, m, sum, weight, maxFeatures)) {
        for (let bits = splitting; bits; bits &= bits - 1) {
          const v = <u32>ctz(bits);
          const j = bestOfCuts(m, minSamplesLeafOf(v));
          setChosen(v, j);
          if (j < 0) splitting &= ~(bits & (0 - bits));
        }
      } else splitting = 0;
    } else splitting = 0;
    const rowsHere = heldIn(copy) + (<usize>held << 2);
    addStops(trees, splitting, m, above, depth, sum, weight, rowsHere, count);
    let place = start;
    let free = load<i32>(frame, 36);
    let heldPlace = held;
    let heldFree = load<i32>(frame, 48);
    // Those that choose the same cut go on together, each party in a place of its own.
    while (splitting) {
      const j = chosenBy(ctz(splitting));
      let party: u32 = 0;
      for (let bits = splitting; bits; bits &= bits - 1) if (chosenBy(ctz(bits)) == j) party |= bits & (0 - bits);
      if (!sorted) splitBy(j);
      descend(sorted, party, key, copy, start, m, depth, place, free, sum, weight, rowsHere, count, heldPlace, heldFree);
      splitting &= ~party;
      place = free;
      free += m;
      heldPlace = heldFree;
      heldFree += count;
    }
  }
}

/** Parts rows held out; returns how many go left. */
@inline
function partHeld(from: usize, to: usize, count: i32, feature: i32, threshold: f32): i32 {
  const column = heldOut + (<usize>feature << 2);
  const size = <usize>p << 2;
  const end = <usize>count << 2;
  let left: usize = 0;
  for (let i: usize = 0; i < end; i += 4) {
    const row = load<u32>(from + i);
    const goes = <usize>(load<f32>(column + <usize>row * size) <= threshold);
    store<u32>(to + left + ((end - 4 - i) & (goes - 1)), row);
    left += goes << 2;
  }
  return <i32>(left >>> 2);
}

/** Splits a node of some trees as found; its rows go to `place`, and places are free from `free` on while its children are grown. */
@inline
function descend(
  sorted: bool,
  trees: u32,
  key: v128,
  copy: i32,
  start: i32,
  m: i32,
  depth: i32,
  place: i32,
  free: i32,
  sum: f64,
  weight: f64,
  rowsHere: usize,
  count: i32,
  heldPlace: i32,
  heldFree: i32
): void {
  const l = leftCount;
  const r = m - l;
  const rightSum = sum - leftSum;
  const rightWeight = weight - leftWeight;
  const heldTo = heldIn(copyAfter(copy)) + (<usize>heldPlace << 2);
  const heldLeft = partHeld(rowsHere, heldTo, count, feature, threshold);
  const heldRight = count - heldLeft;
  const growLeft = heldLeft > 0 && thatSplit(trees, depth + 1, l) != 0;
  const growRight = heldRight > 0 && thatSplit(trees, depth + 1, r) != 0;
  if (growLeft || growRight) {
    if (sorted) partitionOrders(copy, start, m, feature, l);
    else partition(copy, start, m, feature, threshold, place);
  }
  if (growRight) {
    push(rightKey(key), place + l, r, m, depth + 1, trees, free, heldPlace + heldLeft, heldRight, heldFree);
    setSums(rightSum, rightWeight);
  } else if (heldRight > 0) {
    addStops(trees, 0, r, m, depth + 1, rightSum, rightWeight, heldTo + (<usize>heldLeft << 2), heldRight);
  }
  if (growLeft) {
    push(leftKey(key), place, l, m, depth + 1, trees, free, heldPlace, heldLeft, heldFree);
    setSums(leftSum, leftWeight);
  } else if (heldLeft > 0) {
    addStops(trees, 0, l, m, depth + 1, leftSum, leftWeight, heldTo, heldLeft);
  }
}

/**
 * Adds the mean of a node of m rows, whose parent has `above`, to the sums of the prunings that stop at it: a pruning has come so far where
 * above ≥ minSamplesSplit and depth ≤ maxDepth, and stops where the node is a leaf, m < minSamplesSplit or depth = maxDepth.
 */
function addStops(trees: u32, splitting: u32, m: i32, above: i32, depth: i32, sum: f64, weight: f64, rowsHere: usize, count: i32): void {
  const value = (sum / weight) * step + middle;
  const value2 = f64x2.splat(value);
  const rows4 = i32x4.splat(m);
  const above4 = i32x4.splat(above);
  const depth4 = i32x4.splat(depth);
  for (let bits = trees; bits; bits &= bits - 1) {
    const span = spans + <usize>ctz(bits) * SPAN;
    const leaf = !(splitting & bits & (0 - bits));
    if (!leaf && m >= load<i32>(span, 8) && depth < 64 && !((load<u64>(span, 16) >>> depth) & 1)) continue;
    const leaf4 = i32x4.splat(leaf ? -1 : 0);
    const first = <usize>load<i32>(span) << 2;
    const last = first + (<usize>load<i32>(span, 4) << 2);
    for (let k = first; k < last; k += 16) {
      const deepest = v128.load(depths + k);
      const least = v128.load(fewest + k);
      const comes = v128.and(i32x4.ge_s(above4, least), i32x4.le_s(depth4, deepest));
      const stops = v128.or(leaf4, v128.or(i32x4.lt_s(rows4, least), i32x4.eq(depth4, deepest)));
      const here = v128.and(comes, stops);
      if (!v128.any_true(here)) continue;
      // To the others of the four nothing is added.
      const low = v128.and(i64x2.extend_low_i32x4_s(here), value2);
      const high = v128.and(i64x2.extend_high_i32x4_s(here), value2);
      const column = sums + (k << 1);
      for (let i: usize = 0; i < <usize>count << 2; i += 4) {
        const at = column + <usize>load<u32>(rowsHere + i) * width;
        v128.store(at, f64x2.add(v128.load(at), low));
        v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
      }
    }
  }
}
