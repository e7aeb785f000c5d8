import type {Forest, ForestPrediction} from "./forest.ts";
import {claimKernel, type Kernel, kernelOf} from "./kernel.ts";

/** Nodes that are put into memory at a time. */
const NODES_AT_ONCE = 2_000_000;
/** Rows that are predicted in one call: engines replace their first, slow translation of a function between two calls only. */
const ROWS_AT_ONCE = 8192;

/** Features that blocks of nodes can hold, and how many nodes may ask for one of them. */
const FEATURES_IN_BLOCKS = 16;
const NODES_A_FEATURE = 65_535;

/** Trees first … last − 1 of a forest, to be packed in blocks of nodes or not. */
interface Part {
  readonly forest: Forest;
  readonly first: number;
  readonly last: number;
  readonly blocks: boolean;
}

/** The forest that predicted last, how many rows, and its parts as far as they were asked for; of blocks, none where they do not fit. */
interface Plan {
  readonly forest: Forest;
  readonly rows: number;
  readonly nodes?: readonly Part[];
  readonly blocks?: readonly Part[];
}

let plan: Plan | undefined;
let loaded: Part | undefined;

/** Predicts n rows, feature j of row i at X[j n + i], in WebAssembly. */
export function predictInWasm(forest: Forest, X: Float32Array, n: number): ForestPrediction {
  const state = new Float64Array(4 * n);
  for (const part of partsFor(forest, n)) {
    const wasm = load(part);
    for (let start = 0; start < n; start += ROWS_AT_ONCE)
      addPredictions(wasm, part, X, n, start, state.subarray(4 * start, 4 * Math.min(n, start + ROWS_AT_ONCE)));
  }
  return summarize(state, forest.nTrees);
}

function partsFor(forest: Forest, n: number): readonly Part[] {
  const last: Plan = plan?.forest === forest ? plan : {forest, rows: 0};
  plan = {...last, rows: last.rows + n};
  if (pays(forest, plan.rows)) {
    const blocks = last.blocks ?? partsOf(forest, true) ?? [];
    plan = {...plan, blocks};
    // Several parts take each other's place in memory, so that each call must pay for them.
    if (blocks.length === 1 || (blocks.length > 1 && pays(forest, n))) return blocks;
  }
  const nodes = last.nodes ?? partsOf(forest, false)!;
  plan = {...plan, nodes};
  return nodes;
}

/** Whether to make blocks saves more than it takes, which is about as long as is saved on as many rows as a tree has nodes. */
function pays({p, nTrees, offsets}: Forest, rows: number): boolean {
  return p <= FEATURES_IN_BLOCKS && rows * nTrees >= offsets[nTrees]!;
}

/** The forest in parts that fit into memory; of blocks, none where a single tree does not fit. */
function partsOf(forest: Forest, blocks: boolean): readonly Part[] | undefined {
  const {offsets, nTrees, p} = forest;
  const parts: Part[] = [];
  let counts = new Int32Array(p);
  let first = 0;
  for (let t = 0; t < nTrees; ++t) {
    const more = blocks ? countNodes(forest, t) : new Int32Array(p);
    if (more.some((count) => count > NODES_A_FEATURE)) return undefined;
    const full =
      offsets[t + 1]! - offsets[first]! > NODES_AT_ONCE || more.some((count, j) => count + counts[j]! > NODES_A_FEATURE);
    if (full && t > first) {
      parts.push({forest, first, last: t, blocks});
      first = t;
      counts = new Int32Array(p);
    }
    for (let j = 0; j < p; ++j) counts[j]! += more[j]!;
  }
  return [...parts, {forest, first, last: nTrees, blocks}];
}

/** How many nodes of a tree ask for each feature. */
function countNodes({offsets, feature, p}: Forest, t: number): Int32Array {
  // Leaves are counted too, in front, since to ask what is a leaf takes longer.
  const counts = new Int32Array(p + 1);
  for (let i = offsets[t]!; i < offsets[t + 1]!; ++i) ++counts[feature[i]! + 1]!;
  return counts.subarray(1);
}

/** Adds the predictions of some trees for rows from `start` on to their state. */
function addPredictions(
  wasm: Kernel,
  {forest: {p}, first, last}: Part,
  X: Float32Array,
  n: number,
  start: number,
  state: Float64Array
): void {
  const rows = state.length / 4;
  wasm.prepareRows(rows);
  const columns = new Float32Array(wasm.memory.buffer, wasm.forestArray(6), rows * p);
  for (let j = 0; j < p; ++j) columns.set(X.subarray(j * n + start, j * n + start + rows), j * rows);
  const states = new Float64Array(wasm.memory.buffer, wasm.forestArray(7), state.length);
  states.set(state);
  wasm.predictRows(rows, last - first, first === 0 ? 1 : 0);
  state.set(states);
}

function summarize(state: Float64Array, nTrees: number): ForestPrediction {
  const n = state.length / 4;
  const mean = new Float64Array(n);
  const spread = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    mean[i] = state[4 * i + 1]! / nTrees;
    const shifted = state[4 * i + 2]!;
    spread[i] = Math.sqrt(Math.max(0, (state[4 * i + 3]! - (shifted * shifted) / nTrees) / nTrees));
  }
  return {mean, spread};
}

function load(part: Part): Kernel {
  const ready = kernelOf(loaded);
  if (ready && loaded?.forest === part.forest && loaded.first === part.first && loaded.blocks === part.blocks) return ready;
  loaded = part;
  const {forest, first, last, blocks} = part;
  const {offsets, feature, threshold, right, count, value, p} = forest;
  const from = offsets[first]!;
  const to = offsets[last]!;
  const nodes = to - from;
  return claimKernel(
    loaded,
    nodes * (blocks ? 190 : 30),
    `predicting ${p} features by ${last - first} trees of ${nodes} nodes`,
    (wasm) => {
      wasm.prepareForest(last - first, nodes, p);
      const {buffer} = wasm.memory;
      new Int32Array(buffer, wasm.forestArray(0), last - first + 1).set(offsets.subarray(first, last + 1).map((at) => at - from));
      new Int16Array(buffer, wasm.forestArray(1), nodes).set(feature.subarray(from, to));
      new Float32Array(buffer, wasm.forestArray(2), nodes).set(threshold.subarray(from, to));
      new Int32Array(buffer, wasm.forestArray(3), nodes).set(right.subarray(from, to));
      new Int32Array(buffer, wasm.forestArray(4), nodes).set(count.subarray(from, to));
      new Float64Array(buffer, wasm.forestArray(5), nodes).set(value.subarray(from, to));
      wasm.packForest(last - first, blocks ? 1 : 0);
    }
  );
}

/** Whether the kernel's nodes, with 8 bits for the feature and 24 for the right child, can hold a forest. */
export function fitsWasm({p, offsets, nTrees}: Forest): boolean {
  if (p > 256) return false;
  for (let t = 0; t < nTrees; ++t) if (offsets[t + 1]! - offsets[t]! > 2 ** 24) return false;
  return true;
}
