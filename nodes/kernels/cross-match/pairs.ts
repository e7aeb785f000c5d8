import {checkPositions, isPlaced, type Positions} from "./positions.ts";
import {separation} from "./separation.ts";
import {cellOf, eachCell, turn, zoneOf, type Zones, zonesFor} from "./zones.ts";

/** Called with a row of each list and their separation in arcsec. */
export type PairVisitor = (row1: number, row2: number, separation: number) => void;

/** Rows streamed between two reports of progress. */
const STRIDE = 1 << 16;

/**
 * Visits every pair of rows no farther apart than `radius` arcsec.
 *
 * The shorter list is hashed by (zone of declination, cell of right ascension), each row under every cell its circle touches;
 * the longer one is streamed past once, and a row looks into its one cell. Trigonometry is spent on zones and on candidates,
 * never on rows. Pairs come by row of the longer list.
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
  const {entries, head, occupied, shift} = hash(short, zones);
  const margin = Math.ceil(zones.margin * STEPS) + 2;
  const reach = zones.reach.map((degrees) => Math.ceil(degrees * STEPS) + 2);
  for (let j = 0; j < long.ra.length; j++) {
    if (progress && j % STRIDE === 0) progress(j / long.ra.length);
    const dec = long.dec[j]!;
    const ra = turn(long.ra[j]!);
    if (!(ra - ra === 0 && dec - dec === 0)) continue;
    const z = zoneOf(zones, dec);
    const bucket = bucketOf(z, cellOf(ra, zones.cells[z]!), shift);
    if ((occupied[bucket >>> 5]! & (1 << (bucket & 31))) === 0) continue;
    const decSteps = Math.floor(dec * STEPS);
    const raSteps = Math.floor(ra * STEPS) | 0;
    for (let e = head[bucket]!; e >= 0; e = entries[e + NEXT]!) {
      if (Math.abs(entries[e + DEC]! - decSteps) > margin) continue;
      if (Math.abs((entries[e + RA]! - raSteps) | 0) > reach[z]!) continue;
      const i = entries[e + ROW]!;
      const distance = separation(short.ra[i]!, short.dec[i]!, long.ra[j]!, dec);
      if (distance <= radius) visit(i, j, distance);
    }
  }
}

// An entry is a row of the hashed list in one cell that its circle touches: the row, the next entry of its bucket or −1, and the
// position in steps of 2⁻³² turns (0.3 mas), whose differences wrap at a whole turn by themselves. Side by side they cost one
// cache line, and most candidates need no more.
const ROW = 0;
const NEXT = 1;
const DEC = 2;
const RA = 3;
const SIZE = 4;
const STEPS = 2 ** 32 / 360;

interface CellHash {
  readonly entries: Int32Array;
  /** The first entry of each bucket, or −1. */
  readonly head: Int32Array;
  /** One bit a bucket: small enough for the processor's cache, it answers for most rows of the streamed list. */
  readonly occupied: Int32Array;
  readonly shift: number;
}

function hash(list: Positions, zones: Zones): CellHash {
  const n = list.ra.length;
  const shift = Math.max(11, Math.min(24, Math.clz32(n) - 2));
  const head = new Int32Array(2 ** (32 - shift)).fill(-1);
  const occupied = new Int32Array(Math.ceil(head.length / 32));
  let entries = new Int32Array(SIZE * (2 * n + 64));
  let end = 0;
  let first = 0;
  let row = 0;
  let ra = 0;
  let dec = 0;
  const enter = (zone: number, cell: number): void => {
    const bucket = bucketOf(zone, cell, shift);
    // two cells of this row may share a bucket
    if (head[bucket]! >= first) return;
    if (end === entries.length) entries = grown(entries);
    entries[end + ROW] = row;
    entries[end + NEXT] = head[bucket]!;
    entries[end + DEC] = Math.floor(dec * STEPS);
    entries[end + RA] = Math.floor(ra * STEPS) | 0;
    head[bucket] = end;
    end += SIZE;
    occupied[bucket >>> 5]! |= 1 << (bucket & 31);
  };
  for (; row < n; row++) {
    if (!isPlaced(list, row)) continue;
    first = end;
    ra = turn(list.ra[row]!);
    dec = list.dec[row]!;
    eachCell(zones, ra, dec, enter);
  }
  return {entries, head, occupied, shift};
}

/** Neighbours in right ascension lie side by side, zones anywhere (Fibonacci hashing). */
function bucketOf(zone: number, cell: number, shift: number): number {
  return ((Math.imul(zone, 0x9e3779b1) + (cell << shift)) | 0) >>> shift;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
