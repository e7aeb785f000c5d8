import type {Pairs} from "./find.ts";

/** Which rows stand in the result, in STILTS's words. */
export const JOINS = ["1and2", "1or2", "all1", "all2", "1not2", "2not1", "1xor2"] as const;
export type Join = (typeof JOINS)[number];

/** Rows of a joined table: −1 and NaN where a side is missing. */
export interface JoinedRows {
  readonly row1: Int32Array;
  readonly row2: Int32Array;
  readonly separation: Float64Array;
}

interface Parts {
  readonly matched: boolean;
  readonly only1: boolean;
  readonly only2: boolean;
}

const PARTS: Readonly<Record<Join, Parts>> = {
  "1and2": {matched: true, only1: false, only2: false},
  "1or2": {matched: true, only1: true, only2: true},
  all1: {matched: true, only1: true, only2: false},
  all2: {matched: true, only1: false, only2: true},
  "1not2": {matched: false, only1: true, only2: false},
  "2not1": {matched: false, only1: false, only2: true},
  "1xor2": {matched: false, only1: true, only2: true}
};

/** Which sides and whether the separation stand in the result of a join: an exclusive join has no separation to give. */
export function joinedParts(join: Join): {readonly list1: boolean; readonly list2: boolean; readonly separation: boolean} {
  const {matched, only1, only2} = PARTS[join];
  return {list1: matched || only1, list2: matched || only2, separation: matched};
}

/**
 * Rows of the join of two lists of n1 and n2 rows, given their pairs (by row of the first, then of the second list): by row of
 * the first list, unmatched ones in their places, then the unmatched rows of the second.
 */
export function joinRows(pairs: Pairs, n1: number, n2: number, join: Join): JoinedRows {
  const {matched, only1, only2} = PARTS[join];
  const has1 = marked(pairs.row1, n1);
  const has2 = marked(pairs.row2, n2);
  const lonely1 = only1 ? n1 - sum(has1) : 0;
  const lonely2 = only2 ? n2 - sum(has2) : 0;
  const size = (matched ? pairs.row1.length : 0) + lonely1 + lonely2;
  const row1 = new Int32Array(size).fill(-1);
  const row2 = new Int32Array(size).fill(-1);
  const separation = new Float64Array(size).fill(NaN);
  let q = 0;
  let p = 0;
  for (let i = 0; i < n1; i++) {
    if (only1 && has1[i] === 0) row1[q++] = i;
    for (; p < pairs.row1.length && pairs.row1[p] === i; p++) {
      if (!matched) continue;
      row1[q] = i;
      row2[q] = pairs.row2[p]!;
      separation[q++] = pairs.separation[p]!;
    }
  }
  if (only2) for (let j = 0; j < n2; j++) if (has2[j] === 0) row2[q++] = j;
  return {row1, row2, separation};
}

function marked(rows: Int32Array, n: number): Uint8Array {
  const marks = new Uint8Array(n);
  for (const row of rows) marks[row] = 1;
  return marks;
}

function sum(marks: Uint8Array): number {
  let total = 0;
  for (const mark of marks) total += mark;
  return total;
}
