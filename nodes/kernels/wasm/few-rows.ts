// The splits of extra trees' nodes of two, three and four rows, two thirds of all that are split: test/kernels/plain/random-splitter.ts. For
// each row the features by whose cuts it goes left are a set, one bit each; what sets have in common tells which cuts part the rows alike.
// All of those have the same score, so that hardly anything is added up.
import {chosen} from "./candidates";
import {score} from "./criterion";
import {drawThresholds, setCut} from "./cuts";
import {below, drawnWords} from "./keys";
import {blocks, p, size} from "./rows";
import {nthOf, setOf} from "./sets";
import {drawOne} from "./ties";

/** Rows of a node that is dealt with here. */
export const MOST_ROWS: i32 = 3;

/** The features in which two rows differ. */
@inline
function differing(count: i32, a: usize, b: usize): u32 {
  const x0 = i32x4.ne(v128.load(a), v128.load(b));
  const x1 = count > 1 ? i32x4.ne(v128.load(a, 16), v128.load(b, 16)) : x0;
  const x2 = count > 2 ? i32x4.ne(v128.load(a, 32), v128.load(b, 32)) : x0;
  const x3 = count > 3 ? i32x4.ne(v128.load(a, 48), v128.load(b, 48)) : x0;
  return setOf(count, x0, x1, x2, x3);
}

/** The features by whose cuts a row goes right. */
@inline
function trailing(count: i32, row: usize, t0: v128, t1: v128, t2: v128, t3: v128): u32 {
  const x0 = i32x4.gt_s(v128.load(row), t0);
  const x1 = count > 1 ? i32x4.gt_s(v128.load(row, 16), t1) : x0;
  const x2 = count > 2 ? i32x4.gt_s(v128.load(row, 32), t2) : x0;
  const x3 = count > 3 ? i32x4.gt_s(v128.load(row, 48), t3) : x0;
  return setOf(count, x0, x1, x2, x3);
}

/** Draws the thresholds of a block for four rows. */
@inline
function drawFor(v: i32, key: v128, a: usize, b: usize, c: usize, d: usize): v128 {
  const offset = <usize>v << 4;
  const xa = v128.load(a + offset);
  const xb = v128.load(b + offset);
  const xc = v128.load(c + offset);
  const xd = v128.load(d + offset);
  const low = i32x4.min_s(i32x4.min_s(xa, xb), i32x4.min_s(xc, xd));
  return drawThresholds(v, key, low, i32x4.max_s(i32x4.max_s(xa, xb), i32x4.max_s(xc, xd)));
}

/** Draws the cuts of a node of three or four rows; returns the sets of features by whose cuts each goes left, 16 bits a row. */
@inline
function drawSets(count: i32, key: v128, rows: usize, m: i32): u64 {
  const a = rows;
  const b = a + size;
  const c = b + size;
  const d = m == 3 ? c : c + size;
  const t0 = drawFor(0, key, a, b, c, d);
  const t1 = count > 1 ? drawFor(1, key, a, b, c, d) : t0;
  const t2 = count > 2 ? drawFor(2, key, a, b, c, d) : t0;
  const t3 = count > 3 ? drawFor(3, key, a, b, c, d) : t0;
  const low = trailing(count, a, t0, t1, t2, t3) | (trailing(count, b, t0, t1, t2, t3) << 16);
  const high = trailing(count, c, t0, t1, t2, t3) | (trailing(count, d, t0, t1, t2, t3) << 16);
  return ~(<u64>low | (<u64>high << 32));
}

function drawSets1(key: v128, rows: usize, m: i32): u64 {
  return drawSets(1, key, rows, m);
}

function drawSets2(key: v128, rows: usize, m: i32): u64 {
  return drawSets(2, key, rows, m);
}

function drawSets3(key: v128, rows: usize, m: i32): u64 {
  return drawSets(3, key, rows, m);
}

function drawSets4(key: v128, rows: usize, m: i32): u64 {
  return drawSets(4, key, rows, m);
}

@inline
function setsOf(key: v128, rows: usize, m: i32): u64 {
  switch (blocks) {
    case 1:
      return drawSets1(key, rows, m);
    case 2:
      return drawSets2(key, rows, m);
    case 3:
      return drawSets3(key, rows, m);
    default:
      return drawSets4(key, rows, m);
  }
}

