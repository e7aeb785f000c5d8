import {quickR2, relevantFeatures, type RelevanceParams} from "../kernels/relevance.ts";
import type {BorutaResult} from "../kernels/boruta.ts";
import {defineTask} from "../../runtime/node.ts";

export interface BorutaItem {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly params: RelevanceParams;
}

/** Runs Boruta: its rounds follow from one another, so it is one task. */
export const weighFeatures = defineTask("boruta.select", ({columns, y, params}: BorutaItem, task): BorutaResult => {
  const rounds = params.maxIter - 1;
  return relevantFeatures(columns, y, params, (round, undecided) => task.progress(undecided === 0 ? 1 : round / rounds));
});

/** A quick cross-validated R² of the estimator on some columns. */
export const scoreFeatures = defineTask("boruta.score", ({columns, y, params}: BorutaItem) => quickR2(columns, y, params));
