// Two results in one picture each: predictions, scores, importances. A is in its colour and filled, B in its own and hollow.
import * as Plot from "@observablehq/plot";
import type {Model} from "../../nodes/kinds.ts";
import {predictionNames} from "../../nodes/learning/prediction-columns.ts";
import {realColumn, Table, textColumn} from "../../runtime/table.ts";
import {axisOf} from "../views/axis.ts";
import type {FigureView} from "../views/figures/figure.ts";
import {judgedTables} from "../views/figures/judged.ts";
import {outputsOf} from "../views/figures/study.ts";
import {scoreTitles} from "../views/learning.ts";
import {judgedOf} from "../views/predictions.ts";
import {type Frame, mono} from "../views/theme.ts";
import {draw, dressed, type LegendEntry, paletteOf} from "../views/view.ts";
import {count, rows, titled} from "../views/words.ts";
import type {Comparison, Side} from "./compare.ts";

/** What the two are called. */
export interface Names {
  readonly a: string;
  readonly b: string;
}

/** A figure of two results, at any size. */
export interface ComparedFigure {
  readonly name: string;
  readonly draw: (frame: Frame) => FigureView;
}

export interface ComparedFigures {
  readonly drawn: readonly ComparedFigure[];
  /** Those that cannot be drawn, and why. */
  readonly missing: readonly {readonly name: string; readonly why: string}[];
}

/** Every figure that lays two results over each other. Reads values once; drawing computes nothing. */
export async function comparedFigures(a: Side, b: Side, comparison: Comparison, names: Names): Promise<ComparedFigures> {
  const scores = scoreDifferences(comparison, names);
  const all = [
    ["scores", scores],
    ["predictions", await overlaidPredictions(a, b, names)],
    ["importances", await pairedImportances(a, b, names)]
  ] as const;
  return {
    drawn: all.flatMap(([name, made]) => (typeof made === "string" ? [] : [{name, draw: made}])),
    missing: all.flatMap(([name, made]) => (typeof made === "string" ? [{name, why: made}] : []))
  };
}

type Made = ((frame: Frame) => FigureView) | string;

/** By how much each score of B differs from A's, in percent of A's, with its interval. */
function scoreDifferences({scores}: Comparison, {b}: Names): Made {
  const same = scores.flatMap(({scores: own}) => own).filter(({verdict}) => verdict === "the same").length;
  const found = scores.flatMap(({step, scores: own}) =>
    own.flatMap(({score, a, interval, verdict}) =>
      interval && a !== 0 && verdict !== "the same" ? [{label: `${step}: ${scoreTitles[score].short}`, a, interval, verdict}] : []
    )
  );
  if (found.length === 0) return same > 0 ? "all scores are the same" : "it takes scores of the same quantity in both";
  const share = (x: number, of: number): number => (100 * x) / Math.abs(of);
  const points = found.map(({label, a, interval, verdict}) => ({
    label,
    change: share(interval.difference, a),
    lower: share(interval.lower, a),
    upper: share(interval.upper, a),
    real: verdict === "better" || verdict === "worse",
    verdict
  }));
  return (frame) => {
    const colors = paletteOf(frame);
    const color = ({verdict}: (typeof points)[number]): string =>
      verdict === "better" ? colors.model : verdict === "worse" ? colors.fail : colors.ink3;
    const x = axisOf([points.map((p) => p.lower), points.map((p) => p.upper)], {label: "", log: false, include: [0]});
    const left = Math.min(frame.width * 0.45, 16 + 6.9 * Math.max(...points.map(({label}) => label.length)));
    const svg = Plot.plot({
      document: frame.document,
      className: "plot",
      width: frame.width,
      height: points.length * 20 + 56,
      marginLeft: left,
      marginRight: 18,
      marginTop: 8,
      marginBottom: 40,
      x: {axis: null, domain: [...x.domain]},
      y: {axis: null, domain: points.map(({label}) => label), padding: 0.4},
      marks: [
        Plot.ruleX(x.ticks, {stroke: colors.grid}),
        Plot.ruleX([0], {stroke: colors.axis}),
        Plot.ruleY(points, {x1: "lower", x2: "upper", y: "label", stroke: color, strokeWidth: 1.5, className: "intervals"}),
        Plot.dot(points, {
          x: "change",
          y: "label",
          r: 3.6,
          stroke: color,
          fill: (p: (typeof points)[number]) => (p.real ? color(p) : colors.ground),
          className: "changes"
        }),
        Plot.axisY({tickSize: 0, label: null, fill: colors.ink2, fontFamily: frame.font ?? mono}),
        Plot.axisX([...x.ticks], {
          tickSize: 4,
          stroke: colors.axis,
          fill: colors.ink3,
          tickFormat: (t: number) => x.format(t),
          label: null
        }),
        Plot.text([`${b} − A, in % of A →`], {frameAnchor: "bottom-right", dy: 34, textAnchor: "end", fill: colors.ink2})
      ]
    });
    const real = points.filter(({real: yes}) => yes).length;
    const caption = `n = ${points.length} scores with 95 % intervals; ${real === 0 ? "none differs by more than chance" : `${real} ${real === 1 ? "differs" : "differ"} by more than chance`}${same > 0 ? `; ${same} that are the same are left out` : ""}. MAE, RMSE and MAPE are better where lower, R² where higher.`;
    return {
      title: `Scores of ${b} beside A`,
      legend: [
        {shape: "dot", color: colors.model, label: `${b} is better`},
        {shape: "dot", color: colors.fail, label: "A is better"},
        {shape: "ring", color: colors.ink3, label: "not shown to differ"}
      ],
      content: dressed(svg as unknown as Element, caption, frame),
      caption,
      data: () =>
        new Table({
          columns: [
            textColumn(
              {name: "score"},
              points.map(({label}) => label)
            ),
            ...(["change", "lower", "upper"] as const).map((name) =>
              realColumn(
                {name, unit: "%", description: `${name} of the difference, in % of A`},
                Float64Array.from(points, (p) => p[name])
              )
            )
          ]
        })
    };
  };
}

