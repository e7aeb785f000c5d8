// Trees in blocks of seven nodes, 64 bytes each, that a row passes in one step. The nodes of a block hang together, those with the most
// training rows, so that most rows pass few blocks. Bytes 0 … 15: the ranks of the thresholds (i16) and, in the eighth lane, where the shape
// of the block begins among EXITS; 16 … 31: for each lane the two bytes its feature has in a row; 32 … 63: where each exit leads, to a
// block (its distance from the tree's first) or, with the sign bit, to a leaf (the distance of its mean from the tree's first).
import {counts, features, firstNode, rights, values} from "./grown";
import {allocate, mark, reset} from "./memory";
import {ranks} from "./ranks";
import {shapeOf} from "./shapes";

export const BLOCK: usize = 64;
const LEAF: u32 = 0x80000000;

/** For each tree, where its blocks begin and where its means begin and end (usize each). */
let trees: usize = 0;
/** Exits that lead to blocks to be made: their nodes and addresses (u32 each). */
let pending: usize = 0;
let top: usize = 0;
/** The number of each leaf among those of its tree (i32). */
let leaves: usize = 0;

// The block in the making. Candidates for its nodes are numbered: the root is 0, the two children of the k-th node chosen 2k + 1 and 2k + 2.
// For each: training rows, 0 in leaves, above its number (u64), so that the greatest is chosen next, and 0 once it is; its node in the tree;
// which it was chosen as, or −1 (i32 each).
const keys: usize = memory.data(8 * 16, 16);
const nodes: usize = memory.data(4 * 16, 16);
const chosen: usize = memory.data(4 * 16, 16);
let block: usize = 0;
let lanes: i32 = 0;
let exits: usize = 0;
let description: u32 = 0;
/** Of a lane that is not compared: no two bytes. */
const NONE: u16 = 0x8080;

/** Makes the blocks of all trees. */
export function makeBlocks(count: i32): void {
  trees = allocate(<usize>count * 12);
  let most = 0;
  for (let t = 0; t < count; t++) most = max(most, firstNode(t + 1) - firstNode(t));
  leaves = allocate(<usize>most << 2);
  pending = allocate(<usize>most << 3);
  for (let t = 0; t < count; t++) makeTree(trees + <usize>t * 12, firstNode(t), firstNode(t + 1));
}

// @ts-ignore: decorator
@inline
export function blocksOf(tree: i32): usize {
  return load<usize>(trees + <usize>tree * 12);
}

/** Where the means of a tree's leaves begin, after its blocks. */
// @ts-ignore: decorator
@inline
export function meansOf(tree: i32): usize {
  return load<usize>(trees + <usize>tree * 12, 4);
}

// @ts-ignore: decorator
@inline
export function endOf(tree: i32): usize {
  return load<usize>(trees + <usize>tree * 12, 8);
}

// @ts-ignore: decorator
@inline
function isLeaf(node: i32): bool {
  return load<i16>(features + (<usize>node << 1)) < 0;
}

function makeTree(tree: usize, from: i32, to: i32): void {
  let count = 0;
  for (let i = from; i < to; i++) {
    store<i32>(leaves + (<usize>(i - from) << 2), count);
    if (isLeaf(i)) count++;
  }
  // Room for a block of one node each.
  const first = allocate(<usize>(to - from) * BLOCK);
  block = first;
  top = pending;
  makeBlock(from, 0);
  while (top > pending) {
    top -= 8;
    store<u32>(load<u32>(top, 4), <u32>(block - first));
    makeBlock(from, load<i32>(top));
  }
  reset(block);
  const means = allocate(<usize>count << 3);
  let at = means;
  for (let i = from; i < to; i++) {
    if (!isLeaf(i)) continue;
    store<f64>(at, load<f64>(values + (<usize>i << 3)));
    at += 8;
  }
  store<usize>(tree, first);
  store<usize>(tree, means, 4);
  store<usize>(tree, at, 8);
}

// @ts-ignore: decorator
@inline
function setCandidate(c: usize, from: i32, node: i32): void {
  const rows = isLeaf(from + node) ? 0 : load<i32>(counts + (<usize>(from + node) << 2));
  store<u64>(keys + (c << 3), (<u64>rows << 8) | c);
  store<i32>(nodes + (c << 2), node);
  store<i32>(chosen + (c << 2), -1);
}

/** Makes the block whose first node is given, counted from the tree's first; leaves that are chosen send everything to the left. */
function makeBlock(from: i32, root: i32): void {
  setCandidate(0, from, root);
  for (let k: usize = 0; k < 7; k++) {
    let best: u64 = 0;
    for (let c: usize = 0; c <= 2 * k; c++) {
      const key = load<u64>(keys + (c << 3));
      best = select(key, best, key > best);
    }
    const c = <usize>best & 255;
    store<u64>(keys + (c << 3), 0);
    store<i32>(chosen + (c << 2), <i32>k);
    const node = load<i32>(nodes + (c << 2));
    const leaf = isLeaf(from + node);
    setCandidate(2 * k + 1, from, leaf ? node : node + 1);
    setCandidate(2 * k + 2, from, leaf ? node : load<i32>(rights + (<usize>(from + node) << 2)));
  }
  lanes = 0;
  exits = block + 32;
  description = 0;
  place(0, from);
  store<u16>(block, <u16>shapeOf(description), 14);
  store<u16>(block, NONE, 30);
  block += BLOCK;
}

// @ts-ignore: decorator
@inline
function chosenAs(c: i32): i32 {
  return load<i32>(chosen + (<usize>c << 2));
}

/** Puts a candidate and what is below it into the block, in preorder. */
function place(c: i32, from: i32): void {
  const node = load<i32>(nodes + (<usize>c << 2));
  const k = chosenAs(c);
  if (k < 0) {
    if (isLeaf(from + node)) store<u32>(exits, LEAF | (load<u32>(leaves + (<usize>node << 2)) << 3));
    else {
      store<i32>(top, node);
      store<u32>(top, <u32>exits, 4);
      top += 8;
    }
    exits += 4;
    return;
  }
  const lane = block + (<usize>lanes << 1);
  if (isLeaf(from + node)) {
    store<i16>(lane, i16.MAX_VALUE);
    store<u16>(lane, 0x0100, 16);
  } else {
    store<i16>(lane, load<i16>(ranks + (<usize>(from + node) << 1)));
    store<u16>(lane, <u16>(<u32>load<i16>(features + (<usize>(from + node) << 1)) * 0x0202 + 0x0100), 16);
  }
  const left = 2 * k + 1;
  description |= (<u32>(chosenAs(left) >= 0) | (<u32>(chosenAs(left + 1) >= 0) << 1)) << (2 * lanes);
  lanes++;
  place(left, from);
  place(left + 1, from);
}
