// Sets of features, one bit each, where they are at most sixteen.

/** Blocks of four features that such a set has. */
export const MOST_BLOCKS: i32 = 4;

/** The set of the lanes of ones in one to four blocks. The number of blocks is known when this is compiled. */
@inline
export function setOf(count: i32, a: v128, b: v128, c: v128, d: v128): u32 {
  if (count == 1) return i32x4.bitmask(a);
  const low = i16x8.narrow_i32x4_s(a, b);
  const bits = i8x16.bitmask(i8x16.narrow_i16x8_s(low, count > 2 ? i16x8.narrow_i32x4_s(c, d) : low));
  return count < 4 ? bits & ((1 << (4 * count)) - 1) : bits;
}

/** For each set of eight, the places of its members. */
const members: usize = memory.data(2048, 64);

export function listMembers(): void {
  for (let set: u32 = 1; set < 256; set++) {
    let at = members + (<usize>set << 3);
    for (let bits = set; bits; bits &= bits - 1) store<u8>(at++, <u8>ctz(bits));
  }
}

/** The k-th member of a set, from 0. */
@inline
export function nthOf(set: u32, k: u32): i32 {
  const count = popcnt(set & 255);
  const above = <u32>(k >= count);
  const half = (set >>> (above << 3)) & 255;
  return <i32>(load<u8>(members + <usize>((half << 3) + k - (count & (0 - above)))) + (above << 3));
}
