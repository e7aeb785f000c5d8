// Fig. 7: scores against the share of training rows.
import * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import {type ScoreName, scoreTitles} from "../learning.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf, type View} from "../view.ts";
import {count} from "../words.ts";

/** Why the figure cannot be drawn from a table; undefined where it can. */
export function fig7Lacks(table: Table, score: ScoreName): string | undefined {
  const missing = ["fraction", "rows", score, `${score}_sd`].find((name) => !table.has(name));
  return missing === undefined
    ? undefined
    : `it takes the "curve" of a learning-curve step; the table has no column "${missing}"`;
}

/** The mean of a score over random samples of the rows, with a band of one standard deviation. */
export function fig7(frame: Frame, table: Table, score: ScoreName): View {
  const colors = paletteOf(frame);
  const [share, mean, sd] = [table.numbers("fraction").map((x) => 100 * x), table.numbers(score), table.numbers(`${score}_sd`)];
  const [low, high] = [mean.map((x, i) => x - sd[i]!), mean.map((x, i) => x + sd[i]!)];
  const {short, better} = scoreTitles[score];
  const axes = {
    x: axisOf([share], {label: "training rows used (%)", log: false, include: [0, 100]}),
    y: axisOf([low, high], {label: score === "meanAbsolutePercentageError" ? `${short} (share of |y|)` : short, log: false})
  };
  const steps = Array.from(share.keys());
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
  const rows = table.numbers("rows");
  const caption = `n = ${count(Math.max(...rows))} rows at 100 %, in ${steps.length} steps; ${better}. Mean over random samples, band ± 1 standard deviation.`;
  return {
    title: `Learning curve: ${short}`,
    legend: [
      {shape: "dot", color: colors.a, label: "mean"},
      {shape: "area", color: colors.ink3, label: "± 1 sd"}
    ],
    ...draw(frame, {...axes, marks, label: caption}),
    caption
  };
}
