import {counted} from "./kernels/words.ts";
import {model, search, table} from "./kinds.ts";
import {intervalsParam, withIntervals} from "./learning/calibrate.ts";
import {fitModel} from "./learning/fit.ts";
import {completeRows, missingParam, targetOf} from "./learning/rows.ts";
import {defineNode} from "../runtime/node.ts";

export const retrain = defineNode({
  type: "retrain",
  version: 2,
  title: "Retrain",
  group: "learning",
  doc: `Fits the best configuration of a search on a table.

That is usually all labelled rows, training and test set together, once the test set has served its purpose.

The predictors and the target are those of the search. The forest is grown from the seed of the search. Its intervals are
calibrated by as many folds of these rows as the search had, as *intervals* says (see *tune*): the folds' models see a little less than
the model they stand for, so the intervals err on the wide side.`,
  references: [
    "Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, Fig. 3",
    "Barber, Candès, Ramdas & Tibshirani 2021, Ann. Statist. 49, 486 (jackknife, CV+)"
  ],
  methods: () =>
    "The best configuration of {inputs.search} was fitted again on {notes.rows} rows of {inputs.table}, and its intervals calibrated by cross-validation on them.",
  inputs: {
    search: search("what the search found; its first configuration is used"),
    table: table("the rows to learn from")
  },
  outputs: {
    model: model("the pipeline fitted on all of them")
  },
  params: {intervals: intervalsParam, missing: missingParam},
  migrations: [(params) => params],
  async run(context) {
    const {search, table} = context.inputs;
    const {features, target, configurations, randomState} = search;
    const arrived = targetOf(table);
    if (arrived.column !== target.column)
      throw new Error(
        `the search learned "${target.column}", but the table's target is "${arrived.column}"; wire the table searched on`
      );
    const {columns, y, excluded} = completeRows(table, features, target.column, context.params.missing);
    context.note("rows", y.length);
    if (excluded > 0) context.note("excluded", excluded);
    const {pool, signal} = context;
    const model = await fitModel({columns, y, features, target}, configurations[0]!, randomState, {
      pool,
      signal,
      progress: (fraction) => context.progress(fraction / 2, `fitting on ${counted(y.length, "row")}`)
    });
    const plan = {intervals: context.params.intervals, nSplits: search.nSplits, randomState};
    const calibrated = await withIntervals(model, {columns, y}, plan, {
      pool,
      signal,
      progress: (fraction) => context.progress((1 + fraction) / 2, `calibrating on ${counted(search.nSplits, "fold")}`)
    });
    return {model: calibrated};
  }
});
