import {type ScoreName, scoreNames} from "./kernels/cross-validation.ts";
import {
  type EstimatorName,
  estimatorNames,
  estimators,
  type EstimatorSpec,
  estimatorSpec
} from "./kernels/estimators/estimators.ts";
import {type Sampling, sampleSizes} from "./kernels/learning-curve.ts";
import {meanAndSd} from "./kernels/moments.ts";
import {optional, search, table} from "./kinds.ts";
import {scoreTitles} from "./learning/leaderboard.ts";
import {completeRows, featuresOf, missingParam, targetOf} from "./learning/rows.ts";
import {scoreOneSample} from "./tasks/learning-curve.ts";
import {defineNode} from "../runtime/node.ts";
import {choice, integer, real} from "../runtime/params.ts";
import {type Column, columnInfo, integerColumn, realColumn, Table} from "../runtime/table.ts";

export const learningCurve = defineNode({
  type: "learning-curve",
  version: 1,
  title: "Learning curve",
  group: "learning",
  doc: `Shows how the scores of a regression grow with the number of rows it learns from: whether more labelled rows would help.

Takes \`nSamplings\` random samples of each fraction 1/\`nFractions\`, 2/\`nFractions\` … 1 of the rows, and scores each sample by
cross-validation on \`nSplits\` folds, the whole pipeline (Yeo–Johnson, standardisation, regression) fitted anew in each. A sampling's
smaller samples are parts of its larger ones; its largest is all rows, in folds of its own. A model sees the share 1 − 1/\`nSplits\` of a
sample's rows.

The regression is the best configuration of a search where one is connected; its features are used then and the hyperparameters here
do not matter. Otherwise it is the estimator of the params with those of the hyperparameters here that it has, the others at the defaults
*tune* lists; for the curve of other settings, connect a search of that one configuration. Scores are on the scale of the target.

A sample's scores depend on \`randomState\`, its sampling and its number of rows, not on how many other samples there are.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 7", "scikit-learn's learning_curve"],
  methods: () =>
    "How scores grow with the number of rows was seen on {nSamplings} random samples of each of {nFractions} fractions of {notes.rows} rows of {inputs.train}, each scored by {nSplits}-fold cross-validation of {notes.estimator} (seed {randomState}).",
  inputs: {
    train: table("the rows to sample, their predictors and target named"),
    search: optional(search("a search whose best configuration to follow"))
  },
  outputs: {
    curve: table("a row for each fraction: mean and standard deviation of each score over the samplings"),
    scores: table("a row for each sample: mean and standard deviation of each score over its folds")
  },
  params: {
    estimator: choice(estimatorNames, {default: "extraTrees", doc: "The regression, where no search is connected."}),
    nEstimators: integer({default: 100, min: 1, max: 100_000, doc: "Trees of a forest or of boosting."}),
    maxDepth: integer({
      default: 0,
      min: 0,
      max: 1_000_000,
      doc: "Splits from the root of a tree to its deepest leaf; 0 for no limit."
    }),
    minSamplesSplit: integer({default: 2, min: 2, doc: "Fewest rows of a node that is split."}),
    minSamplesLeaf: integer({default: 1, min: 1, doc: "Fewest rows of a leaf."}),
    maxFeatures: real({default: 1, min: 0.01, max: 1, doc: "Share of the predictors that a node looks at."}),
    nSamplings: integer({default: 10, min: 1, max: 1000, doc: "Random samples of each fraction."}),
    nFractions: integer({default: 10, min: 1, max: 100, doc: "Fractions, in equal steps up to all rows."}),
    nSplits: integer({default: 10, min: 2, max: 1000, doc: "Folds of the cross-validation of each sample."}),
    missing: missingParam,
    randomState: integer({default: 0, min: 0, doc: "Seed of the samples, the folds and what is random in the estimator."})
  },
  schema: () => ({
    curve: {columns: curveColumns(noScores).map(columnInfo)},
    scores: {columns: sampleColumns(noScores).map(columnInfo)}
  }),
  async run(context) {
    const {params, pool, signal} = context;
    const {train, search} = context.inputs;
    const {nSamplings, nFractions, nSplits, randomState} = params;
    const {column} = targetOf(train);
    if (search && search.target.column !== column)
      throw new Error(
        `the search learned "${search.target.column}", but the table's target is "${column}"; wire the table searched on`
      );
    const features = search ? search.features : featuresOf(train);
    const {columns, y, excluded} = completeRows(train, features, column, params.missing);
    const spec = search ? search.configurations[0]! : specOf(params);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    context.note("estimator", spec.estimator);
    const sizes = sampleSizes(y.length, nFractions, nSplits);
    // The longest first, so that all threads have work to the end.
    const items = [...sizes].reverse().flatMap((size) => Array.from({length: nSamplings}, (_, sampling) => ({sampling, size})));
    const scored = await pool.map(scoreOneSample, items, {
      shared: {columns, y, spec, nSplits, randomState},
      signal,
      onProgress: (fraction) => context.progress(fraction, `scoring ${items.length} samples on ${nSplits} folds`)
    });
    const samples = items
      .map((item, i) => ({...item, folds: scored[i]!}))
      .sort((a, b) => a.size - b.size || a.sampling - b.sampling);
    const result = {samples, nSamplings, nSplits, rows: y.length};
    const meta = {title: `Learning curve of ${spec.estimator} for ${column}`};
    return {
      curve: new Table({columns: curveColumns(result), meta}),
      scores: new Table({columns: sampleColumns(result), meta})
    };
  }
});

