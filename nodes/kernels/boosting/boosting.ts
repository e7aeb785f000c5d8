import type {Key} from "../tree/tree.ts";
import {type BinningParams, binningDefaults, maxBins} from "./binning.ts";
import {instantiate} from "./module.ts";

/** Parameters by the names of LightGBM's scikit-learn interface, camelCased. */
export interface BoosterParams extends BinningParams {
  readonly nEstimators: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  readonly minChildSamples: number;
  readonly minChildWeight: number;
  /** The most splits from the root to a leaf; null for no limit. */
  readonly maxDepth: number | null;
  /** Penalty on the squares of the leaves' outputs: added to the rows of each leaf (L2). */
  readonly regLambda: number;
  /** Penalty on the leaves' outputs: taken off the sum of the gradients of each leaf (L1). */
  readonly regAlpha: number;
  /** What a split must gain, and what is taken off its gain. */
  readonly minSplitGain: number;
  /** Share of the features drawn for each tree, among those that any split can divide. */
  readonly colsampleBytree: number;
  /** Share of the rows drawn for each tree, without replacement; LightGBM calls for its subsampleFreq of 1 to do so. */
  readonly subsample: number;
}

/** The defaults of LightGBM 4.3's LGBMRegressor. */
export const boosterDefaults: BoosterParams = {
  nEstimators: 100,
  learningRate: 0.1,
  numLeaves: 31,
  minChildSamples: 20,
  minChildWeight: 1e-3,
  maxDepth: null,
  regLambda: 0,
  regAlpha: 0,
  minSplitGain: 0,
  colsampleBytree: 1,
  subsample: 1,
  ...binningDefaults
};

/** A tree in the order it grew: rows with codes ≤ bin go left; children ≥ 0 are splits and ~child leaves. A tree of one leaf has no splits. */
export interface GrownTree {
  readonly feature: Int32Array;
  readonly bin: Int32Array;
  readonly gain: Float64Array;
  readonly count: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What each leaf adds to the score. */
  readonly output: Float64Array;
  readonly leafCount: Int32Array;
}

/** How much each feature is used: LightGBM's "split" (how often) and "gain" (by how much the loss fell). */
export interface BoosterImportances {
  readonly splits: Float64Array;
  readonly gain: Float64Array;
}

/** What nodes/kernels/wasm/boosting.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(rows: number, maxFeatures: number, leaves: number, minChildSamples: number, minChildWeight: number): void;
  array(which: number): number;
  restrain(maxDepth: number, regLambda: number, regAlpha: number, minSplitGain: number): void;
  setSampling(k0: number, k1: number, k2: number, k3: number, rows: number, featureShare: number): void;
  begin(features: number, score: number): void;
  step(learningRate: number): number;
  boost(trees: number, learningRate: number): number;
}

/** Whether the trees of such a booster see different rows or features. */
function draws({subsample, colsampleBytree}: BoosterParams): boolean {
  return subsample < 1 || colsampleBytree < 1;
}

/** The range of each parameter: its words, and what is within. */
const whole = (least: number, most = Infinity): Range => ({
  text: most === Infinity ? `an integer of at least ${least}` : `an integer in [${least}, ${most}]`,
  holds: (v) => Number.isInteger(v) && v >= least && v <= most
});
const notNegative: Range = {text: "a number in [0, 1e100]", holds: (v) => v >= 0 && v <= 1e100};
const share: Range = {text: "a number in (0, 1]", holds: (v) => v > 0 && v <= 1};
const ranges: Readonly<Record<Exclude<keyof BoosterParams, keyof BinningParams | "maxDepth">, Range>> = {
  nEstimators: whole(1),
  learningRate: {text: "a number in (0, 1e100]", holds: (v) => v > 0 && v <= 1e100},
  numLeaves: whole(2, 65536),
  minChildSamples: whole(1),
  minChildWeight: notNegative,
  regLambda: notNegative,
  regAlpha: notNegative,
  minSplitGain: notNegative,
  colsampleBytree: share,
  subsample: share
};

