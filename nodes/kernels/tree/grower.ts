import {forestWasm} from "../wasm/forest.generated.ts";
import type {TrainingSet} from "./training-set.ts";
import {type ForestRules, type Key, normalize, type Tree} from "./tree.ts";

/** What nodes/kernels/wasm/forest.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(n: number, p: number, best: number, weights: number, step: number, middle: number): void;
  featureRows(): number;
  sortedRows(): number;
  targetRows(): number;
  grow(
    ...words: [
      a: number,
      b: number,
      c: number,
      d: number,
      tree: number,
      bootstrap: number,
      maxDepth: number,
      minSamplesSplit: number,
      minSamplesLeaf: number,
      maxFeatures: number
    ]
  ): number;
  treeArray(which: number): number;
  prepareWalk(rows: number, prunings: number, different: number): void;
  walkArray(which: number): number;
  walk(prunings: number, different: number): void;
}

let instance: Exports | undefined;
let loaded: {readonly data: TrainingSet; readonly best: boolean; readonly weights: boolean} | undefined;

/** The thread's WebAssembly instance, compiled at its first use. */
function exports(): Exports {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(forestWasm), (c) => c.charCodeAt(0))))
    .exports as unknown as Exports;
  return instance;
}

/** Copies a training set into memory unless it is there; it stays until another one comes. */
function load(data: TrainingSet, {splitter, bootstrap}: ForestRules): Exports {
  const wasm = exports();
  const best = splitter === "best";
  if (loaded?.data === data && loaded.best === best && (loaded.weights || !bootstrap)) return wasm;
  loaded = undefined;
  const {n, p, X, y, step, middle} = data;
  claim(wasm, data, () => wasm.prepare(n, p, best ? 1 : 0, bootstrap ? 1 : 0, step, middle));
  const features = new Float32Array(wasm.memory.buffer, wasm.featureRows(), 4 * ((p + 3) >>> 2) * n);
  // Lanes without a feature are constant and never looked at.
  features.fill(0);
  for (let j = 0; j < p; ++j) {
    const at = (j >>> 2) * 4 * n + (j & 3);
    for (let i = 0; i < n; ++i) features[at + 4 * i] = X[j * n + i]!;
  }
  new Int32Array(wasm.memory.buffer, wasm.targetRows(), n).set(y);
  if (best) {
    const sorted = new Int32Array(wasm.memory.buffer, wasm.sortedRows(), p * n);
    for (let j = 0; j < p; ++j) sorted.set(rowsByValue(X.subarray(j * n, (j + 1) * n)), j * n);
  }
  loaded = {data, best, weights: bootstrap};
  return wasm;
}

/** Row numbers by ascending value. */
function rowsByValue(x: Float32Array): Int32Array {
  // Value and row in one double, since doubles sort fast; the bit patterns of float32 order as the numbers do once those of the
  // negative ones are turned round.
  const bits = new Int32Array(x.buffer, x.byteOffset, x.length);
  const packed = Float64Array.from(
    bits,
    (b, i) => (b < 0 ? 2147483647 - (b & 0x7fffffff) : 2147483648 + b) * MOST_ROWS + i
  ).sort();
  return Int32Array.from(packed, (value) => value % MOST_ROWS);
}

/** Rows that can be numbered beside a value in the 53 bits of a double. */
const MOST_ROWS = 2097152;

/** Runs what takes memory. @throws where there is not enough of it. */
function claim(wasm: Exports, {n, p}: TrainingSet, take: () => void): void {
  // Three copies of the rows or lists of them, at most two nodes a row, and a place to wait for each row.
  const bytes = n * (((p + 3) >>> 2) * 64 + 28 + 44 + 48);
  const need = `${n} rows of ${p} features need ${(bytes / 2 ** 30).toFixed(1)} GiB to grow a tree`;
  if (bytes > 4.2e9) throw new Error(`${need}; WebAssembly has 4: use fewer rows or features`);
  try {
    take();
  } catch (cause) {
    const held = (wasm.memory.buffer.byteLength / 2 ** 30).toFixed(1);
    // What failed half way is not to be used again.
    instance = undefined;
    throw new Error(`${need}; this machine gave ${held}: use fewer rows or features`, {cause});
  }
}

