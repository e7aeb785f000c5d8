// The ways and counts of the wires on the canvas: at once where that is quick, else over several frames, so that the page never stands still.
import {startTransition, useEffect, useMemo, useRef, useState} from "react";
import type {Workflow} from "../../../runtime/workflow.ts";
import type {PlacedFrame} from "./frames.ts";
import type {PlacedWire, Rect} from "./geometry.ts";
import {alike} from "./kept.ts";
import {type LabelPlace, placeLabels} from "./labels.ts";
import type {Point} from "./path.ts";
import {leading, quickWay, type Ways} from "./routes.ts";

/** Up to so many wires all are led anew when a card came to rest. */
const leadAnew = 60;
/** How near to a wire a card concerns it. */
const concern = 40;
/** How long to lead before the rest is left to later frames, and in each of those. */
const [atOnceMs, perFrameMs] = [20, 10];

interface Settled {
  readonly wires: ReadonlyMap<string, PlacedWire>;
  readonly rects: readonly Rect[];
  readonly routes: Ways;
}

/** Ways to show now, and how the final ones are found where they are not. */
interface Begun {
  readonly routes: Ways;
  /** Leads on for some milliseconds; gives the final ways once it has them. */
  readonly further?: (ms: number) => Ways | undefined;
}

/**
 * The way of every wire, and whether all are final; for some frames there is none of a wire that is new. While cards are dragged, wires that end at them take the first simple
 * way, and all the others keep theirs. When they came to rest, only what they touch is led anew where there is much of it, and everything
 * where that takes no time.
 */
export function useRoutes(
  wires: readonly PlacedWire[],
  rects: readonly Rect[],
  frames: readonly PlacedFrame[],
  dragging: boolean
): {readonly routes: Ways; readonly led: boolean} {
  const settled = useRef<Settled>({wires: new Map(), rects: [], routes: new Map()});
  const [late, setLate] = useState<{readonly begun: Begun; readonly routes: Ways; readonly led: true}>();
  const begun = useMemo((): Begun => {
    const {wires: before, routes, rects: stood} = settled.current;
    const still = wires.filter((w) => before.get(w.id) === w && routes.has(w.id));
    const kept = new Map(still.map((w) => [w.id, routes.get(w.id)!]));
    if (dragging) return {routes: withQuickWays(kept, wires, rects)};
    const shown = new Map(kept);
    const changed = changedPlaces(stood, rects);
    if (changed.length > 0 && wires.length <= leadAnew) kept.clear();
    for (const [id, points] of kept) if (changed.some((rect) => passes(points, rect))) kept.delete(id);
    const work = leading(wires, rects, kept, frames);
    const further = (ms: number): Ways | undefined => {
      const found = within(ms, work);
      if (!found) return undefined;
      for (const [id, points] of found) {
        const old = routes.get(id);
        if (old && alike(old, points)) found.set(id, old);
      }
      settled.current = {wires: new Map(wires.map((w) => [w.id, w])), rects, routes: found};
      return found;
    };
    const found = further(atOnceMs);
    if (found) return {routes: found};
    // On a canvas that is just opened the cards come first; a wire that was moved is shown as it was while it was drawn.
    return {routes: routes.size === 0 ? shown : withQuickWays(shown, wires, rects), further};
  }, [wires, rects, frames, dragging]);
  useEffect(() => {
    const {further} = begun;
    if (!further) return;
    const lead = (): void => {
      const routes = further(perFrameMs);
      if (routes) startTransition(() => setLate({begun, routes, led: true}));
      else frame = requestAnimationFrame(lead);
    };
    let frame = requestAnimationFrame(lead);
    return () => cancelAnimationFrame(frame);
  }, [begun]);
  return late?.begun === begun ? late : {routes: begun.routes, led: !begun.further};
}

// What the work gives, if it is done after so many milliseconds.
function within<T>(ms: number, work: Generator<undefined, T>): T | undefined {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const {done, value} = work.next();
    if (done) return value;
  }
  return undefined;
}

function withQuickWays(known: Ways, wires: readonly PlacedWire[], rects: readonly Rect[]): Ways {
  const found = new Map(known);
  for (const wire of wires) if (!found.has(wire.id)) found.set(wire.id, quickWay(wire, rects));
  return found;
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

/** Where counts stand; while cards are dragged those of other wires stay where they are. */
export function useLabels(
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
