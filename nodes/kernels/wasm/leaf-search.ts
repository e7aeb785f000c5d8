// The best split of a leaf: FindBestThresholdSequentially of LightGBM 4.3, from the last bin to the first.
import {binsOf, countOf, givenUpOf, gradientOf} from "./histograms";
import {Leaf} from "./leaves";
import {CHUNK, countBits, featureOf, GROUP, groupBins, groups} from "./binned-table";
import {allocate} from "./memory";

/** LightGBM's kEpsilon. */
export const EPSILON: f64 = <f64>(<f32>1e-15);

/** Fixed point to gradients: a power of two. */
export let unit: f64 = 1;
let minCount: i32 = 0;
let minHessian: f64 = 0;

export function initSearch(minChildSamples: i32, minChildWeight: f64, maxFeatures: i32): void {
  minCount = max(1, minChildSamples);
  minHessian = minChildWeight;
  chunks = allocate(<usize>((maxFeatures + 3) >> 2) * CHUNKS);
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
let bestPlace: i32 = -1;
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
/** Vectors that do not change in a search. */
const constants = memory.data(80, 16);
const MASK: usize = 0;
const ALL: usize = 16;
const MEAN: usize = 32;
const SLACK: usize = 48;
const LEAST: usize = 64;
/** Of the chunks of each group: what none of their gains exceeds, and the sums of what is to their right, 48 bytes. */
let chunks: usize = 0;
const CHUNKS: usize = 32 * 48;

/** The gain of a split whose right side has these sums (LightGBM, GetSplitGains). */
// @ts-ignore: decorator
@inline
function gainOf(rightSum: f64, rightHessian: f64): f64 {
  const leftSum = sum - rightSum;
  const leftHessian = hessian - rightHessian;
  return (leftSum * leftSum) / leftHessian + (rightSum * rightSum) / rightHessian;
}

/** The right side of a split, summed bin by bin as LightGBM does, which may leave traces of its epsilon. */
let exactSum: i64 = 0;
let exactHessian: f64 = 0;
function walk(place: i32, bin: i32): void {
  const bins = binsOf(histograms, place);
  const last = bins + (<usize>bin << 5);
  let at = bins + (<usize>(load<i32>(groupBins + (<usize>(place >> 2) << 2)) - 1) << 5);
  let right: i64 = 0;
  let rightHessian = EPSILON;
  // Once it is a whole number it stays one.
  for (; at > last && rightHessian != <f64>countOf(right); at -= 32) {
    const packed = load<i64>(at);
    right += packed;
    rightHessian += <f64>countOf(packed);
  }
  const isWhole = rightHessian == <f64>countOf(right);
  for (; at > last; at -= 32) right += load<i64>(at);
  exactSum = right;
  exactHessian = isWhole ? <f64>countOf(right) : rightHessian;
}

function exactGain(place: i32, bin: i32): f64 {
  walk(place, bin);
  return gainOf(<f64>gradientOf(exactSum) * unit, exactHessian) - noSplit;
}

function consider(place: i32, bin: i32, right: i64): void {
  // Bins without rows come back with what the bin above them had.
  if (right == bestRight && place == bestPlace) return;
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
    if (!bestIsExact) bestGain = exactGain(bestPlace, bestBin);
    bestIsExact = true;
    gain = exactGain(place, bin);
    if (!(gain > bestGain || (gain == bestGain && gain > 0 && featureOf(place) < featureOf(bestPlace)))) return;
  }
  bestPlace = place;
  bestBin = bin;
  bestRight = right;
  bestGain = gain;
  bestIsExact = isClose;
  threshold = <f32>((0.998 * gain * coarse * coarse) / <f64>count);
}

// @ts-ignore: decorator
@inline
function countsOf(low: v128, high: v128, mask: v128): v128 {
  return v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), mask);
}

