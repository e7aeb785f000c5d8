// Grows trees depth first, left before right: nodes/kernels/wasm/variants.ts says which, test/kernels/plain/tree.ts how.
import {allocate} from "./memory";
import {bestSplit} from "./best-splitter";
import {leftKey, rightKey} from "./keys";
import {inTree, partitionOrders, rowsBy, targetOf, weightOf} from "./orders";
import {agree, bestOfCuts, champion, drawCuts, splitBy} from "./random-splitter";
import {copyAt, n, partition, targetsOf, used, weighted, weightsOf} from "./rows";
import {feature, gain, leftCount, leftSum, leftWeight, threshold} from "./split";
import {
  addLeaves,
  addNode,
  chosenBy,
  clearNodes,
  greatestLeaf,
  minSamplesLeafOf,
  MOST_VARIANTS,
  nodeOf,
  setChosen,
  setNodes,
  thatSplit,
  useVariants
} from "./variants";

// Nodes that wait: key; first row, rows, depth, trees it belongs to (one bit each), from where places are free, whether it is a right child
// (i32 each); sums of targets and weights (f64); the node of each tree whose right child it is (i32).
const FRAME: usize = 64 + 4 * <usize>MOST_VARIANTS;
let pending: usize = 0;
let top: usize = 0;

export function allocateTree(trees: i32): void {
  // Those that wait for one tree have no rows in common.
  pending = allocate((<usize>n * <usize>trees + 4) * FRAME);
}

function push(
  key: v128,
  start: i32,
  m: i32,
  depth: i32,
  mask: u32,
  free: i32,
  isRight: bool,
  sum: f64,
  weight: f64
): void {
  v128.store(top, key);
  store<i32>(top, start, 16);
  store<i32>(top, m, 20);
  store<i32>(top, depth, 24);
  store<u32>(top, mask, 28);
  store<i32>(top, free, 32);
  store<i32>(top, isRight ? 1 : 0, 36);
  store<f64>(top, sum, 40);
  store<f64>(top, weight, 48);
  if (isRight) for (let bits = mask; bits; bits &= bits - 1) store<i32>(top + (<usize>ctz(bits) << 2), nodeOf(ctz(bits)), 64);
  top += FRAME;
}

/** Whether the targets of m rows differ. */
export function varies(sorted: bool, copy: i32, start: i32, m: i32): bool {
  const end = <usize>m << 2;
  if (sorted) {
    const rows = rowsBy(0, copy, start);
    const first = targetOf(load<u32>(rows));
    for (let i: usize = 4; i < end; i += 4) if (targetOf(load<u32>(rows + i)) != first) return true;
    return false;
  }
  const y = targetsOf(copy) + (<usize>start << 2);
  const first = load<i32>(y);
  if (weighted) {
    const w = weightsOf(copy) + (<usize>start << 2);
    const single = first / load<i32>(w);
    for (let i: usize = 4; i < end; i += 4) if (load<i32>(y + i) / load<i32>(w + i) != single) return true;
    return false;
  }
  for (let i: usize = 4; i < end; i += 4) if (load<i32>(y + i) != first) return true;
  return false;
}

/** Rows of the root, and the sums of their targets and weights. */
export let rootRows: i32 = 0;
export let rootSum: f64 = 0;
export let rootWeight: f64 = 0;

export function sumRoot(sorted: bool): void {
  const m = sorted ? inTree : used;
  const rows = rowsBy(0, 0, 0);
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let i: usize = 0; i < <usize>m << 2; i += 4) {
    if (sorted) {
      const row = load<u32>(rows + i);
      const count = weightOf(row);
      sum += <f64>(count * targetOf(row));
      weight += <f64>count;
    } else {
      sum += <f64>load<i32>(targetsOf(copyAt(0)) + i);
      weight += weighted ? <f64>load<i32>(weightsOf(copyAt(0)) + i) : 1;
    }
  }
  rootRows = m;
  rootSum = sum;
  rootWeight = weight;
}

