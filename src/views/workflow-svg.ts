import type {Library} from "../../runtime/node.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {placeCards, type PlacedCard, placeWires} from "../app/canvas/geometry.ts";
import {missingPlaces} from "../app/canvas/layout.ts";
import {labelPlace, pathOf, routeWires} from "../app/canvas/routes.ts";
import {trains} from "../app/canvas/wiring.ts";
import {titleOf} from "../app/canvas/words.ts";

/** What stands on a card or a wire besides what the workflow says. */
export interface DrawingOptions {
  /** "step.port" → rows that travel there. */
  readonly rows?: ReadonlyMap<string, number>;
}

const margin = 34;

/** Hue names the kind of value that travels; the stroke tells it without colour. */
const wireStyles: Readonly<Record<string, string>> = {
  table: 'stroke="#677282" stroke-width="2"',
  filter: 'stroke="#ab5707" stroke-width="1.8" marker-start="url(#filter-tail)" marker-end="url(#filter-head)"',
  target: 'stroke="#9c1458" stroke-width="2.6" stroke-linecap="round" stroke-dasharray="0.1 5.2"',
  search: 'stroke="#5420a8" stroke-width="1.9" stroke-dasharray="8 3 2 3"',
  model: 'stroke="#0a8468" stroke-width="4"',
  metrics: 'stroke="#1c84c6" stroke-width="1.8" stroke-dasharray="2.2 3.2"'
};

/** The workflow as a picture: its layout, cards with their titles, wires coloured by kind. Pure: the same workflow gives the same text. */
export function workflowSvg(workflow: Workflow, library: Library, {rows = new Map()}: DrawingOptions = {}): string {
  const places = missingPlaces(workflow);
  const placed = {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, ...places}}};
  const cards = placeCards(placed, new Map());
  const all = [...cards.values()];
  const left = Math.min(...all.map((c) => c.x)) - margin;
  const top = Math.min(...all.map((c) => c.y)) - margin;
  const width = Math.max(...all.map((c) => c.x + c.width)) + margin - left;
  const height = Math.max(...all.map((c) => c.y + c.height)) + margin - top;
  const wires = [...wiresOf(placed, cards, rows)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" role="img" font-family="-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${escape(workflow.title || "Workflow")}</title>`,
    `<defs>${marker("filter-head", "auto")}${marker("filter-tail", "auto-start-reverse")}</defs>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#f4f5f7"/>`,
    ...wires.map((w) => w.halo),
    ...wires.map((w) => w.line),
    ...all.map((card) => drawCard(card, titleOf(placed, card.id), library.get(card.type)?.title ?? card.type)),
    ...wires.map((w) => w.label),
    "</svg>\n"
  ].join("\n");
}

interface Wire {
  readonly halo: string;
  readonly line: string;
  readonly label: string;
}

// The same places, ports and ways as on the editor's canvas.
function* wiresOf(workflow: Workflow, cards: ReadonlyMap<string, PlacedCard>, rows: ReadonlyMap<string, number>): Iterable<Wire> {
  const wires = placeWires(workflow, cards);
  const routes = routeWires(wires, [...cards.values()]);
  // Each count once, where the wires of its source have most room.
  const roomiest = new Map<string, {readonly id: string; readonly room: number}>();
  for (const {id, to, source} of wires) {
    const room = labelPlace(routes.get(id)!).room * (workflow.steps.get(to)!.type === "condition" ? 0.3 : 1);
    if (room > (roomiest.get(source)?.room ?? 36)) roomiest.set(source, {id, room});
  }
  for (const wire of wires) {
    const {id, to, source, kind} = wire;
    const points = routes.get(id)!;
    const path = pathOf(points);
    const count = rows.get(source);
    const place = labelPlace(points);
    const shown = count !== undefined && roomiest.get(source)?.id === id;
    const dashed = trains(workflow, wire) ? ' stroke-dasharray="6 4.5"' : "";
    yield {
      halo: `<path d="${path}" fill="none" stroke="#f4f5f7" stroke-width="7"/>`,
      line: `<path d="${path}" fill="none" ${wireStyles[kind] ?? wireStyles["table"]!}${dashed}><title>${escape(`${source} → ${to}`)}</title></path>`,
      label: shown ? countLabel([place.x, place.room > 70 ? place.y : place.y - 12], count) : ""
    };
  }
}

function drawCard({id, x, y, width, height, form}: PlacedCard, title: string, line: string): string {
  const radius = form === "hub" ? height / 2 : 8;
  const left = x + (form === "hub" ? 18 : 10);
  const clipped = (text: string, most: number): string => escape(text.length > most ? `${text.slice(0, most - 1)}…` : text);
  return [
    `<g><title>${escape(`${id}: ${line}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="#ffffff" stroke="#ccd1d9"/>`,
    `<text x="${left}" y="${y + 19}" font-size="12" font-weight="600" fill="#16191d">${clipped(title, 17)}</text>`,
    `<text x="${left}" y="${y + 35}" font-size="11" fill="#464e59">${clipped(line, 19)}</text></g>`
  ].join("");
}

function countLabel([x, y]: readonly [number, number], count: number): string {
  const text = String(count).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  const width = text.length * 6 + 6;
  return `<g><rect x="${x - width / 2}" y="${y - 8}" width="${width}" height="15" rx="4" fill="#f4f5f7" opacity="0.92"/><text x="${x}" y="${y + 4}" font-size="11" text-anchor="middle" fill="#464e59">${text}</text></g>`;
}

function marker(id: string, orient: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="5" markerHeight="5" orient="${orient}"><path d="M0,0L8,4L0,8Z" fill="#ab5707"/></marker>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
