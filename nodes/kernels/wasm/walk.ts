// Adds up what many prunings of trees grown together predict for rows held out: nodes/kernels/search.ts.
import {allocate, mark, reset} from "./memory";
import {n, p} from "./rows";
import {treeArray} from "./variants";

/** Where the memory of training set and trees ends. */
let end: usize = 0;
let rows: i32 = 0;
let heldOut: usize = 0;
let sums: usize = 0;
/** For each pruning its maxDepth and which of the minSamplesSplit of its tree it obeys (i32). */
let depths: usize = 0;
let limits: usize = 0;
/** The different minSamplesSplit of each tree, falling, and at what depth each stops the row under way (i32). */
let fewest: usize = 0;
let stops: usize = 0;
let path: usize = 0;

/** Says that training set and trees lie before this point. */
export function startOfWalk(): void {
  end = mark();
}

/** Takes room, instead of what was taken before, for so many rows, prunings and minSamplesSplit of all trees; the sums start at 0. */
export function prepareWalk(count: i32, prunings: i32, splits: i32): void {
  reset(end);
  rows = count;
  heldOut = allocate((<usize>count * <usize>p) << 2);
  sums = allocate((<usize>count * <usize>prunings) << 3);
  memory.fill(sums, 0, (<usize>count * <usize>prunings) << 3);
  depths = allocate(<usize>prunings << 2);
  limits = allocate(<usize>prunings << 2);
  fewest = allocate(<usize>splits << 2);
  stops = allocate(<usize>splits << 2);
  path = allocate((<usize>n + 1) << 3);
}

/** Where the caller writes and reads: 0 rows held out (f32, p a row), 1 sums (f64, a pruning's rows together). */
export function walkArray(which: i32): usize {
  return which == 0 ? heldOut : sums;
}

/** Says how pruning k works: how deep it goes, and which of the minSamplesSplit, at `split` among those of all trees, it obeys. */
export function setWalk(k: i32, maxDepth: i32, split: i32, minSamplesSplit: i32): void {
  store<i32>(depths + (<usize>k << 2), maxDepth);
  store<i32>(limits + (<usize>k << 2), split);
  store<i32>(fewest + (<usize>split << 2), minSamplesSplit);
}

/** Walks every row down tree v and adds to the sums of prunings first … first + live − 1, which obey minSamplesSplit firstSplit … lastSplit − 1. */
export function addWalk(v: i32, first: i32, live: i32, firstSplit: i32, lastSplit: i32): void {
  const features = treeArray(v, 0);
  const thresholds = treeArray(v, 1);
  const rights = treeArray(v, 2);
  const values = treeArray(v, 3);
  const counts = treeArray(v, 4);
  const firstSum = sums + ((<usize>first * <usize>rows) << 3);
  const lastPruning = <usize>(first + live) << 2;
  for (let i = 0; i < rows; i++) {
    const row = heldOut + ((<usize>i * <usize>p) << 2);
    let node: usize = 0;
    let depth = 0;
    let split = firstSplit;
    for (;;) {
      store<f64>(path + (<usize>depth << 3), load<f64>(values + (node << 3)));
      const count = load<i32>(counts + (node << 2));
      for (; split < lastSplit && count < load<i32>(fewest + (<usize>split << 2)); split++) store<i32>(stops + (<usize>split << 2), depth);
      const j = <i32>load<i16>(features + (node << 1));
      if (j < 0) break;
      const left = load<f32>(row + (<usize>j << 2)) <= load<f32>(thresholds + (node << 2));
      node = select(node + 1, <usize>load<i32>(rights + (node << 2)), left);
      depth++;
    }
    for (; split < lastSplit; split++) store<i32>(stops + (<usize>split << 2), depth);
    let sum = firstSum + (<usize>i << 3);
    for (let r = <usize>first << 2; r < lastPruning; r += 4) {
      const at = min(load<i32>(depths + r), load<i32>(stops + (<usize>load<i32>(limits + r) << 2)));
      store<f64>(sum, load<f64>(sum) + load<f64>(path + (<usize>at << 3)));
      sum += <usize>rows << 3;
    }
  }
}
