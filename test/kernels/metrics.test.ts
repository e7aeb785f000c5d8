import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  r2Score,
  rootMeanSquaredError,
  scoresOf
} from "../../nodes/kernels/metrics.ts";

type Pair = {y: number[]; prediction: number[]; r2Score: number | null} & Record<
  "meanAbsoluteError" | "rootMeanSquaredError" | "meanAbsolutePercentageError",
  number
>;
const {scores} = JSON.parse(readFileSync(new URL("../reference/scores.json", import.meta.url), "utf8")) as {
  scores: Record<string, Pair>;
};

function near(x: number, y: number): boolean {
  return Object.is(x, y) || Math.abs(x - y) <= 1e-12 * Math.max(1, Math.abs(y));
}

describe("scores", () => {
  for (const [name, {y, prediction, ...expected}] of Object.entries(scores)) {
    it(`are scikit-learn's: ${name}`, () => {
      const ours = scoresOf(y, prediction);
      for (const key of ["meanAbsoluteError", "rootMeanSquaredError", "r2Score", "meanAbsolutePercentageError"] as const)
        expect(near(ours[key], expected[key] ?? NaN), `${key} ${ours[key]} for ${expected[key]}`).toBe(true);
    });
  }

  it("relate as they must", () => {
    const {y, prediction} = scores["ordinary"]!;
    expect(meanAbsoluteError(y, prediction)).toBeLessThanOrEqual(rootMeanSquaredError(y, prediction));
    const doubled = [y, prediction].map((column) => column.map((value) => 2 * value)) as [number[], number[]];
    expect(meanAbsoluteError(...doubled)).toBeCloseTo(2 * meanAbsoluteError(y, prediction), 12);
    expect(r2Score(...doubled)).toBeCloseTo(r2Score(y, prediction), 12);
    expect(meanAbsolutePercentageError(...doubled)).toBeCloseTo(meanAbsolutePercentageError(y, prediction), 12);
  });

  it("refuse lengths that differ and empty columns", () => {
    expect(() => meanAbsoluteError([1, 2], [1])).toThrow("1 predictions cannot be compared with 2 truths");
    expect(() => r2Score([], [])).toThrow("0 rows cannot be scored; need at least 1");
  });
});
