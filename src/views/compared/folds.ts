// The score of the best configuration on every fold: what the interval of a cross-validated difference is made of.
import * as Plot from "@observablehq/plot";
import type {ComparedStep} from "../../compare/compare.ts";
import {axisOf} from "../axis.ts";
import type {FigureView} from "../figures/figure.ts";
import {scoreText, scoreTitles} from "../learning.ts";
import type {Frame} from "../theme.ts";
import {paletteOf} from "../view.ts";
import {count, counted, rows} from "../words.ts";
import {drawDotRows} from "./dot-rows.ts";
import {bothAsTable, keysOf, lettersOf, type Names, type Pair, stepTitleOf} from "./names.ts";
import type {FoldScores} from "./values.ts";

interface Point {
  readonly row: string;
  readonly score: number;
}

/** Fold by fold where both have the same, else the folds of each in a row of its own; with their means. */
export function comparedFolds(frame: Frame, step: ComparedStep, sides: Pair<FoldScores>, names: Names): FigureView {
  const colors = paletteOf(frame);
  const [{scoring}] = sides;
  const {short, long, better} = scoreTitles[scoring];
  const paired = step.pairing === "same folds";
  const letters = lettersOf(names);
  const rowOf = (s: number, k: number): string => (paired ? `fold ${k + 1}` : letters[s]!);
  const [a, b] = sides.map(({scores}, s) => scores.map((score, k): Point => ({row: rowOf(s, k), score}))) as [Point[], Point[]];
  const means = sides.map(({scores}, s) => ({
    row: paired ? "mean" : letters[s]!,
    score: scores.reduce((sum, score) => sum + score, 0) / scores.length
  })) as [Point, Point];
  const meant = letters.map((letter, s) => `${scoreText(scoring, means[s]!.score)} of ${letter}`).join(" and ");
  const drawn: Pair<readonly Point[]> = paired
    ? [
        [...a, means[0]],
        [...b, means[1]]
      ]
    : [a, b];
  const links = paired ? drawn[0].map(({row, score}, k) => ({row, from: score, to: drawn[1][k]!.score})) : [];
  const caption = `n = ${
    paired
      ? `${counted(a.length, "fold")} of the same ${rows(step.rows[0])}, joined`
      : `${counted(a.length, "fold")} of ${rows(step.rows[0])} and ${b.length} of ${count(step.rows[1])}; bars: their means`
  }; mean ${meant}, each its best configuration; ${better}.`;
  return {
    title: `${stepTitleOf(names, step.step)}: ${short} by fold`,
    legend: keysOf(names, frame, colors, ["dot", "triangle"]),
    content: drawDotRows(frame, {
      rows: [...new Set(drawn.flat().map(({row}) => row))],
      x: axisOf([drawn.flat().map(({score}) => score)], {label: long, log: false}),
      label: `${long} of both on every fold. ${caption}`,
      rowHeight: paired ? 20 : 44,
      marks: [
        paired ? null : Plot.tickX(means, {x: "score", y: "row", stroke: colors.ink, strokeWidth: 1.4, className: "means"}),
        Plot.link(links, {x1: "from", x2: "to", y: "row", stroke: colors.ink3, className: "changes"}),
        Plot.dot(drawn[1], {
          x: "score",
          y: "row",
          r: 4,
          symbol: "triangle",
          stroke: colors.b,
          strokeWidth: 1.5,
          className: "dots b"
        }),
        Plot.dot(drawn[0], {x: "score", y: "row", r: 3.4, fill: colors.a, className: "dots a"})
      ]
    }),
    caption,
    data: () =>
      bothAsTable(names, [
        {name: "fold", values: [a.map((_, k) => k + 1), b.map((_, k) => k + 1)]},
        {name: scoring, description: long, values: [a.map(({score}) => score), b.map(({score}) => score)]}
      ])
  };
}
