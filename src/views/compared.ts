// Two results held against each other. A is drawn with filled dots, B with hollow triangles.
import * as Plot from "@observablehq/plot";
import type {ComparedScore, ComparedStep} from "../compare/compare.ts";
import {axisOf} from "./axis.ts";
import {binnedNote} from "./columns.ts";
import {type ScoreName, scoreText, scoreTitles} from "./learning.ts";
import {cloud, shownRows} from "./points.ts";
import {errorAxis, errorsOf, isRelative, type Judged, quantity} from "./predictions.ts";
import type {Frame, Palette} from "./theme.ts";
import {draw, type LegendEntry, paletteOf, type View} from "./view.ts";
import {count, percent, titled} from "./words.ts";

export type Names = readonly [a: string, b: string];

/** The errors of two models on the rows each had not seen, against what was observed. */
export function comparedErrorsView(frame: Frame, a: Judged, b: Judged, names: Names): View {
  const colors = paletteOf(frame);
  const relative = isRelative(a.target);
  const errors = [errorsOf(a), errorsOf(b)] as const;
  const x = axisOf([a.observed, b.observed], {
    label: titled(`observed ${quantity(a.target)}`, a.target.unit),
    ...(relative && {log: true})
  });
  const y = errorAxis(Float64Array.from([...errors[0], ...errors[1]]), relative, a.target);
  const inside = (judged: Judged, e: Float64Array): number[] =>
    shownRows(judged.observed, e, x, y).filter((i) => e[i]! >= y.domain[0] && e[i]! <= y.domain[1]);
  const shown = [inside(a, errors[0]), inside(b, errors[1])] as const;
  const beyond = errors[0].length + errors[1].length - shown[0].length - shown[1].length;
  const within = errors.map((e) => e.filter((v) => Math.abs(v) <= 10).length / Math.max(1, e.length));
  const caption = [
    `n = ${count(errors[0].length)} and ${count(errors[1].length)} rows`,
    ...(relative ? [`${percent(within[0]!)} and ${percent(within[1]!)} within 10 %`] : []),
    ...(beyond > 0 ? [`${count(beyond)} beyond the picture or without a value`] : [])
  ].join("; ");
  const marks: Plot.Markish[] = [
    relative ? band(x.domain, colors) : null,
    Plot.ruleY([0], {stroke: colors.ink3, className: "zero"}),
    cloud(shown[1], b.observed, errors[1], {x, y}, {color: colors.b, shape: "triangle", className: "dots b"}),
    cloud(shown[0], a.observed, errors[0], {x, y}, {color: colors.a, className: "dots a"})
  ];
  return {
    title: "Error of the prediction",
    legend: legendOf(names, colors),
    ...draw(frame, {x, y, marks, label: `Error of the predicted ${quantity(a.target)} of both. ${caption}.`, aspect: 0.42}),
    caption: `${caption}${binnedNote(Math.max(shown[0].length, shown[1].length))}.`
  };
}

function band(domain: readonly [number, number], {ink3}: Palette): Plot.Markish {
  return Plot.rect([0], {
    x1: domain[0],
    x2: domain[1],
    y1: -10,
    y2: 10,
    fill: ink3,
    fillOpacity: 0.1,
    className: "band"
  });
}

function legendOf([a, b]: Names, colors: Palette): LegendEntry[] {
  return [
    {shape: "dot", color: colors.a, label: a},
    {shape: "triangle", color: colors.b, label: b}
  ];
}

