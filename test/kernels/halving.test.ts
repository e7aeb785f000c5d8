import {describe, expect, it} from "vitest";
import {rungsOf} from "../../nodes/kernels/halving.ts";

describe("successive halving", () => {
  it("gives three times the rows to a third of the configurations, and all rows to the last", () => {
    expect(rungsOf(1000, 876, 10)).toEqual([
      {configurations: 1000, rows: 97},
      {configurations: 334, rows: 292},
      {configurations: 112, rows: 876}
    ]);
    expect(rungsOf(10, 100_000, 10)).toEqual([
      {configurations: 10, rows: 11_111},
      {configurations: 4, rows: 33_333},
      {configurations: 2, rows: 100_000}
    ]);
  });

  it("has one round where there is nothing to leave out, or too few rows to leave some", () => {
    for (const [configurations, rows] of [
      [1, 10_000],
      [2, 10_000],
      [1000, 149]
    ] as const)
      expect(rungsOf(configurations, rows, 10)).toEqual([{configurations, rows}]);
  });

  it("never has fewer than 5 rows in a fold, and always ends on all rows", () => {
    for (const configurations of [1, 3, 27, 28, 5000])
      for (const rows of [2, 60, 451, 100_001])
        for (const nSplits of [2, 10]) {
          const rungs = rungsOf(configurations, rows, nSplits);
          expect(rungs.at(-1)!.rows).toBe(rows);
          expect(rungs[0]!.configurations).toBe(configurations);
          if (rungs.length > 1) expect(rungs[0]!.rows).toBeGreaterThanOrEqual(5 * nSplits);
          expect(rungs.at(-1)!.configurations).toBeGreaterThanOrEqual(1);
        }
  });
});
