import type {ScoreName} from "../kernels/cross-validation.ts";
import type {EstimatorSpec} from "../kernels/estimators/estimators.ts";
import {type Rung, rungsOf} from "../kernels/halving.ts";
import {stream} from "../kernels/random.ts";
import type {RegressionData} from "../tasks/learning.ts";
import type {Work} from "./fit.ts";
import {rankConfigurations, scoreConfigurations, type SearchPlan} from "./search.ts";

/**
 * The configurations that successive halving leaves for the last round, in the order given, and all rounds. The rows of a round are
 * part of those of the next.
 */
export async function halve(
  {columns, y}: RegressionData,
  {configurations, nSplits, randomState}: SearchPlan,
  scoring: ScoreName,
  {pool, signal, progress}: Work
): Promise<{readonly finalists: readonly EstimatorSpec[]; readonly rungs: readonly Rung[]}> {
  const rungs = rungsOf(configurations.length, y.length, nSplits);
  const order = stream("tune", randomState, "rows").permutation(y.length);
  let left = configurations;
  for (const [round, {rows: size}] of rungs.slice(0, -1).entries()) {
    const rows = order.slice(0, size).sort();
    const take = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i]!);
    const plan = {configurations: left, nSplits, randomState};
    const work = {pool, signal, progress: (fraction: number) => progress((round + fraction) / (rungs.length - 1))};
    const scores = await scoreConfigurations({columns: columns.map(take), y: take(y)}, plan, work);
    const best = rankConfigurations(scores, nSplits, scoring).slice(0, rungs[round + 1]!.configurations);
    left = best.toSorted((a, b) => a - b).map((c) => left[c]!);
  }
  return {finalists: left, rungs};
}
