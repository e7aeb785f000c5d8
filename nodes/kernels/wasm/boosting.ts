// Gradient boosting under squared loss: what the rest of the project calls.
import {
  addOutputs,
  grow,
  initGrower,
  leafCount,
  leafOutput,
  setMaxDepth,
  splitBin,
  splitCount,
  splitFeature,
  splitGain,
  splitLeft,
  splitRight,
  splits
} from "./leaf-wise";
import {setPenalties} from "./gains";
import {allocate, reset} from "./memory";
import {drawFeatures, drawsFeatures, drawsRows, features as drawn, featuresDrawn, initSampling, takeFeatures} from "./sampling";
import {initJoint, join} from "./joint";
import {setUnit} from "./leaf-search";
import {arrange, columns, countBits, initTable, labels, n} from "./binned-table";

export {setSampling} from "./sampling";
export {codesArray, encode, prepareCodes} from "./encode";
export {encodeRows, prepareReplay, prepareReplayRows, replay, replayArray} from "./replay";

const ZERO: f64 = <f64>(<f32>1e-35);
/** 1.5 · 2^52: where doubles are whole numbers. */
const ROUND: f64 = 6755399441055744;

let scores: usize = 0;
let gradients: usize = 0;
let packed: usize = 0;
let timesUsed: usize = 0;
let gains: usize = 0;
/** Trees grown since the fit began. */
let grown: i32 = 0;
let minCount: i32 = 0;

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
  initJoint(maxFeatures);
  initSampling(maxFeatures);
  minCount = minChildSamples;
}

/** Where arrays are: 0 columns of codes, 1 labels, 2 times used, 3 gains; of the tree grown last: 4 feature, 5 bin, 6 count, 7 left, 8 right, 9 gain, 10 leaf count, 11 leaf output. */
export function array(which: i32): usize {
  switch (which) {
    case 0:
      return columns;
    case 1:
      return labels;
    case 2:
      return timesUsed;
    case 3:
      return gains;
    case 4:
      return splitFeature;
    case 5:
      return splitBin;
    case 6:
      return splitCount;
    case 7:
      return splitLeft;
    case 8:
      return splitRight;
    case 9:
      return splitGain;
    case 10:
      return leafCount;
    default:
      return leafOutput;
  }
}

/** Limits the depth of trees and penalises splits and outputs. */
export function restrain(depth: i32, regLambda: f64, regAlpha: f64, minSplitGain: f64): void {
  setMaxDepth(depth);
  setPenalties(regLambda, regAlpha, minSplitGain);
}

/** Starts a fit to the first so many columns at the score given. */
export function begin(features: i32, score: f64): void {
  takeFeatures(features, minCount);
  if (!drawsFeatures()) lay(features);
  grown = 0;
  for (let i = 0; i < n; ++i) store<f64>(scores + ((<usize>i) << 3), score);
  store<f64>(scores + (<usize>n << 3), 0);
  store<f32>(labels + (<usize>n << 2), 0);
  memory.fill(timesUsed, 0, (<usize>features) << 3);
  memory.fill(gains, 0, (<usize>features) << 3);
}

/** Arranges the features drawn. */
function lay(features: i32): void {
  arrange(drawn, features);
  if (!drawsRows()) join(features);
}

/** Grows the next tree and adds its outputs, times the learning rate, to the scores. Returns its splits. */
export function step(learningRate: f64): i32 {
  const tree = grown;
  ++grown;
  if (drawsFeatures()) {
    drawFeatures(tree);
    lay(featuresDrawn);
  }
  grow(packed, packGradients(), tree);
  if (splits == 0) return 0;
  for (let i = 0; i <= splits; ++i) {
    const at = leafOutput + ((<usize>i) << 3);
    const output = load<f64>(at) * learningRate;
    store<f64>(at, abs(output) <= ZERO ? 0 : output);
  }
  addOutputs(scores);
  return splits;
}

/** Gradients in float32, as LightGBM has them, then in the finest fixed point in which no sum overflows. Returns their sum. */
function packGradients(): i64 {
  let sums = f64x2.splat(0);
  // Two rows at a time; behind the last row of an odd number stands one without a gradient.
  for (let i: usize = 0; i < <usize>n; i += 2) {
    const score = v128.load(scores + (i << 3));
    const label = f64x2.promote_low_f32x4(v128.load64_zero(labels + (i << 2)));
    const g = f32x4.demote_f64x2_zero(f64x2.sub(score, label));
    v128.store64_lane(gradients + (i << 2), g, 0);
    sums = f64x2.add(sums, f64x2.abs(f64x2.promote_low_f32x4(g)));
  }
  const magnitude = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  // The power of two of which `magnitude` is less than twice; sums must stay below 2^62, and below 2^51 without the count.
  const exponent = <i64>((reinterpret<u64>(magnitude) >> 52) & 0x7ff) - 1023;
  const bits = min<i64>(61 - countBits, 51);
  const scale = reinterpret<f64>((min<i64>(1000, max<i64>(-1000, bits - 1 - exponent)) + 1023) << 52);
  setUnit(1 / scale);
  const shift = <i32>countBits;
  let total = i64x2.splat(0);
  for (let i: usize = 0; i < <usize>n; i += 2) {
    const g = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(gradients + (i << 2))), f64x2.splat(scale));
    // Whole numbers below 2^51 stand in the last bits of the sum.
    const whole = i64x2.sub(f64x2.add(g, f64x2.splat(ROUND)), f64x2.splat(ROUND));
    total = i64x2.add(total, whole);
    v128.store(packed + (i << 3), i64x2.add(i64x2.shl(whole, shift), i64x2.splat(1)));
  }
  return i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1);
}

/** Grows trees and adds up how often each feature is split on, and by how much that lowers the loss. Returns how many have grown. */
export function boost(trees: i32, learningRate: f64): i32 {
  for (let t = 0; t < trees; ++t) {
    if (step(learningRate) == 0 && !drawsRows() && !drawsFeatures()) return t;
    for (let k: usize = 0; k < <usize>splits; ++k) {
      const at = (<usize>load<i32>(splitFeature + (k << 2))) << 3;
      store<f64>(timesUsed + at, load<f64>(timesUsed + at) + 1);
      store<f64>(gains + at, load<f64>(gains + at) + load<f64>(splitGain + (k << 3)));
    }
  }
  return trees;
}
