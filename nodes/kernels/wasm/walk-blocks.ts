// Predicts rows by crowns and blocks of seven nodes: up to sixteen features. All rows on their way take a step before any takes the next, so
// that the processor need not wait for one to begin with another. As long as nearly all are, they go on in order; after that those left are noted.
import {blocksOf, CROWN_EXITS, CROWN_NODES, crownOf, endOf, LEAF, makeBlocks, meansOf, passesOf} from "./blocks";
import {fetch, firstNode, p, state, take} from "./grown";
import {allocate} from "./memory";
import {rankRows} from "./ranks";
import {EXITS} from "./shapes";
import {rankThresholds} from "./thresholds";

/** Rows that walk down a tree before the next tree is fetched. */
const ROWS: i32 = 8192;

/** A row: sixteen ranks (i16). */
const ROW: usize = 32;
let ranked: usize = 0;
/** The ranks of each feature (i16), one column after the other; not a power of two apart, which would be one place of the cache for all. */
const COLUMN: usize = (<usize>ROWS << 1) + 64;
let columns: usize = 0;
/** Four trees are walked before their predictions are added: for each, where the rows are or have arrived (u32), a column of exits. */
const TREES: usize = 4;
const PLACES: usize = (<usize>ROWS << 2) + 64;
let places: usize = 0;
/** Rows on their way: the block and the address of the row's place (u32 each). */
let walking: usize = 0;
/** Exits of the crown that are shut to each row, a bit each (u16). */
let shutExits: usize = 0;

/** Packs the trees at hand. */
export function packBlocks(trees: i32): void {
  ranked = allocate(<usize>ROWS * ROW);
  columns = allocate(COLUMN * <usize>p);
  places = allocate(PLACES * TREES);
  walking = allocate(<usize>ROWS << 3);
  shutExits = allocate(<usize>ROWS << 1);
  memory.fill(ranked, 0, <usize>ROWS * ROW);
  rankThresholds(firstNode(trees));
  makeBlocks(trees, COLUMN);
}

/** Adds the predictions of the trees at hand for so many rows; `first` says that no trees came before them. */
export function walkBlocks(rows: i32, trees: i32, first: bool): void {
  for (let start = 0; start < rows; start += ROWS) {
    const count = min(rows - start, ROWS);
    rank(rows, start, count);
    const to = state + (<usize>start << 5);
    for (let t = 0; t < trees; t += <i32>TREES) {
      const many = min(<i32>TREES, trees - t);
      for (let k = 0; k < many; k++) {
        if (p > 8) walkWide(t + k, <usize>count, places + <usize>k * PLACES);
        else walkNarrow(t + k, <usize>count, places + <usize>k * PLACES);
      }
      if (many == TREES) takeFour(t, <usize>count, to, first && t == 0);
      else for (let k = 0; k < many; k++) takeTree(meansOf(t + k), places + <usize>k * PLACES, <usize>count, to, first && t + k == 0);
    }
  }
}

/** Ranks the features of some rows: column by column, and only then side by side, since to write here and there is slow. */
function rank(rows: i32, start: i32, count: i32): void {
  for (let j = 0; j < p; j++) rankRows(j, rows, start, count, columns + <usize>j * COLUMN);
  for (let j = 0; j < p; j += 4) sideBySide(columns + <usize>j * COLUMN, min(4, p - j), ranked + (<usize>j << 1), <usize>count);
}

/** Puts up to four columns side by side. */
function sideBySide(from: usize, many: i32, row: usize, count: usize): void {
  const end = row + count * ROW;
  const second = many > 1 ? COLUMN : 0;
  const third = many > 2 ? 2 * COLUMN : 0;
  const fourth = many > 3 ? 3 * COLUMN : 0;
  do {
    store<i16>(row, load<i16>(from));
    store<i16>(row, load<i16>(from + second), 2);
    store<i16>(row, load<i16>(from + third), 4);
    store<i16>(row, load<i16>(from + fourth), 6);
    from += 2;
    row += ROW;
  } while (row < end);
}

/** Sends a row through a block: where it goes; `wide` where there are more than eight features. */
@inline
function step(block: usize, row: usize, wide: bool): i32 {
  const lanes = v128.load(block, 16);
  let values = i8x16.swizzle(v128.load(row), lanes);
  if (wide) values = v128.or(values, i8x16.swizzle(v128.load(row, 16), i8x16.sub(lanes, i8x16.splat(16))));
  const right = i16x8.gt_s(values, v128.load(block));
  const sides = <usize>i8x16.bitmask(i8x16.narrow_i16x8_s(right, i16x8.splat(0)));
  return load<i32>(block + <usize>load<u8>(sides + <usize>load<u16>(block, 14), EXITS), 32);
}

