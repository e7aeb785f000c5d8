// Predictions of two models over each other: against what was observed, their errors, and how these are spread.
import * as Plot from "@observablehq/plot";
import {type Axis, axisOf} from "../axis.ts";
import {binnedNote} from "../columns.ts";
import type {FigureView} from "../figures/figure.ts";
import {binCounts, type CountBin, countAxis, steps} from "../histogram.ts";
import {cloud, type DotStyle, shownRows} from "../points.ts";
import {errorAxis, errorsOf, isRelative, type Judged, quantity} from "../predictions.ts";
import type {Frame, Palette} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {count, percent, rows, titled} from "../words.ts";
import {bothAsTable, keysOf, lettersOf, type Names, type Pair} from "./names.ts";

/** Held-out rows of both, and what they are called together. */
export interface BothJudged {
  readonly title: string;
  readonly sides: Pair<Judged>;
}

/** Predicted against observed, with the diagonal. */
export function comparedPredictions(frame: Frame, {title, sides}: BothJudged, names: Names): FigureView {
  const colors = paletteOf(frame);
  const [{target}] = sides;
  const both = axisOf(
    sides.flatMap(({observed, predicted}) => [observed, predicted]),
    {label: "", ...(isRelative(target) && {log: true})}
  );
  const axes = {
    x: {...both, label: titled(`observed ${quantity(target)}`, target.unit)},
    y: {...both, label: titled(`predicted ${quantity(target)}`, target.unit)}
  };
  const shown = sides.map(({observed, predicted}) => shownRows(observed, predicted, axes.x, axes.y));
  const [low, high] = both.domain;
  const diagonal: readonly (readonly [number, number])[] = [
    [low, low],
    [high, high]
  ];
  const absent = sides.reduce((sum, {observed}, k) => sum + observed.length - shown[k]!.length, 0);
  const caption = `${heldOutText(sides, names)}${absent > 0 ? `; ${count(absent)} without a ${isRelative(target) ? "positive " : ""}value not shown` : ""}; dashed: predicted = observed${binnedNote(Math.max(...shown.map((rows) => rows.length)))}.`;
  return {
    title: `${title}: predicted and observed`,
    legend: keysOf(names, frame, colors, ["dot", "triangle"]),
    ...draw(frame, {
      ...axes,
      marks: [
        Plot.line(diagonal, {stroke: colors.ink3, strokeDasharray: "4 3", className: "diagonal"}),
        ...clouds(shown, sides, ({predicted}) => predicted, axes, colors)
      ],
      label: `Predicted against observed ${quantity(target)} of both. ${caption}`,
      aspect: 0.75
    }),
    caption,
    data: () => judgedData(names, sides)
  };
}

/** The errors on the rows each had not seen, against what was observed. */
export function comparedErrors(frame: Frame, {title, sides}: BothJudged, names: Names): FigureView {
  const colors = paletteOf(frame);
  const [{target}] = sides;
  const relative = isRelative(target);
  const errors = sides.map(errorsOf);
  const x = axisOf(
    sides.map(({observed}) => observed),
    {label: titled(`observed ${quantity(target)}`, target.unit), ...(relative && {log: true})}
  );
  const y = errorAxis(Float64Array.from(errors.flatMap((e) => [...e])), relative, target);
  const shown = sides.map(({observed}, k) =>
    shownRows(observed, errors[k]!, x, y).filter((i) => errors[k]![i]! >= y.domain[0] && errors[k]![i]! <= y.domain[1])
  );
  const beyond = errors.reduce((sum, e, k) => sum + e.length - shown[k]!.length, 0);
  const within = errors.map((e) => percent(e.filter((v) => Math.abs(v) <= 10).length / Math.max(1, e.length)));
  const [a, b] = lettersOf(names);
  const caption = [
    heldOutText(sides, names),
    ...(relative ? [`${within[0]!} of ${a} and ${within[1]!} of ${b} within 10 %, the band`] : []),
    ...(beyond > 0 ? [`${count(beyond)} beyond the picture or without a value`] : [])
  ].join("; ");
  const band = {x1: x.domain[0], x2: x.domain[1], y1: -10, y2: 10, fill: colors.ink3, fillOpacity: 0.1, className: "band"};
  return {
    title: `${title}: errors`,
    legend: keysOf(names, frame, colors, ["dot", "triangle"]),
    ...draw(frame, {
      x,
      y,
      marks: [
        relative ? Plot.rect([0], band) : null,
        Plot.ruleY([0], {stroke: colors.ink3, className: "zero"}),
        ...clouds(shown, sides, (_, k) => errors[k]!, {x, y}, colors)
      ],
      label: `Error of the predicted ${quantity(target)} of both. ${caption}.`,
      aspect: 0.75
    }),
    caption: `${caption}${binnedNote(Math.max(...shown.map((rows) => rows.length)))}.`,
    data: () => judgedData(names, sides)
  };
}

