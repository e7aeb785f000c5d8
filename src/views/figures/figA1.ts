// Fig. A.1: the WISE flux next to the target against the target, for stricter and stricter choices of rows.
import * as Plot from "@observablehq/plot";
import type {Table, Target} from "../../../runtime/table.ts";
import {type Axis, axisOf} from "../axis.ts";
import {panels} from "../panels.ts";
import {cloud} from "../points.ts";
import type {Frame, Palette} from "../theme.ts";
import {type Drawing, type LegendEntry, paletteOf} from "../view.ts";
import {count, counted, titled} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {type WiseBeside, wiseOf} from "./judged.ts";
import {outputOf, type PortRef, readBy, type Study} from "./study.ts";

interface Values {
  /** The rows before any choice by quality. */
  readonly table: Table;
  readonly target: Target;
}

export const figA1 = figureOfValues<Values>({
  name: "figA1",
  doc: "WISE against the target: all rows, clean rows, and by signal-to-noise",
  takes: "it takes the table and the target of a label step",
  types: ["label"],
  width: 680,
  places,
  draw: (frame, values, {study, step}) => drawFigA1(frame, values, hubOf(study, step!)?.step)
});

// What a label step reads, or what the hub before it read: there the rows of poor quality are still there.
function places(study: Study): readonly Place<keyof Values>[] {
  return [...study.workflow.steps].flatMap(([step, {type}]) => {
    const [target] = type === "label" ? readBy(study, step, "target") : [];
    const [sample] = type === "label" ? readBy(study, step, "table") : [];
    if (!target || !sample || !outputOf(study, target)) return [];
    const table = hubOf(study, step)?.reads ?? sample;
    return outputOf(study, table) ? [{step, from: {table, target}}] : [];
  });
}

/** The hub between the catalogue and a label step, and what it reads. */
function hubOf(study: Study, label: string): {readonly step: string; readonly reads: PortRef} | undefined {
  const [sample] = readBy(study, label, "table");
  const reads =
    sample && study.workflow.steps.get(sample.step)?.type === "filter-hub" ? readBy(study, sample.step, "table")[0] : undefined;
  return reads && {step: sample!.step, reads};
}

const flags = [
  ["cc_flags", "wise_cc_flags", "ccf"],
  ["ext_flg", "wise_ext_flg", "ex"]
] as const;
const ratios = [2, 3, 10] as const;
const mostBars = 3000;

/** Rows that share a symbol. */
interface Class {
  readonly name: string;
  readonly label: string;
  readonly rows: readonly number[];
  readonly style: {readonly color: string; readonly shape: "dot" | "ring" | "triangle"};
}

interface Fluxes {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly xError?: Float64Array;
  readonly yError?: Float64Array;
}

function drawFigA1(frame: Frame, {table, target}: Values, before: string | undefined): FigureView {
  const colors = paletteOf(frame);
  const wise = wiseOf(table, target);
  if (!wise) throw new NotDrawn(`the table has no WISE flux near the wavelength of ${target.label}`);
  const fluxes = fluxesOf(table, target, wise);
  const all = Array.from({length: table.rows}, (_, i) => i).filter((i) => fluxes.x[i]! > 0 && fluxes.y[i]! > 0);
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(all, (i) => values[i]!);
  const {unit} = table.column(target.column);
  const axes = {
    x: axisOf([of(fluxes.x)], {label: titled(target.label, unit), log: true}),
    y: axisOf([of(fluxes.y)], {label: titled(wise.column, wise.unit), log: true})
  };
  const clean = cleanRows(table, all);
  const ratio = fluxes.yError?.map((error, i) => fluxes.y[i]! / error);
  const dot = (color: string) => ({color, shape: "dot"}) as const;
  const classes = ratio ? byRatio(clean ?? all, ratio, colors) : [];
  const above = classes.reduce((sum, c) => sum + c.rows.length, 0);
  const shown = [
    {title: `all, n = ${count(all.length)}`, classes: [{name: "all", label: "all", rows: all, style: dot(colors.table)}]},
    ...(clean
      ? [
          {
            title: `clean, n = ${count(clean.length)}`,
            classes: [{name: "clean", label: "clean", rows: clean, style: dot(colors.a)}]
          }
        ]
      : []),
    ...(above > 0 ? [{title: `S/N > ${ratios[0]}, n = ${count(above)}`, classes}] : [])
  ];
  const drawings = shown.map((panel) => panelOf(panel, fluxes, axes, colors));
  const lacking = [
    clean ? "" : "No clean rows apart: the table has no contamination and extension flags.",
    above > 0 ? "" : ratio ? `None of them has S/N > ${ratios[0]}.` : "No signal-to-noise: the table has no errors of WISE."
  ].filter((text) => text !== "");
  const caption = [
    `n = ${counted(all.length, "row")} with both fluxes${before === undefined ? "" : `, before the conditions of ${before}`}.`,
    clean ? "Clean: ext_flg = 0 and cc_flags = '0000'." : "",
    above > 0
      ? `S/N of ${wise.column}${clean ? " of clean rows" : ""}: ${classes.map(({label, rows}) => `${label.replace("S/N ", "")}: ${count(rows.length)}`).join(", ")}.`
      : "",
    all.length > mostBars ? "No bars where there are too many rows to tell them apart." : "Bars: 1σ.",
    ...lacking
  ];
  const text = caption.filter((part) => part !== "").join(" ");
  return {
    title: `${wise.column} against ${target.label}, by quality`,
    legend: (above > 0 ? classes : []).map(({label, style}): LegendEntry => ({...style, label})),
    content: panels(frame, drawings, {least: 145, most: 3, aspect: 1, label: text}),
    caption: text,
    data: () => {
      const isClean = new Set(clean);
      return dataOf([
        {name: target.column, values: of(fluxes.x), unit},
        fluxes.xError && {name: `${target.column}_error`, values: of(fluxes.xError), unit},
        {name: wise.column, values: of(fluxes.y), unit: wise.unit},
        fluxes.yError && {name: `${wise.column}_error`, values: of(fluxes.yError), unit: wise.unit},
        clean && {name: "clean", values: all.map((i) => (isClean.has(i) ? 1 : 0))}
      ]);
    }
  };
}

