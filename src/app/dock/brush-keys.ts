// A brush by keys: the plot is a grid of cells, and what is reached is a rectangle of them.
import type {View} from "../../views/view.ts";
import {number} from "../../views/words.ts";
import {grouped} from "../format.ts";

/** A part of a picture, in values; without y, all of its height. */
export interface Box {
  readonly x: readonly [number, number];
  readonly y?: readonly [number, number];
}

/** From the upper left. */
type Cell = readonly [column: number, row: number];

/** From where it was begun to where it has come; a cursor where both are one. */
export interface Reach {
  readonly from: Cell;
  readonly to: Cell;
}

/** The axes of a picture; where it is not upright, rows are only told apart along x. */
export interface Plane {
  readonly scales: NonNullable<View["scales"]>;
  readonly upright: boolean;
}

export type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

const cells: Cell = [48, 32];
const centre: Cell = [cells[0] / 2, cells[1] / 2];
export const cursorFirst: Reach = {from: centre, to: centre};

const moves: Readonly<Record<string, Cell>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-cells[0], 0],
  End: [cells[0], 0],
  PageUp: [0, -8],
  PageDown: [0, 8]
};

/** What a key makes of what is reached: with Shift it grows from where it was begun, else it moves whole. Undefined for other keys. */
export function moved({from, to}: Reach, key: string, shift: boolean, upright: boolean): Reach | undefined {
  const move = moves[key];
  if (!move || (!upright && move[1] !== 0)) return undefined;
  const ends = shift ? [to] : [from, to];
  // No end leaves the plot, and the rectangle keeps its form.
  const [dx, dy] = ([0, 1] as const).map((k) => {
    const places = ends.map((end) => end[k]);
    return Math.max(-Math.min(...places), Math.min(cells[k] - 1 - Math.max(...places), move[k]));
  }) as [number, number];
  const shifted = ([column, row]: Cell): Cell => [column + dx, row + dy];
  return {from: shift ? from : shifted(from), to: shifted(to)};
}

/** Whether it is more than a cursor. */
export function isDrawn({from, to}: Reach): boolean {
  return from[0] !== to[0] || from[1] !== to[1];
}

/** In pixels of the picture. */
export function cornersOf({from, to}: Reach, {scales: {x, y}, upright}: Plane): Corners {
  const along = ([low, high]: readonly [number, number], k: 0 | 1): readonly [number, number] => {
    const width = (high - low) / cells[k];
    return [low + Math.min(from[k], to[k]) * width, low + (Math.max(from[k], to[k]) + 1) * width];
  };
  const [x1, x2] = along(x.range, 0);
  const [y1, y2] = upright ? along(y.range, 1) : y.range;
  return [x1, y1, x2, y2];
}

/** The cells that a rectangle of pixels covers best, to go on from it. */
export function reachOf([x1, y1, x2, y2]: Corners, {scales: {x, y}}: Plane): Reach {
  const cell = (pixel: number, [low, high]: readonly [number, number], k: 0 | 1, round: number): number =>
    Math.max(0, Math.min(cells[k] - 1, Math.round(((pixel - low) / (high - low)) * cells[k]) + round));
  const [left, right] = [cell(Math.min(x1, x2), x.range, 0, 0), cell(Math.max(x1, x2), x.range, 0, -1)];
  const [top, bottom] = [cell(Math.min(y1, y2), y.range, 1, 0), cell(Math.max(y1, y2), y.range, 1, -1)];
  return {from: [left, top], to: [Math.max(left, right), Math.max(top, bottom)]};
}

/** A rectangle of pixels in values. */
export function boxOf([x1, y1, x2, y2]: Corners, {scales: {x, y}, upright}: Plane): Box {
  const sorted = (a: number, b: number): [number, number] => [rounded(Math.min(a, b)), rounded(Math.max(a, b))];
  const across = sorted(x.invert(x1), x.invert(x2));
  return upright ? {x: across, y: sorted(y.invert(y1), y.invert(y2))} : {x: across};
}

// What a person means by a brush are round numbers close to its edges.
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

// In as many digits as tell its ends apart.
function rangeText([a, b]: readonly [number, number], between = "…"): string {
  let digits = 3;
  while (digits < 9 && number(a, digits) === number(b, digits)) digits += 1;
  return `${number(a, digits)}${between}${number(b, digits)}`;
}

/** Where a brush is and how much it holds, in words. */
export function told({x, y}: Box, {x: across, y: up}: Plane["scales"], rows: number): string {
  const range = (label: string, values: readonly [number, number]): string => `${label} ${rangeText(values, " to ")}`;
  const held = rows === 0 ? "no rows" : rows === 1 ? "1 row" : `${grouped(rows)} rows`;
  return `${[range(across.label, x), ...(y ? [range(up.label, y)] : [])].join(", ")}: ${held}`;
}

/** The same in short, beside the axes. */
export function toldShort({x, y}: Box, rows: number): string {
  const held = rows === 1 ? "1 row" : `${grouped(rows)} rows`;
  return `${held} in ${[x, ...(y ? [y] : [])].map((range) => rangeText(range)).join(" × ")}`;
}

export const brushHint = "Arrows move, Shift with arrows draws a box, Enter lights its rows, Escape drops it";
export const bandHint = "Left and right move, with Shift they draw a band, Enter lights its rows, Escape drops it";
