import {isPlaced, type Positions} from "./positions.ts";
import {STEPS, zoneOf, type Zones} from "./zones.ts";

/** Fields of a record: a row and its position in steps. */
export const ROW = 0;
export const DEC = 1;
export const RA = 2;
export const RECORD = 3;

/** Rows with a position as records, gathered by band of declination: what one band needs fits a processor's cache. */
export interface Bands {
  readonly records: Int32Array;
  /** Where the records of each band begin. */
  readonly start: Int32Array;
}

/** Gathers rows by band of `zonesPerBand` zones; a row stands in every band within `margin` steps of its declination. */
export function gatherBands(list: Positions, zones: Zones, zonesPerBand: number, margin: number): Bands {
  const n = list.ra.length;
  const bands = Math.ceil(zones.count / zonesPerBand);
  const bandOf = (dec: number): number => Math.floor(zoneOf(zones, dec) / zonesPerBand);
  const start = new Int32Array(bands + 1);
  for (let i = 0; i < n; i++) {
    if (!isPlaced(list, i)) continue;
    const dec = Math.floor(list.dec[i]! * STEPS);
    const last = bandOf(dec + margin);
    for (let band = bandOf(dec - margin); band <= last; band++) start[band + 1]!++;
  }
  for (let band = 0; band < bands; band++) start[band + 1]! += start[band]!;
  const records = new Int32Array(RECORD * start[bands]!);
  const next = start.map((first) => RECORD * first);
  for (let i = 0; i < n; i++) {
    if (!isPlaced(list, i)) continue;
    const dec = Math.floor(list.dec[i]! * STEPS);
    const ra = Math.floor((list.ra[i]! % 360) * STEPS) | 0;
    const last = bandOf(dec + margin);
    for (let band = bandOf(dec - margin); band <= last; band++) {
      const at = next[band]!;
      records[at + ROW] = i;
      records[at + DEC] = dec;
      records[at + RA] = ra;
      next[band] = at + RECORD;
    }
  }
  return {records, start};
}
