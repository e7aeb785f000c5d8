// What a search found, and what a model looks at.
import * as Plot from "@observablehq/plot";
import type {Scores, Search} from "../../nodes/kinds.ts";
import {summarizeScores} from "../../nodes/learning/search.ts";
import {axisOf} from "./axis.ts";
import {htmlTable, type TableCell} from "./html-table.ts";
import {cloud, shownRows} from "./points.ts";
import {type Frame, mono} from "./theme.ts";
import {dressed, draw, paletteOf, type View} from "./view.ts";
import {count, counted, hyperparameterTitles, number, percent, rows} from "./words.ts";

type Settings = Readonly<Record<string, unknown>>;

export type ScoreName = keyof Scores;

export const scoreTitles: Readonly<Record<ScoreName, {readonly short: string; readonly long: string; readonly better: string}>> =
  {
    meanAbsoluteError: {short: "MAE", long: "mean absolute error", better: "lower is better"},
    rootMeanSquaredError: {short: "RMSE", long: "root mean squared error", better: "lower is better"},
    r2Score: {short: "R²", long: "coefficient of determination", better: "higher is better"},
    meanAbsolutePercentageError: {short: "MAPE", long: "mean absolute percentage error", better: "lower is better"}
  };

/** In the order of the paper's Table 2. */
export const scoreNames = Object.keys(scoreTitles) as readonly ScoreName[];

/** The hyperparameters that differ between the configurations of a search. */
export function varied({configurations}: Search): readonly string[] {
  const first = configurations[0] as unknown as Settings | undefined;
  return Object.keys(first ?? {}).filter((name) => configurations.some((c) => (c as unknown as Settings)[name] !== first![name]));
}

/** Those among them that have numbers to draw scores against. */
export function drawable(search: Search): readonly string[] {
  const settings = search.configurations as unknown as readonly Settings[];
  return varied(search).filter((name) => settings.some((c) => Number.isFinite(numberOf(c[name]))));
}

/** Every configuration's score against one of its hyperparameters; the best is ringed. */
export function searchView(frame: Frame, search: Search, hyperparameter?: string): View {
  const colors = paletteOf(frame);
  const {scoring, nSplits, configurations} = search;
  const {mean} = summarizeScores(search.scores, nSplits, scoring);
  const names = drawable(search);
  const name = hyperparameter ?? (names.includes("nEstimators") ? "nEstimators" : names[0]);
  const title = name === undefined ? "configuration" : (hyperparameterTitles[name] ?? name);
  const xs = Float64Array.from(configurations, (c, i) =>
    name === undefined ? i + 1 : numberOf((c as unknown as Settings)[name])
  );
  const score = scoreTitles[scoring];
  const axes = {
    x: axisOf([xs], {label: title}),
    y: axisOf([mean], {
      label: `${score.short}, mean of ${counted(nSplits, "fold")}`,
      log: false
    })
  };
  const shown = shownRows(xs, mean, axes.x, axes.y);
  const open = configurations.length - shown.length;
  const caption = `n = ${counted(configurations.length, "configuration")} on ${rows(search.rows)}${open > 0 ? `; ${count(open)} without a number for ${title} or a finite score` : ""}; best: ${score.short} ${number(mean[0] ?? NaN)} of ${search.target.column} (${score.better}).`;
  const best = shown.includes(0)
    ? [
        Plot.dot([0], {x: () => xs[0]!, y: () => mean[0]!, r: 5, stroke: colors.ink, strokeWidth: 1.4, className: "best"}),
        Plot.text([0], {
          x: () => xs[0]!,
          y: () => mean[0]!,
          text: () => "best",
          dy: 13,
          fill: colors.ink,
          stroke: colors.ground,
          strokeWidth: 3,
          fontWeight: 600
        })
      ]
    : [];
  const marks = [cloud(shown, xs, mean, axes, {color: colors.search, opacity: 0.5, className: "dots"}), ...best];
  return {
    title: "Configurations",
    legend: [],
    ...draw(frame, {...axes, marks, label: `${score.long} against ${title}. ${caption}`}),
    rows: {x: xs, y: mean},
    caption
  };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : NaN;
}

