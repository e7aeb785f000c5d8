// The trees that are grown together: from the same rows and keys by rules that differ in how far they go. Where they come to the same split
// they share the work. Each writes its own nodes.
import {allocate} from "./memory";
import {middle, n, p, step} from "./rows";

/** At most so many, one bit each in the masks that say whom something concerns. */
export const MOST_VARIANTS: i32 = 8;

// A variant: nodes so far, fewest rows it splits, minSamplesLeaf, maxDepth, the node it is at, the feature it has chosen (i32 each).
const SIZE: usize = 32;
let variants: usize = 0;
let features: usize = 0;
let thresholds: usize = 0;
let rights: usize = 0;
let values: usize = 0;
let counts: usize = 0;
let importances: usize = 0;

/** Takes room for the nodes of so many trees. */
export function allocateVariants(trees: i32): void {
  const room = (<usize>n << 1) * <usize>trees;
  variants = allocate(SIZE * <usize>trees);
  features = allocate(2 * room);
  thresholds = allocate(4 * room);
  rights = allocate(4 * room);
  values = allocate(8 * room);
  counts = allocate(4 * room);
  importances = allocate((<usize>p * <usize>trees) << 3);
}

/** Says how far tree v goes. */
export function setVariant(v: i32, maxDepth: i32, minSamplesSplit: i32, minSamplesLeaf: i32): void {
  const at = variants + SIZE * <usize>v;
  store<i32>(at, max(2, max(minSamplesSplit, 2 * minSamplesLeaf)), 4);
  store<i32>(at, minSamplesLeaf, 8);
  store<i32>(at, maxDepth, 12);
}

/** Forgets the nodes of tree v. */
export function clearVariant(v: i32): void {
  store<i32>(variants + SIZE * <usize>v, 0);
  memory.fill(importances + ((<usize>v * <usize>p) << 3), 0, <usize>p << 3);
}

/** Where the arrays of tree v are: 0 feature (i16), 1 threshold (f32), 2 right (i32), 3 value (f64), 4 count (i32), 5 importances (f64). */
export function treeArray(v: i32, which: i32): usize {
  const first = (<usize>n << 1) * <usize>v;
  switch (which) {
    case 0:
      return features + 2 * first;
    case 1:
      return thresholds + 4 * first;
    case 2:
      return rights + 4 * first;
    case 3:
      return values + 8 * first;
    case 4:
      return counts + 4 * first;
    default:
      return importances + ((<usize>v * <usize>p) << 3);
  }
}

/** How many nodes tree v has. */
export function nodesOf(v: i32): i32 {
  return load<i32>(variants + SIZE * <usize>v);
}

// @ts-ignore: decorator
@inline
export function minSamplesLeafOf(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 8);
}

/** The node tree v is at. */
// @ts-ignore: decorator
@inline
export function nodeOf(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 16);
}

// @ts-ignore: decorator
@inline
export function chosenBy(v: u32): i32 {
  return load<i32>(variants + SIZE * <usize>v, 20);
}

// @ts-ignore: decorator
@inline
export function setChosen(v: u32, feature: i32): void {
  store<i32>(variants + SIZE * <usize>v, feature, 20);
}

/** Those of the trees that would split a node of m rows at this depth. */
export function thatSplit(mask: u32, depth: i32, m: i32): u32 {
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
    const first = (<usize>n << 1) * v;
    const node = first + <usize>id;
    if (parents) store<i32>(rights + ((first + <usize>load<i32>(parents + (v << 2))) << 2), id);
    store<i16>(features + (node << 1), -1);
    store<f32>(thresholds + (node << 2), 0);
    store<i32>(rights + (node << 2), 0);
    store<f64>(values + (node << 3), value);
    store<i32>(counts + (node << 2), m);
  }
}

/** Makes the node tree v is at a split. */
// @ts-ignore: decorator
@inline
export function setNode(v: u32, feature: i32, threshold: f32, share: f64): void {
  const node = (<usize>n << 1) * <usize>v + <usize>nodeOf(v);
  store<i16>(features + (node << 1), <i16>feature);
  store<f32>(thresholds + (node << 2), threshold);
  const sum = importances + ((<usize>v * <usize>p + <usize>feature) << 3);
  store<f64>(sum, load<f64>(sum) + share);
}
