// The training rows in memory. Features come in blocks of four: block v holds features 4v … 4v + 3 of all rows, 16 bytes a row, so that
// one vector is four features of a row. While a tree grows its rows are moved, from one copy to the other and back, so that each node's
// rows lie together: those of a node at even depth are in copy 0, those of its children in copy 1. Trees grown together that part ways at
// a node each get a place of their own for its rows, so the copies may hold every row several times.
import {allocate} from "./memory";
import {below, bootstrapKey, startDraws} from "./keys";

export let n: i32 = 0;
export let p: i32 = 0;
/** Blocks of four features. */
export let blocks: i32 = 0;
/** Bytes from one block of the copies to the next. */
export let stride: usize = 0;
/** The same where the caller writes the features. */
let sourceStride: usize = 0;
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
const X = memory.data(8, 8);
const Y = memory.data(8, 8);
const W = memory.data(8, 8);

/** Takes room for n rows of p features; weights need more, and copies, in which each row has `places`, still more. */
export function allocateRows(rows: i32, features: i32, weights: bool, places: i32, stepOfY: f64, middleOfY: f64): void {
  n = rows;
  p = features;
  blocks = (features + 3) >>> 2;
  sourceStride = <usize>rows << 4;
  stride = sourceStride * <usize>places;
  step = stepOfY;
  middle = middleOfY;
  sourceX = allocate(<usize>blocks * sourceStride);
  sourceY = allocate(<usize>rows << 2);
  counts = weights ? allocate(<usize>rows << 2) : 0;
  for (let copy: usize = 0; places > 0 && copy < 8; copy += 4) {
    store<usize>(X + copy, allocate(<usize>blocks * stride));
    store<usize>(Y + copy, allocate(stride >>> 2));
    store<usize>(W + copy, weights ? allocate(stride >>> 2) : 0);
  }
}

/** Where the caller writes the features, four by four. */
export function featureRows(): usize {
  return sourceX;
}

/** Where the caller writes the targets, fixed point. */
export function targetRows(): usize {
  return sourceY;
}

/** The first block of the features of a copy. */
// @ts-ignore: decorator
@inline
export function featuresOf(copy: i32): usize {
  return load<usize>(X + (<usize>copy << 2));
}

/** The targets of a copy, times the weight where rows carry one. */
// @ts-ignore: decorator
@inline
export function targetsOf(copy: i32): usize {
  return load<usize>(Y + (<usize>copy << 2));
}

// @ts-ignore: decorator
@inline
export function weightsOf(copy: i32): usize {
  return load<usize>(W + (<usize>copy << 2));
}

/** Puts every row into copy 0. */
export function takeAll(): void {
  weighted = false;
  used = n;
  flush = 256;
  for (let v: usize = 0; v < <usize>blocks; v++) memory.copy(featuresOf(0) + v * stride, sourceX + v * sourceStride, sourceStride);
  memory.copy(targetsOf(0), sourceY, <usize>n << 2);
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
  const x = featuresOf(0);
  const y = targetsOf(0);
  const w = weightsOf(0);
  let k: usize = 0;
  for (let i: usize = 0; i < <usize>n; i++) {
    const count = load<i32>(counts + (i << 2));
    if (count == 0) continue;
    for (let v: usize = 0; v < <usize>blocks; v++) v128.store(x + v * stride + (k << 4), v128.load(sourceX + v * sourceStride + (i << 4)));
    store<i32>(y + (k << 2), load<i32>(sourceY + (i << 2)) * count);
    store<i32>(w + (k << 2), count);
    k++;
  }
  used = <i32>k;
}

/** Where feature j of row 0 is; the next row's is 16 bytes on. */
// @ts-ignore: decorator
@inline
export function sourceColumn(j: i32): usize {
  return sourceX + <usize>(j >>> 2) * sourceStride + (<usize>(j & 3) << 2);
}

/** How often each row was drawn. */
// @ts-ignore: decorator
@inline
export function bootstrapCounts(): usize {
  return counts;
}

/**
 * Moves one to four blocks of m rows, and a column of 32-bit numbers with them: those with key ≤ threshold to the front of the new place,
 * the others, turned round, to its end. The number of blocks is known when this is compiled.
 */
// @ts-ignore: decorator
@inline
function move(count: i32, key: usize, threshold: f32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  const size = stride;
  const end = <usize>m << 4;
  let left: usize = 0;
  for (let i: usize = 0; i < end; i += 16) {
    const goes = load<f32>(key + i) <= threshold;
    // After the rows that went left, or as far from the end as rows went right; without a branch, which would be guessed wrong half the time.
    const place = left + ((end - 16 - i) & (<usize>goes - 1));
    const at = to + place;
    v128.store(at, v128.load(from + i));
    if (count > 1) v128.store(at + size, v128.load(from + size + i));
    if (count > 2) v128.store(at + 2 * size, v128.load(from + 2 * size + i));
    if (count > 3) v128.store(at + 3 * size, v128.load(from + 3 * size + i));
    store<i32>(newNumbers + (place >>> 2), load<i32>(numbers + (i >>> 2)));
    left += <usize>goes << 4;
  }
}

function move1(key: usize, threshold: f32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(1, key, threshold, m, from, to, numbers, newNumbers);
}

function move2(key: usize, threshold: f32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(2, key, threshold, m, from, to, numbers, newNumbers);
}

function move3(key: usize, threshold: f32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(3, key, threshold, m, from, to, numbers, newNumbers);
}

function move4(key: usize, threshold: f32, m: i32, from: usize, to: usize, numbers: usize, newNumbers: usize): void {
  move(4, key, threshold, m, from, to, numbers, newNumbers);
}

/** Moves the rows start … start + m of a copy to the other, from `place` on, those that go left first. */
export function partition(copy: i32, start: i32, m: i32, feature: i32, threshold: f32, place: i32): void {
  const from = featuresOf(copy) + (<usize>start << 4);
  const to = featuresOf(1 - copy) + (<usize>place << 4);
  const key = from + <usize>(feature >>> 2) * stride + (<usize>(feature & 3) << 2);
  // The targets go with each group of blocks: to move them more than once does no harm.
  const numbers = targetsOf(copy) + (<usize>start << 2);
  const newNumbers = targetsOf(1 - copy) + (<usize>place << 2);
  for (let v = 0; v < blocks; v += 4) {
    const at = <usize>v * stride;
    switch (min(4, blocks - v)) {
      case 1:
        move1(key, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      case 2:
        move2(key, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      case 3:
        move3(key, threshold, m, from + at, to + at, numbers, newNumbers);
        break;
      default:
        move4(key, threshold, m, from + at, to + at, numbers, newNumbers);
    }
  }
  // Weights go with a block that has been moved already.
  if (weighted) move1(key, threshold, m, from, to, weightsOf(copy) + (<usize>start << 2), weightsOf(1 - copy) + (<usize>place << 2));
}
