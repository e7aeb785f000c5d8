import {describe, expect, it} from "vitest";
import {
  boxOf,
  cornersOf,
  cursorFirst,
  isDrawn,
  moved,
  type Plane,
  type Reach,
  reachOf,
  told,
  toldShort
} from "../../src/app/dock/brush-keys.ts";

/** 480 × 320 pixels from (40, 20), for values from 0 to 48 and from 0 to 32, up. */
const plane: Plane = {
  upright: true,
  scales: {
    x: {apply: (v) => 40 + 10 * v, invert: (p) => (p - 40) / 10, range: [40, 520], label: "W1 (mag)"},
    y: {apply: (v) => 340 - 10 * v, invert: (p) => (340 - p) / 10, range: [20, 340], label: "W2 (mag)"}
  }
};
const pressed = (keys: string, from: Reach = cursorFirst, upright = true): Reach =>
  keys.split(" ").reduce((reach, key) => {
    const shift = key.startsWith("⇧");
    return moved(reach, shift ? key.slice(1) : key, shift, upright)!;
  }, from);

describe("a brush by keys", () => {
  it("moves a cursor as far as the edges of the plot, and no farther", () => {
    expect(pressed("ArrowRight ArrowUp")).toEqual({from: [25, 15], to: [25, 15]});
    const corner = pressed("End PageDown PageDown PageDown PageDown ArrowRight");
    expect([corner.to, boxOf(cornersOf(corner, plane), plane)]).toEqual([[47, 31], {x: [47, 48], y: [0, 1]}]);
  });

  it("grows with Shift from where it was begun, to either side", () => {
    const right = pressed("⇧ArrowRight ⇧ArrowRight ⇧ArrowDown");
    expect([isDrawn(right), boxOf(cornersOf(right, plane), plane)]).toEqual([true, {x: [24, 27], y: [14, 16]}]);
    const left = pressed("⇧ArrowLeft ⇧ArrowLeft ⇧ArrowLeft ⇧ArrowLeft", right);
    expect(boxOf(cornersOf(left, plane), plane)).toEqual({x: [22, 25], y: [14, 16]});
  });

  it("moves whole without Shift, and keeps its form at an edge", () => {
    const box = pressed("⇧ArrowRight ⇧ArrowRight ⇧ArrowRight");
    expect(pressed("End ArrowRight", box)).toEqual({from: [44, 16], to: [47, 16]});
    expect(pressed("Home", box)).toEqual({from: [0, 16], to: [3, 16]});
  });

  it("is a band of all the height where rows are told apart along x alone", () => {
    expect(moved(cursorFirst, "ArrowUp", true, false)).toBeUndefined();
    expect(boxOf(cornersOf(pressed("⇧End", cursorFirst, false), {...plane, upright: false}), {...plane, upright: false})).toEqual(
      {
        x: [24, 48]
      }
    );
  });

  it("goes on from a brush of the pointer", () => {
    const reach = reachOf([519, 23, 288, 61], plane);
    expect(cornersOf(reach, plane)).toEqual([290, 20, 520, 60]);
  });

  it("leaves other keys alone", () => {
    expect(moved(cursorFirst, "Enter", false, true)).toBeUndefined();
    expect(moved(cursorFirst, "a", true, true)).toBeUndefined();
  });

  it("says where it is in as many digits as tell its edges apart, and what it holds", () => {
    expect(told({x: [248.1231, 248.1234], y: [-1, 2]}, plane.scales, 1)).toBe(
      "W1 (mag) 248.1231 to 248.1234, W2 (mag) −1 to 2: 1 row"
    );
    expect(toldShort({x: [248.1231, 248.1234], y: [-1, 2]}, 12_345)).toBe("12,345 rows in 248.1231…248.1234 × −1…2");
    expect(told({x: [1, 2]}, plane.scales, 0)).toBe("W1 (mag) 1 to 2: no rows");
    expect(told({x: [1, 2]}, plane.scales, 12_345)).toMatch(/: 12,345 rows$/);
  });
});
