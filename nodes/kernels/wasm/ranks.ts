// Thresholds and features as whole numbers: with all thresholds of a feature sorted, x > t if and only if more thresholds lie below x than
// stand before t. Ranks fit 16 bits where at most 65 535 nodes ask for a feature; they are counted from −32 768 to fit signed comparisons.
import {features, fetch, p, thresholds, X} from "./grown";
import {allocate} from "./memory";

/** The rank of each inner node's threshold (i16), in place of the node's feature and threshold. */
export let ranks: usize = 0;

// A feature's thresholds: how many, half the reach of a search (i32 each), their addresses, that of the places where buckets begin (usize
// each); the least of them (f32), and bits of the greatest distance from it (i32).
const FEATURE: usize = 32;
let table: usize = 0;

/**
 * Buckets a feature's range is cut into, so that a search has few steps left: by distance from the least threshold, 512 for each of 16
 * octaves, which suits bells as well as fluxes over several decades.
 */
const BUCKETS: i32 = 8192;

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
  for (let k: usize = 0; k < count; k++) store<i16>(ranks + (<usize>load<u32>(to + (k << 3), 4) << 1), <i16>(<i32>k - 32768));
  const least = count > 0 ? plain(load<u32>(to)) : 0;
  const range = count > 0 ? plain(load<u32>(to + ((count - 1) << 3))) - least : 0;
  const reachBits = reinterpret<i32>(range);
  const starts = allocate(<usize>BUCKETS << 1);
  let longest = 0;
  let k: usize = 0;
  for (let b = 0; b < BUCKETS; b++) {
    store<u16>(starts + (<usize>b << 1), <u16>k);
    const start = k;
    while (k < count && bucket(plain(load<u32>(to + (k << 3))), least, reachBits) == b) k++;
    longest = max(longest, <i32>(k - start));
  }
  let half = 0;
  for (let reach = 1; reach <= longest; reach <<= 1) half = reach;
  const sorted = allocate((count + 2 * <usize>half) << 2);
  for (let i: usize = 0; i < count + 2 * <usize>half; i++) store<f32>(sorted + (i << 2), i < count ? plain(load<u32>(to + (i << 3))) : <f32>Infinity);
  store<i32>(feature, half, 4);
  store<usize>(feature, sorted, 8);
  store<usize>(feature, starts, 12);
  store<f32>(feature, least, 16);
  store<i32>(feature, reachBits, 20);
}

/** The bucket of a value; values in order have buckets in order. */
// @ts-ignore: decorator
@inline
function bucket(x: f32, least: f32, reachBits: i32): i32 {
  // Bits of positive numbers order as they do, 2^23 an octave; those of negative ones are negative.
  const bits = max(0, reinterpret<i32>(x - least));
  return max(0, min(BUCKETS - 1, BUCKETS - 1 + ((bits - reachBits) >> 14)));
}

/** Writes how many thresholds lie below each value of feature j in the rows first … first + count (i16). */
export function rankRows(j: i32, rows: i32, first: i32, count: i32, to: usize): void {
  const feature = table + <usize>j * FEATURE;
  const all = load<i32>(feature);
  const half = <usize>load<i32>(feature, 4) << 2;
  const sorted = load<usize>(feature, 8);
  const starts = load<usize>(feature, 12);
  const least = load<f32>(feature, 16);
  const reachBits = load<i32>(feature, 20);
  fetch(sorted, sorted + (<usize>all << 2));
  let from = X + ((<usize>j * <usize>rows + <usize>first) << 2);
  const end = from + (<usize>count << 2);
  // Tested at the bottom, so that what does not change is not computed again for each row.
  do {
    const x = load<f32>(from);
    let at = sorted + (<usize>load<u16>(starts + (<usize>bucket(x, least, reachBits) << 1)) << 2);
    for (let step = half; step > 0; step = (step >>> 1) & ~3) at += load<f32>(at + step - 4) < x ? step : 0;
    // NaN goes right everywhere.
    store<i16>(to, <i16>((x == x ? <i32>((at - sorted) >>> 2) : all) - 32768));
    from += 4;
    to += 2;
  } while (from < end);
}
