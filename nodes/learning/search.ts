import type {ScoreName} from "../kernels/cross-validation.ts";
import {scoreNames} from "../kernels/cross-validation.ts";
import type {EstimatorSpec} from "../kernels/estimators/estimators.ts";
import {type Fold, kFold} from "../kernels/folds.ts";
import {regressionKey} from "../kernels/pipeline.ts";
import {stream} from "../kernels/random.ts";
import {costOf, groupConfigurations} from "../kernels/search/groups.ts";
import type {Key} from "../kernels/tree/tree.ts";
import {type RegressionData, scoreItem, transformFold} from "../tasks/learning.ts";
import type {Work} from "./fit.ts";

export interface SearchPlan {
  readonly configurations: readonly EstimatorSpec[];
  readonly nSplits: number;
  readonly randomState: number;
}

const LOOKS = 200;

/** The folds of n rows, and the key of what is random on each. */
export function foldsOf(
  n: number,
  {nSplits, randomState}: Pick<SearchPlan, "nSplits" | "randomState">
): readonly {readonly fold: Fold; readonly key: Key}[] {
  const folds = kFold(n, nSplits, stream("tune", randomState, "folds"));
  return folds.map((fold, k) => ({fold, key: regressionKey(stream("tune", randomState, "forest", k))}));
}

/**
 * Scores every configuration on every fold: score s of configuration c on fold k at (c nSplits + k) 4 + s. The items of work are fold
 * × group of configurations that share work, the longest first; the results do not depend on which thread did which. `onScores` sees the
 * scores fill up, some two hundred times, NaN where there is none yet.
 */
export async function scoreConfigurations(
  data: RegressionData,
  {configurations, nSplits, randomState}: SearchPlan,
  {pool, signal, progress}: Work,
  onScores: (scores: Float64Array) => void = () => {}
): Promise<Float64Array> {
  const parts = foldsOf(data.y.length, {nSplits, randomState});
  const folds = parts.map(({fold}) => fold);
  const keys = parts.map(({key}) => key);
  const prepared = await pool.map(transformFold, folds, {shared: data, signal});
  const groups = groupConfigurations(configurations, data.columns.length);
  const order = groups.map((_, group) => group).sort((a, b) => costOf(groups[b]!) - costOf(groups[a]!));
  const items = order.flatMap((group) => folds.map((_, fold) => ({fold, group})));
  const scores = new Float64Array(configurations.length * nSplits * 4).fill(NaN);
  const keep = (i: number, result: Float64Array): void => {
    const {fold, group} = items[i]!;
    for (const [m, c] of groups[group]!.members.entries())
      scores.set(result.subarray(4 * m, 4 * m + 4), (c * nSplits + fold) * 4);
  };
  // To rank thousands of configurations takes as long as to score one.
  const stride = Math.ceil(items.length / LOOKS);
  let arrived = 0;
  const results = await pool.map(scoreItem, items, {
    shared: {folds: prepared, keys, groups},
    signal,
    onProgress: progress,
    onResult: (i, result) => {
      keep(i, result);
      if (++arrived % stride === 0) onScores(scores);
    }
  });
  for (const [i, result] of results.entries()) keep(i, result);
  return scores;
}

/** The best few of the configurations that all folds have scored by now, and how many those are; undefined while there is none. */
export function standing(scores: Float64Array, {configurations, nSplits}: SearchPlan, scoring: ScoreName): Standing | undefined {
  const {mean} = summarizeScores(scores, nSplits, scoring);
  const scored = mean.reduce((count, m) => count + (Number.isNaN(m) ? 0 : 1), 0);
  if (scored === 0) return undefined;
  const first = rankConfigurations(scores, nSplits, scoring).slice(0, Math.min(scored, LEADERS));
  return {scored, leaders: first.map((c) => ({configuration: configurations[c]!, mean: mean[c]!}))};
}

/** How many configurations a leaderboard shows while it fills. */
const LEADERS = 10;

/** A search under way. */
export interface Standing {
  /** Configurations scored on all folds. */
  readonly scored: number;
  /** The best of them, the best first, with the mean of the score that decides. */
  readonly leaders: readonly {readonly configuration: EstimatorSpec; readonly mean: number}[];
}

/** Mean and standard deviation (divisor n) over the folds of one score of each configuration. */
export function summarizeScores(
  scores: Float64Array,
  nSplits: number,
  score: ScoreName
): {readonly mean: Float64Array; readonly sd: Float64Array} {
  const n = scores.length / (4 * nSplits);
  const s = scoreNames.indexOf(score);
  const mean = new Float64Array(n);
  const sd = new Float64Array(n);
  for (let c = 0; c < n; ++c) {
    const folds = Array.from({length: nSplits}, (_, k) => scores[(c * nSplits + k) * 4 + s]!);
    const m = folds.reduce((a, b) => a + b, 0) / nSplits;
    mean[c] = m;
    sd[c] = Math.sqrt(folds.reduce((a, b) => a + (b - m) * (b - m), 0) / nSplits);
  }
  return {mean, sd};
}

/** Positions of the configurations, the best mean first; of equal ones, that drawn first. A mean that is not a number comes last. */
export function rankConfigurations(scores: Float64Array, nSplits: number, scoring: ScoreName): readonly number[] {
  const {mean} = summarizeScores(scores, nSplits, scoring);
  const merit = Array.from(mean, (m) => (Number.isNaN(m) ? -Infinity : scoring === "r2Score" ? m : -m));
  return merit.map((_, c) => c).sort((a, b) => (merit[a] === merit[b] ? a - b : merit[b]! - merit[a]!));
}

/** The scores of configurations in another order. */
export function reorderScores(scores: Float64Array, order: readonly number[]): Float64Array {
  const width = scores.length / order.length;
  const reordered = new Float64Array(scores.length);
  for (const [rank, c] of order.entries()) reordered.set(scores.subarray(c * width, (c + 1) * width), rank * width);
  return reordered;
}