interface Judged {
  readonly observed: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
}

/** Predicted against observed flux on the rows each held out, both in one plot. */
async function overlaidPredictions(a: Side, b: Side, names: Names): Promise<Made> {
  const [first, second] = [judgedTables(a)[0], judgedTables(b)[0]];
  if (!first || !second) return "it takes predictions beside truths in both";
  const tables = await Promise.all(
    [[a, first] as const, [b, second] as const].map(
      async ([side, {from}]) => (await side.value(from.table!.step, from.table!.port)) as Table
    )
  );
  const [targetA, targetB] = tables.map((table) => table.roles.target!);
  if (targetA!.sourceColumn !== targetB!.sourceColumn)
    return `they predict different quantities, ${targetA!.label} and ${targetB!.label}`;
  const [judgedA, judgedB] = tables.map(judged);
  return (frame) => drawOverlay(frame, [judgedA!, judgedB!], names, titled(`${targetA!.label} flux`, targetA!.unit));
}

function judged(table: Table): Judged {
  const target = table.roles.target!;
  const wanted = [target.column, predictionNames(target.column).mean];
  return judgedOf(target, Object.fromEntries(wanted.map((name) => [name, table.numbers(name)])), "standardError")!;
}

function drawOverlay(frame: Frame, both: readonly [Judged, Judged], {a, b}: Names, quantity: string): FigureView {
  const colors = paletteOf(frame);
  const values = both.flatMap(({observed, predicted}) => [observed, predicted]);
  const axis = axisOf(values, {label: "", log: true});
  const shown = both.map(({observed, predicted}) =>
    Array.from({length: observed.length}, (_, i) => i).filter((i) => observed[i]! > 0 && predicted[i]! > 0)
  );
  const place = ({observed, predicted}: Judged) => ({x: (i: number) => observed[i]!, y: (i: number) => predicted[i]!});
  const [low, high] = axis.domain;
  const marks = [
    Plot.line(
      [
        [low, low],
        [high, high]
      ],
      {stroke: colors.ink3, strokeDasharray: "4 3", className: "diagonal"}
    ),
    Plot.dot(shown[1]!, {...place(both[1]), symbol: "triangle", r: 2.8, stroke: colors.b, strokeOpacity: 0.75, className: "b"}),
    Plot.dot(shown[0]!, {...place(both[0]), r: 2, fill: colors.a, fillOpacity: 0.9, className: "a"})
  ];
  const hidden = both.map(({observed}, k) => observed.length - shown[k]!.length);
  const caption = `n = ${rows(shown[0]!.length)} of A and ${rows(shown[1]!.length)} of ${b === a ? "B" : b}, each the ones it held out${hidden[0]! + hidden[1]! > 0 ? `; not shown: ${count(hidden[0]! + hidden[1]!)} without a positive flux` : ""}.`;
  const legend: readonly LegendEntry[] = [
    {shape: "dot", color: colors.a, label: a},
    {shape: "triangle", color: colors.b, label: b},
    {shape: "dashes", color: colors.ink3, label: "equal"}
  ];
  const axes = {x: {...axis, label: `observed ${quantity}`}, y: {...axis, label: `predicted ${quantity}`}};
  const column = (name: string, pick: (judgedRow: Judged) => ArrayLike<number>) =>
    realColumn({name}, Float64Array.from(both.flatMap((one) => Array.from(pick(one)))));
  return {
    title: "Predicted and observed, both",
    legend,
    ...draw(frame, {...axes, marks, label: caption, aspect: 0.75}),
    caption,
    data: () =>
      new Table({
        columns: [
          textColumn(
            {name: "result"},
            both.flatMap(({observed}, k) => Array.from(observed, () => "AB"[k]!))
          ),
          column("observed", ({observed}) => observed),
          column("predicted", ({predicted}) => predicted)
        ]
      })
  };
}

