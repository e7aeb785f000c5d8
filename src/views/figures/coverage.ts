// How many truths intervals hold, against how many they are meant to: a reliability diagram.
import * as Plot from "@observablehq/plot";
import {conformalHalfWidths, type ConformalWidth, leastCalibrationRows} from "../../../nodes/kernels/conformal.ts";
import type {Model} from "../../../nodes/kinds.ts";
import {predictionNames} from "../../../nodes/learning/prediction-columns.ts";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import type {Frame} from "../theme.ts";
import {draw, type LegendEntry, paletteOf} from "../view.ts";
import {percent, rows} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {judgedTables, judgedTakes} from "./judged.ts";
import {readBy, type Study} from "./study.ts";

interface Values {
  readonly table: Table;
  readonly model?: Model;
}

export const coverage = figureOfValues<Values>({
  name: "coverage",
  doc: "share of truths within each interval, against the share it is meant to hold",
  takes: judgedTakes,
  places,
  draw: drawCoverage
});

// The model that an evaluate step judges knows how it was calibrated.
function places(study: Study): readonly Place<"table" | "model">[] {
  return judgedTables(study).map((place) => {
    const model = readBy(study, place.step!, "model")[0];
    return model ? {...place, from: {...place.from, model}} : place;
  });
}

/** A kind of interval: half its width at each row, for a nominal coverage. */
interface Interval {
  readonly name: string;
  readonly label: string;
  readonly shape: LegendEntry["shape"];
  readonly half: (nominal: number) => Float64Array | undefined;
}

interface Point {
  readonly nominal: number;
  readonly found: number;
}

const nominals = [...Array.from({length: 19}, (_, i) => (i + 1) / 20), 0.99];

function drawCoverage(frame: Frame, {table, model}: Values): FigureView {
  const colors = paletteOf(frame);
  const target = table.roles.target!;
  const names = predictionNames(target.column);
  const [truth, mean] = [table.numbers(target.column), table.numbers(names.mean)];
  const all = intervalsOf(table, model);
  if (all.length === 0) throw new NotDrawn("the model is no forest and is not calibrated, so its predictions have no intervals");
  const n = truth.filter((t, i) => Number.isFinite(t) && Number.isFinite(mean[i])).length;
  if (n === 0) throw new NotDrawn("no row has a truth and a prediction");
  const inside = (half: Float64Array): number =>
    truth.reduce((sum, t, i) => sum + (Math.abs(t - mean[i]!) <= half[i]! ? 1 : 0), 0) / n;
  const curves = all.map((interval) => ({
    ...interval,
    points: nominals.flatMap((nominal): Point[] => {
      const half = interval.half(nominal);
      return half ? [{nominal: 100 * nominal, found: 100 * inside(half)}] : [];
    })
  }));
  const axis = {...axisOf([[0, 100]], {label: "", log: false}), domain: [0, 100] as const};
  const axes = {
    x: {...axis, label: "truths it is meant to hold (%)"},
    y: {...axis, label: "truths it holds (%)"}
  };
  // What chance does to the share of n rows: ± 2 standard deviations of a binomial.
  const chance = nominals.map((c) => ({at: 100 * c, by: 200 * Math.sqrt((c * (1 - c)) / n)}));
  const palette = [colors.model, colors.a, colors.target, colors.b];
  const marks = [
    Plot.areaY(chance, {
      x: "at",
      y1: ({at, by}: (typeof chance)[number]) => Math.max(0, at - by),
      y2: ({at, by}: (typeof chance)[number]) => Math.min(100, at + by),
      fill: colors.ink3,
      fillOpacity: 0.12,
      className: "chance"
    }),
    Plot.line(
      [
        [0, 0],
        [100, 100]
      ],
      {stroke: colors.ink3, strokeDasharray: "4 3", className: "ideal"}
    ),
    ...curves.flatMap(({name, shape, points}, k) => [
      Plot.line(points, {x: "nominal", y: "found", stroke: palette[k]!, strokeWidth: 1.2, className: `${name}-line`}),
      Plot.dot(points, {
        x: "nominal",
        y: "found",
        r: 2.6,
        symbol: shape === "triangle" || shape === "square" ? shape : "circle",
        fill: shape === "dot" || shape === "square" ? palette[k]! : colors.ground,
        stroke: palette[k]!,
        strokeWidth: 1.2,
        className: name
      })
    ])
  ];
  const at90 = curves.flatMap(({label, points}) => {
    const point = points.find(({nominal}) => Math.abs(nominal - 90) < 1e-6);
    return point ? [`${label} ${percent(point.found / 100)}`] : [];
  });
  const caption = `n = ${rows(n)} not learned from. Of intervals meant for 90 %: ${at90.join(", ")}. Intervals of the trees as if errors were normal. Grey: what chance does to ${rows(n)}, ± 2 standard deviations.`;
  return {
    title: `${target.label}: do the intervals hold what they say?`,
    legend: [
      ...curves.map(({shape, label}, k): LegendEntry => ({shape, color: palette[k]!, label})),
      {shape: "dashes", color: colors.ink3, label: "as meant"}
    ],
    ...draw(frame, {...axes, marks, label: caption, aspect: 0.8}),
    caption,
    data: () =>
      dataOf([
        {name: "interval", values: curves.flatMap(({label, points}) => points.map(() => label))},
        {name: "nominal", values: curves.flatMap(({points}) => points.map((p) => p.nominal)), unit: "%"},
        {name: "found", values: curves.flatMap(({points}) => points.map((p) => p.found)), unit: "%"}
      ])
  };
}

function intervalsOf(table: Table, model: Model | undefined): readonly Interval[] {
  const names = predictionNames(table.roles.target!.column);
  const column = (name: string): Float64Array | undefined => (table.has(name) ? table.numbers(name) : undefined);
  const [mean, spread, upper] = [table.numbers(names.mean), column(names.spread), column(names.upper)];
  const calibration = model?.calibration;
  const found: Interval[] = [];
  const conformal = (name: string, width: ConformalWidth, label: string, shape: LegendEntry["shape"]): Interval => ({
    name,
    label,
    shape,
    half: (nominal) =>
      calibration && leastCalibrationRows(nominal) <= calibration.residuals.length
        ? conformalHalfWidths(calibration, spread ?? new Float64Array(mean.length), nominal, width)
        : undefined
  });
  if (calibration && spread) found.push(conformal("scaled", "scaled", "calibrated, scaled by the trees", "dot"));
  if (calibration) found.push(conformal("constant", "constant", "calibrated, constant", "ring"));
  if (spread)
    found.push({
      name: "spread",
      label: "spread σ of the trees",
      shape: "square",
      half: (c) => spread.map((s) => normalQuantile(c) * s)
    });
  if (upper)
    found.push({
      name: "error",
      label: "standard error σ/√q",
      shape: "triangle",
      half: (c) => upper.map((u, i) => (normalQuantile(c) * (u - mean[i]!)) / 3)
    });
  return found;
}

/** How many standard deviations about the mean hold this share of a normal distribution. Only for drawing: good to 1e-6. */
export function normalQuantile(share: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; ++i) {
    const z = (low + high) / 2;
    if (shareWithin(z) < share) low = z;
    else high = z;
  }
  return low;
}

// Abramowitz & Stegun 7.1.26, with |error| < 1.5e-7.
function shareWithin(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - sum * Math.exp(-x * x);
}
