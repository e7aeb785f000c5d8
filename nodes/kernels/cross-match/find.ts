import {visitPairs} from "./pairs.ts";
import type {Positions} from "./positions.ts";

/** Which of the pairs within the radius are kept, in STILTS's words. */
export const FINDS = ["all", "best", "best1", "best2"] as const;
export type Find = (typeof FINDS)[number];

/** Pairs of rows by row of the first list, then of the second; separation in arcsec. */
export interface Pairs {
  readonly row1: Int32Array;
  readonly row2: Int32Array;
  readonly separation: Float64Array;
}

/** Pairs at most: beyond, three arrays would not fit in memory and the radius is surely a mistake. */
const MOST_PAIRS = 1 << 26;

/**
 * Pairs of rows no farther apart than `radius` arcsec.
 *
 * `all`: every pair. `best1`: for each row of the first list its nearest of the second. `best2`: for each row of the second its
 * nearest of the first. `best`: no row in two pairs; among the pairs of `best2` each row of the first list keeps its nearest, as
 * STILTS does. Equal separations: the smaller row of the other list.
 * @throws as visitPairs, and where `all` would give more than 67 million pairs
 */
export function findPairs(
  list1: Positions,
  list2: Positions,
  radius: number,
  find: Find,
  progress?: (fraction: number) => void
): Pairs {
  const n1 = list1.ra.length;
  const n2 = list2.ra.length;
  if (find === "all") {
    const found = new PairList();
    visitPairs(list1, list2, radius, (i, j, distance) => found.add(i, j, distance), progress);
    return found.sorted(n1, n2);
  }
  if (find === "best1") {
    const nearest = new Nearest(n1);
    visitPairs(list1, list2, radius, (i, j, distance) => nearest.offer(i, j, distance), progress);
    return nearest.pairs();
  }
  const nearest = new Nearest(n2);
  visitPairs(list1, list2, radius, (i, j, distance) => nearest.offer(j, i, distance), progress);
  if (find === "best2") {
    const {row1: of2, row2: of1, separation} = nearest.pairs();
    return byRows({row1: of1, row2: of2, separation}, n1, n2);
  }
  const mutual = new Nearest(n1);
  nearest.each((j, i, distance) => mutual.offer(i, j, distance));
  return mutual.pairs();
}

/** How many rows of each list stand in more than one pair. */
export function countRepeated(pairs: Pairs, n1: number, n2: number): {readonly list1: number; readonly list2: number} {
  return {list1: repeated(pairs.row1, n1), list2: repeated(pairs.row2, n2)};
}

function repeated(rows: Int32Array, n: number): number {
  const seen = new Uint8Array(n);
  let count = 0;
  for (const row of rows) if (seen[row]! < 2 && ++seen[row]! === 2) count++;
  return count;
}

/** The nearest partner of each row so far. */
class Nearest {
  readonly #partner: Int32Array;
  readonly #distance: Float64Array;

  constructor(n: number) {
    this.#partner = new Int32Array(n).fill(-1);
    this.#distance = new Float64Array(n).fill(Infinity);
  }

  offer(row: number, partner: number, distance: number): void {
    const held = this.#distance[row]!;
    if (distance > held || (distance === held && partner > this.#partner[row]!)) return;
    this.#partner[row] = partner;
    this.#distance[row] = distance;
  }

  each(visit: (row: number, partner: number, distance: number) => void): void {
    this.#partner.forEach((partner, row) => {
      if (partner >= 0) visit(row, partner, this.#distance[row]!);
    });
  }

  pairs(): Pairs {
    const found = new PairList();
    this.each((row, partner, distance) => found.add(row, partner, distance));
    return found.taken();
  }
}

/** Pairs in the order of their coming. */
class PairList {
  #row1 = new Int32Array(1024);
  #row2 = new Int32Array(1024);
  #separation = new Float64Array(1024);
  #length = 0;

  add(row1: number, row2: number, distance: number): void {
    if (this.#length === this.#row1.length) this.#grow();
    this.#row1[this.#length] = row1;
    this.#row2[this.#length] = row2;
    this.#separation[this.#length++] = distance;
  }

  taken(): Pairs {
    const n = this.#length;
    return {row1: this.#row1.slice(0, n), row2: this.#row2.slice(0, n), separation: this.#separation.slice(0, n)};
  }

  /** Ordered by row of the first list, then of the second, by two stable counting sorts. */
  sorted(n1: number, n2: number): Pairs {
    return byRows(this.taken(), n1, n2);
  }

  #grow(): void {
    const n = 2 * this.#length;
    if (n > MOST_PAIRS)
      throw new Error(`more than ${MOST_PAIRS} pairs lie within the radius; reduce it or take the best match only`);
    const row1 = new Int32Array(n);
    const row2 = new Int32Array(n);
    const distance = new Float64Array(n);
    row1.set(this.#row1);
    row2.set(this.#row2);
    distance.set(this.#separation);
    this.#row1 = row1;
    this.#row2 = row2;
    this.#separation = distance;
  }
}

function byRows(pairs: Pairs, n1: number, n2: number): Pairs {
  const by2 = ordered(pairs, pairs.row2, n2);
  return ordered(by2, by2.row1, n1);
}

/** The same pairs sorted stably by keys in [0, n). */
function ordered(pairs: Pairs, by: Int32Array, n: number): Pairs {
  const next = new Int32Array(n + 1);
  for (const k of by) next[k + 1]!++;
  for (let k = 0; k < n; k++) next[k + 1]! += next[k]!;
  const row1 = new Int32Array(by.length);
  const row2 = new Int32Array(by.length);
  const distance = new Float64Array(by.length);
  by.forEach((k, p) => {
    const q = next[k]!++;
    row1[q] = pairs.row1[p]!;
    row2[q] = pairs.row2[p]!;
    distance[q] = pairs.separation[p]!;
  });
  return {row1, row2, separation: distance};
}
