// The ways of wires on the canvas: what a person would call tidy, held for every workflow and for a canvas of many.
import {describe, expect, it} from "vitest";
import type {Workflow} from "../../runtime/workflow.ts";
import {type PlacedCard, placeCards, type PlacedWire, placeWires, type Rect} from "../../src/app/canvas/geometry.ts";
import {boxOf, placeLabels} from "../../src/app/canvas/labels.ts";
import {runsOf} from "../../src/app/canvas/laid.ts";
import type {Point} from "../../src/app/canvas/path.ts";
import {routeWires} from "../../src/app/canvas/routes.ts";
import {read} from "./scenes.ts";

/** A workflow several times on one canvas, three in a row. */
function copies(workflow: Workflow, n: number): Workflow {
  const steps = new Map<string, Workflow["steps"] extends ReadonlyMap<string, infer S> ? S : never>();
  const layout: Record<string, readonly [number, number]> = {};
  for (let i = 0; i < n; ++i) {
    const renamed = (source: string): string => source.replace(".", `-${i}.`);
    for (const [id, step] of workflow.steps) {
      const inputs = Object.fromEntries(Object.entries(step.inputs).map(([port, sources]) => [port, sources.map(renamed)]));
      steps.set(`${id}-${i}`, {...step, inputs});
      const [x, y] = workflow.view.layout[id]!;
      layout[`${id}-${i}`] = [x + 1060 * (i % 3), y + 700 * Math.floor(i / 3)];
    }
  }
  return {...workflow, steps, view: {...workflow.view, layout}};
}

interface Drawn {
  readonly workflow: Workflow;
  readonly cards: ReadonlyMap<string, PlacedCard>;
  readonly wires: readonly PlacedWire[];
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

function drawn(workflow: Workflow): Drawn {
  const cards = placeCards(workflow, new Map());
  const wires = placeWires(workflow, cards);
  return {workflow, cards, wires, routes: routeWires(wires, [...cards.values()])};
}

const inside = ({x, y, width, height}: Rect, a: Point, b: Point): boolean =>
  Math.max(a.x, b.x) > x + 0.5 &&
  Math.min(a.x, b.x) < x + width - 0.5 &&
  Math.max(a.y, b.y) > y + 0.5 &&
  Math.min(a.y, b.y) < y + height - 0.5;

const names = ["mips1-clean", "mips1-unclean", "irac4-clean", "irac4-unclean", "dustpedia", "upper-sco"];
const scenes = [
  ...names.map((name) => [name, drawn(read(name))] as const),
  ["six studies on one canvas", drawn(copies(read("mips1-clean"), 6))] as const
];

describe.each(scenes)("the wires of %s", (_name, {workflow, cards, wires, routes}) => {
  it("run level and upright from port to port, and cross no card", () => {
    const wrong: string[] = [];
    for (const {id, from, end} of wires) {
      const points = routes.get(id)!;
      expect([id, points[0], points.at(-1)]).toEqual([id, {x: from.x, y: from.y}, {x: end.x, y: end.y}]);
      for (const [i, b] of points.slice(1).entries()) {
        const a = points[i]!;
        if (a.x !== b.x && a.y !== b.y) wrong.push(`${id} runs aslant`);
        for (const card of cards.values()) if (inside(card, a, b)) wrong.push(`${id} crosses ${card.id}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("leave and arrive as their ports face", () => {
    for (const {id, from, end} of wires) {
      const points = routes.get(id)!;
      const toward = (at: {readonly side: string}, a: Point, b: Point): boolean =>
        ({right: b.x > a.x, left: b.x < a.x, bottom: b.y > a.y, top: b.y < a.y})[at.side as "left"];
      expect([id, toward(from, points[0]!, points[1]!), toward(end, points.at(-1)!, points.at(-2)!)]).toEqual([id, true, true]);
    }
  });

  it("never run on top of those of another output", () => {
    const runs = wires.flatMap(({id, source, to, port}) => runsOf(routes.get(id)!, {source, target: `${to}.${port}`, wire: id}));
    const wrong: string[] = [];
    for (const a of runs)
      for (const b of runs) {
        if (a.source >= b.source || a.level !== b.level || a.target === b.target || Math.abs(a.at - b.at) >= 6) continue;
        if (Math.min(a.high, b.high) > Math.max(a.low, b.low)) wrong.push(`${a.wire} on ${b.wire}`);
      }
    expect(wrong).toEqual([]);
  });

  it("carry each count once, clear of cards, of other counts and of other wires", () => {
    const labels = placeLabels(wires, routes, [...cards.values()], workflow);
    const boxes = [...labels].map(([source, place]) => ({source, box: boxOf(place)}));
    expect(boxes.length).toBeGreaterThan(6);
    const meet = (a: Rect, b: Rect): boolean =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    const runs = wires.flatMap(({id, source}) => runsOf(routes.get(id)!, {source, target: "", wire: id}));
    const wrong: string[] = [];
    for (const {source, box} of boxes) {
      for (const card of cards.values()) if (meet(box, card)) wrong.push(`${source} on card ${card.id}`);
      for (const other of boxes) if (other.source !== source && meet(box, other.box)) wrong.push(`${source} on ${other.source}`);
      for (const {level, at, low, high, wire, source: of} of runs) {
        const line = level ? {x: low, y: at, width: high - low, height: 0} : {x: at, y: low, width: 0, height: high - low};
        if (of !== source && meet(box, line)) wrong.push(`${source} on wire ${wire}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("routing again", () => {
  it("leaves the wires it keeps as they were, and leads the others around them", () => {
    const {cards, wires, routes} = scenes[0]![1];
    const kept = new Map([...routes].slice(0, 12));
    const again = routeWires(wires, [...cards.values()], kept);
    for (const [id, points] of kept) expect(again.get(id)).toEqual(points);
    expect(again.size).toBe(wires.length);
  });

  it("gives the same ways for the same places", () => {
    const {cards, wires, routes} = scenes[0]![1];
    expect([...routeWires(wires, [...cards.values()])]).toEqual([...routes]);
  });
});
