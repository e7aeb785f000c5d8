// Predictions against what was observed.
import * as Plot from "@observablehq/plot";
import {predictionNames} from "../../nodes/learning/prediction-columns.ts";
import type {Target} from "../../runtime/table.ts";
import {type Axis, axisOf} from "./axis.ts";
import {binnedNote} from "./columns.ts";
import {cloud, mostDots, shownRows} from "./points.ts";
import type {Frame} from "./theme.ts";
import {draw, type LegendEntry, paletteOf, type View} from "./view.ts";
import {count, percent, rows, titled} from "./words.ts";

/** Which interval the bars show. */
export type Bars = "standardError" | "treeSpread" | "none";

/** Rows with a truth and a prediction, in the catalogue's own quantity. */
export interface Judged {
  readonly target: Target;
  readonly observed: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
}

const barTitles: Readonly<Record<Bars, string>> = {
  standardError: "3σ/√q of the q trees",
  treeSpread: "3σ of the trees",
  none: ""
};

/** The columns of a table of predictions that the views read. */
export function predictionNeeds({column}: Target, has: (name: string) => boolean): readonly string[] {
  const {mean, lower, upper, treeLower, treeUpper} = predictionNames(column);
  return [column, mean, lower, upper, treeLower, treeUpper].filter(has);
}

/** Takes the columns of a table of predictions, back from the scale they were learned on; undefined where there is no truth or prediction. */
export function judgedOf(
  target: Target,
  columns: Readonly<Record<string, ArrayLike<number> | undefined>>,
  bars: Bars
): Judged | undefined {
  const names = predictionNames(target.column);
  const [low, high] = bars === "treeSpread" ? [names.treeLower, names.treeUpper] : [names.lower, names.upper];
  const back = (name: string): Float64Array | undefined => {
    const values = columns[name];
    return values && Float64Array.from(values, inverseOf(target.transform));
  };
  const [observed, predicted, lower, upper] = [back(target.column), back(names.mean), back(low), back(high)];
  if (!observed || !predicted) return undefined;
  return {target, observed, predicted, ...(bars !== "none" && lower && upper && {lower, upper})};
}

function inverseOf(transform: Target["transform"]): (x: number) => number {
  if (transform === "log10") return (x) => 10 ** x;
  if (transform === "ln") return Math.exp;
  return transform === "asinh" ? Math.sinh : (x) => x;
}

/** Predicted against observed, with the diagonal. Logarithmic where the values span decades. */
export function predictionsView(frame: Frame, judged: Judged, bars: Bars = "standardError"): View {
  const colors = paletteOf(frame);
  const {target, observed, predicted, lower, upper} = judged;
  const what = quantity(target);
  const both = axisOf([observed, predicted], {
    label: "",
    ...(target.transform === "log10" || target.transform === "ln" ? {log: true} : {})
  });
  const axes = {
    x: {...both, label: titled(`observed ${what}`, target.unit)},
    y: {...both, label: titled(`predicted ${what}`, target.unit)}
  };
  const shown = shownRows(observed, predicted, axes.x, axes.y);
  const hasBars = lower !== undefined && upper !== undefined && bars !== "none" && shown.length <= mostDots;
  const [low, high] = both.domain;
  const bar = (i: number, bound: ArrayLike<number>): number => Math.max(low, Math.min(high, bound[i]!));
  const marks: Plot.Markish[] = [
    Plot.line(
      [
        [low, low],
        [high, high]
      ],
      {stroke: colors.ink3, strokeDasharray: "4 3", clip: true, className: "diagonal"}
    ),
    hasBars
      ? Plot.ruleX(shown, {
          x: (i: number) => observed[i]!,
          y1: (i: number) => bar(i, lower),
          y2: (i: number) => bar(i, upper),
          stroke: colors.a,
          strokeOpacity: 0.4,
          className: "bars"
        })
      : null,
    cloud(shown, observed, predicted, axes, {color: colors.a, className: "dots"})
  ];
  const caption = `n = ${rows(shown.length)}${absent(observed.length - shown.length)}; dashed: predicted = observed${binnedNote(shown.length)}.`;
  const legend: LegendEntry[] = [
    {shape: "dot", color: colors.a, label: "prediction"},
    ...(hasBars ? [{shape: "bar", color: colors.a, label: barTitles[bars]} as const] : [])
  ];
  return {
    title: "Predicted and observed",
    legend,
    ...draw(frame, {...axes, marks, label: `Predicted against observed ${what}. ${caption}`, aspect: 0.75}),
    rows: {x: observed, y: predicted},
    caption
  };
}

