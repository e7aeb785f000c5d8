// Thresholds and features as whole numbers: with all thresholds of a feature sorted, x > t if and only if more thresholds lie below x than
// stand before t. Ranks fit 16 bits where at most 65 535 nodes ask for a feature; they are counted from −32 768 to fit signed comparisons.
import {features, fetch, p, thresholds, X} from "./grown";
import {allocate} from "./memory";

/** The rank of each inner node's threshold (i16), in place of the node's feature and threshold. */
export let ranks: usize = 0;

// A feature's thresholds, each once: how many, the first stride of a search among those of a bucket (i32 each), the addresses of the thresholds
// and of the octaves (usize each); the least threshold (f32), and bits of the distance of the greatest from it (i32); where the buckets begin
// and end (usize each).
const FEATURE: usize = 32;
let table: usize = 0;

/** Thresholds that are compared with a value at once. */
const WINDOW: usize = 16;
/**
 * Buckets a feature's range is cut into, so that a search has few steps left, mostly none: each octave of the distance from the least threshold
 * into as many as leave four thresholds a bucket or fewer on the mean. For each octave, which is an exponent of that distance: the address from
 * which its buckets are counted, and how far the bits are shifted to count them (u32 each).
 */
const OCTAVES: usize = 256;

/** What is sorted: bits that order as the thresholds do, and the node (u32 each), in two places by turns. */
let pairs: usize = 0;
let others: usize = 0;
const histogram: usize = memory.data(3 * 4 * 2048, 16);

/** Ranks the thresholds of all nodes. */
export function rankThresholds(nodes: i32): void {
  ranks = allocate(<usize>nodes << 1);
  table = allocate(<usize>p * FEATURE);
  pairs = allocate(<usize>nodes << 3);
  others = allocate(<usize>nodes << 3);
  const firsts = allocate((<usize>p + 1) << 2);
  memory.fill(firsts, 0, (<usize>p + 1) << 2);
  for (let i: usize = 0; i < <usize>nodes; i++) {
    const j = <i32>load<i16>(features + (i << 1));
    if (j >= 0) store<i32>(firsts + (<usize>j << 2), load<i32>(firsts + (<usize>j << 2), 4) + 1, 4);
  }
  let first = 0;
  for (let j: usize = 0; j < <usize>p; j++) {
    const count = load<i32>(firsts + (j << 2), 4);
    store<i32>(table + j * FEATURE, count);
    store<i32>(firsts + (j << 2), first, 4);
    first += count;
  }
  for (let i: usize = 0; i < <usize>nodes; i++) {
    const j = <i32>load<i16>(features + (i << 1));
    if (j < 0) continue;
    const at = firsts + (<usize>j << 2);
    const pair = pairs + (<usize>load<i32>(at, 4) << 3);
    store<i32>(at, load<i32>(at, 4) + 1, 4);
    store<u32>(pair, ordered(load<f32>(thresholds + (i << 2))));
    store<u32>(pair, <u32>i, 4);
  }
  first = 0;
  for (let j = 0; j < p; j++) {
    const feature = table + <usize>j * FEATURE;
    const count = load<i32>(feature);
    rankFeature(feature, <usize>first << 3, <usize>count);
    first += count;
  }
}

/** Bits that order as numbers do, −0 and 0 being equal. */
// @ts-ignore: decorator
@inline
function ordered(x: f32): u32 {
  const bits = reinterpret<u32>(x + 0);
  return bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
}

// @ts-ignore: decorator
@inline
function plain(bits: u32): f32 {
  return reinterpret<f32>(bits ^ (<u32>(~(<i32>bits) >> 31) | 0x80000000));
}

/** Sorts pairs by eleven bits, in order of what they were. */
function sortBy(shift: u32, counts: usize, from: usize, to: usize, count: usize): void {
  let place = 0;
  for (let b: usize = 0; b < 8192; b += 4) {
    const here = load<i32>(counts + b);
    store<i32>(counts + b, place);
    place += here;
  }
  for (let at = from; at < from + (count << 3); at += 8) {
    const pair = load<u64>(at);
    const digit = counts + <usize>(((<u32>pair >>> shift) & 2047) << 2);
    const k = load<u32>(digit);
    store<u32>(digit, k + 1);
    store<u64>(to + (<usize>k << 3), pair);
  }
}

function rankFeature(feature: usize, offset: usize, count: usize): void {
  const from = pairs + offset;
  const to = others + offset;
  memory.fill(histogram, 0, 3 * 8192);
  for (let at = from; at < from + (count << 3); at += 8) {
    const bits = load<u32>(at);
    for (let pass: u32 = 0; pass < 3; pass++) {
      const digit = histogram + <usize>((pass << 13) + (((bits >>> (11 * pass)) & 2047) << 2));
      store<i32>(digit, load<i32>(digit) + 1);
    }
  }
  sortBy(0, histogram, from, to, count);
  sortBy(11, histogram + 8192, to, from, count);
  sortBy(22, histogram + 16384, from, to, count);
  cutIntoBuckets(feature, to, count);
}