/** Sums of gradients in the coarse unit. */
// @ts-ignore: decorator
@inline
function sumsOf(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
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

/**
 * Measures a group from its last bin to its first, four features and eight bins at a time, in float32. With c of m rows to the right whose
 * gradients add up to s, the gain is m d² / (c (m − c)), d = s − c · mean. Within a chunk, d is no greater than the least and the greatest
 * s allow, and c (m − c) no less than at either end, or where too few rows are on one side. Returns the greatest gain at an end of a
 * chunk, in the coarse unit over m.
 */
// @ts-ignore: decorator
@inline
function measure(group: i32, part: usize, subtract: bool): v128 {
  const mask = v128.load(constants, MASK);
  const all = v128.load(constants, ALL);
  const mean = v128.load(constants, MEAN);
  const slack = v128.load(constants, SLACK);
  const least = v128.bitselect(f32x4.splat(Infinity), v128.load(constants, LEAST), v128.load(givenUpOf(histograms, group)));
  const base = histograms + <usize>group * GROUP;
  let bins = base + (<usize>load<i32>(groupBins + (<usize>group << 2)) << 5);
  let others = bins - histograms + part;
  let chunk = chunks + <usize>group * CHUNKS;
  let top = f32x4.splat(0);
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let q = f32x4.splat(0);
  let shift = f32x4.splat(0);
  do {
    bins -= <usize>CHUNK << 5;
    others -= <usize>CHUNK << 5;
    v128.store(chunk, low, 16);
    v128.store(chunk, high, 32);
    low = i64x2.add(low, take(bins + 224, others + 224, subtract));
    high = i64x2.add(high, take(bins + 240, others + 240, subtract));
    let sums = sumsOf(low, high);
    let smallest = sums;
    let greatest = sums;
    low = i64x2.add(low, take(bins + 192, others + 192, subtract));
    high = i64x2.add(high, take(bins + 208, others + 208, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins + 160, others + 160, subtract));
    high = i64x2.add(high, take(bins + 176, others + 176, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins + 128, others + 128, subtract));
    high = i64x2.add(high, take(bins + 144, others + 144, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins + 96, others + 96, subtract));
    high = i64x2.add(high, take(bins + 112, others + 112, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins + 64, others + 64, subtract));
    high = i64x2.add(high, take(bins + 80, others + 80, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins + 32, others + 32, subtract));
    high = i64x2.add(high, take(bins + 48, others + 48, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    low = i64x2.add(low, take(bins, others, subtract));
    high = i64x2.add(high, take(bins + 16, others + 16, subtract));
    sums = sumsOf(low, high);
    smallest = i32x4.min_s(smallest, sums);
    greatest = i32x4.max_s(greatest, sums);
    const right = f32x4.convert_i32x4_s(countsOf(low, high, mask));
    const nextShift = f32x4.mul(mean, right);
    const nextQ = f32x4.mul(right, f32x4.sub(all, right));
    const above = f32x4.sub(f32x4.convert_i32x4_s(greatest), f32x4.pmin(shift, nextShift));
    const below = f32x4.sub(f32x4.pmax(shift, nextShift), f32x4.convert_i32x4_s(smallest));
    const most = f32x4.pmax(above, below);
    v128.store(chunk, f32x4.div(f32x4.add(f32x4.mul(most, most), slack), f32x4.pmax(f32x4.pmin(q, nextQ), least)));
    const d = f32x4.sub(f32x4.convert_i32x4_s(sums), nextShift);
    top = f32x4.pmax(top, v128.and(f32x4.div(f32x4.mul(d, d), nextQ), f32x4.ge(nextQ, least)));
    q = nextQ;
    shift = nextShift;
    chunk += 48;
  } while (bins > base);
  return top;
}

function measureWhole(group: i32): v128 {
  return measure(group, 0, false);
}

function measureRest(group: i32, part: usize): v128 {
  return measure(group, part, true);
}

/** Looks closely at the chunks of a group that may hold the best split. */
function inspect(group: i32): void {
  const base = histograms + <usize>group * GROUP;
  let bins = base + (<usize>load<i32>(groupBins + (<usize>group << 2)) << 5);
  let chunk = chunks + <usize>group * CHUNKS;
  do {
    bins -= <usize>CHUNK << 5;
    if (v128.any_true(f32x4.gt(v128.load(chunk), f32x4.splat(threshold)))) look(group, bins, chunk);
    chunk += 48;
  } while (bins > base);
}

/** Looks at the bins of a chunk one by one: what exceeds the best loosely, in float32, is considered exactly. */
function look(group: i32, bins: usize, chunk: usize): void {
  const mask = v128.load(constants, MASK);
  const all = v128.load(constants, ALL);
  const mean = v128.load(constants, MEAN);
  const slack = v128.load(constants, SLACK);
  const least = v128.bitselect(f32x4.splat(Infinity), v128.load(constants, LEAST), v128.load(givenUpOf(histograms, group)));
  let low = v128.load(chunk, 16);
  let high = v128.load(chunk, 32);
  let at = bins + (<usize>CHUNK << 5);
  do {
    at -= 32;
    low = i64x2.add(low, v128.load(at));
    high = i64x2.add(high, v128.load(at, 16));
    const right = f32x4.convert_i32x4_s(countsOf(low, high, mask));
    const d = f32x4.sub(f32x4.convert_i32x4_s(sumsOf(low, high)), f32x4.mul(mean, right));
    const q = f32x4.mul(right, f32x4.sub(all, right));
    const v = v128.and(f32x4.add(f32x4.mul(d, d), slack), f32x4.ge(q, least));
    const lanes = i32x4.bitmask(f32x4.gt(v, f32x4.mul(f32x4.splat(threshold), q)));
    if (lanes != 0) considerLanes(group, <i32>((at - histograms - <usize>group * GROUP) >>> 5) - 1, lanes, low, high);
  } while (at > bins);
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

function canGain(place: i32): bool {
  const bins = binsOf(histograms, place);
  let right: i64 = 0;
  let rightHessian = EPSILON;
  for (let bin = load<i32>(groupBins + (<usize>(place >> 2) << 2)) - 1; bin > 0; --bin) {
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

/** Measures all groups; leaves in `threshold` a little less than the best gain if that is certain, else 0. */
function measureAll(part: usize): void {
  // d is uncertain by e, in the last place of float32 and of the fixed point: d² by less than a thousandth and 1000 e².
  const e = <f32>(abs(sum * coarse) * 4.8e-7 + 2);
  const slack = <f32>1000 * e * e;
  const least = <f32>minCount * (<f32>count - <f32>minCount);
  v128.store(constants, i32x4.splat(<i32>((<i64>1 << countBits) - 1)), MASK);
  v128.store(constants, f32x4.splat(<f32>count), ALL);
  v128.store(constants, f32x4.splat(<f32>((sum * coarse) / <f64>count)), MEAN);
  v128.store(constants, f32x4.splat(slack), SLACK);
  v128.store(constants, f32x4.splat(least), LEAST);
  const doubt = f32x4.splat(slack / least);
  let top = f32x4.splat(0);
  for (let g = 0; g < groups; ++g) {
    const gains = part != 0 ? measureRest(g, part) : measureWhole(g);
    giveUp(g, f32x4.le(gains, doubt));
    top = f32x4.pmax(top, gains);
  }
  top = f32x4.pmax(top, v128.shuffle<i32>(top, top, 2, 3, 0, 1));
  const best = max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1));
  // A split may still leave too little hessian where more of it is asked for than rows.
  threshold = minHessian < <f64>minCount ? max<f32>(0, <f32>0.99 * (best - (<f32>2 * slack) / least)) : 0;
}

/** Finds the best split of a leaf; with part ≠ 0 its histograms first lose those of part. */
export function search(leaf: Leaf, part: usize): void {
  histograms = leaf.histograms;
  count = leaf.count;
  sum = <f64>leaf.sum * unit;
  hessian = leaf.hessian + 2 * EPSILON;
  noSplit = (sum * sum) / hessian;
  coarse = <f64>(<i64>1 << countBits) / 4294967296.0 / unit;
  bestPlace = -1;
  bestGain = 0;
  bestIsExact = true;
  measureAll(part);
  for (let g = 0; g < groups; ++g) inspect(g);
  leaf.feature = bestPlace < 0 ? -1 : featureOf(bestPlace);
  leaf.gain = -Infinity;
  if (bestPlace < 0) return;
  leaf.gain = exactGain(bestPlace, bestBin);
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
