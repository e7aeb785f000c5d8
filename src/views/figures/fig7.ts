// Fig. 7: scores against the share of training rows.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import {type ScoreName, scoreTitles} from "../learning.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {counted} from "../words.ts";
import {type Figure, figureOfValues, type FigureView, NotDrawn, tablesWhere} from "./figure.ts";
import {has} from "./study.ts";

/** Fig. 7 has two panels; each is a figure. */
export const fig7Figures: readonly Figure[] = [curve("fig7-r2", "r2Score"), curve("fig7-mape", "meanAbsolutePercentageError")];

function curve(name: string, score: ScoreName): Figure {
  const needs = ["fraction", "rows", score, `${score}_sd`];
  return figureOfValues<{readonly table: Table}>({
    name,
    doc: `learning curve: ${scoreTitles[score].short} against the share of training rows used`,
    takes: "it takes the curve of a learning-curve step; add one, or ask for it with --curve",
    types: ["learning-curve"],
    places: (study) =>
      tablesWhere(study, (facts) => (needs.every((n) => has(facts, n)) && !has(facts, "sampling") ? 0 : undefined)),
    draw: (frame, {table}) => fig7(frame, table, score)
  });
}

/** The mean of a score over random samples of the rows, with a band of one standard deviation. */
function fig7(frame: Frame, table: Table, score: ScoreName): FigureView {
  const colors = paletteOf(frame);
  const [share, mean, sd] = [table.numbers("fraction").map((x) => 100 * x), table.numbers(score), table.numbers(`${score}_sd`)];
  const [low, high] = [mean.map((x, i) => x - sd[i]!), mean.map((x, i) => x + sd[i]!)];
  const {short, better} = scoreTitles[score];
  const axes = {
    x: axisOf([share], {label: "training rows used (%)", log: false, include: [0, 100]}),
    y: axisOf([low, high], {label: score === "meanAbsolutePercentageError" ? `${short} (share of |y|)` : short, log: false})
  };
  const steps = Array.from(share.keys()).filter((i) => [share, mean, sd].every((values) => Number.isFinite(values[i])));
  if (steps.length === 0) throw new NotDrawn("no sample of the learning curve has a score");
  const x = (i: number): number => share[i]!;
  const marks = [
    Plot.areaY(steps, {
      x,
      y1: (i: number) => low[i]!,
      y2: (i: number) => high[i]!,
      fill: colors.ink3,
      fillOpacity: 0.1,
      className: "band"
    }),
    Plot.line(steps, {x, y: (i: number) => mean[i]!, stroke: colors.a, strokeWidth: 1.5, className: "mean"}),
    Plot.dot(steps, {x, y: (i: number) => mean[i]!, r: 2.4, fill: colors.a, className: "steps"})
  ];
  const rows = table.numbers("rows").filter(Number.isFinite);
  const caption = `n = ${counted(Math.max(...rows), "row")} at 100 %, in ${counted(steps.length, "step")}; ${better}. Mean over random samples, band ± 1 standard deviation.`;
  return {
    title: `Learning curve: ${short}`,
    legend: [
      {shape: "dot", color: colors.a, label: "mean"},
      {shape: "area", color: colors.ink3, label: "± 1 sd"}
    ],
    ...draw(frame, {...axes, marks, label: caption}),
    caption,
    data: () => table.select(["fraction", "rows", score, `${score}_sd`])
  };
}
