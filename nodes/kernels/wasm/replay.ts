// Predicts rows by boosted trees: each tree is grown again, split by split, on 128 rows at once. A row holds the number of its leaf in a
// byte; a split gives a new number to the rows of one leaf whose code exceeds its bin. Nothing branches, so nothing is mispredicted.
import {BOUNDS, codeOf} from "./encode";
import {allocate, mark, reset} from "./memory";

/** Rows that all trees see before the next rows come: their codes stay in the cache. */
const BLOCK: i32 = 1024;
/** Bounds of the features asked for. */
let bounds: usize = 0;
let features: i32 = 0;
/** Of every split: 1024 times the feature (u32), bin − 128, number of the leaf it splits, and what turns this into the number of its right side (u8 each). */
let program: usize = 0;
/** First splits and first leaves of the trees, i32, one more than there are trees. */
let firstSplit: usize = 0;
let firstLeaf: usize = 0;
/** The leaf that each tree starts from, i32. */
let starts: usize = 0;
/** What the leaves add, f64. */
let values: usize = 0;
let end: usize = 0;
let rows: i32 = 0;
/** Rows as they come: feature j of row i at X[j rows + i], f64. */
let X: usize = 0;
/** Of each block of rows, its codes − 128 by feature, a byte each. */
let codes: usize = 0;
/** The sums of the trees so far, f64. */
let sums: usize = 0;

/** Forgets what was there and takes room for so many trees. */
export function prepareReplay(width: i32, trees: i32, splits: i32, leaves: i32): void {
  reset();
  features = width;
  bounds = allocate(<usize>width * BOUNDS);
  program = allocate(<usize>splits << 3);
  firstSplit = allocate((<usize>trees + 1) << 2);
  firstLeaf = allocate((<usize>trees + 1) << 2);
  starts = allocate(<usize>trees << 2);
  values = allocate(<usize>leaves << 3);
  end = mark();
}

/** Takes room, instead of what was taken before, for so many rows. */
export function prepareReplayRows(count: i32): void {
  reset(end);
  rows = count;
  const blocks = <usize>((count + BLOCK - 1) / BLOCK);
  X = allocate((<usize>count * <usize>features) << 3);
  codes = allocate(blocks * <usize>BLOCK * <usize>features);
  sums = allocate((blocks * <usize>BLOCK) << 3);
}

/** Where the caller writes: 0 bounds, 1 program, 2 first splits, 3 first leaves, 4 starts, 5 values, 6 X; and reads: 7 sums. */
export function replayArray(which: i32): usize {
  switch (which) {
    case 0:
      return bounds;
    case 1:
      return program;
    case 2:
      return firstSplit;
    case 3:
      return firstLeaf;
    case 4:
      return starts;
    case 5:
      return values;
    case 6:
      return X;
    default:
      return sums;
  }
}

/** Encodes the rows in X; their sums start at 0. */
export function encodeRows(): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const count = <usize>min(rows - start, BLOCK);
    for (let j: usize = 0; j < <usize>features; ++j) {
      const from = X + ((j * <usize>rows + <usize>start) << 3);
      const to = codes + <usize>start * <usize>features + j * <usize>BLOCK;
      for (let i: usize = 0; i < count; ++i) {
        store<u8>(to + i, <u8>(codeOf(bounds + j * BOUNDS, load<f64>(from + (i << 3))) - 128));
      }
    }
  }
  memory.fill(sums, 0, <usize>rows << 3);
}

/** The leaves of sixteen rows after one more split. */
@inline
function next(leaves: v128, codes: usize, bin: v128, leaf: v128, turn: v128): v128 {
  const moves = v128.and(i8x16.gt_s(v128.load(codes), bin), i8x16.eq(leaves, leaf));
  return v128.xor(leaves, v128.and(moves, turn));
}

@inline
function addTwo(to: usize, values: usize, a: u32, b: u32): void {
  const pair = v128.load_lane<u64>(values + (<usize>b << 3), v128.load64_zero(values + (<usize>a << 3)), 1);
  v128.store(to, f64x2.add(v128.load(to), pair));
}

@inline
function addSixteen(to: usize, values: usize, leaves: v128): void {
  addTwo(to, values, i8x16.extract_lane_u(leaves, 0), i8x16.extract_lane_u(leaves, 1));
  addTwo(to + 16, values, i8x16.extract_lane_u(leaves, 2), i8x16.extract_lane_u(leaves, 3));
  addTwo(to + 32, values, i8x16.extract_lane_u(leaves, 4), i8x16.extract_lane_u(leaves, 5));
  addTwo(to + 48, values, i8x16.extract_lane_u(leaves, 6), i8x16.extract_lane_u(leaves, 7));
  addTwo(to + 64, values, i8x16.extract_lane_u(leaves, 8), i8x16.extract_lane_u(leaves, 9));
  addTwo(to + 80, values, i8x16.extract_lane_u(leaves, 10), i8x16.extract_lane_u(leaves, 11));
  addTwo(to + 96, values, i8x16.extract_lane_u(leaves, 12), i8x16.extract_lane_u(leaves, 13));
  addTwo(to + 112, values, i8x16.extract_lane_u(leaves, 14), i8x16.extract_lane_u(leaves, 15));
}

/** Adds what a tree predicts for rows from `first` to the end of a block, in whole turns of 128. */
function replayTree(tree: i32, from: usize, to: usize, count: i32): void {
  const split = program + (<usize>load<i32>(firstSplit + (<usize>tree << 2)) << 3);
  const last = program + (<usize>load<i32>(firstSplit + (<usize>tree << 2), 4) << 3);
  const leaf = values + (<usize>load<i32>(firstLeaf + (<usize>tree << 2)) << 3);
  const start = i8x16.splat(<i8>load<i32>(starts + (<usize>tree << 2)));
  for (let i: usize = 0; i < <usize>count; i += 128) {
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    let e = start;
    let f = start;
    let g = start;
    let h = start;
    for (let at = split; at < last; at += 8) {
      const x = from + i + <usize>load<u32>(at);
      const bin = v128.load8_splat(at, 4);
      const label = v128.load8_splat(at, 5);
      const turn = v128.load8_splat(at, 6);
      a = next(a, x, bin, label, turn);
      b = next(b, x + 16, bin, label, turn);
      c = next(c, x + 32, bin, label, turn);
      d = next(d, x + 48, bin, label, turn);
      e = next(e, x + 64, bin, label, turn);
      f = next(f, x + 80, bin, label, turn);
      g = next(g, x + 96, bin, label, turn);
      h = next(h, x + 112, bin, label, turn);
    }
    const sum = to + (i << 3);
    addSixteen(sum, leaf, a);
    addSixteen(sum + 128, leaf, b);
    addSixteen(sum + 256, leaf, c);
    addSixteen(sum + 384, leaf, d);
    addSixteen(sum + 512, leaf, e);
    addSixteen(sum + 640, leaf, f);
    addSixteen(sum + 768, leaf, g);
    addSixteen(sum + 896, leaf, h);
  }
}

/** Adds what trees first … last − 1 predict to the sums of the rows encoded. */
export function replay(first: i32, last: i32): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const from = codes + <usize>start * <usize>features;
    const to = sums + (<usize>start << 3);
    for (let t = first; t < last; ++t) replayTree(t, from, to, min(rows - start, BLOCK));
  }
}
