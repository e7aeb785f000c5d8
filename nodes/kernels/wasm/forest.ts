// What the rest of the project calls.
import {assessNodes, startOfAssessment} from "./assess";
import {allocateCandidates} from "./candidates";
import {allocateCuts} from "./cuts";
import {allocateSplitter} from "./random-splitter";
import {reset} from "./memory";
import {treeKey} from "./keys";
import {allocateOrders, takeRows} from "./orders";
import {allocateRows, drawBootstrap, takeAll, takeBootstrap} from "./rows";
import {listMembers} from "./sets";
import {allocateTree, growNodes} from "./tree";
import {allocateVariants} from "./variants";

export {assessedSums, heldOutRows, prepareAssessment, setPruning, setSpan} from "./assess";
export {sortedRows} from "./orders";
export {forestArray, prepareForest, prepareRows} from "./grown";
export {packForest, predictRows} from "./predict";
export {featureRows, targetRows} from "./rows";
export {importancesOf, nodeParts, nodesOf, partNodes, setVariant} from "./variants";

let sorted: bool = false;

/**
 * Forgets what was there and takes room for n rows of p features, and for so many trees to be grown together, only one where the best splits are
 * sought; for their nodes too where they are to be kept.
 */
export function prepare(n: i32, p: i32, best: bool, weights: bool, trees: i32, kept: bool, step: f64, middle: f64): void {
  sorted = best;
  reset();
  allocateRows(n, p, weights, best ? 0 : trees, step, middle);
  allocateCandidates();
  if (best) allocateOrders();
  else {
    allocateCuts();
    allocateSplitter();
    listMembers();
  }
  allocateVariants(trees, kept);
  if (kept) allocateTree(trees);
  startOfAssessment();
}

/** Puts the rows of a tree in place; returns its key. */
function begin(a: i32, b: i32, c: i32, d: i32, tree: i32, bootstrap: bool): v128 {
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
  return key;
}

/** Grows tree `tree` of the forest with this key by the rules of each variant whose bit is set, and keeps the nodes. */
export function grow(a: i32, b: i32, c: i32, d: i32, tree: i32, mask: u32, bootstrap: bool, maxFeatures: i32): void {
  growNodes(sorted, begin(a, b, c, d, tree, bootstrap), mask, maxFeatures);
}

/** Grows them as far as rows held out go, and adds up what their prunings predict. */
export function assess(a: i32, b: i32, c: i32, d: i32, tree: i32, mask: u32, bootstrap: bool, maxFeatures: i32): void {
  assessNodes(sorted, begin(a, b, c, d, tree, bootstrap), mask, maxFeatures);
}
