// Which features a node looks at, four flags a block of features: the rule of test/kernels/plain/splitter.ts.
import {allocate} from "./memory";
import {below} from "./keys";
import {blocks, p} from "./rows";

/** Bit l of byte v: feature 4v + l is looked at. */
export let candidate: usize = 0;
/** Bit l of byte v: feature 4v + l varies in the node, as far as it is known. */
export let varying: usize = 0;

export function allocateCandidates(): void {
  candidate = allocate(blocks);
  varying = allocate(blocks);
}

/** Gives all blocks the same flags. There is room behind them. */
@inline
function setAll(flags: u8): void {
  for (let v = 0; v < blocks; v += 8) store<u64>(candidate + v, 0x0101010101010101 * <u64>flags);
}

/** Makes one feature the only candidate. */
export function chooseOnly(j: i32): void {
  setAll(0);
  mark(j);
}

/** Chooses `count` of the p features by Floyd's algorithm, drawing those to leave out where they are fewer. */
export function choose(count: i32): void {
  if (count >= p) {
    setAll(15);
    return;
  }
  const leaveOut = 2 * count > p;
  setAll(0);
  for (let k = leaveOut ? count : p - count; k < p; k++) {
    const j = <i32>below(k + 1);
    const known = <u32>load<u8>(candidate + (j >>> 2)) & (1 << (j & 3));
    mark(known ? k : j);
  }
  if (leaveOut) for (let v = 0; v < blocks; v++) store<u8>(candidate + v, 15 & ~load<u8>(candidate + v));
}

@inline
function mark(j: i32): void {
  const at = candidate + (j >>> 2);
  store<u8>(at, <u8>(<u32>load<u8>(at) | (1 << (j & 3))));
}

/** Makes the only candidate one of the varying features, all of which are known by now; returns how many there are. */
export function chooseVarying(): i32 {
  let count = 0;
  for (let v = 0; v < blocks; v++) count += popcnt<u32>(load<u8>(varying + v));
  if (count > 0) chooseOnly(nth(varying, below(count)));
  return count;
}

/** The features chosen, if they are at most sixteen, as a set. */
@inline
export function chosen(): u32 {
  let set: u32 = 0;
  for (let v = 0; v < blocks; v++) set |= <u32>load<u8>(candidate + v) << (4 * v);
  return set;
}

/** For each four flags, the places of those that are set. */
const places: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, 0, 0, 1, 2, 0,
  3, 0, 0, 0, 0, 3, 0, 0, 1, 3, 0, 0, 0, 1, 3, 0, 2, 3, 0, 0, 0, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2, 3
]);

/** The k-th feature flagged, from 0; without branches, which would be foreseen wrongly. */
export function nth(flags: usize, k: u32): i32 {
  let before: u32 = 0;
  let passed: u32 = 0;
  let v = 0;
  for (let i = 0; i < blocks; i++) {
    before += popcnt<u32>(load<u8>(flags + i));
    const passes = <u32>(before <= k);
    v += passes;
    passed = (before & (0 - passes)) | (passed & (passes - 1));
  }
  return 4 * v + <i32>load<u8>(places + (<usize>load<u8>(flags + v) << 2) + (k - passed));
}
