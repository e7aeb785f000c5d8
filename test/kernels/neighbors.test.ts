import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {fitNeighbors, predictNeighbors} from "../../nodes/kernels/neighbors.ts";
import {stream} from "../../nodes/kernels/random.ts";

const reference = JSON.parse(readFileSync(new URL("../reference/neighbors.json", import.meta.url), "utf8")) as Record<
  string,
  {columns: number[][]; y: number[]; test: number[][]; nNeighbors: number; prediction: number[]}
>;

describe("nearest neighbours", () => {
  for (const [name, {columns, y, test, nNeighbors, prediction}] of Object.entries(reference)) {
    it(`predict as scikit-learn: ${name}`, () => {
      const predicted = predictNeighbors(fitNeighbors(columns, y, nNeighbors), test);
      expect(predicted).toHaveLength(prediction.length);
      prediction.forEach((value, i) => expect(predicted[i]).toBeCloseTo(value, 12));
    });
  }

  it("that are equally far count in the order of the training rows", () => {
    const model = fitNeighbors([[1, -1, 1, 0, -1]], [10, 20, 30, 40, 50], 3);
    expect([...predictNeighbors(model, [[0]])]).toEqual([(40 + 10 + 20) / 3]);
    expect([...predictNeighbors(fitNeighbors([[2, 2, 2]], [1, 2, 4], 2), [[2]])]).toEqual([1.5]);
  });

  it("give back the training targets where each is asked for itself, and stay within their range", () => {
    const rng = stream("neighbors");
    const columns = Array.from({length: 2}, () => Float64Array.from({length: 40}, () => rng.normal()));
    const y = Float64Array.from({length: 40}, () => rng.normal());
    expect([...predictNeighbors(fitNeighbors(columns, y, 1), columns)]).toEqual([...y]);
    const far = columns.map((column) => column.map((x) => 1e9 * x));
    for (const value of predictNeighbors(fitNeighbors(columns, y, 5), far)) {
      expect(value).toBeGreaterThanOrEqual(Math.min(...y));
      expect(value).toBeLessThanOrEqual(Math.max(...y));
    }
  });

  it("refuse fewer rows than neighbours, no predictors, and columns that do not match", () => {
    expect(() => fitNeighbors([[1, 2]], [1, 2], 3)).toThrow("2 rows have no 3 neighbours; need at least 3 rows");
    expect(() => fitNeighbors([], [1], 1)).toThrow("0 predictors have no distances; need at least 1");
    expect(() => fitNeighbors([[1]], [1], 0)).toThrow("the number of neighbours must be an integer of at least 1; got 0");
    expect(() => fitNeighbors([[1, 2, 3]], [1, 2], 1)).toThrow("predictor 1 has 3 rows, but the target has 2");
    expect(() => predictNeighbors(fitNeighbors([[1]], [1], 1), [])).toThrow("the model has 1 predictors; got 0 columns");
  });
});
