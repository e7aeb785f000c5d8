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
  codes = allocate((maxGroups * <usize>rows) << 3);
  labels = allocate(<usize>rows << 2);
  countBits = 32 - clz<i32>(rows);
}

/** Arranges the first so many columns for histograms. */
export function arrange(features: i32): void {
  groups = (features + 3) >> 2;
  for (let j = 0; j < features; ++j) place(j);
  for (let g = 0; g < groups; ++g) {
    const widest = load<i32>(bins + (<usize>featureOf(g << 2) << 2));
    store<i32>(groupBins + (<usize>g << 2), (widest + CHUNK - 1) & -CHUNK);
  }
  for (let k = 0; k < groups << 2; ++k) fill(k, k < features ? columns + <usize>featureOf(k) * <usize>n : 0);
}

// @ts-ignore: decorator
@inline
export function featureOf(place: i32): i32 {
  return load<i32>(featureAt + (<usize>place << 2));
}

/** Puts feature j behind those before it that have as many bins or more. */
function place(j: i32): void {
  let greatest: u8 = 0;
  for (let at = columns + <usize>j * <usize>n, end = at + <usize>n; at < end; ++at) greatest = max(greatest, load<u8>(at));
  store<i32>(bins + (<usize>j << 2), <i32>greatest + 1);
  let at = featureAt + (<usize>j << 2);
  for (; at > featureAt && load<i32>(bins + (<usize>load<i32>(at - 4) << 2)) <= <i32>greatest; at -= 4) store<i32>(at, load<i32>(at - 4));
  store<i32>(at, j);
}

/** Fills place k with a column, or with zeros. */
function fill(k: i32, column: usize): void {
  const from = <u32>((k >> 2) & 7) * GROUP + ((<u32>k & 3) << 3);
  const size = <usize>groups << 3;
  let at = codes + (<usize>k << 1);
  for (let i: usize = 0; i < <usize>n; ++i, at += size) store<u16>(at, <u16>(from + (column != 0 ? <u32>load<u8>(column + i) << 5 : 0)));
}
