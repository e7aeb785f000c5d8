// Right-angled ways for all wires: short, with few corners, around cards, and apart from each other.
import type {PlacedFrame} from "./frames.ts";
import type {Rect} from "./geometry.ts";
import {costAcross, costBeside, type Run, runsOf} from "./laid.ts";
import {distance, type Point, straightened} from "./path.ts";
import {spreading} from "./spread.ts";
import {directions, wayOf, type WireToLead} from "./ways.ts";

/** Above this many wires each is led once; below, once more when all the others lie. */
const manyWires = 120;

/** The corners of wires, by id. */
export type Ways = ReadonlyMap<string, readonly Point[]>;

/** The corners of every wire. Wires in `keep` stay as they were; none runs along the edge of a frame. */
export function routeWires(
  wires: readonly WireToLead[],
  cards: readonly Rect[],
  keep: Ways = new Map(),
  frames: readonly PlacedFrame[] = []
): Map<string, readonly Point[]> {
  const work = leading(wires, cards, keep, frames);
  for (;;) {
    const {done, value} = work.next();
    if (done) return value;
  }
}

/** The same in small pieces: what leads a canvas of many wires may pause after each. */
export function* leading(
  wires: readonly WireToLead[],
  cards: readonly Rect[],
  keep: Ways,
  frames: readonly PlacedFrame[]
): Generator<undefined, Map<string, readonly Point[]>> {
  const ways = new Map<string, readonly Point[]>();
  const runs = new Map<string, readonly Run[]>();
  const lay = (wire: Pick<WireToLead, "id" | "source" | "to" | "port">, points: readonly Point[]): void => {
    const whose = {source: wire.source, target: `${wire.to}.${wire.port}`, wire: wire.id};
    ways.set(wire.id, points);
    runs.set(wire.id, runsOf(points, whose));
  };
  for (const wire of wires) {
    const kept = keep.get(wire.id);
    if (kept) lay(wire, kept);
  }
  const edges = frames.flatMap(({id, parts}) => parts.map((part, i) => ({id: `${id} ${i}`, source: id, to: id, port: "", part})));
  for (const {part, ...edge} of edges) lay(edge, cornersOf(part));
  const open = wires.filter((w) => !keep.has(w.id)).toSorted((a, b) => distance(a.from, a.end) - distance(b.from, b.end));
  for (const wire of open) {
    lay(wire, wayOf(wire, cards, [...runs.values()].flat()));
    yield;
  }
  if (wires.length <= manyWires)
    for (const wire of open.toReversed()) {
      runs.delete(wire.id);
      lay(wire, wayOf(wire, cards, [...runs.values()].flat()));
      yield;
    }
  const still = [...keep.keys(), ...edges.map(({id}) => id)];
  const spread = yield* spreading(ways, [...wires, ...edges], cards, new Set(still));
  for (const {id} of edges) spread.delete(id);
  return spread;
}

// A frame is drawn as lines, along which no wire should run.
function cornersOf({x, y, width, height}: Rect): readonly Point[] {
  const [right, bottom] = [x + width, y + height];
  return [
    {x, y},
    {x: right, y},
    {x: right, y: bottom},
    {x, y: bottom},
    {x, y}
  ];
}

/** A way that is found at once, for a wire whose end moves: the best of those with up to two bends. */
export function quickWay(
  {from, end, source, to, port}: Omit<WireToLead, "id">,
  cards: readonly Rect[] = [],
  laid: readonly Run[] = []
): readonly Point[] {
  const [p, q] = [from, end].map(({x, y, side}) => ({x: x + 16 * directions[side][0], y: y + 16 * directions[side][1]})) as [
    Point,
    Point
  ];
  const [mx, my] = [Math.round((p.x + q.x) / 2), Math.round((p.y + q.y) / 2)];
  const middles: readonly (readonly Point[])[] = [
    [{x: q.x, y: p.y}],
    [{x: p.x, y: q.y}],
    [
      {x: mx, y: p.y},
      {x: mx, y: q.y}
    ],
    [
      {x: p.x, y: my},
      {x: q.x, y: my}
    ]
  ];
  const whose = {source, target: `${to}.${port}`, wire: ""};
  let found: readonly Point[] = [from, end];
  let least = Infinity;
  for (const middle of middles) {
    const points = straightened([from, p, ...middle, q, end]);
    const runs = runsOf(points, whose);
    let cost = 26 * points.length;
    for (const [i, run] of runs.entries()) {
      cost += run.high - run.low + costBeside(laid, whose, run) + costAcross(laid, source, run);
      // Turning straight back.
      if (i > 0 && runs[i - 1]!.level === run.level) cost += 4000;
      cost += 900 * cards.filter((c) => touches(run, c)).length;
    }
    if (cost < least) [found, least] = [points, cost];
  }
  return found;
}

function touches({level, at, low, high}: Run, {x, y, width, height}: Rect): boolean {
  return level
    ? at > y && at < y + height && low < x + width && high > x
    : at > x && at < x + width && low < y + height && high > y;
}
