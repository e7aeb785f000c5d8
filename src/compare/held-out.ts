import {type ScoreName, scoreNames} from "../../nodes/kernels/cross-validation.ts";
import {scoresOf} from "../../nodes/kernels/metrics.ts";
import {type Rng, stream} from "../../nodes/kernels/random.ts";
import {predictionNames} from "../../nodes/learning/prediction-columns.ts";
import type {Table, Target} from "../../runtime/table.ts";
import {type Difference, type Interval, percentileInterval} from "./interval.ts";

/** Truths of rows a model had not seen, and what it said of them. */
export interface Judged {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
}

/** In the order of the rows in the table they come from, so that two of the same rows can be paired. */
export function judgedRows(table: Table, {column}: Target): Judged {
  const identity = table.rowIdentity();
  const order = Int32Array.from(identity.keys()).sort((i, j) => identity[i]! - identity[j]!);
  const [truth, predicted] = [table.numbers(column), table.numbers(predictionNames(column).mean)];
  return {truth: Float64Array.from(order, (i) => truth[i]!), predicted: Float64Array.from(order, (i) => predicted[i]!)};
}

export const RESAMPLES = 1000;

/**
 * How much the scores of b exceed those of a, by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13). Paired, both are judged on
 * the same resampled rows, which must stand in the same order; otherwise each on its own. The seed is fixed.
 */
export function bootstrap(a: Judged, b: Judged, paired: boolean): Readonly<Record<ScoreName, Difference>> {
  const draw = stream("compare", "bootstrap");
  const found = scoreNames.map(() => new Float64Array(RESAMPLES));
  for (let r = 0; r < RESAMPLES; ++r) {
    const rows = drawRows(draw, a.truth.length);
    const first = scoresAt(a, rows);
    const second = scoresAt(b, paired ? rows : drawRows(draw, b.truth.length));
    for (const [s, name] of scoreNames.entries()) found[s]![r] = second[name] - first[name];
  }
  const [first, second] = [scoresOf(a.truth, a.predicted), scoresOf(b.truth, b.predicted)];
  const intervals = scoreNames.map((name, s) => [name, percentileInterval(second[name] - first[name], found[s]!)] as const);
  return Object.fromEntries(intervals) as Record<ScoreName, Difference>;
}

/** Between which values each score lies, by the percentile bootstrap over the rows. The seed is fixed. */
export function bootstrapScores(judged: Judged): Readonly<Record<ScoreName, Interval>> {
  const draw = stream("report", "bootstrap");
  const found = scoreNames.map(() => new Float64Array(RESAMPLES));
  for (let r = 0; r < RESAMPLES; ++r) {
    const scores = scoresAt(judged, drawRows(draw, judged.truth.length));
    for (const [s, name] of scoreNames.entries()) found[s]![r] = scores[name];
  }
  const intervals = scoreNames.map((name, s) => {
    const {lower, upper} = percentileInterval(0, found[s]!);
    return [name, {lower, upper}] as const;
  });
  return Object.fromEntries(intervals) as Record<ScoreName, Interval>;
}

function drawRows(draw: Rng, n: number): Uint32Array {
  return Uint32Array.from({length: n}, () => draw.int(n));
}

function scoresAt({truth, predicted}: Judged, rows: Uint32Array): ReturnType<typeof scoresOf> {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return scoresOf(pick(truth), pick(predicted));
}
