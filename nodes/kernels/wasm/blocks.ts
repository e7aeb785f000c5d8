// Trees in blocks of seven nodes, 64 bytes each, that a row passes in one step. The nodes of a block hang together; which ones is chosen so
// that the training rows pass as few blocks as can be. Bytes 0 … 15: the ranks of the thresholds (i16) and, in the eighth lane, where the shape
// of the block begins among EXITS; 16 … 31: for each lane the two bytes its feature has in a row; 32 … 63: where each exit leads, to a
// block (its distance from the tree's first) or, with the sign bit, to a leaf (the distance of its mean from the tree's first).
//
// At its top a tree has a crown of fifteen nodes, those with the most training rows, which are compared one after the other, with many rows at once: for each of them the
// distance of its feature's column (u32), its rank (i16), and the exits to its left (u16); then to which blocks the sixteen exits lead.
// The first passes are those of all rows, on their way or not: leaves that come before are put behind blocks in which all rows take the first exit.
import {counts, features, firstNode, rights, values} from "./grown";
import {allocate, mark, reset} from "./memory";
import {shapeOf} from "./shapes";
import {ranks} from "./thresholds";

export const BLOCK: usize = 64;
/** The sign bit of an exit that leads to a leaf. */
export const LEAF: u32 = 0x80000000;

export const CROWN: usize = 192;
/** Nodes of a crown, eight bytes each, and where its exits begin. */
export const CROWN_NODES: i32 = 15;
export const CROWN_EXITS: usize = 128;
let crowns: usize = 0;
/** Bytes from one column of ranks to the next. */
let column: u32 = 0;

/** For each tree, where its blocks and its means begin, where its blocks end (usize each), and how many blocks all rows pass (i32). */
let trees: usize = 0;
/** Exits that lead to blocks to be made: their nodes and addresses (u32 each). */
let pending: usize = 0;
let top: usize = 0;
/** The exits that lead to leaves: their addresses (u32). */
let early: usize = 0;
let earlyEnd: usize = 0;
/** Training rows in these leaves. */
let earlyRows: i32 = 0;
/**
 * What blocks are made of. For each node of a tree and k = 0 … 7 nodes of the block above that are left for it and what is below it: of k nodes,
 * how many go to its left side (u8, from k = 1 on), and at byte 16 how many blocks the training rows in it have still to pass, added up, times
 * eight (u32). At 8 what its lane of a block holds, rank and bytes (u16 each); at 12 its right child, or the exit to a leaf (i32).
 */
let costs: usize = 0;
const COST: usize = 48;
/** What nobody would pay. */
const NEVER: i32 = 1 << 30;

// The crown in the making. Candidates for its nodes are numbered: the root is 0, the two children of the k-th node chosen 2k + 1 and 2k + 2.
// For each: training rows, 0 in leaves, above its number (u64), so that the greatest is chosen next, and 0 once it is; its node in the tree;
// which it was chosen as, or −1 (i32 each).
const keys: usize = memory.data(8 * 32, 16);
const nodes: usize = memory.data(4 * 32, 16);
const chosen: usize = memory.data(4 * 32, 16);
let block: usize = 0;
let lanes: i32 = 0;
let exits: usize = 0;
let description: u32 = 0;
/** Of a lane that is not compared: no two bytes. */
const NONE: u16 = 0x8080;

/** Makes the crowns and blocks of all trees, for columns of ranks so far from each other. */
export function makeBlocks(count: i32, columnBytes: usize): void {
  column = <u32>columnBytes;
  trees = allocate(<usize>count << 4);
  crowns = allocate(<usize>count * CROWN);
  let most = 0;
  for (let t = 0; t < count; t++) most = max(most, firstNode(t + 1) - firstNode(t));
  pending = allocate(<usize>(most + 16) << 3);
  early = allocate(<usize>(most + 16) << 2);
  costs = allocate(<usize>most * COST);
  for (let t = 0; t < count; t++) makeTree(trees + (<usize>t << 4), crownOf(t), firstNode(t), firstNode(t + 1));
}

@inline
export function crownOf(tree: i32): usize {
  return crowns + <usize>tree * CROWN;
}

@inline
export function blocksOf(tree: i32): usize {
  return load<usize>(trees + (<usize>tree << 4));
}

/** Where the means of a tree's leaves begin, before its blocks. */
@inline
export function meansOf(tree: i32): usize {
  return load<usize>(trees + (<usize>tree << 4), 4);
}

@inline
export function endOf(tree: i32): usize {
  return load<usize>(trees + (<usize>tree << 4), 8);
}

/** How many blocks of a tree all rows pass, at least one. */
@inline
export function passesOf(tree: i32): i32 {
  return load<i32>(trees + (<usize>tree << 4), 12);
}

