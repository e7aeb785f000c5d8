// Fig. 6: relative errors against flux, and their histograms.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {type Axis, axisOf} from "../axis.ts";
import {binCounts, countAxis, steps} from "../histogram.ts";
import {panels} from "../panels.ts";
import {cloud, shownRows} from "../points.ts";
import type {Frame, Palette} from "../theme.ts";
import {type Drawing, type LegendEntry, paletteOf} from "../view.ts";
import {percent, rows, titled} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn} from "./figure.ts";
import {judgedRows, judgedTables, judgedTakes, relativeErrors, wiseOf} from "./judged.ts";

export const fig6 = figureOfValues<{readonly table: Table}>({
  name: "fig6",
  doc: "relative errors of catalogue and prediction against flux, and their histograms",
  takes: judgedTakes,
  width: 680,
  places: judgedTables,
  draw: (frame, {table}) => drawFig6(frame, table)
});

/** Relative errors, in percent, each with the flux it is an error of. */
interface Series {
  readonly name: string;
  readonly label: string;
  readonly fluxes: ArrayLike<number>;
  readonly errors: Float64Array;
  readonly style: {readonly color: string; readonly shape: "dot" | "ring" | "triangle"};
}

const bins = 30;

function drawFig6(frame: Frame, table: Table): FigureView {
  const {pairs, lacking, target} = seriesOf(table, paletteOf(frame));
  const all = pairs.flat();
  if (all.length === 0) throw new NotDrawn(lacking.join("; "));
  const x = axisOf(
    all.map(({fluxes}) => fluxes),
    {label: titled("flux", target.unit), log: true}
  );
  const y = axisOf(
    all.map(({errors}) => errors),
    {label: "relative error (%)", log: true, include: [10]}
  );
  const titles = ["catalogue", "prediction"];
  const shown = pairs.flatMap((pair, k) => (pair.length > 0 ? [{pair, title: titles[k]!}] : []));
  const drawings = [
    ...shown.map(({pair, title}) => scatterOf(pair, {x, y}, title, paletteOf(frame))),
    ...shown.map(({pair, title}) => histogramOf(pair, {...y, label: y.label}, title))
  ];
  const below = all.map(({label, errors}) => `${label} ${percent(shareBelow(errors, 10))} of ${rows(finite(errors))}`);
  const caption = `n = ${rows(table.rows)}. Errors below 10 %: ${below.join("; ")}. Bounds of the prediction: 3σ/√q of the q trees, a standard error.${
    lacking.length > 0 ? ` Not shown: ${lacking.join("; ")}.` : ""
  }`;
  return {
    title: `${target.label}: relative errors`,
    legend: all.map(({label, style}): LegendEntry => ({shape: style.shape, color: style.color, label})),
    content: panels(frame, drawings, {least: 145, most: shown.length, label: `Relative errors. ${caption}`}),
    caption,
    data: () =>
      dataOf(
        all.flatMap(({name, label, fluxes, errors}) => [
          {name: `flux_${name}`, values: fluxes, unit: target.unit, description: `flux of ${label}`},
          {name: `error_${name}`, values: errors, unit: "%", description: `relative error, ${label}`}
        ])
      )
  };
}

function seriesOf(table: Table, colors: Palette) {
  const judged = judgedRows(table);
  const {target, observed, predicted, bounds} = judged;
  const lacking: string[] = [];
  const catalogue: Series[] = [];
  const share = relativeErrors(table, judged);
  if (share) {
    const style = {color: colors.table, shape: "dot"} as const;
    catalogue.push({
      name: "observed",
      label: `observed ${target.label}`,
      fluxes: observed,
      errors: share.map((e) => 100 * e),
      style
    });
  } else lacking.push(`errors of ${target.label}, which the table has not`);
  const wise = wiseOf(table, target);
  if (wise?.errors) {
    const {column, fluxes, errors} = wise;
    const style = {color: colors.a, shape: "triangle"} as const;
    catalogue.push({name: column, label: column, fluxes, errors: errors.map((e, i) => (100 * e) / fluxes[i]!), style});
  } else lacking.push("errors of WISE, which the table has not");
  const prediction: Series[] = [];
  if (bounds) {
    const of = (bound: ArrayLike<number>): Float64Array =>
      Float64Array.from(predicted, (p, i) => (100 * Math.abs(bound[i]! - p)) / p);
    prediction.push(
      {
        name: "lower",
        label: "lower bound",
        fluxes: predicted,
        errors: of(bounds.lower),
        style: {color: colors.target, shape: "dot"}
      },
      {
        name: "upper",
        label: "upper bound",
        fluxes: predicted,
        errors: of(bounds.upper),
        style: {color: colors.b, shape: "triangle"}
      }
    );
  } else lacking.push("bounds of the prediction: the model is no forest");
  return {target, pairs: [catalogue, prediction], lacking};
}

function scatterOf(pair: readonly Series[], axes: {readonly x: Axis; readonly y: Axis}, title: string, colors: Palette): Drawing {
  const marks: Plot.Markish[] = pair.map(({name, fluxes, errors, style}) =>
    cloud(shownRows(fluxes, errors, axes.x, axes.y), fluxes, errors, axes, {...style, opacity: 0.7, most: 1500, className: name})
  );
  return {...axes, marks: [tenPercent(axes, colors), ...marks], title, label: title};
}

function tenPercent({x}: {readonly x: Axis}, colors: Palette): Plot.Markish {
  const line: readonly (readonly [number, number])[] = [
    [x.domain[0], 10],
    [x.domain[1], 10]
  ];
  return Plot.line(line, {stroke: colors.ink3, strokeDasharray: "4 3", strokeWidth: 1, className: "ten-percent"});
}

function histogramOf(pair: readonly Series[], x: Axis, title: string): Drawing {
  const counts = pair.map(({errors}) => binCounts(errors, x, bins));
  const marks = pair.flatMap(({name, style: {color}}, k) =>
    steps(counts[k]!, {color, dashed: k > 0, className: `${name}-counts`})
  );
  return {x, y: countAxis(counts), marks, title, label: title};
}

function shareBelow(values: Float64Array, most: number): number {
  const n = finite(values);
  return n === 0 ? 0 : values.reduce((sum, value) => sum + (value <= most ? 1 : 0), 0) / n;
}

function finite(values: Float64Array): number {
  return values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
}