/** Grows a tree for each bit of the mask on the rows taken; by the best splits, of one tree at a time, where they are sorted. */
export function growNodes(sorted: bool, root: v128, mask: u32, maxFeatures: i32): void {
  useVariants(mask);
  clearNodes(mask);
  sumRoot(sorted);
  top = pending;
  push(root, 0, rootRows, 0, mask, rootRows, false, rootSum, rootWeight);
  while (top > pending) {
    top -= FRAME;
    const frame = top;
    const start = load<i32>(frame, 16);
    const m = load<i32>(frame, 20);
    const depth = load<i32>(frame, 24);
    const trees = load<u32>(frame, 28);
    const sum = load<f64>(frame, 40);
    const weight = load<f64>(frame, 48);
    addNode(trees, m, sum, weight, load<i32>(frame, 36) ? frame + 64 : 0);
    const splitting = thatSplit(trees, depth, m);
    const copy = copyAt(depth);
    if (!splitting || !varies(sorted, copy, start, m)) continue;
    const key = v128.load(frame);
    if (sorted) {
      const v = <u32>ctz(splitting);
      if (!bestSplit(key, copy, start, m, sum, weight, minSamplesLeafOf(v), maxFeatures)) continue;
      descend(true, splitting, key, copy, start, m, depth, start, 0, sum, weight);
    } else if (drawCuts(key, copy, start, m, sum, weight, maxFeatures)) {
      if (m == 2) splitPair(splitting, sum, weight);
      else part(splitting, key, copy, start, m, depth, load<i32>(frame, 32), sum, weight);
    }
  }
}

/** Splits a node of two rows, where there is but one way. */
@inline
function splitPair(trees: u32, sum: f64, weight: f64): void {
  splitBy(champion);
  setNodes(trees, feature, threshold, gain / weight);
  addLeaves(trees, 1, leftSum, leftWeight, 1, sum - leftSum, weight - leftWeight);
}

/** Lets each tree choose among the cuts drawn; those that choose the same go on together, each party in a place of its own. */
function part(splitting: u32, key: v128, copy: i32, start: i32, m: i32, depth: i32, free: i32, sum: f64, weight: f64): void {
  if (agree()) {
    const j = bestOfCuts(m, greatestLeaf);
    if (j < 0) return;
    splitBy(j);
    descend(false, splitting, key, copy, start, m, depth, start, free, sum, weight);
    return;
  }
  let left: u32 = 0;
  for (let bits = splitting; bits; bits &= bits - 1) {
    const v = <u32>ctz(bits);
    const j = bestOfCuts(m, minSamplesLeafOf(v));
    setChosen(v, j);
    if (j >= 0) left |= bits & (0 - bits);
  }
  let place = start;
  let above = free;
  while (left) {
    const j = chosenBy(ctz(left));
    let party: u32 = 0;
    for (let bits = left; bits; bits &= bits - 1) if (chosenBy(ctz(bits)) == j) party |= bits & (0 - bits);
    splitBy(j);
    descend(false, party, key, copy, start, m, depth, place, above, sum, weight);
    left &= ~party;
    place = above;
    above += m;
  }
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
  weight: f64
): void {
  setNodes(trees, feature, threshold, gain / weight);
  const l = leftCount;
  const r = m - l;
  if (!thatSplit(trees, depth + 1, max(l, r))) {
    // Leaves need no rows.
    addLeaves(trees, l, leftSum, leftWeight, r, sum - leftSum, weight - leftWeight);
    return;
  }
  if (sorted) partitionOrders(copy, start, m, feature, l);
  else partition(copy, start, m, feature, threshold, place);
  push(rightKey(key), place + l, r, depth + 1, trees, free, true, sum - leftSum, weight - leftWeight);
  if (thatSplit(trees, depth + 1, l)) push(leftKey(key), place, l, depth + 1, trees, free, false, leftSum, leftWeight);
  else addNode(trees, l, leftSum, leftWeight, 0);
}
