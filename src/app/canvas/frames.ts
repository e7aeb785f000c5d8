// Frames around the steps of groups: each encloses the cards of its group and no other.
import type {Workflow} from "../../../runtime/workflow.ts";
import {groupByStep} from "../groups.ts";
import {around, byKey, overlap, type PlacedCard, type Rect} from "./geometry.ts";

/** The frame of a group that is not collapsed; its own rectangle is that around all its parts. */
export interface PlacedFrame extends Rect {
  readonly id: string;
  readonly group: string;
  readonly members: readonly string[];
  /** One where no other card stands between its cards; else as few as can do without one. The first in reading order comes first. */
  readonly parts: readonly FramePart[];
}

/** A rectangle with the group's name along its upper or lower edge, where there is room. */
export interface FramePart extends Rect {
  readonly name: "top" | "bottom";
  /** How high the strip is in which it stands. */
  readonly strip: number;
}

/** The strip the name stands in, where there is room and where there is little, and the room between it and the cards. */
const [strip, enough, lowStrip, gap] = [24, 18, 15, 12];
const side = 14;
/** What is left between a frame and a card outside. */
const clear = 3;

/** The frames of all groups that are not collapsed. */
export function placeFrames(workflow: Workflow, cards: ReadonlyMap<string, PlacedCard>): PlacedFrame[] {
  const groups = groupByStep(workflow);
  const steps = byKey([...groups], ([, group]) => group);
  return [...steps].flatMap(([group, members]) => {
    const own = members.flatMap(([id]) => cards.get(id) ?? []);
    if (own.length === 0) return [];
    const others = [...cards.values()].filter((card) => !own.includes(card));
    const parts = clusters(own, others)
      .map((rect): FramePart => {
        const inside = own.filter((card) => overlap(card, rect, 0));
        const outside = [...cards.values()].filter((card) => !inside.includes(card));
        // Half of what lies between belongs to the frame of the other.
        const share = (card: PlacedCard): number => (groups.has(card.id) ? 0.5 : 1);
        return framed(rect, {inside, outside, share, group});
      })
      .toSorted((a, b) => a.y - b.y || a.x - b.x);
    return [{id: `frame:${encodeURIComponent(group)}`, group, members: own.map((card) => card.id), parts, ...around(parts)}];
  });
}

const nameWidth = (group: string): number => 36 + 7 * group.length;

/** Where the names of a frame stand, which wires leave free where they can. */
export function namesOf({group, parts}: PlacedFrame): readonly Rect[] {
  return parts.map((part) => ({
    x: part.x,
    y: part.name === "top" ? part.y : part.y + part.height - part.strip,
    width: Math.min(nameWidth(group), part.width),
    height: part.strip - 2
  }));
}

// Those that are nearest to each other first, as long as nothing else stands between them.
function clusters(own: readonly Rect[], others: readonly Rect[]): readonly Rect[] {
  const found = [...own];
  for (;;) {
    let best: {readonly i: number; readonly j: number; readonly both: Rect} | undefined;
    for (const [i, a] of found.entries())
      for (const [j, b] of found.slice(0, i).entries()) {
        const both = around([a, b]);
        if (best && both.width + both.height >= best.both.width + best.both.height) continue;
        if (others.every((other) => !overlap(both, other, 0))) best = {i, j, both};
      }
    if (!best) return found;
    found.splice(best.i, 1);
    found[best.j] = best.both;
  }
}

interface Around {
  readonly inside: readonly PlacedCard[];
  readonly outside: readonly PlacedCard[];
  /** How much of the way to a card outside the frame may take. */
  readonly share: (card: PlacedCard) => number;
  readonly group: string;
}

// As much room around it as other cards leave, its name where no wire comes in.
function framed({x, y, width, height}: Rect, {inside, outside, share, group}: Around): FramePart {
  const room = (beside: (other: Rect) => boolean, distance: (other: Rect) => number): number => {
    const near = outside.filter((other) => beside(other) && distance(other) >= 0);
    return Math.max(clear, Math.min(...near.map((other) => share(other) * distance(other))) - clear);
  };
  const level = (other: Rect): boolean => other.y < y + height + side && other.y + other.height > y - side;
  const [left, right] = [
    Math.min(
      side,
      room(level, (o) => x - o.x - o.width)
    ),
    Math.min(
      side,
      room(level, (o) => o.x - x - width)
    )
  ];
  const upright = (other: Rect): boolean => other.x < x + width + right && other.x + other.width > x - left;
  const free = {top: room(upright, (o) => y - o.y - o.height), bottom: room(upright, (o) => o.y - y - height)};
  const ported = (edge: "top" | "bottom"): boolean =>
    inside.some((card) => card.ports.some((p) => p.side === edge && card.x + p.x < x - left + nameWidth(group) + 8));
  const cost = (edge: "top" | "bottom"): number => (free[edge] < enough ? 2 : 0) + (ported(edge) ? 1 : 0);
  const name = cost("bottom") < cost("top") ? "bottom" : "top";
  const padding = (edge: "top" | "bottom"): number =>
    edge === name
      ? Math.max(lowStrip, Math.min(strip, free[edge]), Math.min(strip + gap, free[edge] - gap))
      : Math.min(side, free[edge]);
  const [top, bottom] = [padding("top"), padding("bottom")];
  const high = Math.min(strip, name === "top" ? top : bottom);
  return {x: x - left, y: y - top, width: width + left + right, height: height + top + bottom, name, strip: high};
}
