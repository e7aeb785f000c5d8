// The randomness of a forest, by address, four lanes at once: the same words as test/kernels/plain/keys.ts gives, which says why.

const GOLDEN: i32 = 0x9e3779b9;
const TREE: i32 = 0x5bd1e995;
const LEFT: i32 = 0x1b873593;
const RIGHT: i32 = 0x2545f491;
const BOOTSTRAP: i32 = 0x68e31da4;

@inline
function mix(x: v128): v128 {
  let z = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad));
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(z, i32x4.shr_u(z, 15));
}

/** The four words of a block. */
@inline
export function words(key: v128, block: i32): v128 {
  return mix(i32x4.add(key, i32x4.splat((block + 1) * GOLDEN)));
}

@inline
function derive(key: v128, constant: i32): v128 {
  const next = v128.shuffle<i32>(key, key, 1, 2, 3, 0);
  const turned = v128.or(i32x4.shl(next, 13), i32x4.shr_u(next, 19));
  return mix(i32x4.add(i32x4.add(key, turned), i32x4.splat(constant)));
}

@inline
export function leftKey(key: v128): v128 {
  return derive(key, LEFT);
}

@inline
export function rightKey(key: v128): v128 {
  return derive(key, RIGHT);
}

export function treeKey(forest: v128, tree: i32): v128 {
  return derive(words(forest, tree), TREE);
}

export function bootstrapKey(root: v128): v128 {
  return derive(root, BOOTSTRAP);
}

let drawKey: v128 = i32x4.splat(0);
let drawBlock: i32 = 0;
let drawn: i32 = 0;
const buffer: usize = memory.data(16, 16);

/** Starts to draw the words of a key one by one, from a block on. */
@inline
export function startDraws(key: v128, block: i32): void {
  drawKey = key;
  drawBlock = block;
  drawn = 0;
}

/** How many words have been drawn. */
@inline
export function drawnWords(): i32 {
  return drawn;
}

/** A block of the words that are drawn. */
@inline
export function drawnBlock(block: i32): v128 {
  return words(drawKey, drawBlock + block);
}

/** The next word scaled to [0, n). */
export function below(n: u32): u32 {
  const lane = drawn & 3;
  if (lane == 0) v128.store(buffer, words(drawKey, drawBlock + (drawn >>> 2)));
  drawn++;
  return <u32>((<u64>load<u32>(buffer + (<usize>lane << 2)) * <u64>n) >>> 32);
}
