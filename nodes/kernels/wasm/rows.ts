// The training rows in memory. The features of a row lie together in blocks of four: one vector is four features of a row. While a tree grows its rows are moved, from one copy to the other and back, so that each node's
// rows lie together: those of a node at even depth are in copy 0, those of its children in copy 1; only the root's may be where the caller wrote them. Trees grown together that part ways at
// a node each get a place of their own for its rows, so the copies may hold every row several times.
import {allocate} from "./memory";
import {below, bootstrapKey, startDraws} from "./keys";
import {orderOf} from "./ordered";

export let n: i32 = 0;
export let p: i32 = 0;
/** Blocks of four features. */
export let blocks: i32 = 0;
/** Bytes of a row's features in the copies. */
export let size: usize = 0;
export let step: f64 = 1;
export let middle: f64 = 0;
/** Whether rows carry weights in this tree. */
export let weighted: bool = false;
/** Rows of this tree, and how many of them may be added in 32 bits. */
export let used: i32 = 0;
export let flush: i32 = 256;

let sourceX: usize = 0;
let sourceY: usize = 0;
let counts: usize = 0;
/** Where the two copies are, and the rows as the caller wrote them. */
const X = memory.data(12, 8);
const Y = memory.data(12, 8);
const W = memory.data(12, 8);
const WRITTEN: i32 = 2;
let rootCopy: i32 = 0;

/** Takes room for n rows of p features; weights need more, and copies, in which each row has `places`, still more: none are for columns. */
export function allocateRows(rows: i32, features: i32, weights: bool, places: i32, stepOfY: f64, middleOfY: f64): void {
  n = rows;
  p = features;
  blocks = (features + 3) >>> 2;
  size = <usize>blocks << 4;
  const room = <usize>rows * <usize>places;
  step = stepOfY;
  middle = middleOfY;
  sourceX = allocate(places > 0 ? <usize>rows * size : (<usize>rows * <usize>features) << 2);
  sourceY = allocate(<usize>rows << 2);
  counts = weights ? allocate(<usize>rows << 2) : 0;
  for (let copy: usize = 0; places > 0 && copy < 8; copy += 4) {
    store<usize>(X + copy, allocate(room * size));
    store<usize>(Y + copy, allocate(room << 2));
    store<usize>(W + copy, weights ? allocate(room << 2) : 0);
  }
  rootCopy = 0;
  store<usize>(X + (<usize>WRITTEN << 2), sourceX);
  store<usize>(Y + (<usize>WRITTEN << 2), sourceY);
}

/** Where the caller writes the features: rows of them, filled up to blocks, as ./ordered turns them, or, where there are no copies, columns. */
export function featureRows(): usize {
  return sourceX;
}

/** Where the caller writes the targets, fixed point. */
export function targetRows(): usize {
  return sourceY;
}

/** The copy in which rows are at a depth. */
@inline
export function copyAt(depth: i32): i32 {
  return depth ? depth & 1 : rootCopy;
}

/** The copy to which they go from there. */
@inline
export function copyAfter(copy: i32): i32 {
  return (copy & 1) ^ 1;
}

/** The features of a copy. */
@inline
export function featuresOf(copy: i32): usize {
  return load<usize>(X + (<usize>copy << 2));
}

/** The targets of a copy, times the weight where rows carry one. */
@inline
export function targetsOf(copy: i32): usize {
  return load<usize>(Y + (<usize>copy << 2));
}

@inline
export function weightsOf(copy: i32): usize {
  return load<usize>(W + (<usize>copy << 2));
}

/** Takes every row, as the caller wrote it. */
export function takeAll(): void {
  weighted = false;
  used = n;
  flush = 256;
  rootCopy = WRITTEN;
}

/** Draws a bootstrap; returns how often the row drawn most often was drawn. */
export function drawBootstrap(root: v128): i32 {
  memory.fill(counts, 0, <usize>n << 2);
  startDraws(bootstrapKey(root), 0);
  let most = 0;
  for (let i = 0; i < n; i++) {
    const at = counts + (<usize>below(n) << 2);
    const count = load<i32>(at) + 1;
    store<i32>(at, count);
    most = max(most, count);
  }
  return most;
}

