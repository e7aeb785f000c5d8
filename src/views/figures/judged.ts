// Predictions beside truths, and what the catalogue says of the same rows.
import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import type {Table, Target} from "../../../runtime/table.ts";
import {bandsOf, wiseBeside} from "../bands.ts";
import {judgedOf} from "../predictions.ts";
import {type Place, tablesWhere} from "./figure.ts";
import {has, type Study} from "./study.ts";

export const judgedTakes = "it takes predictions beside truths; add an evaluate step with test rows";

/** Tables with truths and predictions of them; those of models with trees first. */
export function judgedTables(study: Study): readonly Place<"table">[] {
  return tablesWhere(study, (facts) => {
    const {target} = facts.roles;
    if (!target) return undefined;
    const {mean, lower} = predictionNames(target.column);
    if (!has(facts, target.column) || !has(facts, mean)) return undefined;
    return has(facts, lower) ? 1 : 0;
  });
}

/** Row by row, in the catalogue's own unit. */
export interface JudgedRows {
  readonly target: Target;
  readonly observed: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** Prediction ∓ 3σ/√q on the scale it was learned on; models with trees only. */
  readonly bounds?: {readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number>};
}

export function judgedRows(table: Table): JudgedRows {
  const target = table.roles.target!;
  const names = predictionNames(target.column);
  const wanted = [target.column, names.mean, names.lower, names.upper].filter((name) => table.has(name));
  const columns = Object.fromEntries(wanted.map((name) => [name, table.numbers(name)]));
  const {observed: back, predicted, lower, upper} = judgedOf(target, columns, "standardError")!;
  // As the catalogue has it, where it is still there: a logarithm and back loses a digit.
  const observed = table.has(target.sourceColumn) ? table.numbers(target.sourceColumn) : back;
  return {target, observed, predicted, ...(lower && upper && {bounds: {lower, upper}})};
}

/** The error of each truth as a share of it; undefined where the table has none. */
export function relativeErrors(table: Table, {target, observed}: JudgedRows): Float64Array | undefined {
  const {errorColumn, transform} = target;
  if (errorColumn === undefined || !table.has(errorColumn) || transform === "asinh") return undefined;
  const errors = table.numbers(errorColumn);
  // To first order, the error of a logarithm is that share.
  if (transform === "log10") return errors.map((e) => e * Math.LN10);
  return transform === "ln" ? errors : errors.map((e, i) => e / Math.abs(observed[i]!));
}

/** The WISE flux next to the target in wavelength. */
export interface WiseBeside {
  readonly column: string;
  readonly unit?: string;
  readonly fluxes: Float64Array;
  readonly errors?: Float64Array;
  /** Nominal wavelengths of the target and of WISE, in µm: what the paper writes. */
  readonly wavelengths: readonly [number, number];
}

/** Undefined where the target has no wavelength, or the table no WISE flux near it. */
export function wiseOf(table: Table, {wavelength}: Target): WiseBeside | undefined {
  const near = wavelength === undefined ? undefined : wiseBeside(wavelength);
  const found = near && bandsOf(table.columns).find(({band, quantity}) => band === near.band && quantity === "flux");
  if (!near || !found) return undefined;
  const {column, errorColumn, unit} = found;
  return {
    column,
    fluxes: table.numbers(column),
    wavelengths: [wavelength!, near.nominal],
    ...(unit !== undefined && {unit}),
    ...(errorColumn !== undefined && {errors: table.numbers(errorColumn)})
  };
}
