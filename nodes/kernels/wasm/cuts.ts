// The cuts that extra trees choose among, drawn and added up four features at a time: test/kernels/plain/random-splitter.ts.
import {candidate} from "./candidates";
import {score2} from "./criterion";
import {words} from "./keys";
import {allocate} from "./memory";
import {turned} from "./ordered";
import {blocks, flush, size, weighted} from "./rows";
import {setOf} from "./sets";

/** For each feature, in blocks of four: threshold (f32), rows to the left (i32), their targets and weights, score (f64). */
export let cut: usize = 0;
export let leftRows: usize = 0;
export let leftSums: usize = 0;
export let leftWeights: usize = 0;
export let scores: usize = 0;

export function allocateCuts(): void {
  const block = <usize>blocks << 4;
  cut = allocate(block);
  leftRows = allocate(block);
  leftSums = allocate(2 * block);
  leftWeights = allocate(2 * block);
  scores = allocate(2 * block);
}

/** Draws the thresholds of a block, uniform in [low, high), from 24 bits each; all but those written to `cut` as whole numbers. */
@inline
export function drawThresholds(v: i32, key: v128, least: v128, greatest: v128): v128 {
  const low = turned(least);
  const high = turned(greatest);
  const uniform = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words(key, v), 8)), f32x4.splat(5.9604644775390625e-8));
  const t = f32x4.add(low, f32x4.mul(uniform, f32x4.sub(high, low)));
  const threshold = v128.bitselect(t, low, f32x4.lt(t, high));
  v128.store(cut + (<usize>v << 4), threshold);
  return turned(threshold);
}

/** Least and greatest values of one to four blocks. */
const ranges: usize = memory.data(128, 16);

/** The same; one more, so that what goes left is less; of the block's candidates, only those that vary remain, unless their cuts are scored here. */
@inline
function drawBlock(scored: bool, v: i32, key: v128, range: usize): v128 {
  const low = v128.load(ranges + range);
  const high = v128.load(ranges + range, 16);
  if (!scored) keepVarying(v, low, high);
  return i32x4.add(drawThresholds(v, key, low, high), i32x4.splat(1));
}

/** Leaves, of a block's candidates, those that vary. */
@inline
function keepVarying(v: i32, low: v128, high: v128): void {
  store<u8>(candidate + v, <u8>(<u32>load<u8>(candidate + v) & i32x4.bitmask(i32x4.ne(low, high))));
}

/** Writes the cut of a feature whose threshold has been drawn, where rows carry no weights. */
@inline
export function setCut(j: i32, rows: i32, targets: f64, score: f64): void {
  const at = <usize>j << 2;
  store<i32>(leftRows + at, rows);
  store<f64>(leftSums + 2 * at, targets);
  store<f64>(scores + 2 * at, score);
}

/** Takes up the 32-bit sums of a block, the first ones or more of them. */
@inline
function takeSums(first: bool, v: i32, sum: v128): void {
  const to = leftSums + (<usize>v << 5);
  let low = f64x2.convert_low_i32x4_s(sum);
  let high = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sum, sum, 2, 3, 2, 3));
  if (!first) {
    low = f64x2.add(v128.load(to), low);
    high = f64x2.add(v128.load(to, 16), high);
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}

/** Rows that are counted in bytes, and whose targets add up in 32 bits. The fewer registers the counts take, the more is left for the sums. */
export const ROWS_IN_BYTES: usize = 240;

@inline
function takeBlock(first: bool, v: i32, rows: v128, sum: v128): void {
  const to = leftRows + (<usize>v << 4);
  v128.store(to, first ? rows : i32x4.add(v128.load(to), rows));
  takeSums(first, v, sum);
}

