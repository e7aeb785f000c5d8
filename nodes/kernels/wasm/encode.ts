// The bins of values, as nodes/kernels/boosting/binning.ts says: without branches, which values in no order would have mispredicted.
import {allocate, reset} from "./memory";

/** Bytes of the bounds of a feature: 255 (f64), ascending, and Infinity. */
export const BOUNDS: usize = 2048;

let bounds: usize = 0;
let values: usize = 0;
let codes: usize = 0;

/** How many of the bounds are below x; NaN counts as 0. */
@inline
export function codeOf(from: usize, value: f64): u32 {
  const x = value == value ? value : 0;
  let at = from;
  at += load<f64>(at, 127 << 3) < x ? 128 << 3 : 0;
  at += load<f64>(at, 63 << 3) < x ? 64 << 3 : 0;
  at += load<f64>(at, 31 << 3) < x ? 32 << 3 : 0;
  at += load<f64>(at, 15 << 3) < x ? 16 << 3 : 0;
  at += load<f64>(at, 7 << 3) < x ? 8 << 3 : 0;
  at += load<f64>(at, 3 << 3) < x ? 4 << 3 : 0;
  at += load<f64>(at, 1 << 3) < x ? 2 << 3 : 0;
  at += load<f64>(at) < x ? 1 << 3 : 0;
  return <u32>((at - from) >>> 3);
}

/** Takes room for so many values. */
export function prepareCodes(count: i32): void {
  reset();
  bounds = allocate(BOUNDS);
  values = allocate(<usize>count << 3);
  codes = allocate(<usize>count);
}

/** Where the caller writes: 0 bounds, 1 values; and reads: 2 codes. */
export function codesArray(which: i32): usize {
  return which == 0 ? bounds : which == 1 ? values : codes;
}

/** Encodes so many values. */
export function encode(count: i32): void {
  for (let i: usize = 0; i < <usize>count; ++i) store<u8>(codes + i, <u8>codeOf(bounds, load<f64>(values + (i << 3))));
}