/** Of the features that vary, those that were chosen, or one if those are constant here. */
@inline
function candidatesAmong(varying: u32, maxFeatures: i32): u32 {
  if (maxFeatures >= p) return varying;
  const some = varying & chosen();
  return some || !varying ? some : 1 << nthOf(varying, below(popcnt(varying)));
}

function differingOf(a: usize, b: usize): u32 {
  switch (blocks) {
    case 1:
      return differing(1, a, b);
    case 2:
      return differing(2, a, b);
    case 3:
      return differing(3, a, b);
    default:
      return differing(4, a, b);
  }
}

/** Between two rows any cut is as good as any other: draws a feature and its threshold; returns the feature, or −1 if there is none. */
export function cutPair(key: v128, rows: usize, targets: usize, sum: f64, maxFeatures: i32): i32 {
  const among = candidatesAmong(differingOf(rows, rows + size), maxFeatures);
  if (!among) return -1;
  const count = popcnt(among);
  const j = nthOf(among, count > 1 ? below(count) : 0);
  const block = rows + (<usize>(j >>> 2) << 4);
  const x0 = v128.load(block);
  const x1 = v128.load(block + size);
  drawThresholds(j >>> 2, key, i32x4.min_s(x0, x1), i32x4.max_s(x0, x1));
  const at = rows + (<usize>j << 2);
  const s = <f64>load<i32>(targets + (<usize>(load<i32>(at + size) < load<i32>(at)) << 2));
  setCut(j, 1, s, score(s, 1, sum, 2));
  return j;
}

/** A set if its rank is that. */
@inline
function ranked(set: u32, rank: i64, that: i64): u32 {
  return select<u32>(set, 0, rank == that);
}

/** The rank of a set, −1 where it is empty. */
@inline
function rankOf(set: u32, rank: i64): i64 {
  return select<i64>(rank, -1, set != 0);
}

/** The features before the first of a set. */
@inline
function before(set: u32): u32 {
  return (set & (0 - set)) - 1;
}

/** Of three sets within `among`, those of the best rank. */
@inline
function bestOfThree(among: u32, a: u32, b: u32, c: u32, rankA: i64, rankB: i64, rankC: i64): u32 {
  a &= among;
  b &= among;
  c &= among;
  const ra = rankOf(a, rankA);
  const rb = rankOf(b, rankB);
  const rc = rankOf(c, rankC);
  const best = max(max(ra, rb), rc);
  return ranked(a, ra, best) | ranked(b, rb, best) | ranked(c, rc, best);
}

/** Draws the cuts of three rows, each of which parts one from the two others; returns the best feature, or −1 if there is none. */
export function cutThree(key: v128, rows: usize, targets: usize, sum: f64, maxFeatures: i32): i32 {
  const sets = setsOf(key, rows, 3);
  const first = <u32>sets & 0xffff;
  const x = first ^ ((<u32>sets) >>> 16);
  const y = first ^ ((<u32>(sets >>> 32)) & 0xffff);
  const among = candidatesAmong(x | y, maxFeatures);
  if (!among) return -1;
  const a = x & y & among;
  const b = x & ~y & among;
  const c = y & ~x & among;
  const ya = load<i32>(targets);
  const yb = load<i32>(targets, 4);
  const yc = load<i32>(targets, 8);
  const all = ya + yb + yc;
  const rankA = <i64>abs(3 * ya - all);
  const rankB = <i64>abs(3 * yb - all);
  const rankC = <i64>abs(3 * yc - all);
  const best = bestOfThree(among, a, b, c, rankA, rankB, rankC);
  let j = <i32>ctz(best);
  if (best & (best - 1)) {
    const earlier = before(best) & among;
    const better = bestOfThree(earlier, a, b, c, rankA, rankB, rankC);
    const good = before(better) & earlier;
    j = drawOne(best, drawnWords() + popcnt(better) - <u32>(better != 0) + popcnt(good) - <u32>(good != 0));
  }
  const alone = select<i32>(ya, select<i32>(yb, yc, ((b >>> j) & 1) != 0), ((a >>> j) & 1) != 0);
  const aloneLeft = ((sets >>> j) & 1) + ((sets >>> (j + 16)) & 1) + ((sets >>> (j + 32)) & 1) == 1;
  const s = aloneLeft ? alone : all - alone;
  setCut(j, aloneLeft ? 1 : 2, <f64>s, score(<f64>alone, 1, sum, 3));
  return j;
}
