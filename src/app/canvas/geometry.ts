// Where cards stand, and what is drawn as a card: a step, or a collapsed group of them.
import type {Step, Workflow} from "../../../runtime/workflow.ts";
import {parseWire} from "../../../runtime/workflow.ts";
import {definitionOf, kindOf, type Place, type Wire, wiresOf} from "../commands.ts";
import {isBypassed} from "../bypass.ts";
import {groupByStep} from "../groups.ts";
import {aligned} from "./align.ts";
import {type PlacedPort, placePorts, portsOfGroup, portsOfStep, type Side} from "./ports.ts";
import {titleOf} from "./words.ts";

export type {PlacedPort, Side} from "./ports.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedCard extends Rect {
  /** The step, or "group:" and the group's name in letters a selector takes. */
  readonly id: string;
  readonly type: string;
  readonly form: "card" | "small" | "hub" | "group";
  readonly title: string;
  readonly ports: readonly PlacedPort[];
  /** The step as the workflow has it; undefined on a group. */
  readonly step: Step | undefined;
  readonly bypassed: boolean;
  /** The steps it stands for: itself, or those of the group. */
  readonly members: readonly string[];
  /** The group it is. */
  readonly group: string | undefined;
  /** Titles of the cards it reads from and feeds. */
  readonly reads: readonly string[];
  readonly feeds: readonly string[];
}

/** A wire between cards; what stays inside a collapsed group is not drawn. */
export interface DrawnWire extends Wire {
  /** The same while the wire stands: for keys and for looking it up. */
  readonly id: string;
  readonly kind: string;
  /** Its place among the outputs of the step it comes from. */
  readonly rank: number;
  readonly fromCard: string;
  readonly toCard: string;
}