@inline
function isLeaf(node: i32): bool {
  return load<i16>(features + (<usize>node << 1)) < 0;
}

function makeTree(tree: usize, crown: usize, from: i32, to: i32): void {
  // Of nodes that have two children or none.
  const count = (to - from + 1) >> 1;
  const means = allocate(<usize>count << 3);
  let mean: u32 = <u32>count << 3;
  for (let i = to - 1; i >= from; i--) {
    const at = costs + <usize>(i - from) * COST;
    if (isLeaf(i)) {
      mean -= 8;
      store<f64>(means + <usize>mean, load<f64>(values + (<usize>i << 3)));
      noteLeaf(at, mean);
    } else countBlocks(at, i);
  }
  // Room for a block of each node, and for sixteen of none.
  const first = allocate(<usize>(to - from + 16) * BLOCK);
  makeCrown(crown, from);
  block = first;
  store<i32>(tree, makePasses(first, from, count), 12);
  reset(block);
  store<usize>(tree, first);
  store<usize>(tree, means, 4);
  store<usize>(tree, block, 8);
}

/** Makes the blocks of a tree of so many leaves, pass by pass; returns how many passes are those of all rows. */
function makePasses(first: usize, from: i32, count: i32): i32 {
  const rows = load<i32>(counts + (<usize>from << 2));
  let passes = 0;
  let at = pending;
  let all = true;
  while (all || at < top) {
    if (all) {
      passes++;
      delayLeaves(first);
    }
    for (const end = top; at < end; at += 8) {
      store<u32>(load<u32>(at, 4), <u32>(block - first));
      makeBlock(from, load<i32>(at));
    }
    // One more saves notes of the rows on their way, and costs steps of those that have arrived.
    all = all && at < top && passes < 4 && earlyRows <= rows >> 3 && <i32>(earlyEnd - early) >> 2 <= count >> 2;
  }
  return passes;
}

/** Lets rows that have come to leaves pass one more block, in which all lead to the first exit. */
function delayLeaves(first: usize): void {
  for (let at = early; at < earlyEnd; at += 4) {
    const exit = load<u32>(at);
    v128.store(block, i16x8.replace_lane(i16x8.splat(i16.MAX_VALUE), 7, 0));
    v128.store(block, i16x8.splat(NONE), 16);
    store<u32>(block, load<u32>(exit), 32);
    store<u32>(exit, <u32>(block - first));
    store<u32>(at, <u32>(block + 32));
    block += BLOCK;
  }
}

@inline
function setCandidate(c: usize, from: i32, node: i32): void {
  const rows = isLeaf(from + node) ? 0 : load<i32>(counts + (<usize>(from + node) << 2));
  store<u64>(keys + (c << 3), (<u64>rows << 8) | c);
  store<i32>(nodes + (c << 2), node);
  store<i32>(chosen + (c << 2), -1);
}

