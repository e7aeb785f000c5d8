// The splitter of random forests: test/kernels/plain/best-splitter.ts, on rows sorted once for all trees.
import {candidate, choose, chooseVarying, varying} from "./candidates";
import {below, startDraws} from "./keys";
import {score} from "./criterion";
import {rowsBy, targetOf, weightOf} from "./orders";
import {blocks, p, sourceColumn} from "./rows";
import {setSplit} from "./split";

@inline
function valueAt(j: i32, row: u32): f32 {
  return load<f32>(sourceColumn(j) + (<usize>row << 2));
}

/** Flags the features of a block that vary in the node, those of `which` only. */
function flagVarying(v: i32, which: u32, copy: i32, start: i32, m: i32): u32 {
  let bits: u32 = 0;
  for (let lane = 0; lane < 4; lane++) {
    const j = 4 * v + lane;
    if (!(which & (1 << lane)) || j >= p) continue;
    const rows = rowsBy(j, copy, start);
    if (valueAt(j, load<u32>(rows)) != valueAt(j, load<u32>(rows + (<usize>(m - 1) << 2)))) bits |= 1 << lane;
  }
  store<u8>(varying + v, <u8>bits);
  return bits;
}

function chooseCandidates(copy: i32, start: i32, m: i32, maxFeatures: i32): bool {
  choose(maxFeatures);
  let any: u32 = 0;
  for (let v = 0; v < blocks; v++) {
    const bits = flagVarying(v, load<u8>(candidate + v), copy, start, m);
    store<u8>(candidate + v, <u8>bits);
    any |= bits;
  }
  if (any) return true;
  if (maxFeatures >= p) return false;
  for (let v = 0; v < blocks; v++) flagVarying(v, 15, copy, start, m);
  return chooseVarying() > 0;
}

/** A float32 in [a, b), as near the middle as there is, for a < b. */
@inline
function halfway(a: f32, b: f32): f32 {
  const t = a / 2 + b / 2;
  return t >= a && t < b ? t : a;
}

/** Finds the best of all cuts of a node; returns whether there is one. */
export function bestSplit(key: v128, copy: i32, start: i32, m: i32, sum: f64, weight: f64, minSamplesLeaf: i32, maxFeatures: i32): bool {
  startDraws(key, blocks);
  if (!chooseCandidates(copy, start, m, maxFeatures)) return false;
  let best: f64 = -1;
  let ties: u32 = 1;
  for (let v = 0; v < blocks; v++) {
    for (let bits = <u32>load<u8>(candidate + v); bits; bits &= bits - 1) {
      const j = 4 * v + <i32>ctz(bits);
      if (!bestCut(j, copy, start, m, sum, weight, minSamplesLeaf) || cutScore < best) continue;
      if (cutScore > best) ties = 1;
      else if (below(++ties) != 0) continue;
      best = cutScore;
      setSplit(j, halfway(cutBelow, cutAbove), cutScore, cutCount, cutSum, cutWeight);
    }
  }
  return best >= 0;
}

// The best cut of one feature: rows, weights and targets to its left, and the values on its sides.
let cutScore: f64 = -1;
let cutCount: i32 = 0;
let cutSum: f64 = 0;
let cutWeight: f64 = 0;
let cutBelow: f32 = 0;
let cutAbove: f32 = 0;

/** Finds the lowest of the best cuts of a feature; returns whether there is one. */
function bestCut(j: i32, copy: i32, start: i32, m: i32, sum: f64, weight: f64, minSamplesLeaf: i32): bool {
  const rows = rowsBy(j, copy, start);
  let best: f64 = -1;
  let s: f64 = 0;
  let w: f64 = 0;
  let row = load<u32>(rows);
  let x = valueAt(j, row);
  for (let k = 1; k < m; k++) {
    const count = weightOf(row);
    w += <f64>count;
    s += <f64>(count * targetOf(row));
    row = load<u32>(rows + (<usize>k << 2));
    const next = valueAt(j, row);
    if (x != next && k >= minSamplesLeaf && m - k >= minSamplesLeaf) {
      const value = score(s, w, sum, weight);
      if (value > best) {
        best = value;
        cutCount = k;
        cutSum = s;
        cutWeight = w;
        cutBelow = x;
        cutAbove = next;
      }
    }
    x = next;
  }
  cutScore = best;
  return best >= 0;
}
