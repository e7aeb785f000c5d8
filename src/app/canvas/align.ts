// Moves ports a little along their edge where a wire between two cards then runs straight.
import type {DrawnWire, PlacedCard} from "./geometry.ts";
import {parseWire} from "../../../runtime/workflow.ts";
import type {PlacedPort, Side} from "./ports.ts";

const farthest = 32;
const [fromCorner, leastApart] = [14, 12];
const opposite: Readonly<Record<Side, Side>> = {left: "right", right: "left", top: "bottom", bottom: "top"};

/** The cards, their ports facing each other as far as each edge has room; with `touched`, only on those. */
export function aligned(
  cards: ReadonlyMap<string, PlacedCard>,
  wires: readonly DrawnWire[],
  touched?: ReadonlySet<string>
): ReadonlyMap<string, PlacedCard> {
  const moved = new Map<PlacedPort, number>();
  const settled = new Set<PlacedPort>();
  const facing = wires.flatMap((wire) => {
    if (touched && !touched.has(wire.fromCard) && !touched.has(wire.toCard)) return [];
    const [card, peer] = [cards.get(wire.fromCard), cards.get(wire.toCard)];
    const from = parseWire(wire.source)!;
    const out = card?.ports.find(
      (p) => p.direction === "out" && p.step === from.step && p.port === from.port && p.serves.includes(wire.toCard)
    );
    const into = peer?.ports.find((p) => p.direction === "in" && p.step === wire.to && p.port === wire.port);
    if (!card || !peer || !out || !into || opposite[out.side] !== into.side || into.ends.length > 1) return [];
    return ahead(card, peer, out.side) ? [{card, peer, out, into}] : [];
  });
  const placeOf = (card: PlacedCard, p: PlacedPort): number => {
    const own = upright(p.side) ? card.x + p.x : card.y + p.y;
    return own + (p.direction === "in" ? p.ends[0]! : 0) + (moved.get(p) ?? 0);
  };
  for (const {card, peer, out, into} of facing) {
    // What stands still is aligned already.
    if (touched && !touched.has(card.id)) settled.add(out);
    if (touched && !touched.has(peer.id)) settled.add(into);
  }
  for (const {card, peer, out, into} of facing)
    if (placeOf(card, out) === placeOf(peer, into)) for (const p of [out, into]) settled.add(p);
  for (const {card, peer, out, into} of facing) {
    const apart = placeOf(peer, into) - placeOf(card, out);
    if (apart === 0 || Math.abs(apart) > farthest) continue;
    // The end of a wire that stands alone on its edge gives way.
    if (!settled.has(into) && roomFor(peer, into, -apart, moved)) moved.set(into, -apart);
    else if (!settled.has(out) && roomFor(card, out, apart, moved)) moved.set(out, apart);
    else continue;
    for (const p of [out, into]) settled.add(p);
  }
  if (moved.size === 0) return cards;
  return new Map(
    [...cards].map(([id, card]) => [
      id,
      card.ports.some((p) => moved.has(p)) ? {...card, ports: card.ports.map((p) => shifted(p, moved.get(p)))} : card
    ])
  );
}

function shifted(port: PlacedPort, by: number | undefined): PlacedPort {
  if (by === undefined) return port;
  return upright(port.side) ? {...port, x: port.x + by} : {...port, y: port.y + by};
}

function roomFor(
  {ports, width, height}: PlacedCard,
  port: PlacedPort,
  by: number,
  moved: ReadonlyMap<PlacedPort, number>
): boolean {
  const along = (p: PlacedPort): number =>
    (upright(p.side) ? p.x : p.y) + (p.direction === "in" ? p.ends[0]! : 0) + (moved.get(p) ?? 0);
  const at = along(port) + by;
  const length = upright(port.side) ? width : height;
  if (at < fromCorner || at > length - fromCorner) return false;
  return ports.every((p) => {
    if (p === port || p.side !== port.side) return true;
    const apart = at - along(p);
    return Math.abs(apart) >= leastApart && Math.sign(apart) === Math.sign(along(port) - along(p));
  });
}

function ahead(a: PlacedCard, b: PlacedCard, side: Side): boolean {
  switch (side) {
    case "right":
      return b.x >= a.x + a.width;
    case "left":
      return b.x + b.width <= a.x;
    case "bottom":
      return b.y >= a.y + a.height;
    case "top":
      return b.y + b.height <= a.y;
  }
}

function upright(side: Side): boolean {
  return side === "top" || side === "bottom";
}
