// Adds up what many prunings of a tree predict for rows held out: nodes/kernels/search.ts.
import {allocate, mark, reset} from "./memory";
import {n, p} from "./rows";
import {treeArray} from "./tree";

/** Where the memory of training set and tree ends. */
let end: usize = 0;
let rows: i32 = 0;
let heldOut: usize = 0;
let sums: usize = 0;
/** For each pruning its maxDepth and which of the minSamplesSplit it obeys (i32). */
let depths: usize = 0;
let limits: usize = 0;
/** The different minSamplesSplit, falling, and at what depth each stops the row under way (i32). */
let fewest: usize = 0;
let stops: usize = 0;
let path: usize = 0;

/** Says that training set and tree lie before this point. */
export function startOfWalk(): void {
  end = mark();
}

/** Takes room, instead of what was taken before, for so many rows, prunings and different minSamplesSplit; the sums start at 0. */
export function prepareWalk(count: i32, prunings: i32, different: i32): void {
  reset(end);
  rows = count;
  heldOut = allocate((<usize>count * <usize>p) << 2);
  sums = allocate((<usize>count * <usize>prunings) << 3);
  memory.fill(sums, 0, (<usize>count * <usize>prunings) << 3);
  depths = allocate((<usize>prunings) << 2);
  limits = allocate((<usize>prunings) << 2);
  fewest = allocate((<usize>different) << 2);
  stops = allocate((<usize>different) << 2);
  path = allocate((<usize>n + 1) << 3);
}

/** Where the caller writes and reads: 0 rows held out (f32, p a row), 1 sums (f64, a pruning's rows together), 2 depths, 3 limits, 4 fewest. */
export function walkArray(which: i32): usize {
  switch (which) {
    case 0:
      return heldOut;
    case 1:
      return sums;
    case 2:
      return depths;
    case 3:
      return limits;
    default:
      return fewest;
  }
}

/** Walks every row down the tree grown last and adds to the first `prunings` sums the value of the node where each stops. */
export function walk(prunings: i32, different: i32): void {
  const features = treeArray(0);
  const thresholds = treeArray(1);
  const rights = treeArray(2);
  const values = treeArray(3);
  const counts = treeArray(4);
  for (let i = 0; i < rows; i++) {
    const row = heldOut + ((<usize>i * <usize>p) << 2);
    let node: usize = 0;
    let depth = 0;
    let limit = 0;
    for (;;) {
      store<f64>(path + ((<usize>depth) << 3), load<f64>(values + (node << 3)));
      const count = load<i32>(counts + (node << 2));
      while (limit < different && count < load<i32>(fewest + ((<usize>limit) << 2))) {
        store<i32>(stops + ((<usize>limit) << 2), depth);
        limit++;
      }
      const j = <i32>load<i16>(features + (node << 1));
      if (j < 0) break;
      const left = load<f32>(row + ((<usize>j) << 2)) <= load<f32>(thresholds + (node << 2));
      node = select(node + 1, <usize>load<i32>(rights + (node << 2)), left);
      depth++;
    }
    for (; limit < different; limit++) store<i32>(stops + ((<usize>limit) << 2), depth);
    let sum = sums + ((<usize>i) << 3);
    for (let r: usize = 0; r < (<usize>prunings) << 2; r += 4) {
      const at = min(load<i32>(depths + r), load<i32>(stops + ((<usize>load<i32>(limits + r)) << 2)));
      store<f64>(sum, load<f64>(sum) + load<f64>(path + ((<usize>at) << 3)));
      sum += (<usize>rows) << 3;
    }
  }
}
