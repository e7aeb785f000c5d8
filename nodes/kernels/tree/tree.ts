import type {Key} from "./keys.ts";
import {leftKey, rightKey} from "./keys.ts";
import type {NodeRows, Sample, Split, Splitter, SplitRules} from "./splitter.ts";

export interface GrowthRules extends SplitRules {
  /** Splits from the root to the deepest leaf; Infinity for no limit. */
  readonly maxDepth: number;
  /** Smaller nodes are not split. */
  readonly minSamplesSplit: number;
}

/** A grown tree, its nodes in the order they were visited: a node, all under its left child, all under its right child. */
export interface Tree {
  /** The feature a node asks for, −1 in a leaf. */
  readonly feature: Int16Array;
  /** x[feature] ≤ threshold goes left, to the next node. */
  readonly threshold: Float32Array;
  /** The right child. */
  readonly right: Int32Array;
  /** The weighted mean of the target. */
  readonly value: Float64Array;
  /** Training rows in the node, each counted once. */
  readonly count: Int32Array;
  /** For each feature, the share of the decrease of squared error its cuts bring; they add up to 1, or to 0 in a tree of one leaf. */
  readonly importances: Float64Array;
}

/** A node that waits to be grown: the node whose right child it is, or −1. */
interface Pending extends NodeRows {
  readonly depth: number;
  readonly parent: number;
}

/** Grows a tree on sample.rows, depth first, left before right, and leaves the rows ordered by leaf. */
export function growTree(sample: Sample, key: Key, split: Splitter, rules: GrowthRules): Tree {
  const {data, rows} = sample;
  const room = 2 * rows.length;
  const feature = new Int16Array(room).fill(-1);
  const threshold = new Float32Array(room);
  const right = new Int32Array(room);
  const value = new Float64Array(room);
  const count = new Int32Array(room);
  const importances = new Float64Array(data.p);
  const pending: Pending[] = [{...root(sample, key), depth: 0, parent: -1}];
  let nodes = 0;
  for (let node = pending.pop(); node; node = pending.pop()) {
    const id = nodes++;
    if (node.parent >= 0) right[node.parent] = id;
    value[id] = (node.sum / node.weight) * data.step + data.middle;
    count[id] = node.end - node.start;
    const cut = mayGrow(sample, node, rules) ? split(sample, node, rules) : undefined;
    if (!cut) continue;
    feature[id] = cut.feature;
    threshold[id] = cut.threshold;
    importances[cut.feature]! += cut.score / node.weight;
    const depth = node.depth + 1;
    const {middle, sum, weight} = partition(sample, node, cut);
    const {start, end, key} = node;
    pending.push(
      {start: middle, end, sum: node.sum - sum, weight: node.weight - weight, key: rightKey(key), depth, parent: id},
      {start, end: middle, sum, weight, key: leftKey(key), depth, parent: -1}
    );
  }
  return {
    feature: feature.slice(0, nodes),
    threshold: threshold.slice(0, nodes),
    right: right.slice(0, nodes),
    value: value.slice(0, nodes),
    count: count.slice(0, nodes),
    importances: normalize(importances)
  };
}

function root({data, rows, weights}: Sample, key: Key): NodeRows {
  let sum = 0;
  let weight = 0;
  for (const i of rows) {
    const w = weights ? weights[i]! : 1;
    weight += w;
    sum += w * data.y[i]!;
  }
  return {start: 0, end: rows.length, sum, weight, key};
}

function mayGrow(sample: Sample, {start, end, depth}: Pending, rules: GrowthRules): boolean {
  const m = end - start;
  if (depth >= rules.maxDepth || m < rules.minSamplesSplit || m < 2 * rules.minSamplesLeaf || m < 2) return false;
  const {data, rows} = sample;
  const first = data.y[rows[start]!];
  for (let k = start + 1; k < end; ++k) if (data.y[rows[k]!] !== first) return true;
  return false;
}

/** Puts the rows that go left before those that go right; returns where the latter begin, and the sums of the former. */
function partition({data, rows, weights}: Sample, {start, end}: NodeRows, {feature, threshold}: Split) {
  const {X, y, n} = data;
  const at = feature * n;
  let middle = start;
  let last = end;
  let sum = 0;
  let weight = 0;
  while (middle < last) {
    const i = rows[middle]!;
    if (X[at + i]! <= threshold) {
      const w = weights ? weights[i]! : 1;
      weight += w;
      sum += w * y[i]!;
      ++middle;
    } else {
      rows[middle] = rows[--last]!;
      rows[last] = i;
    }
  }
  return {middle, sum, weight};
}

/** Scales numbers so that they add up to 1, unless all are 0. */
function normalize(shares: Float64Array): Float64Array {
  let total = 0;
  for (const share of shares) total += share;
  return total > 0 ? shares.map((share) => share / total) : shares;
}
