import type {ForestRoom} from "./forest-room.ts";
import {claimKernel, fillKernel, type Kernel, kernelOf} from "./kernel.ts";
import type {TrainingSet} from "./training-set.ts";
import {type ForestRules, type Key, normalize, type Structure, type Tree, type TreeLimits} from "./tree.ts";

/** Trees that can be grown together; as nodes/kernels/wasm/variants.ts. */
export const MOST_VARIANTS = 8;

/** A training set in the kernel's memory. */
interface Loaded {
  readonly data: TrainingSet;
  readonly structure: Structure;
  readonly variants: number;
  readonly kept: boolean;
}

let loaded: Loaded | undefined;

/** Copies a training set into memory, with room for trees to be kept or not, unless it is there; it stays until something else comes. */
function load(data: TrainingSet, structure: Structure, variants: number, kept: boolean): Kernel {
  const ready = kernelOf(loaded);
  if (ready && loaded && loaded.data === data && serves(loaded, structure, variants, kept)) return ready;
  loaded = {data, structure, variants, kept};
  return claimKernel(loaded, bytesFor(data, variants), `growing ${treesOn(data, variants)}`, (wasm) =>
    fill(wasm, data, structure, variants, kept)
  );
}

function treesOn({n, p}: TrainingSet, trees: number): string {
  return `${trees === 1 ? "1 tree" : `${trees} trees`} at a time on ${n} rows of ${p} features`;
}

function serves(held: Loaded, {splitter, bootstrap}: Structure, variants: number, kept: boolean): boolean {
  return (
    held.structure.splitter === splitter &&
    (held.structure.bootstrap || !bootstrap) &&
    held.variants >= variants &&
    (held.kept || !kept)
  );
}

/** The rows, two copies or lists of them for each variant, at most two nodes a row, and a place to wait for each row. */
function bytesFor({n, p}: TrainingSet, variants: number): number {
  const blocks = (p + 3) >>> 2;
  return n * (blocks * 16 + 8 + 44 + variants * (blocks * 32 + 16 + 48 + 96));
}

function fill(
  wasm: Kernel,
  {n, p, X, y, step, middle}: TrainingSet,
  structure: Structure,
  variants: number,
  kept: boolean
): void {
  const best = structure.splitter === "best";
  wasm.prepare(n, p, best ? 1 : 0, structure.bootstrap ? 1 : 0, variants, kept ? 1 : 0, step, middle);
  new Int32Array(wasm.memory.buffer, wasm.targetRows(), n).set(y);
  if (!best) {
    // Lanes without a feature are constant and never looked at.
    const width = 4 * ((p + 3) >>> 2);
    const rows = new Int32Array(wasm.memory.buffer, wasm.featureRows(), width * n).fill(0);
    const bits = new Int32Array(X.buffer, X.byteOffset, X.length);
    for (let j = 0; j < p; ++j)
      for (let i = 0; i < n; ++i) rows[i * width + j] = bits[j * n + i]! ^ ((bits[j * n + i]! >> 31) >>> 1);
    return;
  }
  new Float32Array(wasm.memory.buffer, wasm.featureRows(), n * p).set(X);
  const sorted = new Int32Array(wasm.memory.buffer, wasm.sortedRows(), p * n);
  for (let j = 0; j < p; ++j) sorted.set(rowsByValue(X.subarray(j * n, (j + 1) * n)), j * n);
}