/** Of a block, the lanes of ones of the candidates in which least and greatest values differ. */
@inline
function lanesOf(v: i32): v128 {
  const bits = i32x4(1, 2, 4, 8);
  const chosen = i32x4.eq(v128.and(i32x4.splat(load<u8>(candidate + v)), bits), bits);
  const range = ranges + (<usize>v << 5);
  return v128.andnot(chosen, i32x4.eq(v128.load(range), v128.load(range, 16)));
}

/** Scores the cuts of a block, −1 but in those lanes; returns the greater of each two. */
@inline
function scoreBlock(v: i32, rows: v128, targets: v128, lanes: v128, sum: v128, weight: v128): v128 {
  v128.store(leftRows + (<usize>v << 4), rows);
  const at = <usize>v << 5;
  const low = scorePair(at, rows, targets, i64x2.extend_low_i32x4_s(lanes), sum, weight);
  const others = scorePair(at + 16, swapped(rows), swapped(targets), i64x2.extend_high_i32x4_s(lanes), sum, weight);
  return f64x2.pmax(low, others);
}

@inline
function swapped(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

@inline
function scorePair(at: usize, rows: v128, targets: v128, lanes: v128, sum: v128, weight: v128): v128 {
  const w = f64x2.convert_low_i32x4_s(rows);
  const s = f64x2.convert_low_i32x4_s(targets);
  v128.store(leftSums + at, s);
  const value = v128.bitselect(score2(s, w, sum, weight), f64x2.splat(-1), lanes);
  v128.store(scores + at, value);
  return value;
}

/** The lanes of ones of a block where scores are these. */
@inline
function equalLanes(v: i32, best: v128): v128 {
  const at = scores + (<usize>v << 5);
  return v128.shuffle<i32>(f64x2.eq(v128.load(at), best), f64x2.eq(v128.load(at, 16), best), 0, 2, 4, 6);
}

/**
 * Draws the cuts of one to four neighbouring blocks: least and greatest values, thresholds, then how many rows go left and the sum of
 * their targets, exact in any order. The number of blocks is known when this is compiled, so that all of them stay in registers. Where rows are few, and these
 * are all blocks, scores them too: returns the set of the best, or 0 if there is none.
 */
@inline
function scan(count: i32, scored: bool, v: i32, key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  const width = size;
  const first = rows + (<usize>v << 4);
  const last = first + <usize>m * width;
  let x = first;
  let low0 = v128.load(x);
  let low1 = count > 1 ? v128.load(x, 16) : low0;
  let low2 = count > 2 ? v128.load(x, 32) : low0;
  let low3 = count > 3 ? v128.load(x, 48) : low0;
  let high0 = low0;
  let high1 = low1;
  let high2 = low2;
  let high3 = low3;
  x += width;
  // Loops are tested at the bottom: what only their bodies need is computed anew in each turn otherwise.
  do {
    const x0 = v128.load(x);
    low0 = i32x4.min_s(low0, x0);
    high0 = i32x4.max_s(high0, x0);
    if (count > 1) {
      const x1 = v128.load(x, 16);
      low1 = i32x4.min_s(low1, x1);
      high1 = i32x4.max_s(high1, x1);
    }
    if (count > 2) {
      const x2 = v128.load(x, 32);
      low2 = i32x4.min_s(low2, x2);
      high2 = i32x4.max_s(high2, x2);
    }
    if (count > 3) {
      const x3 = v128.load(x, 48);
      low3 = i32x4.min_s(low3, x3);
      high3 = i32x4.max_s(high3, x3);
    }
    x += width;
  } while (x < last);
  // Kept in memory, since what lives longer than the loop would be written there in each of its turns.
  v128.store(ranges, low0);
  v128.store(ranges, high0, 16);
  if (count > 1) {
    v128.store(ranges, low1, 32);
    v128.store(ranges, high1, 48);
  }
  if (count > 2) {
    v128.store(ranges, low2, 64);
    v128.store(ranges, high2, 80);
  }
  if (count > 3) {
    v128.store(ranges, low3, 96);
    v128.store(ranges, high3, 112);
  }
  const t0 = drawBlock(scored, v, key, 0);
  const t1 = count > 1 ? drawBlock(scored, v + 1, key, 32) : t0;
  const t2 = count > 2 ? drawBlock(scored, v + 2, key, 64) : t0;
  const t3 = count > 3 ? drawBlock(scored, v + 3, key, 96) : t0;
  const zero = i32x4.splat(0);
  x = first;
  let y = targets;
  do {
    const stop = min(x + ROWS_IN_BYTES * width, last);
    let n = zero;
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    do {
      const target = v128.load32_splat(y);
      const goes0 = i32x4.lt_s(v128.load(x), t0);
      const goes1 = count > 1 ? i32x4.lt_s(v128.load(x, 16), t1) : zero;
      const goes2 = count > 2 ? i32x4.lt_s(v128.load(x, 32), t2) : zero;
      const goes3 = count > 3 ? i32x4.lt_s(v128.load(x, 48), t3) : zero;
      s0 = i32x4.add(s0, v128.and(goes0, target));
      if (count > 1) s1 = i32x4.add(s1, v128.and(goes1, target));
      if (count > 2) s2 = i32x4.add(s2, v128.and(goes2, target));
      if (count > 3) s3 = i32x4.add(s3, v128.and(goes3, target));
      n = i8x16.sub(n, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(goes0, goes1), i16x8.narrow_i32x4_s(goes2, goes3)));
      y += 4;
      x += width;
    } while (x < stop);
    if (scored) {
      const sums = f64x2.splat(sum);
      const total = f64x2.splat(weight);
      const n01 = i16x8.extend_low_i8x16_u(n);
      const n23 = i16x8.extend_high_i8x16_u(n);
      let best = scoreBlock(0, i32x4.extend_low_i16x8_u(n01), s0, lanesOf(0), sums, total);
      if (count > 1) best = f64x2.pmax(best, scoreBlock(1, i32x4.extend_high_i16x8_u(n01), s1, lanesOf(1), sums, total));
      if (count > 2) best = f64x2.pmax(best, scoreBlock(2, i32x4.extend_low_i16x8_u(n23), s2, lanesOf(2), sums, total));
      if (count > 3) best = f64x2.pmax(best, scoreBlock(3, i32x4.extend_high_i16x8_u(n23), s3, lanesOf(3), sums, total));
      best = f64x2.pmax(best, v128.shuffle<i64>(best, best, 1, 0));
      if (f64x2.extract_lane(best, 0) < 0) return 0;
      const e0 = equalLanes(0, best);
      const e1 = count > 1 ? equalLanes(1, best) : e0;
      const e2 = count > 2 ? equalLanes(2, best) : e0;
      return setOf(count, e0, e1, e2, count > 3 ? equalLanes(3, best) : e0);
    }
    const start = y <= targets + (ROWS_IN_BYTES << 2);
    const low = i16x8.extend_low_i8x16_u(n);
    takeBlock(start, v, i32x4.extend_low_i16x8_u(low), s0);
    if (count > 1) takeBlock(start, v + 1, i32x4.extend_high_i16x8_u(low), s1);
    const high = i16x8.extend_high_i8x16_u(n);
    if (count > 2) takeBlock(start, v + 2, i32x4.extend_low_i16x8_u(high), s2);
    if (count > 3) takeBlock(start, v + 3, i32x4.extend_high_i16x8_u(high), s3);
  } while (x < last);
  return 0;
}

