// Several pictures as one, in rows.
import {type Drawing, draw, paletteOf} from "./view.ts";
import type {Frame} from "./theme.ts";

export interface Panels {
  /** How wide a panel must be at least. */
  readonly least: number;
  /** Panels in a row at most; default: as many as there is room for. */
  readonly most?: number;
  /** Height over width of each; default 0.75. */
  readonly aspect?: number;
  readonly label: string;
}

const svgns = "http://www.w3.org/2000/svg";
const tallest = 380;
const lowest = 160;
const gapX = 12;
const gapY = 10;

/** Drawings side by side, as many in a row as there is room for. */
export function panels(frame: Frame, drawings: readonly Drawing[], {least, most = 6, aspect = 0.75, label}: Panels): Element {
  const {document, width} = frame;
  const room = Math.max(1, Math.min(most, drawings.length, Math.floor((width + gapX) / (least + gapX))));
  // Two rows of two rather than three and one.
  const across = Math.ceil(drawings.length / Math.ceil(drawings.length / room));
  const panelWidth = Math.floor((width - (across - 1) * gapX) / across);
  const panelHeight = Math.max(lowest, Math.min(tallest, Math.round(panelWidth * aspect)));
  const rows = Math.ceil(drawings.length / across);
  const parts = drawings.flatMap((drawing, k) => {
    const [x, y] = [(k % across) * (panelWidth + gapX), Math.floor(k / across) * (panelHeight + gapY)];
    const {content, scales} = draw({...frame, width: panelWidth, height: panelHeight}, drawing);
    content.removeAttribute("role");
    const own = {content, x, y};
    if (!drawing.inset) return [own];
    const edges = [...drawing.x.domain.map((at) => scales!.x.apply(at)), ...drawing.y.domain.map((at) => scales!.y.apply(at))];
    const [left, right, bottom, top] = edges as [number, number, number, number];
    const inset = insetOf(frame, drawing.inset.drawing, {
      width: (right - left) * insetShare,
      height: (bottom - top) * insetShare
    });
    const at =
      drawing.inset.corner === "lower left"
        ? {x: x + left + insetGap, y: y + bottom - inset.height - insetGap}
        : {x: x + right - inset.width, y: y + top};
    return [own, {content: inset.content, x: Math.round(at.x), y: Math.round(at.y)}];
  });
  return together(document, width, rows * (panelHeight + gapY) - gapY, label, parts);
}

const insetShare = 0.55;
const insetGap = 6;

/** A small picture on a ground of its own. */
function insetOf(frame: Frame, drawing: Drawing, size: {readonly width: number; readonly height: number}) {
  const [width, height] = [Math.round(size.width), Math.round(size.height)];
  const {ground, axis} = paletteOf(frame);
  const {content} = draw({...frame, width, height}, {...drawing, compact: true});
  content.removeAttribute("role");
  const card = frame.document.createElementNS(svgns, "rect");
  const border = {x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 3, fill: ground, stroke: axis};
  for (const [name, value] of Object.entries(border)) card.setAttribute(name, String(value));
  content.prepend(card);
  content.classList.add("inset");
  return {content, width, height};
}

/** Pictures at places of a larger one. */
function together(
  document: Document,
  width: number,
  height: number,
  label: string,
  parts: readonly {readonly content: Element; readonly x: number; readonly y: number}[]
): Element {
  const svg = document.createElementNS(svgns, "svg");
  const attributes = {xmlns: svgns, width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label};
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value));
  for (const {content, x, y} of parts) {
    content.setAttribute("x", String(x));
    content.setAttribute("y", String(y));
    content.setAttribute("overflow", "visible");
    svg.append(content);
  }
  return svg;
}
