// Right-angled ways for wires: short, with few corners, around cards, and apart from each other.
import type {PlacedWire, Rect, Side} from "./geometry.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A wire to lead: its ends, and what it shares with others. */
export type WireToLead = Pick<PlacedWire, "id" | "source" | "to" | "port" | "from" | "end">;

interface Segment {
  readonly a: Point;
  readonly b: Point;
  readonly source: string;
  readonly target: string;
}

const stub = 16;
const gap = 14;
const clearance = 7;
const [perCorner, perCard, perCrossing, perShared] = [26, 900, 22, 4];
/** Above this many cards wires take a simple way, so that a drag stays smooth. */
const manyCards = 60;

const directions: Readonly<Record<Side, Point>> = {
  left: {x: -1, y: 0},
  right: {x: 1, y: 0},
  top: {x: 0, y: -1},
  bottom: {x: 0, y: 1}
};

/** The corners of every wire, by id. Wires in `keep` stay as they were; in a hurry the others take the first simple way. */
export function routeWires(
  wires: readonly WireToLead[],
  cards: readonly Rect[],
  keep: ReadonlyMap<string, readonly Point[]> = new Map(),
  hurried = cards.length > manyCards
): Map<string, readonly Point[]> {
  const routes = new Map<string, readonly Point[]>();
  const laid: Segment[] = [];
  const lay = (wire: WireToLead, points: readonly Point[]): void => {
    routes.set(wire.id, points);
    for (let i = 1; i < points.length; ++i)
      laid.push({a: points[i - 1]!, b: points[i]!, source: wire.source, target: `${wire.to}.${wire.port}`});
  };
  for (const wire of wires) {
    const kept = keep.get(wire.id);
    if (kept) lay(wire, kept);
  }
  const lanes = hurried ? {xs: [], ys: []} : lanesOf(cards);
  const byLength = wires.filter((w) => !routes.has(w.id)).toSorted((a, b) => distance(a.from, a.end) - distance(b.from, b.end));
  for (const wire of byLength) lay(wire, best(wire, cards, laid, lanes));
  return routes;
}

interface Lanes {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

function lanesOf(cards: readonly Rect[]): Lanes {
  const around = (low: number, high: number): number[] => [low - gap, low - 2 * gap, high + gap, high + 2 * gap];
  const unique = (values: number[]): number[] => [...new Set(values.map((v) => Math.round(v / 2) * 2))];
  return {
    xs: unique(cards.flatMap((c) => around(c.x, c.x + c.width))),
    ys: unique(cards.flatMap((c) => around(c.y, c.y + c.height)))
  };
}

function best(wire: WireToLead, cards: readonly Rect[], laid: readonly Segment[], lanes: Lanes): readonly Point[] {
  const candidates = waysOf(wire, lanes)
    .map((points) => ({points, base: baseCost(points, wire)}))
    .sort((a, b) => a.base - b.base);
  let found = candidates[0]!.points;
  let least = Infinity;
  for (const {points, base} of candidates) {
    if (base >= least) break;
    const cost = base + obstacleCost(points, cards, least - base) + companyCost(points, wire, laid);
    if (cost < least) [found, least] = [points, cost];
  }
  return found;
}

function waysOf(wire: WireToLead, {xs, ys}: Lanes): (readonly Point[])[] {
  const {from, end} = wire;
  const p = step(from, directions[from.side]);
  const q = step(end, directions[end.side]);
  const ways: Point[][] = [];
  const add = (...middle: readonly Point[]): void => void ways.push([from, p, ...middle, q, end]);
  if (p.x === q.x || p.y === q.y) add();
  if (from.x === end.x || from.y === end.y) ways.push([from, end]);
  add({x: q.x, y: p.y});
  add({x: p.x, y: q.y});
  const [mx, my] = [Math.round((p.x + q.x) / 2), Math.round((p.y + q.y) / 2)];
  for (const x of [mx, ...xs]) add({x, y: p.y}, {x, y: q.y});
  for (const y of [my, ...ys]) add({x: p.x, y}, {x: q.x, y});
  const near = (values: readonly number[], at: number): readonly number[] =>
    values.toSorted((a, b) => Math.abs(a - at) - Math.abs(b - at)).slice(0, 6);
  const [nearP, nearQ] = [near(xs, p.x), near(xs, q.x)];
  for (const y of ys) {
    for (const x of nearP) add({x, y: p.y}, {x, y}, {x: q.x, y});
    for (const x of nearQ) add({x: p.x, y}, {x, y}, {x, y: q.y});
    for (const x1 of nearP) for (const x2 of nearQ) add({x: x1, y: p.y}, {x: x1, y}, {x: x2, y}, {x: x2, y: q.y});
  }
  return ways.map(straightened);
}

function step({x, y}: Point, {x: dx, y: dy}: Point): Point {
  return {x: x + dx * stub, y: y + dy * stub};
}

// Drops points that repeat, and those in the middle of a straight run in one direction.
function straightened(points: readonly Point[]): Point[] {
  const out: Point[] = [];
  for (const point of points) {
    const [before, last] = [out.at(-2), out.at(-1)];
    if (last && last.x === point.x && last.y === point.y) continue;
    if (before && last && sameRun(before, last, point)) out.pop();
    out.push(point);
  }
  return out;
}

function sameRun(a: Point, b: Point, c: Point): boolean {
  if (a.x === b.x && b.x === c.x) return Math.sign(b.y - a.y) === Math.sign(c.y - b.y);
  return a.y === b.y && b.y === c.y && Math.sign(b.x - a.x) === Math.sign(c.x - b.x);
}

function baseCost(points: readonly Point[], {from, end}: WireToLead): number {
  let cost = (points.length - 2) * perCorner;
  for (let i = 1; i < points.length; ++i) {
    const [a, b, c] = [points[i - 1]!, points[i]!, points[i + 1]];
    cost += Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    // Turning straight back.
    if (c && ((a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y))) cost += 4 * perCard;
  }
  // A way must leave and arrive as its ports face.
  const [out, into] = [directions[from.side], directions[end.side]];
  const [second, last] = [points[1]!, points.at(-2)!];
  if ((second.x - from.x) * out.x + (second.y - from.y) * out.y <= 0) cost += 4 * perCard;
  if ((last.x - end.x) * into.x + (last.y - end.y) * into.y <= 0) cost += 4 * perCard;
  return cost;
}

function obstacleCost(points: readonly Point[], cards: readonly Rect[], most: number): number {
  let cost = 0;
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    // The first and the last run touch their own cards.
    const touch = (i === 1 ? 1 : 0) + (i === points.length - 1 ? 1 : 0);
    const [x1, x2, y1, y2] = [Math.min(a.x, b.x), Math.max(a.x, b.x), Math.min(a.y, b.y), Math.max(a.y, b.y)];
    for (const c of cards) {
      const c0 = touch > 0 ? 0 : clearance;
      if (x2 > c.x - c0 && x1 < c.x + c.width + c0 && y2 > c.y - c0 && y1 < c.y + c.height + c0) cost += perCard;
    }
    if (cost >= most) return cost;
  }
  return cost;
}

