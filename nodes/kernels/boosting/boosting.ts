import {boostingWasm} from "../wasm/boosting.generated.ts";
import {type BinningParams, binningDefaults, maxBins} from "./binning.ts";

/** Parameters by the names of LightGBM's scikit-learn interface, camelCased. */
export interface BoosterParams extends BinningParams {
  readonly nEstimators: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  readonly minChildSamples: number;
  readonly minChildWeight: number;
}

/** The defaults of LightGBM 4.3's LGBMRegressor. */
export const boosterDefaults: BoosterParams = {
  nEstimators: 100,
  learningRate: 0.1,
  numLeaves: 31,
  minChildSamples: 20,
  minChildWeight: 1e-3,
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
  begin(features: number, score: number): void;
  step(learningRate: number): number;
  boost(trees: number, learningRate: number): number;
}

let instance: Exports | undefined;
/** The targets that are in memory. */
let loaded: Float32Array | undefined;

/** The thread's WebAssembly instance, compiled at its first use. */
function exports(): Exports {
  const bytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(boostingWasm), (c) => c.charCodeAt(0));
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(bytes())).exports as unknown as Exports;
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
  readonly #labels: Float32Array;
  readonly #maxFeatures: number;

  /** For up to maxFeatures columns. @throws when a target does not fit a float32 or a parameter is out of range. */
  constructor(y: Float64Array, maxFeatures: number, params: BoosterParams) {
    const {numLeaves, minChildSamples} = params;
    if (!(Number.isInteger(numLeaves) && numLeaves >= 2 && numLeaves <= 65536))
      throw new Error(`numLeaves must be an integer in [2, 65536]; got ${numLeaves}`);
    if (!(Number.isInteger(minChildSamples) && minChildSamples >= 1))
      throw new Error(`minChildSamples must be an integer of at least 1; got ${minChildSamples}`);
    if (y.length === 0) throw new Error("a booster needs at least one row; got none");
    const row = y.findIndex((v) => !(Math.abs(v) <= 1e37));
    if (row >= 0) throw new Error(`the target holds ${y[row]} in row ${row + 1}; boosting needs numbers within ±1e37`);
    this.#params = params;
    this.#labels = Float32Array.from(y);
    this.#maxFeatures = maxFeatures;
    let sum = 0;
    for (const label of this.#labels) sum += label;
    this.start = sum / y.length;
  }

  /** Fits to columns of codes; `onTree` sees each tree. Stops when nothing can be split. */
  fit(columns: readonly Uint8Array[], onTree: (tree: GrownTree) => void): void {
    const wasm = this.#load(columns);
    for (let t = 0; t < this.#params.nEstimators; ++t) {
      const splits = wasm.step(this.#params.learningRate);
      if (splits === 0) return;
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
    const {numLeaves, minChildSamples, minChildWeight} = this.#params;
    const n = this.#labels.length;
    const groups = (this.#maxFeatures + 3) >>> 2;
    const histograms = Math.min(numLeaves, Math.floor(n / (2 * minChildSamples)) + 1) + 1;
    const bytes = n * (12 * groups + 32) + histograms * groups * maxBins * 32;
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
