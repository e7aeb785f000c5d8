// What the canvas draws: cards, frames and wires with their ways. What looks the same stays the same object, so that it is not drawn again.
import {useMemo, useRef} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {Place} from "../commands.ts";
import type {Comparison, Marked} from "./comparison.ts";
import {namesOf, type PlacedFrame, placeFrames} from "./frames.ts";
import {
  around,
  placeCards,
  type PlacedCard,
  type PlacedWire,
  placeWires,
  type Rect,
  type Resting,
  touchedBy
} from "./geometry.ts";
import type {LabelPlace} from "./labels.ts";
import {alike, useKept} from "./kept.ts";
import {missingPlaces} from "./layout.ts";
import {useLabels, useRoutes} from "./led.ts";
import type {Ways} from "./routes.ts";

export interface Scene {
  /** With a place for every step; while comparing, with what only the other workflow has. */
  readonly workflow: Workflow;
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly frames: readonly PlacedFrame[];
  readonly wires: readonly PlacedWire[];
  /** Of wires that are not led yet there is none. */
  readonly routes: Ways;
  /** Whether all of them are final. */
  readonly led: boolean;
  /** Where the rows of a table stand, by its source. */
  readonly labels: ReadonlyMap<string, LabelPlace>;
  /** Marks of what differs, while comparing. */
  readonly marked: Marked | undefined;
  /** All that is drawn; undefined where nothing is. */
  readonly extent: Rect | undefined;
}

/** The scene of a workflow, while cards are dragged too, and while it is compared. */
export function useScene(own: Workflow, moved: ReadonlyMap<string, Place>, comparison: Comparison | undefined): Scene {
  const marked = useMemo(() => comparison?.marks(own), [comparison, own]);
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
  const obstacles = useMemo(() => [...cards.values(), ...frames.flatMap(namesOf)], [cards, frames]);
  const {routes, led} = useRoutes(wires, obstacles, frames, dragging);
  const labels = useLabels(workflow, wires, routes, obstacles, dragging);
  const extent = useExtent(obstacles, dragging);
  return useMemo(
    () => ({workflow, cards, frames, wires, routes, led, labels, marked, extent}),
    [workflow, cards, frames, wires, routes, led, labels, marked, extent]
  );
}

function withPlaces(workflow: Workflow): Workflow {
  const places = missingPlaces(workflow);
  return Object.keys(places).length === 0
    ? workflow
    : {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, ...places}}};
}

/** Wires lead around the cards at the edge. */
const margin = 24;

// The same whether the wires are led or not, so that the view stays where it is when they come.
function useExtent(rects: readonly Rect[], dragging: boolean): Rect | undefined {
  const last = useRef<Rect>(undefined);
  return useMemo(() => {
    if (dragging) return last.current;
    const {x, y, width, height} = around(rects);
    const extent = {x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin};
    if (rects.length === 0) last.current = undefined;
    else if (!alike(last.current, extent)) last.current = extent;
    return last.current;
  }, [rects, dragging]);
}