/** Shuts the exits to the left of those of three nodes that send a row to the right: the first that stays open in the end is its own (QuickScorer, Lucchese et al. 2015). */
function shut(node: usize, to: usize, end: usize): void {
  let a = columns + <usize>load<u32>(node);
  let b = columns + <usize>load<u32>(node, 8);
  let c = columns + <usize>load<u32>(node, 16);
  const rankA = v128.load16_splat(node, 4);
  const rankB = v128.load16_splat(node, 12);
  const rankC = v128.load16_splat(node, 20);
  const leftA = v128.load16_splat(node, 6);
  const leftB = v128.load16_splat(node, 14);
  const leftC = v128.load16_splat(node, 22);
  do {
    const shutA = v128.and(i16x8.gt_s(v128.load(a), rankA), leftA);
    const shutB = v128.and(i16x8.gt_s(v128.load(b), rankB), leftB);
    const shutC = v128.and(i16x8.gt_s(v128.load(c), rankC), leftC);
    v128.store(to, v128.or(v128.load(to), v128.or(shutA, v128.or(shutB, shutC))));
    a += 16;
    b += 16;
    c += 16;
    to += 16;
  } while (to < end);
}

function walkWide(t: i32, count: usize, from: usize): void {
  walkTree(t, count, from, true);
}

/** The same for up to eight features, whose ranks are one vector. */
function walkNarrow(t: i32, count: usize, from: usize): void {
  walkTree(t, count, from, false);
}

/** Sends so many rows down a tree, to its leaves. */
@inline
function walkTree(t: i32, count: usize, from: usize, wide: bool): void {
  const tree = blocksOf(t);
  fetch(meansOf(t), endOf(t));
  const crown = crownOf(t);
  const open = shutExits;
  memory.fill(open, 0, count << 1);
  for (let k = 0; k < CROWN_NODES; k += 3) shut(crown + (<usize>k << 3), open, open + (count << 1));
  const end = from + (count << 2);
  let row = ranked;
  // The first block right after the crown.
  for (let at = from, exits = open; at < end; at += 4, exits += 2, row += ROW) {
    const exit = <usize>ctz<u32>(~(<u32>load<u16>(exits)));
    store<i32>(at, step(tree + <usize>load<u32>(crown + (exit << 2), CROWN_EXITS), row, wide));
  }
  for (let pass = passesOf(t); pass > 1; pass--) {
    row = ranked;
    for (let at = from; at < end; at += 4, row += ROW) store<i32>(at, step(tree + <usize>load<u32>(at), row, wide));
  }
  walkOn(tree, from, end, wide);
}

/** Notes which rows are still on their way, and sends them to their leaves. */
@inline
function walkOn(tree: usize, from: usize, end: usize, wide: bool): void {
  // A place is four bytes, a row thirty-two.
  const rows = ranked - (from << 3);
  let stop = walking;
  for (let at = from; at < end; at += 4) {
    const to = load<i32>(at);
    store<i32>(stop, to);
    store<usize>(stop, at, 4);
    // Those that came to a leaf are written over.
    stop += ((to >> 31) << 3) + 8;
  }
  while (stop > walking) {
    const last = stop;
    stop = walking;
    for (let note = walking; note < last; note += 8) {
      const at = load<usize>(note, 4);
      const to = step(tree + <usize>load<u32>(note), rows + (at << 3), wide);
      store<i32>(at, to);
      store<i32>(stop, to);
      store<usize>(stop, at, 4);
      stop += ((to >> 31) << 3) + 8;
    }
  }
}

function takeTree(means: usize, from: usize, count: usize, states: usize, first: bool): void {
  let to = states;
  for (let at = from; at < from + (count << 2); at += 4) {
    take(to, load<f64>(means - LEAF + <usize>load<u32>(at)), first);
    to += 32;
  }
}

/** Adds the predictions of four trees, one after the other. */
function takeFour(t: i32, count: usize, states: usize, first: bool): void {
  // Of exits that lead to leaves the sign bit is set.
  const a = meansOf(t) - LEAF;
  const b = meansOf(t + 1) - LEAF;
  const c = meansOf(t + 2) - LEAF;
  const d = meansOf(t + 3) - LEAF;
  let to = states;
  for (let at = places; at < places + (count << 2); at += 4) {
    let v = load<f64>(a + <usize>load<u32>(at));
    const origin = first ? v : load<f64>(to);
    let e = v - origin;
    let sum = load<f64>(to, 8) + v;
    let shifted = load<f64>(to, 16) + e;
    let squares = load<f64>(to, 24) + e * e;
    v = load<f64>(b + <usize>load<u32>(at, PLACES));
    e = v - origin;
    sum += v;
    shifted += e;
    squares += e * e;
    v = load<f64>(c + <usize>load<u32>(at, 2 * PLACES));
    e = v - origin;
    sum += v;
    shifted += e;
    squares += e * e;
    v = load<f64>(d + <usize>load<u32>(at, 3 * PLACES));
    e = v - origin;
    store<f64>(to, origin);
    store<f64>(to, sum + v, 8);
    store<f64>(to, shifted + e, 16);
    store<f64>(to, squares + e * e, 24);
    to += 32;
  }
}
