import {asin, DEGREE, sin} from "../math.ts";
import {cosine} from "./separation.ts";

/** Zones at most: their tables cost a few milliseconds, and a zone of 5″ holds few rows of any catalogue. */
const MOST_ZONES = 1 << 17;
/** Room for rounding in degrees, far above the 6e-14 of a right ascension and far below any radius that matters. */
const SLACK = 1e-11;
const PER_TURN = 1 / 360;

/** The sphere cut into zones of declination, each cut into cells of right ascension; lengths in degrees. */
export interface Zones {
  /** The radius, with room for rounding. */
  readonly margin: number;
  readonly perDegree: number;
  readonly count: number;
  /** Cells in each zone: one at the poles, about as wide as the zone is high elsewhere. */
  readonly cells: Int32Array;
  /** Half the extent in right ascension of a circle of the radius about any centre in the zone; 180 where it holds a pole. */
  readonly reach: Float64Array;
}

/**
 * Zones eight radii high at least, so that most circles touch one cell or two, and no more of them than rows would use.
 * `radius` in degrees, `rows` of the list that will be hashed.
 */
export function zonesFor(radius: number, rows: number): Zones {
  const height = Math.max(8 * radius, 180 / Math.min(MOST_ZONES, 64 + rows));
  const count = Math.max(1, Math.ceil(180 / height));
  const cells = new Int32Array(count);
  const reach = new Float64Array(count);
  const sinRadius = sin(Math.min(90, radius) * DEGREE);
  for (let z = 0; z < count; z++) {
    const farthest = Math.min(90, Math.max(Math.abs(z * height - 90), Math.abs((z + 1) * height - 90)));
    const cosFarthest = cosine(farthest);
    cells[z] = Math.max(1, Math.floor((360 * cosFarthest) / height));
    reach[z] = farthest + radius >= 90 - SLACK ? 180 : (asin(Math.min(1, sinRadius / cosFarthest)) / DEGREE) * (1 + 1e-9) + SLACK;
  }
  return {margin: radius * (1 + 1e-9) + SLACK, perDegree: 1 / height, count, cells, reach};
}

/** The zone of a declination. */
export function zoneOf(zones: Zones, dec: number): number {
  const z = Math.floor((dec + 90) * zones.perDegree);
  return z < 0 ? 0 : z >= zones.count ? zones.count - 1 : z;
}

/** The cell of a right ascension in [0, 360) among so many of its zone. */
export function cellOf(ra: number, count: number): number {
  const k = Math.floor(ra * PER_TURN * count);
  return k < count ? k : 0;
}

/** A right ascension brought into [0, 360). */
export function turn(ra: number): number {
  if (ra >= 0 && ra < 360) return ra;
  const rest = ra % 360;
  const positive = rest < 0 ? rest + 360 : rest;
  return positive >= 360 ? 0 : positive;
}

/** Calls back with the zone and cell of every cell that the circle about a centre can touch, each once. */
export function eachCell(zones: Zones, ra: number, dec: number, visit: (zone: number, cell: number) => void): void {
  const {margin, cells} = zones;
  const reach = zones.reach[zoneOf(zones, dec)]!;
  const last = zoneOf(zones, dec + margin);
  for (let z = zoneOf(zones, dec - margin); z <= last; z++) {
    const count = cells[z]!;
    const first = Math.floor((ra - reach) * PER_TURN * count);
    const end = Math.floor((ra + reach) * PER_TURN * count);
    if (end - first + 1 >= count) for (let k = 0; k < count; k++) visit(z, k);
    else for (let k = first; k <= end; k++) visit(z, k < 0 ? k + count : k >= count ? k - count : k);
  }
}
