// Gradient boosting under squared loss: what the rest of the project calls.
import {
  addOutputs,
  grow,
  initGrower,
  leafCount,
  leafOutput,
  splitBin,
  splitCount,
  splitFeature,
  splitGain,
  splitLeft,
  splitRight,
  splits
} from "./leaf-wise";
import {allocate, reset} from "./memory";
import {setUnit} from "./leaf-search";
import {codes, countBits, groupBins, initTable, labels, n, useFeatures} from "./binned-table";

const ZERO: f64 = <f64>(<f32>1e-35);

let scores: usize = 0;
let gradients: usize = 0;
let packed: usize = 0;
let timesUsed: usize = 0;
let gains: usize = 0;

/** Forgets what was there and takes room for a table of so many rows and up to maxFeatures features. */
export function prepare(rows: i32, maxFeatures: i32, leaves: i32, minChildSamples: i32, minChildWeight: f64): void {
  reset();
  initTable(rows, maxFeatures);
  initGrower(leaves, minChildSamples, minChildWeight, maxFeatures);
  scores = allocate((<usize>rows) << 3);
  gradients = allocate((<usize>rows) << 2);
  packed = allocate((<usize>rows) << 3);
  timesUsed = allocate((<usize>maxFeatures) << 3);
  gains = allocate((<usize>maxFeatures) << 3);
}

/** Where arrays are: 0 codes, 1 bins a group, 2 labels, 3 times used, 4 gains; of the tree grown last: 5 feature, 6 bin, 7 count, 8 left, 9 right, 10 gain, 11 leaf count, 12 leaf output. */
export function array(which: i32): usize {
  switch (which) {
    case 0:
      return codes;
    case 1:
      return groupBins;
    case 2:
      return labels;
    case 3:
      return timesUsed;
    case 4:
      return gains;
    case 5:
      return splitFeature;
    case 6:
      return splitBin;
    case 7:
      return splitCount;
    case 8:
      return splitLeft;
    case 9:
      return splitRight;
    case 10:
      return splitGain;
    case 11:
      return leafCount;
    default:
      return leafOutput;
  }
}

/** Starts a fit at the score given. */
export function begin(features: i32, score: f64): void {
  useFeatures(features);
  for (let i = 0; i < n; ++i) store<f64>(scores + ((<usize>i) << 3), score);
  memory.fill(timesUsed, 0, (<usize>features) << 3);
  memory.fill(gains, 0, (<usize>features) << 3);
}

/** Grows the next tree and adds its outputs, times the learning rate, to the scores. Returns its splits. */
export function step(learningRate: f64): i32 {
  grow(packed, packGradients());
  if (splits == 0) return 0;
  for (let i = 0; i <= splits; ++i) {
    const at = leafOutput + ((<usize>i) << 3);
    const output = load<f64>(at) * learningRate;
    store<f64>(at, abs(output) <= ZERO ? 0 : output);
  }
  addOutputs(scores);
  return splits;
}

/** Gradients in float32, as LightGBM has them, then in the finest fixed point in which no sum overflows. */
function packGradients(): i64 {
  let magnitude: f64 = 0;
  for (let i: usize = 0; i < <usize>n; ++i) {
    const g = <f32>(load<f64>(scores + (i << 3)) - <f64>load<f32>(labels + (i << 2)));
    store<f32>(gradients + (i << 2), g);
    magnitude += abs(<f64>g);
  }
  // The power of two of which `magnitude` is less than twice; sums must stay below 2^62, and below 2^53 without the count.
  const exponent = <i64>((reinterpret<u64>(magnitude) >> 52) & 0x7ff) - 1023;
  const bits = min<i64>(61 - countBits, 51);
  const scale = reinterpret<f64>((min<i64>(1000, max<i64>(-1000, bits - 1 - exponent)) + 1023) << 52);
  setUnit(1 / scale);
  let total: i64 = 0;
  for (let i: usize = 0; i < <usize>n; ++i) {
    const g = <i64>nearest<f64>(<f64>load<f32>(gradients + (i << 2)) * scale);
    total += g;
    store<i64>(packed + (i << 3), (g << countBits) + 1);
  }
  return total;
}

/** Grows trees and adds up how often each feature is split on, and by how much that lowers the loss. Returns how many have grown. */
export function boost(trees: i32, learningRate: f64): i32 {
  for (let t = 0; t < trees; ++t) {
    if (step(learningRate) == 0) return t;
    for (let k: usize = 0; k < <usize>splits; ++k) {
      const at = (<usize>load<i32>(splitFeature + (k << 2))) << 3;
      store<f64>(timesUsed + at, load<f64>(timesUsed + at) + 1);
      store<f64>(gains + at, load<f64>(gains + at) + load<f64>(splitGain + (k << 3)));
    }
  }
  return trees;
}