/** A wire's end: where it meets the card, and which way it leaves. */
export interface End {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

export interface PlacedWire extends DrawnWire {
  readonly from: End;
  readonly end: End;
}

/** The size of a card: it grows with its title. */
export function sizeOf(type: string, title: string): Pick<PlacedCard, "width" | "height" | "form"> {
  const form =
    type === "group" ? "group" : type === "filter-hub" ? "hub" : ["target", "condition"].includes(type) ? "small" : "card";
  const text = title.length * 6.9 + (form === "hub" ? 66 : form === "group" ? 72 : 56);
  const height = form === "card" || form === "group" ? 62 : 46;
  return {form, width: Math.round(Math.min(180, Math.max(118, text)) / 2) * 2, height};
}

/** What stands still while some cards are dragged: all cards but those dragged and those wired to them. */
export interface Resting {
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly wires: readonly PlacedWire[];
  /** The ids of the cards that do not. */
  readonly touched: ReadonlySet<string>;
}

/** The cards that steps stand on, and all that are wired to them. */
export function touchedBy(steps: Iterable<string>, workflow: Workflow, wires: readonly DrawnWire[]): ReadonlySet<string> {
  const own = new Set([...steps].map(cardsOf(workflow)));
  const found = new Set(own);
  for (const {fromCard, toCard} of wires) {
    if (own.has(fromCard)) found.add(toCard);
    if (own.has(toCard)) found.add(fromCard);
  }
  return found;
}

/** Every card with its ports, where the document or a drag has it. */
export function placeCards(
  workflow: Workflow,
  moved: ReadonlyMap<string, Place>,
  resting?: Resting
): ReadonlyMap<string, PlacedCard> {
  const cardOf = cardsOf(workflow);
  const placeOf = (id: string): Place => moved.get(id) ?? workflow.view.layout[id] ?? [0, 0];
  const bodies = new Map<string, Omit<PlacedCard, "ports" | "reads" | "feeds">>();
  for (const [id, step] of workflow.steps) {
    const own = cardOf(id);
    const group = own === id ? undefined : groupIn(own);
    const before = bodies.get(own);
    if (before) bodies.set(own, {...before, members: [...before.members, id]});
    else {
      const type = group === undefined ? step.type : "group";
      const title = group ?? titleOf(workflow, id);
      const at = {x: placeOf(id)[0], y: placeOf(id)[1], ...sizeOf(type, title)};
      const bypassed = group === undefined && isBypassed(workflow, id);
      bodies.set(own, {
        id: own,
        type,
        title,
        members: [id],
        group,
        bypassed,
        step: group === undefined ? step : undefined,
        ...at
      });
    }
  }
  for (const [id, body] of bodies) {
    if (body.group === undefined) continue;
    const others = [...bodies.values()].filter((b) => b.id !== id);
    bodies.set(id, {...body, ...placeOfGroup(workflow, body, others, placeOf)});
  }
  const wires = drawnWires(workflow, cardOf);
  const [byTarget, bySource] = [byKey(wires, (w) => w.toCard), byKey(wires, (w) => w.fromCard)];
  const titles = (ids: readonly string[]): string[] => [...new Set(ids)].map((id) => bodies.get(id)!.title);
  const cards = new Map<string, PlacedCard>();
  for (const [id, body] of bodies) {
    const still = resting?.touched.has(id) === false ? resting.cards.get(id) : undefined;
    if (still) {
      cards.set(id, still);
      continue;
    }
    const [into, out] = [byTarget.get(id) ?? [], bySource.get(id) ?? []];
    const loose =
      body.group === undefined ? portsOfStep(workflow, id) : portsOfGroup(workflow, body.members, [...into, ...out], id);
    const ports = placePorts(loose, body, into, out, bodies);
    cards.set(id, {...body, ports, reads: titles(into.map((w) => w.fromCard)), feeds: titles(out.map((w) => w.toCard))});
  }
  return aligned(cards, wires, resting?.touched);
}

/** The card that stands for a step: its own, or that of its collapsed group. */
export function cardsOf(workflow: Workflow): (step: string) => string {
  if (Object.keys(workflow.view.groups).length === 0) return (step) => step;
  const groups = groupByStep(workflow);
  return (step) => {
    const group = groups.get(step);
    return group !== undefined && workflow.view.groups[group]!.collapsed === true ? groupCard(group) : step;
  };
}

const groupCard = (group: string): string => `group:${encodeURIComponent(group)}`;
const groupIn = (card: string): string => decodeURIComponent(card.slice("group:".length));

// A collapsed group stands in the middle of where its steps stand, or on the nearest of them where that is taken.
function placeOfGroup(
  workflow: Workflow,
  {members, width, height}: Pick<PlacedCard, "members" | "width" | "height">,
  others: readonly Rect[],
  placeOf: (id: string) => Place
): {readonly x: number; readonly y: number} {
  const rects = members.map((id): Rect => {
    const [x, y] = placeOf(id);
    return {x, y, ...sizeOf(workflow.steps.get(id)!.type, titleOf(workflow, id))};
  });
  const middle = centre(around(rects));
  const far = (r: Rect): number => Math.abs(centre(r).x - middle.x) + Math.abs(centre(r).y - middle.y);
  const wished = [middle, ...rects.toSorted((a, b) => far(a) - far(b)).map(centre)].map(({x, y}) => ({
    x: Math.round((x - width / 2) / 10) * 10,
    y: Math.round((y - height / 2) / 10) * 10
  }));
  return wished.find((at) => others.every((o) => !overlap({...at, width, height}, o, 12))) ?? wished[0]!;
}

/** Whether two rectangles are nearer to each other than a gap. */
export function overlap(a: Rect, b: Rect, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}

function drawnWires(workflow: Workflow, cardOf: (step: string) => string): DrawnWire[] {
  return wiresOf(workflow).flatMap((wire) => {
    const from = parseWire(wire.source)?.step;
    if (from === undefined || !workflow.steps.has(from)) return [];
    const [fromCard, toCard] = [cardOf(from), cardOf(wire.to)];
    if (fromCard === toCard && fromCard !== from) return [];
    const kind = kindOf(workflow, wire.source) ?? "table";
    const rank = Object.keys(definitionOf(workflow, from)?.outputs ?? {}).indexOf(parseWire(wire.source)!.port);
    return [{...wire, id: `${wire.source}>${wire.to}.${wire.port}`, kind, rank, fromCard, toCard}];
  });
}

/** The ends of every wire; several on one port stand apart, in the order of where they come from. */
export function placeWires(workflow: Workflow, cards: ReadonlyMap<string, PlacedCard>, resting?: Resting): readonly PlacedWire[] {
  if (resting) {
    const moving = ({fromCard, toCard}: DrawnWire): boolean => resting.touched.has(fromCard) || resting.touched.has(toCard);
    const anew = new Map(endsOf(resting.wires.filter(moving), cards).map((wire) => [wire.id, wire]));
    return resting.wires.map((wire) => anew.get(wire.id) ?? wire);
  }
  return endsOf(drawnWires(workflow, cardsOf(workflow)), cards);
}

function endsOf(wires: readonly DrawnWire[], cards: ReadonlyMap<string, PlacedCard>): PlacedWire[] {
  const found = wires.flatMap((wire) => {
    const [card, peer] = [cards.get(wire.toCard), cards.get(wire.fromCard)];
    const from = parseWire(wire.source)!;
    const out = peer?.ports.find(
      (p) => p.direction === "out" && p.step === from.step && p.port === from.port && p.serves.includes(wire.toCard)
    );
    const into = card?.ports.find((p) => p.direction === "in" && p.step === wire.to && p.port === wire.port);
    return card && peer && out && into ? [{wire, card, peer, out, into}] : [];
  });
  const onPort = byKey(found, (w) => `${w.wire.to}.${w.wire.port}`);
  const ranks = new Map<(typeof found)[number], number>();
  for (const siblings of onPort.values()) {
    const horizontal = siblings[0]!.into.side === "top" || siblings[0]!.into.side === "bottom";
    const place = (w: (typeof found)[number]): number => (horizontal ? centre(w.peer).x : centre(w.peer).y);
    for (const [i, w] of siblings.toSorted((a, b) => place(a) - place(b)).entries()) ranks.set(w, i);
  }
  return found.map((w) => {
    const {wire, card, peer, out, into} = w;
    const horizontal = into.side === "top" || into.side === "bottom";
    const shift = into.ends[ranks.get(w)!] ?? 0;
    return {
      ...wire,
      from: {x: peer.x + out.x, y: peer.y + out.y, side: out.side},
      end: {x: card.x + into.x + (horizontal ? shift : 0), y: card.y + into.y + (horizontal ? 0 : shift), side: into.side}
    };
  });
}

export function centre({x, y, width, height}: Rect): {readonly x: number; readonly y: number} {
  return {x: x + width / 2, y: y + height / 2};
}

/** The smallest rectangle around some. */
export function around(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((r) => r.x));
  const y = Math.min(...rects.map((r) => r.y));
  const right = Math.max(...rects.map((r) => r.x + r.width));
  const bottom = Math.max(...rects.map((r) => r.y + r.height));
  return {x, y, width: right - x, height: bottom - y};
}

/** Items under the key of each, in their order. */
export function byKey<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const before = found.get(key(item));
    if (before) before.push(item);
    else found.set(key(item), [item]);
  }
  return found;
}
