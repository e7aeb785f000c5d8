import {model, table} from "./kinds.ts";
import {predictColumns} from "./learning/fit.ts";
import {predictionColumns} from "./learning/prediction-columns.ts";
import {completeRows, missingParam} from "./learning/rows.ts";
import {defineNode} from "../runtime/node.ts";

export const predict = defineNode({
  type: "predict",
  version: 1,
  title: "Predict",
  group: "learning",
  doc: `Applies a model to rows it need not have seen: their columns stay, and those of the prediction come after.

For a target \`y\` of the model, in the transformed space it was learned in:
- \`predicted_y\`: the mean over the trees, or the value of the line;
- \`predicted_y_spread\`: the standard deviation σ over the q trees (divisor q);
- \`predicted_y_lower\`, \`predicted_y_upper\`: mean ± 3σ/√q, as in the paper: the standard error of the mean of the trees. It is *not* an
  interval for the truth, of which it covers between a tenth and two thirds;
- \`predicted_y_tree_lower\`, \`predicted_y_tree_upper\`: mean ± 3σ, which covers about 96 % of truths.

A line has only \`predicted_y\`.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, sect. 4"],
  inputs: {
    model: model("the model to apply"),
    table: table("rows with the model's predictors")
  },
  outputs: {
    predictions: table("the rows, with the columns of the prediction")
  },
  params: {missing: missingParam},
  async run(context) {
    const {model, table} = context.inputs;
    const {pool, signal, params} = context;
    const {rows, columns, excluded} = completeRows(table, model.features, undefined, params.missing, 0);
    context.note("rows", rows.length);
    if (excluded > 0) context.note("excluded", excluded);
    const prediction = await predictColumns(model.pipeline, columns, {
      pool,
      signal,
      progress: (fraction) => context.progress(fraction, `predicting ${rows.length} rows`)
    });
    const kept = excluded === 0 ? table : table.take(rows);
    const forest = model.pipeline.regression.kind === "forest";
    const roles = {features: model.features, target: model.target};
    return {predictions: kept.with(predictionColumns(model.target, prediction, forest), roles)};
  }
});
