// Gradient boosting in plain TypeScript, with LightGBM's arithmetic operation by operation: what the WebAssembly is held against.
import {zeroThreshold} from "../../../nodes/kernels/boosting/binning.ts";
import type {BoosterImportances, BoosterParams} from "../../../nodes/kernels/boosting/boosting.ts";
import type {Key} from "../../../nodes/kernels/tree/tree.ts";
import {below, bootstrapKey, treeKey} from "../plain/keys.ts";
import {type GrownTree, LeafWiseGrower, type Sample} from "./leaf-wise.ts";

/** Boosts trees on codes; one instance serves any number of fits to the same y, as Boruta needs. */
export class ReferenceBoosting {
  /** The mean of y, where all scores start. */
  readonly start: number;
  readonly #params: BoosterParams;
  readonly #labels: Float32Array;
  readonly #scores: Float64Array;
  readonly #gradients: Float32Array;
  readonly #grower: LeafWiseGrower;
  readonly #key: Key;

  /** For up to maxFeatures columns. */
  constructor(y: Float64Array, maxFeatures: number, params: BoosterParams, key: Key = [0, 0, 0, 0]) {
    this.#params = params;
    this.#key = key;
    // LightGBM holds labels and gradients as float32, scores and sums as float64.
    this.#labels = Float32Array.from(y);
    this.#scores = new Float64Array(y.length);
    this.#gradients = new Float32Array(y.length);
    this.#grower = new LeafWiseGrower(y.length, maxFeatures, params);
    let sum = 0;
    for (const label of this.#labels) sum += label;
    this.start = sum / y.length;
  }

  /** Fits to the codes; `onTree` sees each tree, its outputs already shrunken, before the next overwrites it. Stops when nothing can be split, unless something is drawn. */
  fit(columns: readonly Uint8Array[], onTree: (tree: GrownTree) => void): void {
    const {nEstimators, learningRate, subsample, colsampleBytree} = this.#params;
    const scores = this.#scores.fill(this.start);
    const gradients = this.#gradients;
    for (let t = 0; t < nEstimators; ++t) {
      for (let i = 0; i < scores.length; ++i) gradients[i] = scores[i]! - this.#labels[i]!;
      const tree = this.#grower.grow(columns, gradients, this.#draw(columns, t));
      if (tree.splits === 0 && subsample === 1 && colsampleBytree === 1) return;
      for (let i = 0; i <= tree.splits; ++i) {
        const output = tree.output[i]! * learningRate;
        tree.output[i] = Math.abs(output) <= zeroThreshold ? 0 : output;
      }
      this.#grower.addOutputs(columns, scores);
      onTree(tree);
    }
  }

  #draw(columns: readonly Uint8Array[], t: number): Sample {
    const {subsample, colsampleBytree, minChildSamples} = this.#params;
    const n = this.#labels.length;
    const root = treeKey(this.#key, t);
    const all = columns.map((_, j) => j);
    // LightGBM draws among the features that leave enough rows on both sides of some split.
    const able = all.filter((j) => {
      const sorted = columns[j]!.slice().sort();
      return n > minChildSamples && sorted.lastIndexOf(sorted[minChildSamples - 1]!) + 1 <= n - minChildSamples;
    });
    const wanted = Math.min(able.length, Math.max(1, Math.floor(able.length * colsampleBytree + 0.5)));
    return {
      features: colsampleBytree < 1 ? select(able, wanted, root) : all,
      rows: select([...this.#labels.keys()], Math.max(1, Math.floor(n * subsample)), bootstrapKey(root))
    };
  }

  /** Fits and adds up the importances of the columns. */
  importances(columns: readonly Uint8Array[]): BoosterImportances {
    const importances = {splits: new Float64Array(columns.length), gain: new Float64Array(columns.length)};
    this.fit(columns, (tree) => addImportances(importances, {...tree, feature: tree.feature.subarray(0, tree.splits)}));
    return importances;
  }
}

function addImportances(
  {splits, gain}: BoosterImportances,
  trees: {readonly feature: Int32Array; readonly gain: Float64Array}
): void {
  for (let k = 0; k < trees.feature.length; ++k) {
    ++splits[trees.feature[k]!]!;
    gain[trees.feature[k]!]! += trees.gain[k]!;
  }
}

/** So many of the items, in their order, by the words of a key. */
function select(items: readonly number[], wanted: number, key: Key): number[] {
  let left = wanted;
  return items.filter((_, i) => {
    const taken = below(items.length - i, key, 0, i) < left;
    if (taken) --left;
    return taken;
  });
}
