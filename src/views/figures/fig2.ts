// Fig. 2: the structure of the data, with the rows of every branch.
import {textWidth, wrapped} from "../text-width.ts";
import {type Frame, sans} from "../theme.ts";
import {type LegendEntry, paletteOf} from "../view.ts";
import {count, counted, percent} from "../words.ts";
import {type Branch, branchesOf} from "./branches.ts";
import {dataOf} from "./data.ts";
import {figureOfValues, type FigureView, NotDrawn, type Place} from "./figure.ts";
import {outputsOf, type Study} from "./study.ts";

export const fig2 = figureOfValues<object>({
  name: "fig2",
  doc: "structure of the data, with the rows of every branch",
  takes: "it takes a study with a table",
  places: (study): readonly Place<never>[] => (outputsOf(study, "table").length > 0 ? [{from: {}}] : []),
  draw: (frame, _, {study, options}) => drawFig2(frame, study, options.beside)
});

const size = 11;
const countSize = 15;
const lineHeight = 14;
const padding = 8;
const gapY = 30;
const gapX = 12;
const widestBox = 190;

interface Box {
  readonly branch: Branch;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
}

function drawFig2(frame: Frame, study: Study, beside: Study | undefined): FigureView {
  const colors = paletteOf(frame);
  const branches = branchesOf(study);
  if (branches.length === 0) throw new NotDrawn("no table of the study holds rows of a catalogue");
  const others = new Map(beside ? branchesOf(beside).map(({key, rows}) => [key, rows]) : []);
  const boxes = placed(branches, frame.width);
  const height = Math.max(...boxes.map((box) => box.y + box.height)) + 2;
  const at = new Map(boxes.map((box) => [box.branch.key, box]));
  const links = boxes.flatMap((box) => box.branch.parents.map((key) => ({from: at.get(key)!, to: box})));
  const caption = captionOf(branches, study, beside);
  const svg = element(frame.document, "svg", {
    xmlns: svgns,
    class: "plot",
    width: frame.width,
    height,
    viewBox: `0 0 ${frame.width} ${height}`,
    role: "img",
    "aria-label": caption,
    "font-family": frame.font ?? sans,
    "font-size": size,
    fill: colors.ink2
  });
  const layer = (name: string): Element => {
    const group = element(frame.document, "g", {class: name});
    svg.append(group);
    return group;
  };
  const [wires, cards] = [layer("wires"), layer("branches")];
  for (const {from, to} of links) wires.append(wire(frame.document, from, to, colors.table));
  for (const box of boxes) cards.append(card(frame, box, others.get(box.branch.key), beside !== undefined));
  const titles = [study, ...(beside ? [beside] : [])].map(({workflow}) => workflow.title || "untitled");
  const legend: readonly LegendEntry[] = beside
    ? [
        {shape: "dot", color: colors.ink, label: titles[0]!},
        {shape: "area", color: colors.axis, label: `${titles[1]!}, shaded`}
      ]
    : [];
  return {
    title: "Structure of the data",
    legend,
    content: svg,
    caption,
    data: () =>
      dataOf([
        {name: "table", values: branches.map(({key}) => key)},
        {name: "from", values: branches.map(({parents}) => parents.join(" "))},
        {name: "rows", values: branches.map(({rows}) => rows)},
        beside && {name: "rowsBeside", values: branches.map(({key}) => others.get(key) ?? NaN), description: titles[1]!}
      ])
  };
}

/** Layer by layer from the catalogues down; within a layer below what they come from. */
function placed(branches: readonly Branch[], width: number): readonly Box[] {
  const centres = new Map<string, number>();
  const boxes: Box[] = [];
  const deepest = Math.max(...branches.map(({depth}) => depth));
  const rowsOf = new Map(branches.map((branch) => [branch.key, branch]));
  for (let depth = 0, y = 5; depth <= deepest; ++depth) {
    const layer = branches
      .filter((branch) => branch.depth === depth)
      .map((branch, i) => ({branch, wish: middle(branch.parents.map((key) => centres.get(key)!)) ?? i}))
      .sort((a, b) => a.wish - b.wish);
    const boxWidth = Math.min(widestBox, Math.floor(width / layer.length) - gapX);
    const at = centresOf(
      layer.map(({wish}) => wish),
      boxWidth,
      width,
      depth === 0
    );
    const made = layer.map(({branch}, i) => {
      const centre = at[i]!;
      centres.set(branch.key, centre);
      const lines = linesOf(branch, rowsOf).flatMap((line) => fitted(line, boxWidth - 2 * padding));
      return {branch, lines, width: boxWidth, x: centre - boxWidth / 2, height: 42 + lines.length * lineHeight};
    });
    boxes.push(...made.map((box) => ({...box, y})));
    y += Math.max(...made.map(({height}) => height)) + gapY;
  }
  return boxes;
}

