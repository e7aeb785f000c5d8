// What the rest of the project calls.
import {allocateCandidates} from "./candidates";
import {reset} from "./memory";
import {treeKey} from "./keys";
import {allocateOrders, takeRows} from "./orders";
import {allocateRandomSplitter} from "./random-splitter";
import {allocateRows, drawBootstrap, takeAll, takeBootstrap} from "./rows";
import {allocateTree, growNodes} from "./tree";
import {allocateVariants} from "./variants";
import {startOfWalk} from "./walk";

export {sortedRows} from "./orders";
export {featureRows, targetRows} from "./rows";
export {importancesOf, nodesOf, setVariant, treeOf} from "./variants";
export {addWalk, prepareWalk, setWalk, walkArray} from "./walk";

let sorted: bool = false;

/** Forgets what was there and takes room for n rows of p features, and for so many trees to be grown together; one, where the best splits are sought. */
export function prepare(n: i32, p: i32, best: bool, weights: bool, trees: i32, step: f64, middle: f64): void {
  sorted = best;
  reset();
  allocateRows(n, p, weights, best ? 0 : trees, step, middle);
  allocateCandidates();
  if (best) allocateOrders();
  else allocateRandomSplitter();
  allocateVariants(trees);
  allocateTree(trees);
  startOfWalk();
}

/** Grows tree `tree` of the forest with this key by the rules of each variant whose bit is set. */
export function grow(a: i32, b: i32, c: i32, d: i32, tree: i32, mask: u32, bootstrap: bool, maxFeatures: i32): void {
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
  growNodes(sorted, key, mask, maxFeatures);
}