interface Range {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

/** @throws on parameters out of range, all of them at once. */
export function checkParams(params: BoosterParams): void {
  const wrong = Object.entries(ranges).flatMap(([name, {text, holds}]) => {
    const value = params[name as keyof typeof ranges];
    return holds(value) ? [] : [`${name} must be ${text}; got ${value}`];
  });
  const {maxDepth} = params;
  if (maxDepth !== null && !whole(1).holds(maxDepth))
    wrong.push(`maxDepth must be null or an integer of at least 1; got ${maxDepth}`);
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

let instance: Exports | undefined;
/** The targets that are in memory. */
let loaded: Float32Array | undefined;

/** The thread's WebAssembly instance for fitting. */
function exports(): Exports {
  instance ??= instantiate() as Exports;
  return instance;
}

/**
 * Boosts trees on codes under squared loss (Ke et al. 2017, NeurIPS 30), as LightGBM 4.3: labels and gradients are float32 and scores
 * float64; sums of gradients are in 61-bit fixed point, which float32 values mostly fill exactly. One instance serves any number of
 * fits to the same targets, as Boruta needs.
 */
export class Boosting {
  /** The mean of the targets, where all scores start. */
  readonly start: number;
  readonly #params: BoosterParams;
  readonly #key: Key;
  readonly #labels: Float32Array;
  readonly #maxFeatures: number;

  /**
   * For up to maxFeatures columns. Where rows or features are drawn, tree t draws them from the key and t alone.
   * @throws when a target does not fit a float32, a parameter is out of range, or something is to be drawn without a key.
   */
  constructor(y: Float64Array, maxFeatures: number, params: BoosterParams, key?: Key) {
    checkParams(params);
    if (draws(params) && !key) throw new Error("subsample and colsampleBytree below 1 need a key to draw from; got none");
    if (y.length === 0) throw new Error("a booster needs at least one row; got none");
    const row = y.findIndex((v) => !(Math.abs(v) <= 1e37));
    if (row >= 0) throw new Error(`the target holds ${y[row]} in row ${row + 1}; boosting needs numbers within ±1e37`);
    this.#params = params;
    this.#key = key ?? [0, 0, 0, 0];
    this.#labels = Float32Array.from(y);
    this.#maxFeatures = maxFeatures;
    let sum = 0;
    for (const label of this.#labels) sum += label;
    this.start = sum / y.length;
  }

  /** Fits to columns of codes; `onTree` sees each tree. Stops when nothing can be split; a tree of what was drawn may be a single leaf. */
  fit(columns: readonly Uint8Array[], onTree: (tree: GrownTree) => void): void {
    const wasm = this.#load(columns);
    for (let t = 0; t < this.#params.nEstimators; ++t) {
      const splits = wasm.step(this.#params.learningRate);
      if (splits === 0 && !draws(this.#params)) return;
      onTree(treeOf(wasm, splits));
    }
  }

  /** Fits to columns of codes and tells how much each was used. */
  importances(columns: readonly Uint8Array[]): BoosterImportances {
    const wasm = this.#load(columns);
    wasm.boost(this.#params.nEstimators, this.#params.learningRate);
    const sums = (which: number): Float64Array => new Float64Array(wasm.memory.buffer, wasm.array(which), columns.length).slice();
    return {splits: sums(arrays.timesUsed), gain: sums(arrays.gains)};
  }

  /** Copies the codes into memory and starts a fit. */
  #load(columns: readonly Uint8Array[]): Exports {
    const n = this.#labels.length;
    const p = columns.length;
    if (p === 0 || p > this.#maxFeatures) throw new Error(`boosting was set up for 1 to ${this.#maxFeatures} columns; got ${p}`);
    const wasm = exports();
    if (loaded !== this.#labels) this.#prepare(wasm);
    const codes = new Uint8Array(wasm.memory.buffer, wasm.array(arrays.columns), p * n);
    columns.forEach((column, j) => {
      if (column.length !== n) throw new Error(`column ${j} has ${column.length} rows, but the target has ${n}`);
      codes.set(column, j * n);
    });
    wasm.begin(p, this.start);
    return wasm;
  }

  /** @throws where there is not enough memory. */
  #prepare(wasm: Exports): void {
    loaded = undefined;
    const {numLeaves, minChildSamples, minChildWeight, maxDepth, regLambda, regAlpha, minSplitGain} = this.#params;
    const n = this.#labels.length;
    const groups = (this.#maxFeatures + 3) >>> 2;
    const histograms = Math.min(numLeaves, Math.floor(n / (2 * minChildSamples)) + 1) + 1;
    const bytes = n * (16 * groups + 32) + histograms * groups * maxBins * 32;
    try {
      if (bytes > 4e9) throw new RangeError();
      wasm.prepare(n, this.#maxFeatures, numLeaves, Math.min(minChildSamples, 0x3fffffff), minChildWeight);
    } catch (cause) {
      instance = undefined;
      const need = (bytes / 2 ** 30).toFixed(1);
      throw new Error(
        `${n} rows of ${this.#maxFeatures} columns need ${need} GiB to boost one tree at a time; use fewer rows or columns`,
        {
          cause
        }
      );
    }
    wasm.restrain(Math.min(maxDepth ?? Infinity, 0x7fffffff), regLambda, regAlpha, minSplitGain);
    const rows = Math.max(1, Math.floor(n * this.#params.subsample));
    wasm.setSampling(...this.#key, rows, this.#params.colsampleBytree);
    new Float32Array(wasm.memory.buffer, wasm.array(arrays.labels), n).set(this.#labels);
    loaded = this.#labels;
  }
}

/** The numbers of the arrays in WebAssembly memory. */
const arrays = {
  columns: 0,
  labels: 1,
  timesUsed: 2,
  gains: 3,
  feature: 4,
  bin: 5,
  count: 6,
  left: 7,
  right: 8,
  gain: 9,
  leafCount: 10,
  output: 11
} as const;

function treeOf(wasm: Exports, splits: number): GrownTree {
  const {buffer} = wasm.memory;
  const ints = (which: number, length = splits): Int32Array => new Int32Array(buffer, wasm.array(which), length).slice();
  const doubles = (which: number, length = splits): Float64Array => new Float64Array(buffer, wasm.array(which), length).slice();
  return {
    feature: ints(arrays.feature),
    bin: ints(arrays.bin),
    gain: doubles(arrays.gain),
    count: ints(arrays.count),
    left: ints(arrays.left),
    right: ints(arrays.right),
    output: doubles(arrays.output, splits + 1),
    leafCount: ints(arrays.leafCount, splits + 1)
  };
}
