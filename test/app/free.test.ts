// Where new cards are put: in sight, clear of all others, as near as can be to where one wished.
import {describe, expect, it} from "vitest";
import {freeAmong} from "../../src/app/canvas/free.ts";
import {overlap, placeCards, type Rect} from "../../src/app/canvas/geometry.ts";
import {read} from "./scenes.ts";

const size = {width: 118, height: 62};
const seen = {x: 0, y: 0, width: 900, height: 600};
const clear = (at: readonly [number, number], taken: readonly Rect[]): boolean =>
  taken.every((card) => !overlap({x: at[0], y: at[1], ...size}, card, 10));

describe("a new card", () => {
  it("stands where one wished, on the grid, where nothing is", () => {
    expect(freeAmong([], seen, [203, 398])).toEqual([200, 400]);
  });

  it("stays in sight", () => {
    for (const wish of [
      [-500, -500],
      [5000, 300],
      [450, 5000]
    ] as const) {
      const [x, y] = freeAmong([], seen, wish);
      expect(x >= 0 && y >= 0 && x + size.width <= seen.width && y + size.height <= seen.height).toBe(true);
    }
  });

  it("finds room again and again, until there is none, and then stands below", () => {
    const taken: Rect[] = [];
    for (let i = 0; i < 60; ++i) {
      const at = freeAmong(taken, seen, [400, 300]);
      expect(clear(at, taken)).toBe(true);
      taken.push({x: at[0], y: at[1], ...size});
    }
    const inSight = taken.filter((card) => card.y + card.height <= seen.height);
    expect(inSight.length).toBeGreaterThan(15);
    expect(inSight.length).toBeLessThan(60);
  });

  it("covers no card of a shipped workflow", () => {
    const taken = [...placeCards(read("mips1-clean"), new Map()).values()];
    for (let x = 0; x < 960; x += 60)
      for (let y = 0; y < 640; y += 60)
        expect(clear(freeAmong(taken, {...seen, width: 1000, height: 700}, [x, y]), taken)).toBe(true);
  });
});
