// Fig. 5: predicted and observed WISE flux against observed Spitzer flux.
import * as Plot from "@observablehq/plot";
import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import {realColumn, Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import {judgedOf} from "../predictions.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {count, number, rows, titled} from "../words.ts";
import {figureOfValues, type FigureView} from "./figure.ts";
import {judgedTables, judgedTakes} from "./judged.ts";

// The band of WISE beside each target, by wavelengths in micrometres.
const neighbours = [
  {wavelength: 24, column: "wise4", band: 22},
  {wavelength: 8, column: "wise3", band: 12}
] as const;

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
  const target = table.roles.target!;
  const names = predictionNames(target.column);
  const wanted = [target.column, names.mean, names.lower, names.upper].filter((name) => table.has(name));
  const {observed, predicted, lower, upper} = judgedOf(
    target,
    Object.fromEntries(wanted.map((name) => [name, table.numbers(name)])),
    "standardError"
  )!;
  const near = neighbours.find(({wavelength, column}) => wavelength === target.wavelength && table.has(column));
  const factor = near ? (near.wavelength / near.band) ** 2 : 1;
  const wise = near ? table.numbers(near.column).map((x) => x / factor) : new Float64Array(0);
  const column = (name: string, description: string, values: ArrayLike<number>) =>
    realColumn({name, description, ...(target.unit !== undefined && {unit: target.unit})}, Float64Array.from(values));
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
  const rightTicks = both.ticks
    .map((x) => [high * 0.96, x / factor, both.format(x)] as const)
    .filter(([, y]) => y > low && y < high);
  const marks: Plot.Markish[] = [
    Plot.line(
      [
        [low, low],
        [high, high]
      ],
      {stroke: colors.ink3, strokeDasharray: "4 3", className: "diagonal"}
    ),
    Plot.dot(withWise, {
      x: (i: number) => observed[i]!,
      y: (i: number) => wise[i]!,
      symbol: "triangle",
      r: 2.4,
      stroke: colors.a,
      strokeOpacity: 0.7,
      className: "wise"
    }),
    lower && upper
      ? Plot.ruleX(shown, {
          x: (i: number) => observed[i]!,
          y1: (i: number) => within(lower[i]!),
          y2: (i: number) => within(upper[i]!),
          stroke: colors.target,
          strokeOpacity: 0.4,
          className: "bars"
        })
      : null,
    Plot.dot(shown, {
      x: (i: number) => observed[i]!,
      y: (i: number) => predicted[i]!,
      r: 2.4,
      fill: colors.target,
      fillOpacity: 0.85,
      className: "predicted"
    }),
    near ? Plot.text(rightTicks, {x: "0", y: "1", text: "2", textAnchor: "end", fill: colors.a, className: "right-ticks"}) : null,
    near
      ? Plot.text([`${titled(`observed ${near.column} flux`, target.unit)} ↑`], {
          frameAnchor: "top-right",
          dy: -18,
          textAnchor: "end",
          fill: colors.a,
          className: "title-right"
        })
      : null
  ];
  const caption = `n = ${rows(shown.length)}${
    shown.length < all.length ? `; not shown: ${count(all.length - shown.length)} without a positive flux` : ""
  }. ${lower && upper ? "Bars: 3σ/√q of the q trees, a standard error, not an interval for the truth." : "No bars: the model has no trees."} ${
    near
      ? `WISE: ${count(withWise.length)} rows, on the right axis, which is (${near.wavelength}/${near.band})² = ${number(factor)} times the left.`
      : "No WISE flux beside it: the table has no band near the target's wavelength."
  }`;
  return {
    title: `${target.label}: predicted and observed`,
    legend: [
      {shape: "dot", color: colors.target, label: "predicted"},
      ...(near ? [{shape: "triangle", color: colors.a, label: `observed ${near.column}`} as const] : []),
      {shape: "dashes", color: colors.ink3, label: "equal"}
    ],
    ...draw(frame, {...axes, marks, label: caption, aspect: 0.75}),
    caption,
    data: () =>
      new Table({
        columns: [
          column(`observed_${target.sourceColumn}`, `observed ${target.label} flux`, observed),
          column(`predicted_${target.sourceColumn}`, `predicted ${target.label} flux`, predicted),
          ...(lower && upper
            ? [
                column("lower", "prediction − 3σ/√q on the scale it was learned on", lower),
                column("upper", "prediction + 3σ/√q on the scale it was learned on", upper)
              ]
            : []),
          ...(near ? [column(near.column, `observed ${near.column} flux`, table.numbers(near.column))] : [])
        ]
      })
  };
}
