// Adds up what many prunings of trees grown together predict for rows held out: nodes/kernels/search.ts.
import {allocate, mark, reset} from "./memory";
import {n, p} from "./rows";
import {NODE, treeOf} from "./variants";

/** Where the memory of training set and trees ends. */
let end: usize = 0;
let rows: i32 = 0;
let total: i32 = 0;
let heldOut: usize = 0;
let sums: usize = 0;
/** For each pruning its maxDepth and which of the minSamplesSplit of its tree it obeys, times 4 (i32). */
let depths: usize = 0;
let limits: usize = 0;
/** The different minSamplesSplit of each tree, rising, and at what depth each stops the row under way (i32). */
let fewest: usize = 0;
let stops: usize = 0;
/** The nodes the row under way has come by (addresses). */
let path: usize = 0;

/** Says that training set and trees lie before this point. */
export function startOfWalk(): void {
  end = mark();
}

/** Takes room, instead of what was taken before, for so many rows, prunings and minSamplesSplit of all trees; the sums start at 0. */
export function prepareWalk(count: i32, prunings: i32, splits: i32): void {
  reset(end);
  rows = count;
  total = prunings;
  heldOut = allocate((<usize>count * <usize>p) << 2);
  sums = allocate((<usize>count * <usize>prunings) << 3);
  memory.fill(sums, 0, (<usize>count * <usize>prunings) << 3);
  depths = allocate((<usize>prunings) << 2);
  limits = allocate((<usize>prunings) << 2);
  fewest = allocate((<usize>splits) << 2);
  stops = allocate((<usize>splits) << 2);
  path = allocate((<usize>n + 1) << 2);
}

/** Where the caller writes and reads: 0 rows held out (f32, p a row), 1 sums (f64, a row's prunings together). */
export function walkArray(which: i32): usize {
  return which == 0 ? heldOut : sums;
}

/** Says how pruning k works: how deep it goes, and which of the minSamplesSplit, at `split` among those of all trees, it obeys. */
export function setWalk(k: i32, maxDepth: i32, split: i32, minSamplesSplit: i32): void {
  // As distances in the lists they lead to.
  store<usize>(depths + ((<usize>k) << 2), min(<usize>maxDepth, 0x3fffffff) << 2);
  store<usize>(limits + ((<usize>k) << 2), (<usize>split) << 2);
  store<i32>(fewest + ((<usize>split) << 2), minSamplesSplit);
}

/** Walks every row down tree v and adds to the sums of prunings first … first + live − 1, which obey minSamplesSplit firstSplit … lastSplit − 1. */
export function addWalk(v: i32, first: i32, live: i32, firstSplit: i32, lastSplit: i32): void {
  const tree = treeOf(v);
  const width = (<usize>total) << 3;
  const firstPruning = (<usize>first) << 2;
  const lastPruning = (<usize>(first + live)) << 2;
  for (let i: usize = 0; i < <usize>rows; i++) {
    const row = heldOut + ((i * <usize>p) << 2);
    let node = tree;
    let depth: usize = 0;
    for (;;) {
      store<usize>(path + depth, node);
      const j = load<i32>(node, 8);
      if (j < 0) break;
      const left = load<f32>(row + ((<usize>j) << 2)) <= load<f32>(node);
      node = select(node + NODE, tree + NODE * <usize>load<i32>(node, 4), left);
      depth += 4;
    }
    // Counts rise on the way back; the first node that is too small to be split is where a row stops.
    let stop = depth;
    for (let split = (<usize>firstSplit) << 2; split < (<usize>lastSplit) << 2; split += 4) {
      const least = load<i32>(fewest + split);
      while (stop > 0 && load<i32>(load<usize>(path + stop - 4), 12) < least) stop -= 4;
      store<usize>(stops + split, stop);
    }
    let sum = sums + i * width + ((<usize>first) << 3);
    for (let r = firstPruning; r < lastPruning; r += 4) {
      const at = min(load<usize>(depths + r), load<usize>(stops + load<usize>(limits + r)));
      store<f64>(sum, load<f64>(sum) + load<f64>(load<usize>(path + at), 16));
      sum += 8;
    }
  }
}
