// Frames around groups on the canvas: whichever steps are put together, they enclose those and no others.
import {describe, expect, it} from "vitest";
import type {Workflow} from "../../runtime/workflow.ts";
import {namesOf, placeFrames} from "../../src/app/canvas/frames.ts";
import {overlap, placeCards, type Rect} from "../../src/app/canvas/geometry.ts";
import {read} from "./scenes.ts";

const contains = (a: Rect, b: Rect): boolean =>
  b.x >= a.x && b.y >= a.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height;

function grouped(workflow: Workflow, steps: readonly string[]): Workflow {
  return {...workflow, view: {...workflow.view, groups: {"What is learned": {steps}}}};
}

describe.each(["mips1-clean", "dustpedia", "upper-sco"])("frames in %s", (name) => {
  const workflow = read(name);
  const cards = placeCards(workflow, new Map());
  const ids = [...workflow.steps.keys()];
  const choices = ids.flatMap((a, i) => ids.slice(0, i).flatMap((b, j) => [[a, b], ids.slice(j, i + 1)]));

  it("enclose every card of the group and touch no other, names and all", () => {
    const wrong: string[] = [];
    for (const steps of choices) {
      const [frame] = placeFrames(grouped(workflow, steps), cards);
      for (const [id, card] of cards)
        if (steps.includes(id) && !frame!.parts.some((part) => contains(part, card))) wrong.push(`${steps.join()}: not ${id}`);
        else if (!steps.includes(id) && frame!.parts.some((part) => overlap(part, card, 0))) wrong.push(`${steps.join()}: ${id}`);
      for (const [i, strip] of namesOf(frame!).entries()) {
        if (!contains(frame!.parts[i]!, strip)) wrong.push(`${steps.join()}: name outside`);
        for (const [id, card] of cards) if (overlap(strip, card, 0)) wrong.push(`${steps.join()}: name on ${id}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("are one rectangle where nothing stands between", () => {
    const [frame] = placeFrames(grouped(workflow, ids), cards);
    expect(frame!.parts).toHaveLength(1);
  });
});

it("the frame of Hull and Boruta ends below Candidates", () => {
  const workflow = read("mips1-clean");
  const cards = placeCards(workflow, new Map());
  const [frame] = placeFrames(grouped(workflow, ["hull", "boruta"]), cards);
  const candidates = cards.get("candidates")!;
  expect(frame!.parts).toHaveLength(1);
  // Where no wire comes in.
  expect(frame!.parts[0]!.name).toBe("bottom");
  expect(frame!.y).toBeGreaterThan(candidates.y + candidates.height);
});
