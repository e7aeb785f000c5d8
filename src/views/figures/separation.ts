// How far apart matched positions are, and how many pairs chance alone would give.
import type * as Plot from "@observablehq/plot";
import type {Table} from "../../../runtime/table.ts";
import {axisOf} from "../axis.ts";
import {binCounts, logCountAxis, steps} from "../histogram.ts";
import {median} from "../predictions.ts";
import type {Frame} from "../theme.ts";
import {draw, type LegendEntry, paletteOf} from "../view.ts";
import {count, number, percent} from "../words.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {has, outputsOf, type Study, tableFacts} from "./study.ts";

const column = "Separation";
const bins = 40;

export const separation = figureOfValues<{readonly table: Table}>({
  name: "separation",
  doc: "separations of matched positions, and the matches that chance alone gives",
  takes: "it takes the matched pairs of a cross-match step",
  types: ["cross-match"],
  places,
  draw: (frame, {table}, {study, step}) => drawSeparation(frame, table, study, step!)
});

function places(study: Study): readonly Place<"table">[] {
  return outputsOf(study, "table")
    .filter((output) => output.type === "cross-match" && has(tableFacts(output), column))
    .map(({step, port}) => ({step, from: {table: {step, port}}}));
}

function drawSeparation(frame: Frame, table: Table, study: Study, step: string): FigureView {
  const colors = paletteOf(frame);
  const values = table.numbers(column).filter(Number.isFinite);
  if (values.length === 0) throw new NotDrawn("no two positions were matched");
  const radius = Number(study.workflow.steps.get(step)?.params["radius"] ?? 2);
  const expected = study.states.get(step)?.notes?.["pairsByChance"];
  const chance = typeof expected === "number" ? expected : undefined;
  const x = {...axisOf([[0, radius]], {label: "separation (″)", log: false}), domain: [0, radius] as const};
  const counts = binCounts(values, x, bins);
  // Chance knows no place: as many in each ring as it has area.
  const share = (r: number): number => (r / radius) ** 2;
  const byChance = counts.map(({x1, x2}) => ({x1, x2, count: (chance ?? 0) * (share(x2) - share(x1))}));
  const y = logCountAxis([counts, byChance], 0.3, "pairs");
  const ground = y.domain[0];
  const marks: Plot.Markish[] = [
    ...steps(counts, {color: colors.a, ground, className: "found"}),
    ...(chance === undefined ? [] : steps(byChance, {color: colors.b, ground, dashed: true, className: "chance"}))
  ];
  const said =
    chance === undefined
      ? "How many chance alone would give is not known: switch countChance of the step on."
      : `Chance alone would give ${count(chance)} (${percent(chance / values.length)}): so many match when one table is moved by 20 radii.`;
  const caption = `n = ${count(values.length)} matched pairs within ${number(radius)}″; median ${number(median(values))}″. ${said}`;
  return {
    title: "Separation of matched positions",
    legend: [
      {shape: "area", color: colors.a, label: "found"},
      ...(chance === undefined ? [] : [{shape: "dashes", color: colors.b, label: "expected by chance"} satisfies LegendEntry])
    ],
    ...draw(frame, {x, y, marks, label: caption}),
    caption,
    data: () =>
      dataOf([
        {name: "from", values: counts.map(({x1}) => x1), unit: "arcsec"},
        {name: "to", values: counts.map(({x2}) => x2), unit: "arcsec"},
        {name: "pairs", values: counts.map((bin) => bin.count)},
        chance === undefined ? undefined : {name: "byChance", values: byChance.map((bin) => bin.count)}
      ])
  };
}
