// Predicts rows by trees of any number of features: sixteen rows walk down a tree side by side, four in a vector, without branches, so that
// the processor waits for none of them; a leaf leads back to itself until all have arrived.
import {features, fetch, firstNode, p, rights, state, take, thresholds, values, X} from "./grown";
import {allocate} from "./memory";

/** Rows that walk down a tree before the next tree is fetched. */
const BLOCK: i32 = 4096;

/** The nodes in eight bytes: threshold (f32), right child (24 bits), feature (8 bits). */
let packed: usize = 0;
/** So many rows and sixteen more, p values each (f32). */
let across: usize = 0;

/** Packs the nodes of the trees at hand. */
export function packNodes(trees: i32): void {
  packed = allocate(<usize>firstNode(trees) << 3);
  across = allocate((<usize>(BLOCK + 16) * <usize>p) << 2);
  memory.fill(across, 0, (<usize>(BLOCK + 16) * <usize>p) << 2);
  for (let t = 0; t < trees; t++) {
    const from = firstNode(t);
    for (let i = from; i < firstNode(t + 1); i++) {
      const at = <usize>i;
      const j = <i32>load<i16>(features + (at << 1));
      const leaf = j < 0;
      // Nothing is ≤ NaN: all go right.
      const threshold = leaf ? <f32>NaN : load<f32>(thresholds + (at << 2));
      const right = leaf ? i - from : load<i32>(rights + (at << 2));
      store<f32>(packed + (at << 3), threshold);
      store<u32>(packed + (at << 3), <u32>right | (leaf ? 0 : <u32>j << 24), 4);
    }
  }
}

/** The next nodes of four rows (their distances in bytes from the root), `size` bytes apart. */
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

/** Adds the predictions of the trees at hand for so many rows; `first` says that no trees came before them. */
export function walkNodes(rows: i32, trees: i32, first: bool): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const count = min(rows - start, BLOCK);
    turn(rows, start, count);
    for (let t = 0; t < trees; t++) {
      const from = <usize>firstNode(t) << 3;
      const to = <usize>firstNode(t + 1) << 3;
      fetch(packed + from, packed + to);
      fetch(values + from, values + to);
      walkTree(packed + from, values + from, start, count, first && t == 0);
    }
  }
}

/** Puts the values of each row side by side. */
function turn(rows: i32, start: i32, count: i32): void {
  const size = <usize>p << 2;
  for (let j: usize = 0; j < <usize>p; j++) {
    const column = X + ((j * <usize>rows + <usize>start) << 2);
    for (let i: usize = 0; i < <usize>count; i++) store<f32>(across + i * size + (j << 2), load<f32>(column + (i << 2)));
  }
}

@inline
function takeFour(row: usize, means: usize, nodes: v128, first: bool): void {
  take(row, load<f64>(means + i32x4.extract_lane(nodes, 0)), first);
  take(row + 32, load<f64>(means + i32x4.extract_lane(nodes, 1)), first);
  take(row + 64, load<f64>(means + i32x4.extract_lane(nodes, 2)), first);
  take(row + 96, load<f64>(means + i32x4.extract_lane(nodes, 3)), first);
}

function walkTree(tree: usize, means: usize, start: i32, count: i32, first: bool): void {
  const size = <usize>p << 2;
  const root = i32x4.splat(0);
  for (let i = 0; i < count; i += 16) {
    const row = across + <usize>i * size;
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
    const to = state + (<usize>(start + i) << 5);
    takeFour(to, means, a, first);
    takeFour(to + 128, means, b, first);
    takeFour(to + 256, means, c, first);
    takeFour(to + 384, means, d, first);
  }
}
