// The plain reference of the kernels in nodes/kernels/wasm: the same trees, node for node, in the shortest clear form.
import {leftKey, rightKey} from "./keys.ts";
import {bestSplit} from "./best-splitter.ts";
import {bootstrapWeights, treeKey} from "./keys.ts";
import {randomSplit} from "./random-splitter.ts";
import type {NodeRows, Sample, Split, Splitter} from "./splitter.ts";
import type {TrainingSet} from "../../../nodes/kernels/tree/training-set.ts";
import {type ForestRules, type Key, normalize, type Tree} from "../../../nodes/kernels/tree/tree.ts";

/** A node that waits to be grown: the node whose right child it is, or −1. */
interface Pending extends NodeRows {
  readonly depth: number;
  readonly parent: number;
}

/** Grows a tree on sample.rows, depth first, left before right, and leaves the rows ordered by leaf. */
function growTree(sample: Sample, key: Key, split: Splitter, rules: ForestRules): Tree {
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

function mayGrow(sample: Sample, {start, end, depth}: Pending, rules: ForestRules): boolean {
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

/** Tree `tree` of the forest with this key, as the WebAssembly kernel must grow it to the last bit. */
export function growPlainly(data: TrainingSet, forest: Key, tree: number, rules: ForestRules): Tree {
  const key = treeKey(forest, tree);
  const weights = rules.bootstrap ? bootstrapWeights(key, data.n) : undefined;
  const rows = Int32Array.from({length: data.n}, (_, i) => i);
  const sample = {data, rows: weights ? rows.filter((i) => weights[i]! > 0) : rows, weights};
  return growTree(sample, key, rules.splitter === "random" ? randomSplit : bestSplit, rules);
}
