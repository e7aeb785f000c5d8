import * as Plot from "@observablehq/plot";
import type {Axis} from "./axis.ts";
import {textWidth} from "./text-width.ts";
import {type Frame, type Palette, pagePalette, sans} from "./theme.ts";

/** What a mark means, beside its shape. */
export interface LegendEntry {
  readonly shape: "dot" | "ring" | "triangle" | "square" | "diamond" | "arrow" | "line" | "dashes" | "area" | "bar";
  readonly color: string;
  readonly label: string;
}

/** A pixel position for a value, and back. */
export interface PixelScale {
  apply(value: number): number;
  invert(pixel: number): number;
  /** The pixels between which it is drawn, the lesser first. */
  readonly range: readonly [number, number];
  /** The title of its axis. */
  readonly label: string;
}

/** One picture or table of a result, and what is said about it. */
export interface View {
  readonly title: string;
  readonly legend: readonly LegendEntry[];
  readonly content: Element;
  /** One or two sentences with n: what is seen, and what is not. */
  readonly caption: string;
  /** Where the picture has two axes of values: for brushing and for marking rows. */
  readonly scales?: {readonly x: PixelScale; readonly y: PixelScale};
  /** Where it draws the rows of a table: the place of each on the axes; without y, rows are only told apart along x. */
  readonly rows?: {readonly x: ArrayLike<number>; readonly y?: ArrayLike<number>};
}

export interface Drawing {
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Plot.Markish[];
  /** What a reader hears instead of the picture. */
  readonly label: string;
  /** Stands over the picture, where it is one of several. */
  readonly title?: string;
  /** Height over width; default 0.62. */
  readonly aspect?: number;
  readonly marginLeft?: number;
  /** Horizontal hairlines; default true. */
  readonly grid?: boolean;
  /** Without titles and with narrow margins: for a picture within another. */
  readonly compact?: boolean;
  /** A part seen closer, in a corner where nothing else is. */
  readonly inset?: {readonly drawing: Drawing; readonly corner: "lower left" | "upper right"};
  /** An axis at the right, without a title where it is empty: at which values of the left one its ticks stand, and what they say. */
  readonly right?: {
    readonly label: string;
    readonly color: string;
    readonly ticks: readonly {readonly at: number; readonly text: string}[];
  };
}

export function paletteOf({palette = pagePalette}: Frame): Palette {
  return palette;
}

const fontSize = 11;
const gap = 14;

/** Draws marks between two axes, as every plot here looks: hairlines, one baseline, titles at the ends. */
export function draw(frame: Frame, drawing: Drawing): Pick<View, "content" | "scales"> {
  const {x, y, marks, label, title, aspect = 0.62, grid = true, compact = false, right} = drawing;
  const colors = paletteOf(frame);
  const height = frame.height ?? Math.round(frame.width * aspect);
  const below = right && textWidth(`↑ ${y.label}${right.label} ↑`, fontSize) > frame.width - 3 * gap ? 15 : 0;
  const marginTop = compact ? 8 : 26 + (title === undefined ? 0 : 18) + below;
  const marginBottom = compact ? 20 : 38;
  const yTicks = thinned(y.ticks, Math.floor((height - marginTop - marginBottom) / 16));
  const left = drawing.marginLeft ?? Math.min(110, (compact ? 12 : gap + 2) + widest(yTicks.map((tick) => y.format(tick))));
  const marginRight = right ? 8 + widest(right.ticks.map(({text}) => text)) : gap;
  const xTicks = thinned(
    x.ticks,
    Math.floor((frame.width - left - marginRight) / (widest(x.ticks.map((tick) => x.format(tick))) + gap))
  );
  const titles = (): readonly Plot.Markish[] => [
    title === undefined ? null : words(title, "title", {dx: -left + 4, dy: -36 - below, fill: colors.ink, fontWeight: 600}),
    words(`↑ ${y.label}`, "title-y", {dx: -left + 4, dy: -18 - below, fill: colors.ink2}),
    Plot.text([`${x.label} →`], {
      frameAnchor: "bottom-right",
      dx: marginRight - gap,
      dy: 32,
      textAnchor: "end",
      fill: colors.ink2,
      className: "title-x"
    })
  ];
  const svg = Plot.plot({
    document: frame.document,
    className: "plot",
    width: frame.width,
    height,
    marginLeft: left,
    marginRight,
    marginTop,
    marginBottom,
    x: {type: x.type, domain: [...x.domain], axis: null},
    y: {type: y.type, domain: [...y.domain], axis: null},
    marks: [
      grid ? Plot.ruleY(yTicks, {stroke: colors.grid, className: "grid"}) : null,
      ...marks,
      Plot.axisX(xTicks, {
        ...ticks(colors),
        text: (tick: number) => x.format(tick),
        label: null
      }),
      Plot.axisY(yTicks, {...ticks(colors), tickSize: 0, text: (tick: number) => y.format(tick), label: null}),
      Plot.ruleY([y.domain[0]], {stroke: colors.axis}),
      ...(compact ? [] : titles()),
      ...(right ? rightAxis(right, marginRight) : [])
    ]
  });
  const scale = (name: "x" | "y"): PixelScale => {
    const found = svg.scale(name)!;
    const [a, b] = found.range as [number, number];
    return {
      apply: (value) => found.apply(value) as number,
      invert: (pixel) => found.invert!(pixel) as number,
      range: [Math.min(a, b), Math.max(a, b)],
      label: drawing[name].label
    };
  };
  const content = dressed(svg as unknown as Element, label, frame);
  return {content, scales: {x: scale("x"), y: scale("y")}};
}

