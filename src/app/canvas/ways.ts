// The best right-angled way of one wire: the shortest through the lanes between cards, where corners, cards and other wires cost.
import type {End, PlacedWire, Rect, Side} from "./geometry.ts";
import {costAcross, costBeside, paired, type Run, together} from "./laid.ts";
import {type Point, straightened} from "./path.ts";

/** A wire to lead: its ends, and what it shares with others. */
export type WireToLead = Pick<PlacedWire, "id" | "source" | "to" | "port" | "from" | "end">;

/** Wires keep this far from cards they do not belong to. */
const clearance = 6;
/** Where lanes lie, from the edge of a card. */
const lanes = [10, 20, 30];
const [perCorner, perCard] = [26, 900];
/** How far around its ends a wire looks for a way, first and where cards are in it. */
const reaches = [170, 600, Infinity];

export const directions: Readonly<Record<Side, readonly [dx: number, dy: number]>> = {
  right: [1, 0],
  bottom: [0, 1],
  left: [-1, 0],
  top: [0, -1]
};
// Right, down, left, up: a way's direction in the search, and its opposite two further on.
const turns: readonly Side[] = ["right", "bottom", "left", "top"];

/** The corners of the way, from end to end. */
export function wayOf(wire: WireToLead, cards: readonly Rect[], laid: readonly Run[]): readonly Point[] {
  const {from, end} = wire;
  for (const reach of reaches) {
    const [x1, x2] = [Math.min(from.x, end.x) - reach, Math.max(from.x, end.x) + reach];
    const [y1, y2] = [Math.min(from.y, end.y) - reach, Math.max(from.y, end.y) + reach];
    const within = ({x, y, width, height}: Rect): boolean => x < x2 && x + width > x1 && y < y2 && y + height > y1;
    const about = laid.filter(({level, at, low, high}) =>
      level ? at > y1 && at < y2 && low < x2 && high > x1 : at > x1 && at < x2 && low < y2 && high > y1
    );
    const found = new Search(wire, cards.filter(within), about).best();
    if (found && (found.cost < perCard || reach === Infinity)) return found.points;
  }
  return [from, end];
}

class Search {
  readonly #wire: WireToLead;
  readonly #whose: {readonly source: string; readonly target: string};
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  /** What the stretch to the right of, and below, each crossing of lanes costs; not a number until it is asked for. */
  readonly #costs: readonly [Float64Array, Float64Array];
  readonly #leastPerLength: number;
  /** By lane, level and upright ones: the cards it may meet, the runs beside it. */
  readonly #cards: readonly [readonly Rect[][], readonly Rect[][]];
  readonly #beside: readonly [readonly Run[][], readonly Run[][]];
  /** By the lane before them, upright and level ones: the runs it would cross. */
  readonly #across: readonly [readonly Run[][], readonly Run[][]];

