import type {Histograms} from "./histogram.ts";

/** LightGBM's kEpsilon, a float32 constant added to sums of hessians. */
export const epsilon = Math.fround(1e-15);

/** The rows of a leaf in sum. The loss is ½(score − y)², so the hessian is the count, but for LightGBM's epsilons. */
export interface LeafSums {
  count: number;
  gradient: number;
  hessian: number;
}

/** The best way found to divide a leaf: rows with codes ≤ bin of the feature go left. */
export interface Split {
  feature: number;
  bin: number;
  gain: number;
  readonly left: LeafSums;
  readonly right: LeafSums;
  leftOutput: number;
  rightOutput: number;
}

export interface SplitLimits {
  readonly minChildSamples: number;
  readonly minChildWeight: number;
  readonly regLambda: number;
  readonly regAlpha: number;
  readonly minSplitGain: number;
}

/** LightGBM's ThresholdL1. */
function shrunken(gradient: number, regAlpha: number): number {
  return Math.sign(gradient) * Math.max(0, Math.abs(gradient) - regAlpha);
}

/** LightGBM's GetLeafGain. */
function gainOf(gradient: number, hessian: number, {regLambda, regAlpha}: SplitLimits): number {
  return shrunken(gradient, regAlpha) ** 2 / (hessian + regLambda);
}

function outputOf(gradient: number, hessian: number, {regLambda, regAlpha}: SplitLimits): number {
  return -shrunken(gradient, regAlpha) / (hessian + regLambda);
}

export function emptySplit(): Split {
  return {
    feature: -1,
    bin: 0,
    gain: -Infinity,
    left: {count: 0, gradient: 0, hessian: 0},
    right: {count: 0, gradient: 0, hessian: 0},
    leftOutput: 0,
    rightOutput: 0
  };
}

/** Whether a is the better split: the greater gain, and on a tie the smaller feature. */
export function isBetter(a: Split, b: Split): boolean {
  if (a.gain !== b.gain) return a.gain > b.gain;
  return a.feature >= 0 && (b.feature < 0 || a.feature < b.feature);
}

/**
 * Searches all features of a leaf and writes the best split into `best` (LightGBM, FindBestThresholdSequentially from the right).
 * Bins are visited from the last to the first, so of equal gains the greatest threshold wins, and of features the first.
 * A feature that cannot be split here is marked so: LightGBM never tries it again below this leaf.
 */
export function findBestSplit(histograms: Histograms, features: number, sums: LeafSums, limits: SplitLimits, best: Split): void {
  best.feature = -1;
  best.gain = -Infinity;
  for (let feature = 0; feature < features; ++feature) {
    if (histograms.splittable[feature])
      histograms.splittable[feature] = searchFeature(histograms, feature, sums, limits, best) ? 1 : 0;
  }
}

function searchFeature({bins, filled}: Histograms, feature: number, sums: LeafSums, limits: SplitLimits, best: Split): boolean {
  const {minChildSamples, minChildWeight} = limits;
  const {count, gradient} = sums;
  const hessian = sums.hessian + 2 * epsilon;
  const noSplit = gainOf(gradient, hessian, limits) + limits.minSplitGain;
  let bestGain = noSplit;
  let bestAt = -1;
  let bestCount = 0;
  let bestGradient = 0;
  let bestHessian = 0;
  let rightCount = 0;
  let rightGradient = 0;
  let rightHessian = epsilon;
  const first = feature << 8;
  search: for (let word = (feature << 3) + 7; word >= feature << 3; --word) {
    let left = filled[word]!;
    while (left !== 0) {
      const bit = 31 - Math.clz32(left);
      left ^= 1 << bit;
      const bin = (word << 5) + bit;
      const inBin = bins[2 * bin + 1]!;
      rightGradient += bins[2 * bin]!;
      rightHessian += inBin;
      rightCount += inBin;
      if (rightCount < minChildSamples || rightHessian < minChildWeight) continue;
      const leftCount = count - rightCount;
      const leftHessian = hessian - rightHessian;
      if (bin === first || leftCount < minChildSamples || leftHessian < minChildWeight) break search;
      const leftGradient = gradient - rightGradient;
      const gain = gainOf(leftGradient, leftHessian, limits) + gainOf(rightGradient, rightHessian, limits);
      if (!(gain > bestGain)) continue;
      bestGain = gain;
      bestAt = bin - first - 1;
      bestCount = leftCount;
      bestGradient = leftGradient;
      bestHessian = leftHessian;
    }
  }
  if (bestAt < 0) return false;
  if (bestGain - noSplit > best.gain) {
    best.feature = feature;
    best.bin = bestAt;
    best.gain = bestGain - noSplit;
    best.left.count = bestCount;
    best.left.gradient = bestGradient;
    best.left.hessian = bestHessian - epsilon;
    best.right.count = count - bestCount;
    best.right.gradient = gradient - bestGradient;
    best.right.hessian = hessian - bestHessian - epsilon;
    best.leftOutput = outputOf(bestGradient, bestHessian, limits);
    best.rightOutput = outputOf(best.right.gradient, hessian - bestHessian, limits);
  }
  return true;
}
