// Where ports stand on the edge of a card. Data runs left to right; what steers it comes from above or below.
import type {Port, Ports} from "../../../runtime/node.ts";
import {parseWire, type Workflow} from "../../../runtime/workflow.ts";
import {definitionOf, wiresOf} from "../commands.ts";
import type {DrawnWire, Rect} from "./geometry.ts";

export type Side = "left" | "right" | "top" | "bottom";

/** A port of a card, without its place. */
export interface LoosePort {
  /** Names it on its card: the port's name, on a group with its step. */
  readonly name: string;
  readonly step: string;
  readonly port: string;
  readonly direction: "in" | "out";
  readonly kind: string;
  readonly many: boolean;
  readonly optional: boolean;
  readonly doc: string;
  /** Its place among the node's inputs or outputs. */
  readonly order: number;
}

/** A port on its card's edge. */
export interface PlacedPort extends LoosePort {
  /** Names it on the canvas: "out:filter", and "out:filter~top" where an output stands on another edge too. */
  readonly handle: string;
  readonly side: Side;
  /** From the card's corner, on its edge. */
  readonly x: number;
  readonly y: number;
  /** The cards its wires lead to. */
  readonly serves: readonly string[];
  /** How many wires it holds. */
  readonly wires: number;
  /** Where each wire meets the edge, from the port's own place along it, in the order of where they come from. */
  readonly ends: readonly number[];
}

/** The distance between wires on one port. */
const spread = 14;
const steering = new Set(["filter", "target"]);

export function portsOfStep(workflow: Workflow, step: string): LoosePort[] {
  const definition = definitionOf(workflow, step);
  return [
    ...Object.entries((definition?.inputs ?? {}) as Ports).map(([port, p], i) => loose(step, port, "in", p, i)),
    ...Object.entries((definition?.outputs ?? {}) as Ports).map(([port, p], i) => loose(step, port, "out", p, i))
  ];
}

/** The outer ports of a collapsed group: those a wire crosses at, required inputs left open, and what its last steps give first. */
export function portsOfGroup(
  workflow: Workflow,
  members: readonly string[],
  crossing: readonly DrawnWire[],
  card: string
): LoosePort[] {
  const inside = new Set(members);
  const read = new Set(wiresOf(workflow).flatMap(({source}) => parseWire(source)?.step ?? []));
  const crossed = new Set(crossing.map((w) => (w.toCard === card ? `in:${w.to}.${w.port}` : `out:${w.source}`)));
  return members.flatMap((step) => {
    const own = portsOfStep(workflow, step);
    const last = read.has(step) ? undefined : own.find((p) => p.direction === "out");
    return own
      .filter((p) => {
        const wired = (workflow.steps.get(step)!.inputs[p.port] ?? []).some((s) => inside.has(parseWire(s)?.step ?? ""));
        const open = p.direction === "in" && !p.optional && !p.many && !wired && inside.has(p.step);
        return p === last || open || crossed.has(`${p.direction}:${step}.${p.port}`);
      })
      .map((p) => ({...p, name: `${p.port}@${step}`}));
  });
}

function loose(
  step: string,
  port: string,
  direction: "in" | "out",
  {kind, many = false, optional = false, doc}: Port<unknown>,
  order: number
): LoosePort {
  return {name: port, step, port, direction, kind: kind.name, many, optional, doc, order};
}

/** A card that a port is wired to. */
interface Peer extends Rect {
  readonly id: string;
  /** Of its outputs, the one the wire leaves from. */
  readonly rank: number;
}

type Sided = LoosePort & {readonly handle: string; readonly side: Side; readonly peers: readonly Peer[]};

/** Every port where it stands, given the wires that come in and go out and the other cards. */
export function placePorts(
  ports: readonly LoosePort[],
  rect: Rect,
  into: readonly DrawnWire[],
  out: readonly DrawnWire[],
  rects: ReadonlyMap<string, Rect>
): PlacedPort[] {
  const sided = ports.flatMap((p): Sided[] => {
    const own =
      p.direction === "in"
        ? into.filter((w) => w.to === p.step && w.port === p.port).map((w) => [w.fromCard, w.rank] as const)
        : out.filter((w) => w.source === `${p.step}.${p.port}`).map((w) => [w.toCard, 0] as const);
    const peers = own.flatMap(([id, rank]): Peer[] => {
      const at = rects.get(id);
      return at ? [{x: at.x, y: at.y, width: at.width, height: at.height, id, rank}] : [];
    });
    return sidesOf(rect, p, peers);
  });
  // What steers has the upper and lower edge to itself; data that goes back leaves ahead and around.
  const steered = new Set(sided.filter((p) => steering.has(p.kind) && p.peers.length > 0).map((p) => p.side));
  const settled = sided.map((p): Sided => {
    const back = p.direction === "out" && !steering.has(p.kind) && p.side === "bottom" && steered.has("bottom");
    return back ? {...p, side: "right"} : p;
  });
  return (["left", "right", "top", "bottom"] as const).flatMap((side) =>
    placedOn(
      side,
      settled.filter((p) => p.side === side),
      rect
    )
  );
}

