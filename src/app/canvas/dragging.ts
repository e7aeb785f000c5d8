// Cards, groups and frames under the pointer: where their steps go, and a wire they may be put on.
import type {NodeChange} from "@xyflow/react";
import type {Place, Wire} from "../commands.ts";
import {fitOnWire, wiresOf} from "../commands.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {parseWire} from "../../../runtime/workflow.ts";
import type {Rect} from "./geometry.ts";
import {snapped} from "./layout.ts";
import type {Point} from "./path.ts";
import type {Scene} from "./scene.ts";

const reach = 14;

/** The places of the steps behind cards and frames that moved; frames and groups move all their steps as far as they went. */
export function movedPlaces(
  changes: readonly NodeChange[],
  scene: Scene,
  settled: ReadonlyMap<string, Rect>
): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const change of changes) {
    if (change.type !== "position" || !change.position) continue;
    const {x, y} = change.position;
    const members = membersBehind(change.id, scene);
    const start = settled.get(change.id);
    if (members === undefined || !start) places.set(change.id, [x, y]);
    else
      for (const id of members) {
        const [ox, oy] = scene.workflow.view.layout[id] ?? [0, 0];
        places.set(id, [ox + x - start.x, oy + y - start.y]);
      }
  }
  return places;
}

/** Where dragged steps come to stand: the first on the grid, and the others as far from it as they were. */
export function settledPlaces(moved: ReadonlyMap<string, Place>, layout: Workflow["view"]["layout"]): Record<string, Place> {
  const [first] = moved;
  if (!first) return {};
  const [id, [x, y]] = first;
  const [ox, oy] = layout[id] ?? [x, y];
  const [dx, dy] = [snapped(x) - ox, snapped(y) - oy];
  return Object.fromEntries(
    [...moved].map(([step, [mx, my]]) => {
      const before = layout[step];
      return [step, before ? [before[0] + dx, before[1] + dy] : [snapped(mx), snapped(my)]];
    })
  );
}

/** The steps of a collapsed group or a frame; undefined for the card of a step. */
export function membersBehind(id: string, {cards, frames}: Scene): readonly string[] | undefined {
  if (id.startsWith("frame:")) return frames.find((f) => f.id === id)?.members;
  return cards.get(id)?.group === undefined ? undefined : cards.get(id)!.members;
}

/** Where every card and frame stands. */
export function restingPlaces({cards, frames}: Scene): ReadonlyMap<string, Rect> {
  return new Map<string, Rect>([...cards, ...frames.map((f) => [f.id, f] as const)]);
}

/** The wire a node of a type would stand on at a place, where it may; the nearest. */
export function wireUnder(at: Point, type: string, {workflow, wires, routes}: Scene): Wire | undefined {
  let found: {readonly wire: Wire; readonly far: number} | undefined;
  for (const wire of wires) {
    const far = distanceTo(routes.get(wire.id) ?? [], at);
    if (far > reach || (found && far >= found.far) || !fitOnWire(workflow, type, wire.source)) continue;
    found = {wire, far};
  }
  return found?.wire;
}

/** Whether a step has no wires at all, so that it may be put on one. */
export function isLoose(workflow: Workflow, id: string): boolean {
  return wiresOf(workflow).every(({to, source}) => to !== id && parseWire(source)?.step !== id);
}

function distanceTo(points: readonly Point[], {x, y}: Point): number {
  let least = Infinity;
  for (let i = 1; i < points.length; ++i) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const dx = Math.max(Math.min(a.x, b.x) - x, 0, x - Math.max(a.x, b.x));
    const dy = Math.max(Math.min(a.y, b.y) - y, 0, y - Math.max(a.y, b.y));
    least = Math.min(least, Math.hypot(dx, dy));
  }
  return least;
}
