// Gradient boosting in plain TypeScript, with LightGBM's arithmetic operation by operation: what the WebAssembly is held against.
import {zeroThreshold} from "../../../nodes/kernels/boosting/binning.ts";
import type {BoosterImportances, BoosterParams} from "../../../nodes/kernels/boosting/boosting.ts";
import {type GrownTree, LeafWiseGrower} from "./leaf-wise.ts";

/** Boosts trees on codes; one instance serves any number of fits to the same y, as Boruta needs. */
export class ReferenceBoosting {
  /** The mean of y, where all scores start. */
  readonly start: number;
  readonly #params: BoosterParams;
  readonly #labels: Float32Array;
  readonly #scores: Float64Array;
  readonly #gradients: Float32Array;
  readonly #grower: LeafWiseGrower;

  /** For up to maxFeatures columns. */
  constructor(y: Float64Array, maxFeatures: number, params: BoosterParams) {
    this.#params = params;
    // LightGBM holds labels and gradients as float32, scores and sums as float64.
    this.#labels = Float32Array.from(y);
    this.#scores = new Float64Array(y.length);
    this.#gradients = new Float32Array(y.length);
    this.#grower = new LeafWiseGrower(y.length, maxFeatures, params);
    let sum = 0;
    for (const label of this.#labels) sum += label;
    this.start = sum / y.length;
  }

  /** Fits to the codes; `onTree` sees each tree, its outputs already shrunken, before the next overwrites it. Stops when nothing can be split. */
  fit(columns: readonly Uint8Array[], onTree: (tree: GrownTree) => void): void {
    const {nEstimators, learningRate} = this.#params;
    const scores = this.#scores.fill(this.start);
    const gradients = this.#gradients;
    for (let t = 0; t < nEstimators; ++t) {
      for (let i = 0; i < scores.length; ++i) gradients[i] = scores[i]! - this.#labels[i]!;
      const tree = this.#grower.grow(columns, gradients);
      if (tree.splits === 0) return;
      for (let i = 0; i <= tree.splits; ++i) {
        const output = tree.output[i]! * learningRate;
        tree.output[i] = Math.abs(output) <= zeroThreshold ? 0 : output;
      }
      this.#grower.addOutputs(scores);
      onTree(tree);
    }
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