/** The best configurations as a table: rank, what varies, scores with their standard deviations. */
export function leaderboardView({document}: Pick<Frame, "document">, search: Search, most = 10): View {
  const {configurations, nSplits, scoring} = search;
  const names = varied(search);
  const order = [scoring, ...scoreNames.filter((s) => s !== scoring)];
  const scores = order.map((score) => summarizeScores(search.scores, nSplits, score));
  const shown = configurations.slice(0, most);
  const content = htmlTable(document, {
    caption: `The best of ${counted(configurations.length, "configuration")} by ${scoreTitles[scoring].long}`,
    head: [
      "rank",
      ...names.map((n): TableCell => ({text: hyperparameterTitles[n] ?? n, title: n})),
      ...order.map((s): TableCell => ({text: scoreTitles[s].short, title: scoreTitles[s].long}))
    ],
    rows: shown.map((c, i) => [
      String(i + 1),
      ...names.map((n) => settingText((c as unknown as Settings)[n])),
      ...scores.map(({mean, sd}, k) =>
        k === 0
          ? `${scoreText(order[k]!, mean[i]!)} ± ${scoreText(order[k]!, sd[i]!)}`
          : {text: scoreText(order[k]!, mean[i]!), title: `± ${scoreText(order[k]!, sd[i]!)}`}
      )
    ]),
    best: 0,
    words: []
  });
  const caption = `${scoreTitles[scoring].short} decides: ${scoreTitles[scoring].better}. Mean ± sd over ${counted(nSplits, "fold")} of ${rows(search.rows)}.`;
  return {title: "Leaderboard", legend: [], content, caption};
}

function settingText(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? number(value) : typeof value === "string" ? value : "";
}

/** A score as it is printed: percentages as such. */
export function scoreText(name: ScoreName, value: number): string {
  if (!Number.isFinite(value)) return "none";
  return name === "meanAbsolutePercentageError" ? percent(value) : value.toFixed(3).replace("-", "−");
}

/** What a model is seen by: its summary is enough. */
export interface Weighed {
  readonly features: readonly string[];
  readonly rows: number;
  readonly importances: ArrayLike<number>;
  /** Standard deviation over the trees. */
  readonly sd?: ArrayLike<number> | undefined;
}

/** How much each feature takes part in the trees' splits, the greatest first. */
export function importancesView(frame: Frame, {features, importances, sd, rows: n}: Weighed): View {
  const colors = paletteOf(frame);
  const bars = features
    .map((name, i) => ({name, value: importances[i] ?? 0, sd: sd?.[i] ?? 0}))
    .sort((a, b) => b.value - a.value);
  const left = Math.min(frame.width * 0.45, 16 + 6.9 * Math.max(...bars.map((b) => b.name.length), 4));
  const widest = Math.max(...bars.map((b) => b.value + b.sd), 1e-9);
  const marks: Plot.Markish[] = [
    Plot.barX(bars, {
      x: "value",
      y: "name",
      fill: colors.model,
      fillOpacity: 0.8,
      insetTop: 2,
      insetBottom: 2,
      rx2: 2,
      className: "bars"
    }),
    sd
      ? Plot.ruleY(bars, {
          x1: (b: (typeof bars)[number]) => Math.max(0, b.value - b.sd),
          x2: (b: (typeof bars)[number]) => b.value + b.sd,
          y: "name",
          stroke: colors.ink2,
          strokeOpacity: 0.6,
          className: "whiskers"
        })
      : null,
    Plot.ruleX([0], {stroke: colors.axis}),
    Plot.axisY({
      tickSize: 0,
      label: null,
      fill: colors.ink2,
      fontFamily: frame.font ?? mono,
      textOverflow: "ellipsis",
      lineWidth: left / 7
    }),
    Plot.text(bars, {
      x: (b: (typeof bars)[number]) => b.value + b.sd,
      y: "name",
      text: (b: (typeof bars)[number]) => b.value.toFixed(2),
      textAnchor: "start",
      dx: 6,
      fill: colors.ink2,
      className: "values"
    })
  ];
  const svg = Plot.plot({
    document: frame.document,
    className: "plot",
    width: frame.width,
    height: frame.height ?? bars.length * 18 + 12,
    marginLeft: left,
    marginRight: 40,
    marginTop: 4,
    marginBottom: 8,
    x: {axis: null, domain: [0, widest]},
    y: {axis: null, domain: bars.map((b) => b.name), padding: 0.1},
    marks
  });
  const caption = `Impurity importance, adding up to 1${sd ? "; whiskers: sd over the trees" : ""}; n = ${rows(n)} learned from.`;
  return {
    title: "Importance",
    legend: [],
    content: dressed(
      svg as unknown as Element,
      `Importance of ${counted(features.length, "feature")}, first ${bars[0]?.name ?? "none"}. ${caption}`,
      frame
    ),
    caption
  };
}
