// The binned rows, as nodes/kernels/boosting/binning.ts makes them.
import {allocate} from "./memory";

/** Rows. */
export let n: i32 = 0;
/** Features stand in groups of four, one a lane, those of many bins first; the last group is padded with features of one bin. */
export let groups: i32 = 0;
/** Which feature has a place: i32, four a group. */
let featureAt: usize = 0;
/** Bins of the widest feature of each group, i32, in whole chunks. */
export let groupBins: usize = 0;
/** The bin of row i in feature j: a byte at columns + j n + i. */
export let columns: usize = 0;
/** Of row i and place k: where its bin is in the histograms of eight groups, u16 at codes + 8 groups i + 2 k. */
export let codes: usize = 0;
/** Targets, f32. */
export let labels: usize = 0;
/** Bits that hold a count of rows. */
export let countBits: i64 = 0;

/** Bytes of the histograms of a group. */
export const GROUP: usize = 8192;
/** Bins that are measured together. */
export const CHUNK: i32 = 8;
/** Bins of each feature, i32. */
let bins: usize = 0;

export function initTable(rows: i32, maxFeatures: i32): void {
  n = rows;
  const maxGroups = <usize>((maxFeatures + 3) >> 2);
  featureAt = allocate(maxGroups << 4);
  bins = allocate(maxGroups << 4);
  groupBins = allocate(maxGroups << 2);
  columns = allocate(<usize>maxFeatures * <usize>rows);
  codes = allocate((maxGroups * (<usize>rows + 16)) << 3);
  labels = allocate(<usize>rows << 2);
  countBits = 32 - clz<i32>(rows);
}

/** Finds the bins of the first so many columns. */
export function countBins(features: i32): void {
  for (let j = 0; j < features; ++j) {
    let greatest: u8 = 0;
    for (let at = columns + <usize>j * <usize>n, end = at + <usize>n; at < end; ++at) greatest = max(greatest, load<u8>(at));
    store<i32>(bins + (<usize>j << 2), <i32>greatest + 1);
  }
}

@inline
function binsIn(feature: i32): i32 {
  return load<i32>(bins + (<usize>feature << 2));
}

/** Arranges so many features, whose numbers are given in ascending order, for histograms. */
export function arrange(features: usize, count: i32): void {
  groups = (count + 3) >> 2;
  for (let k = 0; k < count; ++k) place(load<i32>(features + (<usize>k << 2)), k);
  for (let g = 0; g < groups; ++g) {
    store<i32>(groupBins + (<usize>g << 2), (binsIn(featureOf(g << 2)) + CHUNK - 1) & -CHUNK);
  }
  // The codes of a row lie side by side: by blocks of rows, so that those of all groups meet in the cache.
  for (let start = 0; start < n; start += BLOCK) {
    for (let g = 0; g < groups; ++g) fill(g, count, start, min(n, start + BLOCK));
  }
}

@inline
export function featureOf(place: i32): i32 {
  return load<i32>(featureAt + (<usize>place << 2));
}

/** Puts a feature behind those of the k before it that have as many bins or more. */
function place(feature: i32, k: i32): void {
  let at = featureAt + (<usize>k << 2);
  for (; at > featureAt && binsIn(load<i32>(at - 4)) < binsIn(feature); at -= 4) store<i32>(at, load<i32>(at - 4));
  store<i32>(at, feature);
}

const BLOCK: i32 = 512;

/** Sixteen rows of a column; zeros where there is no feature. */
@inline
export function sixteen(column: usize, present: bool): v128 {
  return present ? v128.load(column) : i32x4.splat(0);
}

@inline
export function columnAt(place: i32, count: i32): usize {
  return columns + <usize>(place < count ? featureOf(place) : 0) * <usize>n;
}

/** Writes the codes of two rows of a group, whose bins are the low bytes. */
@inline
function writeTwo(at: usize, size: usize, bins: v128, from: v128): void {
  const codes = i16x8.add(i16x8.shl(i16x8.extend_low_i8x16_u(bins), 5), from);
  v128.store64_lane(at, codes, 0);
  v128.store64_lane(at + size, codes, 1);
}

@inline
function writeFour(at: usize, size: usize, bins: v128, from: v128): void {
  writeTwo(at, size, bins, from);
  writeTwo(at + 2 * size, size, v128.shuffle<i64>(bins, bins, 1, 0), from);
}

/** Fills the four places of a group with the codes of rows start … end; those of up to fifteen rows behind them may be spoilt. */
function fill(group: i32, count: i32, start: i32, end: i32): void {
  const size = <usize>groups << 3;
  const from = i16x8.add(i16x8.splat(<i16>(<u32>(group & 7) * <u32>GROUP)), i16x8(0, 8, 16, 24, 0, 8, 16, 24));
  const k = group << 2;
  const second = k + 1 < count;
  const third = k + 2 < count;
  const fourth = k + 3 < count;
  const a = columnAt(k, count);
  const b = columnAt(k + 1, count);
  const c = columnAt(k + 2, count);
  const d = columnAt(k + 3, count);
  let at = codes + (<usize>group << 3) + <usize>start * size;
  for (let i = <usize>start; i < <usize>end; i += 16, at += size << 4) {
    const a16 = v128.load(a + i);
    const b16 = sixteen(b + i, second);
    const c16 = sixteen(c + i, third);
    const d16 = sixteen(d + i, fourth);
    const abLow = v128.shuffle<i8>(a16, b16, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cdLow = v128.shuffle<i8>(c16, d16, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const abHigh = v128.shuffle<i8>(a16, b16, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cdHigh = v128.shuffle<i8>(c16, d16, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    writeFour(at, size, v128.shuffle<i16>(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11), from);
    writeFour(at + 4 * size, size, v128.shuffle<i16>(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15), from);
    writeFour(at + 8 * size, size, v128.shuffle<i16>(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11), from);
    writeFour(at + 12 * size, size, v128.shuffle<i16>(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15), from);
  }
}
