import {addJoined, firstJoint} from "./joint";
import {codes, countBits, GROUP, groupBins, groups, n} from "./binned-table";

// The histograms of a leaf: of group g and bin b, four i64 at 8192 g + 32 b, one a feature: the sum of the gradients in fixed point,
// shifted left by countBits, plus the number of rows. Sums of either part never touch the other: they are exact, in any order.
// After the groups come four i32 a group: −1 where a feature is given up, else 0.

@inline
export function givenUpOf(histograms: usize, group: i32): usize {
  return histograms + <usize>groups * GROUP + (<usize>group << 4);
}

export function clear(histograms: usize): void {
  for (let g = 0; g < groups; ++g) memory.fill(histograms + <usize>g * GROUP, 0, <usize>load<i32>(groupBins + (<usize>g << 2)) << 5);
}

/** Keeps the fetching of rows from being optimised away. */
let touched: u32 = 0;

@inline
function bump(at: usize, by: i64): void {
  store<i64>(at, load<i64>(at) + by);
}

/** Adds a row to the histograms of a group. */
@inline
function bumpFour(base: usize, at: usize, by: i64): void {
  bump(base + <usize>load<u16>(at), by);
  bump(base + <usize>load<u16>(at, 2), by);
  bump(base + <usize>load<u16>(at, 4), by);
  bump(base + <usize>load<u16>(at, 6), by);
}

/** Adds a row to 1, 2, 4 or 8 groups that stand side by side. The number is known when this is compiled. */
@inline
function bumpGroups(many: i32, base: usize, at: usize, by: i64): void {
  bumpFour(base, at, by);
  if (many > 1) bumpFour(base, at + 8, by);
  if (many > 2) bumpFour(base, at + 16, by);
  if (many > 2) bumpFour(base, at + 24, by);
  if (many > 4) bumpFour(base, at + 32, by);
  if (many > 4) bumpFour(base, at + 40, by);
  if (many > 4) bumpFour(base, at + 48, by);
  if (many > 4) bumpFour(base, at + 56, by);
}

/** Adds rows to histograms; packed[i] is (gradient << countBits) + 1 of row i. */
export function addRows(histograms: usize, rows: usize, packed: usize, count: i32): void {
  const end = rows + (<usize>count << 2);
  let g = 0;
  for (; g + 8 <= groups; g += 8) add8(histograms + <usize>g * GROUP, codes + (<usize>g << 3), rows, end, packed);
  const base = histograms + <usize>g * GROUP;
  if (groups & 4) add4(base, codes + (<usize>g << 3), rows, end, packed);
  g += groups & 4;
  if (groups & 2) add2(base, codes + (<usize>g << 3), rows, end, packed);
  g += groups & 2;
  if (groups & 1) add1(base, codes + (<usize>g << 3), rows, end, packed);
}

/** Adds all rows, in their order, to empty histograms: nothing has to be looked up, and narrow features are joined. */
export function addAll(histograms: usize, packed: usize): void {
  let g = 0;
  for (; g + 8 <= firstJoint; g += 8) addAll8(histograms + <usize>g * GROUP, codes + (<usize>g << 3), packed);
  const base = histograms + <usize>g * GROUP;
  const at = codes + (<usize>g << 3);
  const rest = firstJoint - g;
  // Codes say in which of eight groups they are.
  if (rest & 4) addAll4(base, at, packed);
  if (rest & 2) addAll2(base, at + (<usize>(rest & 4) << 3), packed);
  if (rest & 1) addAll1(base, at + (<usize>(rest & 6) << 3), packed);
  addJoined(histograms, packed);
}

/** Adds all rows to 1, 2, 4 or 8 groups that stand side by side. The number is known when this is compiled. */
@inline
function addEvery(many: i32, base: usize, from: usize, packed: usize): void {
  const size = <usize>groups << 3;
  const end = from + <usize>n * size;
  let at = from;
  let p = packed;
  do {
    const by = load<i64>(p);
    bumpGroups(many, base, at, by);
    p += 8;
    at += size;
  } while (at < end);
}

function addAll1(base: usize, from: usize, packed: usize): void {
  addEvery(1, base, from, packed);
}

function addAll2(base: usize, from: usize, packed: usize): void {
  addEvery(2, base, from, packed);
}

function addAll4(base: usize, from: usize, packed: usize): void {
  addEvery(4, base, from, packed);
}

function addAll8(base: usize, from: usize, packed: usize): void {
  addEvery(8, base, from, packed);
}

/** Adds rows, whose numbers are listed, to as many groups. */
@inline
function add(many: i32, base: usize, from: usize, row: usize, end: usize, packed: usize): void {
  const size = <usize>groups << 3;
  while (row < end) {
    const stop = min(end, row + 64);
    // The processor fetches the lines of sixteen rows side by side, but few while it works on a row.
    let bits: u32 = 0;
    for (let r = row; r < stop; r += 4) bits |= load<u32>(from + <usize>load<u32>(r) * size);
    touched = bits;
    do {
      const i = <usize>load<u32>(row);
      const by = load<i64>(packed + (i << 3));
      const at = from + i * size;
      bumpGroups(many, base, at, by);
      row += 4;
    } while (row < stop);
  }
}

function add1(base: usize, from: usize, row: usize, end: usize, packed: usize): void {
  add(1, base, from, row, end, packed);
}

function add2(base: usize, from: usize, row: usize, end: usize, packed: usize): void {
  add(2, base, from, row, end, packed);
}

function add4(base: usize, from: usize, row: usize, end: usize, packed: usize): void {
  add(4, base, from, row, end, packed);
}

function add8(base: usize, from: usize, row: usize, end: usize, packed: usize): void {
  add(8, base, from, row, end, packed);
}

/** The bins of the feature at a place, 32 bytes apart. */
@inline
export function binsOf(histograms: usize, place: i32): usize {
  return histograms + <usize>(place >> 2) * GROUP + (<usize>(place & 3) << 3);
}

@inline
export function countOf(sum: i64): i64 {
  return sum & ((<i64>1 << countBits) - 1);
}

@inline
export function gradientOf(sum: i64): i64 {
  return sum >> countBits;
}
