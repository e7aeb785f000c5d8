// What the canvas draws: cards, frames and wires with their ways. What looks the same stays the same object, so that it is not drawn again.
import {useMemo, useRef} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {Place} from "../commands.ts";
import {compare, type Comparison, type Marked} from "./comparison.ts";
import {
  nameOf,
  placeCards,
  type PlacedCard,
  type PlacedFrame,
  placeFrames,
  type PlacedWire,
  placeWires,
  type Rect
} from "./geometry.ts";
import {missingPlaces} from "./layout.ts";
import {type Point, routeWires} from "./routes.ts";

export interface Scene {
  /** With a place for every step; while comparing, with what only the other workflow has. */
  readonly workflow: Workflow;
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly frames: readonly PlacedFrame[];
  readonly wires: readonly PlacedWire[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** Marks of what differs, while comparing. */
  readonly marked: Marked | undefined;
}

/** The scene of a workflow, while cards are dragged too, and while it is compared. */
export function useScene(own: Workflow, moved: ReadonlyMap<string, Place>, comparison: Comparison | undefined): Scene {
  const marked = useMemo(() => (comparison ? compare(comparison.base, own) : undefined), [comparison, own]);
  const workflow = useMemo(() => withPlaces(marked?.both ?? own), [marked, own]);
  const keepCards = useKept<PlacedCard>();
  const keepFrames = useKept<PlacedFrame>();
  const keepWires = useKept<PlacedWire>();
  const cards = useMemo(() => {
    const kept = keepCards([...placeCards(workflow, moved).values()]);
    return new Map(kept.map((card) => [card.id, card]));
  }, [workflow, moved, keepCards]);
  const frames = useMemo(() => keepFrames(placeFrames(workflow, cards)), [workflow, cards, keepFrames]);
  const wires = useMemo(() => keepWires(placeWires(workflow, cards)), [workflow, cards, keepWires]);
  const obstacles = useMemo(() => [...cards.values(), ...frames.map(nameOf)], [cards, frames]);
  const routes = useRoutes(wires, obstacles, moved);
  return useMemo(() => ({workflow, cards, frames, wires, routes, marked}), [workflow, cards, frames, wires, routes, marked]);
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

interface Settled {
  readonly wires: ReadonlyMap<string, PlacedWire>;
  readonly rects: readonly Rect[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

// Wires whose ends stay keep their way while cards are dragged, where others take the first simple one, and while all cards stand still.
function useRoutes(
  wires: readonly PlacedWire[],
  rects: readonly Rect[],
  moved: ReadonlyMap<string, Place>
): ReadonlyMap<string, readonly Point[]> {
  const settled = useRef<Settled>({wires: new Map(), rects: [], routes: new Map()});
  return useMemo(() => {
    const {wires: before, routes, rects: stood} = settled.current;
    const still = wires.filter((w) => before.get(w.id) === w && routes.has(w.id));
    const kept = new Map(still.map((w) => [w.id, routes.get(w.id)!]));
    if (moved.size > 0) return routeWires(wires, rects, kept, true);
    const rewired = rects.length === stood.length && rects.every((r, i) => samePlace(r, stood[i]!));
    const found = routeWires(wires, rects, rewired ? kept : undefined);
    for (const [id, points] of found) {
      const old = routes.get(id);
      if (old && alike(old, points)) found.set(id, old);
    }
    settled.current = {wires: new Map(wires.map((w) => [w.id, w])), rects, routes: found};
    return found;
  }, [wires, rects, moved]);
}

function samePlace(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
