// Histograms of all rows, two features of few bins at a time: a row takes one store instead of two. The sums along either side of a joint
// histogram are the histograms of its features, exactly.
import {columnAt, GROUP, groupBins, groups, n, sixteen} from "./binned-table";
import {allocate} from "./memory";

/** Features of no more bins are joined. */
const NARROW: i32 = 32;
/** Bytes from a bin of the first feature to the next, and of a joint histogram. */
const STRIDE: usize = 256;
const TABLE: usize = 8192;
/** Fewer rows are not worth adding up joint histograms. */
const FEWEST: i32 = 2048;
/** Groups whose codes lie side by side; 16 bits tell their joint histograms apart. */
const PART: i32 = 4;

/** The first group of features that are joined; those behind it are too. */
export let firstJoint: i32 = 0;
/** Of four groups after the other, of row i, two a group: where its bins are in the joint histograms, u16. */
let codes: usize = 0;
/** Eight joint histograms, empty but while rows are added: i64 as in the histograms of a leaf. */
let tables: usize = 0;

export function initJoint(maxFeatures: i32): void {
  if (n < FEWEST) return;
  tables = allocate(2 * PART * TABLE);
  memory.fill(tables, 0, 2 * PART * TABLE);
  codes = allocate((<usize>((maxFeatures + 3) >> 2) * (<usize>n + 16)) << 2);
}

/** Joins what is narrow of so many features, once they are arranged. */
export function join(features: i32): void {
  firstJoint = groups;
  if (n < FEWEST) return;
  while (firstJoint > 0 && load<i32>(groupBins + (<usize>(firstJoint - 1) << 2)) <= NARROW) --firstJoint;
  for (let g = firstJoint; g < groups; ++g) fill(g, features);
}

/** Where the codes of the part begin that starts at a group. */
@inline
function codesOf(first: i32): usize {
  return codes + ((<usize>(first - firstJoint) * (<usize>n + 16)) << 2);
}

/** Writes the codes of four rows of a group. */
@inline
function writeFour(at: usize, size: usize, codes: v128): void {
  v128.store32_lane(at, codes, 0);
  v128.store32_lane(at + size, codes, 1);
  v128.store32_lane(at + 2 * size, codes, 2);
  v128.store32_lane(at + 3 * size, codes, 3);
}

