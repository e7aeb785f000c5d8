// The splitter of extra trees: test/kernels/plain/random-splitter.ts.
import {candidate, choose, chooseOnly, nth} from "./candidates";
import {score2} from "./criterion";
import {countCandidates, cut, leftRows, leftSums, leftWeights, ROWS_IN_BYTES, scanCandidates, scoreCandidates, scores} from "./cuts";
import {cutPair, cutThree, MOST_ROWS} from "./few-rows";
import {below, drawnWords, startDraws} from "./keys";
import {allocate} from "./memory";
import {blocks, featuresOf, p, size, targetsOf, weighted, weightsOf} from "./rows";
import {MOST_BLOCKS} from "./sets";
import {setSplit} from "./split";
import {drawOne, drawWinner, flagEqual} from "./ties";
import {greatestLeaf, leastLeaf} from "./variants";

/** How many words of the node's key went into its candidates. */
let spent: i32 = 0;
/** Flags of the features whose cuts score best, and how many they are. */
let winner: usize = 0;
let winners: u32 = 0;
/** Their set, where they are known so. */
let tied: u32 = 0;
/** The first of them, and the fewest rows on a side of its cut, or 0 where there are others. */
export let champion: i32 = -1;
let championLeast: i32 = 0;

/** Draws the cuts of a node and scores them; returns whether there is any. */
export function drawCuts(key: v128, copy: i32, start: i32, m: i32, sum: f64, weight: f64, maxFeatures: i32): bool {
  const rows = featuresOf(copy) + <usize>start * size;
  const targets = targetsOf(copy) + (<usize>start << 2);
  const weights = weightsOf(copy) + (<usize>start << 2);
  startDraws(key, blocks);
  choose(maxFeatures);
  const narrow = blocks <= MOST_BLOCKS && !weighted;
  if (narrow && m <= MOST_ROWS) {
    champion = m == 2 ? cutPair(key, rows, targets, sum, maxFeatures) : cutThree(key, rows, targets, sum, maxFeatures);
    championLeast = 1;
    return champion >= 0;
  }
  tied = 0;
  if (narrow && m <= <i32>ROWS_IN_BYTES) {
    const best = scoreCandidates(key, rows, targets, m, sum, weight);
    if (best) {
      spent = drawnWords();
      setChampion(ctz(best), popcnt(best), m);
      tied = best;
      return true;
    }
  }
  if (!scanCandidates(key, rows, targets, weights, m)) {
    // All that were chosen are constant here: one that is not takes their place.
    if (maxFeatures >= p) return false;
    choose(p);
    if (!scanCandidates(key, rows, targets, weights, m)) return false;
    chooseOnly(nth(candidate, below(countCandidates())));
  }
  spent = drawnWords();
  findChampion(m, sum, weight);
  if (m == 2) drawOfPair();
  return true;
}

/** Between two rows any cut is as good as any other. */
function drawOfPair(): void {
  const count = countCandidates();
  champion = nth(candidate, count > 1 ? below(count) : 0);
  championLeast = 1;
}

/** Scores two features of a block, those flagged; the others get −1. */
@inline
function scorePair(at: usize, flags: u32, counts: v128, sum: v128, weight: v128): v128 {
  const s = v128.load(leftSums + at);
  const w = weighted ? v128.load(leftWeights + at) : counts;
  const kept = v128.bitselect(score2(s, w, sum, weight), f64x2.splat(-1), v128.load(masks + (<usize>flags << 4)));
  v128.store(scores + at, kept);
  return kept;
}

/** Lanes of 64 bits, all ones where the bit of the index is set. */
const masks: usize = memory.data<u64>([0, 0, ~0, 0, 0, ~0, ~0, ~0], 16);

