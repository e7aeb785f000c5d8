// Grows a tree leaf by leaf, always where the loss falls most: SerialTreeLearner of LightGBM 4.3.
import {addAll, addRows, clear, givenUpOf, gradientOf} from "./histograms";
import {initLeaves, Leaf, leaf} from "./leaves";
import {allocate} from "./memory";
import {minSplitGain} from "./gains";
import {initSearch, search} from "./leaf-search";
import {columns, GROUP, groups, n} from "./binned-table";
import {initPartition, partition} from "./partition";
import {drawRows, drawsRows, rowsDrawn} from "./sampling";

let numLeaves: i32 = 0;
let minCount: i32 = 0;
let maxDepth: i32 = i32.MAX_VALUE;
let rows: usize = 0;
let histogramBytes: usize = 0;
/** Addresses of histograms not in use. */
let free: usize = 0;
let freeCount: i32 = 0;

// The tree just grown: of split k: feature, bin, count, left, right (i32) and gain (f64); of leaf k: count (i32) and output (f64).
export let splits: i32 = 0;
export let splitFeature: usize = 0;
export let splitBin: usize = 0;
export let splitCount: usize = 0;
export let splitLeft: usize = 0;
export let splitRight: usize = 0;
export let splitGain: usize = 0;
export let leafCount: usize = 0;
export let leafOutput: usize = 0;

export function initGrower(leaves: i32, minChildSamples: i32, minChildWeight: f64, maxFeatures: i32): void {
  numLeaves = leaves;
  minCount = max(1, minChildSamples);
  initSearch(minChildSamples, minChildWeight, maxFeatures);
  initLeaves(leaves);
  rows = allocate(<usize>n << 2);
  initPartition(n);
  histogramBytes = <usize>((maxFeatures + 3) >> 2) * (GROUP + 16);
  // Leaves of fewer than 2 minChildSamples rows need none, and one more is being filled.
  freeCount = min(leaves, n / (2 * max(1, minChildSamples)) + 1) + 1;
  free = allocate(<usize>freeCount * sizeof<usize>());
  for (let i = 0; i < freeCount; ++i) store<usize>(free + <usize>i * sizeof<usize>(), allocate(histogramBytes));
  const s = <usize>(leaves - 1);
  splitFeature = allocate(s << 2);
  splitBin = allocate(s << 2);
  splitCount = allocate(s << 2);
  splitLeft = allocate(s << 2);
  splitRight = allocate(s << 2);
  splitGain = allocate(s << 3);
  leafCount = allocate(<usize>leaves << 2);
  leafOutput = allocate(<usize>leaves << 3);
}

/** Splits from the root to the deepest leaf. */
export function setMaxDepth(depth: i32): void {
  maxDepth = depth;
}

function take(): usize {
  --freeCount;
  return load<usize>(free + <usize>freeCount * sizeof<usize>());
}

function release(histograms: usize): void {
  if (histograms == 0) return;
  store<usize>(free + <usize>freeCount * sizeof<usize>(), histograms);
  ++freeCount;
}

@inline
function canSplit(l: Leaf): bool {
  return l.count >= 2 * minCount && l.depth < maxDepth;
}

/** Grows a tree on packed[i], (gradient << countBits) + 1 of row i; total is the sum of the gradients. */
export function grow(packed: usize, total: i64, tree: i32): void {
  splits = 0;
  startAtRoot(packed, total, tree);
  while (splits < numLeaves - 1) {
    const at = bestLeaf();
    const left = leaf(at);
    if (!(left.gain > 0)) break;
    split(at);
    if (splits < numLeaves - 1) searchChildren(left, leaf(splits), packed);
    else {
      release(left.histograms);
      left.histograms = 0;
    }
  }
  for (let i = 0; i <= splits; ++i) {
    release(leaf(i).histograms);
    leaf(i).histograms = 0;
  }
}

function startAtRoot(packed: usize, total: i64, tree: i32): void {
  const root = leaf(0);
  root.sum = total;
  if (drawsRows()) {
    drawRows(tree, rows);
    root.sum = 0;
    for (let i = 0; i < rowsDrawn; ++i) root.sum += gradientOf(load<i64>(packed + (<usize>load<u32>(rows + (<usize>i << 2)) << 3)));
  } else takeAllRows();
  root.start = 0;
  root.end = rowsDrawn;
  root.parent = -1;
  root.depth = 0;
  root.count = rowsDrawn;
  root.hessian = <f64>rowsDrawn;
  root.histograms = 0;
  root.feature = -1;
  root.gain = -Infinity;
  store<i32>(leafCount, rowsDrawn);
  store<f64>(leafOutput, 0);
  if (!canSplit(root)) return;
  const histograms = take();
  root.histograms = histograms;
  clear(histograms);
  for (let g = 0; g < groups; ++g) v128.store(givenUpOf(histograms, g), i32x4.splat(0));
  if (drawsRows()) addRows(histograms, rows, packed, rowsDrawn);
  else addAll(histograms, packed);
  search(root, 0);
}

