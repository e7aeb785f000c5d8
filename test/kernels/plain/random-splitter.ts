import {score} from "./criterion.ts";
import {word} from "./keys.ts";
import type {NodeRows, Sample, Split, SplitRules} from "./splitter.ts";
import {candidates, Draws} from "./splitter.ts";

/**
 * The splitter of extremely randomised trees (Geurts, Ernst & Wehenkel 2006, Mach. Learn. 63, 3): one threshold a feature, uniform
 * between its least and greatest value in the node; the best of maxFeatures such cuts, ties broken uniformly.
 */
export function randomSplit(sample: Sample, node: NodeRows, {minSamplesLeaf, maxFeatures}: SplitRules): Split | undefined {
  const {data} = sample;
  const low = new Float32Array(data.p);
  const high = new Float32Array(data.p).fill(NaN);
  const isConstant = (j: number): boolean => {
    if (Number.isNaN(high[j])) range(sample, node, j, low, high);
    return low[j] === high[j];
  };
  const draws = new Draws(node.key, data.p);
  const features = candidates(data.p, maxFeatures, isConstant, draws);
  if (features.length === 0) return undefined;
  const threshold = (j: number): number => between(low[j]!, high[j]!, word(node.key, j & 3, j >>> 2));
  // Any cut between two rows is as good as any other.
  if (node.end - node.start === 2) {
    const feature = features[features.length > 1 ? draws.below(features.length) : 0]!;
    return {feature, threshold: threshold(feature), score: scoreOf(sample, node, feature, threshold(feature), 1)!};
  }
  let best: Split | undefined;
  let ties = 1;
  for (const feature of features) {
    const t = threshold(feature);
    const value = scoreOf(sample, node, feature, t, minSamplesLeaf);
    if (value === undefined || (best && value < best.score)) continue;
    if (!best || value > best.score) {
      best = {feature, threshold: t, score: value};
      ties = 1;
    } else if (draws.below(++ties) === 0) best = {feature, threshold: t, score: value};
  }
  return best;
}

/** A threshold in [low, high), low < high, from 24 random bits, all in float32. */
function between(low: number, high: number, bits: number): number {
  const t = Math.fround(low + Math.fround((bits >>> 8) * 5.9604644775390625e-8 * Math.fround(high - low)));
  return t < high ? t : low;
}

function range({data, rows}: Sample, {start, end}: NodeRows, j: number, low: Float32Array, high: Float32Array): void {
  const {X, n} = data;
  const at = j * n;
  let least = X[at + rows[start]!]!;
  let greatest = least;
  for (let i = start + 1; i < end; ++i) {
    const x = X[at + rows[i]!]!;
    if (x < least) least = x;
    else if (x > greatest) greatest = x;
  }
  low[j] = least;
  high[j] = greatest;
}

/** The score of a cut, or undefined where a side would have too few rows. */
function scoreOf(sample: Sample, node: NodeRows, j: number, threshold: number, minSamplesLeaf: number): number | undefined {
  const {data, rows, weights} = sample;
  const {X, y, n} = data;
  const {start, end, sum, weight} = node;
  const at = j * n;
  let count = 0;
  let s = 0;
  let w = 0;
  for (let k = start; k < end; ++k) {
    const i = rows[k]!;
    if (X[at + i]! <= threshold) {
      ++count;
      if (weights) {
        w += weights[i]!;
        s += weights[i]! * y[i]!;
      } else s += y[i]!;
    }
  }
  if (count < minSamplesLeaf || end - start - count < minSamplesLeaf) return undefined;
  return score(s, weights ? w : count, sum, weight);
}