interface Scored {
  /** By size, then by sampling; score s of fold k at 4 k + s. */
  readonly samples: readonly (Sampling & {readonly folds: Float64Array})[];
  readonly nSamplings: number;
  readonly nSplits: number;
  /** Of the whole table. */
  readonly rows: number;
}

const noScores: Scored = {samples: [], nSamplings: 1, nSplits: 2, rows: 1};

interface TreeParams {
  readonly nEstimators: number;
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: number;
}

function specOf({estimator, ...params}: TreeParams & {readonly estimator: EstimatorName}): EstimatorSpec {
  const settings = {
    nEstimators: params.nEstimators,
    maxDepth: params.maxDepth === 0 ? null : params.maxDepth,
    minSamplesSplit: params.minSamplesSplit,
    minSamplesLeaf: params.minSamplesLeaf,
    maxFeatures: params.maxFeatures === 1 ? "all" : params.maxFeatures
  };
  const has = Object.keys(estimators[estimator].hyperparameters);
  return estimatorSpec(estimator, Object.fromEntries(Object.entries(settings).filter(([name]) => has.includes(name))));
}

function foldScores({folds}: {readonly folds: Float64Array}, score: ScoreName): Float64Array {
  const s = scoreNames.indexOf(score);
  return folds.filter((_, at) => at % scoreNames.length === s);
}

function sampleColumns({samples, rows}: Scored): readonly Column[] {
  const real = (name: string, description: string, values: readonly number[]): Column =>
    realColumn({name, description}, Float64Array.from(values));
  return [
    real(
      "fraction",
      "share of the rows",
      samples.map(({size}) => size / rows)
    ),
    integerColumn(
      {name: "rows", description: "rows of the sample, in training and held-out folds together"},
      Int32Array.from(samples, ({size}) => size)
    ),
    integerColumn(
      {name: "sampling", description: "number of the sampling, from 1"},
      Int32Array.from(samples, ({sampling}) => sampling + 1)
    ),
    ...scoreNames.flatMap((score) => {
      const moments = samples.map((sample) => meanAndSd(foldScores(sample, score)));
      return [
        real(
          score,
          `mean over the folds of the ${scoreTitles[score]}`,
          moments.map(({mean}) => mean)
        ),
        real(
          `${score}_sd`,
          "its standard deviation over the folds",
          moments.map(({sd}) => sd)
        )
      ];
    })
  ];
}

function curveColumns({samples, nSamplings, rows}: Scored): readonly Column[] {
  const steps = Array.from({length: samples.length / nSamplings}, (_, k) => samples.slice(k * nSamplings, (k + 1) * nSamplings));
  const real = (name: string, description: string, value: (samples: Scored["samples"]) => number): Column =>
    realColumn({name, description}, Float64Array.from(steps, value));
  const means = (samples: Scored["samples"], score: ScoreName): number[] =>
    samples.map((sample) => meanAndSd(foldScores(sample, score)).mean);
  const all = (samples: Scored["samples"], score: ScoreName): number[] =>
    samples.flatMap((sample) => [...foldScores(sample, score)]);
  return [
    real("fraction", "share of the rows", ([first]) => first!.size / rows),
    integerColumn(
      {name: "rows", description: "rows of a sample, in training and held-out folds together"},
      Int32Array.from(steps, ([first]) => first!.size)
    ),
    ...scoreNames.flatMap((score) => [
      real(score, `mean over samplings and folds of the ${scoreTitles[score]}`, (step) => meanAndSd(means(step, score)).mean),
      real(`${score}_sd`, "standard deviation over the samplings of their means", (step) => meanAndSd(means(step, score)).sd),
      real(`${score}_fold_sd`, "standard deviation over samplings and folds", (step) => meanAndSd(all(step, score)).sd)
    ])
  ];
}
