import {prepareFold, scoreConfiguration, scoreNames} from "./cross-validation.ts";
import type {EstimatorSpec} from "./estimators/estimators.ts";
import {kFold} from "./folds.ts";
import {regressionKey} from "./pipeline.ts";
import {stream} from "./random.ts";

/**
 * How many rows the fractions 1/m, 2/m … 1 of n rows are, rounded to the nearest.
 * @throws when the smallest cannot put 2 rows in each fold, below which R² means nothing.
 */
export function sampleSizes(n: number, nFractions: number, nSplits: number): Int32Array {
  const sizes = Int32Array.from({length: nFractions}, (_, k) => Math.round(((k + 1) * n) / nFractions));
  if (sizes[0]! < 2 * nSplits)
    throw new Error(
      `1/${nFractions} of ${n} rows is ${sizes[0]} rows, and ${nSplits} folds need at least ${2 * nSplits}; use fewer fractions or folds, or more rows`
    );
  return sizes;
}

export interface Sampling {
  /** Samplings are numbered; each draws rows of its own. */
  readonly sampling: number;
  /** Rows of the sample: the first so many of the sampling's order, so that a smaller sample is part of a larger one. */
  readonly size: number;
}

/** The rows of a sample, ascending. */
export function sampleRows(n: number, {sampling, size}: Sampling, randomState: number): Int32Array {
  const order = stream("learning-curve", randomState, "sampling", sampling).permutation(n);
  return Int32Array.from(order.subarray(0, size)).sort();
}

/** The four scores of one configuration on each fold of a sample: score s of fold k at 4 k + s. */
export function scoreSample(
  columns: readonly Float64Array[],
  y: Float64Array,
  sample: Sampling,
  {spec, nSplits, randomState}: {readonly spec: EstimatorSpec; readonly nSplits: number; readonly randomState: number},
  progress: (fraction: number) => void = () => {}
): Float64Array {
  const rows = sampleRows(y.length, sample, randomState);
  const X = columns.map((column) => Float64Array.from(rows, (i) => column[i]!));
  const truths = Float64Array.from(rows, (i) => y[i]!);
  const words = ["learning-curve", randomState, sample.sampling, sample.size] as const;
  const scores = new Float64Array(nSplits * scoreNames.length);
  for (const [k, fold] of kFold(rows.length, nSplits, stream(...words, "folds")).entries()) {
    scores.set(
      scoreConfiguration(prepareFold(X, truths, fold), spec, regressionKey(stream(...words, "forest", k))),
      k * scoreNames.length
    );
    progress((k + 1) / nSplits);
  }
  return scores;
}