  constructor(wire: WireToLead, cards: readonly Rect[], laid: readonly Run[]) {
    this.#wire = wire;
    this.#whose = {source: wire.source, target: `${wire.to}.${wire.port}`};
    const {from, end} = wire;
    // Where wires of the same output run already, this one may run too.
    const own = laid.filter((run) => run.source === wire.source);
    this.#leastPerLength = own.length > 0 ? 1 - together : 1;
    const along = (level: boolean): number[] => own.filter((run) => run.level === level).map((run) => run.at);
    const edges = (low: number, high: number): number[] => lanes.flatMap((lane) => [low - lane, high + lane]);
    const middle = (a: number, b: number): number => Math.round((a + b) / 2);
    const besideX = cards.flatMap((c) => edges(c.x, c.x + c.width));
    const besideY = cards.flatMap((c) => edges(c.y, c.y + c.height));
    const [xs, ys] = [
      lanesOf([from.x, end.x, ...along(false), middle(from.x, end.x)], besideX),
      lanesOf([from.y, end.y, ...along(true), middle(from.y, end.y)], besideY)
    ];
    [this.#xs, this.#ys] = [xs, ys];
    const size = xs.length * ys.length;
    this.#costs = [new Float64Array(size).fill(NaN), new Float64Array(size).fill(NaN)];
    const [level, upright] = [laid.filter((run) => run.level), laid.filter((run) => !run.level)];
    const nearLane = (runs: readonly Run[], at: number): Run[] => runs.filter((run) => Math.abs(run.at - at) < paired);
    const between = (runs: readonly Run[], all: readonly number[], i: number): Run[] =>
      runs.filter(({at}) => at > all[i]! && at <= (all[i + 1] ?? -Infinity));
    this.#cards = [
      ys.map((y) => cards.filter((c) => y > c.y - clearance && y < c.y + c.height + clearance)),
      xs.map((x) => cards.filter((c) => x > c.x - clearance && x < c.x + c.width + clearance))
    ];
    this.#beside = [ys.map((y) => nearLane(level, y)), xs.map((x) => nearLane(upright, x))];
    this.#across = [xs.map((_, i) => between(upright, xs, i)), ys.map((_, i) => between(level, ys, i))];
  }

  // A* over crossings of lanes and the direction they are come to in. What is done for each of them takes no arrays apart: a workflow is
  // led when it is opened, before the browser has compiled this.
  best(): {readonly points: readonly Point[]; readonly cost: number} | undefined {
    const {from, end} = this.#wire;
    const [xs, ys] = [this.#xs, this.#ys];
    const width = xs.length;
    const at = (p: End): number => ys.indexOf(p.y) * width + xs.indexOf(p.x);
    const [start, goal] = [at(from), at(end)];
    const arrival = (turns.indexOf(end.side) + 2) % 4;
    const costs = new Float64Array(4 * width * ys.length).fill(Infinity);
    const came = new Int32Array(costs.length).fill(-1);
    const queue = new Queue();
    const first = 4 * start + turns.indexOf(from.side);
    costs[first] = 0;
    queue.push(first, 0);
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      const place = state >> 2;
      const direction = state & 3;
      if (place === goal && direction === arrival) return {points: this.#pointsTo(state, came), cost: costs[state]!};
      for (let turn = 0; turn < 4; ++turn) {
        // Neither back, nor aside before it has left its port.
        if (turn === (direction + 2) % 4 || (state === first && turn !== direction)) continue;
        const next = this.#next(place, turn);
        if (next === undefined || (next === goal && turn !== arrival)) continue;
        const stretch = this.#cost(Math.min(place, next), turn % 2 === 0 ? 0 : 1, place, next);
        const cost = costs[state]! + stretch + (turn === direction ? 0 : perCorner);
        const reached = 4 * next + turn;
        if (cost >= costs[reached]!) continue;
        costs[reached] = cost;
        came[reached] = state;
        const awayX = Math.abs(xs[next % width]! - end.x);
        const awayY = Math.abs(ys[Math.floor(next / width)]! - end.y);
        const corner = turn % 2 === 0 ? awayY > 0 : awayX > 0;
        queue.push(reached, cost + this.#leastPerLength * (awayX + awayY) + (corner ? perCorner : 0));
      }
    }
    return undefined;
  }

  #next(place: number, turn: number): number | undefined {
    const width = this.#xs.length;
    const by = directions[turns[turn]!];
    const nx = (place % width) + by[0];
    const ny = Math.floor(place / width) + by[1];
    return nx < 0 || ny < 0 || nx >= width || ny >= this.#ys.length ? undefined : ny * width + nx;
  }

  #cost(place: number, upright: 0 | 1, a: number, b: number): number {
    const known = this.#costs[upright][place]!;
    if (!Number.isNaN(known)) return known;
    const width = this.#xs.length;
    const first = Math.min(a, b);
    const last = Math.max(a, b);
    const column = first % width;
    const row = Math.floor(first / width);
    const x1 = this.#xs[column]!;
    const y1 = this.#ys[row]!;
    const x2 = this.#xs[last % width]!;
    const y2 = this.#ys[Math.floor(last / width)]!;
    const level = upright === 0;
    const lane = level ? row : column;
    const before = level ? column : row;
    const run = {level, at: level ? y1 : x1, low: level ? x1 : y1, high: level ? x2 : y2};
    const company =
      costBeside(this.#beside[upright][lane]!, this.#whose, run) +
      costAcross(this.#across[upright][before]!, this.#whose.source, run);
    const cost = run.high - run.low + company + this.#cardCost(this.#cards[upright][lane]!, x1, x2, y1, y2);
    this.#costs[upright][place] = cost;
    return cost;
  }

  #cardCost(cards: readonly Rect[], x1: number, x2: number, y1: number, y2: number): number {
    if (cards.length === 0) return 0;
    let cost = 0;
    // Straight before its own ports a wire comes up to the card.
    const off = this.#leaves(this.#wire.from, x1, x2, y1, y2) || this.#leaves(this.#wire.end, x1, x2, y1, y2) ? 0 : clearance;
    for (const c of cards)
      if (x2 > c.x - off && x1 < c.x + c.width + off && y2 > c.y - off && y1 < c.y + c.height + off) cost += perCard;
    return cost;
  }

  #leaves({x, y, side}: End, x1: number, x2: number, y1: number, y2: number): boolean {
    const dx = directions[side][0];
    const dy = directions[side][1];
    if (dx !== 0) return y1 === y && y2 === y && (dx > 0 ? x1 >= x && x1 < x + lanes[0]! : x2 <= x && x2 > x - lanes[0]!);
    return x1 === x && x2 === x && (dy > 0 ? y1 >= y && y1 < y + lanes[0]! : y2 <= y && y2 > y - lanes[0]!);
  }

