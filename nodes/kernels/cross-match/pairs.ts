import {type Bands, DEC, gatherBands, RA, RECORD, ROW} from "./bands.ts";
import {checkPositions, type Positions} from "./positions.ts";
import {separation} from "./separation.ts";
import {cellOf, eachCell, zoneOf, type Zones, zonesFor} from "./zones.ts";

/** Called with a row of each list and their separation in arcsec. */
export type PairVisitor = (row1: number, row2: number, separation: number) => void;

/** Hashed rows of a band where rows lie evenly: their table takes half a megabyte, which stays in a processor's cache. */
const ROWS_PER_BAND = 4096;
/** Bands at most, for rows are gathered by writing to all of them at once. */
const MOST_BANDS = 128;

/**
 * Visits every pair of rows no farther apart than `radius` arcsec, in no order.
 *
 * The sky is taken band by band of declination. In each, the shorter list is hashed by (zone of declination, cell of right
 * ascension), a row under every cell its circle touches; the longer one is streamed past, and a row looks into its one cell.
 * Trigonometry is spent on zones and on candidates, never on rows.
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
  const {cells, reach, margin} = zones;
  const bands = Math.max(1, Math.min(MOST_BANDS, Math.floor(short.ra.length / ROWS_PER_BAND)));
  const zonesPerBand = Math.ceil(zones.count / bands);
  const hashed = gatherBands(short, zones, zonesPerBand, margin);
  const streamed = gatherBands(long, zones, zonesPerBand, 0);
  const {records, start} = streamed;
  const hash = new BandHash(hashed, zones, zonesPerBand);
  const {head, occupied, shift} = hash;
  for (let band = 0; band + 1 < start.length; band++) {
    progress?.(start[band]! / long.ra.length);
    hash.fill(band);
    const entries = hash.entries;
    for (let r = RECORD * start[band]!, end = RECORD * start[band + 1]!; r < end; r += RECORD) {
      const dec = records[r + DEC]!;
      const ra = records[r + RA]!;
      const z = zoneOf(zones, dec);
      const bucket = bucketOf(z, cellOf(ra, cells[z]!), shift);
      if ((occupied[bucket >>> 5]! & (1 << (bucket & 31))) === 0) continue;
      for (let e = head[bucket]!; e >= 0; e = entries[e + NEXT]!) {
        if (Math.abs(entries[e + DEC]! - dec) > margin) continue;
        if (Math.abs((entries[e + RA]! - ra) | 0) > reach[z]!) continue;
        const i = entries[e + ROW]!;
        const j = records[r + ROW]!;
        const distance = separation(short.ra[i]!, short.dec[i]!, long.ra[j]!, long.dec[j]!);
        if (distance <= radius) visit(i, j, distance);
      }
    }
  }
}

/** An entry is a record in one cell that its circle touches, and the next entry of its bucket: side by side they cost one cache line. */
const NEXT = RECORD;
const ENTRY = RECORD + 1;

/** The rows of one band by cell: chains of entries, one chain a bucket. */
class BandHash {
  readonly shift: number;
  /** The first entry of each bucket, or −1. */
  readonly head: Int32Array;
  /** One bit a bucket, to answer for most rows of the other list. */
  readonly occupied: Int32Array;
  entries: Int32Array;
  readonly #bands: Bands;
  readonly #zones: Zones;
  readonly #zonesPerBand: number;

  constructor(bands: Bands, zones: Zones, zonesPerBand: number) {
    const {start} = bands;
    let most = 0;
    for (let band = 0; band + 1 < start.length; band++) most = Math.max(most, start[band + 1]! - start[band]!);
    this.shift = Math.max(11, Math.min(24, Math.clz32(most) - 2));
    this.head = new Int32Array(2 ** (32 - this.shift));
    this.occupied = new Int32Array(this.head.length / 32);
    this.entries = new Int32Array(ENTRY * (2 * most + 64));
    this.#bands = bands;
    this.#zones = zones;
    this.#zonesPerBand = zonesPerBand;
  }

  /** Takes in the rows of a band, in place of those before. */
  fill(band: number): void {
    const {records, start} = this.#bands;
    const zones = this.#zones;
    const {margin} = zones;
    const {head, occupied, shift} = this;
    const firstZone = band * this.#zonesPerBand;
    const lastZone = Math.min(zones.count, firstZone + this.#zonesPerBand) - 1;
    head.fill(-1);
    occupied.fill(0);
    let end = 0;
    let first = 0;
    let record = 0;
    const enter = (zone: number, cell: number): void => {
      const bucket = bucketOf(zone, cell, shift);
      // two cells of this row may share a bucket
      if (head[bucket]! >= first) return;
      if (end === this.entries.length) this.entries = grown(this.entries);
      const {entries} = this;
      entries[end + ROW] = records[record + ROW]!;
      entries[end + DEC] = records[record + DEC]!;
      entries[end + RA] = records[record + RA]!;
      entries[end + NEXT] = head[bucket]!;
      head[bucket] = end;
      end += ENTRY;
      occupied[bucket >>> 5]! |= 1 << (bucket & 31);
    };
    for (record = RECORD * start[band]!; record < RECORD * start[band + 1]!; record += RECORD) {
      const dec = records[record + DEC]!;
      const own = zoneOf(zones, dec);
      const last = Math.min(lastZone, zoneOf(zones, dec + margin));
      first = end;
      for (let zone = Math.max(firstZone, zoneOf(zones, dec - margin)); zone <= last; zone++)
        eachCell(zones, zone, records[record + RA]!, own, enter);
    }
  }
}

/** Neighbours in right ascension lie side by side, zones anywhere (Fibonacci hashing). */
function bucketOf(zone: number, cell: number, shift: number): number {
  return ((Math.imul(zone, 0x9e3779b1) + (cell << shift)) | 0) >>> shift;
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
