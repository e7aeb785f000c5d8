// What one column of a table holds, and how two go together.
import * as Plot from "@observablehq/plot";
import {areCoordinates, type Axis, type AxisOptions, axisOf} from "./axis.ts";
import {binCounts, countAxis} from "./histogram.ts";
import {cloud, mostDots, shownRows} from "./points.ts";
import {ranked} from "./ranked.ts";
import type {Frame} from "./theme.ts";
import {draw, paletteOf, type View} from "./view.ts";
import {count, number, rows, titled} from "./words.ts";

/** A column of numbers, missing ones NaN. */
export interface NumberColumn {
  readonly name: string;
  readonly unit?: string | undefined;
  readonly ucd?: string | undefined;
  readonly values: ArrayLike<number>;
}

/** The axis of a column, titled with its unit; it reaches other values, too, where some are given. */
export function columnAxis(
  column: NumberColumn,
  {reaching = [], ticks}: {readonly reaching?: readonly number[]; readonly ticks?: number} = {}
): Axis {
  const options: AxisOptions = {
    label: titled(column.name, column.unit),
    ...(areCoordinates(column) && {log: false}),
    ...(ticks !== undefined && {ticks})
  };
  return axisOf([column.values, reaching], options);
}

/** What is not drawn, in words: "12 without a value, 3 not positive". Empty where all is. */
export function leftOut(columns: readonly (readonly [NumberColumn, Axis])[], n: number, shown: number): string {
  if (shown === n) return "";
  const rest = n - shown;
  const log = columns.some(([, axis]) => axis.type === "log");
  let missing = 0;
  for (let i = 0; i < n; ++i) if (columns.some(([{values}]) => !Number.isFinite(values[i]))) missing += 1;
  const parts = [
    missing > 0 ? `${count(missing)} without a value` : "",
    log && rest > missing ? `${count(rest - missing)} not positive` : ""
  ];
  return `; not shown: ${parts.filter((part) => part !== "").join(", ")}`;
}

/** How the values of a column are spread; those of marked rows before the others. */
export function histogram(frame: Frame, column: NumberColumn, {bins = 40, marked}: HistogramOptions = {}): View {
  const colors = paletteOf(frame);
  const x = columnAxis(column);
  const counts = binCounts(column.values, x, bins);
  const y = countAxis([counts]);
  const shown = counts.reduce((sum, bin) => sum + bin.count, 0);
  const caption = `n = ${rows(shown)}${leftOut([[column, x]], column.values.length, shown)}${middle(column.values)}.`;
  const bars = Plot.rect(counts, {
    x1: "x1",
    x2: "x2",
    y1: 0,
    y2: "count",
    fill: colors.table,
    insetLeft: 0.5,
    insetRight: 0.5,
    className: "bars"
  });
  const litCounts = marked && binCounts(column.values, x, bins, marked);
  const lit = litCounts
    ? Plot.rect(litCounts, {
        x1: "x1",
        x2: "x2",
        y1: 0,
        y2: "count",
        fill: colors.accent,
        insetLeft: 0.5,
        insetRight: 0.5,
        className: "lit"
      })
    : null;
  const marks = [bars, lit];
  return {
    title: column.name,
    legend: [],
    ...draw(frame, {x, y, marks, label: `Histogram of ${column.name}. ${caption}`}),
    rows: {x: column.values},
    caption
  };
}

export interface HistogramOptions {
  readonly bins?: number;
  /** For each row whether it stands out. */
  readonly marked?: ArrayLike<number> | undefined;
}

function middle(values: ArrayLike<number>): string {
  const [median, lower, upper] = ranked(values, [0.5, 0.25, 0.75]);
  if (median === undefined) return "";
  return `; median ${number(median)}, middle half ${number(lower!)} to ${number(upper!)}`;
}

/** Two columns of the same table against each other. */
export function scatter(frame: Frame, across: NumberColumn, up: NumberColumn): View {
  const colors = paletteOf(frame);
  const axes = {
    x: columnAxis(across),
    y: columnAxis(up)
  };
  const shown = shownRows(across.values, up.values, axes.x, axes.y);
  const caption = `n = ${rows(shown.length)}${leftOut(
    [
      [across, axes.x],
      [up, axes.y]
    ],
    across.values.length,
    shown.length
  )}${binnedNote(shown.length)}.`;
  return {
    title: `${up.name} against ${across.name}`,
    legend: [],
    ...draw(frame, {
      ...axes,
      marks: [cloud(shown, across.values, up.values, axes, {color: colors.a, className: "dots"})],
      label: `${up.name} against ${across.name}. ${caption}`,
      aspect: 0.75
    }),
    rows: {x: across.values, y: up.values},
    caption
  };
}

/** Says so where a cloud is drawn as bins. */
export function binnedNote(n: number): string {
  return n > mostDots ? "; drawn as bins, the darker the more" : "";
}
