// Bounds for the gains of a leaf's splits, four features and eight bins at a time, in float32: what they leave is looked at exactly.
import {CHUNK, countBits, GROUP, groupBins} from "./binned-table";
import {lambdaUnits, penalised, rowUnit} from "./gains";
import {givenUpOf} from "./histograms";
import {allocate} from "./memory";

/** Vectors that do not change in a search. */
const constants = memory.data(144, 16);
export const MASK: usize = 0;
export const ALL: usize = 16;
export const MEAN: usize = 32;
export const SLACK: usize = 48;
const LEAST: usize = 64;
/** Where there are penalties: rows on either side at least, all rows (i32), a row and lambda in the units of counts. */
const FEWEST: usize = 80;
const ROWS: usize = 96;
const ROW: usize = 112;
const LAMBDA: usize = 128;
/** Of the chunks of each group: what none of their gains exceeds, and the sums of what is to their right, 48 bytes. */
export let chunks: usize = 0;
export const CHUNKS: usize = 32 * 48;
/** How far a bound can be off where nothing can be gained. */
export let doubt: f32 = 0;

export function initChunks(maxFeatures: i32): void {
  chunks = allocate(<usize>((maxFeatures + 3) >> 2) * CHUNKS);
}

/** Prepares for the leaf at hand, whose splits leave so many rows on either side; its sum is in the coarse unit. */
export function setChunks(count: i32, fewest: i32, sum: f64): void {
  // d is uncertain by e, in the last place of float32 and of the fixed point: d² by less than a thousandth and 1000 e².
  const e = <f32>(abs(sum) * 4.8e-7 + 2);
  const slack = <f32>1000 * e * e;
  const least = leastOf(<f64>fewest, <f64>(count - fewest));
  v128.store(constants, i32x4.splat(<i32>((<i64>1 << countBits) - 1)), MASK);
  v128.store(constants, f32x4.splat(<f32>count), ALL);
  v128.store(constants, f32x4.splat(<f32>(penalised ? sum : sum / <f64>count)), MEAN);
  v128.store(constants, f32x4.splat(slack), SLACK);
  v128.store(constants, f32x4.splat(least), LEAST);
  v128.store(constants, i32x4.splat(fewest), FEWEST);
  v128.store(constants, i32x4.splat(count), ROWS);
  v128.store(constants, f32x4.splat(<f32>rowUnit), ROW);
  v128.store(constants, f32x4.splat(<f32>lambdaUnits), LAMBDA);
  doubt = slack / least;
}

/** The least a · b; a little less than that where it is not exact in float32. */
function leastOf(fewest: f64, most: f64): f32 {
  if (!penalised) return <f32>fewest * <f32>most;
  return <f32>(0.999 * (fewest * rowUnit + lambdaUnits) * (most * rowUnit + lambdaUnits));
}

@inline
function countsOf(low: v128, high: v128, mask: v128): v128 {
  return v128.and(v128.shuffle<i32>(low, high, 0, 2, 4, 6), mask);
}

