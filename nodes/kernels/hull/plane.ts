import {type ExactPlane, exactPlane, exactSide, latticePoint, roundedNormal} from "./exact.ts";
import type {UnitPoints} from "./points.ts";

const EPSILON = 2.220446049250313e-16;
/** A plane whose rounding could reach this far is computed again without rounding. */
const WELL_CONDITIONED = 1e-9;

/** A hyperplane through d points, its normal pointing out of the hull. */
export interface Plane {
  /** The unit normal and the offset: height(x) = Σ equation[j] x[j] + equation[d]. */
  readonly equation: readonly number[];
  /** No computed height of a point in the unit cube is farther than this from the true one; at 1-norm distance s of a corner, than this times s. */
  readonly error: number;
  readonly corners: readonly number[];
  /** The plane in whole numbers, once it was needed. */
  exact: ExactPlane | undefined;
}

/** Fits planes to points of one set; keeps its scratch and the centre of the hull, by which normals are turned outward. */
export class PlaneFitter {
  readonly #points: UnitPoints;
  readonly #centre: Float64Array;
  /** d + 1 times the centre, in lattice steps. */
  readonly #inside: readonly bigint[];
  /** Points in whole numbers, once they were needed. */
  readonly #whole: (readonly bigint[])[] = [];
  readonly #matrix: Float64Array;
  readonly #order: Int32Array;

