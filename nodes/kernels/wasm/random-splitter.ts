// The splitter of extra trees: nodes/kernels/tree/random-splitter.ts, four features at a time.
import {allocate} from "./memory";
import {candidate, choose, chooseVarying, nth, varying} from "./candidates";
import {below, startDraws, words} from "./keys";
import {score} from "./criterion";
import {blocks, featuresOf, flush, p, stride, targetsOf, weighted, weightsOf} from "./rows";
import {setSplit} from "./split";

/** For each feature, in blocks of four: least and greatest value and threshold (f32), rows to the left (i32), their targets and weights (f64). */
let low: usize = 0;
let high: usize = 0;
let cut: usize = 0;
let leftRows: usize = 0;
let leftSums: usize = 0;
let leftWeights: usize = 0;

export function allocateRandomSplitter(): void {
  const block = <usize>blocks << 4;
  low = allocate(block);
  high = allocate(block);
  cut = allocate(block);
  leftRows = allocate(block);
  leftSums = allocate(2 * block);
  leftWeights = allocate(2 * block);
}

/** Finds least and greatest values of a block, and flags the features that vary. */
function range(v: i32, rows: usize, m: i32): void {
  let at = rows + <usize>v * stride;
  const end = at + (<usize>m << 4);
  let least = v128.load(at);
  let greatest = least;
  let least2 = least;
  let greatest2 = least;
  if (m & 1) at += 16;
  for (; at < end; at += 32) {
    const x = v128.load(at);
    const x2 = v128.load(at, 16);
    least = f32x4.pmin(least, x);
    greatest = f32x4.pmax(greatest, x);
    least2 = f32x4.pmin(least2, x2);
    greatest2 = f32x4.pmax(greatest2, x2);
  }
  least = f32x4.pmin(least, least2);
  greatest = f32x4.pmax(greatest, greatest2);
  const to = <usize>v << 4;
  v128.store(low + to, least);
  v128.store(high + to, greatest);
  store<u8>(varying + v, <u8>i32x4.bitmask(f32x4.ne(least, greatest)));
}

/** Draws the thresholds of a block, uniform in [low, high), from 24 bits each. */
function drawThresholds(v: i32, key: v128): void {
  const to = <usize>v << 4;
  const least = v128.load(low + to);
  const greatest = v128.load(high + to);
  const uniform = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(words(key, v), 8)), f32x4.splat(5.9604644775390625e-8));
  const t = f32x4.add(least, f32x4.mul(uniform, f32x4.sub(greatest, least)));
  v128.store(cut + to, v128.bitselect(t, least, f32x4.lt(t, greatest)));
}

/** For each feature of a block: how many rows go left, and the sum of their targets, exact in any order. */
function addLeft(v: i32, rows: usize, targets: usize, m: i32): void {
  let x = rows + <usize>v * stride;
  let y = targets;
  const end = y + (<usize>m << 2);
  const t = v128.load(cut + (<usize>v << 4));
  let count = i32x4.splat(0);
  let sums01 = f64x2.splat(0);
  let sums23 = f64x2.splat(0);
  while (y < end) {
    const stop = min(y + 1024, end);
    let sum = i32x4.splat(0);
    for (; y < stop; y += 4, x += 16) {
      const goes = f32x4.le(v128.load(x), t);
      count = i32x4.sub(count, goes);
      sum = i32x4.add(sum, v128.and(goes, v128.load32_splat(y)));
    }
    sums01 = f64x2.add(sums01, f64x2.convert_low_i32x4_s(sum));
    sums23 = f64x2.add(sums23, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sum, sum, 2, 3, 2, 3)));
  }
  const to = <usize>v << 4;
  v128.store(leftRows + to, count);
  v128.store(leftSums + 2 * to, sums01);
  v128.store(leftSums + 2 * to, sums23, 16);
}

