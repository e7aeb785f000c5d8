// The splitter of extra trees: test/kernels/plain/random-splitter.ts.
import {candidate, choose, chooseOnly, nth} from "./candidates";
import {score} from "./criterion";
import {countCandidates, cut, drawThresholds, leftRows, leftSums, leftWeights, scanCandidates, scores} from "./cuts";
import {below, drawAhead, drawnWords, startDraws} from "./keys";
import {allocate} from "./memory";
import {blocks, featuresOf, p, size, targetsOf, weighted, weightsOf} from "./rows";
import {setSplit} from "./split";

/** How many words of the node's key went into its candidates. */
let spent: i32 = 0;
/** The feature whose cut scores best, or −1 where several do, and the fewest rows on a side of that cut. */
let champion: i32 = -1;
let championLeast: i32 = 0;

/** Draws the cuts of a node and scores them; returns whether there is any. */
export function drawCuts(key: v128, copy: i32, start: i32, m: i32, sum: f64, weight: f64, maxFeatures: i32): bool {
  const rows = featuresOf(copy) + <usize>start * size;
  const targets = targetsOf(copy) + (<usize>start << 2);
  const weights = weightsOf(copy) + (<usize>start << 2);
  startDraws(key, blocks);
  choose(maxFeatures);
  if (m == 2) return cutPair(key, rows, targets, weights, sum, weight, maxFeatures);
  if (!scanCandidates(key, rows, targets, weights, m)) {
    // All that were chosen are constant here: one that is not takes their place.
    if (maxFeatures >= p) return false;
    choose(p);
    if (!scanCandidates(key, rows, targets, weights, m)) return false;
    chooseOnly(nth(candidate, below(countCandidates())));
  }
  spent = drawnWords();
  findChampion(m, sum, weight);
  return true;
}

/** Leaves, of the candidates, those in which two rows differ; returns how many they are. */
// @ts-ignore: decorator
@inline
function keepDifferent(rows: usize): u32 {
  let count: u32 = 0;
  for (let v = 0; v < blocks; v++) {
    const at = rows + (<usize>v << 4);
    const bits = <u32>load<u8>(candidate + v) & i32x4.bitmask(f32x4.ne(v128.load(at), v128.load(at + size)));
    store<u8>(candidate + v, <u8>bits);
    count += popcnt(bits);
  }
  return count;
}

/** Between two rows any cut is as good as any other: draws one candidate and its threshold. */
function cutPair(key: v128, rows: usize, targets: usize, weights: usize, sum: f64, weight: f64, maxFeatures: i32): bool {
  let count = keepDifferent(rows);
  if (count == 0) {
    if (maxFeatures >= p) return false;
    choose(p);
    count = keepDifferent(rows);
    if (count == 0) return false;
    chooseOnly(nth(candidate, below(count)));
    count = 1;
  }
  const j = nth(candidate, count > 1 ? below(count) : 0);
  const v = j >>> 2;
  const block = rows + (<usize>v << 4);
  const x0 = v128.load(block);
  const x1 = v128.load(block + size);
  drawThresholds(v, key, f32x4.pmin(x0, x1), f32x4.pmax(x0, x1));
  const at = <usize>j << 2;
  const second = <usize>!(load<f32>(block + (at & 12)) <= load<f32>(cut + at)) << 2;
  const s = <f64>load<i32>(targets + second);
  const w: f64 = weighted ? <f64>load<i32>(weights + second) : 1;
  store<i32>(leftRows + at, 1);
  store<f64>(leftSums + 2 * at, s);
  store<f64>(leftWeights + 2 * at, w);
  store<f64>(scores + 2 * at, score(s, w, sum, weight));
  champion = j;
  championLeast = 1;
  return true;
}

/** Scores two features of a block, those flagged; the others get −1. */
// @ts-ignore: decorator
@inline
function scorePair(at: usize, flags: u32, counts: v128, sum: v128, weight: v128): v128 {
  const s = v128.load(leftSums + at);
  const w = weighted ? v128.load(leftWeights + at) : counts;
  const d = f64x2.sub(f64x2.mul(s, weight), f64x2.mul(w, sum));
  const value = f64x2.div(f64x2.mul(d, d), f64x2.mul(w, f64x2.sub(weight, w)));
  const kept = v128.bitselect(value, f64x2.splat(-1), v128.load(masks + (<usize>flags << 4)));
  v128.store(scores + at, kept);
  return kept;
}

/** Lanes of 64 bits, all ones where the bit of the index is set. */
const masks: usize = memory.data<u64>([0, 0, ~0, 0, 0, ~0, ~0, ~0], 16);

/**
 * Scores all cuts and finds the best. Two lanes each keep the best they have seen, where, and whether it came twice: scores are not negative,
 * so their bits order as they do.
 */