function scan1(v: i32, key: v128, rows: usize, targets: usize, m: i32): void {
  scan(1, false, v, key, rows, targets, m, 0, 0);
}

function scan2(v: i32, key: v128, rows: usize, targets: usize, m: i32): void {
  scan(2, false, v, key, rows, targets, m, 0, 0);
}

function scan3(v: i32, key: v128, rows: usize, targets: usize, m: i32): void {
  scan(3, false, v, key, rows, targets, m, 0, 0);
}

function scan4(v: i32, key: v128, rows: usize, targets: usize, m: i32): void {
  scan(4, false, v, key, rows, targets, m, 0, 0);
}

function score1(key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  return scan(1, true, 0, key, rows, targets, m, sum, weight);
}

function score2Blocks(key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  return scan(2, true, 0, key, rows, targets, m, sum, weight);
}

function score3(key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  return scan(3, true, 0, key, rows, targets, m, sum, weight);
}

function score4(key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  return scan(4, true, 0, key, rows, targets, m, sum, weight);
}

/**
 * Draws and scores the cuts of at most sixteen features of at most ROWS_IN_BYTES rows without weights; returns the set of the best of the
 * candidates, or 0 if all are constant here.
 */
export function scoreCandidates(key: v128, rows: usize, targets: usize, m: i32, sum: f64, weight: f64): u32 {
  switch (blocks) {
    case 1:
      return score1(key, rows, targets, m, sum, weight);
    case 2:
      return score2Blocks(key, rows, targets, m, sum, weight);
    case 3:
      return score3(key, rows, targets, m, sum, weight);
    default:
      return score4(key, rows, targets, m, sum, weight);
  }
}

