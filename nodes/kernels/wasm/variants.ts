// The trees that are grown together: from the same rows and keys by rules that differ in how far they go. Where they come to the same split
// they share the work. Each writes its own nodes.
import {allocate} from "./memory";
import {middle, n, p, step} from "./rows";

/** At most so many, one bit each in the masks that say whom something concerns. */
export const MOST_VARIANTS: i32 = 8;

// A variant: nodes so far, fewest rows it splits, minSamplesLeaf, maxDepth, the node it is at, the feature it has chosen (i32 each), its nodes,
// its importances (addresses).
const SIZE: usize = 32;
let variants: usize = 0;

/** A node: threshold (f32), right child, feature or −1 in a leaf, rows (i32), mean of the target (f64). */
export const NODE: usize = 24;

/** Node sizes from which, and depths down to which, all variants split; fewer rows than `some` no variant splits. */
let every: i32 = 0;
let shallowest: i32 = 0;
let some: i32 = 0;
/** The least and greatest minSamplesLeaf of the variants. */
export let leastLeaf: i32 = 0;
export let greatestLeaf: i32 = 0;

/** Takes room for so many trees, and for their nodes where they are to be kept. */
export function allocateVariants(trees: i32, kept: bool): void {
  variants = allocate(SIZE * <usize>trees);
  for (let v: usize = 0; kept && v < <usize>trees; v++) {
    store<usize>(variants + SIZE * v, allocate(NODE * (<usize>n << 1)), 24);
    store<usize>(variants + SIZE * v, allocate(<usize>p << 3), 28);
  }
  if (!kept) return;
  const room = <usize>n << 1;
  thresholds = allocate(room << 2);
  rights = allocate(room << 2);
  features = allocate(room << 1);
  counts = allocate(room << 2);
  values = allocate(room << 3);
}

/** Says how far tree v goes. */
export function setVariant(v: i32, maxDepth: i32, minSamplesSplit: i32, minSamplesLeaf: i32): void {
  const at = variants + SIZE * <usize>v;
  store<i32>(at, max(2, max(minSamplesSplit, 2 * minSamplesLeaf)), 4);
  store<i32>(at, minSamplesLeaf, 8);
  store<i32>(at, maxDepth, 12);
}

/** Says that some of the trees are to be grown. */
export function useVariants(mask: u32): void {
  every = 0;
  some = i32.MAX_VALUE;
  shallowest = i32.MAX_VALUE;
  leastLeaf = i32.MAX_VALUE;
  greatestLeaf = 0;
  for (let bits = mask; bits; bits &= bits - 1) {
    const at = variants + SIZE * <usize>ctz(bits);
    every = max(every, load<i32>(at, 4));
    some = min(some, load<i32>(at, 4));
    shallowest = min(shallowest, load<i32>(at, 12));
    leastLeaf = min(leastLeaf, load<i32>(at, 8));
    greatestLeaf = max(greatestLeaf, load<i32>(at, 8));
  }
}

/** Forgets the nodes of some trees. */
export function clearNodes(mask: u32): void {
  for (let bits = mask; bits; bits &= bits - 1) {
    const at = variants + SIZE * <usize>ctz(bits);
    store<i32>(at, 0);
    memory.fill(load<usize>(at, 28), 0, <usize>p << 3);
  }
}

/** How many nodes tree v has. */
export function nodesOf(v: i32): i32 {
  return load<i32>(variants + SIZE * <usize>v);
}

// The nodes of one tree, an array for each of their parts.
let thresholds: usize = 0;
let rights: usize = 0;
let features: usize = 0;
let counts: usize = 0;
let values: usize = 0;

/** Parts the nodes of tree v: writes each part of them to an array of its own. */
export function partNodes(v: i32): void {
  let node = load<usize>(variants + SIZE * <usize>v, 24);
  for (let i: usize = 0; i < <usize>nodesOf(v); i++) {
    store<f32>(thresholds + (i << 2), load<f32>(node));
    store<i32>(rights + (i << 2), load<i32>(node, 4));
    store<i16>(features + (i << 1), <i16>load<i32>(node, 8));
    store<i32>(counts + (i << 2), load<i32>(node, 12));
    store<f64>(values + (i << 3), load<f64>(node, 16));
    node += NODE;
  }
}