function fill(group: i32, features: i32): void {
  const inPart = (group - firstJoint) % PART;
  const size = <usize>min(PART, groups - (group - inPart)) << 2;
  const k = group << 2;
  const a = columnAt(k, features);
  const b = columnAt(k + 1, features);
  const c = columnAt(k + 2, features);
  const d = columnAt(k + 3, features);
  const second = k + 1 < features;
  const third = k + 2 < features;
  const fourth = k + 3 < features;
  // A joint code is 256 times the first bin and 8 times the second one: a byte each.
  const table = i8x16.splat(<i8>(inPart << 6));
  const next = i8x16.add(table, i8x16.splat(32));
  let at = codesOf(group - inPart) + (<usize>inPart << 2);
  for (let i: usize = 0; i < <usize>n; i += 16, at += size << 4) {
    const a16 = i8x16.add(v128.load(a + i), table);
    const b16 = i8x16.shl(sixteen(b + i, second), 3);
    const c16 = i8x16.add(sixteen(c + i, third), next);
    const d16 = i8x16.shl(sixteen(d + i, fourth), 3);
    const abLow = v128.shuffle<i8>(b16, a16, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cdLow = v128.shuffle<i8>(d16, c16, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const abHigh = v128.shuffle<i8>(b16, a16, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cdHigh = v128.shuffle<i8>(d16, c16, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    writeFour(at, size, v128.shuffle<i16>(abLow, cdLow, 0, 8, 1, 9, 2, 10, 3, 11));
    writeFour(at + 4 * size, size, v128.shuffle<i16>(abLow, cdLow, 4, 12, 5, 13, 6, 14, 7, 15));
    writeFour(at + 8 * size, size, v128.shuffle<i16>(abHigh, cdHigh, 0, 8, 1, 9, 2, 10, 3, 11));
    writeFour(at + 12 * size, size, v128.shuffle<i16>(abHigh, cdHigh, 4, 12, 5, 13, 6, 14, 7, 15));
  }
}

/** Adds all rows to the empty histograms of the features that are joined; packed[i] is (gradient << countBits) + 1 of row i. */
export function addJoined(histograms: usize, packed: usize): void {
  for (let g = firstJoint; g < groups; g += PART) {
    const many = min(PART, groups - g);
    if (many == 4) join4(codesOf(g), packed);
    else if (many == 3) join3(codesOf(g), packed);
    else if (many == 2) join2(codesOf(g), packed);
    else join1(codesOf(g), packed);
    for (let k = 0; k < many; ++k) addUp(histograms, g + k, tables + <usize>(2 * k) * TABLE);
  }
}

@inline
function bumpTwo(base: usize, at: usize, by: i64): void {
  const first = base + <usize>load<u16>(at);
  store<i64>(first, load<i64>(first) + by);
  const second = base + <usize>load<u16>(at, 2);
  store<i64>(second, load<i64>(second) + by);
}

/** The number of groups is known when this is compiled. */
@inline
function addPairs(many: i32, from: usize, packed: usize): void {
  const base = tables;
  const end = packed + (<usize>n << 3);
  let at = from;
  let p = packed;
  do {
    const by = load<i64>(p);
    bumpTwo(base, at, by);
    if (many > 1) bumpTwo(base, at + 4, by);
    if (many > 2) bumpTwo(base, at + 8, by);
    if (many > 3) bumpTwo(base, at + 12, by);
    at += <usize>many << 2;
    p += 8;
  } while (p < end);
}

function join1(from: usize, packed: usize): void {
  addPairs(1, from, packed);
}

function join2(from: usize, packed: usize): void {
  addPairs(2, from, packed);
}

function join3(from: usize, packed: usize): void {
  addPairs(3, from, packed);
}

function join4(from: usize, packed: usize): void {
  addPairs(4, from, packed);
}

/** Adds up the two joint histograms of a group and empties them. */
function addUp(histograms: usize, group: i32, table: usize): void {
  const bins = load<i32>(groupBins + (<usize>group << 2));
  const to = histograms + <usize>group * GROUP;
  addUpTable(table, to, bins);
  addUpTable(table + TABLE, to + 16, bins);
}

function addUpTable(table: usize, to: usize, bins: i32): void {
  const zero = i64x2.splat(0);
  // Eight bins of the second feature at a time.
  for (let c: usize = 0; c < <usize>bins; c += 8) {
    let p = zero;
    let q = zero;
    let r = zero;
    let s = zero;
    let at = table + (c << 3);
    let first = to;
    const last = to + (<usize>bins << 5);
    do {
      const x = v128.load(at);
      const y = v128.load(at, 16);
      const z = v128.load(at, 32);
      const w = v128.load(at, 48);
      v128.store(at, zero);
      v128.store(at, zero, 16);
      v128.store(at, zero, 32);
      v128.store(at, zero, 48);
      p = i64x2.add(p, x);
      q = i64x2.add(q, y);
      r = i64x2.add(r, z);
      s = i64x2.add(s, w);
      const row = i64x2.add(i64x2.add(x, y), i64x2.add(z, w));
      store<i64>(first, load<i64>(first) + i64x2.extract_lane(row, 0) + i64x2.extract_lane(row, 1));
      at += STRIDE;
      first += 32;
    } while (first < last);
    const second = to + 8 + (c << 5);
    v128.store64_lane(second, p, 0);
    v128.store64_lane(second, p, 1, 32);
    v128.store64_lane(second, q, 0, 64);
    v128.store64_lane(second, q, 1, 96);
    v128.store64_lane(second, r, 0, 128);
    v128.store64_lane(second, r, 1, 160);
    v128.store64_lane(second, s, 0, 192);
    v128.store64_lane(second, s, 1, 224);
  }
}
