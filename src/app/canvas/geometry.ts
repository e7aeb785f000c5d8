// Where cards and ports stand. Data runs left to right; what steers it comes from above or below.
import type {Ports} from "../../../runtime/node.ts";
import {parseWire, type Workflow} from "../../../runtime/workflow.ts";
import {definitionOf, kindOf, type Place, type Wire, wiresOf} from "../commands.ts";
import {titleOf} from "./words.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Side = "left" | "right" | "top" | "bottom";

/** A port on its card's edge. */
export interface PlacedPort {
  readonly name: string;
  readonly direction: "in" | "out";
  readonly kind: string;
  readonly many: boolean;
  readonly optional: boolean;
  readonly doc: string;
  readonly side: Side;
  /** From the card's corner, on its edge. */
  readonly x: number;
  readonly y: number;
  /** How many wires it holds. */
  readonly wires: number;
  /** Where each wire meets the edge, from the port's own place along it, in the order of where they come from. */
  readonly ends: readonly number[];
}

export interface PlacedCard extends Rect {
  readonly id: string;
  readonly type: string;
  readonly form: "card" | "small" | "hub";
  readonly ports: readonly PlacedPort[];
}

/** The distance between wires on one port. */
export const spread = 14;
export const pitch: Place = [158, 82];

const steering = new Set(["filter", "target"]);

/** The size of a card: it grows with its title. */
export function sizeOf(type: string, title: string): Pick<PlacedCard, "width" | "height" | "form"> {
  const form = type === "filter-hub" ? "hub" : ["target", "condition"].includes(type) ? "small" : "card";
  const text = title.length * 6.9 + (form === "hub" ? 66 : 56);
  return {form, width: Math.round(Math.min(180, Math.max(118, text)) / 2) * 2, height: form === "card" ? 62 : 46};
}

/** Every card with its ports, where the document or a drag has it. */
export function placeCards(workflow: Workflow, moved: ReadonlyMap<string, Place>): ReadonlyMap<string, PlacedCard> {
  const rects = new Map<string, Rect & Pick<PlacedCard, "form">>();
  for (const [id, {type}] of workflow.steps) {
    const [x, y] = moved.get(id) ?? workflow.view.layout[id] ?? [0, 0];
    rects.set(id, {x, y, ...sizeOf(type, titleOf(workflow, id))});
  }
  const wires = wiresOf(workflow);
  return new Map(
    [...rects].map(([id, rect]) => [
      id,
      {id, type: workflow.steps.get(id)!.type, ...rect, ports: portsOf(workflow, id, rects, wires)}
    ])
  );
}

function portsOf(workflow: Workflow, id: string, rects: ReadonlyMap<string, Rect>, wires: readonly Wire[]): PlacedPort[] {
  const definition = definitionOf(workflow, id);
  const rect = rects.get(id)!;
  const peersOf = (direction: "in" | "out", name: string): Rect[] =>
    wires.flatMap(({to, port, source}) => {
      const peer =
        direction === "in"
          ? to === id && port === name
            ? parseWire(source)?.step
            : undefined
          : source === `${id}.${name}`
            ? to
            : undefined;
      const found = peer === undefined ? undefined : rects.get(peer);
      return found ? [found] : [];
    });
  const loose = (["in", "out"] as const).flatMap((direction) =>
    Object.entries(((direction === "in" ? definition?.inputs : definition?.outputs) ?? {}) as Ports).map(
      ([name, {kind, many = false, optional = false, doc}]) => {
        const peers = peersOf(direction, name);
        const side = sideOf(rect, direction, kind.name, peers);
        return {name, direction, kind: kind.name, many, optional, doc, side, wires: peers.length, peers};
      }
    )
  );
  // What steers has the upper and lower edge to itself; data that goes back leaves ahead and around.
  const steered = new Set(loose.filter((p) => steering.has(p.kind) && p.wires > 0).map((p) => p.side));
  const settled = loose.map((p) => {
    const back = p.direction === "out" && !steering.has(p.kind) && p.side === "bottom" && steered.has("bottom");
    return back ? {...p, side: "right" as const} : p;
  });
  const placed: PlacedPort[] = [];
  for (const side of ["left", "right", "top", "bottom"] as const) {
    const along = side === "left" || side === "right" ? "y" : "x";
    const [start, length] = along === "y" ? [rect.y, rect.height] : [rect.x, rect.width];
    const toward = (p: (typeof settled)[number]): number =>
      p.peers.length === 0 ? Infinity : p.peers.reduce((sum, peer) => sum + centre(peer)[along], 0) / p.peers.length;
    const ordered = settled.filter((p) => p.side === side).toSorted((a, b) => toward(a) - toward(b));
    const slots = slotsOf(ordered.filter((p) => p.wires > 0).length, ordered.length, length);
    ordered.forEach(({peers, ...port}, i) => {
      const at = slots[i]!;
      const [x, y] =
        side === "left" ? [0, at] : side === "right" ? [rect.width, at] : side === "top" ? [at, 0] : [at, rect.height];
      const wished = peers.map((peer) => centre(peer)[along] - start);
      const alone = ordered.length === 1 && steering.has(port.kind) && along === "x";
      placed.push({...port, x, y, ends: port.direction === "in" ? endsOf(wished, at, alone ? length : 0) : [0]});
    });
  }
  return placed;
}

