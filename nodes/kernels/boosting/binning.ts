import {encode} from "./encoder.ts";

/** Values this close to zero count as zero: LightGBM's kZeroThreshold, a float32 constant. */
export const zeroThreshold = Math.fround(1e-35);

/** The most bins a column may have: codes are bytes. */
export const maxBins = 256;

/** A column as the booster sees it: row i falls into bin codes[i], whose values are at most bounds[codes[i]]. */
export interface BinnedColumn {
  readonly codes: Uint8Array;
  /** Inclusive upper bounds, ascending; the last is Infinity. */
  readonly bounds: Float64Array;
}

export interface BinningParams {
  /** 2 … 256. */
  readonly maxBin: number;
  readonly minDataInBin: number;
}

export const binningDefaults: BinningParams = {maxBin: 255, minDataInBin: 3};

/** Distinct values in ascending order, each with the number of rows that hold it. */
interface Distinct {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/**
 * Bins a column of finite numbers as LightGBM 4.3 does: at most `maxBin` bins of about equal weight, none across zero,
 * bounds halfway between neighbours. LightGBM finds the bounds on a random 200 000 rows of longer columns; here all rows count.
 * @throws on NaN and ±Infinity, and when maxBin is out of range.
 */
export function binColumn(column: Float64Array, params: BinningParams = binningDefaults): BinnedColumn {
  const bounds = findBounds(column, params);
  return {codes: encode(column, bounds), bounds};
}

/** The bin of a value: the first whose upper bound is not below it. NaN counts as 0, as in LightGBM where training saw none. */
export function binOf(value: number, bounds: Float64Array): number {
  const x = Number.isNaN(value) ? 0 : value;
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The upper bounds of the bins of a column (LightGBM, BinMapper::FindBin and FindBinWithZeroAsOneBin). */
export function findBounds(column: Float64Array, {maxBin, minDataInBin}: BinningParams): Float64Array {
  if (!(Number.isInteger(maxBin) && maxBin >= 2 && maxBin <= maxBins))
    throw new Error(`maxBin must be an integer in [2, ${maxBins}]; got ${maxBin}`);
  const row = column.findIndex((x) => !Number.isFinite(x));
  if (row >= 0) throw new Error(`a column to bin holds ${column[row]} in row ${row + 1}; remove or fill such rows first`);
  const {values, counts} = distinctValues(column);
  const firstNotNegative = values.findIndex((v) => v > -zeroThreshold);
  const negatives = firstNotNegative < 0 ? values.length : firstNotNegative;
  const firstPositive = values.findIndex((v) => v > zeroThreshold);
  const bounds: number[] = [];
  const total = (from: number, to: number): number => counts.subarray(from, to).reduce((sum, c) => sum + c, 0);
  if (negatives > 0) {
    const left = total(0, negatives);
    const zeros = total(negatives, firstPositive < 0 ? values.length : firstPositive);
    const share = Math.max(1, Math.trunc((left / (column.length - zeros)) * (maxBin - 1)));
    const below = {values: values.subarray(0, negatives), counts: counts.subarray(0, negatives)};
    bounds.push(...greedyBounds(below, share, minDataInBin));
    bounds[bounds.length - 1] = -zeroThreshold;
  }
  const rest = maxBin - 1 - bounds.length;
  if (firstPositive >= 0 && rest > 0) {
    const positives = {values: values.subarray(firstPositive), counts: counts.subarray(firstPositive)};
    bounds.push(zeroThreshold, ...greedyBounds(positives, rest, minDataInBin));
  } else bounds.push(Infinity);
  return Float64Array.from(bounds);
}

/** Neighbouring doubles count as one value, the larger; zeros, however they are written, stand between the signs. */
function distinctValues(column: Float64Array): Distinct {
  const sorted = withoutZeros(column).sort();
  const zeros = column.length - sorted.length;
  const values = new Float64Array(sorted.length + 1);
  const counts = new Float64Array(sorted.length + 1);
  let last = -1;
  let previous = -Infinity;
  for (let i = 0; i < sorted.length; ++i) {
    const value = sorted[i]!;
    if (i > 0 && areNeighbours(previous, value)) {
      values[last] = value;
      ++counts[last]!;
    } else {
      // Between negative and positive values LightGBM puts a zero even if no row holds it.
      if (value > 0 && (i === 0 ? zeros > 0 : previous < 0)) counts[++last] = zeros;
      values[++last] = value;
      counts[last] = 1;
    }
    previous = value;
  }
  if (sorted.length === 0 || (zeros > 0 && previous < 0)) counts[++last] = zeros;
  return {values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1)};
}

function withoutZeros(column: Float64Array): Float64Array {
  const out = new Float64Array(column.length);
  let length = 0;
  for (let i = 0; i < column.length; ++i) {
    const x = column[i]!;
    out[length] = x;
    if (Math.abs(x) > zeroThreshold) ++length;
  }
  return out.subarray(0, length);
}

/** Whether nothing lies between two ascending numbers, neither of them about 0. */
function areNeighbours(below: number, above: number): boolean {
  // Most are too far apart to need a look at the bits.
  return above - below <= Math.abs(below) * 2 ** -51 && above <= nextUp(below);
}

/** Bounds of at most maxBin bins over values of one sign (LightGBM, GreedyFindBin); the last is Infinity. */
function greedyBounds({values, counts}: Distinct, maxBin: number, minDataInBin: number): number[] {
  const n = values.length;
  const bounds: number[] = [];
  const cut = (below: number, above: number): boolean => {
    const middle = (below + above) / 2;
    // Their sum may be too large for a double.
    const bound = nextUp(Number.isFinite(middle) ? middle : below / 2 + above / 2);
    if (bounds.length > 0 && bound <= nextUp(bounds[bounds.length - 1]!)) return false;
    bounds.push(bound);
    return true;
  };
  if (n <= maxBin) {
    for (let i = 0, inBin = 0; i < n - 1; ++i) {
      inBin += counts[i]!;
      if (inBin >= minDataInBin && cut(values[i]!, values[i + 1]!)) inBin = 0;
    }
    return [...bounds, Infinity];
  }
  let rows = 0;
  for (let i = 0; i < n; ++i) rows += counts[i]!;
  const bins = minDataInBin > 0 ? Math.max(1, Math.min(maxBin, Math.trunc(rows / minDataInBin))) : maxBin;
  // A value as frequent as a mean bin gets a bin of its own; the rest share the others equally.
  const big = rows / bins;
  let restBins = bins;
  let restRows = rows;
  for (let i = 0; i < n; ++i) {
    if (counts[i]! < big) continue;
    --restBins;
    restRows -= counts[i]!;
  }
  let mean = restRows / restBins;
  const edges: [below: number, above: number][] = [];
  for (let i = 0, inBin = 0; i < n - 1; ++i) {
    const isBig = counts[i]! >= big;
    if (!isBig) restRows -= counts[i]!;
    inBin += counts[i]!;
    if (!(isBig || inBin >= mean || (counts[i + 1]! >= big && inBin >= Math.max(1, mean * 0.5)))) continue;
    edges.push([values[i]!, values[i + 1]!]);
    if (edges.length >= bins - 1) break;
    inBin = 0;
    if (!isBig) {
      --restBins;
      mean = restRows / restBins;
    }
  }
  for (const [below, above] of edges) cut(below, above);
  return [...bounds, Infinity];
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double above a finite number. */
function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  double[0] = x;
  bits[0]! += x > 0 ? 1n : -1n;
  return double[0];
}
