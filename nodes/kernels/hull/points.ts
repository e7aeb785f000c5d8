import {counted} from "../words.ts";
import {spanOf} from "./span.ts";

/** Steps of the lattice that coordinates are rounded to, in one column's extent: 9e-16 of it. */
export const LATTICE = 2 ** 50;

/**
 * Points scaled to the unit cube of their extent and rounded to a lattice, so that which side of a facet a point lies on has an
 * exact answer. Row-major, n × d; equal points kept once.
 */
export interface UnitPoints {
  readonly n: number;
  readonly d: number;
  readonly coordinates: Float64Array;
  /** The input row of each point: the first of equals. */
  readonly rows: Int32Array;
  /** x′ = (x − center) · scale. */
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

/**
 * Scales d columns of n values to the unit cube, drops repeated points and makes sure that the rest span d dimensions.
 * @throws where a value is not finite, the rows are too few, a column is constant, or one follows linearly from the others
 */
export function unitPoints(columns: readonly Float64Array[], names: readonly string[]): UnitPoints {
  const d = columns.length;
  if (d === 0) throw new Error("a hull needs a column; got none, name at least one");
  const n = columns[0]!.length;
  checkFinite(columns, names);
  if (n < d + 1) throw new Error(`${counted(n, "row")} cannot span ${counted(d, "dimension")}; need at least ${d + 1}`);
  const center = new Float64Array(d);
  const scale = new Float64Array(d);
  columns.forEach((column, j) => {
    let low = Infinity;
    let high = -Infinity;
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    center[j] = low;
    scale[j] = 1 / (high - low);
  });
  checkVarying(columns, names, scale);
  const all = new Float64Array(n * d);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) all[i * d + j] = Math.round((column[i]! - center[j]!) * scale[j]! * LATTICE) / LATTICE;
  });
  const rows = distinctRows(all, n, d);
  const coordinates = new Float64Array(rows.length * d);
  rows.forEach((row, i) => coordinates.set(all.subarray(row * d, row * d + d), i * d));
  const points = {n: rows.length, d, coordinates, rows, center, scale};
  checkSpan(points, names, n);
  return points;
}

function checkFinite(columns: readonly Float64Array[], names: readonly string[]): void {
  columns.forEach((column, j) => {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row >= 0)
      throw new Error(`column "${names[j]}" has no finite value in row ${row + 1}; got ${column[row]}, leave such rows out`);
  });
}

function checkVarying(columns: readonly Float64Array[], names: readonly string[], scale: Float64Array): void {
  const constant = names.filter((_, j) => !(scale[j]! > 0 && scale[j]! < Infinity));
  if (constant.length === 0) return;
  const said = constant.map((name) => `"${name}" (all ${columns[names.indexOf(name)]![0]})`).join(", ");
  throw new Error(`constant columns span no volume; got ${said}, drop them from the hull`);
}

function checkSpan({coordinates, n, d}: UnitPoints, names: readonly string[], rows: number): void {
  const {rank, dependent} = spanOf(coordinates, n, d);
  if (rank === d) return;
  if (n < d + 1)
    throw new Error(
      `${counted(n, "different row")} cannot span ${counted(d, "dimension")}; need at least ${d + 1} (got ${counted(rows, "row")}, most repeated)`
    );
  const said = dependent.map((j) => `"${names[j]}"`).join(", ");
  throw new Error(
    `the rows span only ${rank} of ${counted(d, "dimension")}; ${said} follows linearly from the other columns, drop it from the hull`
  );
}

/** The first row of each distinct point, ascending. */
function distinctRows(points: Float64Array, n: number, d: number): Int32Array {
  const order = Int32Array.from({length: n}, (_, i) => i);
  const compare = (a: number, b: number): number => {
    for (let j = 0; j < d; j++) {
      const difference = points[a * d + j]! - points[b * d + j]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  order.sort((a, b) => compare(a, b) || a - b);
  return order.filter((row, k) => k === 0 || compare(order[k - 1]!, row) !== 0).sort();
}
