// Predicts rows by trees already grown: nodes/kernels/tree/forest.ts. Sixteen rows walk down a tree side by side, four in a vector, without
// branches, so that the processor waits for none of them; a leaf leads back to itself until all have arrived.
import {allocate, mark, reset} from "./memory";

/** Of all trees at hand: first nodes (i32), features (i16), thresholds (f32), right children (i32), means (f64). */
let offsets: usize = 0;
let features: usize = 0;
let thresholds: usize = 0;
let rights: usize = 0;
let values: usize = 0;
/** The same nodes in eight bytes: threshold (f32), right child (24 bits), feature (8 bits). */
let packed: usize = 0;
/** Where the memory of the trees ends. */
let end: usize = 0;
let p: i32 = 0;
let rows: i32 = 0;
let X: usize = 0;
/** For each row: the first tree's prediction, the sum of all, and of their differences from the first and of the squares of these (f64 each). */
let state: usize = 0;

/** Forgets what was there and takes room for so many trees and nodes. */
export function prepareForest(trees: i32, nodes: i32, width: i32): void {
  reset();
  p = width;
  offsets = allocate((<usize>trees + 1) << 2);
  features = allocate(<usize>nodes << 1);
  thresholds = allocate(<usize>nodes << 2);
  rights = allocate(<usize>nodes << 2);
  values = allocate(<usize>nodes << 3);
  packed = allocate(<usize>nodes << 3);
  end = mark();
}

/** Where the caller writes: 0 first nodes, 1 features, 2 thresholds, 3 right children, 4 means; and after prepareRows 5 rows (f32, p a row), 6 their state. */
export function forestArray(which: i32): usize {
  switch (which) {
    case 0:
      return offsets;
    case 1:
      return features;
    case 2:
      return thresholds;
    case 3:
      return rights;
    case 4:
      return values;
    case 5:
      return X;
    default:
      return state;
  }
}

/** Packs the nodes the caller has written. */
export function packForest(trees: i32): void {
  for (let t: usize = 0; t < <usize>trees; t++) {
    const from = load<i32>(offsets + (t << 2));
    const to = load<i32>(offsets + (t << 2), 4);
    for (let i = from; i < to; i++) {
      const at = <usize>i;
      const j = <i32>load<i16>(features + (at << 1));
      const leaf = j < 0;
      const threshold = leaf ? -<f32>Infinity : load<f32>(thresholds + (at << 2));
      const right = leaf ? i - from : load<i32>(rights + (at << 2));
      store<f32>(packed + (at << 3), threshold);
      store<u32>(packed + (at << 3), <u32>right | (leaf ? 0 : <u32>j << 24), 4);
    }
  }
}

/** Takes room, instead of what was taken before, for rows, sixteen more than there are; their state starts at 0. */
export function prepareRows(count: i32): void {
  reset(end);
  rows = count;
  const room = <usize>(count + 16);
  X = allocate((room * <usize>p) << 2);
  state = allocate(room << 5);
  memory.fill(X, 0, (room * <usize>p) << 2);
  memory.fill(state, 0, room << 5);
}

/** The next nodes of four rows (their distances in bytes from the root), `size` bytes apart. */
// @ts-ignore: decorator
@inline
function next(tree: usize, nodes: v128, row: usize, size: usize): v128 {
  let first = v128.load64_zero(tree + i32x4.extract_lane(nodes, 0));
  first = v128.load_lane<u64>(tree + i32x4.extract_lane(nodes, 1), first, 1);
  let second = v128.load64_zero(tree + i32x4.extract_lane(nodes, 2));
  second = v128.load_lane<u64>(tree + i32x4.extract_lane(nodes, 3), second, 1);
  const thresholds = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const words = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  const features = i32x4.shl(i32x4.shr_u(words, 24), 2);
  let x = v128.load32_zero(row + i32x4.extract_lane(features, 0));
  x = v128.load_lane<u32>(row + size + i32x4.extract_lane(features, 1), x, 1);
  x = v128.load_lane<u32>(row + 2 * size + i32x4.extract_lane(features, 2), x, 2);
  x = v128.load_lane<u32>(row + 3 * size + i32x4.extract_lane(features, 3), x, 3);
  const right = i32x4.shl(v128.and(words, i32x4.splat(0xffffff)), 3);
  return v128.bitselect(i32x4.add(nodes, i32x4.splat(8)), right, f32x4.le(x, thresholds));
}

// @ts-ignore: decorator
@inline
function take(row: usize, value: f64, first: bool): void {
  if (first) store<f64>(row, value);
  const d = value - load<f64>(row);
  store<f64>(row, load<f64>(row, 8) + value, 8);
  store<f64>(row, load<f64>(row, 16) + d, 16);
  store<f64>(row, load<f64>(row, 24) + d * d, 24);
}

/** Rows that walk down a tree before the next tree is fetched. */
const BLOCK: i32 = 4096;

let touched: u64 = 0;

/** Reads a tree from one end to the other: the processor fetches what it can foresee much faster than what rows will touch here and there. */
function fetch(from: i32, to: i32): void {
  let bits: u64 = 0;
  for (let at = packed + (<usize>from << 3); at < packed + (<usize>to << 3); at += 64) bits ^= load<u64>(at);
  for (let at = values + (<usize>from << 3); at < values + (<usize>to << 3); at += 64) bits ^= load<u64>(at);
  touched = bits;
}

/** Adds the predictions of the trees at hand; `first` says that no trees came before them. */
export function predictRows(trees: i32, first: bool): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const end = min(rows, start + BLOCK);
    for (let t = 0; t < trees; t++) {
      const from = load<i32>(offsets + (<usize>t << 2));
      fetch(from, load<i32>(offsets + (<usize>t << 2), 4));
      predictBlock(from, start, end, first && t == 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function takeFour(row: usize, means: usize, nodes: v128, first: bool): void {
  take(row, load<f64>(means + i32x4.extract_lane(nodes, 0)), first);
  take(row + 32, load<f64>(means + i32x4.extract_lane(nodes, 1)), first);
  take(row + 64, load<f64>(means + i32x4.extract_lane(nodes, 2)), first);
  take(row + 96, load<f64>(means + i32x4.extract_lane(nodes, 3)), first);
}

function predictBlock(firstNode: i32, start: i32, end: i32, first: bool): void {
  const tree = packed + (<usize>firstNode << 3);
  const means = values + (<usize>firstNode << 3);
  const size = <usize>p << 2;
  const root = i32x4.splat(0);
  for (let i = start; i < end; i += 16) {
    const row = X + <usize>i * size;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    for (;;) {
      for (let k = 0; k < 3; k++) {
        a = next(tree, a, row, size);
        b = next(tree, b, row + 4 * size, size);
        c = next(tree, c, row + 8 * size, size);
        d = next(tree, d, row + 12 * size, size);
      }
      const a1 = next(tree, a, row, size);
      const b1 = next(tree, b, row + 4 * size, size);
      const c1 = next(tree, c, row + 8 * size, size);
      const d1 = next(tree, d, row + 12 * size, size);
      const moved = v128.or(v128.or(v128.xor(a, a1), v128.xor(b, b1)), v128.or(v128.xor(c, c1), v128.xor(d, d1)));
      if (!v128.any_true(moved)) break;
      a = a1;
      b = b1;
      c = c1;
      d = d1;
    }
    const to = state + (<usize>i << 5);
    takeFour(to, means, a, first);
    takeFour(to + 128, means, b, first);
    takeFour(to + 256, means, c, first);
    takeFour(to + 384, means, d, first);
  }
}