/** Puts the rows of a bootstrap into copy 0, each once, with how often it was drawn. */
export function takeBootstrap(root: v128): void {
  flush = 511 / drawBootstrap(root);
  weighted = true;
  rootCopy = 0;
  const x = featuresOf(0);
  const y = targetsOf(0);
  const w = weightsOf(0);
  let k: usize = 0;
  for (let i: usize = 0; i < <usize>n; i++) {
    const count = load<i32>(counts + (i << 2));
    if (count == 0) continue;
    for (let at: usize = 0; at < size; at += 16) v128.store(x + k * size + at, v128.load(sourceX + i * size + at));
    store<i32>(y + (k << 2), load<i32>(sourceY + (i << 2)) * count);
    store<i32>(w + (k << 2), count);
    k++;
  }
  used = <i32>k;
}

/** Where the column of feature j begins, if there are no copies. */
@inline
export function sourceColumn(j: i32): usize {
  return sourceX + ((<usize>j * <usize>n) << 2);
}

/** How often each row was drawn. */
@inline
export function bootstrapCounts(): usize {
  return counts;
}

/**
 * Moves one to four blocks of each of m rows, and a column of 32-bit numbers with them: those with key ≤ threshold to the front of the new
 * place, the others, turned round, to its end. The number of blocks is known when this is compiled.
 */
@inline
function move(count: i32, toKey: usize, threshold: i32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  const width = size;
  const last = from + <usize>(m - 1) * width;
  const lastNumber = numbers + (<usize>(m - 1) << 2);
  let number = numbers;
  let left = to;
  let leftNumber = newNumbers;
  let row = from;
  do {
    // Ones where the row goes right: as far behind those on the left as rows are still to come. Without a branch, which would be guessed wrong
    // half the time.
    const right = <usize>(load<i32>(row + toKey) <= threshold) - 1;
    const at = left + ((last - row) & right);
    v128.store(at, v128.load(row));
    if (count > 1) v128.store(at, v128.load(row, 16), 16);
    if (count > 2) v128.store(at, v128.load(row, 32), 32);
    if (count > 3) v128.store(at, v128.load(row, 48), 48);
    store<i32>(leftNumber + ((lastNumber - number) & right), load<i32>(number));
    number += 4;
    left += width & ~right;
    leftNumber += 4 & ~right;
    row += width;
  } while (row <= last);
}

function move1(toKey: usize, threshold: i32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(1, toKey, threshold, m, from, to, numbers, newNumbers);
}

function move2(toKey: usize, threshold: i32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(2, toKey, threshold, m, from, to, numbers, newNumbers);
}

function move3(toKey: usize, threshold: i32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(3, toKey, threshold, m, from, to, numbers, newNumbers);
}

function move4(toKey: usize, threshold: i32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(4, toKey, threshold, m, from, to, numbers, newNumbers);
}

/** Moves the rows start … start + m of a copy to the other, from `place` on, those that go left first. */
export function partition(copy: i32, start: i32, m: i32, feature: i32, cut: f32, place: i32): void {
  const threshold = orderOf(cut);
  const from = featuresOf(copy) + <usize>start * size;
  const to = featuresOf(copyAfter(copy)) + <usize>place * size;
  const toKey = <usize>feature << 2;
  // The targets go with each group of blocks: to move them more than once does no harm.
  const numbers = targetsOf(copy) + (<usize>start << 2);
  const newNumbers = targetsOf(copyAfter(copy)) + (<usize>place << 2);
  for (let v = 0; v < blocks; v += 4) {
    const at = <usize>v << 4;
    switch (min(4, blocks - v)) {
      case 1:
        move1(toKey - at, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      case 2:
        move2(toKey - at, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      case 3:
        move3(toKey - at, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      default:
        move4(toKey - at, threshold, m, from + at, to + at, numbers, newNumbers);
    }
  }
  // Weights go with a block that has been moved already.
  if (weighted) move1(toKey, threshold, m, from, to, weightsOf(copy) + (<usize>start << 2), weightsOf(copyAfter(copy)) + (<usize>place << 2));
}
