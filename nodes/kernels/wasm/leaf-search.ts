// The best split of a leaf: FindBestThresholdSequentially of LightGBM 4.3, from the last bin to the first.
import {binsOf, countOf, givenUpOf, gradientOf} from "./histograms";
import {Leaf} from "./leaves";
import {CHUNK, countBits, featureOf, GROUP, groupBins, groups} from "./binned-table";
import {ALL, chunks, CHUNKS, doubt, initChunks, leastIn, MASK, MEAN, measure, promising, setChunks, SLACK, vector} from "./chunks";
import {EPSILON, gainOf, hessian, noSplit, outputOf, penalised, perGain, setBounds, setLeaf, shrinks, sum, surplus} from "./gains";

/** Fixed point to gradients: a power of two. */
export let unit: f64 = 1;
let minCount: i32 = 0;
let minHessian: f64 = 0;

export function initSearch(minChildSamples: i32, minChildWeight: f64, maxFeatures: i32): void {
  minCount = max(1, minChildSamples);
  minHessian = minChildWeight;
  initChunks(maxFeatures);
}

export function setUnit(value: f64): void {
  unit = value;
}

// The leaf under search.
let histograms: usize = 0;
let count: i32 = 0;
let bestPlace: i32 = -1;
let bestBin: i32 = 0;
/** Its right side, as histograms hold it. */
let bestRight: i64 = 0;
let bestGain: f64 = 0;
/** Whether bestGain has LightGBM's last bits. */
let bestIsExact: bool = true;
/** What d² / (a b) of a split that gains more exceeds, in the coarse unit, a little less. */
let threshold: f32 = 0;
let coarse: f64 = 0;

const scratch = memory.data(48, 16);
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

/** Bounds are good to a thousandth. */
@inline
function thresholdOf(gain: f64): f32 {
  const exceeds = gain + surplus;
  return <f32>((exceeds < 0 ? 1.002 : 0.998) * exceeds * coarse * coarse * perGain);
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
  threshold = thresholdOf(gain);
}

function measureWhole(group: i32): v128 {
  return measure(histograms, group, 0, false, false);
}

function measureRest(group: i32, part: usize): v128 {
  return measure(histograms, group, part, true, false);
}

function measureWholePenalised(group: i32): v128 {
  return measure(histograms, group, 0, false, true);
}

function measureRestPenalised(group: i32, part: usize): v128 {
  return measure(histograms, group, part, true, true);
}

function measureGroup(group: i32, part: usize): v128 {
  if (penalised) return part != 0 ? measureRestPenalised(group, part) : measureWholePenalised(group);
  return part != 0 ? measureRest(group, part) : measureWhole(group);
}

/** Looks closely at the chunks of a group that may hold the best split. */
function inspect(group: i32): void {
  const base = histograms + <usize>group * GROUP;
  let bins = base + (<usize>load<i32>(groupBins + (<usize>group << 2)) << 5);
  let chunk = chunks + <usize>group * CHUNKS;
  do {
    bins -= <usize>CHUNK << 5;
    if (v128.any_true(f32x4.gt(v128.load(chunk), f32x4.splat(threshold)))) {
      if (penalised) lookPenalised(group, bins, chunk);
      else look(group, bins, chunk);
    }
    chunk += 48;
  } while (bins > base);
}

/** Looks at the bins of a chunk one by one: what exceeds the best loosely, in float32, is considered exactly. */
@inline
function lookAt(group: i32, bins: usize, chunk: usize, penalty: bool): void {
  // Taken out of the loop here, since V8 does not.
  const mask = vector(MASK);
  const all = vector(ALL);
  const mean = vector(MEAN);
  const slack = vector(SLACK);
  const least = leastIn(histograms, group);
  let low = v128.load(chunk, 16);
  let high = v128.load(chunk, 32);
  let at = bins + (<usize>CHUNK << 5);
  do {
    at -= 32;
    low = i64x2.add(low, v128.load(at));
    high = i64x2.add(high, v128.load(at, 16));
    const lanes = promising(mask, all, mean, slack, least, low, high, threshold, penalty);
    if (lanes != 0) considerLanes(group, <i32>((at - histograms - <usize>group * GROUP) >>> 5) - 1, lanes, low, high);
  } while (at > bins);
}

function look(group: i32, bins: usize, chunk: usize): void {
  lookAt(group, bins, chunk, false);
}

function lookPenalised(group: i32, bins: usize, chunk: usize): void {
  lookAt(group, bins, chunk, true);
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
    if (!(gainOf(<f64>gradientOf(right) * unit, rightHessian) > noSplit)) continue;
    if (rightHessian >= minHessian && hessian - rightHessian >= minHessian) return true;
  }
  return false;
}

/** Measures all groups; leaves in `threshold` a little less than what the best gain needs if that is certain, else what any gain needs. */
function measureAll(part: usize): void {
  // The hessian is the number of rows but for LightGBM's epsilons.
  const fewest = max(minCount, <i32>min(ceil(minHessian - 1e-6), <f64>(count >> 1)));
  setBounds(count);
  setChunks(count, fewest, sum * coarse);
  threshold = thresholdOf(0);
  // A shrunken sum gains less than is measured.
  const mayNotGain = f32x4.splat(shrinks ? Infinity : penalised ? <f32>1.01 * max<f32>(0, threshold) + <f32>2 * doubt : doubt);
  let top = f32x4.splat(0);
  for (let g = 0; g < groups; ++g) {
    const gains = measureGroup(g, part);
    giveUp(g, f32x4.le(gains, mayNotGain));
    top = f32x4.pmax(top, gains);
  }
  if (shrinks || minHessian >= <f64>fewest) return;
  top = f32x4.pmax(top, v128.shuffle<i32>(top, top, 2, 3, 0, 1));
  const best = max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1));
  threshold = max<f32>(threshold, <f32>0.99 * (best - <f32>2 * doubt));
}

/** Finds the best split of a leaf; with part ≠ 0 its histograms first lose those of part. */
export function search(leaf: Leaf, part: usize): void {
  histograms = leaf.histograms;
  count = leaf.count;
  setLeaf(<f64>leaf.sum * unit, leaf.hessian + 2 * EPSILON);
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
  leaf.leftOutput = outputOf(leftSum, leftHessian);
  leaf.rightOutput = outputOf(sum - leftSum, hessian - leftHessian);
}
