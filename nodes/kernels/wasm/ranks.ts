// Thresholds and features as whole numbers: x > t if and only if more thresholds of its feature lie below x than below t. Such ranks fit 16 bits
// where at most 65 535 nodes ask for a feature; they are counted from −32 768 to fit signed comparisons.
import {fetch, p, X} from "./grown";
import {allocate} from "./memory";

// What the values of a feature are ranked by: how many thresholds there are, the first stride of a search among those of a bucket (i32 each),
// the addresses of the thresholds, bucket after bucket, and of the octaves (usize each); the least threshold (f32), and bits of the distance of
// the greatest from it (i32); where the buckets begin and end (usize each).
const FEATURE: usize = 32;
let table: usize = 0;

/** Thresholds that are compared with a value at once. */
export const WINDOW: usize = 16;
/**
 * Buckets a feature's range is cut into, so that a search has no steps left: each octave of the distance from the least threshold into as many
 * as it has thresholds, or up to twice as many. For each octave, which is an exponent of that distance: the address from which its buckets are
 * counted, and how far the bits are shifted to count them; before it is cut, how many thresholds it has in place of the latter (u32 each).
 */
const OCTAVES: usize = 256;

/** Takes room for what the values of all features are ranked by. */
export function allocateFeatures(): void {
  table = allocate(<usize>p * FEATURE);
}

@inline
export function featureOf(j: i32): usize {
  return table + <usize>j * FEATURE;
}

/** Notes between which thresholds a feature's values will lie, and takes room for its octaves; returns where they are. */
export function setRange(feature: usize, least: f32, greatest: f32): usize {
  const octaves = allocate(OCTAVES << 3);
  memory.fill(octaves, 0, OCTAVES << 3);
  store<usize>(feature, octaves, 12);
  store<f32>(feature, least, 16);
  store<i32>(feature, distance(greatest, least), 20);
  return octaves;
}

/** Counts one threshold more in an octave. */
@inline
export function countInOctave(octaves: usize, bits: i32): void {
  const octave = octaveOf(octaves, bits);
  store<u32>(octave, load<u32>(octave, 4) + 1, 4);
}

/** Cuts octaves whose thresholds are counted, and takes room for the beginnings of so many buckets (u16), all 0, and one more; returns where they are. */
export function cutOctaves(feature: usize, octaves: usize): usize {
  let buckets: usize = 0;
  for (let octave: usize = 0; octave < OCTAVES; octave++) buckets += 1 << cutsOf(octaves + (octave << 3));
  const starts = allocate((buckets + 2) << 1);
  memory.fill(starts, 0, (buckets + 2) << 1);
  let first: u32 = 0;
  for (let octave: usize = 0; octave < OCTAVES; octave++) {
    const at = octaves + (octave << 3);
    const cuts = cutsOf(at);
    store<u32>(at, <u32>starts + ((first - (<u32>octave << cuts)) << 1));
    store<u32>(at, 23 - cuts, 4);
    first += 1 << cuts;
  }
  store<usize>(feature, starts, 24);
  store<usize>(feature, starts + (buckets << 1), 28);
  return starts;
}

@inline
export function endOfBuckets(feature: usize): usize {
  return load<usize>(feature, 28);
}

/** Notes the thresholds of a feature, of which `longest` at most are in one bucket; there is room for more, which will be infinite. */
export function setThresholds(feature: usize, sorted: usize, count: usize, longest: usize): void {
  const half = strideOf(longest);
  store<i32>(feature, <i32>count);
  store<usize>(feature, half, 4);
  store<usize>(feature, sorted, 8);
  for (let k = count; k < count + 2 * half + WINDOW; k++) store<f32>(sorted + (k << 2), <f32>Infinity);
}

/** The first stride of a search among so many thresholds: none where a window holds them, which then need not be in order. */
export function strideOf(longest: usize): usize {
  let half: usize = 0;
  for (let reach = WINDOW; reach < longest; reach <<= 1) half = reach;
  return half;
}

/** Into how many buckets, as a power of two, an octave is cut. */
@inline
function cutsOf(octave: usize): u32 {
  const count = load<u32>(octave, 4);
  return count > 1 ? <u32>(32 - clz(count - 1)) : 0;
}

/** Bits of a value's distance from the least threshold; those of positive numbers order as they do. */
@inline
export function distance(x: f32, least: f32): i32 {
  return max(0, reinterpret<i32>(x - least));
}

@inline
function octaveOf(octaves: usize, bits: i32): usize {
  return octaves + (<usize>(<u32>bits >>> 23) << 3);
}

/** Where a bucket's beginning stands; values in order have buckets in order. */
@inline
export function bucketOf(octaves: usize, bits: i32): usize {
  const octave = octaveOf(octaves, bits);
  return <usize>(load<u32>(octave) + ((<u32>bits >>> load<u32>(octave, 4)) << 1));
}

/** Writes how many thresholds lie below each value of feature j in the rows first … first + count (i16). */
export function rankRows(j: i32, rows: i32, first: i32, count: i32, to: usize): void {
  const feature = featureOf(j);
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
@inline
export function below(window: usize, x: f32): i32 {
  const value = f32x4.splat(x);
  const first = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(window), value), f32x4.lt(v128.load(window, 16), value));
  const second = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(window, 32), value), f32x4.lt(v128.load(window, 48), value));
  return popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(first, second)));
}
