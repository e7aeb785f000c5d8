import type * as DagreModule from "@dagrejs/dagre";
import {parseWire, type Workflow} from "../../../runtime/workflow.ts";
import {type Place, wiresOf} from "../commands.ts";
import {sizeOf} from "./geometry.ts";
import {titleOf} from "./words.ts";

const grid = 10;

type Dagre = typeof DagreModule;

let dagre: Dagre | undefined;

/** Loads what lays out: most workflows bring their places along. */
export async function loadLayout(): Promise<Dagre> {
  return (dagre ??= await import("@dagrejs/dagre"));
}

/** A place for every step, from left to right. */
export async function layOut(workflow: Workflow): Promise<Record<string, Place>> {
  return layOutWith(await loadLayout(), workflow);
}

function layOutWith({graphlib, layout}: Dagre, workflow: Workflow): Record<string, Place> {
  const graph = new graphlib.Graph();
  graph.setGraph({rankdir: "LR", nodesep: 34, ranksep: 56});
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, {type}] of workflow.steps) {
    const {width, height} = sizeOf(type, titleOf(workflow, id));
    graph.setNode(id, {width, height});
  }
  for (const {to, source} of wiresOf(workflow)) {
    const from = parseWire(source)!.step;
    if (workflow.steps.has(from) && from !== to) graph.setEdge(from, to);
  }
  layout(graph);
  return Object.fromEntries(
    [...workflow.steps.keys()].map((id) => {
      const {x, y, width, height} = graph.node(id) as {
        readonly x: number;
        readonly y: number;
        readonly width: number;
        readonly height: number;
      };
      return [id, [snapped(x - width / 2), snapped(y - height / 2)] as const];
    })
  );
}

/** Places for the steps that have none: all anew where none has, else beside what they read from. */
export function missingPlaces(workflow: Workflow): Record<string, Place> {
  const {layout: known} = workflow.view;
  const missing = [...workflow.steps.keys()].filter((id) => !known[id]);
  if (missing.length === 0) return {};
  if (missing.length === workflow.steps.size && dagre) return layOutWith(dagre, workflow);
  const places: Record<string, Place> = {};
  for (const id of missing) {
    const sources = Object.values(workflow.steps.get(id)!.inputs).flat();
    const beside = sources
      .map((source) => parseWire(source)?.step ?? "")
      .map((s) => places[s] ?? known[s])
      .find(Boolean);
    const start: Place = beside ? [beside[0] + 158, beside[1]] : lowest([...Object.values(known), ...Object.values(places)]);
    places[id] = freePlace(start, [...Object.values(known), ...Object.values(places)]);
  }
  return places;
}

/** The nearest place at or below the one wished for where no card stands. */
export function freePlace([x, y]: Place, taken: readonly Place[]): Place {
  for (let down = 0; ; down += 82) {
    const at: Place = [snapped(x), snapped(y + down)];
    if (taken.every(([tx, ty]) => Math.abs(tx - at[0]) >= 130 || Math.abs(ty - at[1]) >= 66)) return at;
  }
}

function lowest(places: readonly Place[]): Place {
  if (places.length === 0) return [0, 0];
  return [Math.min(...places.map(([x]) => x)), Math.max(...places.map(([, y]) => y)) + 82];
}

export function snapped(x: number): number {
  return Math.round(x / grid) * grid;
}
