import type {AnyNode, Library, Port} from "../../runtime/node.ts";
import {parseWire, type Workflow} from "../../runtime/workflow.ts";

/** What stands on a card or a wire besides what the workflow says. */
export interface DrawingOptions {
  /** "step.port" → rows that travel there. */
  readonly rows?: ReadonlyMap<string, number>;
}

interface Card {
  readonly id: string;
  readonly title: string;
  readonly line: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const cardWidth = 124;
const cardHeight = 46;
const margin = 34;
/** Wires that span more than this run below everything else. */
const longSpan = 900;

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
  const cards = new Map(placedCards(workflow, library).map((card) => [card.id, card]));
  const all = [...cards.values()];
  const left = Math.min(...all.map((c) => c.x)) - margin;
  const top = Math.min(...all.map((c) => c.y)) - margin;
  const width = Math.max(...all.map((c) => c.x + c.width)) + margin - left;
  const height = Math.max(...all.map((c) => c.y + c.height)) + margin - top;
  const lane = Math.max(...all.map((c) => c.y + c.height)) + 22;
  const wires = [...wiresOf(workflow, library, cards, rows, lane)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" role="img" font-family="-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">`,
    `<title>${escape(workflow.title || "Workflow")}</title>`,
    `<defs>${marker("filter-head", "auto")}${marker("filter-tail", "auto-start-reverse")}</defs>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#f4f5f7"/>`,
    ...wires.map((w) => w.halo),
    ...wires.map((w) => w.line),
    ...all.map(drawCard),
    ...wires.map((w) => w.label),
    "</svg>\n"
  ].join("\n");
}

function placedCards({steps, view}: Workflow, library: Library): Card[] {
  const unplaced = [...steps.keys()].filter((id) => !view.layout[id]);
  return [...steps].map(([id, {type}]) => {
    const [x, y] = view.layout[id] ?? [unplaced.indexOf(id) * 158, 480];
    return {id, title: id, line: library.get(type)?.title ?? type, x, y, width: cardWidth, height: cardHeight};
  });
}

interface Wire {
  readonly halo: string;
  readonly line: string;
  readonly label: string;
}

function* wiresOf(
  {steps}: Workflow,
  library: Library,
  cards: ReadonlyMap<string, Card>,
  rows: ReadonlyMap<string, number>,
  lane: number
): Iterable<Wire> {
  for (const [id, {inputs}] of steps) {
    for (const source of Object.values(inputs).flat()) {
      const wire = parseWire(source);
      const from = wire && cards.get(wire.step);
      if (!wire || !from) continue;
      const outputs = (library.get(steps.get(wire.step)!.type) as AnyNode | undefined)?.outputs as
        | Readonly<Record<string, Port<unknown>>>
        | undefined;
      const kind = outputs?.[wire.port]?.kind.name ?? "table";
      const {path, middle} = route(from, cards.get(id)!, kind, lane);
      const count = rows.get(source);
      yield {
        halo: `<path d="${path}" fill="none" stroke="#f4f5f7" stroke-width="7"/>`,
        line: `<path d="${path}" fill="none" ${wireStyles[kind] ?? wireStyles["table"]!}><title>${escape(`${source} → ${id}`)}</title></path>`,
        label: count === undefined ? "" : countLabel(middle, count)
      };
    }
  }
}

/** Data runs left to right; filters and targets steer from above or below where the steps stand so. */
function route(
  from: Card,
  to: Card,
  kind: string,
  lane: number
): {readonly path: string; readonly middle: readonly [number, number]} {
  const steers = kind === "filter" || kind === "target" || to.x < from.x + from.width;
  const above = from.y + from.height <= to.y;
  const below = to.y + to.height <= from.y;
  if (steers && (above || below)) {
    const [x1, y1] = [from.x + from.width / 2, above ? from.y + from.height + 5 : from.y - 5];
    const [x2, y2] = [to.x + to.width / 2, above ? to.y - 7 : to.y + to.height + 7];
    const bend = Math.max(16, Math.abs(y2 - y1) / 2) * (above ? 1 : -1);
    return {path: `M${x1},${y1}C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`, middle: [(x1 + x2) / 2, (y1 + y2) / 2]};
  }
  if (to.x - from.x > longSpan) {
    const [x1, y1] = [from.x + from.width - 24, from.y + from.height + 1];
    const [x2, y2] = [to.x + to.width / 2, to.y + to.height + 1];
    const corners = `M${x1},${y1}V${lane - 10}Q${x1},${lane} ${x1 + 10},${lane}H${x2 - 10}Q${x2},${lane} ${x2},${lane - 10}V${y2}`;
    return {path: corners, middle: [(x1 + x2) / 2, lane]};
  }
  const [x1, y1] = [from.x + from.width + 1, from.y + from.height / 2];
  const [x2, y2] = [to.x - 1, to.y + to.height / 2];
  const bend = Math.max(18, Math.abs(x2 - x1) / 2);
  return {path: `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`, middle: [(x1 + x2) / 2, (y1 + y2) / 2]};
}

function drawCard({id, title, line, x, y, width, height}: Card): string {
  const clipped = (text: string, most: number): string => escape(text.length > most ? `${text.slice(0, most - 1)}…` : text);
  return [
    `<g><title>${escape(`${id}: ${line}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="#ffffff" stroke="#ccd1d9"/>`,
    `<text x="${x + 10}" y="${y + 19}" font-size="12" font-weight="600" fill="#16191d">${clipped(title, 17)}</text>`,
    `<text x="${x + 10}" y="${y + 35}" font-size="11" fill="#464e59">${clipped(line, 19)}</text></g>`
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
