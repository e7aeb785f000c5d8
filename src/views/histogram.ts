// Counts in bins of equal width along an axis, drawn as steps.
import * as Plot from "@observablehq/plot";
import {type Axis, axisOf, fits} from "./axis.ts";

export interface CountBin {
  readonly x1: number;
  readonly x2: number;
  count: number;
}

/** Values beyond the axis are counted in its last bins; with `only`, no more than those rows. */
export function binCounts(values: ArrayLike<number>, axis: Axis, n: number, only?: ArrayLike<number>): CountBin[] {
  const log = axis.type === "log";
  const scale = (v: number): number => (log ? Math.log10(v) : v);
  const [a, b] = axis.domain.map(scale) as [number, number];
  const edge = (k: number): number => (log ? 10 ** (a + ((b - a) * k) / n) : a + ((b - a) * k) / n);
  const bins: CountBin[] = Array.from({length: n}, (_, k) => ({x1: edge(k), x2: edge(k + 1), count: 0}));
  for (let i = 0; i < values.length; ++i) {
    const v = values[i]!;
    if (only && !only[i]) continue;
    if (fits(axis, v)) bins[Math.max(0, Math.min(n - 1, Math.floor(((scale(v) - a) / (b - a)) * n)))]!.count += 1;
  }
  return bins;
}

/** An axis from 0 that holds these counts. */
export function countAxis(bins: readonly (readonly CountBin[])[], label = "rows"): Axis {
  const axis = axisOf([bins.flatMap((list) => list.map(({count}) => count)), [0]], {label, log: false, ticks: 4});
  return {...axis, domain: [0, axis.domain[1]]};
}

/** A logarithmic axis that holds these counts; what is less than `least` stands on its ground. */
export function logCountAxis(bins: readonly (readonly CountBin[])[], least: number, label: string): Axis {
  return axisOf([bins.flatMap((list) => list.map(({count}) => count)), [least]], {label, log: true});
}

export interface StepStyle {
  readonly color: string;
  /** Where the axis begins; default 0. */
  readonly ground?: number;
  /** Default: filled under a line. */
  readonly dashed?: boolean;
  readonly className: string;
}

/** The outline of a histogram. */
export function steps(
  bins: readonly CountBin[],
  {color, dashed = false, ground = 0, className}: StepStyle
): readonly Plot.Markish[] {
  const outline = bins.flatMap(({x1, x2, count}): [number, number][] => [
    [x1, Math.max(ground, count)],
    [x2, Math.max(ground, count)]
  ]);
  const closed: [number, number][] = [[bins[0]?.x1 ?? 0, ground], ...outline, [bins.at(-1)?.x2 ?? 0, ground]];
  return [
    dashed
      ? null
      : Plot.areaY(outline, {x: "0", y1: ground, y2: "1", fill: color, fillOpacity: 0.16, className: `${className}-fill`}),
    Plot.line(closed, {
      x: "0",
      y: "1",
      stroke: color,
      strokeWidth: 1.3,
      strokeLinejoin: "miter",
      ...(dashed && {strokeDasharray: "4 2"}),
      className
    })
  ];
}
