// Trees already grown, as the caller hands them over, and what they predict: nodes/kernels/tree/predictor.ts.
import {allocate, mark, reset} from "./memory";

/** Of all trees at hand: first nodes (i32), features (i16), thresholds (f32), right children (i32), rows (i32), means (f64). */
export let offsets: usize = 0;
export let features: usize = 0;
export let thresholds: usize = 0;
export let rights: usize = 0;
export let counts: usize = 0;
export let values: usize = 0;
export let p: i32 = 0;
/** For each row: the first tree's prediction, the sum of all, and of their differences from the first and of the squares of these (f64 each). */
export let state: usize = 0;
export let X: usize = 0;
/** Where the memory of the trees ends. */
let end: usize = 0;

/** Forgets what was there and takes room for so many trees and nodes. */
export function prepareForest(trees: i32, nodes: i32, width: i32): void {
  reset();
  p = width;
  offsets = allocate((<usize>trees + 1) << 2);
  features = allocate(<usize>nodes << 1);
  thresholds = allocate(<usize>nodes << 2);
  rights = allocate(<usize>nodes << 2);
  counts = allocate(<usize>nodes << 2);
  values = allocate(<usize>nodes << 3);
}

/** Says that all that is kept of the trees lies before this point. */
export function endOfForest(): void {
  end = mark();
}

/** Takes room, instead of what was taken before, for rows, sixteen more than there are; their state starts at 0. */
export function prepareRows(count: i32): void {
  reset(end);
  const room = <usize>(count + 16);
  X = allocate((room * <usize>p) << 2);
  state = allocate(room << 5);
  memory.fill(X, 0, (room * <usize>p) << 2);
  memory.fill(state, 0, room << 5);
}

/** Where the caller writes: 0 first nodes, 1 features, 2 thresholds, 3 right children, 4 rows, 5 means; and after prepareRows 6 X (f32), 7 the state of rows. */
export function forestArray(which: i32): usize {
  switch (which) {
    case 0:
      return offsets;
    case 1:
      return features;
    case 2:
      return thresholds;
    case 3:
      return rights;
    case 4:
      return counts;
    case 5:
      return values;
    case 6:
      return X;
    default:
      return state;
  }
}

@inline
export function firstNode(tree: i32): i32 {
  return load<i32>(offsets + (<usize>tree << 2));
}

/** Adds a tree's prediction to the state of a row. */
@inline
export function take(row: usize, value: f64, first: bool): void {
  if (first) store<f64>(row, value);
  const d = value - load<f64>(row);
  store<f64>(row, load<f64>(row, 8) + value, 8);
  store<f64>(row, load<f64>(row, 16) + d, 16);
  store<f64>(row, load<f64>(row, 24) + d * d, 24);
}

let touched: u64 = 0;

/** Reads memory from one end to the other: the processor fetches what it can foresee much faster than what rows will touch here and there. */
export function fetch(from: usize, to: usize): void {
  let bits: u64 = 0;
  for (let at = from; at < to; at += 64) bits ^= load<u64>(at);
  touched = bits;
}
