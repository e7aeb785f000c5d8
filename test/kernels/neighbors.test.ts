import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {fitNeighbors, type NeighborsParams, predictNeighbors, predictNeighborsFor} from "../../nodes/kernels/neighbors.ts";
import {stream} from "../../nodes/kernels/random.ts";

const reference = JSON.parse(readFileSync(new URL("../reference/neighbors.json", import.meta.url), "utf8")) as Record<
  string,
  NeighborsParams & {columns: number[][]; y: number[]; test: number[][]; prediction: number[]}
>;

const near = (nNeighbors: number, weights: NeighborsParams["weights"] = "uniform", p: 1 | 2 = 2): NeighborsParams => ({
  nNeighbors,
  weights,
  p
});

describe("nearest neighbours", () => {
  for (const [name, {columns, y, test, prediction, ...params}] of Object.entries(reference)) {
    it(`predict as scikit-learn: ${name}`, () => {
      const predicted = predictNeighbors(fitNeighbors(columns, y, params), test);
      expect(predicted).toHaveLength(prediction.length);
      prediction.forEach((value, i) => expect(predicted[i]).toBeCloseTo(value, 12));
    });
  }

  it("that are equally far count in the order of the training rows", () => {
    const model = fitNeighbors([[1, -1, 1, 0, -1]], [10, 20, 30, 40, 50], near(3));
    expect([...predictNeighbors(model, [[0]])]).toEqual([(40 + 10 + 20) / 3]);
    expect([...predictNeighbors(fitNeighbors([[2, 2, 2]], [1, 2, 4], near(2)), [[2]])]).toEqual([1.5]);
  });

  it("give back the training targets where each is asked for itself, and stay within their range", () => {
    const rng = stream("neighbors");
    const columns = Array.from({length: 2}, () => Float64Array.from({length: 40}, () => rng.normal()));
    const y = Float64Array.from({length: 40}, () => rng.normal());
    expect([...predictNeighbors(fitNeighbors(columns, y, near(1)), columns)]).toEqual([...y]);
    const far = columns.map((column) => column.map((x) => 1e9 * x));
    for (const value of predictNeighbors(fitNeighbors(columns, y, near(5)), far)) {
      expect(value).toBeGreaterThanOrEqual(Math.min(...y));
      expect(value).toBeLessThanOrEqual(Math.max(...y));
    }
  });

  it("count by the inverse of their distance, or alone where they are at none", () => {
    const rows = [[0, 0, 1, 3, 3]];
    const y = [2, 4, 10, 20, 30];
    const euclidean = fitNeighbors(rows, y, near(3, "distance"));
    expect([...predictNeighbors(euclidean, [[0, 1, 2, 1e200]])]).toEqual([3, 10, 60 / 3, (2 + 4 + 10) / 3]);
    const plane = [
      [0, 1],
      [0, 1]
    ];
    const manhattan = predictNeighbors(fitNeighbors(plane, [1, 2], near(2, "distance", 1)), [[0.25], [0.25]]);
    expect(manhattan[0]).toBe((1 + 2 / 3) / (1 + 1 / 3));
  });

  it("are sought once for several numbers and weights of them, with the bits each has alone", () => {
    const rng = stream("shared neighbours");
    const columns = Array.from({length: 3}, () => Float64Array.from({length: 200}, () => Math.round(3 * rng.normal())));
    const y = Float64Array.from({length: 200}, () => rng.normal());
    const asked = columns.map((column) => column.map((x, i) => (i < 50 ? x : x + rng.normal())));
    for (const p of [1, 2] as const) {
      const params = [1, 2, 5, 17, 200].flatMap((k) => [near(k, "uniform", p), near(k, "distance", p)]);
      const together = predictNeighborsFor(fitNeighbors(columns, y, near(1, "uniform", p)), asked, params);
      const alone = params.map((each) => predictNeighbors(fitNeighbors(columns, y, each), asked));
      expect(together).toEqual(alone);
    }
    expect(predictNeighborsFor(fitNeighbors(columns, y, near(1)), asked, [])).toEqual([]);
  });

  it("are the same for columns all scaled alike, rows in another order, and predictors in another order", () => {
    const rng = stream("invariants of neighbours");
    const columns = Array.from({length: 4}, () => Float64Array.from({length: 150}, () => rng.normal()));
    const y = Float64Array.from({length: 150}, () => rng.normal());
    const asked = columns.map((column) => column.map(() => rng.normal()));
    for (const params of [near(1), near(6), near(6, "distance"), near(6, "uniform", 1), near(6, "distance", 1)]) {
      const truth = predictNeighbors(fitNeighbors(columns, y, params), asked);
      for (const scale of [2 ** -30, 2 ** 30]) {
        const [wide, far] = [columns, asked].map((some) => some.map((column) => column.map((x) => x * scale)));
        expect(predictNeighbors(fitNeighbors(wide!, y, params), far!)).toEqual(truth);
      }
      const order = rng.permutation(150);
      const shuffled = columns.map((column) => column.map((_, i) => column[order[i]!]!));
      const reordered = fitNeighbors(
        shuffled,
        y.map((_, i) => y[order[i]!]!),
        params
      );
      expect(predictNeighbors(reordered, asked)).toEqual(truth);
      const turned = predictNeighbors(fitNeighbors([...columns].reverse(), y, params), [...asked].reverse());
      turned.forEach((value, i) => expect(value).toBeCloseTo(truth[i]!, 12));
    }
    const mean = y.reduce((sum, value) => sum + value, 0) / 150;
    for (const value of predictNeighbors(fitNeighbors(columns, y, near(150)), asked)) expect(value).toBeCloseTo(mean, 12);
  });

  it("of a model that was stored and read again, or follows another one, are the same", () => {
    const rng = stream("models of neighbours");
    const models = [2, 1].map((p) => {
      const columns = Array.from({length: 3}, () => Float64Array.from({length: 90}, () => rng.normal()));
      return fitNeighbors(columns, columns[0]!, near(4, "distance", p as 1 | 2));
    });
    const asked = Array.from({length: 3}, () => Float64Array.from({length: 20}, () => rng.normal()));
    const [first, second] = models.map((model) => predictNeighbors(model, asked));
    expect(models.map((model) => predictNeighbors(structuredClone(model), asked))).toEqual([first, second]);
    expect(models.map((model) => predictNeighbors(model, asked))).toEqual([first, second]);
    expect(predictNeighbors(models[0]!, [[], [], []])).toEqual(new Float64Array(0));
  });

  it("refuse fewer rows than neighbours, no predictors, and columns that do not match", () => {
    expect(() => fitNeighbors([[1, 2]], [1, 2], near(3))).toThrow("2 rows have no 3 neighbours; need at least 3 rows");
    expect(() => fitNeighbors([], [1], near(1))).toThrow("0 predictors have no distances; need at least 1");
    expect(() => fitNeighbors([[1]], [1], near(0))).toThrow("the number of neighbours must be an integer of at least 1; got 0");
    expect(() => fitNeighbors([[1, 2, 3]], [1, 2], near(1))).toThrow("predictor 1 has 3 rows, but the target has 2");
    expect(() => fitNeighbors([[1, NaN]], [1, 2], near(1))).toThrow("row 2 of predictor 1 is NaN; need finite numbers");
    expect(() => fitNeighbors([[1, 2]], [1, Infinity], near(1))).toThrow("row 2 of the target is Infinity; need finite numbers");
    expect(() => fitNeighbors([[1]], [1], {nNeighbors: 1, weights: "near" as "uniform", p: 2})).toThrow('got "near"');
    expect(() => fitNeighbors([[1]], [1], near(1, "uniform", 3 as 2))).toThrow("the power p of the metric must be 1 or 2; got 3");
    const model = fitNeighbors([[1, 2]], [1, 2], near(1));
    expect(() => predictNeighbors(model, [[0, Infinity]])).toThrow("row 2 of predictor 1 is Infinity; need finite numbers");
    expect(() => predictNeighborsFor(model, [[0]], [near(3)])).toThrow("2 rows have no 3 neighbours; need at least 3 rows");
    expect(() => predictNeighborsFor(model, [[0]], [near(1, "uniform", 1)])).toThrow(
      "the model measures distances with p = 2; got p = 1"
    );
    expect(() => predictNeighbors(fitNeighbors([[1]], [1], near(1)), [])).toThrow("the model has 1 predictors; got 0 columns");
  });
});
