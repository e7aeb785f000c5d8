// Predicts rows by crowns and blocks of seven nodes: up to sixteen features. All rows on their way take a step before any takes the next, so
// that the processor need not wait for one to begin with another.
import {blocksOf, CROWN_EXITS, CROWN_NODES, crownOf, endOf, makeBlocks, meansOf} from "./blocks";
import {fetch, firstNode, p, state, take} from "./grown";
import {allocate} from "./memory";
import {rankRows, rankThresholds} from "./ranks";
import {EXITS} from "./shapes";

/** Rows that walk down a tree before the next tree is fetched. */
const ROWS: i32 = 8192;

/** A row: sixteen ranks (i16), then the exit by which it left the last block (u32). */
const ROW: usize = 48;
let ranked: usize = 0;
/** The ranks of each feature (i16), one column after the other; not a power of two apart, which would be one place of the cache for all. */
const COLUMN: usize = (<usize>ROWS << 1) + 64;
let columns: usize = 0;
/** Rows on their way: the block (u32) and the address of the row (u32). */
let walking: usize = 0;
/** Exits of the crown that are shut to each row, a bit each (u16). */
let shutExits: usize = 0;

/** Packs the trees at hand. */
export function packBlocks(trees: i32): void {
  ranked = allocate(<usize>ROWS * ROW);
  columns = allocate(COLUMN * <usize>p);
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
    for (let t = 0; t < trees; t++) {
      fetch(blocksOf(t), endOf(t));
      walkTree(blocksOf(t), <usize>count, crownOf(t));
      takeTree(meansOf(t), ranked + <usize>count * ROW, state + (<usize>start << 5), first && t == 0);
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

/** Sends a row through a block and notes where it goes; returns where the next row that is on its way is to be noted. */
// @ts-ignore: decorator
@inline
function step(block: usize, row: usize, note: usize): usize {
  const lanes = v128.load(block, 16);
  const low = i8x16.swizzle(v128.load(row), lanes);
  const high = i8x16.swizzle(v128.load(row, 16), i8x16.sub(lanes, i8x16.splat(16)));
  const right = i16x8.gt_s(v128.or(low, high), v128.load(block));
  const sides = <usize>i8x16.bitmask(i8x16.narrow_i16x8_s(right, i16x8.splat(0)));
  const to = load<i32>(block + <usize>load<u8>(sides + <usize>load<u16>(block, 14), EXITS), 32);
  store<i32>(row, to, 32);
  store<i32>(note, to);
  store<usize>(note, row, 4);
  // Those that came to a leaf are written over.
  return note + ((to >> 31) << 3) + 8;
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

/** Sends so many rows down a tree, to its leaves. */
function walkTree(tree: usize, count: usize, crown: usize): void {
  const end = shutExits + (count << 1);
  memory.fill(shutExits, 0, count << 1);
  for (let k = 0; k < CROWN_NODES; k += 3) shut(crown + (<usize>k << 3), shutExits, end);
  let stop = walking;
  let row = ranked;
  // The first block right away, which saves a note.
  for (let at = shutExits; at < end; at += 2, row += ROW) {
    const exit = <usize>ctz<u32>(~(<u32>load<u16>(at)));
    stop = step(tree + <usize>load<u32>(crown + (exit << 2), CROWN_EXITS), row, stop);
  }
  while (stop > walking) {
    const last = stop;
    stop = walking;
    for (let at = walking; at < last; at += 8) stop = step(tree + <usize>load<u32>(at), load<usize>(at, 4), stop);
  }
}

function takeTree(means: usize, end: usize, states: usize, first: bool): void {
  let to = states;
  for (let row = ranked; row < end; row += ROW) {
    take(to, load<f64>(means + <usize>(load<u32>(row, 32) & 0x7fffffff)), first);
    to += 32;
  }
}
