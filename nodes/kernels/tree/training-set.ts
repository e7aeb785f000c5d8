/** Largest magnitude of a fixed-point target: 2^22, so that 511 of them add up within 32 bits and all of a table's exactly in a double. */
export const FIXED_ONE = 4194304;

/** Rows as trees read them: features rounded to float32, targets to 23-bit fixed point, so that sums are exact in any order. */
export interface TrainingSet {
  readonly n: number;
  readonly p: number;
  /** Feature j of row i at j n + i. */
  readonly X: Float32Array;
  /** (target − middle) / step, rounded. */
  readonly y: Int32Array;
  readonly middle: number;
  readonly step: number;
}

/**
 * Rounds columns to float32, one after the other: feature j of row i goes to j n + i.
 *
 * @throws when a value is not finite in float32, naming the column (from 0) and the row (from 1).
 */
export function packColumns(columns: readonly ArrayLike<number>[], n: number): Float32Array {
  const X = new Float32Array(columns.length * n);
  for (const [j, column] of columns.entries()) {
    if (column.length !== n) throw new Error(`column ${j} has ${column.length} rows; need ${n}`);
    for (let i = 0; i < n; ++i) {
      // Adding 0 makes of −0 a plain 0, so that equal values have equal bits.
      X[j * n + i] = Math.fround(column[i]!) + 0;
      if (!(Math.abs(X[j * n + i]!) <= 1e38))
        throw new Error(`column ${j}, row ${i + 1}: trees need numbers within ±1e38; got ${column[i]}`);
    }
  }
  return X;
}

/** @throws when there are no rows, no features, too many of either, or a value is not finite. */
export function trainingSet(X: Float32Array, y: ArrayLike<number>): TrainingSet {
  const n = y.length;
  const p = n === 0 ? 0 : X.length / n;
  if (n === 0) throw new Error("0 rows cannot train a forest; need at least 1");
  if (!Number.isInteger(p) || p === 0)
    throw new Error(`${X.length} feature values do not fill ${n} rows; need the same columns in each`);
  if (p > 32767) throw new Error(`${p} features are too many for a forest; need at most 32767`);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < n; ++i) {
    const value = y[i]!;
    if (!Number.isFinite(value)) throw new Error(`row ${i + 1}: the target must be a finite number; got ${value}`);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const middle = low / 2 + high / 2;
  const step = (high / 2 - low / 2) / FIXED_ONE || 1;
  return {n, p, X, y: Int32Array.from({length: n}, (_, i) => Math.round((y[i]! - middle) / step)), middle, step};
}