/** How the errors of both are spread: shares of rows, so that samples of different size can be held against each other. */
export function comparedSpreadView(frame: Frame, a: Judged, b: Judged, names: Names): View {
  const colors = paletteOf(frame);
  const relative = isRelative(a.target);
  const errors = [errorsOf(a), errorsOf(b)] as const;
  const x = errorAxis(Float64Array.from([...errors[0], ...errors[1]]), relative, a.target);
  const steps = errors.map((e) => sharesOf(e, x.domain));
  const most = Math.max(...steps.flat().map(({share}) => share), 0.01);
  const y = axisOf([[0, 100 * most]], {label: "share of rows (%)", log: false});
  const line = (s: number, stroke: string, dashed: boolean): Plot.Markish =>
    Plot.line(
      steps[s]!.flatMap(({x1, x2, share}) => [
        [x1, 100 * share],
        [x2, 100 * share]
      ]),
      {stroke, strokeWidth: 1.6, ...(dashed && {strokeDasharray: "4 2"}), className: dashed ? "steps b" : "steps a"}
    );
  const marks: Plot.Markish[] = [
    Plot.rect(steps[0]!, {
      x1: "x1",
      x2: "x2",
      y1: 0,
      y2: ({share}: {readonly share: number}) => 100 * share,
      fill: colors.a,
      fillOpacity: 0.16,
      inset: 0
    }),
    line(0, colors.a, false),
    line(1, colors.b, true)
  ];
  const caption = `n = ${count(errors[0].length)} and ${count(errors[1].length)} rows; those beyond the picture are counted at its ends.`;
  return {
    title: "Spread of the errors",
    legend: [
      {shape: "area", color: colors.a, label: names[0]},
      {shape: "dashes", color: colors.b, label: names[1]}
    ],
    ...draw(frame, {x, y, marks, label: `Shares of rows by error. ${caption}`, aspect: 0.8}),
    caption
  };
}

const bins = 40;

function sharesOf(
  errors: Float64Array,
  [low, high]: readonly [number, number]
): {readonly x1: number; readonly x2: number; readonly share: number}[] {
  const counts = new Float64Array(bins);
  const finite = errors.filter((e) => Number.isFinite(e));
  for (const e of finite) counts[Math.max(0, Math.min(bins - 1, Math.floor((bins * (e - low)) / (high - low))))]! += 1;
  const at = (k: number): number => low + (k * (high - low)) / bins;
  return Array.from(counts, (n, k) => ({x1: at(k), x2: at(k + 1), share: n / Math.max(1, finite.length)}));
}

export type Published = Partial<Readonly<Record<ScoreName, number>>>;

/** Each score of both, and how much B's exceeds A's with its interval, drawn relative to A's. */
export function comparedScoresView(
  {document, ...frame}: Frame,
  step: ComparedStep,
  names: Names,
  published: readonly [Published | undefined, Published | undefined] = [undefined, undefined]
): View {
  const colors = paletteOf({document, ...frame});
  const reach = niceReach(step.scores);
  const make = (name: string, className: string, ...children: (Element | string)[]): HTMLElement => {
    const element = document.createElement(name);
    if (className) element.setAttribute("class", className);
    element.append(...children);
    return element;
  };
  const head = (text: string, className = ""): HTMLElement => {
    const th = make("th", className, text);
    th.setAttribute("scope", "col");
    return th;
  };
  const value = (score: ComparedScore, side: "a" | "b"): HTMLElement => {
    const better = side === "b" ? score.verdict === "better" : score.verdict === "worse";
    const text = scoreText(score.score, score[side]);
    const cell = make("td", "number", better ? make("b", "", text) : text);
    const paper = published[side === "a" ? 0 : 1]?.[score.score];
    if (paper !== undefined) cell.append(make("div", "mute", `paper ${scoreText(score.score, paper)}`));
    return cell;
  };
  const rows = step.scores.map((score) => {
    const {short, long, better} = scoreTitles[score.score];
    const name = make("th", "", make("span", "score-name", short), make("div", "mute", better));
    name.setAttribute("scope", "row");
    name.setAttribute("title", long);
    return make(
      "tr",
      "",
      name,
      make("td", "difference", ...(score.interval ? [intervalBar(document, score, reach, colors)] : [])),
      value(score, "a"),
      value(score, "b"),
      make("td", "number", differenceText(score)),
      make("td", "verdict", verdictText(score, names))
    );
  });
  const table = make(
    "table",
    "view-table compared-scores",
    make(
      "thead",
      "",
      make(
        "tr",
        "",
        head("score"),
        head(step.pairing === "none" ? "" : `B − A in % of A, to ±${reach} %`, "difference"),
        head(names[0], "number"),
        head(names[1], "number"),
        head("B − A", "number"),
        head("is it real?", "verdict")
      )
    ),
    make("tbody", "", ...rows)
  );
  return {title: stepTitle(step), legend: [], content: table, caption: pairingText(step)};
}

