import type {Forest, ForestPrediction} from "./forest.ts";
import {claimKernel, type Kernel, kernelOf} from "./kernel.ts";

/** Nodes that are put into memory at a time. */
const NODES_AT_ONCE = 4_000_000;

/** Trees first … last − 1 of a forest in the kernel's memory. */
interface LoadedTrees {
  readonly forest: Forest;
  readonly first: number;
  readonly last: number;
}

let loaded: LoadedTrees | undefined;

/** Predicts n rows, feature j of row i at X[j n + i], in WebAssembly. */
export function predictInWasm(forest: Forest, X: Float32Array, n: number): ForestPrediction {
  const {nTrees, p} = forest;
  let state = new Float64Array(0);
  for (let first = 0; first < nTrees; ) {
    const last = lastOf(forest, first);
    const wasm = load(forest, first, last);
    wasm.prepareRows(n);
    const rows = new Float32Array(wasm.memory.buffer, wasm.forestArray(5), n * p);
    for (let j = 0; j < p; ++j) for (let i = 0; i < n; ++i) rows[i * p + j] = X[j * n + i]!;
    new Float64Array(wasm.memory.buffer, wasm.forestArray(6), 4 * n).set(state);
    wasm.predictRows(last - first, first === 0 ? 1 : 0);
    state = new Float64Array(wasm.memory.buffer, wasm.forestArray(6), 4 * n).slice();
    first = last;
  }
  const mean = new Float64Array(n);
  const spread = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    mean[i] = state[4 * i + 1]! / nTrees;
    const shifted = state[4 * i + 2]!;
    spread[i] = Math.sqrt(Math.max(0, (state[4 * i + 3]! - (shifted * shifted) / nTrees) / nTrees));
  }
  return {mean, spread};
}

/** The tree after the last of those that fit into memory together with the first. */
function lastOf({offsets, nTrees}: Forest, first: number): number {
  let last = first + 1;
  while (last < nTrees && offsets[last + 1]! - offsets[first]! <= NODES_AT_ONCE) ++last;
  return last;
}

function load(forest: Forest, first: number, last: number): Kernel {
  const ready = kernelOf(loaded);
  if (ready && loaded && loaded.forest === forest && loaded.first === first) return ready;
  loaded = {forest, first, last};
  const {offsets, feature, threshold, right, value, p} = forest;
  const from = offsets[first]!;
  const to = offsets[last]!;
  const nodes = to - from;
  return claimKernel(loaded, nodes * 26, `predicting by ${nodes} nodes`, (wasm) => {
    wasm.prepareForest(last - first, nodes, p);
    const {buffer} = wasm.memory;
    new Int32Array(buffer, wasm.forestArray(0), last - first + 1).set(offsets.subarray(first, last + 1).map((at) => at - from));
    new Int16Array(buffer, wasm.forestArray(1), nodes).set(feature.subarray(from, to));
    new Float32Array(buffer, wasm.forestArray(2), nodes).set(threshold.subarray(from, to));
    new Int32Array(buffer, wasm.forestArray(3), nodes).set(right.subarray(from, to));
    new Float64Array(buffer, wasm.forestArray(4), nodes).set(value.subarray(from, to));
    wasm.packForest(last - first);
  });
}

/** Whether the kernel's nodes, with 8 bits for the feature and 24 for the right child, can hold a forest. */
export function fitsWasm({p, offsets, nTrees}: Forest): boolean {
  if (p > 256) return false;
  for (let t = 0; t < nTrees; ++t) if (offsets[t + 1]! - offsets[t]! > 2 ** 24) return false;
  return true;
}