/** Chooses the nodes of a crown, those of most rows first; leaves that are chosen send everything to the left. */
function chooseCrown(from: i32): void {
  setCandidate(0, from, 0);
  for (let k: usize = 0; k < <usize>CROWN_NODES; k++) {
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
}

/** The costs of i nodes to the left and those left to the right, whose costs are given for 1 … 4 or 5 … 8 nodes in all; the least tells i. */
@inline
function costs4(left: usize, i: i32, right: v128): v128 {
  return i32x4.add(i32x4.add(v128.load32_splat(left + (<usize>i << 2), 16), i32x4.splat(i)), right);
}

/** Notes a leaf: as a node of a block, it sends everything to the left. */
function noteLeaf(at: usize, mean: u32): void {
  v128.store(at, i64x2(0x06050403020100, <i64>i16.MAX_VALUE | 0x01000000 | (<i64>(mean | LEAF) << 32)));
  v128.store(at, i32x4.splat(0), 16);
  v128.store(at, i32x4.splat(0), 32);
}

/** Counts the blocks to pass from inner node i of the forest on, those below it being known. */
function countBlocks(at: usize, i: i32): void {
  const left = at + COST;
  const link = <usize>load<u32>(rights + (<usize>i << 2));
  const right = costs + link * COST;
  const low = v128.load(right, 16);
  const high = v128.load(right, 32);
  const never = i32x4.splat(NEVER);
  // With k nodes left, one is this; i go to the left and k − 1 − i to the right.
  const one = v128.shuffle<i32>(never, low, 3, 4, 5, 6);
  const two = v128.shuffle<i32>(never, low, 2, 3, 4, 5);
  let few = i32x4.min_s(costs4(left, 0, low), costs4(left, 1, one));
  few = i32x4.min_s(few, costs4(left, 2, two));
  few = i32x4.min_s(few, costs4(left, 3, v128.shuffle<i32>(never, low, 1, 2, 3, 4)));
  let many = i32x4.min_s(costs4(left, 0, high), costs4(left, 1, v128.shuffle<i32>(low, high, 3, 4, 5, 6)));
  many = i32x4.min_s(many, costs4(left, 2, v128.shuffle<i32>(low, high, 2, 3, 4, 5)));
  many = i32x4.min_s(many, costs4(left, 3, v128.shuffle<i32>(low, high, 1, 2, 3, 4)));
  many = i32x4.min_s(many, costs4(left, 4, low));
  many = i32x4.min_s(many, costs4(left, 5, one));
  many = i32x4.min_s(many, costs4(left, 6, two));
  const seven = i32x4.splat(7);
  const best = i16x8.narrow_i32x4_s(v128.and(few, seven), v128.and(many, seven));
  // Of more rows than a cost can count, shares may be nonsense, but not too large.
  const shares = i8x16.min_u(i8x16.narrow_i16x8_s(best, best), i64x2.splat(0x0706050403020100));
  const lane = <u32>load<u16>(ranks + (<usize>i << 1)) | ((<u32>load<i16>(features + (<usize>i << 1)) * 0x0202 + 0x0100) << 16);
  v128.store(at, i64x2.replace_lane(shares, 1, <i64>lane | (<i64>link << 32)));
  few = v128.andnot(few, seven);
  many = v128.andnot(many, seven);
  const rows = v128.load32_splat(counts + (<usize>i << 2));
  const none = i32x4.add(many, i32x4.shl(rows, 3));
  v128.store(at, v128.shuffle<i32>(none, few, 2, 4, 5, 6), 16);
  v128.store(at, v128.shuffle<i32>(few, many, 3, 4, 5, 6), 32);
}

/** Makes the block whose first node is given, counted from the tree's first. */
function makeBlock(from: i32, root: i32): void {
  lanes = 0;
  exits = block + 32;
  description = 0;
  place(root, 7, from);
  store<u16>(block, <u16>shapeOf(description), 14);
  store<u16>(block, NONE, 30);
  block += BLOCK;
}

/** Puts a node and what is below it, k nodes in all, into the block, in preorder; leaves among them send everything to the left. */
function place(node: i32, k: i32, from: i32): void {
  if (k == 0) {
    placeExit(node, from);
    return;
  }
  const at = costs + <usize>node * COST;
  const link = load<i32>(at, 12);
  const toLeft = <i32>load<u8>(at + <usize>(k - 1));
  const toRight = k - 1 - toLeft;
  const lane = block + (<usize>lanes << 1);
  store<u16>(lane, load<u16>(at, 8));
  store<u16>(lane, load<u16>(at, 10), 16);
  description |= (<u32>(toLeft > 0) | (<u32>(toRight > 0) << 1)) << (2 * lanes);
  lanes++;
  place(link < 0 ? node : node + 1, toLeft, from);
  if (link < 0) exits += 4;
  else place(link, toRight, from);
}

function makeCrown(crown: usize, from: i32): void {
  top = pending;
  earlyEnd = early;
  earlyRows = 0;
  chooseCrown(from);
  block = crown;
  lanes = 0;
  exits = crown + CROWN_EXITS;
  placeInCrown(0, from);
}

/** Puts a candidate and what is below it into the crown, in preorder. */
function placeInCrown(c: i32, from: i32): void {
  const node = load<i32>(nodes + (<usize>c << 2));
  const k = chosenAs(c);
  if (k < 0) {
    placeExit(node, from);
    return;
  }
  const at = block + (<usize>lanes << 3);
  lanes++;
  const leaf = isLeaf(from + node);
  store<u32>(at, leaf ? 0 : <u32>load<i16>(features + (<usize>(from + node) << 1)) * column);
  store<i16>(at, leaf ? i16.MAX_VALUE : load<i16>(ranks + (<usize>(from + node) << 1)), 4);
  const first = <u32>(exits - block - CROWN_EXITS) >> 2;
  placeInCrown(2 * k + 1, from);
  const last = <u32>(exits - block - CROWN_EXITS) >> 2;
  store<u16>(at, <u16>((<u32>1 << last) - (<u32>1 << first)), 6);
  placeInCrown(2 * k + 2, from);
}

function placeExit(node: i32, from: i32): void {
  const link = load<i32>(costs + <usize>node * COST, 12);
  if (link >= 0) {
    store<i32>(top, node);
    store<u32>(top, <u32>exits, 4);
    top += 8;
  } else {
    store<i32>(exits, link);
    store<u32>(earlyEnd, <u32>exits);
    earlyEnd += 4;
    earlyRows += load<i32>(counts + (<usize>(from + node) << 2));
  }
  exits += 4;
}

@inline
function chosenAs(c: i32): i32 {
  return load<i32>(chosen + (<usize>c << 2));
}
