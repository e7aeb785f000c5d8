// How much of the canvas is shown.
import {describe, expect, it} from "vitest";
import {farSize} from "../../src/app/canvas/far.ts";
import {fitted, shows} from "../../src/app/canvas/fit.ts";

const frame = {width: 950, height: 630, left: 0};
const zooms = {least: 0.7, most: 1};
const card = (x: number, y: number): {x: number; y: number; width: number; height: number} => ({x, y, width: 118, height: 62});

describe("fitting", () => {
  it("shows everything in the middle, no larger than it may", () => {
    const extent = {x: 100, y: 50, width: 400, height: 200};
    expect(fitted(extent, [card(100, 50)], frame, zooms)).toEqual({x: 475 - 300, y: 315 - 150, zoom: 1});
  });

  it("leaves free the bar in the corner where a card would lie beneath it", () => {
    const extent = {x: 0, y: 0, width: 880, height: 580};
    const beneath = fitted(extent, [card(762, 518)], frame, zooms);
    expect((518 + 62) * beneath.zoom + beneath.y).toBeLessThanOrEqual(630 - 42);
    const beside = fitted(extent, [card(300, 518)], frame, zooms);
    expect(beside.zoom).toBeGreaterThan(beneath.zoom);
    expect(shows(beneath, extent, frame) && shows(beside, extent, frame)).toBe(true);
  });

  it("begins at the upper left where all of it would be too small to read, and shows all when told to", () => {
    const extent = {x: -40, y: 20, width: 3000, height: 2000};
    const read = fitted(extent, [], frame, zooms);
    expect([read.zoom, -40 * read.zoom + read.x, 20 * read.zoom + read.y]).toEqual([0.7, 28, 28]);
    expect(shows(read, extent, frame)).toBe(false);
    expect(shows(fitted(extent, [], frame, {least: 0.2, most: 1}), extent, frame)).toBe(true);
  });

  it("keeps clear of a list at the left", () => {
    const extent = {x: 0, y: 0, width: 600, height: 300};
    expect(fitted(extent, [], {...frame, left: 284}, zooms).x).toBeGreaterThanOrEqual(284 + 28);
  });
});

describe("a title from afar", () => {
  const size = (title: string, height: number): number => farSize({title, width: 118, height});

  it("is as large as its words and lines have room for", () => {
    expect([size("Tune", 62), size("Tune", 46)]).toEqual([20, 20]);
    expect(size("Catalogues", 62)).toBeLessThan(20);
    expect(size("W4 is there", 62)).toBe(20);
    // Two lines do not fit a low card at that size.
    expect(size("W4 is there", 46)).toBeLessThanOrEqual(18);
  });

  it("is never so small that it cannot be read, however long", () => {
    expect(size("Neighbourhoodishness", 46)).toBe(12);
  });
});
