import {addRows, clearHistograms, createHistograms, subtract, type Histograms} from "./histogram.ts";
import {emptySplit, findBestSplit, isBetter, type LeafSums, type Split, type SplitLimits} from "./split.ts";

/** A tree in the order it grew. Children ≥ 0 are splits; ~child is a leaf. A tree of one leaf has no splits. */
export interface GrownTree {
  splits: number;
  readonly feature: Int32Array;
  readonly bin: Int32Array;
  readonly gain: Float64Array;
  readonly count: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Minus the mean gradient of each leaf: what to add to the score there, before shrinkage. */
  readonly output: Float64Array;
  readonly leafCount: Int32Array;
}

export interface GrowerParams extends SplitLimits {
  readonly numLeaves: number;
  readonly maxDepth: number | null;
}

/** What a tree sees: numbers of rows and of columns, ascending. */
export interface Sample {
  readonly rows: readonly number[];
  readonly features: readonly number[];
}

/** A leaf that may still be split: rows[start … end), its sums, its histograms and its best split. */
interface Leaf {
  start: number;
  end: number;
  /** The split above it, and the side it hangs on. */
  parent: number;
  isLeft: boolean;
  depth: number;
  readonly sums: LeafSums;
  histograms: Histograms | undefined;
  readonly best: Split;
}

/**
 * Grows regression trees leaf by leaf, always where the loss falls most (LightGBM 4.3, SerialTreeLearner).
 * Rows are partitioned in place and stably; a split costs one histogram of its smaller child. All memory is taken once.
 */
export class LeafWiseGrower {
  /** The last tree grown; the next overwrites it. */
  readonly tree: GrownTree;
  readonly #params: GrowerParams;
  readonly #rows: Int32Array;
  readonly #spare: Int32Array;
  readonly #ordered: Float32Array;
  readonly #leaves: readonly Leaf[];
  readonly #pool: Histograms[];

