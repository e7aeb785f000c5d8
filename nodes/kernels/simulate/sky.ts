import {ARCSECOND, DEGREE, PI, atan2, cos, sin} from "../math.ts";
import type {Rng} from "../random.ts";
import {MAX_RADIUS, Proximity} from "./proximity.ts";

/** Directions as unit vectors (ICRS). */
export interface Directions {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export function directions(n: number): Directions {
  return {x: new Float64Array(n), y: new Float64Array(n), z: new Float64Array(n)};
}

// Galactic to ICRS, rows of the matrix of the Hipparcos catalogue (ESA SP-1200, vol. 1, eq. 1.5.11), transposed.
const GALACTIC = [
  [-0.0548755604162154, 0.4941094278755837, -0.8676661490190047],
  [-0.873437090234885, -0.4448296299600112, -0.1980763734312015],
  [-0.4838350155487132, 0.746982244497219, 0.4559837761750669]
] as const;

/** The ICRS direction of Galactic longitude and latitude in degrees. */
export function fromGalactic(l: number, b: number): readonly [number, number, number] {
  const gx = cos(b * DEGREE) * cos(l * DEGREE);
  const gy = cos(b * DEGREE) * sin(l * DEGREE);
  const gz = sin(b * DEGREE);
  const [r0, r1, r2] = GALACTIC;
  return [r0[0] * gx + r0[1] * gy + r0[2] * gz, r1[0] * gx + r1[1] * gy + r1[2] * gz, r2[0] * gx + r2[1] * gy + r2[2] * gz];
}

/** The ICRS direction of right ascension and declination in degrees. */
export function fromEquatorial(ra: number, dec: number): readonly [number, number, number] {
  const c = cos(dec * DEGREE);
  return [c * cos(ra * DEGREE), c * sin(ra * DEGREE), sin(dec * DEGREE)];
}

/** Writes into `to`[j] the direction that lies `east` and `north` (radians, tangent plane) of `from`[i]. */
export function offset(from: Directions, i: number, east: number, north: number, to: Directions, j: number): void {
  const x = from.x[i]!;
  const y = from.y[i]!;
  const z = from.z[i]!;
  const r = Math.max(Math.sqrt(x * x + y * y), 1e-12);
  const px = x - (east * y) / r - (north * z * x) / r;
  const py = y + (east * x) / r - (north * z * y) / r;
  const pz = z + north * r;
  const norm = Math.sqrt(px * px + py * py + pz * pz);
  to.x[j] = px / norm;
  to.y[j] = py / norm;
  to.z[j] = pz / norm;
}

/** A step of some length in a random direction of the plane: [east, north]. */
export function randomStep(rng: Rng, step: number): readonly [number, number] {
  const u = rng.normal();
  const v = rng.normal();
  const norm = Math.max(Math.sqrt(u * u + v * v), 1e-300);
  return [(step * u) / norm, (step * v) / norm];
}

/** Right ascension in [0, 360) and declination, in degrees, rounded to `decimals` places. */
export function toEquatorial({x, y, z}: Directions, decimals: number): {readonly ra: Float64Array; readonly dec: Float64Array} {
  const ra = new Float64Array(x.length);
  const dec = new Float64Array(x.length);
  const unit = Number(`1e${decimals}`);
  for (let i = 0; i < x.length; ++i) {
    let a = atan2(y[i]!, x[i]!);
    if (a < 0) a += 2 * PI;
    const degrees = Math.round((a / DEGREE) * unit) / unit;
    ra[i] = degrees >= 360 ? 0 : degrees;
    const r = Math.sqrt(x[i]! * x[i]! + y[i]! * y[i]!);
    dec[i] = Math.round((atan2(z[i]!, r) / DEGREE) * unit) / unit;
  }
  return {ra, dec};
}

/** All points, ready to be asked about neighbours, with room for `more`. */
export function proximityOf(points: Directions, more: number): Proximity {
  const near = new Proximity(points.x.length + more);
  for (let i = 0; i < points.x.length; ++i) near.add(points.x[i]!, points.y[i]!, points.z[i]!);
  return near;
}

/** Whether point i has no other within 5.4″: then a source up to 1.9″ from it stays over 3.4″ from every other point. */
export function isAlone(near: Proximity, {x, y, z}: Directions, i: number): boolean {
  return near.count(x[i]!, y[i]!, z[i]!, MAX_RADIUS, 2) < 2;
}

/** Spitzer's position of a star: off by a Rayleigh deviate of 0.3″, at most 1.85″, so that it lies within 2″ for certain. */
export function jitter(rng: Rng, from: Directions, i: number, to: Directions, j: number): void {
  const step = Math.min(0.3 * Math.sqrt(2 * rng.exponential()), 1.85) * ARCSECOND;
  const [east, north] = randomStep(rng, step);
  offset(from, i, east, north, to, j);
}

/**
 * Writes positions `start` … of `to`: sources of the field around random members among `hosts`, each over 2.6″ from every point
 * known to `near`, to which it is added.
 */
export function scatterField(
  rng: Rng,
  members: Directions,
  hosts: ArrayLike<number>,
  near: Proximity,
  to: Directions,
  start: number,
  host: Int32Array
): void {
  const width = 0.15 * DEGREE;
  for (let j = start; j < to.x.length; ) {
    const i = hosts[rng.int(hosts.length)]!;
    offset(members, i, width * rng.normal(), width * rng.normal(), to, j);
    if (near.count(to.x[j]!, to.y[j]!, to.z[j]!, 2.6, 1) > 0) continue;
    near.add(to.x[j]!, to.y[j]!, to.z[j]!);
    host[j] = i;
    ++j;
  }
}
