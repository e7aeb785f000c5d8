import {scoreNames} from "./kernels/cross-validation.ts";
import {meanAndSd} from "./kernels/moments.ts";
import {model, type Model, table} from "./kinds.ts";
import {checkTarget, completeRows, missingParam} from "./learning/rows.ts";
import {shuffleFeature} from "./tasks/importance.ts";
import {defineNode} from "../runtime/node.ts";
import {choice, integer} from "../runtime/params.ts";
import {type Column, columnInfo, realColumn, Table, textColumn} from "../runtime/table.ts";

export const importance = defineNode({
  type: "importance",
  version: 1,
  title: "Importance",
  group: "learning",
  doc: `Weighs the predictors of a model in two ways, side by side.

- *impurity*: the share of the decrease of squared error that a predictor's cuts bring while the trees grow, as in the paper's Fig. 9;
  the shares add up to 1. It is taken on the training rows, and favours predictors of many distinct values. Of trees only, else null;
  its standard deviation over the trees only where each tree stands for itself, so not of boosting.
- *permutation*: by how much \`scoring\` gets worse on rows the model has not seen when the predictor is shuffled among them, mean and
  standard deviation (divisor n) over \`nRepeats\` shuffles. R² falls by so much, an error grows by so much. Near 0 for what the model
  does not need; below 0 by chance, or where the model was misled.

Of predictors that tell the same, such as the fluxes of neighbouring bands, trees use now one and now the other: each gets part of the
impurity, and little by permutation, since the others stand in. Neither says what would be lost by leaving a predictor out.

A predictor's shuffles depend on \`randomState\`, its name and the number of rows, not on what other predictors there are.`,
  references: [
    "Breiman 2001, Mach. Learn. 45, 5",
    "scikit-learn's permutation_importance",
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 9"
  ],
  methods: () =>
    "The predictors of {inputs.model} were weighed by how much {scoring} gets worse when each is shuffled, {nRepeats} times, among {notes.rows} rows of {inputs.test} that the model had not seen (seed {randomState}); for trees the impurity importances stand beside.",
  inputs: {
    model: model("the model whose predictors to weigh"),
    test: table("rows it has not seen, with its predictors and the same target")
  },
  outputs: {
    importances: table("the predictors, that of the greatest permutation importance first")
  },
  params: {
    scoring: choice(scoreNames, {default: "r2Score", doc: "The score that shuffling makes worse."}),
    nRepeats: integer({default: 10, min: 1, max: 10_000, doc: "How often each predictor is shuffled."}),
    missing: missingParam,
    randomState: integer({default: 0, min: 0, doc: "Seed of the shuffles."})
  },
  schema: () => ({importances: {columns: columnsFor([], [], undefined).map(columnInfo)}}),
  async run(context) {
    const {params, pool, signal} = context;
    const {model, test} = context.inputs;
    const {features, pipeline, target} = model;
    checkTarget(target, test, "test rows");
    const {missing, ...settings} = params;
    const {columns, y, excluded} = completeRows(test, features, target.column, missing);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    const shuffled = await pool.map(
      shuffleFeature,
      features.map((_, j) => j),
      {
        shared: {pipeline, features, columns, y, ...settings},
        signal,
        onProgress: (fraction) => context.progress(fraction, `shuffling ${features.length} predictors`)
      }
    );
    return {
      importances: new Table({
        columns: columnsFor(features, shuffled, model.importances),
        meta: {title: `Importance of predictors of ${target.column}, permutation by ${params.scoring}`}
      })
    };
  }
});

function columnsFor(
  features: readonly string[],
  shuffled: readonly Float64Array[],
  impurity: Model["importances"]
): readonly Column[] {
  const permutation = shuffled.map(meanAndSd);
  const order = features.map((_, j) => j).sort((a, b) => permutation[b]!.mean - permutation[a]!.mean || a - b);
  const real = (name: string, description: string, value: (j: number) => number | undefined): Column => {
    const cells = order.map(value);
    const valid = cells.includes(undefined) ? Uint8Array.from(cells, (cell) => (cell === undefined ? 0 : 1)) : undefined;
    return realColumn(
      {name, description},
      Float64Array.from(cells, (cell) => cell ?? 0),
      valid
    );
  };
  return [
    textColumn(
      {name: "feature", description: "the predictor"},
      order.map((j) => features[j]!)
    ),
    real("impurity", "share of the decrease of squared error", (j) => impurity?.mean[j]),
    real("impurity_sd", "its standard deviation over the trees", (j) => impurity?.sd?.[j]),
    real("permutation", "by how much the score gets worse when the predictor is shuffled", (j) => permutation[j]!.mean),
    real("permutation_sd", "its standard deviation over the shuffles", (j) => permutation[j]!.sd)
  ];
}
