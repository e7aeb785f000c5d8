/**
 * The histograms of one leaf, 256 bins a feature: bins[2k] is the sum of the gradients of bin k and bins[2k + 1] its row count,
 * k = 256 × feature + code. Bit k of `filled` tells whether bin k holds rows, so that small leaves cost what they hold.
 */
export interface Histograms {
  readonly bins: Float64Array;
  readonly filled: Int32Array;
  /** By feature, 1 where a split may still be found here or below. */
  readonly splittable: Uint8Array;
}

export function createHistograms(features: number): Histograms {
  return {bins: new Float64Array(features << 9), filled: new Int32Array(features << 3), splittable: new Uint8Array(features)};
}

/** Empties all bins. */
export function clearHistograms({bins, filled}: Histograms): void {
  for (let word = 0; word < filled.length; ++word) {
    if (filled[word] === 0) continue;
    bins.fill(0, word << 6, (word + 1) << 6);
    filled[word] = 0;
  }
}

/** Adds rows[start … end) to empty histograms; gradients[i] belongs to rows[i]. Features that are not splittable are left out. */
export function addRows(
  {bins, filled, splittable}: Histograms,
  columns: readonly Uint8Array[],
  rows: Int32Array,
  gradients: Float32Array,
  start: number,
  end: number
): void {
  for (let feature = 0; feature < columns.length; ++feature) {
    if (!splittable[feature]) continue;
    const codes = columns[feature]!;
    const first = feature << 8;
    for (let i = start; i < end; ++i) {
      const bin = first + codes[rows[i]!]!;
      bins[2 * bin]! += gradients[i]!;
      ++bins[2 * bin + 1]!;
      filled[bin >> 5]! |= 1 << (bin & 31);
    }
  }
}

/** Takes part away from whole, leaving the histograms of the other child. */
export function subtract(whole: Histograms, part: Histograms): void {
  const {bins, filled} = whole;
  const {bins: partBins, filled: partFilled} = part;
  for (let word = 0; word < filled.length; ++word) {
    let left = partFilled[word]!;
    while (left !== 0) {
      const bit = 31 - Math.clz32(left);
      left ^= 1 << bit;
      const at = ((word << 5) + bit) << 1;
      bins[at]! -= partBins[at]!;
      const count = bins[at + 1]! - partBins[at + 1]!;
      bins[at + 1] = count;
      if (count === 0) {
        bins[at] = 0;
        filled[word]! &= ~(1 << bit);
      }
    }
  }
}
