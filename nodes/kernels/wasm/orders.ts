// The training rows as the best splitter wants them: for each feature, the numbers of the rows of each node by ascending value, one list after
// the other. Like the rows themselves they move from copy 0 to copy 1 and back as nodes are split.
import {allocate} from "./memory";
import {bootstrapCounts, n, p, targetRows} from "./rows";

let sorted: usize = 0;
let copies: usize = 0;
let goesLeft: usize = 0;
/** Rows of this tree, and whether they count as often as a bootstrap drew them. */
export let inTree: i32 = 0;
export let drawn: bool = false;

export function allocateOrders(): void {
  const lists = (<usize>n * <usize>p) << 2;
  sorted = allocate(lists);
  copies = allocate(2 * lists);
  goesLeft = allocate(n);
}

/** Where the caller writes, for each feature, the numbers of all rows by ascending value (i32). */
export function sortedRows(): usize {
  return sorted;
}

/** The rows of a node by ascending value of a feature. */
@inline
export function rowsBy(j: i32, copy: i32, start: i32): usize {
  return copies + (((<usize>(copy * p) + <usize>j) * <usize>n + <usize>start) << 2);
}

/** How often a row counts. */
@inline
export function weightOf(row: usize): i32 {
  return drawn ? load<i32>(bootstrapCounts() + (row << 2)) : 1;
}

@inline
export function targetOf(row: usize): i32 {
  return load<i32>(targetRows() + (row << 2));
}

/** Puts every row, or those a bootstrap has drawn, into the lists of copy 0. */
export function takeRows(bootstrap: bool): void {
  drawn = bootstrap;
  inTree = n;
  for (let j = 0; j < p; j++) {
    const from = sorted + ((<usize>j * <usize>n) << 2);
    const to = rowsBy(j, 0, 0);
    if (!bootstrap) {
      memory.copy(to, from, <usize>n << 2);
      continue;
    }
    let k: usize = 0;
    for (let i: usize = 0; i < <usize>n << 2; i += 4) {
      const row = load<u32>(from + i);
      if (weightOf(row) == 0) continue;
      store<u32>(to + k, row);
      k += 4;
    }
    inTree = <i32>(k >>> 2);
  }
}

/** Parts the lists of a node in two, `left` rows first of feature j's list going left, each part in order. */
export function partitionOrders(copy: i32, start: i32, m: i32, feature: i32, left: i32): void {
  const chosen = rowsBy(feature, copy, start);
  for (let k = 0; k < m; k++) store<u8>(goesLeft + load<u32>(chosen + (<usize>k << 2)), k < left ? 1 : 0);
  for (let j = 0; j < p; j++) {
    const from = rowsBy(j, copy, start);
    let l = rowsBy(j, 1 - copy, start);
    let r = l + (<usize>left << 2);
    for (let i: usize = 0; i < <usize>m << 2; i += 4) {
      const row = load<u32>(from + i);
      const goes = <usize>load<u8>(goesLeft + row);
      store<u32>(r + ((l - r) & (0 - goes)), row);
      l += goes << 2;
      r += (1 - goes) << 2;
    }
  }
}