  /** For tables of n rows and up to maxFeatures columns. */
  constructor(n: number, maxFeatures: number, params: GrowerParams) {
    const {numLeaves} = params;
    if (!(Number.isInteger(numLeaves) && numLeaves >= 2))
      throw new Error(`numLeaves must be an integer of at least 2; got ${numLeaves}`);
    this.#params = params;
    this.#rows = new Int32Array(n);
    this.#spare = new Int32Array(n);
    this.#ordered = new Float32Array(n);
    this.#leaves = Array.from({length: numLeaves}, () => ({
      start: 0,
      end: 0,
      parent: -1,
      isLeft: true,
      depth: 0,
      sums: {count: 0, gradient: 0, hessian: 0},
      histograms: undefined,
      best: emptySplit()
    }));
    // Leaves of fewer than 2 × minChildSamples rows need no histograms, so this many are ever held at once, and one more is being filled.
    const held = Math.min(numLeaves, Math.ceil(n / (2 * Math.max(1, params.minChildSamples)))) + 1;
    this.#pool = Array.from({length: held}, () => createHistograms(maxFeatures));
    const splits = numLeaves - 1;
    this.tree = {
      splits: 0,
      feature: new Int32Array(splits),
      bin: new Int32Array(splits),
      gain: new Float64Array(splits),
      count: new Int32Array(splits),
      left: new Int32Array(splits),
      right: new Int32Array(splits),
      output: new Float64Array(numLeaves),
      leafCount: new Int32Array(numLeaves)
    };
  }

  /** Grows one tree on the columns' codes and the rows' gradients. */
  grow(columns: readonly Uint8Array[], gradients: Float32Array, sample: Sample): GrownTree {
    const {tree} = this;
    tree.splits = 0;
    this.#startAtRoot(columns, gradients, sample);
    while (tree.splits < this.#params.numLeaves - 1) {
      const at = this.#bestLeaf();
      const leaf = this.#leaves[at]!;
      if (!(leaf.best.gain > 0)) break;
      const right = this.#split(at, columns);
      this.#searchChildren(leaf, this.#leaves[right]!, columns, gradients);
    }
    for (let i = 0; i <= tree.splits; ++i) this.#release(this.#leaves[i]!);
    return tree;
  }

  /** Adds to each row's score the output of its leaf of the last tree, whether or not the tree has seen the row. */
  addOutputs(columns: readonly Uint8Array[], scores: Float64Array): void {
    const {tree} = this;
    scores.forEach((_, row) => {
      let node = tree.splits > 0 ? 0 : ~0;
      while (node >= 0) node = (columns[tree.feature[node]!]![row]! <= tree.bin[node]! ? tree.left : tree.right)[node]!;
      scores[row]! += tree.output[~node]!;
    });
  }

  #startAtRoot(columns: readonly Uint8Array[], gradients: Float32Array, sample: Sample): void {
    const root = this.#leaves[0]!;
    const n = sample.rows.length;
    this.#rows.set(sample.rows);
    const ordered = Float32Array.from(sample.rows, (row) => gradients[row]!);
    const sum = ordered.reduce((a, b) => a + b, 0);
    root.depth = 0;
    root.start = 0;
    root.end = n;
    root.parent = -1;
    root.sums.count = n;
    root.sums.gradient = sum;
    root.sums.hessian = n;
    root.best.gain = -Infinity;
    root.best.feature = -1;
    this.tree.leafCount[0] = n;
    this.tree.output[0] = 0;
    if (!this.#canSplit(root)) return;
    root.histograms = this.#take(columns.length);
    root.histograms.splittable.fill(0);
    for (const feature of sample.features) root.histograms.splittable[feature] = 1;
    addRows(root.histograms, columns, this.#rows, ordered, 0, n);
    findBestSplit(root.histograms, columns.length, root.sums, this.#params, root.best);
  }

  #bestLeaf(): number {
    let best = 0;
    for (let i = 1; i <= this.tree.splits; ++i) if (isBetter(this.#leaves[i]!.best, this.#leaves[best]!.best)) best = i;
    return best;
  }

  /** Divides leaf `at` by its best split; the left child takes its place and the right one the next. Returns the latter's index. */
  #split(at: number, columns: readonly Uint8Array[]): number {
    const {tree} = this;
    const leaf = this.#leaves[at]!;
    const {best, parent} = leaf;
    const node = tree.splits++;
    const added = tree.splits;
    const right = this.#leaves[added]!;
    if (parent >= 0) (leaf.isLeft ? tree.left : tree.right)[parent] = node;
    tree.feature[node] = best.feature;
    tree.bin[node] = best.bin;
    tree.gain[node] = best.gain + this.#params.minSplitGain;
    tree.count[node] = leaf.end - leaf.start;
    tree.left[node] = ~at;
    tree.right[node] = ~added;
    tree.output[at] = best.leftOutput;
    tree.output[added] = best.rightOutput;
    const middle = this.#partition(leaf.start, leaf.end, columns[best.feature]!, best.bin);
    right.start = middle;
    right.end = leaf.end;
    leaf.end = middle;
    leaf.parent = right.parent = node;
    leaf.isLeft = true;
    right.isLeft = false;
    right.depth = ++leaf.depth;
    tree.leafCount[at] = best.left.count;
    tree.leafCount[added] = best.right.count;
    Object.assign(leaf.sums, best.left);
    Object.assign(right.sums, best.right);
    for (const child of [leaf, right]) {
      child.best.gain = -Infinity;
      child.best.feature = -1;
    }
    return added;
  }

  /** Moves rows of [start, end) with codes ≤ bin to the front, keeping the order on both sides; returns where the others begin. */
  #partition(start: number, end: number, codes: Uint8Array, bin: number): number {
    const rows = this.#rows;
    const spare = this.#spare;
    let low = start;
    let high = 0;
    for (let i = start; i < end; ++i) {
      const row = rows[i]!;
      if (codes[row]! <= bin) rows[low++] = row;
      else spare[high++] = row;
    }
    for (let i = 0; i < high; ++i) rows[low + i] = spare[i]!;
    return low;
  }

  #searchChildren(left: Leaf, right: Leaf, columns: readonly Uint8Array[], gradients: Float32Array): void {
    const whole = left.histograms!;
    left.histograms = undefined;
    const [small, large] = left.sums.count < right.sums.count ? [left, right] : [right, left];
    if (!this.#canSplit(large)) {
      this.#pool.push(whole);
      return;
    }
    const part = this.#take(columns.length);
    part.splittable.set(whole.splittable);
    const ordered = this.#ordered;
    for (let i = small.start; i < small.end; ++i) ordered[i] = gradients[this.#rows[i]!]!;
    addRows(part, columns, this.#rows, ordered, small.start, small.end);
    subtract(whole, part);
    large.histograms = whole;
    small.histograms = part;
    findBestSplit(part, columns.length, small.sums, this.#params, small.best);
    findBestSplit(whole, columns.length, large.sums, this.#params, large.best);
    for (const child of [small, large]) if (!(child.best.gain > 0)) this.#release(child);
  }

  #canSplit({sums, depth}: Leaf): boolean {
    return sums.count >= 2 * this.#params.minChildSamples && depth < (this.#params.maxDepth ?? Infinity);
  }

  #take(features: number): Histograms {
    const histograms = this.#pool.pop() ?? createHistograms(features);
    clearHistograms(histograms);
    return histograms;
  }

  #release(leaf: Leaf): void {
    if (leaf.histograms) this.#pool.push(leaf.histograms);
    leaf.histograms = undefined;
  }
}
