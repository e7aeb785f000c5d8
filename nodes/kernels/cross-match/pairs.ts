import {checkPositions, isPlaced, type Positions} from "./positions.ts";
import {raDifference, separation} from "./separation.ts";
import {eachCell, turn, zoneOf, type Zones, zonesFor} from "./zones.ts";

/** Called with a row of each list and their separation in arcsec. */
export type PairVisitor = (row1: number, row2: number, separation: number) => void;

/** Rows streamed between two reports of progress. */
const STRIDE = 1 << 16;

/**
 * Visits every pair of rows no farther apart than `radius` arcsec.
 *
 * The shorter list is hashed by (zone of declination, cell of right ascension), each row under every cell its circle touches;
 * the longer one is streamed past once, and a row looks into its one cell. Trigonometry is spent on zones and on candidates,
 * never on rows. Pairs come by row of the longer list, then of the shorter.
 * @throws where a declination lies outside [−90, 90] or the radius is not a length in [0, 648000]
 */
export function visitPairs(
  list1: Positions,
  list2: Positions,
  radius: number,
  visit: PairVisitor,
  progress?: (fraction: number) => void
): void {
  if (!(radius >= 0 && radius <= 648000)) throw new Error(`radius must be in [0, 648000] arcsec; got ${radius}`);
  checkPositions([list1, list2]);
  if (list1.ra.length <= list2.ra.length) stream(list1, list2, radius, visit, progress);
  else stream(list2, list1, radius, (short, long, distance) => visit(long, short, distance), progress);
}

function stream(
  short: Positions,
  long: Positions,
  radius: number,
  visit: PairVisitor,
  progress?: (fraction: number) => void
): void {
  const zones = zonesFor(radius / 3600, short.ra.length);
  const {rows, start, occupied, mask, offset} = hash(short, zones);
  const {cells, reach} = zones;
  const perDegree = cells.map((count) => count / 360);
  const margin = zones.radius * (1 + 1e-9) + 1e-11;
  for (let j = 0; j < long.ra.length; j++) {
    if (progress && j % STRIDE === 0) progress(j / long.ra.length);
    const dec = long.dec[j]!;
    const ra = turn(long.ra[j]!);
    if (!(ra - ra === 0 && dec - dec === 0)) continue;
    const z = zoneOf(zones, dec);
    const k = Math.floor(ra * perDegree[z]!);
    const bucket = (offset[z]! + (k < cells[z]! ? k : 0)) & mask;
    if ((occupied[bucket >>> 5]! & (1 << (bucket & 31))) === 0) continue;
    for (let e = start[bucket]!, end = start[bucket + 1]!; e < end; e++) {
      const i = rows[e]!;
      if (Math.abs(short.dec[i]! - dec) > margin) continue;
      if (Math.abs(raDifference(short.ra[i]!, ra)) > reach[zoneOf(zones, short.dec[i]!)]!) continue;
      const distance = separation(short.ra[i]!, short.dec[i]!, long.ra[j]!, dec);
      if (distance <= radius) visit(i, j, distance);
    }
  }
}

interface CellHash {
  /** Rows of the hashed list, bucket after bucket, ascending inside each. */
  readonly rows: Int32Array;
  readonly start: Int32Array;
  /** One bit a bucket: small enough for the processor's cache, it answers for most rows of the streamed list. */
  readonly occupied: Int32Array;
  readonly mask: number;
  /** Where the run of a zone's cells begins: neighbours in right ascension lie side by side, zones anywhere. */
  readonly offset: Int32Array;
}

function hash(list: Positions, zones: Zones): CellHash {
  const n = list.ra.length;
  const bits = Math.min(21, Math.max(8, 34 - Math.clz32(n)));
  const mask = (1 << bits) - 1;
  const offset = new Int32Array(zones.count);
  for (let z = 0; z < zones.count; z++) offset[z] = Math.imul(z, 0x9e3779b1) >>> (32 - bits);

  let entries = 0;
  let rowOf = new Int32Array(4 * n + 16);
  let bucketOf = new Int32Array(4 * n + 16);
  const start = new Int32Array(mask + 2);
  const occupied = new Int32Array((mask + 32) >>> 5);
  let row = 0;
  let first = 0;
  const enter = (z: number, k: number): void => {
    const bucket = (offset[z]! + k) & mask;
    for (let e = first; e < entries; e++) if (bucketOf[e] === bucket) return;
    if (entries === rowOf.length) {
      rowOf = grown(rowOf);
      bucketOf = grown(bucketOf);
    }
    rowOf[entries] = row;
    bucketOf[entries++] = bucket;
    start[bucket + 1]!++;
    occupied[bucket >>> 5]! |= 1 << (bucket & 31);
  };
  for (; row < n; row++) {
    if (!isPlaced(list, row)) continue;
    first = entries;
    eachCell(zones, turn(list.ra[row]!), list.dec[row]!, enter);
  }
  for (let bucket = 0; bucket <= mask; bucket++) start[bucket + 1]! += start[bucket]!;
  const rows = new Int32Array(entries);
  const next = start.slice(0, mask + 1);
  for (let e = 0; e < entries; e++) rows[next[bucketOf[e]!]!++] = rowOf[e]!;
  return {rows, start, occupied, mask, offset};
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
