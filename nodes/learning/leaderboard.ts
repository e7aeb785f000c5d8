import {scoreNames, type ScoreName} from "../kernels/cross-validation.ts";
import {
  type EstimatorName,
  type EstimatorSpec,
  estimators,
  featuresLookedAt,
  type MaxFeatures
} from "../kernels/estimators/estimators.ts";
import type {Setting} from "../kernels/estimators/hyperparameter.ts";
import type {Search} from "../kinds.ts";
import {
  booleanColumn,
  type Column,
  type ColumnInfo,
  columnInfo,
  integerColumn,
  realColumn,
  Table,
  textColumn
} from "../../runtime/table.ts";
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
    ),
    ...hyperparameterColumns(estimator, configurations, search.features.length)
  ];
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

function hyperparameterColumns(estimator: EstimatorName, specs: readonly EstimatorSpec[], p: number): readonly Column[] {
  return Object.entries(estimators[estimator].hyperparameters).map(([name, {doc, numbers, default: usual}]) => {
    const values = specs.map((spec) => (spec as unknown as Readonly<Record<string, Setting>>)[name] ?? null);
    const info = {name, description: doc};
    if (numbers === "share")
      return integerColumn(
        info,
        Int32Array.from(values as MaxFeatures[], (value) => featuresLookedAt(value, p))
      );
    const valid = values.includes(null) ? Uint8Array.from(values, (value) => (value === null ? 0 : 1)) : undefined;
    if (numbers === "integer") return integerColumn(info, Int32Array.from(values, Number), valid);
    if (numbers === "real") return realColumn(info, Float64Array.from(values, Number), valid);
    if (typeof usual === "boolean") return booleanColumn(info, Uint8Array.from(values, Number));
    if (typeof usual === "number") return integerColumn(info, Int32Array.from(values, Number));
    return textColumn(info, values.map(String));
  });
}

/** The columns of a leaderboard. */
export function leaderboardColumns(estimator: EstimatorName, scoring: ScoreName, nSplits: number): readonly ColumnInfo[] {
  const none = {configurations: [], scores: new Float64Array(0), features: [], randomState: 0, rows: 0};
  const target = {column: "", label: "", transform: "none", sourceColumn: ""} as const;
  return leaderboard({...none, estimator, scoring, nSplits, target}).columns.map(columnInfo);
}
