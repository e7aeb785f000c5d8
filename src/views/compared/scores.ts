// Each score of two results, and by how much they differ.
import * as Plot from "@observablehq/plot";
import type {ComparedScore, ComparedStep} from "../../compare/compare.ts";
import {type Axis, axisOf} from "../axis.ts";
import {dataOf} from "../figures/data.ts";
import type {FigureView} from "../figures/figure.ts";
import {htmlTable} from "../html-table.ts";
import {scoreText, scoreTitles} from "../learning.ts";
import type {Frame, Palette} from "../theme.ts";
import {paletteOf} from "../view.ts";
import {count, counted} from "../words.ts";
import {drawDotRows} from "./dot-rows.ts";
import {lettersOf, type Names, type Pair, stepTitleOf} from "./names.ts";
import type {Published} from "./values.ts";

const farthest = 300;

/** The width of numbers alone. */
const narrow = 380;

/** A score as it is drawn: the difference in percent of A's size. */
interface Line extends ComparedScore {
  readonly row: string;
  readonly change: number;
  readonly lower: number;
  readonly upper: number;
}

/** Scores of one step of both: the interval of each difference, with the numbers beside it. */
export function comparedScores(frame: Frame, step: ComparedStep, names: Names, printed: Pair<Published | undefined>): FigureView {
  const colors = paletteOf(frame);
  const judged = step.pairing !== "none";
  // Of two that predict different quantities the same numbers of the paper are not both: one was wired anew.
  const published: typeof printed =
    judged || JSON.stringify(printed[0]) !== JSON.stringify(printed[1]) ? printed : [undefined, undefined];
  const letters = lettersOf(names);
  const [a, b] = letters;
  const lines = step.scores.map((score): Line => {
    const share = (bound: number): number => (100 * bound) / Math.abs(score.a);
    const {difference = NaN, lower = NaN, upper = NaN} = score.interval ?? {};
    return {...score, row: scoreTitles[score.score].short, change: share(difference), lower: share(lower), upper: share(upper)};
  });
  const x = axisOf([lines.flatMap(({lower, upper}) => [within(lower), within(upper)])], {
    label: `${b} − ${a}, in % of ${a}`,
    log: false,
    include: [0],
    ticks: 4
  });
  const signed: Axis = {...x, format: (tick) => (tick > 0 ? "+" : "") + x.format(tick)};
  const cut = lines.some(({lower, upper}) => Math.abs(lower) > farthest || Math.abs(upper) > farthest);
  const caption = `${rowsText(step)}; ${pairingText(step)}${cut ? ` Intervals beyond ±${farthest} % are cut.` : ""}`;
  const shown = judged ? frame : {...frame, width: Math.min(frame.width, narrow)};
  const columns = columnsFor(shown.width, lines, letters, published).slice(0, judged ? undefined : 2);
  const label = `${stepTitleOf(names, step.step)}, ${lines.map((line) => `${line.row}: ${verdictText(line.verdict, letters)}`).join("; ")}. ${caption}`;
  return {
    title: `${stepTitleOf(names, step.step)}: ${step.by === "cross-validation" ? "scores by cross-validation" : "scores on held-out rows"}`,
    legend: judged
      ? [
          {shape: "dot", color: colors.a, label: `${a} is better`},
          {shape: "triangle", color: colors.b, label: `${b} is better`},
          {shape: "ring", color: colors.ink3, label: "may be chance"}
        ]
      : [],
    content: drawDotRows(shown, {
      bare: !judged,
      rows: lines.map(({row}) => row),
      x: signed,
      label,
      rowHeight: 36,
      margins: {left: nameRoom, right: 10 + columns.reduce((sum, {width}) => sum + width, 0), top: 22},
      marks: [...intervalMarks(lines, colors), ...nameMarks(lines, colors), ...columnMarks(columns, lines, colors)]
    }),
    caption,
    data: () => scoresData(lines, letters, published)
  };
}

