import {scoreNames, type ScoreName} from "../kernels/cross-validation.ts";
import {type EstimatorName, type ForestSpec, featuresLookedAt} from "../kernels/estimators.ts";
import type {Search} from "../kinds.ts";
import {booleanColumn, type Column, type ColumnInfo, columnInfo, integerColumn, realColumn, Table} from "../../runtime/table.ts";
import {summarizeScores} from "./search.ts";

/** The scores in words. */
export const scoreTitles: Readonly<Record<ScoreName, string>> = {
  meanAbsoluteError: "mean absolute error",
  rootMeanSquaredError: "root mean squared error",
  r2Score: "R²",
  meanAbsolutePercentageError: "mean absolute percentage error, a fraction"
};

/** The configurations of a search as a table, the best first: hyperparameters, then mean and sd of each score, then the deciding score of each fold. */
export function leaderboard(search: Search): Table {
  const {configurations, scores, nSplits, scoring, estimator} = search;
  const n = configurations.length;
  const columns: Column[] = [
    integerColumn(
      {name: "rank", description: "1 for the best"},
      Int32Array.from({length: n}, (_, c) => c + 1)
    )
  ];
  if (estimator !== "linear")
    columns.push(...hyperparameterColumns(configurations as readonly ForestSpec[], search.features.length));
  for (const name of scoreNames) {
    const {mean, sd} = summarizeScores(scores, nSplits, name);
    columns.push(
      realColumn({name, description: `mean over the folds of the ${scoreTitles[name]}`}, mean),
      realColumn({name: `${name}_sd`, description: `its standard deviation over the folds`}, sd)
    );
  }
  const s = scoreNames.indexOf(scoring);
  for (let k = 0; k < nSplits; ++k) {
    const fold = Float64Array.from({length: n}, (_, c) => scores[(c * nSplits + k) * 4 + s]!);
    columns.push(realColumn({name: `${scoring}_fold_${k + 1}`, description: `${scoreTitles[scoring]} on fold ${k + 1}`}, fold));
  }
  return new Table({columns});
}

function hyperparameterColumns(specs: readonly ForestSpec[], p: number): readonly Column[] {
  const whole = (name: string, description: string, value: (spec: ForestSpec) => number): Column =>
    integerColumn({name, description}, Int32Array.from(specs, value));
  const limited = specs.some(({maxDepth}) => maxDepth === null)
    ? {valid: Uint8Array.from(specs, (s) => (s.maxDepth === null ? 0 : 1))}
    : {};
  return [
    whole("nEstimators", "trees", (s) => s.nEstimators),
    {...whole("maxDepth", "deepest split, null for no limit", (s) => s.maxDepth ?? 0), ...limited} as Column,
    whole("minSamplesSplit", "fewest rows to split", (s) => s.minSamplesSplit),
    whole("minSamplesLeaf", "fewest rows in a leaf", (s) => s.minSamplesLeaf),
    whole("maxFeatures", "features looked at in a node", (s) => featuresLookedAt(s.maxFeatures, p)),
    booleanColumn(
      {name: "bootstrap", description: "whether each tree sees a bootstrap sample"},
      Uint8Array.from(specs, (s) => (s.bootstrap ? 1 : 0))
    )
  ];
}

/** The columns of a leaderboard. */
export function leaderboardColumns(estimator: EstimatorName, scoring: ScoreName, nSplits: number): readonly ColumnInfo[] {
  const none = {configurations: [], scores: new Float64Array(0), features: [], randomState: 0, rows: 0};
  const target = {column: "", label: "", transform: "none", sourceColumn: ""} as const;
  return leaderboard({...none, estimator, scoring, nSplits, target}).columns.map(columnInfo);
}
