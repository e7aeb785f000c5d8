// Fig. 5: predicted and observed WISE flux against the observed flux.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import {cloud, mostDots} from "../points.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {count, number, rows, titled} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView} from "./figure.ts";
import {judgedRows, judgedTables, judgedTakes, wiseOf} from "./judged.ts";

export const fig5 = figureOfValues<{readonly table: Table}>({
  name: "fig5",
  doc: "predicted and observed WISE flux against the observed flux",
  takes: judgedTakes,
  places: judgedTables,
  draw: (frame, {table}) => drawFig5(frame, table)
});

/**
 * Log–log, with the diagonal. The WISE flux is read on the right axis, which is (λ/λ_WISE)² times the left: the Rayleigh–Jeans tail of a
 * bare photosphere lies on the diagonal on both.
 */
function drawFig5(frame: Frame, table: Table): FigureView {
  const colors = paletteOf(frame);
  const {target, observed, predicted, bounds} = judgedRows(table);
  const near = wiseOf(table, target);
  const factor = near ? (near.wavelengths[0] / near.wavelengths[1]) ** 2 : 1;
  const wise = near ? near.fluxes.map((x) => x / factor) : new Float64Array(0);
  const both = axisOf([observed, predicted, wise], {label: "", log: true});
  const axes = {
    x: {...both, label: titled(`observed ${target.label} flux`, target.unit)},
    y: {...both, label: titled(`predicted ${target.label} flux`, target.unit)}
  };
  const [low, high] = both.domain;
  const within = (x: number): number => Math.max(low, Math.min(high, x));
  const all = Array.from({length: observed.length}, (_, i) => i);
  const shown = all.filter((i) => observed[i]! > 0 && predicted[i]! > 0);
  const withWise = near ? all.filter((i) => observed[i]! > 0 && wise[i]! > 0) : [];
  const hasBars = bounds !== undefined && shown.length <= mostDots;
  const marks: Plot.Markish[] = [
    Plot.line(
      [
        [low, low],
        [high, high]
      ],
      {stroke: colors.ink3, strokeDasharray: "4 3", className: "diagonal"}
    ),
    cloud(withWise, observed, wise, axes, {color: colors.a, shape: "triangle", opacity: 0.7, className: "wise"}),
    hasBars
      ? Plot.ruleX(shown, {
          x: (i: number) => observed[i]!,
          y1: (i: number) => within(bounds.lower[i]!),
          y2: (i: number) => within(bounds.upper[i]!),
          stroke: colors.target,
          strokeOpacity: 0.4,
          className: "bars"
        })
      : null,
    cloud(shown, observed, predicted, axes, {color: colors.target, className: "predicted"})
  ];
  const right = near && {
    label: titled(`observed ${near.column} flux`, near.unit),
    color: colors.a,
    ticks: both.ticks.map((tick) => ({at: tick / factor, text: both.format(tick)})).filter(({at}) => at > low && at < high)
  };
  const caption = `n = ${rows(shown.length)}${
    shown.length < all.length ? `; not shown: ${count(all.length - shown.length)} without a positive flux` : ""
  }${shown.length > mostDots ? "; drawn as bins, the darker the more" : ""}. ${
    bounds ? "Bars: 3σ/√q of the q trees, a standard error, not an interval for the truth." : "No bars: the model is no forest."
  } ${
    near
      ? `WISE: ${rows(withWise.length)}, on the right axis, which is (${near.wavelengths.join("/")})² = ${number(factor)} times the left.`
      : "No WISE flux beside it: the table has no band near the target's wavelength."
  }`;
  const unit = target.unit;
  return {
    title: `${target.label}: predicted and observed`,
    legend: [
      {shape: "dot", color: colors.target, label: "predicted"},
      ...(near ? [{shape: "triangle", color: colors.a, label: `observed ${near.column}`} as const] : []),
      {shape: "dashes", color: colors.ink3, label: "equal"}
    ],
    ...draw(frame, {...axes, marks, label: caption, aspect: 0.75, ...(right && {right})}),
    caption,
    data: () =>
      dataOf([
        {name: `observed_${target.sourceColumn}`, values: observed, unit, description: `observed ${target.label} flux`},
        {name: `predicted_${target.sourceColumn}`, values: predicted, unit, description: `predicted ${target.label} flux`},
        bounds && {name: "lower", values: bounds.lower, unit, description: "prediction − 3σ/√q on the scale it was learned on"},
        bounds && {name: "upper", values: bounds.upper, unit, description: "prediction + 3σ/√q on the scale it was learned on"},
        near && {name: near.column, values: near.fluxes, unit: near.unit, description: `observed ${near.column} flux`}
      ])
  };
}
