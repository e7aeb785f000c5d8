// What a filter keeps and removes.
import * as Plot from "@observablehq/plot";
import type {Region} from "../../nodes/kinds.ts";
import {fits} from "./axis.ts";
import {binnedNote, columnAxis, leftOut, type NumberColumn} from "./columns.ts";
import {cloud, shownRows} from "./points.ts";
import type {Frame} from "./theme.ts";
import {draw, paletteOf, type View} from "./view.ts";
import {count, percent, rows} from "./words.ts";

/** The rows a filter keeps among those that arrive, over two columns. */
export interface Filtered {
  readonly label: string;
  readonly across: NumberColumn;
  readonly up: NumberColumn;
  /** For each row whether it is kept. */
  readonly kept: ArrayLike<number | boolean>;
}

/** Kept rows filled, removed ones hollow. */
export function filterView(frame: Frame, {label, across, up, kept}: Filtered, region?: Region): View {
  const colors = paletteOf(frame);
  const outline = region ? projection(region, across.name, up.name) : [];
  const axes = {
    x: columnAxis(across),
    y: columnAxis(up)
  };
  const shown = shownRows(across.values, up.values, axes.x, axes.y);
  const inside = shown.filter((i) => kept[i]);
  const outside = shown.filter((i) => !kept[i]);
  const all = across.values.length;
  let total = 0;
  for (let i = 0; i < all; ++i) total += kept[i] ? 1 : 0;
  const caption = `keeps ${count(total)} of ${rows(all)} (${percent(all === 0 ? 0 : total / all)}), removes ${count(all - total)}${leftOut(
    [
      [across, axes.x],
      [up, axes.y]
    ],
    all,
    shown.length
  )}${binnedNote(Math.max(inside.length, outside.length))}.`;
  const drawn = outline.filter(([x, y]) => fits(axes.x, x) && fits(axes.y, y));
  const {x: xs, y: ys} = {x: across.values, y: up.values};
  const marks = [
    cloud(outside, xs, ys, axes, {color: colors.ink3, shape: "ring", opacity: 0.6, className: "removed"}),
    cloud(inside, xs, ys, axes, {color: colors.filter, opacity: 0.75, className: "kept"}),
    drawn.length > 2
      ? Plot.line([...drawn, drawn[0]!], {
          stroke: colors.ink2,
          strokeWidth: 1.2,
          strokeDasharray: "4 3",
          clip: true,
          className: "outline"
        })
      : null
  ];
  return {
    title: label,
    legend: [
      {shape: "dot", color: colors.filter, label: "kept"},
      {shape: "ring", color: colors.ink3, label: "removed"},
      ...(drawn.length > 2 ? [{shape: "dashes", color: colors.ink2, label: "the hull, seen from here"} as const] : [])
    ],
    ...draw(frame, {...axes, marks, label: `${label}: ${caption}`, aspect: 0.75}),
    rows: {x: xs, y: ys},
    caption
  };
}

const stepsPerEdge = 16;

/**
 * The shadow of a region on two of its columns, in the columns' own values: the convex hull of the projected vertices, whose straight
 * edges bend where the region's space does. Empty where the region does not reach over both columns.
 */
export function projection(region: Region, across: string, up: string): readonly (readonly [number, number])[] {
  const d = region.columns.length;
  const [i, j] = [region.columns.indexOf(across), region.columns.indexOf(up)];
  if (i < 0 || j < 0) return [];
  const points: [number, number][] = [];
  for (let k = 0; k + d <= region.vertices.length; k += d) points.push([region.vertices[k + i]!, region.vertices[k + j]!]);
  const corners = convexHull(points);
  return corners.flatMap(([x, y], k) => {
    const [x2, y2] = corners[(k + 1) % corners.length]!;
    return Array.from({length: stepsPerEdge}, (_, s) => {
      const t = s / stepsPerEdge;
      return [unscaled(region, i, x + (x2 - x) * t), unscaled(region, j, y + (y2 - y) * t)] as const;
    });
  });
}

function unscaled({space, center, scale, lambdas}: Region, j: number, scaled: number): number {
  const value = scaled / scale[j]! + center[j]!;
  if (space === "log10") return 10 ** value;
  return space === "yeoJohnson" ? inverseYeoJohnson(value, lambdas![j]!) : value;
}

// Only for drawing: what enters a result is transformed by the kernels.
function inverseYeoJohnson(t: number, lambda: number): number {
  if (t >= 0) return lambda === 0 ? Math.expm1(t) : (lambda * t + 1) ** (1 / lambda) - 1;
  return lambda === 2 ? -Math.expm1(-t) : 1 - (1 - (2 - lambda) * t) ** (1 / (2 - lambda));
}

/** The corners of the convex hull of points of the plane, counter-clockwise (Andrew's monotone chain). */
export function convexHull(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const sorted = [...points].sort(([a, b], [c, d]) => a - c || b - d);
  const half = (list: readonly (readonly [number, number])[]): (readonly [number, number])[] => {
    const chain: (readonly [number, number])[] = [];
    for (const p of list) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.toReversed())];
}

function turn(
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  [cx, cy]: readonly [number, number]
): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}
