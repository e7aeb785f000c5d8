import type {Library} from "../../runtime/node.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {around, byKey, placeCards, type PlacedCard, type PlacedWire, placeWires} from "../app/canvas/geometry.ts";
import {missingPlaces} from "../app/canvas/layout.ts";
import {type LabelPlace, placeLabels} from "../app/canvas/labels.ts";
import {pathOf, type Point} from "../app/canvas/path.ts";
import {routeWires} from "../app/canvas/routes.ts";
import {trains} from "../app/canvas/wiring.ts";
import {titleOf} from "../app/canvas/words.ts";
import {lightPalette, pagePalette, type Palette} from "./theme.ts";

/** What a drawing is coloured with. */
export interface DrawingColors
  extends Pick<Palette, "ink" | "ink2" | "table" | "filter" | "target" | "search" | "model" | "metrics"> {
  readonly canvas: string;
  readonly card: string;
  readonly edge: string;
}

/** For drawings that leave the page. */
const lightDrawing: DrawingColors = {...lightPalette, canvas: "#f4f5f7", card: "#ffffff", edge: "#ccd1d9"};

/** The page's own tokens: follows its theme. */
export const pageDrawing: DrawingColors = {
  ...pagePalette,
  canvas: "var(--canvas)",
  card: "var(--card)",
  edge: "var(--edge)"
};

/** What stands on a card or a wire besides what the workflow says. */
export interface DrawingOptions {
  /** "step.port" → rows that travel there. */
  readonly rows?: ReadonlyMap<string, number>;
  readonly colors?: DrawingColors;
  /** Step → the second line of its card; without, the title of its type. */
  readonly lines?: ReadonlyMap<string, string>;
}

const margin = 20;

/** Hue names the kind of value that travels; the stroke tells it without colour. */
function wireStyle(kind: string, colors: DrawingColors): string {
  const {table, filter, target, search, model, metrics} = colors;
  const styles: Readonly<Record<string, string>> = {
    filter: `stroke="${filter}" stroke-width="1.8" marker-start="url(#filter-tail)" marker-end="url(#filter-head)"`,
    target: `stroke="${target}" stroke-width="2.6" stroke-linecap="round" stroke-dasharray="0.1 5.2"`,
    search: `stroke="${search}" stroke-width="1.9" stroke-dasharray="8 3 2 3"`,
    model: `stroke="${model}" stroke-width="4"`,
    metrics: `stroke="${metrics}" stroke-width="1.8" stroke-dasharray="2.2 3.2"`
  };
  return styles[kind] ?? `stroke="${table}" stroke-width="2"`;
}

/** The workflow as a picture: its layout, cards with their titles, wires coloured by kind. Pure: the same workflow gives the same text. */
export function workflowSvg(
  workflow: Workflow,
  library: Library,
  {rows = new Map(), colors = lightDrawing, lines}: DrawingOptions = {}
): string {
  const places = missingPlaces(workflow);
  const placed = {...workflow, view: {...workflow.view, groups: {}, layout: {...workflow.view.layout, ...places}}};
  const cards = placeCards(placed, new Map());
  const all = [...cards.values()];
  const ends = placeWires(placed, cards);
  const routes = routeWires(ends, all);
  // Ways around the outermost cards belong to the picture.
  const corners = [...routes.values()].flat().map(({x, y}) => ({x, y, width: 0, height: 0}));
  const extent = around([...all, ...corners]);
  const [left, top] = [extent.x - margin, extent.y - margin];
  const [width, height] = [extent.width + 2 * margin, extent.height + 2 * margin];
  const wires = [...wiresOf(placed, ends, routes, all, rows, colors)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" role="img" font-family="-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${escape(workflow.title || "Workflow")}</title>`,
    `<defs>${marker("filter-head", "auto", colors)}${marker("filter-tail", "auto-start-reverse", colors)}</defs>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colors.canvas}"/>`,
    // A wire is cut where another output's crosses it.
    ...[...byKey(wires, (w) => w.source).values()].flatMap((own) => [...own.map((w) => w.halo), ...own.map((w) => w.line)]),
    ...all.map((card) =>
      drawCard(card, titleOf(placed, card.id), lines?.get(card.id) ?? library.get(card.type)?.title ?? card.type, colors)
    ),
    ...wires.map((w) => w.label),
    "</svg>\n"
  ].join("\n");
}

interface Wire {
  readonly source: string;
  readonly halo: string;
  readonly line: string;
  readonly label: string;
}

// The same places, ports and ways as on the editor's canvas.
function* wiresOf(
  workflow: Workflow,
  wires: readonly PlacedWire[],
  routes: ReadonlyMap<string, readonly Point[]>,
  cards: readonly PlacedCard[],
  rows: ReadonlyMap<string, number>,
  colors: DrawingColors
): Iterable<Wire> {
  const labels = placeLabels(wires, routes, cards, workflow);
  for (const wire of wires) {
    const {id, to, source, kind} = wire;
    const points = routes.get(id)!;
    const path = pathOf(points);
    const count = rows.get(source);
    const place = labels.get(source);
    // Each count once.
    labels.delete(source);
    const dashed = trains(workflow, wire) ? ' stroke-dasharray="6 4.5"' : "";
    yield {
      source,
      halo: `<path d="${path}" fill="none" stroke="${colors.canvas}" stroke-width="7"/>`,
      line: `<path d="${path}" fill="none" ${wireStyle(kind, colors)}${dashed}><title>${escape(`${source} → ${to}`)}</title></path>`,
      label: place && count !== undefined ? countLabel(place, count, colors) : ""
    };
  }
}

function drawCard(
  {id, x, y, width, height, form}: PlacedCard,
  title: string,
  line: string,
  {card, edge, ink, ink2}: DrawingColors
): string {
  const radius = form === "hub" ? height / 2 : 8;
  const left = x + (form === "hub" ? 18 : 10);
  const clipped = (text: string, most: number): string => escape(text.length > most ? `${text.slice(0, most - 1)}…` : text);
  return [
    `<g><title>${escape(`${id}: ${line}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${card}" stroke="${edge}"/>`,
    `<text x="${left}" y="${y + 19}" font-size="12" font-weight="600" fill="${ink}">${clipped(title, 17)}</text>`,
    `<text x="${left}" y="${y + 35}" font-size="11" fill="${ink2}">${clipped(line, 19)}</text></g>`
  ].join("");
}

function countLabel(place: LabelPlace, count: number, {canvas, ink2}: DrawingColors): string {
  const text = String(count).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  const width = text.length * 6 + 6;
  const x = {start: place.x + width / 2 - 4, middle: place.x, end: place.x - width / 2 + 4}[place.anchor];
  const {y} = place;
  return `<g><rect x="${x - width / 2}" y="${y - 8}" width="${width}" height="15" rx="4" fill="${canvas}" opacity="0.92"/><text x="${x}" y="${y + 4}" font-size="11" text-anchor="middle" fill="${ink2}">${text}</text></g>`;
}

function marker(id: string, orient: string, {filter}: DrawingColors): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5" markerHeight="5" orient="${orient}"><path d="M0,0L8,4L0,8Z" fill="${filter}"/></marker>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
