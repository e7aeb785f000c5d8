import {type ScoreName, scoreNames} from "./kernels/cross-validation.ts";
import {type EstimatorName, estimatorNames} from "./kernels/estimators/estimators.ts";
import {kFold} from "./kernels/folds.ts";
import {meanAndSd} from "./kernels/moments.ts";
import {regressionKey} from "./kernels/pipeline.ts";
import type {CandidateScores} from "./kernels/prescreen.ts";
import {stream} from "./kernels/random.ts";
import {table} from "./kinds.ts";
import {scoreTitles} from "./learning/leaderboard.ts";
import {completeRows, featuresOf, missingParam, targetOf} from "./learning/rows.ts";
import {transformFold} from "./tasks/learning.ts";
import {scoreOneCandidate} from "./tasks/prescreen.ts";
import {defineNode, type Json} from "../runtime/node.ts";
import {choice, integer} from "../runtime/params.ts";
import {type Column, columnInfo, integerColumn, realColumn, Table, textColumn} from "../runtime/table.ts";

export const prescreen = defineNode({
  type: "prescreen",
  version: 2,
  title: "Prescreen",
  group: "learning",
  doc: `Compares kinds of regression by cross-validation, each as it comes, to see which is worth tuning.

All are fitted in the same pipeline, anew in each of \`nSplits\` folds: Yeo–Johnson and standardisation of each predictor, then
- *linear*: ordinary least squares;
- *ridge*: the same with a penalty on large coefficients, alpha = 1;
- *nearestNeighbors*: the mean of the 5 nearest rows; of rows equally far, those that come first in training count first;
- *tree*: one regression tree, grown to the end;
- *randomForest*, *extraTrees*: 100 trees;
- *gradientBoosting*: 100 rounds of leaf-wise trees on 255 bins, as LightGBM.

They are the estimators of *tune*, with its defaults: scikit-learn's, and LightGBM's for boosting. A regression that fails in a fold gets no rank, and its row
says why; the others go on. Every regression sees the same folds.

How long each took, in milliseconds of its threads added up, is noted beside the result as \`wallClockMs\`. That is a fact about one run on
one machine and no part of the result: another run notes other times and gives the same table.`,
  references: ["PyCaret's compare_models", "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, sect. 3"],
  methods: () =>
    "Kinds of regression were compared, each with its usual settings, by {nSplits}-fold cross-validation on {notes.rows} rows of {inputs.train} (seed {randomState}); the best mean {scoring} was that of {notes.best}.",
  inputs: {
    train: table("the rows to compare on, their predictors and target named")
  },
  outputs: {
    leaderboard: table("the regressions, the best first, with mean and standard deviation of each score over the folds")
  },
  params: {
    nSplits: integer({default: 10, min: 2, max: 1000, doc: "Folds of the cross-validation."}),
    scoring: choice(scoreNames, {default: "r2Score", doc: "The score whose mean over the folds ranks them."}),
    missing: missingParam,
    randomState: integer({default: 0, min: 0, doc: "Seed of the folds and the forests."})
  },
  migrations: [(params) => params],
  schema: () => ({leaderboard: {columns: boardColumns([]).map(columnInfo)}}),
  async run(context) {
    const {params, pool, signal} = context;
    const {train} = context.inputs;
    const {nSplits, randomState, scoring} = params;
    const features = featuresOf(train);
    const target = targetOf(train);
    const {columns, y, excluded} = completeRows(train, features, target.column, params.missing);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    const folds = kFold(y.length, nSplits, stream("prescreen", randomState, "folds"));
    const keys = folds.map((_, k) => regressionKey(stream("prescreen", randomState, "forest", k)));
    const prepared = await pool.map(transformFold, folds, {shared: {columns, y}, signal});
    // The slowest come first, so that all threads have work to the end.
    const items = estimatorNames.flatMap((name) => folds.map((_, fold) => ({name, fold})));
    const wallClockMs: Record<string, number> = {};
    const arrived = new Map<EstimatorName, CandidateScores[]>();
    const message = `comparing ${estimatorNames.length} regressions on ${nSplits} folds`;
    const results = await pool.map(scoreOneCandidate, items, {
      shared: {folds: prepared, keys},
      signal,
      onProgress: (fraction) => context.progress(fraction, message, standing(arrived, nSplits, scoring)),
      onResult: (index, result, ms) => {
        const {name} = items[index]!;
        wallClockMs[name] = (wallClockMs[name] ?? 0) + ms;
        arrived.set(name, [...(arrived.get(name) ?? []), result]);
      }
    });
    context.note("wallClockMs", Object.fromEntries(estimatorNames.map((name) => [name, Math.round(wallClockMs[name]!)])));
    const entries = estimatorNames.map((name) =>
      entryOf(
        name,
        results.filter((_, i) => items[i]!.name === name)
      )
    );
    const ranked = rankEntries(entries, scoring);
    if (ranked[0]!.failure === undefined) context.note("best", ranked[0]!.name);
    const failed = ranked.filter(({failure}) => failure !== undefined).length;
    if (failed > 0) context.note("failed", failed);
    return {leaderboard: new Table({columns: boardColumns(ranked), meta: {title: `Regressions for ${target.column}`}})};
  }
});