function takeAllRows(): void {
  let four = i32x4(0, 1, 2, 3);
  for (let i = 0; i < n; i += 4) {
    v128.store(rows + (<usize>i << 2), four);
    four = i32x4.add(four, i32x4.splat(4));
  }
}

/** The leaf of the greatest gain; on a tie, of the smaller feature, then the first. */
function bestLeaf(): i32 {
  let best = 0;
  for (let i = 1; i <= splits; ++i) {
    const a = leaf(i);
    const b = leaf(best);
    if (a.gain > b.gain || (a.gain == b.gain && a.feature >= 0 && (b.feature < 0 || a.feature < b.feature))) best = i;
  }
  return best;
}

/** Divides leaf `at`: the left child takes its place, the right one comes last. */
function split(at: i32): void {
  const l = leaf(at);
  const node = <usize>splits;
  ++splits;
  const added = splits;
  const r = leaf(added);
  if (l.parent >= 0) store<i32>((l.isLeft ? splitLeft : splitRight) + (<usize>l.parent << 2), <i32>node);
  store<i32>(splitFeature + (node << 2), l.feature);
  store<i32>(splitBin + (node << 2), l.bin);
  store<i32>(splitCount + (node << 2), l.count);
  store<i32>(splitLeft + (node << 2), ~at);
  store<i32>(splitRight + (node << 2), ~added);
  // LightGBM takes minSplitGain off to choose, and puts it back to report.
  store<f64>(splitGain + (node << 3), l.gain + minSplitGain);
  store<f64>(leafOutput + (<usize>at << 3), l.leftOutput);
  store<f64>(leafOutput + (<usize>added << 3), l.rightOutput);
  const middle = l.start + partition(rows + (<usize>l.start << 2), rows + (<usize>l.end << 2), columns + <usize>l.feature * <usize>n, <u8>l.bin);
  r.start = middle;
  r.end = l.end;
  l.end = middle;
  l.parent = r.parent = <i32>node;
  l.isLeft = true;
  r.isLeft = false;
  r.depth = ++l.depth;
  r.count = l.count - l.leftCount;
  l.count = l.leftCount;
  r.sum = l.sum - l.leftSum;
  l.sum = l.leftSum;
  r.hessian = l.rightHessian;
  l.hessian = l.leftHessian;
  r.histograms = 0;
  l.feature = r.feature = -1;
  l.gain = r.gain = -Infinity;
  store<i32>(leafCount + (<usize>at << 2), l.count);
  store<i32>(leafCount + (<usize>added << 2), r.count);
}

function searchChildren(left: Leaf, right: Leaf, packed: usize): void {
  const whole = left.histograms;
  left.histograms = 0;
  const leftIsSmall = left.count < right.count;
  const small = leftIsSmall ? left : right;
  const large = leftIsSmall ? right : left;
  if (!canSplit(large)) {
    release(whole);
    return;
  }
  const part = take();
  clear(part);
  for (let g = 0; g < groups; ++g) v128.store(givenUpOf(part, g), v128.load(givenUpOf(whole, g)));
  addRows(part, rows + (<usize>small.start << 2), packed, small.count);
  small.histograms = part;
  large.histograms = whole;
  if (canSplit(small)) search(small, 0);
  search(large, part);
  keep(small);
  keep(large);
}

@inline
function keep(l: Leaf): void {
  if (l.gain > 0) return;
  release(l.histograms);
  l.histograms = 0;
}

/** Adds its leaf's output to each row's score. */
export function addOutputs(scores: usize): void {
  for (let i = rowsDrawn; i < n; ++i) addFound(scores, load<u32>(rows + (<usize>i << 2)));
  for (let i = 0; i <= splits; ++i) {
    const l = leaf(i);
    const output = load<f64>(leafOutput + (<usize>i << 3));
    let r = rows + (<usize>l.start << 2);
    const last = rows + (<usize>l.end << 2);
    do {
      const at = scores + (<usize>load<u32>(r) << 3);
      store<f64>(at, load<f64>(at) + output);
      r += 4;
    } while (r < last);
  }
}

/** Takes a row the tree was not grown on down to its leaf. */
function addFound(scores: usize, row: u32): void {
  let node = 0;
  do {
    const k = <usize>node << 2;
    const code = <i32>load<u8>(columns + <usize>load<i32>(splitFeature + k) * <usize>n + <usize>row);
    node = load<i32>((code <= load<i32>(splitBin + k) ? splitLeft : splitRight) + k);
  } while (node >= 0);
  const at = scores + (<usize>row << 3);
  store<f64>(at, load<f64>(at) + load<f64>(leafOutput + (<usize>~node << 3)));
}