function fluxesOf(table: Table, {column, errorColumn}: Target, {fluxes, errors}: WiseBeside): Fluxes {
  const xError = errorColumn !== undefined && table.has(errorColumn) ? table.numbers(errorColumn) : undefined;
  return {x: table.numbers(column), y: fluxes, ...(xError && {xError}), ...(errors && {yError: errors})};
}

function cleanRows(table: Table, among: readonly number[]): readonly number[] | undefined {
  const [contamination, extension] = flags.map((names) => names.find((name) => table.has(name)));
  if (contamination === undefined || extension === undefined) return undefined;
  const [cc, ext] = [table.strings(contamination), table.strings(extension)];
  return among.filter((i) => /^0+$/.test(cc[i] ?? "") && Number(ext[i] ?? NaN) === 0);
}

function byRatio(rows: readonly number[], ratio: Float64Array, colors: Palette): readonly Class[] {
  const [low, middle, high] = ratios;
  const within = (from: number, to: number): readonly number[] => rows.filter((i) => ratio[i]! > from && ratio[i]! <= to);
  return [
    {name: "low", label: `S/N ${low}–${middle}`, rows: within(low, middle), style: {color: colors.b, shape: "triangle"}},
    {name: "middle", label: `S/N ${middle}–${high}`, rows: within(middle, high), style: {color: colors.target, shape: "ring"}},
    {name: "high", label: `S/N > ${high}`, rows: within(high, Infinity), style: {color: colors.model, shape: "dot"}}
  ];
}

function panelOf(
  {title, classes}: {readonly title: string; readonly classes: readonly Class[]},
  {x, y, xError, yError}: Fluxes,
  axes: {readonly x: Axis; readonly y: Axis},
  colors: Palette
): Drawing {
  const n = classes.reduce((sum, {rows}) => sum + rows.length, 0);
  const clamp = ({domain: [low, high]}: Axis, value: number): number => Math.max(low, Math.min(high, value));
  const bar = {stroke: colors.ink3, strokeOpacity: 0.35};
  const marks = classes.flatMap(({name, rows, style}): Plot.Markish[] => [
    n <= mostBars && yError
      ? Plot.ruleX(
          rows.filter((i) => yError[i]! > 0),
          {
            x: (i: number) => x[i]!,
            y1: (i: number) => clamp(axes.y, y[i]! - yError[i]!),
            y2: (i: number) => clamp(axes.y, y[i]! + yError[i]!),
            ...bar,
            className: `${name}-bars`
          }
        )
      : null,
    n <= mostBars && xError
      ? Plot.ruleY(
          rows.filter((i) => xError[i]! > 0),
          {
            y: (i: number) => y[i]!,
            x1: (i: number) => clamp(axes.x, x[i]! - xError[i]!),
            x2: (i: number) => clamp(axes.x, x[i]! + xError[i]!),
            ...bar
          }
        )
      : null,
    cloud(rows, x, y, axes, {...style, opacity: 0.7, most: mostBars, radius: 1.8, className: name})
  ]);
  return {...axes, marks, title, label: title};
}
