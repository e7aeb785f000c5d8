// Parts the rows of a leaf, four at a time: a table says how to bring those that stay together.
import {allocate} from "./memory";

/** Room for rows that go right. */
let spare: usize = 0;
/** For each choice among four rows, one bit each: where the bytes of those chosen are, in order. */
let shuffles: usize = 0;

export function initPartition(rows: i32): void {
  spare = allocate(<usize>rows << 2);
  shuffles = allocate(16 << 4);
  for (let chosen: usize = 0; chosen < 16; ++chosen) {
    let to = shuffles + (chosen << 4);
    for (let row: usize = 0; row < 4; ++row) {
      if (!((chosen >>> row) & 1)) continue;
      store<u32>(to, <u32>(0x03020100 + 0x04040404 * row));
      to += 4;
    }
  }
}

/** Moves the rows (u32 each) whose code is at most bin to the front, keeping the order on both sides; returns how many they are. */
export function partition(first: usize, last: usize, codes: usize, bin: u8): i32 {
  let low = first;
  let high = spare;
  let r = first;
  const bins = i8x16.splat(bin);
  // What is written beyond those that stay has been read before.
  for (const stop = first + ((last - first) & ~15); r < stop; r += 16) {
    const four = v128.load(r);
    let c = v128.load8_splat(codes + <usize>i32x4.extract_lane(four, 0));
    c = v128.load_lane<u8>(codes + <usize>i32x4.extract_lane(four, 1), c, 1);
    c = v128.load_lane<u8>(codes + <usize>i32x4.extract_lane(four, 2), c, 2);
    c = v128.load_lane<u8>(codes + <usize>i32x4.extract_lane(four, 3), c, 3);
    const right = <usize>(i8x16.bitmask(i8x16.gt_u(c, bins)) & 15);
    const left = right ^ 15;
    v128.store(low, i8x16.swizzle(four, v128.load(shuffles + (left << 4))));
    v128.store(high, i8x16.swizzle(four, v128.load(shuffles + (right << 4))));
    const moved = <usize>popcnt(right) << 2;
    high += moved;
    low += 16 - moved;
  }
  for (; r < last; r += 4) {
    const row = load<u32>(r);
    const goesRight = <usize>(load<u8>(codes + <usize>row) > bin);
    // Without a branch: written to both sides, kept on one.
    store<u32>(low, row);
    store<u32>(high, row);
    high += goesRight << 2;
    low += (1 - goesRight) << 2;
  }
  memory.copy(low, spare, high - spare);
  return <i32>((low - first) >>> 2);
}
