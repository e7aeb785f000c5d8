import type {ConformalWidth} from "./kernels/conformal.ts";
import {isForest} from "./kernels/estimators/estimators.ts";
import {boundsOf, coverageOf, type IntervalRule} from "./kernels/intervals.ts";
import {scoresOf} from "./kernels/metrics.ts";
import type {Prediction} from "./kernels/regression.ts";
import {metrics, model, table} from "./kinds.ts";
import {predictColumns} from "./learning/fit.ts";
import {type CalibratedIntervals, calibratedIntervals, intervalParams} from "./learning/intervals.ts";
import {predictionColumns} from "./learning/prediction-columns.ts";
import {checkTarget, completeRows, missingParam} from "./learning/rows.ts";
import {defineNode} from "../runtime/node.ts";

export const evaluate = defineNode({
  type: "evaluate",
  version: 2,
  title: "Evaluate",
  group: "learning",
  doc: `Judges a model on rows it has not seen.

Scores are on the scale the target was learned on, with scikit-learn's conventions: mean absolute error, root mean squared error, R²
and mean absolute percentage error (a fraction of |y|, so it grows without limit where a logarithm passes through 0).

It also counts how many truths each interval covers, and how wide the interval is on average. For forests: *standardError*,
ŷ ± 3σ/√q over the q trees, as in the paper, which shrinks as trees are added whatever the error of the model; and *treeSpread*,
ŷ ± 3σ. For calibrated models: *conformalConstant* and, for forests, *conformalScaled*, which are made to cover the share \`coverage\`
of truths; *cvPlusConstant* and *cvPlusScaled* in their place where the model was tuned with *intervals* cvPlus. Of a few rows the share found strays: by ±√(c(1 − c)/n), 5 percentage points for 90 % of 37 rows.

The predictions leave beside the truths for figures, in the columns that *predict* makes.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Table 2 and Fig. 5",
    "scikit-learn's metrics",
    "Lei, G'Sell, Rinaldo, Tibshirani & Wasserman 2018, JASA 113, 1094",
    "Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486 (CV+)"
  ],
  methods: ({outputs}) => {
    const has = (interval: string): boolean => JSON.stringify(outputs["metrics"] ?? null).includes(`"${interval}"`);
    return [
      "{inputs.model} was judged on {notes.rows} rows of {inputs.test} that it had not seen, on the scale it learned: MAE {notes.meanAbsoluteError}, RMSE {notes.rootMeanSquaredError}, R² {notes.r2Score}, MAPE {notes.meanAbsolutePercentageError}.",
      ...(has("standardError")
        ? [
            "The bounds ŷ ± 3σ/√q over its trees hold a share of {outputs.metrics.intervals.standardError.coverage} of the truths: they are a standard error of the mean."
          ]
        : []),
      ...["conformalScaled", "conformalConstant", "cvPlusScaled", "cvPlusConstant"]
        .filter(has)
        .slice(0, 1)
        .map(
          (name) => `The calibrated interval, made for a share of {coverage}, holds {outputs.metrics.intervals.${name}.coverage}.`
        )
    ].join(" ");
  },
  inputs: {
    model: model("the model to judge"),
    test: table("rows it has not seen, with its predictors and the same target")
  },
  outputs: {
    metrics: metrics("scores and coverage"),
    predictions: table("the test rows with their predictions")
  },
  params: {...intervalParams, missing: missingParam},
  migrations: [(params) => params],
  async run(context) {
    const {params, pool, signal} = context;
    const {model, test} = context.inputs;
    const {features, pipeline, target} = model;
    checkTarget(target, test, "test rows");
    const {rows, columns, y, excluded} = completeRows(test, features, target.column, params.missing);
    if (rows.length < 2) throw new Error("1 row has no R²; judge a model on at least 2");
    const message = `predicting ${rows.length} rows`;
    const work = {pool, signal, progress: (fraction: number) => context.progress(fraction, message), note: context.note};
    const prediction = await predictColumns(pipeline, columns, work);
    const scores = scoresOf(y, prediction.mean);
    context.note("rows", rows.length);
    if (excluded > 0) context.note("excluded", excluded);
    for (const [name, score] of Object.entries(scores)) context.note(name, score);
    const forest = isForest(pipeline.spec);
    const calibrated = await calibratedIntervals(model, columns, prediction, params.coverage, {
      ...work,
      progress: (fraction) => context.progress(fraction, "fitting the models of the folds again")
    });
    const intervals = {
      ...(forest && treeIntervals(y, prediction)),
      ...(calibrated && judgeCalibrated(y, calibrated, forest))
    };
    const judged = {estimator: pipeline.spec.estimator, target, rows: rows.length, scores};
    const kept = excluded === 0 ? test : test.take(rows);
    return {
      metrics: forest || calibrated ? {...judged, intervals} : judged,
      predictions: kept.with(predictionColumns(target, prediction, forest, calibrated?.bounds(params.width)), {
        ...kept.roles,
        target
      })
    };
  }
});

function treeIntervals(y: Float64Array, {mean, spread, q}: Prediction) {
  const judge = (rule: IntervalRule) => coverageOf(y, boundsOf(mean, spread, q, rule));
  return {standardError: judge("standardError"), treeSpread: judge("treeSpread")};
}

function judgeCalibrated(y: Float64Array, {kind, bounds}: CalibratedIntervals, forest: boolean) {
  const judge = (width: ConformalWidth) => {
    const drawn = bounds(width);
    return {nominal: drawn.coverage, ...coverageOf(y, drawn)};
  };
  return {[`${kind}Constant`]: judge("constant"), ...(forest && {[`${kind}Scaled`]: judge("scaled")})};
}
