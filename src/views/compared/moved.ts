// What the second predicts for the rows of the first.
import * as Plot from "@observablehq/plot";
import {axisOf} from "../axis.ts";
import {binnedNote} from "../columns.ts";
import {dataOf} from "../figures/data.ts";
import type {FigureView} from "../figures/figure.ts";
import {cloud, shownRows} from "../points.ts";
import type {Frame} from "../theme.ts";
import {draw, paletteOf} from "../view.ts";
import {count, percent, rows, titled} from "../words.ts";
import {lettersOf, type Names} from "./names.ts";
import type {Moved} from "./values.ts";

/** Both predictions of every row that has them; those that changed most are ringed. */
export function comparedMoves(
  frame: Frame,
  {column, unit, relative, a, b, rows: positions, most}: Moved,
  names: Names
): FigureView {
  const colors = paletteOf(frame);
  const [letterA, letterB] = lettersOf(names);
  const both = axisOf([a, b], {label: "", log: relative && [a, b].every((values) => values.every((x) => x > 0))});
  const axes = {
    x: {...both, label: titled(`${column} of ${letterA}`, unit)},
    y: {...both, label: titled(`${column} of ${letterB}`, unit)}
  };
  const shown = shownRows(a, b, axes.x, axes.y);
  const far = new Set(most);
  const ringed = shown.filter((i) => far.has(positions[i]!));
  const changes = Float64Array.from(a, (value, i) => {
    const scale = relative ? Math.max(Math.abs(value), Math.abs(b[i]!)) : 1;
    return value === b[i] ? 0 : Math.abs(b[i]! - value) / scale;
  });
  const middle = changes.toSorted()[Math.floor(changes.length / 2)] ?? 0;
  const [low, high] = both.domain;
  const absent = a.length - shown.length;
  const caption = `n = ${rows(a.length)} predicted by both; half of them changed by ${relative ? percent(middle) : middle.toPrecision(2)} or more${absent > 0 ? `; ${count(absent)} without a positive value not shown` : ""}; dashed: no change${binnedNote(shown.length)}.`;
  return {
    title: `${column}: ${letterB} against ${letterA}`,
    legend: [{shape: "ring", color: colors.ink, label: `the ${count(ringed.length)} that changed most`}],
    ...draw(frame, {
      ...axes,
      marks: [
        Plot.line(
          [
            [low, low],
            [high, high]
          ],
          {stroke: colors.ink3, strokeDasharray: "4 3", className: "diagonal"}
        ),
        cloud(shown, a, b, axes, {color: colors.table, opacity: 0.5, className: "dots"}),
        cloud(ringed, a, b, axes, {color: colors.ink, shape: "ring", radius: 4.4, className: "most"})
      ],
      label: `${column} of ${letterB} against that of ${letterA}. ${caption}`,
      aspect: 0.75
    }),
    caption,
    data: () =>
      dataOf([
        {
          name: "row",
          values: Float64Array.from(positions, (row) => row + 1),
          description: "in the table the rows come from, from 1"
        },
        {name: `${column}_${letterA}`, values: a, unit},
        {name: `${column}_${letterB}`, values: b, unit},
        {name: "change", values: changes, description: relative ? "as a share of the larger" : "difference"}
      ])
  };
}