  constructor(points: UnitPoints, simplex: readonly number[]) {
    const {d, coordinates} = points;
    this.#points = points;
    this.#matrix = new Float64Array(d * d);
    this.#order = new Int32Array(d);
    this.#centre = new Float64Array(d);
    for (const corner of simplex) for (let j = 0; j < d; j++) this.#centre[j]! += coordinates[corner * d + j]! / (d + 1);
    const corners = simplex.map((corner) => this.#lattice(corner));
    this.#inside = Array.from({length: d}, (_, j) => corners.reduce((sum, corner) => sum + corner[j]!, 0n));
  }

  get centre(): Float64Array {
    return this.#centre;
  }

  /** The plane through d points in general position. */
  fit(corners: readonly number[]): Plane {
    const {d} = this.#points;
    const smallest = this.#eliminate(corners);
    // backward error of complete pivoting, about d²ε with room for growth, over the smallest pivot of rows of size 1
    const error = (32 * d * d * d * EPSILON) / smallest;
    if (!(error < WELL_CONDITIONED)) return this.#fitExactly(corners);
    const normal = this.#backSubstitute();
    const height = this.#offsetOf(normal, corners[0]!);
    let inside = height;
    for (let j = 0; j < d; j++) inside += normal[j]! * this.#centre[j]!;
    if (!(Math.abs(inside) > error)) return this.#fitExactly(corners);
    const sign = inside > 0 ? -1 : 1;
    for (let j = 0; j < d; j++) normal[j]! *= sign;
    normal.push(sign * height);
    return {equation: normal, error, corners, exact: undefined};
  }

  /** The height of a point above the plane; exactly 0 on it, and its sign always right. */
  height(plane: Plane, point: number): number {
    const {d, coordinates} = this.#points;
    const {equation, error} = plane;
    let height = equation[d]!;
    for (let j = 0, o = point * d; j < d; j++) height += equation[j]! * coordinates[o + j]!;
    return height > error || height < -error ? height : this.#settle(plane, point, height);
  }

  /** Measures from the nearest corner, which the plane's tilt moves less; if that does not tell the sign, exactly. */
  #settle(plane: Plane, point: number, height: number): number {
    if (plane.corners.includes(point)) return 0;
    const {above, distance} = this.#fromNearestCorner(plane, point);
    if (Math.abs(above) > plane.error * distance) return above;
    plane.exact ??= this.#exactPlane(plane.corners);
    const side = exactSide(plane.exact, this.#lattice(point));
    return side * Math.max(Math.abs(height), Number.MIN_VALUE);
  }

  #fromNearestCorner({equation, corners}: Plane, point: number): {above: number; distance: number} {
    const {d, coordinates} = this.#points;
    let nearest = corners[0]!;
    let distance = Infinity;
    for (const corner of corners) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += Math.abs(coordinates[point * d + j]! - coordinates[corner * d + j]!);
      if (sum < distance) {
        distance = sum;
        nearest = corner;
      }
    }
    let above = 0;
    for (let j = 0; j < d; j++) above += equation[j]! * (coordinates[point * d + j]! - coordinates[nearest * d + j]!);
    return {above, distance};
  }

  #fitExactly(corners: readonly number[]): Plane {
    const exact = this.#exactPlane(corners);
    const equation = roundedNormal(exact);
    equation.push(this.#offsetOf(equation, corners[0]!));
    return {equation, error: 8 * this.#points.d * EPSILON, corners, exact};
  }

  #exactPlane(corners: readonly number[]): ExactPlane {
    return exactPlane(
      corners.map((corner) => this.#lattice(corner)),
      this.#inside
    );
  }

  #lattice(point: number): readonly bigint[] {
    return (this.#whole[point] ??= latticePoint(this.#points.coordinates, this.#points.d, point));
  }

  #offsetOf(normal: readonly number[], corner: number): number {
    const {d, coordinates} = this.#points;
    let offset = 0;
    for (let j = 0; j < d; j++) offset -= normal[j]! * coordinates[corner * d + j]!;
    return offset;
  }

  /** Gaussian elimination of the d − 1 differences of corners with complete pivoting; returns the smallest pivot's size. */
  #eliminate(corners: readonly number[]): number {
    const {d, coordinates} = this.#points;
    const m = this.#matrix;
    const order = this.#order;
    const rows = d - 1;
    const base = corners[0]! * d;
    for (let i = 0; i < rows; i++) {
      const corner = corners[i + 1]! * d;
      let size = 0;
      for (let j = 0; j < d; j++) {
        m[i * d + j] = coordinates[corner + j]! - coordinates[base + j]!;
        size = Math.max(size, Math.abs(m[i * d + j]!));
      }
      // only the directions of edges matter: a small facet is not a bad one
      for (let j = 0; j < d; j++) m[i * d + j]! /= size;
    }
    for (let j = 0; j < d; j++) order[j] = j;
    let smallest = 1;
    for (let k = 0; k < rows; k++) {
      const size = this.#pivot(k);
      if (size < smallest) smallest = size;
      if (size === 0) return 0;
      for (let i = k + 1; i < rows; i++) {
        const factor = m[i * d + k]! / m[k * d + k]!;
        if (factor === 0) continue;
        for (let j = k + 1; j < d; j++) m[i * d + j]! -= factor * m[k * d + j]!;
      }
    }
    return smallest;
  }

  #pivot(k: number): number {
    const {d} = this.#points;
    const m = this.#matrix;
    let row = k;
    let column = k;
    let most = -1;
    for (let i = k; i < d - 1; i++) {
      for (let j = k; j < d; j++) {
        const size = Math.abs(m[i * d + j]!);
        if (size > most) {
          most = size;
          row = i;
          column = j;
        }
      }
    }
    if (row !== k) for (let j = k; j < d; j++) swap(m, row * d + j, k * d + j);
    if (column !== k) {
      for (let i = 0; i < d - 1; i++) swap(m, i * d + column, i * d + k);
      swap(this.#order, column, k);
    }
    return most;
  }

  /** The unit null vector of the eliminated matrix. */
  #backSubstitute(): number[] {
    const {d} = this.#points;
    const m = this.#matrix;
    const x = Array.from({length: d}, () => 0);
    x[d - 1] = 1;
    let square = 1;
    for (let k = d - 2; k >= 0; k--) {
      let sum = 0;
      for (let j = k + 1; j < d; j++) sum += m[k * d + j]! * x[j]!;
      x[k] = -sum / m[k * d + k]!;
      square += x[k]! * x[k]!;
    }
    const length = Math.sqrt(square);
    const normal = Array.from({length: d}, () => 0);
    for (let j = 0; j < d; j++) normal[this.#order[j]!] = x[j]! / length;
    return normal;
  }
}

function swap(array: Float64Array | Int32Array, a: number, b: number): void {
  const held = array[a]!;
  array[a] = array[b]!;
  array[b] = held;
}
