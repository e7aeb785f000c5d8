// The best split of a leaf: FindBestThresholdSequentially of LightGBM 4.3, from the last bin to the first.
import {binsOf, countOf, givenUpOf, gradientOf, GROUP} from "./histograms";
import {Leaf} from "./leaves";
import {countBits, groupBins, groups} from "./binned-table";

/** LightGBM's kEpsilon. */
export const EPSILON: f64 = <f64>(<f32>1e-15);

/** Fixed point to gradients: a power of two. */
export let unit: f64 = 1;
let minCount: i32 = 0;
let minHessian: f64 = 0;

export function setLimits(minChildSamples: i32, minChildWeight: f64): void {
  minCount = max(1, minChildSamples);
  minHessian = minChildWeight;
}

export function setUnit(value: f64): void {
  unit = value;
}

// The leaf under search.
let histograms: usize = 0;
let count: i32 = 0;
let sum: f64 = 0;
let hessian: f64 = 0;
let noSplit: f64 = 0;
let bestFeature: i32 = -1;
let bestBin: i32 = 0;
/** Its right side, as histograms hold it. */
let bestRight: i64 = 0;
let bestGain: f64 = 0;
/** Whether bestGain has LightGBM's last bits. */
let bestIsExact: bool = true;
/** bestGain, in the units of the coarse comparison, divided by the rows and a little less. */
let threshold: f32 = 0;
let coarse: f64 = 0;

const scratch = memory.data(48, 16);

/** The gain of a split whose right side has these sums (LightGBM, GetSplitGains). */
// @ts-ignore: decorator
@inline
function gainOf(rightSum: f64, rightHessian: f64): f64 {
  const leftSum = sum - rightSum;
  const leftHessian = hessian - rightHessian;
  return (leftSum * leftSum) / leftHessian + (rightSum * rightSum) / rightHessian;
}

/** The right side of a split, summed bin by bin as LightGBM does, which leaves traces of its epsilon. */
let exactSum: i64 = 0;
let exactHessian: f64 = 0;
function walk(feature: i32, bin: i32): void {
  const bins = binsOf(histograms, feature);
  let at = bins + (<usize>(load<i32>(groupBins + (<usize>(feature >> 2) << 2)) - 1) << 5);
  exactSum = 0;
  exactHessian = EPSILON;
  for (const last = bins + (<usize>bin << 5); at > last; at -= 32) {
    const packed = load<i64>(at);
    exactSum += packed;
    exactHessian += <f64>countOf(packed);
  }
}

function exactGain(feature: i32, bin: i32): f64 {
  walk(feature, bin);
  return gainOf(<f64>gradientOf(exactSum) * unit, exactHessian) - noSplit;
}

function consider(feature: i32, bin: i32, right: i64): void {
  // Bins without rows come back with what the bin above them had.
  if (right == bestRight && feature == bestFeature) return;
  const rightCount = <i32>countOf(right);
  if (rightCount < minCount || count - rightCount < minCount) return;
  const rightHessian = <f64>rightCount + EPSILON;
  let gain = gainOf(<f64>gradientOf(right) * unit, rightHessian) - noSplit;
  const close = bestGain * 1e-9 + noSplit * 1e-12;
  if (gain < bestGain - close) return;
  if (rightHessian < minHessian || hessian - rightHessian < minHessian) return;
  const isClose = gain <= bestGain + close;
  if (isClose) {
    // The last bits decide, as they do in LightGBM.
    if (!bestIsExact) bestGain = exactGain(bestFeature, bestBin);
    bestIsExact = true;
    gain = exactGain(feature, bin);
    if (!(gain > bestGain || (gain == bestGain && gain > 0 && feature < bestFeature))) return;
  }
  bestFeature = feature;
  bestBin = bin;
  bestRight = right;
  bestGain = gain;
  bestIsExact = isClose;
  threshold = <f32>((0.998 * gain * coarse * coarse) / <f64>count);
}

/** Two features of a bin; where subtract is set the histograms first lose what part holds there. */
// @ts-ignore: decorator
@inline
function take(at: usize, part: usize, subtract: bool): v128 {
  let sums = v128.load(at);
  if (subtract) {
    sums = i64x2.sub(sums, v128.load(part));
    v128.store(at, sums);
  }
  return sums;
}

// @ts-ignore: decorator
@inline
function countsOf(low: v128, high: v128, mask: v128): v128 {
  return v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), mask);
}

/**
 * Scans a group from its last bin to its first, four features at a time. With c of m rows to the right whose gradients add up to s, the
 * gain is m d² / (c (m − c)), d = s − c · mean: it is compared with the best in float32, loosely, and only what may be better is looked
 * at closely. Bins where no feature leaves enough rows on both sides are only added up.
 */