/** Below what the boxes come from, where they have room there; evenly otherwise. */
function centresOf(wishes: readonly number[], boxWidth: number, width: number, first: boolean): readonly number[] {
  const inside = wishes.map((wish) => Math.max(boxWidth / 2 + 1, Math.min(width - boxWidth / 2 - 1, wish)));
  const apart = inside.every((centre, i) => i === 0 || centre - inside[i - 1]! >= boxWidth + gapX);
  return apart && !first ? inside : wishes.map((_, i) => ((i + 0.5) * width) / wishes.length);
}

const mostLines = 2;

/** A text in at most two lines. */
function fitted(text: string, width: number): readonly string[] {
  const lines = wrapped(text, width, size);
  const last = lines.slice(mostLines - 1).join(" ");
  return [...lines.slice(0, mostLines - 1), ...(last === "" ? [] : [last])].map((line) => cut(line, width));
}

function linesOf({rows, parents, filters}: Branch, all: ReadonlyMap<string, Branch>): readonly string[] {
  const [only, second] = parents.map((key) => all.get(key)!);
  const share = only && !second && only.rows > 0 ? [`${percent(rows / only.rows)} of ${only.label}`] : [];
  return [...share, ...filters];
}

function card(frame: Frame, {branch, x, y, width, height, lines}: Box, other: number | undefined, beside: boolean): Element {
  const {document} = frame;
  const colors = paletteOf(frame);
  const group = element(document, "g", {class: "branch", transform: `translate(${x.toFixed(1)},${y})`});
  const text = (words: string, at: readonly [number, number], style: Readonly<Record<string, string | number>>): void => {
    const made = element(document, "text", {x: at[0], y: at[1], ...style});
    made.append(words);
    group.append(made);
  };
  const border = {width, height, rx: 6, fill: colors.ground, stroke: colors.axis};
  group.append(element(document, "rect", border));
  text(cut(branch.label, width - 2 * padding), [padding, 16], {fill: colors.ink2});
  const own = count(branch.rows);
  const words = other === undefined ? "none" : count(other);
  const both = textWidth(own, 1, "semiBold") + (beside ? textWidth(words, 1) : 0);
  const fontSize = Math.max(10, Math.min(countSize, Math.floor((width - 2 * padding - (beside ? 15 : 0)) / both)));
  text(own, [padding, 34], {"font-size": fontSize, "font-weight": 600, fill: colors.ink, class: "rows"});
  if (beside) {
    const from = padding + textWidth(own, fontSize, "semiBold") + 10;
    const shade = {x: from - 5, y: 21, width: textWidth(words, fontSize) + 10, height: 18, rx: 4, fill: colors.grid};
    group.append(element(document, "rect", shade));
    text(words, [from, 34], {"font-size": fontSize, fill: colors.ink, class: "rows-beside"});
  }
  lines.forEach((line, k) => text(line, [padding, 49 + k * lineHeight], {fill: colors.ink3}));
  return group;
}

/** The more rows, the thicker. */
function wire(document: Document, from: Box, to: Box, color: string): Element {
  const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y];
  const bend = (y1 + y2) / 2;
  return element(document, "path", {
    d: `M${x1.toFixed(1)},${y1}C${x1.toFixed(1)},${bend} ${x2.toFixed(1)},${bend} ${x2.toFixed(1)},${y2}`,
    fill: "none",
    stroke: color,
    "stroke-width": (1.1 + 0.5 * Math.log10(Math.max(1, to.branch.rows))).toFixed(1)
  });
}

function captionOf(branches: readonly Branch[], {workflow}: Study, beside: Study | undefined): string {
  const ofType = (type: string): readonly Branch[] => branches.filter(({step}) => workflow.steps.get(step)?.type === type);
  const [label] = ofType("label");
  const sample = label ? branches.find(({key}) => key === label.parents[0]) : branches.at(-1)!;
  const parts = [...ofType("label"), ...ofType("split"), ...ofType("predict")].map(
    ({rows, label: name}) => `${count(rows)} ${name}`
  );
  const sum = `n = ${counted(sample?.rows ?? 0, "row")} in ${sample?.label ?? "the study"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`;
  return `${sum} Steps that take away no row are left out.${beside ? " Shaded: the same branch of the other study." : ""}`;
}

function middle(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A text cut to a width. */
function cut(text: string, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > width) --end;
  return `${text.slice(0, end).trimEnd()}…`;
}

const svgns = "http://www.w3.org/2000/svg";

function element(document: Document, name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const made = document.createElementNS(svgns, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