/** Row numbers by ascending value. */
function rowsByValue(x: Float32Array): Int32Array {
  if (x.length > MOST_ROWS)
    throw new Error(`${x.length} rows are too many for a random forest; use at most ${MOST_ROWS}, or extra trees`);
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

const most = (limit: number): number => Math.min(limit, 0x7fffffff);

function setLimits(wasm: Kernel, v: number, {maxDepth, minSamplesSplit, minSamplesLeaf}: TreeLimits): void {
  wasm.setVariant(v, most(maxDepth), most(minSamplesSplit), Math.min(minSamplesLeaf, 0x3fffffff));
}

function growNodes(wasm: Kernel, [a, b, c, d]: Key, tree: number, mask: number, {bootstrap, maxFeatures}: Structure): void {
  wasm.grow(a, b, c, d, tree, mask, bootstrap ? 1 : 0, maxFeatures);
}

/** The tree of a variant, which stays in the kernel's memory only until the next is looked at. */
function viewTree(wasm: Kernel, p: number, v: number): Tree {
  wasm.partNodes(v);
  const nodes = wasm.nodesOf(v);
  const {buffer} = wasm.memory;
  return {
    threshold: new Float32Array(buffer, wasm.nodeParts(0), nodes),
    right: new Int32Array(buffer, wasm.nodeParts(1), nodes),
    feature: new Int16Array(buffer, wasm.nodeParts(2), nodes),
    count: new Int32Array(buffer, wasm.nodeParts(3), nodes),
    value: new Float64Array(buffer, wasm.nodeParts(4), nodes),
    importances: normalize(new Float64Array(buffer, wasm.importancesOf(v), p).slice())
  };
}

function readTree(wasm: Kernel, p: number, v: number): Tree {
  const {threshold, right, feature, count, value, importances} = viewTree(wasm, p, v);
  return {
    threshold: threshold.slice(),
    right: right.slice(),
    feature: feature.slice(),
    count: count.slice(),
    value: value.slice(),
    importances
  };
}

/** Grows tree `tree` of the forest with this key. */
export function growTree(data: TrainingSet, forest: Key, tree: number, rules: ForestRules): Tree {
  const wasm = load(data, rules, 1, true);
  setLimits(wasm, 0, rules);
  growNodes(wasm, forest, tree, 1, rules);
  return readTree(wasm, data.p, 0);
}

/** Grows it and adds it to a forest in the making. */
export function growTreeInto(room: ForestRoom, data: TrainingSet, forest: Key, tree: number, rules: ForestRules): void {
  const wasm = load(data, rules, 1, true);
  setLimits(wasm, 0, rules);
  growNodes(wasm, forest, tree, 1, rules);
  room.add(viewTree(wasm, data.p, 0));
}

/** Grows one tree within each of several limits, in order of minSamplesLeaf: what they have in common is grown once. */
export function growVariants(
  data: TrainingSet,
  forest: Key,
  tree: number,
  structure: Structure,
  limits: readonly TreeLimits[]
): readonly Tree[] {
  const wasm = load(data, structure, limits.length, true);
  for (const [v, limit] of limits.entries()) setLimits(wasm, v, limit);
  growNodes(wasm, forest, tree, (1 << limits.length) - 1, structure);
  return limits.map((_, v) => readTree(wasm, data.p, v));
}

/** One way to prune trees, by depth and by size of nodes. */
export interface PruningRule {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
}

/** Trees to be grown within some limits, and ways to prune them. */
export interface VariantRule {
  readonly limits: TreeLimits;
  readonly prunings: readonly PruningRule[];
}

/** Adds up, tree by tree, what prunings of trees grown together predict for rows held out; the trees are not kept. */
export class Assessor {
  readonly #loaded: Loaded | undefined;
  readonly #structure: Structure;
  readonly #rows: number;
  readonly #wasm: Kernel;
  /** The first pruning of each variant, and that after the last. */
  readonly #first: readonly number[];

  /** X holds feature j of row i at j rows + i. The variants stand in order of minSamplesLeaf. */
  constructor(data: TrainingSet, structure: Structure, X: Float32Array, rows: number, variants: readonly VariantRule[]) {
    const wasm = load(data, structure, variants.length, false);
    const {p} = data;
    const first = [0];
    // Prunings are looked at four at a time.
    for (const {prunings} of variants) first.push(first.at(-1)! + 4 * Math.ceil(prunings.length / 4));
    const prunings = first.at(-1)!;
    // Rows, sums and lists of rows, and a place to wait for each row.
    const more = rows * (4 * p + 8 * prunings + 8 * variants.length) + 80 * Math.min(data.n, rows) * variants.length;
    const bytes = bytesFor(data, variants.length) + more;
    const need = `assessing ${prunings} prunings of ${treesOn(data, variants.length)} by ${rows} rows held out`;
    fillKernel(wasm, bytes, need, () => wasm.prepareAssessment(rows, prunings, variants.length));
    const heldOut = new Float32Array(wasm.memory.buffer, wasm.heldOutRows(), rows * p);
    for (let j = 0; j < p; ++j) for (let i = 0; i < rows; ++i) heldOut[i * p + j] = X[j * rows + i]!;
    for (const [v, {limits, prunings}] of variants.entries()) {
      setLimits(wasm, v, limits);
      for (const [k, {maxDepth, minSamplesSplit}] of prunings.entries())
        wasm.setPruning(first[v]! + k, most(maxDepth), most(minSamplesSplit));
      // What fills up the last four never comes to any node but the root.
      for (let k = first[v]! + prunings.length; k < first[v + 1]!; ++k) wasm.setPruning(k, 0, 0);
    }
    this.#loaded = loaded;
    this.#structure = structure;
    this.#rows = rows;
    this.#wasm = wasm;
    this.#first = first;
  }

  /** Grows a tree for each variant of which prunings are live, and adds its predictions to the sums of the first so many of them. */
  add([a, b, c, d]: Key, tree: number, live: readonly number[]): void {
    if (kernelOf(this.#loaded) !== this.#wasm)
      throw new Error("another training set has been loaded; finish one assessment first");
    let mask = 0;
    for (const [v, count] of live.entries()) {
      this.#wasm.setSpan(v, this.#first[v]!, count);
      if (count > 0) mask |= 1 << v;
    }
    const {bootstrap, maxFeatures} = this.#structure;
    this.#wasm.assess(a, b, c, d, tree, mask, bootstrap ? 1 : 0, maxFeatures);
  }

  /** The sums of a pruning of a variant so far. */
  sums(v: number, pruning: number): Float64Array {
    const width = this.#first.at(-1)!;
    const at = this.#first[v]! + pruning;
    const sums = new Float64Array(this.#wasm.memory.buffer, this.#wasm.assessedSums(), this.#rows * width);
    return Float64Array.from({length: this.#rows}, (_, i) => sums[i * width + at]!);
  }
}