/** Whether errors are read in percent: where the target was learned as a logarithm. */
export function isRelative({transform}: Target): boolean {
  return transform === "log10" || transform === "ln";
}

/** Of each prediction: in percent of what was observed where errors are relative, else the difference. */
export function errorsOf({target, observed, predicted}: Judged): Float64Array {
  const relative = isRelative(target);
  return Float64Array.from(observed, (o, i) => (relative ? (100 * (predicted[i]! - o)) / o : predicted[i]! - o));
}

/** The error of each prediction against what was observed: relative, in percent, where the target was learned as a logarithm. */
export function residualsView(frame: Frame, judged: Judged): View {
  const {target, observed} = judged;
  const colors = paletteOf(frame);
  const relative = isRelative(target);
  const errors = errorsOf(judged);
  const x = axisOf([observed], {label: titled(`observed ${quantity(target)}`, target.unit), ...(relative && {log: true})});
  const y = errorAxis(errors, relative, target);
  const shown = shownRows(observed, errors, x, y).filter((i) => errors[i]! >= y.domain[0] && errors[i]! <= y.domain[1]);
  const finite = errors.filter((e) => Number.isFinite(e));
  const beyond = finite.length - shown.length;
  const within = finite.filter((e) => Math.abs(e) <= 10).length;
  const caption = `n = ${rows(finite.length)}; median error ${signed(median(finite), relative)}${relative ? `; ${percent(within / Math.max(1, finite.length))} within 10 %` : ""}${beyond > 0 ? `; ${count(beyond)} beyond the picture` : ""}${binnedNote(shown.length)}.`;
  const marks: Plot.Markish[] = [
    relative
      ? Plot.rect([0], {
          x1: x.domain[0],
          x2: x.domain[1],
          y1: -10,
          y2: 10,
          fill: colors.ink3,
          fillOpacity: 0.1,
          className: "band"
        })
      : null,
    Plot.ruleY([0], {stroke: colors.ink3, className: "zero"}),
    cloud(shown, observed, errors, {x, y}, {color: colors.a, className: "dots"})
  ];
  return {
    title: "Error of the prediction",
    legend: relative ? [{shape: "area", color: colors.grid, label: "within 10 %"}] : [],
    ...draw(frame, {x, y, marks, label: `Error of the predicted ${quantity(target)}. ${caption}`}),
    rows: {x: observed, y: errors},
    caption
  };
}

/** An axis of errors that leaves out the outermost 1.5 %, around zero. */
export function errorAxis(errors: Float64Array, relative: boolean, {label, unit}: Target): Axis {
  const finite = errors.filter((e) => Number.isFinite(e)).sort();
  const far = Math.max(
    Math.abs(finite[Math.floor(finite.length * 0.01)] ?? 1),
    Math.abs(finite[Math.floor(finite.length * 0.985)] ?? 1)
  );
  const reach = relative ? Math.min(300, Math.max(20, Math.ceil(far / 20) * 20)) : far || 1;
  const title = relative ? "error of prediction (%)" : titled(`predicted − observed ${label}`, unit);
  const axis = axisOf([[-reach, reach]], {label: title, log: false});
  return {
    ...axis,
    domain: [-reach, reach],
    ticks: axis.ticks.filter((t) => Math.abs(t) <= reach),
    format: (e) => (e > 0 ? "+" : "") + axis.format(e)
  };
}

/** What the target is, in words: "MIPS1 flux". */
export function quantity({label}: Target): string {
  return /flux|mag/i.test(label) ? label : `${label} flux`;
}

function absent(n: number): string {
  return n > 0 ? `; ${count(n)} without a truth or prediction` : "";
}

export function median(values: Float64Array): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function signed(error: number, relative: boolean): string {
  if (!Number.isFinite(error)) return "unknown";
  const size = relative ? `${Math.abs(error).toFixed(1)} %` : Number(Math.abs(error).toPrecision(3)).toString();
  return `${error < 0 ? "−" : "+"}${size}`;
}
