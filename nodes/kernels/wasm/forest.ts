// What the rest of the project calls.
import {allocateCandidates} from "./candidates";
import {reset} from "./memory";
import {treeKey} from "./keys";
import {allocateOrders, takeRows} from "./orders";
import {allocateRandomSplitter} from "./random-splitter";
import {allocateRows, drawBootstrap, takeAll, takeBootstrap} from "./rows";
import {allocateTree, growNodes} from "./tree";
import {startOfWalk} from "./walk";

export {sortedRows} from "./orders";
export {featureRows, targetRows} from "./rows";
export {treeArray} from "./tree";
export {prepareWalk, walk, walkArray} from "./walk";

let sorted: bool = false;

/** Forgets what was there and takes room for a training set of n rows of p features, for random splits or, sorted, for the best. */
export function prepare(n: i32, p: i32, best: bool, weights: bool, step: f64, middle: f64): void {
  sorted = best;
  reset();
  allocateRows(n, p, weights, !best, step, middle);
  allocateCandidates();
  if (best) allocateOrders();
  else allocateRandomSplitter();
  allocateTree();
  startOfWalk();
}

/** Grows tree `tree` of the forest with this key; returns how many nodes it has. */
export function grow(
  a: i32,
  b: i32,
  c: i32,
  d: i32,
  tree: i32,
  bootstrap: bool,
  maxDepth: i32,
  minSamplesSplit: i32,
  minSamplesLeaf: i32,
  maxFeatures: i32
): i32 {
  let forest = i32x4.splat(a);
  forest = i32x4.replace_lane(forest, 1, b);
  forest = i32x4.replace_lane(forest, 2, c);
  forest = i32x4.replace_lane(forest, 3, d);
  const key = treeKey(forest, tree);
  if (sorted) {
    if (bootstrap) drawBootstrap(key);
    takeRows(bootstrap);
  } else if (bootstrap) takeBootstrap(key);
  else takeAll();
  return growNodes(sorted, key, maxDepth, minSamplesSplit, minSamplesLeaf, maxFeatures);
}