/** Importances of the features to the forest of each. */
async function pairedImportances(a: Side, b: Side, names: Names): Promise<Made> {
  const [first, second] = await Promise.all([a, b].map(forestOf));
  if (!first || !second) return "it takes a forest in both";
  const weights = [first, second].map(
    ({features, importances}) =>
      new Map(features.map((name, j) => [name, {mean: importances!.mean[j]!, sd: importances!.sd[j]!}]))
  );
  const features = [...new Set([...first.features, ...second.features])].toSorted(
    (x, y) => Math.max(...weights.map((w) => w.get(y)?.mean ?? 0)) - Math.max(...weights.map((w) => w.get(x)?.mean ?? 0))
  );
  return (frame) => drawImportances(frame, features, weights, names);
}

type Weights = ReadonlyMap<string, {readonly mean: number; readonly sd: number}>;

function drawImportances(frame: Frame, features: readonly string[], weights: readonly Weights[], {a, b}: Names): FigureView {
  const colors = paletteOf(frame);
  const points = weights.flatMap((own, k) =>
    features.flatMap((feature) => {
      const found = own.get(feature);
      return found ? [{feature, of: k, ...found}] : [];
    })
  );
  const x = axisOf([points.map((p) => p.mean)], {label: "", log: false, include: [0]});
  const left = Math.min(frame.width * 0.45, 16 + 6.9 * Math.max(...features.map((name) => name.length)));
  const own = (k: number) => points.filter(({of}) => of === k);
  const svg = Plot.plot({
    document: frame.document,
    className: "plot",
    width: frame.width,
    height: features.length * 20 + 52,
    marginLeft: left,
    marginRight: 18,
    marginTop: 8,
    marginBottom: 36,
    x: {axis: null, domain: [...x.domain]},
    y: {axis: null, domain: [...features], padding: 0.4},
    marks: [
      Plot.ruleX(x.ticks, {stroke: colors.grid}),
      Plot.ruleX([0], {stroke: colors.axis}),
      Plot.link(
        features.filter((name) => weights.every((w) => w.has(name))),
        {
          x1: (name: string) => weights[0]!.get(name)!.mean,
          x2: (name: string) => weights[1]!.get(name)!.mean,
          y: (name: string) => name,
          stroke: colors.ink3,
          className: "changes"
        }
      ),
      Plot.dot(own(0), {x: "mean", y: "feature", r: 3.6, fill: colors.a, className: "a"}),
      Plot.dot(own(1), {x: "mean", y: "feature", r: 4, symbol: "triangle", stroke: colors.b, strokeWidth: 1.5, className: "b"}),
      Plot.axisY({tickSize: 0, label: null, fill: colors.ink2, fontFamily: frame.font ?? mono}),
      Plot.axisX([...x.ticks], {
        tickSize: 4,
        stroke: colors.axis,
        fill: colors.ink3,
        tickFormat: (t: number) => x.format(t),
        label: null
      }),
      Plot.text(["impurity importance →"], {frameAnchor: "bottom-right", dy: 30, textAnchor: "end", fill: colors.ink2})
    ]
  });
  const only = [0, 1].map((k) => features.filter((name) => weights[k]!.has(name) && !weights[1 - k]!.has(name)));
  const caption = `n = ${features.length} features${only[0]!.length > 0 ? `; only A has ${only[0]!.join(", ")}` : ""}${only[1]!.length > 0 ? `; only ${b} has ${only[1]!.join(", ")}` : ""}. The shares of each add up to 1.`;
  return {
    title: "Importances, both",
    legend: [
      {shape: "dot", color: colors.a, label: a},
      {shape: "triangle", color: colors.b, label: b}
    ],
    content: dressed(svg as unknown as Element, caption, frame),
    caption,
    data: () =>
      new Table({
        columns: [
          textColumn(
            {name: "result"},
            points.map(({of}) => "AB"[of]!)
          ),
          textColumn(
            {name: "feature"},
            points.map(({feature}) => feature)
          ),
          realColumn(
            {name: "importance"},
            Float64Array.from(points, ({mean}) => mean)
          ),
          realColumn(
            {name: "sd", description: "standard deviation over the trees"},
            Float64Array.from(points, ({sd}) => sd)
          )
        ]
      })
  };
}

// The model that goes on to predict before the one that was only judged.
async function forestOf(side: Side): Promise<Model | undefined> {
  const forests = outputsOf(side, "model").filter(({summary}) => "importances" in (summary as object));
  const chosen = forests.find(({type}) => type === "retrain") ?? forests[0];
  return chosen && ((await side.value(chosen.step, chosen.port)) as Model);
}