/** How the two were judged, and on what. */
export function stepTitle({by, rows: [a, b]}: ComparedStep): string {
  const n = a === b ? `${count(a)} rows` : `${count(a)} and ${count(b)} rows`;
  return by === "cross-validation" ? `By cross-validation on ${n}` : `On ${n} held out`;
}

function pairingText({pairing, why, by}: ComparedStep): string {
  switch (pairing) {
    case "same folds":
      return "Paired by fold, with 95 % intervals that allow for training sets in common (Nadeau & Bengio 2003).";
    case "same rows":
      return "Paired by row: 95 % bootstrap intervals over the same held-out rows.";
    case "unpaired":
      return `Not paired, since ${why}; 95 % intervals ${by === "cross-validation" ? "over the folds of each" : "by bootstrap of each"}.`;
    default:
      return `Not compared: ${why}.`;
  }
}

function verdictText({verdict}: ComparedScore, [a, b]: Names): string {
  switch (verdict) {
    case "better":
      return `yes: ${b} is better`;
    case "worse":
      return `yes: ${a} is better`;
    case "the same":
      return "they are the same";
    case "not shown":
      return "may be chance";
    default:
      return "";
  }
}

function differenceText({score, interval}: ComparedScore): string {
  if (!interval) return "";
  const {difference, lower, upper} = interval;
  const sign = difference < 0 ? "−" : "+";
  return `${sign}${scoreText(score, Math.abs(difference))} ± ${scoreText(score, (upper - lower) / 2)}`;
}

// The widest interval, in percent of A's score, rounded up.
function niceReach(scores: readonly ComparedScore[]): number {
  const widest = Math.max(
    0,
    ...scores.flatMap(({a, interval}) =>
      interval ? [interval.lower, interval.upper].map((bound) => Math.abs((100 * bound) / a)).filter(Number.isFinite) : []
    )
  );
  return [1, 2, 5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 500].find((reach) => reach >= widest) ?? 1000;
}

const bar = {width: 320, height: 22};

function intervalBar(document: Document, {a, interval, score, verdict}: ComparedScore, reach: number, colors: Palette): Element {
  const {difference, lower, upper} = interval!;
  const at = (bound: number): number => {
    const share = Math.max(-1, Math.min(1, (100 * bound) / a / reach));
    return Math.round((bar.width / 2) * (1 + 0.96 * (Number.isFinite(share) ? share : 0)) * 100) / 100;
  };
  const y = bar.height / 2;
  const known = verdict === "better" || verdict === "worse";
  const shape = (name: string, attributes: Readonly<Record<string, string | number>>): Element => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const svg = shape("svg", {
    viewBox: `0 0 ${bar.width} ${bar.height}`,
    class: "interval-bar",
    role: "img",
    "aria-label": `${scoreTitles[score].short}: B − A from ${scoreText(score, lower)} to ${scoreText(score, upper)}`
  });
  svg.append(
    shape("path", {d: `M0 ${y}H${bar.width}`, stroke: colors.grid}),
    shape("path", {d: `M${bar.width / 2} 0V${bar.height}`, stroke: colors.axis}),
    shape("path", {
      d: `M${at(lower)} ${y}H${at(upper)}`,
      stroke: colors.b,
      "stroke-width": 2.4,
      "stroke-linecap": "round",
      "stroke-opacity": known ? 1 : 0.55
    }),
    shape("path", {
      d: `M${at(difference)} ${y - 5}l5 8.6h-10z`,
      fill: known ? colors.b : colors.ground,
      stroke: colors.b,
      "stroke-width": 1.4
    })
  );
  return svg;
}
