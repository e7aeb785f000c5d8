// Fig. 8: spectral energy distributions of single sources, with the predicted fluxes.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {type Axis, axisOf} from "../axis.ts";
import {panels} from "../panels.ts";
import type {Frame, Palette} from "../theme.ts";
import {type Drawing, type LegendEntry, paletteOf} from "../view.ts";
import {quoted} from "../../../runtime/words.ts";
import {counted, number} from "../words.ts";
import {dataOf} from "./data.ts";
import {type FigureOptions, figureOfValues, type FigureView, NotDrawn, type Place, ranked} from "./figure.ts";
import {type SedPoint, sedPoints, sedTable, type SedTable} from "./sed.ts";
import {qualityOf, rowsNamed, sourceName, tellingRows} from "./sources.ts";
import {outputsOf, type Study, tableFacts} from "./study.ts";

export const fig8 = figureOfValues<{readonly table: Table}>({
  name: "fig8",
  doc: "spectral energy distributions of sources, measured and predicted",
  takes: "it takes a table with fluxes in at least three bands",
  width: 680,
  places,
  draw: (frame, {table}, {options}) => drawFig8(frame, table, options)
});

const leastBands = 3;
const mostSources = 2;

// Tables of few rows load fast, but the appended sample says most of a source.
function places(study: Study): readonly Place<"table">[] {
  const found = outputsOf(study, "table").map((output) => {
    const {bands, predicted} = sedTable(tableFacts(output).columns);
    const rank = bands.length >= leastBands ? predicted.length * 100 + (output.type === "append" ? 1 : 0) : undefined;
    return {...output, rank};
  });
  return ranked(found).map(({step, port}) => ({step, from: {table: {step, port}}}));
}

type Kind = SedPoint["kind"];

const shapes: Readonly<Record<Kind, "dot" | "ring" | "triangle" | "square" | "diamond">> = {
  Gaia: "square",
  "2MASS": "ring",
  WISE: "triangle",
  Spitzer: "dot",
  predicted: "diamond"
};

function colorOf(kind: Kind, colors: Palette): string {
  const of: Readonly<Record<Kind, string>> = {
    Gaia: colors.search,
    "2MASS": colors.b,
    WISE: colors.a,
    Spitzer: colors.model,
    predicted: colors.target
  };
  return of[kind];
}

function drawFig8(frame: Frame, table: Table, {sources}: FigureOptions): FigureView {
  const colors = paletteOf(frame);
  const sed = sedTable(table.columns);
  const rows = sources ? rowsNamed(table, sources, qualityOf(table, sed), mostSources) : tellingRows(table, sed, mostSources);
  if (rows.length === 0)
    throw new NotDrawn(
      sources ? `no row is called ${quoted([...sources])}; name one by an identifier or its number` : "the table has no rows"
    );
  const points = sedPoints(table, sed, rows);
  const drawings = rows.flatMap((row) => {
    const own = points.filter((point) => point.row === row);
    return own.length === 0 ? [] : [...spectrumOf(own, sourceName(table, row), sed, colors)];
  });
  if (drawings.length === 0) throw new NotDrawn(`${quoted(rows.map((row) => sourceName(table, row)))} was measured in no band`);
  const kinds = [...new Set(points.map(({kind}) => kind))];
  const insets = drawings.some(({inset}) => inset !== undefined);
  const caption = `${captionOf(points, rows, table, sed)}${insets ? " Insets: the mid-infrared, closer." : ""}`;
  return {
    title: "Spectral energy distributions",
    legend: [
      ...kinds.map((kind): LegendEntry => ({shape: shapes[kind], color: colorOf(kind, colors), label: kind})),
      ...(points.some(({limit}) => limit) ? [{shape: "arrow", color: colors.a, label: "upper limit"} satisfies LegendEntry] : [])
    ],
    content: panels(frame, drawings, {least: 230, most: 2, aspect: 0.8, label: caption}),
    caption,
    data: () =>
      dataOf([
        {name: "source", values: points.map(({row}) => sourceName(table, row))},
        {name: "band", values: points.map(({band}) => band)},
        {name: "of", values: points.map(({kind}) => kind)},
        {name: "wavelength", values: points.map(({wavelength}) => wavelength), unit: "um"},
        {name: "value", values: points.map(({value}) => value), ...(sed.physical && {unit: "erg.s**-1.cm**-2"})},
        {name: "low", values: points.map(({low}) => low ?? NaN), ...(sed.physical && {unit: "erg.s**-1.cm**-2"})},
        {name: "high", values: points.map(({high}) => high ?? NaN), ...(sed.physical && {unit: "erg.s**-1.cm**-2"})},
        {name: "upperLimit", values: points.map(({limit}) => (limit ? 1 : 0))}
      ])
  };
}

const zoomFrom = 6;