/** Ranks sorted pairs of bits and nodes, and makes what the values of rows will be ranked by. */
function cutIntoBuckets(feature: usize, from: usize, count: usize): void {
  const octaves = allocate(OCTAVES << 3);
  memory.fill(octaves, 0, OCTAVES << 3);
  const least = count > 0 ? plain(load<u32>(from)) : 0;
  // In place of the pairs, each of which is read before.
  let end = from;
  let last: u32 = 0;
  for (let at = from; at < from + (count << 3); at += 8) {
    const bits = load<u32>(at);
    const node = <usize>load<u32>(at, 4);
    // Of no number are all bits 0.
    if (bits != last) {
      last = bits;
      const x = plain(bits);
      store<f32>(end, x);
      end += 4;
      const octave = octaveOf(octaves, distance(x, least));
      store<u32>(octave, load<u32>(octave, 4) + 1, 4);
    }
    store<i16>(ranks + (node << 1), <i16>(<i32>((end - from) >>> 2) - 32769));
  }
  const distinct = (end - from) >>> 2;
  store<i32>(feature, <i32>distinct);
  store<usize>(feature, octaves, 12);
  store<f32>(feature, least, 16);
  store<i32>(feature, distinct > 0 ? distance(load<f32>(end - 4), least) : 0, 20);
  const longest = makeBuckets(feature, from, octaves, distinct);
  let half: usize = 0;
  for (let reach = WINDOW; reach < longest; reach <<= 1) half = reach;
  store<usize>(feature, half, 4);
  const room = distinct + 2 * half + WINDOW;
  const sorted = allocate(room << 2);
  memory.copy(sorted, from, distinct << 2);
  for (let k = distinct; k < room; k++) store<f32>(sorted + (k << 2), <f32>Infinity);
  store<usize>(feature, sorted, 8);
}

/** Makes the buckets of a feature whose octaves hold, in place of a shift, how many thresholds they have; returns the most in one bucket. */
function makeBuckets(feature: usize, sorted: usize, octaves: usize, count: usize): usize {
  let buckets: u32 = 0;
  for (let octave: usize = 0; octave < OCTAVES; octave++) buckets += 1 << cutsOf(octaves + (octave << 3));
  const starts = allocate((<usize>buckets + 1) << 1);
  let first: u32 = 0;
  for (let octave: usize = 0; octave < OCTAVES; octave++) {
    const at = octaves + (octave << 3);
    const cuts = cutsOf(at);
    store<u32>(at, <u32>starts + ((first - (<u32>octave << cuts)) << 1));
    store<u32>(at, 23 - cuts, 4);
    first += 1 << cuts;
  }
  const least = load<f32>(feature, 16);
  let next = starts;
  let longest: usize = 0;
  let from: usize = 0;
  for (let k: usize = 0; k < count; k++) {
    const bucket = bucketOf(octaves, distance(load<f32>(sorted + (k << 2)), least));
    if (next <= bucket) {
      from = k;
      for (; next <= bucket; next += 2) store<u16>(next, <u16>k);
    }
    longest = max(longest, k + 1 - from);
  }
  const end = starts + (<usize>buckets << 1);
  for (; next <= end; next += 2) store<u16>(next, <u16>count);
  store<usize>(feature, starts, 24);
  store<usize>(feature, end, 28);
  return longest;
}

/** Into how many buckets, as a power of two, an octave is cut. */
// @ts-ignore: decorator
@inline
function cutsOf(octave: usize): u32 {
  const count = load<u32>(octave, 4);
  return count > 4 ? <u32>(32 - clz((count - 1) >>> 2)) : 0;
}

/** Bits of a value's distance from the least threshold; those of positive numbers order as they do. */
// @ts-ignore: decorator
@inline
function distance(x: f32, least: f32): i32 {
  return max(0, reinterpret<i32>(x - least));
}

// @ts-ignore: decorator
@inline
function octaveOf(octaves: usize, bits: i32): usize {
  return octaves + (<usize>(<u32>bits >>> 23) << 3);
}

/** Where it is said how many thresholds lie before a bucket; values in order have buckets in order. */
// @ts-ignore: decorator
@inline
function bucketOf(octaves: usize, bits: i32): usize {
  const octave = octaveOf(octaves, bits);
  return <usize>(load<u32>(octave) + ((<u32>bits >>> load<u32>(octave, 4)) << 1));
}

/** Writes how many thresholds lie below each value of feature j in the rows first … first + count (i16). */
export function rankRows(j: i32, rows: i32, first: i32, count: i32, to: usize): void {
  const feature = table + <usize>j * FEATURE;
  const all = load<i32>(feature);
  const half = load<usize>(feature, 4) << 2;
  const sorted = load<usize>(feature, 8);
  const octaves = load<usize>(feature, 12);
  const least = load<f32>(feature, 16);
  const greatest = load<i32>(feature, 20);
  fetch(sorted, sorted + (<usize>all << 2));
  fetch(load<usize>(feature, 24), load<usize>(feature, 28));
  let from = X + ((<usize>j * <usize>rows + <usize>first) << 2);
  const end = from + (<usize>count << 2);
  // Tested at the bottom, so that what does not change is not computed again for each row.
  do {
    const x = load<f32>(from);
    let at = sorted + (<usize>load<u16>(bucketOf(octaves, min(greatest, distance(x, least)))) << 2);
    for (let step = half; step >= WINDOW << 2; step >>>= 1) at += load<f32>(at + step - 4) < x ? step : 0;
    // NaN goes right everywhere.
    store<i16>(to, <i16>((x == x ? <i32>((at - sorted) >>> 2) + below(at, x) : all) - 32768));
    from += 4;
    to += 2;
  } while (from < end);
}

/** How many of the thresholds of a window lie below a value. */
// @ts-ignore: decorator
@inline
function below(window: usize, x: f32): i32 {
  const value = f32x4.splat(x);
  const first = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(window), value), f32x4.lt(v128.load(window, 16), value));
  const second = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(window, 32), value), f32x4.lt(v128.load(window, 48), value));
  return popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(first, second)));
}
