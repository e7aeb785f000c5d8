// What the canvas draws: cards, frames and wires with their ways. What looks the same stays the same object, so that it is not drawn again.
import {useMemo, useRef} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {Place} from "../commands.ts";
import {compare, type Comparison, type Marked} from "./comparison.ts";
import {
  around,
  nameOf,
  placeCards,
  type PlacedCard,
  type PlacedFrame,
  placeFrames,
  type PlacedWire,
  placeWires,
  type Rect,
  type Resting,
  touchedBy
} from "./geometry.ts";
import {type LabelPlace, placeLabels} from "./labels.ts";
import {missingPlaces} from "./layout.ts";
import type {Point} from "./path.ts";
import {quickWay, routeWires} from "./routes.ts";

export interface Scene {
  /** With a place for every step; while comparing, with what only the other workflow has. */
  readonly workflow: Workflow;
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly frames: readonly PlacedFrame[];
  readonly wires: readonly PlacedWire[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** Where the rows of a table stand, by its source. */
  readonly labels: ReadonlyMap<string, LabelPlace>;
  /** Marks of what differs, while comparing. */
  readonly marked: Marked | undefined;
  /** All that is drawn; undefined where nothing is. */
  readonly extent: Rect | undefined;
}

/** The scene of a workflow, while cards are dragged too, and while it is compared. */
export function useScene(own: Workflow, moved: ReadonlyMap<string, Place>, comparison: Comparison | undefined): Scene {
  const marked = useMemo(() => (comparison ? compare(comparison.base, own) : undefined), [comparison, own]);
  const workflow = useMemo(() => withPlaces(marked?.both ?? own), [marked, own]);
  const keepCards = useKept<PlacedCard>();
  const keepFrames = useKept<PlacedFrame>();
  const keepWires = useKept<PlacedWire>();
  const last = useRef<Pick<Resting, "cards" | "wires"> & {readonly workflow: Workflow}>(undefined);
  const dragging = moved.size > 0;
  const {cards, wires} = useMemo(() => {
    const before = last.current;
    const resting =
      dragging && before?.workflow === workflow
        ? {...before, touched: touchedBy(moved.keys(), workflow, before.wires)}
        : undefined;
    const kept = keepCards([...placeCards(workflow, moved, resting).values()]);
    const placed = new Map(kept.map((card) => [card.id, card]));
    last.current = {workflow, cards: placed, wires: keepWires(placeWires(workflow, placed, resting))};
    return last.current;
  }, [workflow, moved, dragging, keepCards, keepWires]);
  const frames = useMemo(() => keepFrames(placeFrames(workflow, cards)), [workflow, cards, keepFrames]);
  const obstacles = useMemo(() => [...cards.values(), ...frames.map(nameOf)], [cards, frames]);
  const routes = useRoutes(wires, obstacles, frames, dragging);
  const labels = useLabels(workflow, wires, routes, obstacles, dragging);
  const extent = useExtent(obstacles, routes, dragging);
  return useMemo(
    () => ({workflow, cards, frames, wires, routes, labels, marked, extent}),
    [workflow, cards, frames, wires, routes, labels, marked, extent]
  );
}

function withPlaces(workflow: Workflow): Workflow {
  const places = missingPlaces(workflow);
  return Object.keys(places).length === 0
    ? workflow
    : {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, ...places}}};
}

/** Gives, for new objects by id, those given before where they are alike. */
export function useKept<T extends {readonly id: string}>(): (items: readonly T[]) => readonly T[] {
  const last = useRef(new Map<string, T>());
  return useRef((items: readonly T[]): readonly T[] => {
    const kept = items.map((item) => {
      const before = last.current.get(item.id);
      return before !== undefined && alike(before, item) ? before : item;
    });
    last.current = new Map(kept.map((item) => [item.id, item]));
    return kept;
  }).current;
}

