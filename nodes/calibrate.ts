import {counted} from "./kernels/words.ts";
import {model, table} from "./kinds.ts";
import {predictColumns} from "./learning/fit.ts";
import {checkTarget, completeRows, missingParam} from "./learning/rows.ts";
import {defineNode} from "../runtime/node.ts";

export const calibrate = defineNode({
  type: "calibrate",
  version: 1,
  title: "Calibrate",
  group: "learning",
  doc: `Calibrates the intervals of a model on rows held back for that: split conformal prediction.

The model stays as it is. How far it is off on each row takes the place of what *tune* or *retrain* found by cross-validation. Where
rows to come are drawn as these were, and the model has seen none of either, an interval for a coverage c covers at least the share c
of truths, whatever the model and however its errors are distributed. Cross-validation costs no rows; it guarantees less (*cvPlus*) or
nothing (*outOfFold*), and comes as close in practice.

It takes c/(1 − c) rows to calibrate a coverage of c: 9 for 90 %, 99 for 99 %. With few more, the coverage of one calibration strays: by
±√(c(1 − c)/n) for n rows. Rows that were used to fit the model make its intervals far too narrow.`,
  references: [
    "Lei, G'Sell, Rinaldo, Tibshirani & Wasserman 2018, JASA 113, 1094",
    "Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486"
  ],
  methods: () =>
    "The intervals of {inputs.model} were calibrated on {notes.rows} rows of {inputs.table}, held back for that (split conformal prediction).",
  inputs: {
    model: model("the model to calibrate"),
    table: table("rows it has not seen, with its predictors and its target")
  },
  outputs: {
    model: model("the same model with intervals calibrated on these rows")
  },
  params: {missing: missingParam},
  async run(context) {
    const {model, table} = context.inputs;
    const {pool, signal, params} = context;
    checkTarget(model.target, table, "rows");
    const {columns, y, excluded} = completeRows(table, model.features, model.target.column, params.missing);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    const {mean, spread} = await predictColumns(model.pipeline, columns, {
      pool,
      signal,
      progress: (fraction) => context.progress(fraction, `predicting ${counted(y.length, "row")}`)
    });
    const {folds: _, ...rest} = model;
    return {model: {...rest, calibration: {residuals: y.map((truth, i) => truth - mean[i]!), spreads: spread}}};
  }
});