/** Draws the cuts of one block where rows carry weights, and adds up those too. */
function scanWeighted(v: i32, key: v128, rows: usize, targets: usize, weights: usize, m: i32): void {
  const width = size;
  const first = rows + (<usize>v << 4);
  const last = first + <usize>m * width;
  let x = first;
  let low = v128.load(x);
  let high = low;
  for (x += width; x < last; x += width) {
    low = i32x4.min_s(low, v128.load(x));
    high = i32x4.max_s(high, v128.load(x));
  }
  keepVarying(v, low, high);
  const t = i32x4.add(drawThresholds(v, key, low, high), i32x4.splat(1));
  const zero = i32x4.splat(0);
  let count = zero;
  let weight = zero;
  x = first;
  let w = weights;
  for (let y = targets; x < last; ) {
    const start = y == targets;
    const stop = min(x + <usize>flush * width, last);
    let sum = zero;
    for (; x < stop; y += 4, w += 4, x += width) {
      const goes = i32x4.lt_s(v128.load(x), t);
      count = i32x4.sub(count, goes);
      weight = i32x4.add(weight, v128.and(goes, v128.load32_splat(w)));
      sum = i32x4.add(sum, v128.and(goes, v128.load32_splat(y)));
    }
    takeSums(start, v, sum);
  }
  v128.store(leftRows + (<usize>v << 4), count);
  const to = leftWeights + (<usize>v << 5);
  v128.store(to, f64x2.convert_low_i32x4_s(weight));
  v128.store(to, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(weight, weight, 2, 3, 2, 3)), 16);
}

/** Draws the cuts of all blocks that hold candidates, as many neighbouring ones at a time as there are; returns whether any remains. */
export function scanCandidates(key: v128, rows: usize, targets: usize, weights: usize, m: i32): bool {
  for (let v = 0; v < blocks; ) {
    if (!load<u8>(candidate + v)) {
      v++;
      continue;
    }
    if (weighted) {
      scanWeighted(v, key, rows, targets, weights, m);
      v++;
      continue;
    }
    let count = 1;
    while (count < 4 && v + count < blocks && load<u8>(candidate + v + count)) count++;
    switch (count) {
      case 1:
        scan1(v, key, rows, targets, m);
        break;
      case 2:
        scan2(v, key, rows, targets, m);
        break;
      case 3:
        scan3(v, key, rows, targets, m);
        break;
      default:
        scan4(v, key, rows, targets, m);
    }
    v += count;
  }
  return countCandidates() > 0;
}

export function countCandidates(): u32 {
  let count: u32 = 0;
  for (let v = 0; v < blocks; v++) count += popcnt<u32>(load<u8>(candidate + v));
  return count;
}
