import {boundsOf} from "../kernels/intervals.ts";
import type {Prediction} from "../kernels/regression.ts";
import type {CalibratedBounds} from "./intervals.ts";
import {type Column, type ColumnInfo, realColumn, type Target} from "../../runtime/table.ts";

/** The columns that hold a prediction of `target`, by what they mean. They all begin with `predicted_` and the target's name. */
export interface PredictionNames {
  readonly mean: string;
  /** Standard deviation of the trees. */
  readonly spread: string;
  /** mean ± 3σ / √q over q trees: the standard error of the mean, as in the paper. */
  readonly lower: string;
  readonly upper: string;
  /** mean ± 3σ: the range of the trees. */
  readonly treeLower: string;
  readonly treeUpper: string;
  /** The calibrated interval. */
  readonly conformalLower: string;
  readonly conformalUpper: string;
}

export function predictionNames(column: string): PredictionNames {
  const mean = `predicted_${column}`;
  return {
    mean,
    spread: `${mean}_spread`,
    lower: `${mean}_lower`,
    upper: `${mean}_upper`,
    treeLower: `${mean}_tree_lower`,
    treeUpper: `${mean}_tree_upper`,
    conformalLower: `${mean}_conformal_lower`,
    conformalUpper: `${mean}_conformal_upper`
  };
}

/** What the columns of a prediction are, in order; only a forest has trees that disagree, and only what is calibrated a calibrated interval. */
export function predictionInfo(
  {column, label, transform, unit, ucd}: Target,
  forest: boolean,
  coverage?: number
): readonly ColumnInfo[] {
  const names = predictionNames(column);
  const what = transform === "none" ? label : `${transform} of ${label}`;
  const units = {...(transform === "none" && unit !== undefined && {unit})};
  // The words of UCD1+ have their places: a quantity or stat.stdev comes first, stat.min, stat.max and meta.modelled never do.
  const quantity = ucd === undefined || ucd === "" ? "stat.fit" : ucd;
  const info = (name: string, description: string, ...words: readonly string[]): ColumnInfo => ({
    name,
    type: "float64",
    ...units,
    ucd: [...words, "meta.modelled"].join(";"),
    description
  });
  const mean = info(names.mean, `predicted ${what}`, quantity);
  const share = coverage === undefined ? "" : `calibrated to cover ${percent(coverage)} of truths`;
  const calibrated = [
    info(names.conformalLower, `predicted ${what}, lower end of the interval ${share}`, quantity, "stat.min"),
    info(names.conformalUpper, `predicted ${what}, upper end of the interval ${share}`, quantity, "stat.max")
  ];
  const trees = [
    info(names.spread, `standard deviation over the trees of the predicted ${what}`, "stat.stdev", ...(ucd ? [ucd] : [])),
    info(names.lower, `predicted ${what} − 3σ/√q over the q trees (standard error of the mean)`, quantity, "stat.min"),
    info(names.upper, `predicted ${what} + 3σ/√q over the q trees (standard error of the mean)`, quantity, "stat.max"),
    info(names.treeLower, `predicted ${what} − 3σ over the trees`, quantity, "stat.min"),
    info(names.treeUpper, `predicted ${what} + 3σ over the trees`, quantity, "stat.max")
  ];
  return [mean, ...(forest ? trees : []), ...(coverage === undefined ? [] : calibrated)];
}

function percent(coverage: number): string {
  return `${Number((100 * coverage).toFixed(2))} %`;
}

/** The coverage that the description of a calibrated bound states. */
export function statedCoverage(description = ""): number | undefined {
  const stated = /calibrated to cover ([\d.]+) % of truths$/.exec(description);
  return stated ? Number((Number(stated[1]) / 100).toFixed(4)) : undefined;
}

/** Predictions as columns; rows that were not predicted are null. */
export function predictionColumns(
  target: Target,
  prediction: Prediction,
  forest: boolean,
  calibrated?: CalibratedBounds
): readonly Column[] {
  const {mean, spread, q} = prediction;
  const narrow = boundsOf(mean, spread, q, "standardError");
  const wide = boundsOf(mean, spread, q, "treeSpread");
  const trees = forest ? [spread, narrow.lower, narrow.upper, wide.lower, wide.upper] : [];
  const values = [mean, ...trees, ...(calibrated ? [calibrated.lower, calibrated.upper] : [])];
  return predictionInfo(target, forest, calibrated?.coverage).map((info, i) => realColumn(info, values[i]!));
}
