// The binned rows, as nodes/kernels/boosting/binning.ts makes them.
import {allocate} from "./memory";

/** Rows. */
export let n: i32 = 0;
/** Features stand in groups of four, one a lane; the last group is padded with features of one bin. */
export let groups: i32 = 0;
/** Of row i and group g: four bytes at codes + 4 (g n + i). */
export let codes: usize = 0;
/** Bins of the widest feature of each group, i32. */
export let groupBins: usize = 0;
/** Targets, f32. */
export let labels: usize = 0;
/** Bits that hold a count of rows. */
export let countBits: i64 = 0;

export function initTable(rows: i32, maxFeatures: i32): void {
  n = rows;
  const maxGroups = (maxFeatures + 3) >> 2;
  codes = allocate(<usize>maxGroups * <usize>rows * 4);
  groupBins = allocate(<usize>maxGroups * 4);
  labels = allocate(<usize>rows * 4);
  countBits = 32 - clz<i32>(rows);
}

export function useFeatures(features: i32): void {
  groups = (features + 3) >> 2;
}
