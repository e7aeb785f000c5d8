import {allocate} from "./memory";

// What is known of a leaf, 128 bytes each.
let leaves: usize = 0;

export function initLeaves(count: i32): void {
  leaves = allocate(<usize>count << 7);
}

@unmanaged
export class Leaf {
  /** Its rows: start … end. */
  start: i32;
  end: i32;
  /** The split above it, −1 for none, and whether it hangs on its left. */
  parent: i32;
  isLeft: bool;
  /** Address of its histograms, 0 where it has none. */
  histograms: usize;
  /** Its best split: rows with codes ≤ bin go left. Feature −1 where there is none. */
  feature: i32;
  bin: i32;
  leftCount: i32;
  count: i32;
  /** Sum of gradients in fixed point. */
  sum: i64;
  leftSum: i64;
  hessian: f64;
  leftHessian: f64;
  rightHessian: f64;
  gain: f64;
  leftOutput: f64;
  rightOutput: f64;
  /** Splits above it. */
  depth: i32;
}

@inline
export function leaf(index: i32): Leaf {
  return changetype<Leaf>(leaves + (<usize>index << 7));
}