function findChampion(m: i32, sum: f64, weight: f64): void {
  const sums = f64x2.splat(sum);
  const total = f64x2.splat(weight);
  let best = f64x2.splat(-0.5);
  let where = i64x2.splat(0);
  let twice = i64x2.splat(0);
  let here = i64x2(0, 1);
  for (let v = 0; v < blocks; v++) {
    const flags = <u32>load<u8>(candidate + v);
    const counts = v128.load(leftRows + (<usize>v << 4));
    const at = <usize>v << 5;
    const low = scorePair(at, flags & 3, f64x2.convert_low_i32x4_s(counts), sums, total);
    const lowWins = f64x2.gt(low, best);
    twice = v128.andnot(v128.or(twice, f64x2.eq(low, best)), lowWins);
    where = v128.bitselect(here, where, lowWins);
    best = f64x2.pmax(best, low);
    here = i64x2.add(here, i64x2.splat(2));
    const high = scorePair(at + 16, flags >>> 2, f64x2.convert_low_i32x4_s(v128.shuffle<i32>(counts, counts, 2, 3, 2, 3)), sums, total);
    const highWins = f64x2.gt(high, best);
    twice = v128.andnot(v128.or(twice, f64x2.eq(high, best)), highWins);
    where = v128.bitselect(here, where, highWins);
    best = f64x2.pmax(best, high);
    here = i64x2.add(here, i64x2.splat(2));
  }
  const first = i64x2.extract_lane(best, 0);
  const second = i64x2.extract_lane(best, 1);
  const lane = <usize>(second > first);
  const mask = i64x2.bitmask(twice);
  if (first == second || (mask >>> lane) & 1) {
    champion = -1;
    return;
  }
  champion = <i32>(lane ? i64x2.extract_lane(where, 1) : i64x2.extract_lane(where, 0));
  const count = load<i32>(leftRows + (<usize>champion << 2));
  championLeast = min(count, m - count);
}

/** Of four cuts, those that leave so many rows on each side: lanes of ones. */
// @ts-ignore: decorator
@inline
function allowed(v: i32, least: v128, most: v128): v128 {
  const counts = v128.load(leftRows + (<usize>v << 4));
  return v128.and(i32x4.ge_s(counts, least), i32x4.le_s(counts, most));
}

// @ts-ignore: decorator
@inline
function weightLeft(j: i32): f64 {
  return weighted ? load<f64>(leftWeights + (<usize>j << 3)) : <f64>load<i32>(leftRows + (<usize>j << 2));
}

/** The best of the cuts that leave so many rows on each side, or −1. */
// @ts-ignore: decorator
@inline
export function bestOfCuts(m: i32, minSamplesLeaf: i32): i32 {
  if (champion < 0) return minSamplesLeaf > 1 ? searchCuts(m, minSamplesLeaf) : breakTies(m, 1);
  return minSamplesLeaf <= championLeast ? champion : searchCuts(m, minSamplesLeaf);
}

function searchCuts(m: i32, minSamplesLeaf: i32): i32 {
  const least = i32x4.splat(minSamplesLeaf);
  const most = i32x4.splat(m - minSamplesLeaf);
  const none = f64x2.splat(-1);
  let best = none;
  for (let v = 0; v < blocks; v++) {
    if (!load<u8>(candidate + v)) continue;
    const lanes = allowed(v, least, most);
    const at = scores + (<usize>v << 5);
    best = f64x2.pmax(best, v128.bitselect(v128.load(at), none, i64x2.extend_low_i32x4_s(lanes)));
    best = f64x2.pmax(best, v128.bitselect(v128.load(at, 16), none, i64x2.extend_high_i32x4_s(lanes)));
  }
  best = f64x2.pmax(best, v128.shuffle<i64>(best, best, 1, 0));
  if (f64x2.extract_lane(best, 0) < 0) return -1;
  let winners: u32 = 0;
  let winner = -1;
  for (let v = 0; v < blocks; v++) {
    if (!load<u8>(candidate + v)) continue;
    const at = scores + (<usize>v << 5);
    const low = i64x2.bitmask(f64x2.eq(v128.load(at), best));
    const high = i64x2.bitmask(f64x2.eq(v128.load(at, 16), best));
    const bits = <u32>((low | (high << 2)) & i32x4.bitmask(allowed(v, least, most)));
    if (!bits) continue;
    winners += popcnt(bits);
    winner = 4 * v + <i32>ctz(bits);
  }
  return winners == 1 ? winner : breakTies(m, minSamplesLeaf);
}

/** Words that break ties, of which each feature may need one. */
let tieWords: usize = 0;
/** Scores, −1 where a cut is not allowed. */
let allowedScores: usize = 0;

export function allocateTies(): void {
  tieWords = allocate(<usize>(blocks + 2) << 4);
  allowedScores = allocate(<usize>blocks << 5);
}

/**
 * The best of the allowed cuts, one after the other: of equal ones any, uniformly. Without branches, since what comes is anything but
 * foreseeable: where few rows are left many cuts are the same.
 */
function breakTies(m: i32, minSamplesLeaf: i32): i32 {
  let at = scores;
  if (minSamplesLeaf > 1) {
    at = allowedScores;
    const least = i32x4.splat(minSamplesLeaf);
    const most = i32x4.splat(m - minSamplesLeaf);
    const none = f64x2.splat(-1);
    for (let v = 0; v < blocks; v++) {
      const lanes = allowed(v, least, most);
      const from = scores + (<usize>v << 5);
      const to = allowedScores + (<usize>v << 5);
      v128.store(to, v128.bitselect(v128.load(from), none, i64x2.extend_low_i32x4_s(lanes)));
      v128.store(to, v128.bitselect(v128.load(from, 16), none, i64x2.extend_high_i32x4_s(lanes)), 16);
    }
  }
  const words = drawAhead(tieWords, spent, blocks + 1);
  let best = -1;
  let bestBits: i64 = -1;
  let ties: u32 = 1;
  let word = words;
  for (let j = 0; j < 4 * blocks; j++) {
    // Scores are not negative: their bits order as they do.
    const bits = load<i64>(at + (<usize>j << 3));
    const wins = <i32>(bits > bestBits);
    const draws = <i32>(bits == bestBits);
    ties = ((ties - 1) & (wins - 1)) + 1 + draws;
    const hits = <i32>(<u32>((<u64>load<u32>(word) * <u64>ties) >>> 32) == 0);
    const takes = wins | (draws & hits);
    word += <usize>draws << 2;
    best ^= (best ^ j) & -takes;
    bestBits ^= (bestBits ^ bits) & -(<i64>wins);
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