// @ts-ignore: decorator
@inline
function scan(group: i32, part: usize, subtract: bool): void {
  const base = histograms + <usize>group * GROUP;
  const from = part + <usize>group * GROUP;
  const givenUp = v128.load(givenUpOf(histograms, group));
  const countMask = i32x4.splat(<i32>((<i64>1 << countBits) - 1));
  const tooFew = i32x4.splat(minCount - 1);
  const tooMany = i32x4.splat(count - minCount);
  const all = f32x4.splat(<f32>count);
  const fewest = <f32>minCount * (<f32>count - <f32>minCount);
  const least = v128.bitselect(f32x4.splat(Infinity), f32x4.splat(fewest), givenUp);
  const mean = f32x4.splat(<f32>((sum * coarse) / <f64>count));
  // d is uncertain by e, in the last place of float32 and of the fixed point: d² by less than a thousandth and 1000 e².
  const e = <f32>(abs(sum * coarse) * 4.8e-7 + 2);
  const slack = f32x4.splat(1000 * e * e);
  let reach = f32x4.splat(0);
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let c = i32x4.splat(0);
  let at = <usize>load<i32>(groupBins + (<usize>group << 2)) << 5;
  while (at > 0) {
    at -= 32;
    low = i64x2.add(low, take(base + at, from + at, subtract));
    high = i64x2.add(high, take(base + at + 16, from + at + 16, subtract));
    c = countsOf(low, high, countMask);
    if (v128.any_true(i32x4.gt_s(c, tooFew))) break;
  }
  while (i32x4.bitmask(i32x4.gt_s(c, tooMany)) != 15) {
    const right = f32x4.convert_i32x4_s(c);
    const s = f32x4.convert_i32x4_s(v128.shuffle<i32>(low, high, 1, 3, 5, 7));
    const d = f32x4.sub(s, f32x4.mul(mean, right));
    const q = f32x4.mul(right, f32x4.sub(all, right));
    const v = v128.and(f32x4.add(f32x4.mul(d, d), slack), f32x4.ge(q, least));
    reach = f32x4.pmax(reach, v);
    const better = f32x4.gt(v, f32x4.mul(f32x4.splat(threshold), q));
    if (v128.any_true(better)) considerLanes(group, <i32>(at >>> 5) - 1, i32x4.bitmask(better), low, high);
    if (at == 0) break;
    at -= 32;
    low = i64x2.add(low, take(base + at, from + at, subtract));
    high = i64x2.add(high, take(base + at + 16, from + at + 16, subtract));
    c = countsOf(low, high, countMask);
  }
  if (subtract) {
    while (at > 0) {
      at -= 32;
      take(base + at, from + at, true);
      take(base + at + 16, from + at + 16, true);
    }
  }
  giveUp(group, f32x4.le(reach, f32x4.mul(slack, f32x4.splat(1.01))));
}

function considerLanes(group: i32, bin: i32, lanes: i32, low: v128, high: v128): void {
  v128.store(scratch, low);
  v128.store(scratch, high, 16);
  for (; lanes != 0; lanes &= lanes - 1) {
    const lane = ctz(lanes);
    consider((group << 2) + lane, bin, load<i64>(scratch + (<usize>lane << 3)));
  }
}

/** Marks features without a split that gains: LightGBM does not try them again further down. */
function giveUp(group: i32, doubtful: v128): void {
  for (let lanes = i32x4.bitmask(doubtful); lanes != 0; lanes &= lanes - 1) {
    const lane = ctz(lanes);
    const at = givenUpOf(histograms, group) + (<usize>lane << 2);
    if (load<i32>(at) == 0 && !canGain((group << 2) + lane)) store<i32>(at, -1);
  }
}

function canGain(feature: i32): bool {
  const bins = binsOf(histograms, feature);
  let right: i64 = 0;
  let rightHessian = EPSILON;
  for (let bin = load<i32>(groupBins + (<usize>(feature >> 2) << 2)) - 1; bin > 0; --bin) {
    const packed = load<i64>(bins + (<usize>bin << 5));
    right += packed;
    rightHessian += <f64>countOf(packed);
    const c = <i32>countOf(right);
    if (c < minCount) continue;
    if (count - c < minCount) return false;
    if (gainOf(<f64>gradientOf(right) * unit, rightHessian) > noSplit) return true;
  }
  return false;
}

/** Finds the best split of a leaf; with part ≠ 0 its histograms first lose those of part. */
export function search(leaf: Leaf, part: usize): void {
  histograms = leaf.histograms;
  count = leaf.count;
  sum = <f64>leaf.sum * unit;
  hessian = leaf.hessian + 2 * EPSILON;
  noSplit = (sum * sum) / hessian;
  coarse = <f64>(<i64>1 << countBits) / 4294967296.0 / unit;
  bestFeature = -1;
  bestGain = 0;
  bestIsExact = true;
  threshold = 0;
  if (part != 0) for (let g = 0; g < groups; ++g) scan(g, part, true);
  else for (let g = 0; g < groups; ++g) scan(g, 0, false);
  leaf.feature = bestFeature;
  leaf.gain = -Infinity;
  if (bestFeature < 0) return;
  leaf.gain = exactGain(bestFeature, bestBin);
  const rightSum = <f64>gradientOf(exactSum) * unit;
  const leftSum = sum - rightSum;
  const leftHessian = hessian - exactHessian;
  leaf.bin = bestBin;
  leaf.leftCount = count - <i32>countOf(exactSum);
  leaf.leftSum = leaf.sum - gradientOf(exactSum);
  leaf.leftHessian = leftHessian - EPSILON;
  leaf.rightHessian = hessian - leftHessian - EPSILON;
  leaf.leftOutput = -leftSum / leftHessian;
  leaf.rightOutput = -(sum - leftSum) / (hessian - leftHessian);
}