/** The same in words and numbers, for those who do not see the picture. */
export function comparedScoresTable(document: Document, step: ComparedStep, names: Names): Element {
  const letters = lettersOf(names);
  const [a, b] = letters;
  const element = htmlTable(document, {
    caption: `${stepTitleOf(names, step.step)}: scores`,
    head: ["score", a, b, ...(step.pairing === "none" ? [] : [`${b} − ${a}`, "is it real?"])],
    rows: step.scores.map((score) => [
      scoreTitles[score.score].short,
      scoreText(score.score, score.a),
      scoreText(score.score, score.b),
      ...(step.pairing === "none" ? [] : [differenceText(score), verdictText(score.verdict, letters)])
    ]),
    words: [0, 4]
  });
  element.classList.add("compared-scores");
  return element;
}

function intervalMarks(lines: readonly Line[], colors: Palette): readonly Plot.Markish[] {
  const drawn = lines.filter(({change}) => Number.isFinite(change));
  const color = ({verdict}: Line): string => (verdict === "worse" ? colors.a : verdict === "better" ? colors.b : colors.ink3);
  const found = (...verdicts: ComparedScore["verdict"][]): readonly Line[] =>
    drawn.filter(({verdict}) => verdicts.includes(verdict));
  const at = {x: ({change}: Line) => within(change), y: "row"};
  return [
    Plot.ruleY(drawn, {
      x1: ({lower}: Line) => within(lower),
      x2: ({upper}: Line) => within(upper),
      y: "row",
      stroke: color,
      strokeWidth: 2,
      className: "intervals"
    }),
    Plot.dot(found("worse"), {...at, r: 4, fill: colors.a, className: "a-better"}),
    Plot.dot(found("better"), {
      ...at,
      r: 4.4,
      symbol: "triangle",
      stroke: colors.b,
      strokeWidth: 1.6,
      fill: colors.ground,
      className: "b-better"
    }),
    Plot.dot(found("not shown", "the same"), {
      ...at,
      r: 3.6,
      stroke: colors.ink3,
      strokeWidth: 1.4,
      fill: colors.ground,
      className: "open"
    })
  ];
}

const nameRoom = 92;

function nameMarks(lines: readonly Line[], colors: Palette): readonly Plot.Markish[] {
  const place = {y: "row", frameAnchor: "left", dx: 4 - nameRoom, textAnchor: "start"} as const;
  return [
    Plot.text(lines, {...place, text: "row", dy: -7, fill: colors.ink, fontWeight: 600, className: "names"}),
    Plot.text(lines, {
      ...place,
      text: ({score}: Line) => scoreTitles[score].better,
      dy: 8,
      fill: colors.ink3,
      className: "better"
    })
  ];
}

interface TextColumn {
  readonly head: string;
  readonly width: number;
  readonly text: (line: Line) => string;
  readonly below?: (line: Line) => string;
  readonly strong?: (line: Line) => boolean;
}

const leastAxis = 100;

/** What stands beside the picture, as far as there is room. */
function columnsFor(
  width: number,
  lines: readonly Line[],
  letters: Pair<string>,
  published: Pair<Published | undefined>
): readonly TextColumn[] {
  const [a, b] = letters;
  const paper =
    (k: 0 | 1) =>
    ({score}: Line): string => {
      const printed = published[k]?.[score];
      return printed === undefined ? "" : `paper ${scoreText(score, printed)}`;
    };
  const valueWidth = published.some((of) => of && lines.some(({score}) => of[score] !== undefined)) ? 74 : 56;
  const values: readonly TextColumn[] = [
    {head: a, width: valueWidth, text: (l) => scoreText(l.score, l.a), below: paper(0), strong: (l) => l.verdict === "worse"},
    {head: b, width: valueWidth, text: (l) => scoreText(l.score, l.b), below: paper(1), strong: (l) => l.verdict === "better"}
  ];
  const difference: TextColumn = {head: `${b} − ${a}`, width: 104, text: differenceText};
  const verdict: TextColumn = {head: "is it real?", width: 98, text: (l) => verdictText(l.verdict, letters)};
  const choices = [[...values, difference, verdict], [...values, difference], values, []];
  const room = width - nameRoom - leastAxis - 10;
  return choices.find((columns) => columns.reduce((sum, column) => sum + column.width, 0) <= room) ?? [];
}

