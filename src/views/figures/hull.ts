// The rows a convex region rejects, on every pair of its columns.
import {insideRegion} from "../../../nodes/kernels/hull/region.ts";
import type {Filter, Region} from "../../../nodes/kinds.ts";
import {columnInfo, type Table} from "../../../runtime/table.ts";
import * as Plot from "@observablehq/plot";
import {fits} from "../axis.ts";
import {columnAxis} from "../columns.ts";
import {projection} from "../filters.ts";
import {panels} from "../panels.ts";
import {cloud, shownRows} from "../points.ts";
import type {Frame, Palette} from "../theme.ts";
import {type Drawing, paletteOf} from "../view.ts";
import {count, counted, percent, rows} from "../words.ts";
import {type DataColumn, dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {outputOf, readBy, type Study} from "./study.ts";

interface Values {
  readonly filter: Filter;
  readonly table: Table;
}

export const hull = figureOfValues<Values>({
  name: "hull",
  doc: "rows inside and outside the hull, on every pair of its columns",
  takes: "it takes a filter hub that applies a convex hull",
  width: 680,
  places,
  draw: drawHull
});

const mostColumns = 5;

function places(study: Study): readonly Place<keyof Values>[] {
  return [...study.workflow.steps].flatMap(([step, {type}]) => {
    if (type !== "filter-hub" || !outputOf(study, {step, port: "table"})) return [];
    const filter = readBy(study, step, "filters").find((at) => {
      const summary = outputOf(study, at)?.summary as {readonly region?: unknown} | null | undefined;
      return summary?.region !== undefined;
    });
    const table = readBy(study, step, "table")[0];
    return filter && table ? [{step, from: {filter, table}}] : [];
  });
}

function drawHull(frame: Frame, {filter, table}: Values): FigureView {
  const colors = paletteOf(frame);
  const region = filter.region!;
  if (table.rows === 0) throw new NotDrawn("no row reaches the hull: the table it is applied to is empty");
  const columns = region.columns.filter((name) => table.has(name)).slice(0, mostColumns);
  if (columns.length < 2) throw new NotDrawn("the hull has fewer than two columns that the rows still have");
  const values = new Map(region.columns.map((name) => [name, table.numbers(name)]));
  const inside = insideRegion(region, [...values.values()]);
  const drawings: Drawing[] = [];
  columns.forEach((up, j) =>
    columns.slice(0, j).forEach((across) => drawings.push(panelOf(table, region, [across, up], inside, colors)))
  );
  const total = inside.reduce((sum, flag) => sum + flag, 0);
  const spaces = {raw: "of raw values", log10: "of logarithms", yeoJohnson: "of Yeo–Johnson values"} as const;
  const caption = `n = ${rows(table.rows)}: ${count(total)} (${percent(total / Math.max(1, table.rows))}) inside the hull ${spaces[region.space]}, ${count(table.rows - total)} rejected. Each picture shows the hull's shadow; a row may lie within all shadows and yet outside.`;
  return {
    title: `Convex hull in ${counted(region.columns.length, "column")}`,
    legend: [
      {shape: "dot", color: colors.filter, label: "kept"},
      {shape: "ring", color: colors.ink3, label: "rejected"},
      {shape: "dashes", color: colors.ink, label: "shadow of the hull"}
    ],
    content: panels(frame, drawings, {least: 145, most: 3, aspect: 0.85, label: `Projections of a convex hull. ${caption}`}),
    caption,
    data: () =>
      dataOf([
        ...[...values].map(([name, column]): DataColumn => ({name, values: column, unit: table.column(name).unit})),
        {name: "inside", values: inside, description: "1 where the row lies in the hull"}
      ])
  };
}

function panelOf(
  table: Table,
  region: Region,
  [across, up]: readonly [string, string],
  inside: Uint8Array,
  colors: Palette
): Drawing {
  const [xs, ys] = [table.numbers(across), table.numbers(up)];
  const outline = projection(region, across, up);
  const corner = (k: 0 | 1): number[] => outline.map((point) => point[k]);
  const axes = {
    x: columnAxis({...columnInfo(table.column(across)), values: xs}, {reaching: corner(0), ticks: 4}),
    y: columnAxis({...columnInfo(table.column(up)), values: ys}, {reaching: corner(1), ticks: 4})
  };
  const shown = shownRows(xs, ys, axes.x, axes.y);
  const drawn = outline.filter(([x, y]) => fits(axes.x, x) && fits(axes.y, y));
  const most = 1000;
  return {
    ...axes,
    label: `${up} against ${across}`,
    marks: [
      cloud(
        shown.filter((i) => !inside[i]),
        xs,
        ys,
        axes,
        {color: colors.ink3, shape: "ring", opacity: 0.6, most, radius: 1.6, className: "rejected"}
      ),
      cloud(
        shown.filter((i) => inside[i]),
        xs,
        ys,
        axes,
        {color: colors.filter, opacity: 0.6, most, radius: 1.6, className: "kept"}
      ),
      drawn.length > 2
        ? Plot.line([...drawn, drawn[0]!], {stroke: colors.ink, strokeWidth: 1.1, strokeDasharray: "4 3", className: "outline"})
        : null
    ]
  };
}
