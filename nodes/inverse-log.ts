import {table} from "./kinds.ts";
import {type PredictionNames, predictionInfo, predictionNames, statedCoverage} from "./learning/prediction-columns.ts";
import {targetOf} from "./learning/rows.ts";
import {rescale} from "./tasks/scales.ts";
import {defineNode} from "../runtime/node.ts";
import {type Column, type ColumnInfo, realColumn, type Target} from "../runtime/table.ts";

export const inverseLog = defineNode({
  type: "inverse-log",
  version: 2,
  title: "Inverse log",
  group: "results",
  doc: `Takes predictions back from the scale they were learned on to fluxes in the catalogue's unit.

For a source column \`m1_f_psf\` learned as \`log10_m1_f_psf\`, adds
- \`predicted_m1_f_psf\`: 10^ŷ. The mean of logarithms becomes a geometric mean: the median rather than the mean of the fluxes that
  the trees think possible;
- \`predicted_m1_f_psf_lower\`, \`_upper\`: 10^(ŷ ∓ 3σ/√q), the paper's bounds, which are not symmetric about the prediction. They are
  a standard error of the mean of q trees, *not* an interval for the truth;
- \`predicted_m1_f_psf_tree_lower\`, \`_tree_upper\`: 10^(ŷ ∓ 3σ), the range of the trees, which covers about 96 % of truths;
- \`predicted_m1_f_psf_conformal_lower\`, \`_conformal_upper\`: the calibrated interval, where there is one. Powers keep order, so it
  covers as many fluxes as it covered logarithms.

Targets learned as ln or asinh are taken back by exp and sinh; an untransformed one is left as it is. A line has
no bounds but the calibrated. The columns on the learned scale stay. Every new column is marked as modelled by its UCD.`,
  references: ["Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín 2024, A&A, sect. 4"],
  methods: () =>
    "The predictions and bounds of {inputs.predictions} ({notes.rows} rows) were taken back from the learned scale; a mean of logarithms becomes a geometric mean, near the median of what the trees think possible.",
  inputs: {
    predictions: table("predictions on the scale they were learned on")
  },
  outputs: {
    table: table("the same rows with fluxes and their bounds")
  },
  params: {},
  migrations: [(params) => params],
  schema({inputs: {predictions}}) {
    const target = predictions?.roles?.target;
    if (!predictions || !target || target.transform === "none") return {table: predictions};
    const added = takenBack(target, predictions.columns).map(({info}) => info);
    const columns = predictions.columns.filter(({name}) => !added.some((info) => info.name === name));
    return {table: {columns: [...columns, ...added], roles: {...predictions.roles, target: sourceTarget(target)}}};
  },
  async run(context) {
    const {predictions} = context.inputs;
    const target = targetOf(predictions);
    const {mean} = predictionNames(target.column);
    if (!predictions.has(mean))
      throw new Error(`the table has no prediction of "${target.column}": column "${mean}" is missing; connect a predict step`);
    context.note("rows", predictions.rows);
    if (target.transform === "none") return {table: predictions};
    const pairs = takenBack(target, predictions.columns);
    for (const {info} of pairs)
      if (predictions.has(info.name)) throw new Error(`column "${info.name}" is in the table already; rename or drop it before`);
    const items = pairs.map(({from}) => ({values: predictions.numbers(from), scale: target.transform, way: "inverse"}) as const);
    const fluxes = await context.pool.map(rescale, items, {signal: context.signal});
    const columns = pairs.map(({from, info}, k) => withNulls(info, fluxes[k]!, predictions.column(from).valid));
    return {table: predictions.with(columns, {...predictions.roles, target: sourceTarget(target)})};
  }
});

/** The target as the catalogue has it. Its error column is on the other scale and stays behind. */
function sourceTarget(target: Target): Target {
  const {errorColumn: _, ...rest} = target;
  return {...rest, column: target.sourceColumn, transform: "none"};
}

const invertible = [
  "mean",
  "lower",
  "upper",
  "treeLower",
  "treeUpper",
  "conformalLower",
  "conformalUpper"
] as const satisfies readonly (keyof PredictionNames)[];

/** Each column there is on the learned scale, with what its counterpart in the catalogue's unit will be. */
function takenBack(
  target: Target,
  columns: readonly ColumnInfo[]
): readonly {readonly from: string; readonly info: ColumnInfo}[] {
  const source = sourceTarget(target);
  const [from, to] = [predictionNames(target.column), predictionNames(source.column)];
  const present = new Map(columns.map((column) => [column.name, column]));
  const coverage = statedCoverage(present.get(from.conformalLower)?.description);
  const infos = new Map(predictionInfo(source, true, coverage ?? 0).map((info) => [info.name, info]));
  return invertible.filter((part) => present.has(from[part])).map((part) => ({from: from[part], info: infos.get(to[part])!}));
}

/** Null where there was no prediction. */
function withNulls(info: ColumnInfo, values: Float64Array, valid: Uint8Array | undefined): Column {
  return realColumn(info, valid ? values.map((value, i) => (valid[i] ? value : 0)) : values, valid);
}