/** Bytes the thread's kernel holds. */
export function forestMemory(): number {
  return instance?.memory.buffer.byteLength ?? 0;
}

const most = (limit: number): number => Math.min(limit, 0x7fffffff);

function growNodes(wasm: Exports, [a, b, c, d]: Key, tree: number, rules: ForestRules): number {
  const {bootstrap, maxDepth, minSamplesSplit, minSamplesLeaf, maxFeatures} = rules;
  const leaf = Math.min(minSamplesLeaf, 0x3fffffff);
  return wasm.grow(a, b, c, d, tree, bootstrap ? 1 : 0, most(maxDepth), most(minSamplesSplit), leaf, maxFeatures);
}

/** Grows tree `tree` of the forest with this key. */
export function growTree(data: TrainingSet, forest: Key, tree: number, rules: ForestRules): Tree {
  const wasm = load(data, rules);
  const nodes = growNodes(wasm, forest, tree, rules);
  const {buffer} = wasm.memory;
  return {
    feature: new Int16Array(buffer, wasm.treeArray(0), nodes).slice(),
    threshold: new Float32Array(buffer, wasm.treeArray(1), nodes).slice(),
    right: new Int32Array(buffer, wasm.treeArray(2), nodes).slice(),
    value: new Float64Array(buffer, wasm.treeArray(3), nodes).slice(),
    count: new Int32Array(buffer, wasm.treeArray(4), nodes).slice(),
    importances: normalize(new Float64Array(buffer, wasm.treeArray(5), data.p).slice())
  };
}

/** One way to prune trees, by depth and by size of nodes. */
export interface PruningRule {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
}

/** Adds up, tree by tree, what prunings of the same trees predict for rows held out. */
export class Walker {
  readonly #data: TrainingSet;
  readonly #rules: ForestRules;
  readonly #rows: number;
  readonly #limits: number;
  readonly #wasm: Exports;

  /** X holds feature j of row i at j rows + i. */
  constructor(data: TrainingSet, rules: ForestRules, X: Float32Array, rows: number, prunings: readonly PruningRule[]) {
    const wasm = load(data, rules);
    const {p} = data;
    const fewest = [...new Set(prunings.map(({minSamplesSplit}) => most(minSamplesSplit)))].sort((a, b) => b - a);
    claim(wasm, data, () => wasm.prepareWalk(rows, prunings.length, fewest.length));
    const {buffer} = wasm.memory;
    const heldOut = new Float32Array(buffer, wasm.walkArray(0), rows * p);
    for (let j = 0; j < p; ++j) for (let i = 0; i < rows; ++i) heldOut[i * p + j] = X[j * rows + i]!;
    new Int32Array(buffer, wasm.walkArray(2), prunings.length).set(prunings.map(({maxDepth}) => most(maxDepth)));
    new Int32Array(buffer, wasm.walkArray(3), prunings.length).set(
      prunings.map(({minSamplesSplit}) => fewest.indexOf(most(minSamplesSplit)))
    );
    new Int32Array(buffer, wasm.walkArray(4), fewest.length).set(fewest);
    this.#data = data;
    this.#rules = rules;
    this.#rows = rows;
    this.#limits = fewest.length;
    this.#wasm = wasm;
  }

  /** Grows a tree and adds its predictions to the sums of the first `live` prunings. */
  add(forest: Key, tree: number, live: number): void {
    if (loaded?.data !== this.#data || instance !== this.#wasm)
      throw new Error("another training set has been loaded; finish one walk first");
    growNodes(this.#wasm, forest, tree, this.#rules);
    this.#wasm.walk(live, this.#limits);
  }

  /** The sums of one pruning, a view that the next tree changes. */
  sums(pruning: number): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer, this.#wasm.walkArray(1) + pruning * this.#rows * 8, this.#rows);
  }
}