const bins = 40;

/** How the errors of both are spread: shares of rows, so that samples of different size can be held against each other. */
export function comparedSpread(frame: Frame, {title, sides}: BothJudged, names: Names): FigureView {
  const colors = paletteOf(frame);
  const [{target}] = sides;
  const errors = sides.map(errorsOf);
  const x = errorAxis(Float64Array.from(errors.flatMap((e) => [...e])), isRelative(target), target);
  const unit = isRelative(target) ? "%" : target.unit;
  const shares = errors.map((e) => {
    const n = e.reduce((sum, v) => sum + (Number.isFinite(v) ? 1 : 0), 0);
    return binCounts(e, x, bins).map((bin) => ({...bin, count: (100 * bin.count) / Math.max(1, n)}));
  });
  const caption = `${heldOutText(sides, names)}; those beyond the picture are counted at its ends.`;
  return {
    title: `${title}: spread of the errors`,
    legend: keysOf(names, frame, colors, ["area", "dashes"]),
    ...draw(frame, {
      x,
      y: countAxis(shares, "share of rows (%)"),
      marks: [
        ...steps(shares[0]!, {color: colors.a, className: "shares a"}),
        ...steps(shares[1]!, {color: colors.b, dashed: true, className: "shares b"})
      ],
      label: `Shares of rows by error. ${caption}`,
      aspect: 0.75
    }),
    caption,
    data: () =>
      bothAsTable(names, [
        {name: "from", unit, description: "lower edge of the bin", values: binsOf(shares, ({x1}) => x1)},
        {name: "to", unit, description: "upper edge of the bin", values: binsOf(shares, ({x2}) => x2)},
        {name: "share", unit: "%", description: "share of the rows", values: binsOf(shares, ({count: share}) => share)}
      ])
  };
}

function binsOf(shares: readonly (readonly CountBin[])[], value: (bin: CountBin) => number): Pair<readonly number[]> {
  return [shares[0]!.map(value), shares[1]!.map(value)];
}

/** B under A: where both are the same, A is seen. */
function clouds(
  shown: readonly (readonly number[])[],
  sides: Pair<Judged>,
  y: (side: Judged, k: number) => ArrayLike<number>,
  axes: {readonly x: Axis; readonly y: Axis},
  {a, b}: Palette
): readonly Plot.Markish[] {
  const of = (k: 0 | 1, style: DotStyle): Plot.Markish => cloud(shown[k]!, sides[k].observed, y(sides[k], k), axes, style);
  return [of(1, {color: b, shape: "triangle", className: "dots b"}), of(0, {color: a, className: "dots a"})];
}

function heldOutText(sides: Pair<Judged>, names: Names): string {
  const [a, b] = lettersOf(names);
  const [first, second] = sides.map(({observed}) => observed.length) as [number, number];
  return first === second
    ? `n = ${rows(first)} held out in each`
    : `n = ${rows(first)} that ${a} held out and ${count(second)} that ${b} did`;
}

function judgedData(names: Names, sides: Pair<Judged>) {
  const [{target}] = sides;
  const of = (name: "observed" | "predicted") => ({
    name: `${name}_${target.sourceColumn}`,
    unit: target.unit,
    description: `${name} ${quantity(target)}`,
    values: [sides[0][name], sides[1][name]] as const
  });
  return bothAsTable(names, [of("observed"), of("predicted")]);
}
