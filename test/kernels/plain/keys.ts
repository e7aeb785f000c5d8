// The randomness of a forest, by address: every node of every tree owns a key of four 32-bit words, and the i-th random word of a
// node is a function of its key and i. A node's draws therefore do not depend on what was grown before it, so limits that only stop
// growth (maxDepth, minSamplesSplit, nEstimators) leave all that remains bit for bit as it was, and four lanes can draw at once.

import type {Key} from "../../../nodes/kernels/tree/tree.ts";

/** The 32-bit golden ratio: multiples of it visit all words. */
const GOLDEN = 0x9e3779b9 | 0;
const TREE = 0x5bd1e995 | 0;
const LEFT = 0x1b873593 | 0;
const RIGHT = 0x2545f491 | 0;
const BOOTSTRAP = 0x68e31da4 | 0;

/** A bijection of 32-bit words that flips half the bits when one flips (Wellons' hash prospector, bias 0.11). */
export function mix(x: number): number {
  let z = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

/** Word `lane` (0 … 3) of block `block` of the numbers that belong to a key, as a signed 32-bit integer. */
export function word(key: Key, lane: number, block: number): number {
  return mix((key[lane]! + Math.imul(block + 1, GOLDEN)) | 0);
}

/** The i-th of the words that start at block `block`, four a block, scaled to an integer in [0, n): ⌊u n / 2^32⌋. */
export function below(n: number, key: Key, block: number, i: number): number {
  return Math.floor(((word(key, i & 3, block + (i >>> 2)) >>> 0) * n) / 4294967296);
}

/** A key that follows from another and a constant; each of its words depends on two of the other's. */
function derive([a, b, c, d]: Key, constant: number): Key {
  const step = (x: number, next: number): number => mix((x + ((next << 13) | (next >>> 19)) + constant) | 0);
  return [step(a, b), step(b, c), step(c, d), step(d, a)];
}

export function leftKey(node: Key): Key {
  return derive(node, LEFT);
}

export function rightKey(node: Key): Key {
  return derive(node, RIGHT);
}

/** The key of the root of tree `tree` of the forest whose key is given. */
export function treeKey(forest: Key, tree: number): Key {
  return derive([word(forest, 0, tree), word(forest, 1, tree), word(forest, 2, tree), word(forest, 3, tree)], TREE);
}

/** The key of what rows a tree sees. */
export function bootstrapKey(root: Key): Key {
  return derive(root, BOOTSTRAP);
}

/** How often each of n rows is drawn, n times with replacement, for the tree whose root has this key. */
export function bootstrapWeights(root: Key, n: number): Int32Array {
  const key = bootstrapKey(root);
  const weights = new Int32Array(n);
  for (let i = 0; i < n; ++i) weights[below(n, key, 0, i)]! += 1;
  return weights;
}
