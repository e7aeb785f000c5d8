// Ranks the thresholds of all nodes, feature by feature. They are dealt to buckets, and a window of them tells how many of a bucket lie below
// one: nothing is sorted, but where thresholds crowd so that a window does not hold a bucket, as those of features with few values do.
import {features, p, thresholds} from "./grown";
import {allocate, mark, reset} from "./memory";
import {
  allocateFeatures,
  below,
  bucketOf,
  countInOctave,
  cutOctaves,
  distance,
  endOfBuckets,
  featureOf,
  setRange,
  setThresholds,
  strideOf,
  WINDOW
} from "./ranks";

/** The rank of each inner node's threshold (i16), in place of the node's feature and threshold. */
export let ranks: usize = 0;

/** Thresholds (f32) and their nodes (u32), feature by feature; and room for as many, among which they are sorted. */
let pairs: usize = 0;
let others: usize = 0;
const histogram: usize = memory.data(3 * 4 * 2048, 16);

/** Ranks the thresholds of all nodes. */
export function rankThresholds(nodes: i32): void {
  ranks = allocate(<usize>nodes << 1);
  pairs = allocate(<usize>nodes << 3);
  others = allocate(<usize>nodes << 3);
  allocateFeatures();
  // Leaves ask for feature −1, which comes first.
  const firsts = allocate((<usize>p + 2) << 2);
  memory.fill(firsts, 0, (<usize>p + 2) << 2);
  for (let i: usize = 0; i < <usize>nodes; i++) {
    const at = firsts + (<usize>(load<i16>(features + (i << 1)) + 2) << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
  for (let j = 1; j <= p; j++) {
    const at = firsts + (<usize>j << 2);
    store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  }
  for (let i: usize = 0; i < <usize>nodes; i++) {
    const at = firsts + (<usize>(load<i16>(features + (i << 1)) + 1) << 2);
    const k = load<i32>(at);
    const pair = pairs + (<usize>k << 3);
    store<i32>(at, k + 1);
    store<f32>(pair, load<f32>(thresholds + (i << 2)));
    store<u32>(pair, <u32>i, 4);
  }
  for (let j = 0; j < p; j++) {
    const first = <usize>load<i32>(firsts + (<usize>j << 2)) << 3;
    const end = <usize>load<i32>(firsts + (<usize>j << 2), 4) << 3;
    const before = mark();
    if (deal(featureOf(j), pairs + first, pairs + end)) continue;
    reset(before);
    sort(featureOf(j), pairs + first, others + first, (end - first) >>> 3);
  }
}

@inline
function setRank(pair: usize, rank: usize): void {
  store<i16>(ranks + (<usize>load<u32>(pair, 4) << 1), <i16>(<i32>rank - 32768));
}

/** Ranks the pairs of a feature by dealing them to buckets; false where a window does not hold a bucket. */
function deal(feature: usize, from: usize, end: usize): bool {
  const count = (end - from) >>> 3;
  let least = f32.MAX_VALUE;
  let greatest = -f32.MAX_VALUE;
  for (let at = from; at < end; at += 8) {
    least = min(least, load<f32>(at));
    greatest = max(greatest, load<f32>(at));
  }
  const octaves = setRange(feature, least, greatest);
  for (let at = from; at < end; at += 8) countInOctave(octaves, distance(load<f32>(at), least));
  const starts = cutOctaves(feature, octaves);
  // A bucket is counted two places on, added up one place on, and so begins in its own place when all are dealt.
  for (let at = from; at < end; at += 8) {
    const bucket = bucketOf(octaves, distance(load<f32>(at), least));
    store<u16>(bucket, load<u16>(bucket, 4) + 1, 4);
  }
  let longest: usize = 0;
  let place: usize = 0;
  const last = endOfBuckets(feature);
  for (let bucket = starts; bucket <= last; bucket += 2) {
    const here = <usize>load<u16>(bucket, 2);
    longest = max(longest, here);
    place += here;
    store<u16>(bucket, <u16>place, 2);
  }
  if (longest > WINDOW) return false;
  const dealt = allocate((count + WINDOW) << 2);
  for (let at = from; at < end; at += 8) {
    const x = load<f32>(at);
    const bucket = bucketOf(octaves, distance(x, least));
    const k = <usize>load<u16>(bucket, 2);
    store<u16>(bucket, <u16>(k + 1), 2);
    store<f32>(dealt + (k << 2), x);
  }
  setThresholds(feature, dealt, count, longest);
  for (let at = from; at < end; at += 8) {
    const x = load<f32>(at);
    const first = <usize>load<u16>(bucketOf(octaves, distance(x, least)));
    setRank(at, first + <usize>below(dealt + (first << 2), x));
  }
  return true;
}

/** Bits that order as numbers do, −0 and 0 being equal. */
@inline
function ordered(x: f32): u32 {
  const bits = reinterpret<u32>(x + 0);
  return bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
}

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

/** Ranks the pairs of a feature by sorting them, equal ones counting once. */
function sort(feature: usize, from: usize, to: usize, count: usize): void {
  memory.fill(histogram, 0, 3 * 8192);
  for (let at = from; at < from + (count << 3); at += 8) {
    const bits = ordered(load<f32>(at));
    store<u32>(at, bits);
    for (let pass: u32 = 0; pass < 3; pass++) {
      const digit = histogram + <usize>((pass << 13) + (((bits >>> (11 * pass)) & 2047) << 2));
      store<i32>(digit, load<i32>(digit) + 1);
    }
  }
  sortBy(0, histogram, from, to, count);
  sortBy(11, histogram + 8192, to, from, count);
  sortBy(22, histogram + 16384, from, to, count);
  rankSorted(feature, to, count);
}

/** Ranks sorted pairs of bits and nodes. */
function rankSorted(feature: usize, from: usize, count: usize): void {
  // Each threshold once, in place of the pairs that have been read.
  let end = from;
  let last: u32 = 0;
  for (let at = from; at < from + (count << 3); at += 8) {
    const bits = load<u32>(at);
    const node = <usize>load<u32>(at, 4);
    // Of no number are all bits 0.
    if (bits != last) {
      last = bits;
      store<f32>(end, plain(bits));
      end += 4;
    }
    store<i16>(ranks + (node << 1), <i16>(<i32>((end - from) >>> 2) - 32769));
  }
  const least = load<f32>(from);
  const octaves = setRange(feature, least, load<f32>(end - 4));
  for (let at = from; at < end; at += 4) countInOctave(octaves, distance(load<f32>(at), least));
  let next = cutOctaves(feature, octaves);
  let longest: usize = 0;
  let first: usize = 0;
  const distinct = (end - from) >>> 2;
  for (let k: usize = 0; k < distinct; k++) {
    const bucket = bucketOf(octaves, distance(load<f32>(from + (k << 2)), least));
    if (next <= bucket) first = k;
    for (; next <= bucket; next += 2) store<u16>(next, <u16>k);
    longest = max(longest, k + 1 - first);
  }
  const sorted = allocate((distinct + 2 * strideOf(longest) + WINDOW) << 2);
  memory.copy(sorted, from, distinct << 2);
  setThresholds(feature, sorted, distinct, longest);
}
