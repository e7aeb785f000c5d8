// Ties between cuts: of equal ones any, uniformly. The plain reference meets cuts one after the other, and the k-th of equal ones takes the
// place of those before it where a word drawn for it says so, one time in k; here all words are looked at together.
import {nth} from "./candidates";
import {drawnBlock} from "./keys";
import {blocks} from "./rows";
import {nthOf} from "./sets";

/** Flags the features whose values (f64) equal both lanes of `best`; returns how many they are. */
@inline
export function flagEqual(flags: usize, values: usize, best: v128): u32 {
  let count: u32 = 0;
  for (let v = 0; v < blocks; v++) {
    const at = values + (<usize>v << 5);
    const low = i64x2.bitmask(f64x2.eq(v128.load(at), best));
    const high = i64x2.bitmask(f64x2.eq(v128.load(at, 16), best));
    const bits = <u32>(low | (high << 2));
    store<u8>(flags + v, <u8>bits);
    count += popcnt(bits);
  }
  return count;
}

/** One of `count` features flagged, where so many words have been drawn when the second of them is met. */
@inline
export function drawWinner(flags: usize, count: u32, drawn: i32): i32 {
  return nth(flags, lastTaken(drawn, <i32>count - 1));
}

/** One of a set of features, likewise. */
@inline
export function drawOne(set: u32, drawn: i32): i32 {
  return nthOf(set, lastTaken(drawn, popcnt(set) - 1));
}

/** Of `count` words from the one after `drawn` on, the last i-th, from 1, that is in the first (i + 1)-th of all words, or 0. */
@inline
function lastTaken(drawn: i32, count: i32): u32 {
  const zero = i32x4.splat(0);
  const end = i32x4.splat(count);
  let i = i32x4.sub(i32x4(1, 2, 3, 4), i32x4.splat(drawn & 3));
  let last = zero;
  // As many words as can be needed: the number of turns is foreseen.
  for (let b = 0; b <= blocks; b++) {
    const word = drawnBlock((drawn >>> 2) + b);
    const k = i32x4.add(i, i32x4.splat(1));
    const product = v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(word, k), i64x2.extmul_high_i32x4_u(word, k), 1, 3, 5, 7);
    const taken = v128.andnot(i32x4.eq(product, zero), i32x4.gt_s(i, end));
    last = i32x4.max_s(last, v128.and(i, taken));
    i = i32x4.add(i, i32x4.splat(4));
  }
  last = i32x4.max_s(last, v128.shuffle<i32>(last, last, 2, 3, 0, 1));
  last = i32x4.max_s(last, v128.shuffle<i32>(last, last, 1, 0, 3, 2));
  return i32x4.extract_lane(last, 0);
}