/** The same, and the sum of their weights. */
function addLeftWeighted(v: i32, rows: usize, targets: usize, weights: usize, m: i32): void {
  let x = rows + <usize>v * stride;
  let y = targets;
  let w = weights;
  const end = y + (<usize>m << 2);
  const t = v128.load(cut + (<usize>v << 4));
  let count = i32x4.splat(0);
  let weight = i32x4.splat(0);
  let sums01 = f64x2.splat(0);
  let sums23 = f64x2.splat(0);
  while (y < end) {
    const stop = min(y + (<usize>flush << 2), end);
    let sum = i32x4.splat(0);
    for (; y < stop; y += 4, w += 4, x += 16) {
      const goes = f32x4.le(v128.load(x), t);
      count = i32x4.sub(count, goes);
      weight = i32x4.add(weight, v128.and(goes, v128.load32_splat(w)));
      sum = i32x4.add(sum, v128.and(goes, v128.load32_splat(y)));
    }
    sums01 = f64x2.add(sums01, f64x2.convert_low_i32x4_s(sum));
    sums23 = f64x2.add(sums23, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sum, sum, 2, 3, 2, 3)));
  }
  const to = <usize>v << 4;
  v128.store(leftRows + to, count);
  v128.store(leftSums + 2 * to, sums01);
  v128.store(leftSums + 2 * to, sums23, 16);
  v128.store(leftWeights + 2 * to, f64x2.convert_low_i32x4_s(weight));
  v128.store(leftWeights + 2 * to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(weight, weight, 2, 3, 2, 3)), 16);
}

/** Flags the candidates that vary, or one feature that does where none of those chosen does; returns whether there is any. */
function chooseCandidates(rows: usize, m: i32, maxFeatures: i32): bool {
  choose(maxFeatures);
  let any: u32 = 0;
  for (let v = 0; v < blocks; v++) {
    const chosen = load<u8>(candidate + v);
    store<u8>(varying + v, 0);
    if (!chosen) continue;
    range(v, rows, m);
    const bits = chosen & load<u8>(varying + v);
    store<u8>(candidate + v, bits);
    any |= bits;
  }
  if (any) return true;
  if (maxFeatures >= p) return false;
  for (let v = 0; v < blocks; v++) range(v, rows, m);
  return chooseVarying() > 0;
}

/** Finds the best of the random cuts of a node; returns whether there is one. */
export function randomSplit(key: v128, copy: i32, start: i32, m: i32, sum: f64, weight: f64, minSamplesLeaf: i32, maxFeatures: i32): bool {
  const rows = featuresOf(copy) + (<usize>start << 4);
  const targets = targetsOf(copy) + (<usize>start << 2);
  const weights = weightsOf(copy) + (<usize>start << 2);
  startDraws(key, blocks);
  if (!chooseCandidates(rows, m, maxFeatures)) return false;
  if (m == 2) return splitPair(key, rows, targets, weights, sum, weight);
  for (let v = 0; v < blocks; v++) {
    if (!load<u8>(candidate + v)) continue;
    drawThresholds(v, key);
    if (weighted) addLeftWeighted(v, rows, targets, weights, m);
    else addLeft(v, rows, targets, m);
  }
  return takeBest(m, sum, weight, minSamplesLeaf);
}

// @ts-ignore: decorator
@inline
function weightLeft(j: usize): f64 {
  return weighted ? load<f64>(leftWeights + (j << 3)) : <f64>load<i32>(leftRows + (j << 2));
}

function takeBest(m: i32, sum: f64, weight: f64, minSamplesLeaf: i32): bool {
  let best = -1;
  let bestScore: f64 = 0;
  let ties: u32 = 1;
  for (let v = 0; v < blocks; v++) {
    for (let bits = <u32>load<u8>(candidate + v); bits; bits &= bits - 1) {
      const j = 4 * v + <i32>ctz(bits);
      const count = load<i32>(leftRows + (<usize>j << 2));
      if (count < minSamplesLeaf || m - count < minSamplesLeaf) continue;
      const value = score(load<f64>(leftSums + (<usize>j << 3)), weightLeft(j), sum, weight);
      if (best < 0 || value > bestScore) {
        best = j;
        bestScore = value;
        ties = 1;
      } else if (value == bestScore && below(++ties) == 0) best = j;
    }
  }
  if (best < 0) return false;
  setSplit(best, load<f32>(cut + (<usize>best << 2)), bestScore, load<f64>(leftSums + (<usize>best << 3)), weightLeft(best));
  return true;
}

/** Any cut between two rows is as good as any other. */
function splitPair(key: v128, rows: usize, targets: usize, weights: usize, sum: f64, weight: f64): bool {
  let count: u32 = 0;
  for (let v = 0; v < blocks; v++) count += popcnt<u32>(load<u8>(candidate + v));
  const j = nth(candidate, count > 1 ? below(count) : 0);
  drawThresholds(j >>> 2, key);
  const t = load<f32>(cut + (<usize>j << 2));
  const first = load<f32>(rows + <usize>(j >>> 2) * stride + (<usize>(j & 3) << 2)) <= t;
  const at: usize = first ? 0 : 4;
  const s = <f64>load<i32>(targets + at);
  const w: f64 = weighted ? <f64>load<i32>(weights + at) : 1;
  setSplit(j, t, score(s, w, sum, weight), s, w);
  return true;
}