/** Scores all cuts and flags the best. */
function findChampion(m: i32, sum: f64, weight: f64): void {
  const sums = f64x2.splat(sum);
  const total = f64x2.splat(weight);
  let best = f64x2.splat(-0.5);
  for (let v = 0; v < blocks; v++) {
    const flags = <u32>load<u8>(candidate + v);
    const counts = v128.load(leftRows + (<usize>v << 4));
    const at = <usize>v << 5;
    best = f64x2.pmax(best, scorePair(at, flags & 3, f64x2.convert_low_i32x4_s(counts), sums, total));
    const others = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(counts, counts, 2, 3, 2, 3));
    best = f64x2.pmax(best, scorePair(at + 16, flags >>> 2, others, sums, total));
  }
  const count = flagEqual(winner, scores, f64x2.pmax(best, v128.shuffle<i64>(best, best, 1, 0)));
  setChampion(nth(winner, 0), count, m);
}

@inline
function setChampion(first: i32, count: u32, m: i32): void {
  champion = first;
  winners = count;
  const rows = load<i32>(leftRows + (<usize>first << 2));
  championLeast = count == 1 ? min(rows, m - rows) : 0;
}

/** Of four cuts, those that leave so many rows on each side: lanes of ones. */
@inline
function allowed(v: i32, least: v128, most: v128): v128 {
  const counts = v128.load(leftRows + (<usize>v << 4));
  return v128.and(i32x4.ge_s(counts, least), i32x4.le_s(counts, most));
}

@inline
function weightLeft(j: i32): f64 {
  return weighted ? load<f64>(leftWeights + (<usize>j << 3)) : <f64>load<i32>(leftRows + (<usize>j << 2));
}

/** Whether all trees choose the same of the cuts drawn. */
@inline
export function agree(): bool {
  return greatestLeaf <= championLeast || greatestLeaf == leastLeaf;
}

/** The best of the cuts that leave so many rows on each side, or −1. */
@inline
export function bestOfCuts(m: i32, minSamplesLeaf: i32): i32 {
  if (minSamplesLeaf <= championLeast) return champion;
  if (minSamplesLeaf > 1) return searchCuts(m, minSamplesLeaf);
  return tied ? drawOne(tied, wordsBefore(scores, champion)) : drawWinner(winner, winners, wordsBefore(scores, champion));
}

function searchCuts(m: i32, minSamplesLeaf: i32): i32 {
  const least = i32x4.splat(minSamplesLeaf);
  const most = i32x4.splat(m - minSamplesLeaf);
  const none = f64x2.splat(-1);
  let best = none;
  for (let v = 0; v < blocks; v++) {
    const lanes = allowed(v, least, most);
    const at = <usize>v << 5;
    const low = v128.bitselect(v128.load(scores + at), none, i64x2.extend_low_i32x4_s(lanes));
    const high = v128.bitselect(v128.load(scores + at, 16), none, i64x2.extend_high_i32x4_s(lanes));
    v128.store(allowedScores + at, low);
    v128.store(allowedScores + at, high, 16);
    best = f64x2.pmax(best, f64x2.pmax(low, high));
  }
  best = f64x2.pmax(best, v128.shuffle<i64>(best, best, 1, 0));
  if (f64x2.extract_lane(best, 0) < 0) return -1;
  const count = flagEqual(allowedWinner, allowedScores, best);
  const first = nth(allowedWinner, 0);
  return count == 1 ? first : drawWinner(allowedWinner, count, wordsBefore(allowedScores, first));
}

/** How many words have been drawn when the first of the best cuts is met: one for each before it that was equal to the best so far. */
function wordsBefore(values: usize, first: i32): i32 {
  const end = values + (<usize>first << 3);
  let draws = spent;
  let best: i64 = -1;
  for (let at = values; at < end; at += 8) {
    // Scores are not negative: their bits order as they do. Those of other features are.
    const bits = load<i64>(at);
    draws += <i32>(bits == best);
    best = max(best, bits);
  }
  return draws;
}

/** Where only some cuts are allowed: scores, −1 where one is not, and the flags of the best. */
let allowedScores: usize = 0;
let allowedWinner: usize = 0;

export function allocateSplitter(): void {
  allowedScores = allocate(<usize>blocks << 5);
  allowedWinner = allocate(blocks);
  winner = allocate(blocks);
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