// Wired ports share the edge evenly, so that wires run straight; those without a wire stand behind them.
function slotsOf(wired: number, all: number, length: number): number[] {
  const even = (i: number, n: number): number => Math.round((length * (i + 1)) / (n + 1));
  const slots = Array.from({length: all}, (_, i) => (i < wired ? even(i, wired) : length - 9 - 12 * (all - 1 - i)));
  const crowded = wired === 0 || slots.some((at, i) => i > 0 && at - slots[i - 1]! < 10);
  return crowded ? slots.map((_, i) => even(i, all)) : slots;
}

// Straight below or above where they come from, as far as the edge and the distance between them allow.
function endsOf(wished: readonly number[], at: number, length: number): number[] {
  const n = wished.length;
  if (length === 0 || n === 0) return Array.from({length: Math.max(1, n)}, (_, i) => (i - (Math.max(1, n) - 1) / 2) * spread);
  const sorted = wished.toSorted((a, b) => a - b).map((w) => Math.max(20, Math.min(length - 20, w)));
  for (let i = 1; i < n; ++i) sorted[i] = Math.max(sorted[i]!, sorted[i - 1]! + spread);
  for (let i = n - 1, most = length - 20; i >= 0; --i, most -= spread) sorted[i] = Math.min(sorted[i]!, most);
  return sorted.map((w) => w - at);
}

function sideOf(rect: Rect, direction: "in" | "out", kind: string, peers: readonly Rect[]): Side {
  const ahead: Side = direction === "in" ? "left" : "right";
  if (peers.length === 0) return steering.has(kind) ? (direction === "in" ? "top" : "bottom") : ahead;
  const votes = new Map<Side, number>();
  for (const peer of peers) {
    const side = steering.has(kind) ? steeringSide(rect, peer, ahead) : dataSide(rect, peer, direction);
    votes.set(side, (votes.get(side) ?? 0) + 1);
  }
  return [...votes].toSorted((a, b) => b[1] - a[1] || (a[0] === ahead ? -1 : 1))[0]![0];
}

function steeringSide(rect: Rect, peer: Rect, ahead: Side): Side {
  if (peer.y + peer.height <= rect.y) return "top";
  return peer.y >= rect.y + rect.height ? "bottom" : ahead;
}

// A table goes straight up or down to a card in its own column, and to one further back from below.
function dataSide(rect: Rect, peer: Rect, direction: "in" | "out"): Side {
  const ahead = direction === "in" ? peer.x + peer.width < rect.x : peer.x > rect.x + rect.width;
  if (ahead) return direction === "in" ? "left" : "right";
  const sameColumn = Math.abs(centre(peer).x - centre(rect).x) < 60;
  const [above, below] = [peer.y + peer.height <= rect.y, peer.y >= rect.y + rect.height];
  if (direction === "out" && below) return "bottom";
  if (sameColumn && above) return "top";
  if (direction === "in" && sameColumn && below) return "bottom";
  return direction === "in" ? "left" : "right";
}

export function centre({x, y, width, height}: Rect): {readonly x: number; readonly y: number} {
  return {x: x + width / 2, y: y + height / 2};
}

/** A wire's end: where it meets the card, and which way it leaves. */
export interface End {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

export interface PlacedWire extends Wire {
  /** The same while the wire stands: for keys and for looking it up. */
  readonly id: string;
  readonly kind: string;
  readonly from: End;
  readonly end: End;
}

/** The ends of every wire; several on one port stand apart, in the order of where they come from. */
export function placeWires(workflow: Workflow, cards: ReadonlyMap<string, PlacedCard>): PlacedWire[] {
  const wires = wiresOf(workflow).flatMap((wire) => {
    const from = parseWire(wire.source);
    const [card, peer] = [cards.get(wire.to), cards.get(from?.step ?? "")];
    const out = peer?.ports.find((p) => p.direction === "out" && p.name === from!.port);
    const into = card?.ports.find((p) => p.direction === "in" && p.name === wire.port);
    if (!card || !peer || !out || !into) return [];
    return [{wire, card, peer, out, into, kind: kindOf(workflow, wire.source) ?? "table"}];
  });
  return wires.map(({wire, card, peer, out, into, kind}) => {
    const siblings = wires.filter((w) => w.wire.to === wire.to && w.wire.port === wire.port);
    const horizontal = into.side === "top" || into.side === "bottom";
    const place = (w: (typeof wires)[number]): number => (horizontal ? centre(w.peer).x : centre(w.peer).y);
    const rank = siblings.toSorted((a, b) => place(a) - place(b)).findIndex((w) => w.wire === wire);
    const shift = into.ends[rank] ?? 0;
    return {
      ...wire,
      id: `${wire.source}>${wire.to}.${wire.port}`,
      kind,
      from: {x: peer.x + out.x, y: peer.y + out.y, side: out.side},
      end: {x: card.x + into.x + (horizontal ? shift : 0), y: card.y + into.y + (horizontal ? 0 : shift), side: into.side}
    };
  });
}
