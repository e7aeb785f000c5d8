// Values along one axis, a named row for each: how two results are held against each other item by item.
import * as Plot from "@observablehq/plot";
import type {Axis} from "../axis.ts";
import {textWidth} from "../text-width.ts";
import {type Frame, mono, type Palette} from "../theme.ts";
import {dressed, paletteOf} from "../view.ts";

export interface DotRows {
  /** From top to bottom. */
  readonly rows: readonly string[];
  readonly x: Axis;
  /** Drawn over the grid; the y channel of each mark is a row. */
  readonly marks: readonly Plot.Markish[];
  /** What a reader hears instead of the picture. */
  readonly label: string;
  /** Whether rows are names of columns, set in the page's font for code. */
  readonly code?: boolean;
  /** Default 20 pixels. */
  readonly rowHeight?: number;
  /** Leaves out the axis, where nothing stands on it. */
  readonly bare?: boolean;
  /** Room for what marks put beside the axis; names of rows are then theirs to write. */
  readonly margins?: {readonly left: number; readonly right: number; readonly top: number};
}

const [below, belowNothing] = [38, 6];

export function drawDotRows(
  frame: Frame,
  {rows, x, marks, label, code = false, rowHeight = 20, bare = false, margins}: DotRows
): Element {
  const foot = bare ? belowNothing : below;
  const colors = paletteOf(frame);
  const widest = Math.max(...rows.map((row) => (code && !frame.font ? 6.9 * row.length : textWidth(row, 11))));
  const left = margins?.left ?? Math.min(frame.width * 0.45, 16 + widest);
  const [marginRight, marginTop] = [margins?.right ?? 18, margins?.top ?? 6];
  const most = Math.floor((frame.width - left - marginRight) / 44);
  const stride = Math.max(1, Math.ceil(x.ticks.length / Math.max(2, most)));
  const first = Math.max(0, x.ticks.indexOf(0)) % stride;
  const ticks = x.ticks.filter((_, i) => i % stride === first);
  const svg = Plot.plot({
    document: frame.document,
    className: "plot",
    width: frame.width,
    height: rows.length * rowHeight + marginTop + foot,
    marginLeft: left,
    marginRight,
    marginTop,
    marginBottom: foot,
    x: {axis: null, type: x.type, domain: [...x.domain]},
    y: {axis: null, type: "band", domain: [...rows], padding: 0.2},
    marks: [
      bare ? null : Plot.ruleX(ticks, {stroke: colors.grid}),
      !bare && x.type === "linear" && x.domain[0] <= 0 && x.domain[1] >= 0
        ? Plot.ruleX([0], {stroke: colors.axis, className: "zero"})
        : null,
      ...marks,
      margins ? null : Plot.axisY({tickSize: 0, label: null, fill: colors.ink2, ...(code && {fontFamily: frame.font ?? mono})}),
      ...(bare ? [] : scaleMarks(x, ticks, colors))
    ]
  });
  return dressed(svg as unknown as Element, label, frame);
}

function scaleMarks(x: Axis, ticks: readonly number[], colors: Palette): readonly Plot.Markish[] {
  return [
    Plot.axisX(ticks, {
      tickSize: 4,
      stroke: colors.axis,
      fill: colors.ink3,
      fontVariant: "tabular-nums",
      tickFormat: (t: number) => x.format(t),
      label: null
    }),
    Plot.text([`${x.label} →`], {
      frameAnchor: "bottom-right",
      dy: 32,
      textAnchor: "end",
      fill: colors.ink2,
      className: "title-x"
    })
  ];
}