  #pointsTo(state: number, came: Int32Array): readonly Point[] {
    const width = this.#xs.length;
    const points: Point[] = [];
    for (let s = state; s >= 0; s = came[s]!)
      points.unshift({x: this.#xs[(s >> 2) % width]!, y: this.#ys[Math.floor((s >> 2) / width)]!});
    return straightened(points);
  }
}

// Lanes in order, those of the ends and, between them, none nearer than this to another.
const leastApart = 4;

function lanesOf(ends: readonly number[], others: readonly number[]): number[] {
  const found = [...new Set(ends)];
  const far = (value: number): boolean => found.every((f) => Math.abs(f - value) >= leastApart);
  const sorted = [...new Set(others)].sort((a, b) => a - b);
  let last = -Infinity;
  for (const value of sorted) {
    if (value - last < leastApart || !far(value)) continue;
    last = value;
    found.push(value);
  }
  return found.sort((a, b) => a - b);
}

/** States by what they cost at least; of equal ones the earlier comes first. */
class Queue {
  readonly #states: number[] = [];
  readonly #costs: number[] = [];

  push(state: number, cost: number): void {
    const states = this.#states;
    const costs = this.#costs;
    let i = states.length;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (costs[up]! <= cost) break;
      states[i] = states[up]!;
      costs[i] = costs[up]!;
      i = up;
    }
    states[i] = state;
    costs[i] = cost;
  }

  pop(): number | undefined {
    const states = this.#states;
    const costs = this.#costs;
    if (states.length === 0) return undefined;
    const top = states[0]!;
    const state = states.pop()!;
    const cost = costs.pop()!;
    const n = states.length;
    if (n === 0) return top;
    let i = 0;
    for (let down = 1; down < n; down = 2 * i + 1) {
      const least = down + 1 < n && costs[down + 1]! < costs[down]! ? down + 1 : down;
      if (costs[least]! >= cost) break;
      states[i] = states[least]!;
      costs[i] = costs[least]!;
      i = least;
    }
    states[i] = state;
    costs[i] = cost;
    return top;
  }
}
