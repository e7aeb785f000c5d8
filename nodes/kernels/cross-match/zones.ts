import {asin, DEGREE, sin} from "../math.ts";
import {cosine} from "./separation.ts";

/**
 * Steps in a degree. Cells and candidates are told by positions rounded down to 2⁻³² turns (0.3 mas): whole numbers of 32 bits, of
 * which right ascensions wrap at a turn by themselves. Only separations need more.
 */
export const STEPS = 2 ** 32 / 360;
/** Two positions rounded down, and the rounding of a bound. */
const SLACK = 2;
const QUARTER = 2 ** 30;
const TURN = 2 ** 32;
/** Zones at most: their tables cost a few milliseconds, and a zone of 5″ holds few rows of any catalogue. */
const MOST_ZONES = 1 << 17;

/** The sphere cut into zones of declination, each cut into cells of right ascension; lengths in steps. */
export interface Zones {
  /** The radius, with room for rounding. */
  readonly margin: number;
  readonly perStep: number;
  readonly count: number;
  /** Cells in each zone: one at the poles, about as wide as the zone is high elsewhere. */
  readonly cells: Int32Array;
  /** Half the extent in right ascension of a circle of the radius about any centre in the zone; half a turn where it holds a pole. */
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
  const slack = SLACK / STEPS;
  const sinRadius = sin(Math.min(90, radius) * DEGREE);
  for (let z = 0; z < count; z++) {
    const farthest = Math.max(Math.abs(z * height - 90), Math.abs((z + 1) * height - 90)) + slack;
    if (farthest + radius >= 90) reach[z] = TURN / 2;
    else reach[z] = Math.ceil((asin(Math.min(1, sinRadius / cosine(farthest))) / DEGREE) * STEPS * (1 + 1e-9) + SLACK);
    cells[z] = Math.max(1, Math.floor((360 * cosine(Math.min(90, farthest))) / height));
  }
  return {margin: Math.ceil(radius * STEPS) + SLACK, perStep: 1 / (height * STEPS), count, cells, reach};
}

/** The zone of a declination in steps. */
export function zoneOf({perStep, count}: Zones, dec: number): number {
  const z = Math.floor((dec + QUARTER) * perStep);
  return z < 0 ? 0 : z >= count ? count - 1 : z;
}

/** The cell of a right ascension in steps, among so many of its zone. */
export function cellOf(ra: number, count: number): number {
  return Math.floor(((ra >>> 0) / TURN) * count);
}

/** Calls back with every cell of a zone that a circle about a centre can touch, each once; steps. */
export function eachCell(
  {cells, reach}: Zones,
  zone: number,
  ra: number,
  own: number,
  visit: (zone: number, cell: number) => void
): void {
  const count = cells[zone]!;
  const first = Math.floor((((ra >>> 0) - reach[own]!) / TURN) * count);
  const last = Math.floor((((ra >>> 0) + reach[own]!) / TURN) * count);
  if (last - first + 1 >= count) for (let k = 0; k < count; k++) visit(zone, k);
  else for (let k = first; k <= last; k++) visit(zone, k < 0 ? k + count : k >= count ? k - count : k);
}
