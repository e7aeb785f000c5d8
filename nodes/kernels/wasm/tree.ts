// Grows a tree depth first: nodes/kernels/tree/tree.ts.
import {allocate} from "./memory";
import {leftKey, rightKey} from "./keys";
import {middle, n, p, partition, step, targetsOf, used, weighted, weightsOf} from "./rows";
import {bestSplit, leftCount} from "./best-splitter";
import {inTree, partitionOrders, rowsBy, targetOf, weightOf} from "./orders";
import {randomSplit} from "./random-splitter";
import {feature, gain, leftSum, leftWeight, threshold} from "./split";

let features: usize = 0;
let thresholds: usize = 0;
let rights: usize = 0;
let values: usize = 0;
let counts: usize = 0;
let importances: usize = 0;
let pending: usize = 0;

export function allocateTree(): void {
  const room = <usize>n << 1;
  features = allocate(2 * room);
  thresholds = allocate(4 * room);
  rights = allocate(4 * room);
  values = allocate(8 * room);
  counts = allocate(4 * room);
  importances = allocate(<usize>p << 3);
  pending = allocate((<usize>n + 2) * FRAME);
}

/** Where the arrays of the tree grown last are: 0 feature (i16), 1 threshold (f32), 2 right (i32), 3 value (f64), 4 count (i32), 5 importances (f64). */
export function treeArray(which: i32): usize {
  switch (which) {
    case 0:
      return features;
    case 1:
      return thresholds;
    case 2:
      return rights;
    case 3:
      return values;
    case 4:
      return counts;
    default:
      return importances;
  }
}

// A node that waits: its key; start, end and depth (i32), the node whose right child it is, or −1; sums of targets and weights (f64).
const FRAME: usize = 48;

// @ts-ignore: decorator
@inline
function push(at: usize, key: v128, start: i32, end: i32, depth: i32, parent: i32, sum: f64, weight: f64): void {
  v128.store(at, key);
  store<i32>(at, start, 16);
  store<i32>(at, end, 20);
  store<i32>(at, depth, 24);
  store<i32>(at, parent, 28);
  store<f64>(at, sum, 32);
  store<f64>(at, weight, 40);
}

/** Whether the targets of m rows differ. */
function varies(sorted: bool, copy: i32, start: i32, m: i32): bool {
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

function pushRoot(sorted: bool, key: v128): void {
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
      sum += <f64>load<i32>(targetsOf(0) + i);
      weight += weighted ? <f64>load<i32>(weightsOf(0) + i) : 1;
    }
  }
  push(pending, key, 0, m, 0, -1, sum, weight);
}

/** Grows a tree on the rows of copy 0, or on the sorted lists of them by the best splits; returns how many nodes it has. */
export function growNodes(sorted: bool, root: v128, maxDepth: i32, minSamplesSplit: i32, minSamplesLeaf: i32, maxFeatures: i32): i32 {
  memory.fill(importances, 0, <usize>p << 3);
  pushRoot(sorted, root);
  const least = max(2, max(minSamplesSplit, 2 * minSamplesLeaf));
  let frame = pending;
  let nodes = 0;
  for (;;) {
    const start = load<i32>(frame, 16);
    const end = load<i32>(frame, 20);
    const depth = load<i32>(frame, 24);
    const parent = load<i32>(frame, 28);
    const sum = load<f64>(frame, 32);
    const weight = load<f64>(frame, 40);
    const id = <usize>nodes;
    nodes++;
    const m = end - start;
    if (parent >= 0) store<i32>(rights + (<usize>parent << 2), <i32>id);
    store<f64>(values + (id << 3), (sum / weight) * step + middle);
    store<i32>(counts + (id << 2), m);
    const key = v128.load(frame);
    const copy = depth & 1;
    if (
      depth >= maxDepth ||
      m < least ||
      !varies(sorted, copy, start, m) ||
      !(sorted
        ? bestSplit(key, copy, start, m, sum, weight, minSamplesLeaf, maxFeatures)
        : randomSplit(key, copy, start, m, sum, weight, minSamplesLeaf, maxFeatures))
    ) {
      store<i16>(features + (id << 1), -1);
      store<f32>(thresholds + (id << 2), 0);
      store<i32>(rights + (id << 2), 0);
      if (frame == pending) break;
      frame -= FRAME;
      continue;
    }
    store<i16>(features + (id << 1), <i16>feature);
    store<f32>(thresholds + (id << 2), threshold);
    const share = importances + (<usize>feature << 3);
    store<f64>(share, load<f64>(share) + gain / weight);
    let cut = start;
    if (sorted) {
      partitionOrders(copy, start, m, feature, leftCount);
      cut += leftCount;
    } else cut += partition(copy, start, m, feature, threshold);
    // The right child waits under the left one.
    push(frame, rightKey(key), cut, end, depth + 1, <i32>id, sum - leftSum, weight - leftWeight);
    frame += FRAME;
    push(frame, leftKey(key), start, cut, depth + 1, -1, leftSum, leftWeight);
  }
  return nodes;
}
