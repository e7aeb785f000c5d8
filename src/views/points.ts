// Clouds of points: as dots while they can be told apart, binned beyond.
import * as Plot from "@observablehq/plot";
import {type Axis, fits} from "./axis.ts";

/** Above this a cloud is drawn as bins. */
export const mostDots = 5000;

/** Rows with a place on both axes. */
export function shownRows(x: ArrayLike<number>, y: ArrayLike<number>, xAxis: Axis, yAxis: Axis): number[] {
  const rows: number[] = [];
  for (let i = 0; i < x.length; ++i) if (fits(xAxis, x[i]!) && fits(yAxis, y[i]!)) rows.push(i);
  return rows;
}

export interface DotStyle {
  readonly color: string;
  /** Default "dot": filled. */
  readonly shape?: "dot" | "ring" | "triangle";
  /** Default 0.85. */
  readonly opacity?: number;
  /** In pixels; default 2.4. */
  readonly radius?: number;
  /** Above this number of rows bins are drawn; default `mostDots`. */
  readonly most?: number;
  readonly className: string;
}

/** Marks for some rows of a cloud. */
export function cloud(
  rows: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  axes: {readonly x: Axis; readonly y: Axis},
  style: DotStyle
): Plot.Markish {
  if (rows.length > (style.most ?? mostDots)) return binned(rows, x, y, axes, style);
  const {color, shape = "dot", opacity = 0.85, radius = 2.4, className} = style;
  const filled = shape === "dot";
  return Plot.dot(rows, {
    x: (i: number) => x[i]!,
    y: (i: number) => y[i]!,
    r: radius,
    symbol: shape === "triangle" ? "triangle" : "circle",
    fill: filled ? color : "none",
    ...(!filled && {stroke: color, strokeWidth: 1.1}),
    fillOpacity: opacity,
    strokeOpacity: opacity,
    className
  });
}

const binsAcross = 64;

interface Bin {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  count: number;
}

function binned(
  rows: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  axes: {readonly x: Axis; readonly y: Axis},
  {color, className}: DotStyle
): Plot.Markish {
  const bins = binsOf(rows, x, y, axes);
  const most = bins.reduce((max, bin) => Math.max(max, bin.count), 1);
  return Plot.rect(bins, {
    x1: "x1",
    x2: "x2",
    y1: "y1",
    y2: "y2",
    fill: color,
    fillOpacity: (bin: Bin) => 0.12 + (0.88 * Math.log1p(bin.count)) / Math.log1p(most),
    inset: 0,
    shapeRendering: "crispEdges",
    className: `${className} bins`
  });
}

/** Equal cells of the picture that hold a row, with how many. */
function binsOf(
  rows: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  axes: {readonly x: Axis; readonly y: Axis}
): readonly Bin[] {
  const across = grid(axes.x, binsAcross);
  const up = grid(axes.y, Math.round(binsAcross * 0.62));
  const bins = new Map<number, Bin>();
  for (const i of rows) {
    const [column, row] = [across.of(x[i]!), up.of(y[i]!)];
    const key = row * binsAcross + column;
    const bin = bins.get(key);
    if (bin) bin.count += 1;
    else bins.set(key, {x1: across.at(column), x2: across.at(column + 1), y1: up.at(row), y2: up.at(row + 1), count: 1});
  }
  return [...bins.values()];
}

function grid({type, domain}: Axis, n: number): {readonly of: (x: number) => number; readonly at: (k: number) => number} {
  const log = type === "log";
  const a = log ? Math.log10(domain[0]) : domain[0];
  const width = (log ? Math.log10(domain[1]) : domain[1]) - a;
  return {
    of: (x) => Math.max(0, Math.min(n - 1, Math.floor((((log ? Math.log10(x) : x) - a) / width) * n))),
    at: (k) => (log ? 10 ** (a + (k * width) / n) : a + (k * width) / n)
  };
}
