// Predicts rows by blocks of seven nodes: up to sixteen features. All rows on their way take a step before any takes the next, so that the
// processor need not wait for one to begin with another.
import {blocksOf, endOf, makeBlocks, meansOf} from "./blocks";
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

/** Packs the trees at hand. */
export function packBlocks(trees: i32): void {
  ranked = allocate(<usize>ROWS * ROW);
  columns = allocate(COLUMN * <usize>p);
  walking = allocate(<usize>ROWS << 3);
  memory.fill(ranked, 0, <usize>ROWS * ROW);
  rankThresholds(firstNode(trees));
  makeBlocks(trees);
}

/** Adds the predictions of the trees at hand for so many rows; `first` says that no trees came before them. */
export function walkBlocks(rows: i32, trees: i32, first: bool): void {
  for (let start = 0; start < rows; start += ROWS) {
    const count = min(rows - start, ROWS);
    rank(rows, start, count);
    for (let t = 0; t < trees; t++) {
      fetch(blocksOf(t), endOf(t));
      walkTree(blocksOf(t), ranked + <usize>count * ROW);
      takeTree(meansOf(t), ranked + <usize>count * ROW, state + (<usize>start << 5), first && t == 0);
    }
  }
}

/** Ranks the features of some rows: column by column, and only then side by side, since to write here and there is slow. */
function rank(rows: i32, start: i32, count: i32): void {
  for (let j = 0; j < p; j++) rankRows(j, rows, start, count, columns + <usize>j * COLUMN);
  for (let i: usize = 0; i < <usize>count; i++) {
    const row = ranked + i * ROW;
    for (let j: usize = 0; j < <usize>p; j++) store<i16>(row + (j << 1), load<i16>(columns + j * COLUMN + (i << 1)));
  }
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

/** Sends all rows down a tree. */
function walkTree(tree: usize, end: usize): void {
  let stop = walking;
  for (let row = ranked; row < end; row += ROW) stop = step(tree, row, stop);
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
