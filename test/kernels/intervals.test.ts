import {describe, expect, it} from "vitest";
import {boundsOf, coverageOf, halfWidth, meanAndSpread} from "../../nodes/kernels/intervals.ts";
import {stream} from "../../nodes/kernels/random.ts";

describe("intervals", () => {
  it("are 3σ/√q wide either side as in the paper, or 3σ", () => {
    expect(halfWidth(0.2, 100, "standardError")).toBeCloseTo(0.06, 15);
    expect(halfWidth(0.2, 100, "treeSpread")).toBeCloseTo(0.6, 15);
    const {lower, upper} = boundsOf([1, 2], [0.5, 0], 25, "standardError");
    expect([...lower]).toEqual([0.7, 2]);
    expect([...upper]).toEqual([1.3, 2]);
  });

  it("come from the mean and the standard deviation, divisor q, of the trees", () => {
    const {mean, spread} = meanAndSpread([
      [1, 5],
      [3, 5],
      [5, 5]
    ]);
    expect([...mean]).toEqual([expect.closeTo(3, 14), expect.closeTo(5, 14)]);
    expect([...spread]).toEqual([expect.closeTo(Math.sqrt(8 / 3), 14), expect.closeTo(0, 14)]);
  });

  it("cover about 27 % of normal deviates where they are a standard error of 3/√75", () => {
    const rng = stream("coverage");
    const y = Array.from({length: 4000}, () => rng.normal());
    const zero = y.map(() => 0);
    const one = y.map(() => 1);
    const narrow = coverageOf(y, boundsOf(zero, one, 75, "standardError"));
    expect(Math.abs(narrow.coverage - 0.271)).toBeLessThan(0.02);
    expect(narrow.width).toBeCloseTo(6 / Math.sqrt(75), 12);
    expect(coverageOf(y, boundsOf(zero, one, 75, "treeSpread")).coverage).toBeGreaterThan(0.99);
  });

  it("count truths on their ends as inside", () => {
    const bounds = {lower: Float64Array.of(0, 0, 0), upper: Float64Array.of(1, 1, 1)};
    expect(coverageOf([0, 1, 1.1], bounds)).toEqual({coverage: 2 / 3, width: 1});
  });

  it("refuse nothing and things that do not match", () => {
    expect(() => meanAndSpread([])).toThrow("0 trees predict nothing; need at least 1");
    expect(() => boundsOf([1], [], 3, "treeSpread")).toThrow("1 means and 0 spreads do not match");
    expect(() => coverageOf([], {lower: new Float64Array(0), upper: new Float64Array(0)})).toThrow("0 rows have no coverage");
  });
});