function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length) return false;
  return names.every((name) => alike((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}

/** Up to so many wires all are led anew when a card came to rest. */
const leadAnew = 60;
/** How near to a wire a card concerns it. */
const concern = 40;

interface Settled {
  readonly wires: ReadonlyMap<string, PlacedWire>;
  readonly rects: readonly Rect[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

// While cards are dragged, wires that end at them take the first simple way, and all the others keep theirs. When they came to rest, only what
// they touch is led anew where there is much of it, and everything where that takes no time.
function useRoutes(
  wires: readonly PlacedWire[],
  rects: readonly Rect[],
  frames: readonly PlacedFrame[],
  dragging: boolean
): ReadonlyMap<string, readonly Point[]> {
  const settled = useRef<Settled>({wires: new Map(), rects: [], routes: new Map()});
  return useMemo(() => {
    const {wires: before, routes, rects: stood} = settled.current;
    const still = wires.filter((w) => before.get(w.id) === w && routes.has(w.id));
    const kept = new Map(still.map((w) => [w.id, routes.get(w.id)!]));
    if (dragging) {
      const found = new Map(kept);
      for (const wire of wires) if (!kept.has(wire.id)) found.set(wire.id, quickWay(wire, rects));
      return found;
    }
    const changed = changedPlaces(stood, rects);
    if (changed.length > 0 && wires.length <= leadAnew) kept.clear();
    for (const [id, points] of kept) if (changed.some((rect) => passes(points, rect))) kept.delete(id);
    const found = routeWires(wires, rects, kept, frames);
    for (const [id, points] of found) {
      const old = routes.get(id);
      if (old && alike(old, points)) found.set(id, old);
    }
    settled.current = {wires: new Map(wires.map((w) => [w.id, w])), rects, routes: found};
    return found;
  }, [wires, rects, frames, dragging]);
}

function useExtent(rects: readonly Rect[], routes: ReadonlyMap<string, readonly Point[]>, dragging: boolean): Rect | undefined {
  const last = useRef<Rect>(undefined);
  return useMemo(() => {
    if (dragging) return last.current;
    const corners = [...routes.values()].flat().map(({x, y}) => ({x, y, width: 0, height: 0}));
    const extent = rects.length === 0 ? undefined : around([...rects, ...corners]);
    if (!alike(last.current, extent)) last.current = extent;
    return last.current;
  }, [rects, routes, dragging]);
}

// Places cards came to or left.
function changedPlaces(before: readonly Rect[], now: readonly Rect[]): Rect[] {
  const key = ({x, y, width, height}: Rect): string => `${x} ${y} ${width} ${height}`;
  const [old, fresh] = [new Set(before.map(key)), new Set(now.map(key))];
  return [...before.filter((r) => !fresh.has(key(r))), ...now.filter((r) => !old.has(key(r)))];
}

// Whether a way runs so near a place that a card there concerns it.
function passes(points: readonly Point[], {x, y, width, height}: Rect): boolean {
  return points.some((b, i) => {
    const a = points[i - 1] ?? b;
    return (
      Math.min(a.x, b.x) < x + width + concern &&
      Math.max(a.x, b.x) > x - concern &&
      Math.min(a.y, b.y) < y + height + concern &&
      Math.max(a.y, b.y) > y - concern
    );
  });
}

// While cards are dragged the counts of other wires stay where they are.
function useLabels(
  workflow: Workflow,
  wires: readonly PlacedWire[],
  routes: ReadonlyMap<string, readonly Point[]>,
  rects: readonly Rect[],
  dragging: boolean
): ReadonlyMap<string, LabelPlace> {
  const last = useRef<{readonly routes: ReadonlyMap<string, readonly Point[]>; readonly labels: ReadonlyMap<string, LabelPlace>}>(
    {
      routes: new Map(),
      labels: new Map()
    }
  );
  return useMemo(() => {
    const led = new Set(wires.filter(({id}) => last.current.routes.get(id) !== routes.get(id)).map((w) => w.source));
    if (dragging && led.size === 0) return last.current.labels;
    const kept = dragging ? new Map([...last.current.labels].filter(([source]) => !led.has(source))) : undefined;
    const own = dragging ? wires.filter((w) => led.has(w.source)) : wires;
    const labels = placeLabels(own, routes, rects, workflow, kept);
    for (const [source, place] of labels) {
      const old = last.current.labels.get(source);
      if (old && alike(old, place)) labels.set(source, old);
    }
    last.current = {routes, labels};
    return labels;
  }, [workflow, wires, routes, rects, dragging]);
}
