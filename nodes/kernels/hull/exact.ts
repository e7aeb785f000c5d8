import {LATTICE} from "./points.ts";

/** A hyperplane with whole-number coefficients: normal · x = offset at lattice points x, pointing out of the hull. */
export interface ExactPlane {
  readonly normal: readonly bigint[];
  readonly offset: bigint;
}

/** A point of the lattice in whole numbers. */
export function latticePoint(coordinates: Float64Array, d: number, point: number): bigint[] {
  return Array.from({length: d}, (_, j) => BigInt(coordinates[point * d + j]! * LATTICE));
}

/**
 * The hyperplane through d lattice points, without rounding: the null vector of their differences by Bareiss's fraction-free
 * elimination. `inside` is d + 1 times a point within the hull and decides the direction of the normal.
 */
export function exactPlane(corners: readonly (readonly bigint[])[], inside: readonly bigint[]): ExactPlane {
  const d = corners.length;
  const base = corners[0]!;
  const normal = nullVector(
    corners.slice(1).map((corner) => corner.map((value, j) => value - base[j]!)),
    d
  );
  const offset = dot(normal, base);
  const outward = dot(normal, inside) - offset * BigInt(d + 1) <= 0n;
  return outward ? {normal, offset} : {normal: normal.map((value) => -value), offset: -offset};
}

/** The sign of the height of a lattice point over the plane: 1 outside, 0 on it, −1 inside. */
export function exactSide({normal, offset}: ExactPlane, point: readonly bigint[]): number {
  const height = dot(normal, point) - offset;
  return height > 0n ? 1 : height < 0n ? -1 : 0;
}

/** The unit normal in floating point, right to the last digits. */
export function roundedNormal({normal}: ExactPlane): number[] {
  const bits = Math.max(...normal.map((value) => (value < 0n ? -value : value).toString(16).length * 4));
  const shift = BigInt(Math.max(0, bits - 64));
  const rough = normal.map((value) => Number(value >> shift));
  const length = Math.sqrt(rough.reduce((sum, value) => sum + value * value, 0));
  return rough.map((value) => value / length);
}

/** The null vector of d − 1 independent rows of d whole numbers. */
function nullVector(rows: bigint[][], d: number): bigint[] {
  const order = Array.from({length: d}, (_, j) => j);
  let previous = 1n;
  for (let k = 0; k < d - 1; k++) {
    pivot(rows, order, k);
    const head = rows[k]![k]!;
    // Gauss–Jordan with exact division: after each step every entry right of column k is a minor of the matrix
    for (let i = 0; i < d - 1; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]!;
      for (let j = k + 1; j < d; j++) rows[i]![j] = (rows[i]![j]! * head - factor * rows[k]![j]!) / previous;
    }
    previous = head;
  }
  const normal = Array.from({length: d}, () => 0n);
  normal[order[d - 1]!] = previous;
  for (let k = 0; k < d - 1; k++) normal[order[k]!] = -rows[k]![d - 1]!;
  return normal;
}

/** Brings a nonzero entry to (k, k) by swapping rows and columns. */
function pivot(rows: bigint[][], order: number[], k: number): void {
  for (let j = k; j < order.length; j++) {
    for (let i = k; i < rows.length; i++) {
      if (rows[i]![j] === 0n) continue;
      [rows[i], rows[k]] = [rows[k]!, rows[i]!];
      for (const row of rows) [row[j], row[k]] = [row[k]!, row[j]!];
      [order[j], order[k]] = [order[k]!, order[j]!];
      return;
    }
  }
  throw new Error("corners of a facet are not in general position; this is a fault of the hull, please report the rows");
}

function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
