import {ARCSECOND} from "../math.ts";

const CELL = 11 * ARCSECOND;
/** The largest radius a look-up may have: half a cell, so that eight cells always hold every neighbour. */
export const MAX_RADIUS = 5.4;

/** Points on the unit sphere, hashed by cubes of 11″, to ask whether any lies within a few arcseconds. */
export class Proximity {
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  // x, y, z of a point side by side: one fetch from memory instead of three.
  readonly #points: Float64Array;
  #n = 0;

  constructor(capacity: number) {
    let buckets = 1024;
    while (buckets < capacity) buckets *= 2;
    this.#first = new Int32Array(buckets).fill(-1);
    this.#next = new Int32Array(capacity);
    this.#points = new Float64Array(3 * capacity);
  }

  add(x: number, y: number, z: number): void {
    const i = this.#n++;
    const bucket = this.#bucket(Math.floor(x / CELL), Math.floor(y / CELL), Math.floor(z / CELL));
    this.#points[3 * i] = x;
    this.#points[3 * i + 1] = y;
    this.#points[3 * i + 2] = z;
    this.#next[i] = this.#first[bucket]!;
    this.#first[bucket] = i;
  }

  /** How many points lie within `radius` arcseconds, at most MAX_RADIUS, of (x, y, z); counting stops at `enough`. */
  count(x: number, y: number, z: number, radius: number, enough: number): number {
    const chord = radius * ARCSECOND;
    const limit = chord * chord;
    const cx = Math.floor(x / CELL - 0.5);
    const cy = Math.floor(y / CELL - 0.5);
    const cz = Math.floor(z / CELL - 0.5);
    const points = this.#points;
    let found = 0;
    for (let k = 0; k < 8; ++k) {
      const bx = cx + (k & 1);
      const by = cy + ((k >> 1) & 1);
      const bz = cz + (k >> 2);
      for (let i = this.#first[this.#bucket(bx, by, bz)]!; i >= 0; i = this.#next[i]!) {
        const px = points[3 * i]!;
        const py = points[3 * i + 1]!;
        const pz = points[3 * i + 2]!;
        if ((px - x) * (px - x) + (py - y) * (py - y) + (pz - z) * (pz - z) > limit) continue;
        // Two of the eight cells may share a bucket: a point counts in its own cell only.
        if (Math.floor(px / CELL) !== bx || Math.floor(py / CELL) !== by || Math.floor(pz / CELL) !== bz) continue;
        if (++found >= enough) return found;
      }
    }
    return found;
  }

  #bucket(i: number, j: number, k: number): number {
    const h = Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca77) ^ Math.imul(k, 0xc2b2ae3d);
    return (h ^ (h >>> 15)) & (this.#first.length - 1);
  }
}
