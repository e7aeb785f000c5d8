// The splitter of extra trees: nodes/kernels/tree/random-splitter.ts, four features at a time.
import {allocate} from "./memory";
import {candidate, choose, chooseVarying, nth, varying} from "./candidates";
import {below, drawnWords, resumeDraws, startDraws, words} from "./keys";
import {score} from "./criterion";
import {blocks, featuresOf, flush, p, stride, targetsOf, weighted, weightsOf} from "./rows";
import {setSplit} from "./split";

/** For each feature, in blocks of four: least and greatest value and threshold (f32), rows to the left (i32), their targets and weights, score (f64). */
let low: usize = 0;
let high: usize = 0;
let cut: usize = 0;
let leftRows: usize = 0;
let leftSums: usize = 0;
let leftWeights: usize = 0;
let scores: usize = 0;

export function allocateRandomSplitter(): void {
  const block = <usize>blocks << 4;
  low = allocate(block);
  high = allocate(block);
  cut = allocate(block);
  leftRows = allocate(block);
  leftSums = allocate(2 * block);
  leftWeights = allocate(2 * block);
  scores = allocate(2 * block);
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

/** How many words of the node's key went into its candidates. */
let spent: i32 = 0;
/** The feature chosen last, whether another scored the same, and the most rows each side of a cut must have for it to be chosen still. */
let chosen: i32 = -1;
let tied: bool = false;
let chosenLeast: i32 = 0;

/** Draws the cuts of a node and scores them; returns whether there is any. */
export function drawCuts(key: v128, copy: i32, start: i32, m: i32, sum: f64, weight: f64, maxFeatures: i32): bool {
  const rows = featuresOf(copy) + (<usize>start << 4);
  const targets = targetsOf(copy) + (<usize>start << 2);
  const weights = weightsOf(copy) + (<usize>start << 2);
  startDraws(key, blocks);
  chosenLeast = 0;
  if (!chooseCandidates(rows, m, maxFeatures)) return false;
  if (m == 2) choosePair();
  spent = drawnWords();
  for (let v = 0; v < blocks; v++) {
    const flags = <u32>load<u8>(candidate + v);
    if (!flags) continue;
    drawThresholds(v, key);
    if (weighted) addLeftWeighted(v, rows, targets, weights, m);
    else addLeft(v, rows, targets, m);
    for (let bits = flags; bits; bits &= bits - 1) {
      const j = 4 * v + <i32>ctz(bits);
      store<f64>(scores + (<usize>j << 3), score(load<f64>(leftSums + (<usize>j << 3)), weightLeft(j), sum, weight));
    }
  }
  return true;
}

/** Any cut between two rows is as good as any other: leaves one candidate. */
function choosePair(): void {
  let count: u32 = 0;
  for (let v = 0; v < blocks; v++) count += popcnt<u32>(load<u8>(candidate + v));
  const j = nth(candidate, count > 1 ? below(count) : 0);
  memory.fill(candidate, 0, blocks);
  store<u8>(candidate + (j >>> 2), <u8>(<u32>1 << (j & 3)));
}

// @ts-ignore: decorator
@inline
function weightLeft(j: i32): f64 {
  return weighted ? load<f64>(leftWeights + (<usize>j << 3)) : <f64>load<i32>(leftRows + (<usize>j << 2));
}

/** The best of the cuts that leave so many rows on each side, or −1. */
export function bestOfCuts(m: i32, minSamplesLeaf: i32): i32 {
  // What won among more cuts wins among fewer, if it is one of them.
  if (minSamplesLeaf <= chosenLeast && !tied && chosen >= 0) return chosen;
  resumeDraws(spent);
  let best = -1;
  let bestScore: f64 = 0;
  let ties: u32 = 1;
  for (let v = 0; v < blocks; v++) {
    for (let bits = <u32>load<u8>(candidate + v); bits; bits &= bits - 1) {
      const j = 4 * v + <i32>ctz(bits);
      const count = load<i32>(leftRows + (<usize>j << 2));
      if (count < minSamplesLeaf || m - count < minSamplesLeaf) continue;
      const value = load<f64>(scores + (<usize>j << 3));
      if (best < 0 || value > bestScore) {
        best = j;
        bestScore = value;
        ties = 1;
      } else if (value == bestScore && below(++ties) == 0) best = j;
    }
  }
  chosen = best;
  tied = ties > 1;
  if (best >= 0) {
    const count = load<i32>(leftRows + (<usize>best << 2));
    chosenLeast = min(count, m - count);
  }
  return best;
}

/** Makes a cut drawn in this node the split. */
export function splitBy(j: i32): void {
  const at = <usize>j;
  setSplit(
    j,
    load<f32>(cut + (at << 2)),
    load<f64>(scores + (at << 3)),
    load<i32>(leftRows + (at << 2)),
    load<f64>(leftSums + (at << 3)),
    weightLeft(j)
  );
}
