import {rowsInside} from "./filters/inside.ts";
import {isForest} from "./kernels/estimators/estimators.ts";
import {type Filter, filter, model, optional, table} from "./kinds.ts";
import {predictColumns} from "./learning/fit.ts";
import {calibratedIntervals, intervalParams} from "./learning/intervals.ts";
import {predictionColumns} from "./learning/prediction-columns.ts";
import {completeRows, missingParam} from "./learning/rows.ts";
import {type Context, defineNode, type Ports} from "../runtime/node.ts";
import type {Params} from "../runtime/params.ts";
import {booleanColumn, type Column, type Table} from "../runtime/table.ts";

export const predict = defineNode({
  type: "predict",
  version: 2,
  title: "Predict",
  group: "learning",
  doc: `Applies a model to rows it need not have seen: their columns stay, and those of the prediction come after.

For a target \`y\` of the model, in the transformed space it was learned in:
- \`predicted_y\`: the prediction; of a forest the mean over its trees;
- \`predicted_y_spread\`: the standard deviation σ over the q trees (divisor q);
- \`predicted_y_lower\`, \`predicted_y_upper\`: mean ± 3σ/√q, as in the paper: the standard error of the mean of the trees. It is *not* an
  interval for the truth, of which it covers between a tenth and two thirds;
- \`predicted_y_tree_lower\`, \`predicted_y_tree_upper\`: mean ± 3σ, which covers about 96 % of truths;
- \`predicted_y_conformal_lower\`, \`predicted_y_conformal_upper\`: the calibrated interval, where the model has been calibrated (*tune*
  and *retrain* do, and *calibrate* does again): mean ± as far as it takes to cover the share \`coverage\` of truths, judging by rows the
  model had not seen; for a model tuned with *intervals* cvPlus about the predictions of its folds' models instead of its own. With \`width\` *scaled* it is in proportion to σ + σ̄, the spread at the row plus its mean, which on real tables
  makes intervals narrower by 1 to 23 % at the same coverage; with *constant* it is equally wide everywhere, as it is for all but forests.

What is no forest has no spread, so only \`predicted_y\` and the calibrated interval, as wide everywhere. An interval can be trusted for rows like those calibrated on,
and not outside their range.

With a hull on *region*, \`in_hull\` tells for each row whether it lies inside: trees cannot extrapolate, so a prediction outside is a
value from the rim. A filter hub before this step removes such rows instead.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, sect. 4",
    "Lei, G'Sell, Rinaldo, Tibshirani & Wasserman 2018, JASA 113, 1094",
    "Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486 (CV+)"
  ],
  methods: ({outputs}) => {
    const columns = JSON.stringify(outputs["predictions"] ?? null);
    return [
      "{inputs.model} was applied to {notes.rows} rows of {inputs.table}.",
      ...(columns.includes("_tree_lower")
        ? [
            "Bounds are ŷ ± 3σ/√q over its trees, a standard error of the mean and no interval for the truth, and ŷ ± 3σ, the range of the trees."
          ]
        : []),
      ...(columns.includes("_conformal_lower")
        ? ["A conformal interval is made to hold a share of {coverage} of the truths."]
        : [])
    ].join(" ");
  },
  inputs: {
    model: model("the model to apply"),
    table: table("rows with the model's predictors"),
    region: optional(filter("a hull of the training rows, to flag what lies outside; nothing is removed"))
  },
  outputs: {
    predictions: table("the rows, with the columns of the prediction")
  },
  params: {...intervalParams, missing: missingParam},
  migrations: [(params) => params],
  async run(context) {
    const {model, table} = context.inputs;
    const {pool, signal, params} = context;
    const {rows, columns, excluded} = completeRows(table, model.features, undefined, params.missing, 0);
    context.note("rows", rows.length);
    if (excluded > 0) context.note("excluded", excluded);
    const work = {
      pool,
      signal,
      progress: (fraction: number) => context.progress(fraction, `predicting ${rows.length} rows`),
      note: context.note
    };
    const prediction = await predictColumns(model.pipeline, columns, work);
    const intervals = await calibratedIntervals(model, columns, prediction, params.coverage, {
      ...work,
      progress: (fraction) => context.progress(fraction, "fitting the models of the folds again")
    });
    const kept = excluded === 0 ? table : table.take(rows);
    const forest = isForest(model.pipeline.spec);
    const roles = {features: model.features, target: model.target};
    const columnsAdded = predictionColumns(model.target, prediction, forest, intervals?.bounds(params.width));
    return {predictions: kept.with([...columnsAdded, ...(await inHull(context, kept))], roles)};
  }
});

/** Whether each row lies in the region, as a column; none without a region. */
async function inHull(
  {
    inputs: {region},
    pool,
    signal,
    note
  }: {readonly inputs: {readonly region?: Filter | undefined}} & Pick<Context<Ports, Params>, "pool" | "signal" | "note">,
  rows: Table
): Promise<Column[]> {
  if (!region) return [];
  if (!region.region)
    throw new Error(`input "region" takes a hull, but "${region.label}" is another filter; wire a hull's filter`);
  const {inside} = await rowsInside(region.region, rows, {pool, signal});
  note(
    "inHull",
    inside.reduce((sum, flag) => sum + flag, 0)
  );
  return [booleanColumn({name: "in_hull", description: `Whether it lies ${region.label}`}, inside)];
}