function words(text: string, className: string, style: Plot.TextOptions): Plot.Markish {
  return Plot.text([text], {frameAnchor: "top-left", textAnchor: "start", className, ...style});
}

function rightAxis({label, color, ticks}: NonNullable<Drawing["right"]>, marginRight: number): readonly Plot.Markish[] {
  return [
    Plot.text(ticks, {
      frameAnchor: "right",
      y: "at",
      text: "text",
      dx: 4,
      textAnchor: "start",
      fill: color,
      fontVariant: "tabular-nums",
      className: "right-ticks"
    }),
    label === ""
      ? null
      : words(`${label} ↑`, "title-right", {
          frameAnchor: "top-right",
          dx: marginRight - 4,
          dy: -18,
          textAnchor: "end",
          fill: color
        })
  ];
}

function widest(texts: readonly string[]): number {
  return Math.max(6, ...texts.map((text) => textWidth(text, fontSize)));
}

/** A picture from Plot as it stands everywhere: its font, its name for readers. */
export function dressed(svg: Element, label: string, frame: Frame): Element {
  for (const [name, value] of Object.entries({
    "font-family": frame.font ?? sans,
    "font-size": "11",
    role: "img",
    "aria-label": label,
    color: paletteOf(frame).ink2
  }))
    svg.setAttribute(name, value);
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // One picture for readers, not a heap of groups.
  for (const group of svg.querySelectorAll("g")) group.removeAttribute("aria-label");
  return svg;
}

// Every second or third where there is no room for all.
function thinned(all: readonly number[], most: number): number[] {
  const stride = Math.max(1, Math.ceil(all.length / Math.max(2, most)));
  return all.filter((_, i) => i % stride === 0);
}

function ticks({axis, ink3}: Palette) {
  return {stroke: axis, fill: ink3, tickSize: 4, tickPadding: 3, fontVariant: "tabular-nums"} as const;
}

/** The view with its heading, legend and caption, ready to stand on a page. */
export function figure(document: Document, {title, legend, content, caption}: View): HTMLElement {
  const element = (name: string, className: string, ...children: (Element | string)[]): HTMLElement => {
    const made = document.createElement(name);
    if (className) made.setAttribute("class", className);
    made.append(...children);
    return made;
  };
  const heading = element("div", "view-heading", element("span", "view-title", title));
  for (const {shape, color, label} of legend) heading.append(element("span", "view-key", swatch(document, shape, color), label));
  return element("figure", "view", heading, content, element("figcaption", "view-caption", caption));
}

const svgns = "http://www.w3.org/2000/svg";

/** How the shapes of a legend are drawn, in a square of 12 pixels. */
export const swatches: Readonly<
  Record<LegendEntry["shape"], {readonly d: string; readonly hollow?: boolean; readonly dash?: string}>
> = {
  dot: {d: "M6,2.6A3.4,3.4 0 1 1 5.99,2.6Z"},
  ring: {d: "M6,2.6A3.4,3.4 0 1 1 5.99,2.6Z", hollow: true},
  triangle: {d: "M6,2.2L9.6,8.8H2.4Z", hollow: true},
  square: {d: "M3,3H9V9H3Z"},
  diamond: {d: "M6,1.5L10.5,6L6,10.5L1.5,6Z"},
  arrow: {d: "M6,1V11M2.8,7.8L6,11L9.2,7.8", hollow: true},
  line: {d: "M0,6H12", hollow: true},
  dashes: {d: "M0,6H12", hollow: true, dash: "3 2"},
  area: {d: "M1,3H11V9H1Z"},
  bar: {d: "M6,1V11M4,1H8M4,11H8", hollow: true}
};

function swatch(document: Document, shape: LegendEntry["shape"], color: string): Element {
  const {d, hollow, dash} = swatches[shape];
  const svg = document.createElementNS(svgns, "svg");
  const path = document.createElementNS(svgns, "path");
  const attributes = {
    d,
    fill: hollow ? "none" : color,
    stroke: hollow ? color : "none",
    "stroke-width": "1.3",
    ...(dash && {"stroke-dasharray": dash})
  };
  for (const [name, value] of Object.entries({width: "12", height: "12", viewBox: "0 0 12 12", "aria-hidden": "true"}))
    svg.setAttribute(name, value);
  for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}
