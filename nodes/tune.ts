import {scoreNames} from "./kernels/cross-validation.ts";
import {estimatorNames, type EstimatorSpec, estimators} from "./kernels/estimators/estimators.ts";
import {drawConfigurations, spaceProblems, usualSpace} from "./kernels/estimators/search-space.ts";
import {stream} from "./kernels/random.ts";
import {counted} from "./kernels/words.ts";
import {model, search, table} from "./kinds.ts";
import {intervalsParam, withIntervals} from "./learning/calibrate.ts";
import {fitModel, type Work} from "./learning/fit.ts";
import {halve} from "./learning/halving.ts";
import {leaderboard, leaderboardColumns} from "./learning/leaderboard.ts";
import {completeRows, featuresOf, missingParam, targetOf} from "./learning/rows.ts";
import {rankConfigurations, reorderScores, scoreConfigurations, standing, summarizeScores} from "./learning/search.ts";
import {defineNode, type Json} from "../runtime/node.ts";
import {choice, integer, space} from "../runtime/params.ts";

export const tune = defineNode({
  type: "tune",
  version: 3,
  title: "Tune",
  group: "learning",
  doc: `Searches the hyperparameters of a regression at random, by cross-validation.

Draws \`nIter\` configurations from \`space\` and scores each on \`nSplits\` folds of the shuffled rows. Within each fold the whole
pipeline is fitted anew on the fold's training rows: Yeo–Johnson (λ by maximum likelihood) and standardisation of each predictor,
then the regression. The configuration with the best mean of \`scoring\` wins and is fitted again on all rows.
What it predicted for the rows that each fold held out calibrates the model's intervals, in one of two ways:

- *outOfFold*: the model's own prediction ± the error that a share c of the rows held out stay within. This is the jackknife, by folds:
  it costs nothing and comes close in practice (88 to 92 % for 90 % on real tables), but nothing guarantees it.
- *cvPlus*: CV+. Each row held out votes, with its error, about what the model of *its* fold predicts for the new row. Where rows are
  exchangeable at least a share 1 − 2(1 − c) − √(2/n) of truths is covered whatever the model and the errors, and in practice a little
  more than c (92 to 95 % for 90 % on the same tables). The models of the folds are not stored but fitted again, to the bit, wherever
  rows are predicted; that takes as long as the calibration.

Split conformal intervals, which guarantee c itself and cost rows, are those of *calibrate*.

- *extraTrees*, *randomForest*: extremely randomised trees and random forests; *tree*: a single tree of best splits;
- *gradientBoosting*: leaf-wise trees on binned features, as LightGBM's;
- *nearestNeighbors*: the mean of the nearest rows; of rows equally far, those that come first in training count first;
- *ridge*, *linear*: least squares with a penalty on large coefficients, and without.

Each has hyperparameters of its own, by scikit-learn's names and defaults, and LightGBM's for boosting; they are listed below, with what
\`space\` draws them from unless it says otherwise. A \`space\` that is given stands for all of it: what it leaves out keeps its default.

Configurations that can share work do. Those of one fold see the same forest: a smaller one is its beginning, and maxDepth and
minSamplesSplit only stop its growth. A longer boosting begins with the shorter one, fewer neighbours are the first of more, and all
penalties take one reduction of the columns to a triangle. Each configuration gets exactly the score it would get alone, in a fraction
of the time; the scores of different configurations are therefore positively correlated, which makes their comparison less noisy.
Configurations drawn twice are scored once. One that a fold has too few rows for, more neighbours than rows, has no scores and comes last.

With the *strategy* halving, the configurations are first scored on a part of the rows, the best third of them on three times as many
rows, and so on, with at least 5 rows in a fold; the last round is on all rows. What it scores has the same scores as in a search of all,
and only that is in the search and the leaderboard. The rounds are noted. A configuration that needs many rows to shine may be lost on
the way. Since configurations share trees it gains little on few rows: on 876 it takes nearly as long and finds the same, on 14 323 it
takes a third of the time and finds an R² of 0.9779 instead of 0.9780.

Scores are those of the transformed target: mean absolute error, root mean squared error, R² and mean absolute percentage error
(a fraction). Features are held in float32, the target in 23-bit fixed point.`,
  references: [
    "Geurts, Ernst & Wehenkel 2006, Mach. Learn. 63, 3",
    "Breiman 2001, Mach. Learn. 45, 5",
    "Ke et al. 2017, NeurIPS 30 (LightGBM)",
    "Hoerl & Kennard 1970, Technometrics 12, 55 (ridge)",
    "Bergstra & Bengio 2012, JMLR 13, 281",
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Table 2",
    "Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486 (jackknife, CV+)",
    "Jamieson & Talwalkar 2016, AISTATS 51, 240",
    "scikit-learn's RandomizedSearchCV and HalvingRandomSearchCV"
  ],
  methods: ({params, notes}) => {
    const folds =
      "by {nSplits}-fold cross-validation on {notes.rows} rows of {inputs.train} (seed {randomState}); within each fold every predictor was Yeo–Johnson transformed and standardised, and the regression fitted anew";
    const what = estimators[params.estimator].words;
    if (params.estimator === "linear") return `${what[0]!.toUpperCase()}${what.slice(1)} were scored ${folds}.`;
    if (notes["configurations"] === 1) return `One configuration of ${what}, {outputs.search.best}, was scored ${folds}.`;
    return [
      `The hyperparameters of ${what} were searched at random: {notes.configurations} configurations were scored ${folds}.`,
      ...(params.strategy === "halving" ? ["By successive halving, most of them were scored on a part of the rows only."] : []),
      "The best mean {scoring} was that of {outputs.search.best}."
    ].join(" ");
  },
  inputs: {
    train: table("the training set, its predictors and target named")
  },
  outputs: {
    search: search("every configuration and its scores on every fold"),
    model: model("the best configuration, fitted on all of the training set"),
    leaderboard: table("the configurations, the best first, with mean and standard deviation of each score over the folds")
  },
  params: {
    estimator: choice(estimatorNames, {default: "extraTrees", doc: "The regression to tune."}),
    strategy: choice(["random", "halving"], {
      default: "random",
      doc: "Whether every configuration is scored on all rows, or only those that do well on fewer."
    }),
    nIter: integer({default: 1000, min: 1, max: 100_000, doc: "Configurations to draw."}),
    nSplits: integer({default: 10, min: 2, max: 1000, doc: "Folds of the cross-validation."}),
    scoring: choice(scoreNames, {default: "r2Score", doc: "The score whose mean over the folds decides."}),
    space: space({
      by: "estimator",
      of: Object.fromEntries(
        estimatorNames.map((name) => [
          name,
          {
            hyperparameters: estimators[name].hyperparameters,
            usual: usualSpace(name),
            problems: (space) => spaceProblems(name, space)
          }
        ])
      ),
      doc: "The distribution of each hyperparameter; what it leaves out has its default."
    }),
    intervals: intervalsParam,
    missing: missingParam,
    randomState: integer({default: 0, min: 0, doc: "Seed of the configurations, the folds and what is random in the estimator."})
  },
  // A line had a space that did not matter.
  migrations: [
    (params) => params,
    ({space, ...params}) => (params["estimator"] === "linear" || !space ? params : {...params, space})
  ],
  schema: ({params}) => ({leaderboard: {columns: leaderboardColumns(params.estimator, params.scoring, params.nSplits)}}),
  async run(context) {
    const {inputs, params, pool, signal} = context;
    const {estimator, nSplits, scoring, randomState} = params;
    const features = featuresOf(inputs.train);
    const target = targetOf(inputs.train);
    const {columns, y, excluded} = completeRows(inputs.train, features, target.column, params.missing);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    const drawn = drawConfigurations(estimator, params.space, params.nIter, stream("tune", randomState, "configurations"));
    context.note("configurations", drawn.length);
    const halving = params.strategy === "halving";
    // A share of the progress bar for a part of the work.
    const part = (from: number, to: number, message: () => string): Work => ({
      pool,
      signal,
      progress: (fraction) => context.progress(from + (to - from) * fraction, message(), leaders)
    });
    // What a leaderboard can show while it fills.
    let leaders: Json | undefined;
    const all = {configurations: drawn, nSplits, randomState};
    const {finalists, rungs} = halving
      ? await halve(
          {columns, y},
          all,
          scoring,
          part(0, 0.4, () => `halving ${counted(drawn.length, "configuration")}`)
        )
      : {finalists: drawn, rungs: undefined};
    if (rungs)
      context.note(
        "rounds",
        rungs.map(({configurations, rows}) => ({configurations, rows}))
      );
    const plan = {...all, configurations: finalists};
    let message = `scoring ${counted(finalists.length, "configuration")} on ${nSplits} folds`;
    const work = part(halving ? 0.4 : 0, 0.9, () => message);
    const scored = await scoreConfigurations({columns, y}, plan, work, (scores) => {
      const now = standing(scores, plan, scoring);
      if (!now) return;
      const {configuration, mean} = now.leaders[0]!;
      message = `best of ${counted(now.scored, "configuration")} on ${nSplits} folds: ${scoring} ${mean.toFixed(4)}, ${inWords(configuration)}`;
      leaders = {scoring, ...now} as unknown as Json;
    });
    const order = rankConfigurations(scored, nSplits, scoring);
    const scores = reorderScores(scored, order);
    const configurations = order.map((c) => finalists[c]!);
    for (const name of scoreNames) {
      const score = summarizeScores(scores, nSplits, name).mean[0]!;
      if (Number.isFinite(score)) context.note(name, score);
    }
    const {mean} = summarizeScores(scored, nSplits, scoring);
    const unscored = mean.reduce((count, m) => count + (Number.isNaN(m) ? 1 : 0), 0);
    if (unscored > 0) context.note("unscored", unscored);
    const best = configurations[0]!;
    const model = await fitModel(
      {columns, y, features, target},
      best,
      randomState,
      part(0.9, 0.95, () => "fitting the best")
    );
    const calibrated = await withIntervals(
      model,
      {columns, y},
      params,
      part(0.95, 1, () => "calibrating the best")
    );
    const search = {estimator, features, target, scoring, nSplits, randomState, rows: y.length, configurations, scores};
    return {search, model: calibrated, leaderboard: leaderboard(search)};
  }
});

/** The hyperparameters of a configuration. */
function inWords({estimator, ...settings}: EstimatorSpec): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${String(value)}`);
  return words.length > 0 ? words.join(", ") : estimator;
}