function columnMarks(columns: readonly TextColumn[], lines: readonly Line[], colors: Palette): readonly Plot.Markish[] {
  // Where a paper's value stands under one of two, both stand higher.
  const printed = (line: Line): boolean => columns.some(({below}) => (below?.(line) ?? "") !== "");
  let right = 10;
  return columns.flatMap(({head, width, text, below, strong = () => false}) => {
    right += width;
    const place = {frameAnchor: "right", dx: right, textAnchor: "end", fontVariant: "tabular-nums"} as const;
    const body = (which: (line: Line) => boolean, style: Plot.TextOptions): readonly Plot.Markish[] =>
      [true, false].map((above) =>
        Plot.text(
          lines.filter((line) => which(line) && (below !== undefined && printed(line)) === above),
          {...place, y: "row", text, dy: above ? -7 : 0, className: "values", ...style}
        )
      );
    return [
      Plot.text([head], {...place, frameAnchor: "top-right", dy: -18, lineAnchor: "top", fill: colors.ink3, className: "heads"}),
      ...body((line) => !strong(line), {fill: colors.ink2}),
      ...body(strong, {fill: colors.ink, fontWeight: 600}),
      below ? Plot.text(lines, {...place, y: "row", text: below, dy: 8, fill: colors.ink3, className: "paper"}) : null
    ];
  });
}

function within(share: number): number {
  return Math.max(-farthest, Math.min(farthest, share));
}

function rowsText({rows: [a, b]}: ComparedStep): string {
  return `n = ${a === b ? counted(a, "row") : `${count(a)} and ${counted(b, "row")}`}`;
}

function pairingText({pairing, why, by}: ComparedStep): string {
  switch (pairing) {
    case "same folds":
      return "paired by fold, with 95 % intervals that allow for training sets in common (Nadeau & Bengio 2003).";
    case "same rows":
      return "paired by row: 95 % bootstrap intervals over the same held-out rows.";
    case "unpaired":
      return `not paired, since ${why}; 95 % intervals ${by === "cross-validation" ? "over the folds of each" : "by bootstrap of each"}.`;
    default:
      return `not compared: ${why}.`;
  }
}

/** Whether a difference is real, in a few words. */
export function verdictText(verdict: ComparedScore["verdict"], [a, b]: Pair<string>): string {
  switch (verdict) {
    case "better":
      return `yes: ${b} is better`;
    case "worse":
      return `yes: ${a} is better`;
    case "the same":
      return "no: the same";
    case "not shown":
      return "may be chance";
    default:
      return "";
  }
}

function differenceText({score, interval}: ComparedScore): string {
  if (!interval) return "";
  const {difference, lower, upper} = interval;
  const size = scoreText(score, Math.abs(difference));
  const sign = size === scoreText(score, 0) ? "" : difference < 0 ? "−" : "+";
  return `${sign}${size} ± ${scoreText(score, (upper - lower) / 2)}`;
}

function scoresData(lines: readonly Line[], letters: Pair<string>, published: Pair<Published | undefined>) {
  const [a, b] = letters;
  const of = (name: string, value: (line: Line) => number, description: string, unit?: string) => ({
    name,
    description,
    ...(unit !== undefined && {unit}),
    values: lines.map(value)
  });
  const printed = letters.map((letter, k) =>
    published[k]
      ? of(`paper_${letter}`, ({score}) => published[k]![score] ?? NaN, `printed in the paper for ${letter}`)
      : undefined
  );
  return dataOf([
    {name: "score", values: lines.map(({row}) => row)},
    of(a, (line) => line.a, `of ${a}`),
    of(b, (line) => line.b, `of ${b}`),
    ...printed,
    of("difference", ({interval}) => interval?.difference ?? NaN, `${b} − ${a}`),
    of("lower", ({interval}) => interval?.lower ?? NaN, "lower end of the 95 % interval of the difference"),
    of("upper", ({interval}) => interval?.upper ?? NaN, "upper end of the 95 % interval of the difference"),
    of("difference_share", ({change}) => change, `difference in percent of ${a}`, "%"),
    {name: "verdict", values: lines.map(({verdict}) => verdictText(verdict, letters))}
  ]);
}