// Wires of one output may run together; others stay apart and cross as seldom as they can.
function companyCost(points: readonly Point[], wire: WireToLead, laid: readonly Segment[]): number {
  let cost = 0;
  const target = `${wire.to}.${wire.port}`;
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const flat = a.y === b.y;
    for (const other of laid) {
      const parallel = flat === (other.a.y === other.b.y);
      if (parallel) {
        const apart = flat ? Math.abs(a.y - other.a.y) : Math.abs(a.x - other.a.x);
        if (apart > 9) continue;
        const shared = flat ? overlap(a.x, b.x, other.a.x, other.b.x) : overlap(a.y, b.y, other.a.y, other.b.y);
        if (shared <= 0) continue;
        if (other.source === wire.source) cost += apart === 0 ? -0.4 * shared : shared * perShared;
        else if (other.target !== target) cost += 30 + shared * perShared;
      } else if (crosses(a, b, other)) cost += other.source === wire.source ? 0 : perCrossing;
    }
  }
  return cost;
}

function overlap(a1: number, a2: number, b1: number, b2: number): number {
  return Math.min(Math.max(a1, a2), Math.max(b1, b2)) - Math.max(Math.min(a1, a2), Math.min(b1, b2));
}

function crosses(a: Point, b: Point, other: Segment): boolean {
  return overlap(a.x, b.x, other.a.x, other.b.x) >= 0 && overlap(a.y, b.y, other.a.y, other.b.y) >= 0;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** The SVG path through the points, its corners rounded. */
export function pathOf(points: readonly Point[], radius = 7): string {
  const [first, ...rest] = points;
  let path = `M${first!.x},${first!.y}`;
  rest.forEach((corner, i) => {
    const next = rest[i + 1];
    if (!next) {
      path += `L${corner.x},${corner.y}`;
      return;
    }
    const before = i === 0 ? first! : rest[i - 1]!;
    const r = Math.min(radius, distance(before, corner) / 2, distance(corner, next) / 2);
    const inward = toward(corner, before, r);
    const outward = toward(corner, next, r);
    path += `L${inward.x},${inward.y}Q${corner.x},${corner.y} ${outward.x},${outward.y}`;
  });
  return path;
}

function toward(from: Point, to: Point, by: number): Point {
  return {x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by};
}

/** Where words on the wire stand best: in the middle of its longest level run. */
export function labelPlace(points: readonly Point[]): Point & {readonly room: number; readonly level: boolean} {
  let found = {x: points[0]!.x, y: points[0]!.y, room: 0, level: true};
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const level = a.y === b.y;
    const length = Math.abs(level ? a.x - b.x : a.y - b.y);
    const room = level ? length : length * 0.4;
    if (room > found.room) found = {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, room, level};
  }
  return found;
}
