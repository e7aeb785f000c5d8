// The error of the prediction against each feature: where a model errs, and on what.
import * as Plot from "@observablehq/plot";
import {columnInfo, type Table} from "../../../runtime/table.ts";
import type {Axis} from "../axis.ts";
import {columnAxis} from "../columns.ts";
import {panels} from "../panels.ts";
import {cloud, shownRows} from "../points.ts";
import {errorAxis, median} from "../predictions.ts";
import type {Frame, Palette} from "../theme.ts";
import {type Drawing, paletteOf} from "../view.ts";
import {count, counted, percent, rows} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn} from "./figure.ts";
import {judgedRows, judgedTables, judgedTakes} from "./judged.ts";

export const residuals = figureOfValues<{readonly table: Table}>({
  name: "residuals",
  doc: "error of the prediction against each feature",
  takes: judgedTakes,
  width: 680,
  places: judgedTables,
  draw: (frame, {table}) => drawResiduals(frame, table)
});

const groups = 8;
const leastInGroup = 8;

function drawResiduals(frame: Frame, table: Table): FigureView {
  const colors = paletteOf(frame);
  const {target, observed, predicted} = judgedRows(table);
  const features = (table.roles.features ?? []).filter((name) => table.has(name) && table.column(name).type !== "text");
  if (features.length === 0) throw new NotDrawn("the table does not say which columns are features");
  const relative = target.transform === "log10" || target.transform === "ln";
  const errors = Float64Array.from(observed, (o, i) => (relative ? (100 * (predicted[i]! - o)) / o : predicted[i]! - o));
  const y = errorAxis(errors, relative, target);
  const columns = features.map((name) => ({...columnInfo(table.column(name)), values: table.numbers(name)}));
  const drawings = columns.map((column) => panelOf(column.values, errors, {x: columnAxis(column, {ticks: 4}), y}, colors));
  const judged = errors.filter(Number.isFinite);
  const beyond = judged.filter((e) => e < y.domain[0] || e > y.domain[1]).length;
  const caption = `n = ${rows(judged.length)}${beyond > 0 ? `; ${count(beyond)} (${percent(beyond / judged.length)}) beyond the pictures` : ""}. Line: median error in ${counted(groups, "group")} of equally many rows, band: their middle 68 %. Where the line leaves zero, the feature may still tell what the model does not use.`;
  return {
    title: `${target.label}: errors against the features`,
    legend: [
      {shape: "dot", color: colors.a, label: relative ? "predicted − observed, of observed" : "predicted − observed"},
      {shape: "line", color: colors.target, label: "median"},
      {shape: "area", color: colors.target, label: "middle 68 %"}
    ],
    content: panels(frame, drawings, {least: 145, most: 3, label: `Errors against features. ${caption}`}),
    caption,
    data: () =>
      dataOf([
        {name: "error", values: errors, unit: relative ? "%" : target.unit, description: "predicted − observed"},
        ...columns.map(({name, values, unit}) => ({name, values, unit}))
      ])
  };
}

interface Group {
  readonly at: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

function panelOf(
  values: Float64Array,
  errors: Float64Array,
  axes: {readonly x: Axis; readonly y: Axis},
  colors: Palette
): Drawing {
  const [low, high] = axes.y.domain;
  const shown = shownRows(values, errors, axes.x, axes.y).filter((i) => errors[i]! >= low && errors[i]! <= high);
  const trend = groupsOf(shownRows(values, errors, axes.x, axes.y), values, errors);
  return {
    ...axes,
    label: axes.x.label,
    marks: [
      cloud(shown, values, errors, axes, {color: colors.a, opacity: 0.45, most: 900, radius: 1.8, className: "dots"}),
      Plot.ruleY([0], {stroke: colors.ink3, className: "zero"}),
      Plot.areaY(trend, {x: "at", y1: "low", y2: "high", fill: colors.target, fillOpacity: 0.16, clip: true, className: "band"}),
      Plot.line(trend, {x: "at", y: "middle", stroke: colors.target, strokeWidth: 1.5, clip: true, className: "median"})
    ]
  };
}

/** Quantiles of the errors in groups of equally many rows by value; few where values repeat. */
function groupsOf(shown: readonly number[], values: Float64Array, errors: Float64Array): readonly Group[] {
  const sorted = [...shown].sort((a, b) => values[a]! - values[b]!);
  const size = Math.max(leastInGroup, Math.ceil(sorted.length / groups));
  const found: Group[] = [];
  for (let from = 0; from < sorted.length; from += size) {
    const part = sorted.slice(from, from + size);
    if (part.length < leastInGroup) break;
    const of = Float64Array.from(part, (i) => errors[i]!).sort();
    const at = median(Float64Array.from(part, (i) => values[i]!));
    const quantile = (q: number): number => of[Math.min(of.length - 1, Math.floor(q * of.length))]!;
    if (found.at(-1)?.at !== at) found.push({at, low: quantile(0.16), middle: quantile(0.5), high: quantile(0.84)});
  }
  return found;
}