/** Where partNodes writes: 0 thresholds (f32), 1 right children (i32), 2 features (i16), 3 rows (i32), 4 means (f64). */
export function nodeParts(which: i32): usize {
  switch (which) {
    case 0:
      return thresholds;
    case 1:
      return rights;
    case 2:
      return features;
    case 3:
      return counts;
    default:
      return values;
  }
}

/** Where the decrease of squared error by each feature of tree v is (f64). */
export function importancesOf(v: i32): usize {
  return load<usize>(variants + SIZE * <usize>v, 28);
}

@inline
export function minSamplesLeafOf(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 8);
}

/** The node tree v is at. */
@inline
export function nodeOf(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 16);
}

@inline
export function chosenBy(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 20);
}

@inline
export function setChosen(v: u32, feature: i32): void {
  store<i32>(variants + SIZE * <usize>v, feature, 20);
}

/** Those of the trees that would split a node of m rows at this depth. */
@inline
export function thatSplit(mask: u32, depth: i32, m: i32): u32 {
  if (m < some) return 0;
  return m >= every && depth < shallowest ? mask : pick(mask, depth, m);
}

function pick(mask: u32, depth: i32, m: i32): u32 {
  let splitting: u32 = 0;
  for (let bits = mask; bits; bits &= bits - 1) {
    const at = variants + SIZE * <usize>ctz(bits);
    if (m >= load<i32>(at, 4) && depth < load<i32>(at, 12)) splitting |= bits & (0 - bits);
  }
  return splitting;
}

/** Writes a node, a leaf for now, to each of the trees; where parents are given it is their right child (i32 a tree). */
export function addNode(mask: u32, m: i32, sum: f64, weight: f64, parents: usize): void {
  const value = (sum / weight) * step + middle;
  for (let bits = mask; bits; bits &= bits - 1) {
    const v = <usize>ctz(bits);
    const at = variants + SIZE * v;
    const id = load<i32>(at);
    store<i32>(at, id + 1);
    store<i32>(at, id, 16);
    const tree = load<usize>(at, 24);
    if (parents) store<i32>(tree + NODE * <usize>load<i32>(parents + (v << 2)), id, 4);
    writeLeaf(tree + NODE * <usize>id, m, value);
  }
}

@inline
function writeLeaf(node: usize, m: i32, value: f64): void {
  store<u64>(node, 0);
  store<i32>(node, -1, 8);
  store<i32>(node, m, 12);
  store<f64>(node, value, 16);
}

/** Makes the node each of the trees is at a split; its right child is known where the left one is a leaf. */
@inline
export function setNodes(mask: u32, feature: i32, threshold: f32, share: f64): void {
  for (let bits = mask; bits; bits &= bits - 1) {
    const at = variants + SIZE * <usize>ctz(bits);
    const node = load<usize>(at, 24) + NODE * <usize>load<i32>(at, 16);
    store<f32>(node, threshold);
    store<i32>(node, feature, 8);
    const sum = load<usize>(at, 28) + (<usize>feature << 3);
    store<f64>(sum, load<f64>(sum) + share);
  }
}

/** Gives the node each of the trees is at two leaves. */
@inline
export function addLeaves(mask: u32, l: i32, leftSum: f64, leftWeight: f64, r: i32, rightSum: f64, rightWeight: f64): void {
  const left = (leftSum / leftWeight) * step + middle;
  const right = (rightSum / rightWeight) * step + middle;
  for (let bits = mask; bits; bits &= bits - 1) {
    const at = variants + SIZE * <usize>ctz(bits);
    const id = load<i32>(at);
    store<i32>(at, id + 2);
    const tree = load<usize>(at, 24);
    store<i32>(tree + NODE * <usize>load<i32>(at, 16), id + 1, 4);
    writeLeaf(tree + NODE * <usize>id, l, left);
    writeLeaf(tree + NODE * <usize>(id + 1), r, right);
  }
}