/** Sums of gradients in the coarse unit. */
@inline
function sumsOf(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Two features of a bin; where subtract is set the histograms first lose what part holds there. */
@inline
function take(at: usize, part: usize, subtract: bool): v128 {
  let sums = v128.load(at);
  if (subtract) {
    sums = i64x2.sub(sums, v128.load(part));
    v128.store(at, sums);
  }
  return sums;
}

/** What the rows to the right weigh. */
@inline
function weightOf(counts: v128, penalty: bool): v128 {
  const rows = f32x4.convert_i32x4_s(counts);
  return penalty ? f32x4.add(f32x4.mul(rows, v128.load(constants, ROW)), v128.load(constants, LAMBDA)) : rows;
}

/** The same times what the rows to the left weigh. */
@inline
function productOf(counts: v128, weight: v128, all: v128, penalty: bool): v128 {
  return f32x4.mul(weight, penalty ? weightOf(i32x4.sub(v128.load(constants, ROWS), counts), true) : f32x4.sub(all, weight));
}

/** Where enough rows are on both sides, and the feature is not given up. */
@inline
function isValid(counts: v128, product: v128, least: v128, penalty: bool): v128 {
  const valid = f32x4.ge(product, least);
  if (!penalty) return valid;
  const fewest = v128.load(constants, FEWEST);
  const others = i32x4.sub(v128.load(constants, ROWS), counts);
  return v128.and(valid, v128.and(i32x4.ge_s(counts, fewest), i32x4.ge_s(others, fewest)));
}

@inline
export function leastIn(histograms: usize, group: i32): v128 {
  return v128.bitselect(f32x4.splat(Infinity), v128.load(constants, LEAST), v128.load(givenUpOf(histograms, group)));
}

/**
 * Measures a group from its last bin to its first by d² / (a b) of gains.ts. Within a chunk, d is no greater than the least and the greatest
 * sums allow, and a b no less than at either end, or where too few rows are on one side. Returns the greatest at an end of a chunk, in
 * the coarse unit. The eight bins of a chunk are written out: the compiler unrolls nothing, and a function gives back one value of four.
 */
@inline
export function measure(histograms: usize, group: i32, part: usize, subtract: bool, penalty: bool): v128 {
  const mask = v128.load(constants, MASK);
  const all = v128.load(constants, ALL);
  const mean = v128.load(constants, MEAN);
  const slack = v128.load(constants, SLACK);
  const least = leastIn(histograms, group);
  const base = histograms + <usize>group * GROUP;
  let bins = base + (<usize>load<i32>(groupBins + (<usize>group << 2)) << 5);
  let others = bins - histograms + part;
  let chunk = chunks + <usize>group * CHUNKS;
  let top = f32x4.splat(0);
  let low = i64x2.splat(0);
  let high = i64x2.splat(0);
  let shift = penalty ? f32x4.mul(mean, weightOf(low, true)) : low;
  let q = penalty ? productOf(low, weightOf(low, true), all, true) : low;
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
    const counts = countsOf(low, high, mask);
    const right = weightOf(counts, penalty);
    const nextShift = f32x4.mul(mean, right);
    const nextQ = productOf(counts, right, all, penalty);
    const above = f32x4.sub(f32x4.convert_i32x4_s(greatest), f32x4.pmin(shift, nextShift));
    const below = f32x4.sub(f32x4.pmax(shift, nextShift), f32x4.convert_i32x4_s(smallest));
    const most = f32x4.pmax(above, below);
    v128.store(chunk, f32x4.div(f32x4.add(f32x4.mul(most, most), slack), f32x4.pmax(f32x4.pmin(q, nextQ), least)));
    const d = f32x4.sub(f32x4.convert_i32x4_s(sums), nextShift);
    top = f32x4.pmax(top, v128.and(f32x4.div(f32x4.mul(d, d), nextQ), isValid(counts, nextQ, least, penalty)));
    q = nextQ;
    shift = nextShift;
    chunk += 48;
  } while (bins > base);
  return top;
}

/** Of the four features, those whose split before a bin may exceed the threshold: one bit each. The first five are what `vector` gives, and leastIn. */
@inline
export function promising(
  mask: v128,
  all: v128,
  mean: v128,
  slack: v128,
  least: v128,
  low: v128,
  high: v128,
  threshold: f32,
  penalty: bool
): i32 {
  const counts = countsOf(low, high, mask);
  const right = weightOf(counts, penalty);
  const d = f32x4.sub(f32x4.convert_i32x4_s(sumsOf(low, high)), f32x4.mul(mean, right));
  const q = productOf(counts, right, all, penalty);
  const exceeds = f32x4.gt(f32x4.add(f32x4.mul(d, d), slack), f32x4.mul(f32x4.splat(threshold), q));
  return i32x4.bitmask(v128.and(exceeds, isValid(counts, q, least, penalty)));
}

@inline
export function vector(offset: usize): v128 {
  return v128.load(constants + offset);
}