/** The whole spectrum; the mid-infrared closer, in a corner that is free, or else beside it. */
function spectrumOf(points: readonly SedPoint[], name: string, sed: SedTable, colors: Palette): readonly Drawing[] {
  const close = points.filter(({wavelength}) => wavelength > zoomFrom);
  const whole = panelOf(points, name, sed, colors);
  if (close.length < 2 || close.length === points.length) return [whole];
  const zoom = panelOf(close, `${name}: the mid-infrared`, sed, colors);
  const corner = (["lower left", "upper right"] as const).find((at) => isFree(at, points, whole));
  return corner ? [{...whole, inset: {drawing: zoom, corner}}] : [whole, zoom];
}

// A little more than an inset takes.
const cornerShare = 0.62;

function isFree(corner: "lower left" | "upper right", points: readonly SedPoint[], {x, y}: Drawing): boolean {
  const share = ({domain: [low, high]}: Axis, value: number): number => Math.log(value / low) / Math.log(high / low);
  const within = (at: number): boolean => (corner === "lower left" ? at < cornerShare : at > 1 - cornerShare);
  return !points.some(
    ({wavelength, value, low, high}) =>
      within(share(x, wavelength)) &&
      within(share(y, corner === "lower left" ? Math.max(y.domain[0], low ?? value) : (high ?? value)))
  );
}

function panelOf(points: readonly SedPoint[], title: string, {physical}: SedTable, colors: Palette): Drawing {
  const reach = points.map(({value, low, high}) => [value, low !== undefined && low > value / 10 ? low : value, high ?? value]);
  const axes = {
    x: waves(points),
    y: axisOf(reach, {label: physical ? "λFλ (erg s⁻¹ cm⁻²)" : "flux density (unit not given)", log: true})
  };
  const [bottom] = axes.y.domain;
  const limits = points.filter(({limit}) => limit);
  const bars = points.filter(({low, high}) => low !== undefined && high !== undefined);
  const kinds = [...new Set(points.map(({kind}) => kind))];
  const marks: Plot.Markish[] = [
    Plot.ruleX(bars, {
      x: "wavelength",
      y1: ({low}: SedPoint) => Math.max(bottom, low!),
      y2: ({high}: SedPoint) => high!,
      stroke: ({kind}: SedPoint) => colorOf(kind, colors),
      strokeWidth: 1.2,
      className: "bars"
    }),
    Plot.vector(limits, {
      x: "wavelength",
      y: "value",
      length: 16,
      rotate: 180,
      anchor: "start",
      stroke: ({kind}: SedPoint) => colorOf(kind, colors),
      strokeWidth: 1.3,
      className: "limits"
    }),
    ...kinds.map((kind) =>
      dots(
        points.filter((point) => point.kind === kind),
        kind,
        colors
      )
    )
  ];
  return {...axes, marks, title, label: title};
}

function dots(points: readonly SedPoint[], kind: Kind, colors: Palette): Plot.Markish {
  const color = colorOf(kind, colors);
  const shape = shapes[kind];
  const hollow = shape === "ring" || shape === "triangle";
  return Plot.dot(points, {
    x: "wavelength",
    y: "value",
    r: kind === "predicted" ? 4 : 3,
    symbol: shape === "ring" || shape === "dot" ? "circle" : shape,
    fill: hollow ? colors.ground : color,
    stroke: hollow ? color : "none",
    strokeWidth: 1.3,
    className: `points-${kind}`
  });
}

/** A logarithmic axis of wavelengths, ticked where people look for them. */
function waves(points: readonly SedPoint[]): Axis {
  const all = points.map(({wavelength}) => wavelength);
  const [low, high] = [Math.min(...all) / 1.15, Math.max(...all) * 1.15];
  const ticks = [0.5, 1, 2, 5, 8, 12, 24].filter((tick) => tick >= low && tick <= high);
  return {label: "wavelength (µm)", type: "log", domain: [low, high], ticks, format: (tick) => number(tick)};
}

function captionOf(points: readonly SedPoint[], rows: readonly number[], table: Table, {predicted, physical}: SedTable): string {
  const limits = points.filter(({limit}) => limit).length;
  const surveys = (["Gaia", "2MASS", "WISE", "Spitzer"] as const).filter((survey) => !points.some(({kind}) => kind === survey));
  const [interval] = predicted.flatMap((of) => of.interval ?? []);
  const parts = [
    `n = ${counted(rows.length, "source")} of ${table.rows.toLocaleString("en-US")}, ${counted(points.length, "point")}.`,
    "Bars of what was measured: 1σ.",
    !points.some(({kind}) => kind === "predicted")
      ? predicted.length === 0
        ? "No predictions: the table has none of a flux in it."
        : "No predictions for them."
      : interval === undefined
        ? "The predictions have no bars: the model gives no interval."
        : `Bars of predictions: ${interval}.`,
    limits > 0 ? `Arrows: ${limits} upper ${limits === 1 ? "limit" : "limits"} (95 %).` : "",
    surveys.length > 0
      ? `Not shown: ${surveys.join(", ")}, of which the table has nothing for ${rows.length === 1 ? "it" : "them"}.`
      : "",
    physical ? "" : "The table says no unit of its fluxes, so magnitudes are left out."
  ];
  return parts.filter((part) => part !== "").join(" ");
}
