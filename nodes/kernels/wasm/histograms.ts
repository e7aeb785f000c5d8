import {codes, countBits, groupBins, groups, n} from "./binned-table";

// The histograms of a leaf: of group g and bin b, four i64 at 8192 g + 32 b, one a feature: the sum of the gradients in fixed point,
// shifted left by countBits, plus the number of rows. Sums of either part never touch the other: they are exact, in any order.
// After the groups come four i32 a group: −1 where a feature is given up, else 0.

export const GROUP: usize = 8192;

// @ts-ignore: decorator
@inline
export function givenUpOf(histograms: usize, group: i32): usize {
  return histograms + <usize>groups * GROUP + (<usize>group << 4);
}

export function clear(histograms: usize): void {
  for (let g = 0; g < groups; ++g) memory.fill(histograms + <usize>g * GROUP, 0, <usize>load<i32>(groupBins + (<usize>g << 2)) << 5);
}

// @ts-ignore: decorator
@inline
function bump(at: usize, by: i64): void {
  store<i64>(at, load<i64>(at) + by);
}

/** Adds rows to histograms; packed[i] is (gradient << countBits) + 1 of rows[i]. */
export function addRows(histograms: usize, rows: usize, packed: usize, count: i32): void {
  for (let g = 0; g < groups; ++g) {
    const base = histograms + <usize>g * GROUP;
    const from = codes + ((<usize>g * <usize>n) << 2);
    let p = packed;
    for (let r = rows, end = rows + (<usize>count << 2); r < end; r += 4, p += 8) {
      const c = load<u32>(from + (<usize>load<u32>(r) << 2));
      const by = load<i64>(p);
      bump(base + ((c << 5) & 0x1fe0), by);
      bump(base + ((c >> 3) & 0x1fe0) + 8, by);
      bump(base + ((c >> 11) & 0x1fe0) + 16, by);
      bump(base + ((c >> 19) & 0x1fe0) + 24, by);
    }
  }
}

/** The bins of one feature, 32 bytes apart. */
// @ts-ignore: decorator
@inline
export function binsOf(histograms: usize, feature: i32): usize {
  return histograms + <usize>(feature >> 2) * GROUP + (<usize>(feature & 3) << 3);
}

// @ts-ignore: decorator
@inline
export function countOf(sum: i64): i64 {
  return sum & ((<i64>1 << countBits) - 1);
}

// @ts-ignore: decorator
@inline
export function gradientOf(sum: i64): i64 {
  return sum >> countBits;
}