/** The regressions that all folds have scored by now, the best first, as a search under way tells it. */
function standing(arrived: ReadonlyMap<EstimatorName, readonly CandidateScores[]>, nSplits: number, scoring: ScoreName): Json {
  const whole = [...arrived].filter(([, folds]) => folds.length === nSplits).map(([name, folds]) => entryOf(name, folds));
  const leaders = rankEntries(whole, scoring).filter(({failure}) => failure === undefined);
  return {
    scoring,
    scored: whole.length,
    leaders: leaders.map(({name, moments}) => ({configuration: {estimator: name}, mean: moments[scoring].mean}))
  };
}

interface Entry {
  readonly name: EstimatorName;
  /** Of each score, over the folds. */
  readonly moments: Readonly<Record<ScoreName, {readonly mean: number; readonly sd: number}>>;
  readonly failure: string | undefined;
}

function entryOf(name: EstimatorName, folds: readonly CandidateScores[]): Entry {
  const scored = folds.flatMap((fold) => ("scores" in fold ? [fold.scores] : []));
  const moments = scoreNames.map((score, s) => [score, meanAndSd(scored.map((scores) => scores[s]!))] as const);
  const failure = folds.find((fold) => "failure" in fold)?.failure;
  return {name, moments: Object.fromEntries(moments) as Entry["moments"], failure};
}

/** The best first; those that failed, or whose score is not a number, last; of equal ones in the order of the list. */
function rankEntries(entries: readonly Entry[], scoring: ScoreName): readonly Entry[] {
  const merit = ({moments, failure}: Entry): number => {
    const {mean} = moments[scoring];
    if (failure !== undefined || Number.isNaN(mean)) return -Infinity;
    return scoring === "r2Score" ? mean : -mean;
  };
  return entries.toSorted((a, b) => (merit(a) === merit(b) ? 0 : merit(b) - merit(a)));
}

function boardColumns(ranked: readonly Entry[]): readonly Column[] {
  const sound = Uint8Array.from(ranked, ({failure}) => (failure === undefined ? 1 : 0));
  const valid = sound.includes(0) ? sound : undefined;
  const real = (name: string, description: string, value: (entry: Entry) => number): Column =>
    realColumn(
      {name, description},
      Float64Array.from(ranked, (entry) => (entry.failure === undefined ? value(entry) : 0)),
      valid
    );
  return [
    integerColumn(
      {name: "rank", description: "1 for the best, null for one that failed"},
      Int32Array.from(sound, (ok, i) => (ok ? i + 1 : 0)),
      valid
    ),
    textColumn(
      {name: "regression", description: "the kind of regression"},
      ranked.map(({name}) => name)
    ),
    ...scoreNames.flatMap((score) => [
      real(score, `mean over the folds of the ${scoreTitles[score]}`, ({moments}) => moments[score].mean),
      real(`${score}_sd`, "its standard deviation over the folds", ({moments}) => moments[score].sd)
    ]),
    textColumn(
      {name: "failure", description: "why there are no scores, null where there are"},
      ranked.map(({failure}) => failure)
    )
  ];
}