function placedOn(side: Side, ports: readonly Sided[], rect: Rect): PlacedPort[] {
  const along = side === "left" || side === "right" ? "y" : "x";
  const [start, length] = along === "y" ? [rect.y, rect.height] : [rect.x, rect.width];
  const middle = (r: Rect): number => (along === "y" ? r.y + r.height / 2 : r.x + r.width / 2);
  const toward = (p: Sided): number =>
    p.peers.length === 0 ? Infinity : p.peers.reduce((sum, peer) => sum + middle(peer), 0) / p.peers.length;
  // Inputs from one card stand in the order of its outputs, so that their wires do not cross.
  const rank = (p: Sided): number => p.peers[0]?.rank ?? 0;
  const order = (a: Sided, b: Sided): number => (toward(a) === toward(b) ? rank(a) - rank(b) : toward(a) - toward(b));
  const ordered = ports.toSorted(order);
  const slots = slotsOf(ordered.filter((p) => p.peers.length > 0).length, ordered.length, length);
  return ordered.map(({peers, ...port}, i) => {
    const at = slots[i]!;
    const [x, y] = side === "left" ? [0, at] : side === "right" ? [rect.width, at] : side === "top" ? [at, 0] : [at, rect.height];
    const wished = peers.map((peer) => middle(peer) - start);
    const alone = ordered.length === 1 && steering.has(port.kind) && along === "x";
    const serves = peers.map((p) => p.id);
    return {
      ...port,
      x,
      y,
      serves,
      wires: peers.length,
      ends: port.direction === "in" ? endsOf(wished, at, alone ? length : 0) : [0]
    };
  });
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

// An output that has to go both up and down, or ahead and straight up or down, stands on both edges.
function sidesOf(rect: Rect, port: LoosePort, peers: readonly Peer[]): Sided[] {
  const side = sideOf(rect, port.direction, port.kind, peers);
  const handle = `${port.direction}:${port.name}`;
  const apart = port.direction === "in" ? [] : peers.filter((peer) => otherSide(rect, peer, port.kind, side) !== side);
  const others = new Map<Side, Peer[]>();
  for (const peer of apart) {
    const at = otherSide(rect, peer, port.kind, side);
    others.set(at, [...(others.get(at) ?? []), peer]);
  }
  return [
    {...port, handle, side, peers: peers.filter((p) => !apart.includes(p))},
    ...[...others].map(([at, own]): Sided => ({...port, handle: `${handle}~${at}`, side: at, peers: own}))
  ];
}

// The edge a wire to a card leaves from, where its output stands on one already.
function otherSide(rect: Rect, peer: Rect, kind: string, side: Side): Side {
  if (steering.has(kind)) {
    const wished = steeringSide(rect, peer, side);
    return side === "top" || side === "bottom" ? wished : side;
  }
  const wished = dataSide(rect, peer, "out");
  return wished !== side && inColumn(rect, peer) && wished !== "left" && wished !== "right" ? wished : side;
}

function sideOf(rect: Rect, direction: "in" | "out", kind: string, peers: readonly Rect[]): Side {
  const ahead: Side = direction === "in" ? "left" : "right";
  if (peers.length === 0) return steering.has(kind) ? (direction === "in" ? "top" : "bottom") : ahead;
  // What goes straight down takes along what lies lower anyway.
  const below = (peer: Rect): boolean => peer.y >= rect.y + rect.height;
  if (direction === "out" && !steering.has(kind) && peers.every(below) && peers.some((peer) => inColumn(rect, peer)))
    return "bottom";
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
  const sameColumn = inColumn(rect, peer);
  const [above, below] = [peer.y + peer.height <= rect.y, peer.y >= rect.y + rect.height];
  if (direction === "out" && below) return "bottom";
  if (sameColumn && above) return "top";
  if (direction === "in" && sameColumn && below) return "bottom";
  // From a card below, or above, whose right end it overhangs, without a turn back.
  const overhangs = rect.x + rect.width / 2 > peer.x + peer.width + 20;
  if (direction === "in" && overhangs && (above || below)) return below ? "bottom" : "top";
  return direction === "in" ? "left" : "right";
}

function inColumn(rect: Rect, peer: Rect): boolean {
  return Math.abs(peer.x + peer.width / 2 - rect.x - rect.width / 2) < 60;
}
