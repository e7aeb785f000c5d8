import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {fitLinear, fitRidge, predictLinear, ridgeModels} from "../../nodes/kernels/linear.ts";
import {stream} from "../../nodes/kernels/random.ts";

type Reference = {
  columns: number[][];
  y: number[];
  coefficients: number[];
  intercept: number;
  rank: number;
  prediction: number[];
};
const reference = JSON.parse(readFileSync(new URL("../reference/linear_model.json", import.meta.url), "utf8")) as Record<
  string,
  Reference
>;

/** The greatest |x − y| / max(1, |y|). */
function difference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) return NaN;
  return Math.max(...Array.from(x, (value, i) => Math.abs(value - y[i]!) / Math.max(1, Math.abs(y[i]!))));
}

describe("linear regression", () => {
  for (const [name, {columns, y, coefficients, intercept, rank, prediction}] of Object.entries(reference)) {
    it(`has scikit-learn's coefficients to 1e-8: ${name}`, () => {
      const model = fitLinear(columns, y);
      expect(difference(model.coefficients, coefficients)).toBeLessThan(1e-8);
      expect(difference([model.intercept], [intercept])).toBeLessThan(1e-8);
      expect(difference(predictLinear(model, columns), prediction)).toBeLessThan(1e-8);
      expect(model.rank).toBe(rank);
    });
  }

  it("leaves residuals orthogonal to every predictor and of mean 0", () => {
    const {columns, y} = reference["diabetes"]!;
    const predicted = predictLinear(fitLinear(columns, y), columns);
    const residuals = y.map((value, i) => value - predicted[i]!);
    for (const column of [...columns, y.map(() => 1)])
      expect(Math.abs(column.reduce((sum, value, i) => sum + value * residuals[i]!, 0))).toBeLessThan(1e-8);
  });

  it("shares the weight of twin columns equally", () => {
    const {columns, y} = reference["duplicate column"]!;
    const {coefficients, rank} = fitLinear(columns, y);
    expect(coefficients[0]).toBeCloseTo(coefficients[1]!, 10);
    expect(rank).toBe(2);
  });

  it("gives a constant predictor no weight, whatever its value", () => {
    const rng = stream("constant");
    const x = Array.from({length: 30}, () => rng.normal());
    const {coefficients} = fitLinear([x, x.map(() => 0.1), x.map(() => 1e9)], x);
    expect(difference(coefficients, [1, 0, 0])).toBeLessThan(1e-12);
  });

  it("scales with its predictors", () => {
    const {columns, y} = reference["well-posed"]!;
    const {coefficients} = fitLinear(columns, y);
    for (const factor of [1e-9, 1e9]) {
      const scaled = fitLinear(
        columns.map((column) => column.map((value) => value * factor)),
        y
      );
      expect(
        difference(
          scaled.coefficients.map((b) => b * factor),
          coefficients
        )
      ).toBeLessThan(1e-10);
    }
  });

  it("without predictors is the mean", () => {
    expect(fitLinear([], [1, 2, 6])).toEqual({coefficients: new Float64Array(0), intercept: 3, rank: 0});
  });

  it("refuses rows that do not match and numbers that are not finite", () => {
    expect(() => fitLinear([[1, 2]], [])).toThrow("0 rows cannot be fitted; need at least 1");
    expect(() => fitLinear([[1, 2, 3]], [1, 2])).toThrow("predictor 1 has 3 rows, but the target has 2");
    expect(() => fitLinear([[1, NaN]], [1, 2])).toThrow("row 2 of predictor 1 is NaN; need finite numbers");
    expect(() => fitLinear([[1, 2]], [1, Infinity])).toThrow("row 2 of the target is Infinity");
    expect(() => predictLinear(fitLinear([[1, 2]], [1, 2]), [])).toThrow("the model has 1 predictors; got 0 columns");
  });
});

const ridges = JSON.parse(readFileSync(new URL("../reference/ridge.json", import.meta.url), "utf8")) as Record<
  string,
  {columns: number[][]; y: number[]; alphas: number[]; coefficients: number[][]; intercepts: number[]}
>;

describe("ridge regression", () => {
  for (const [name, {columns, y, alphas, coefficients, intercepts}] of Object.entries(ridges)) {
    it(`has scikit-learn's coefficients to 1e-8: ${name}`, () => {
      for (const [k, model] of ridgeModels(columns, y, alphas).entries()) {
        expect(difference(model.coefficients, coefficients[k]!), `alpha = ${alphas[k]}`).toBeLessThan(1e-8);
        expect(difference([model.intercept], [intercepts[k]!]), `alpha = ${alphas[k]}`).toBeLessThan(1e-8);
      }
    });
  }

  it("goes from least squares to the mean as its penalty grows, and has no gradient where it ends", () => {
    const {columns, y} = reference["diabetes"]!;
    expect(difference(fitRidge(columns, y, 1e-12).coefficients, fitLinear(columns, y).coefficients)).toBeLessThan(1e-6);
    const heavy = fitRidge(columns, y, 1e15);
    expect(
      difference(
        heavy.coefficients,
        columns.map(() => 0)
      )
    ).toBeLessThan(1e-9);
    expect(heavy.intercept).toBeCloseTo(y.reduce((sum, value) => sum + value, 0) / y.length, 9);
    const model = fitRidge(columns, y, 2);
    const predicted = predictLinear(model, columns);
    columns.forEach((column, j) => {
      const pull = column.reduce((sum, value, i) => sum + value * (y[i]! - predicted[i]!), 0);
      expect(Math.abs(pull - 2 * model.coefficients[j]!)).toBeLessThan(1e-8);
    });
  });

  it("shrinks with its penalty, whatever the order of the rows, and gives twins the same weight", () => {
    const {columns, y, alphas} = ridges["many penalties, twins and more columns than rows"]!;
    const models = ridgeModels(columns, y, alphas);
    const lengths = models.map(({coefficients}) => coefficients.reduce((sum, b) => sum + b * b, 0));
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    for (const {coefficients} of models) expect(difference(coefficients.slice(14), coefficients.slice(0, 4))).toBeLessThan(1e-10);
    const backwards = ridgeModels(
      columns.map((column) => [...column].reverse()),
      [...y].reverse(),
      alphas
    );
    models.forEach(({coefficients}, k) => expect(difference(backwards[k]!.coefficients, coefficients)).toBeLessThan(1e-8));
  });

  it("has finite coefficients for constant columns, one row, equal rows and scales from 1e-9 to 1e9", () => {
    const rng = stream("awkward ridge");
    for (let round = 0; round < 60; ++round) {
      const [n, p] = [1 + rng.int(12), 1 + rng.int(6)];
      const columns = Array.from({length: p}, () => {
        const [scale, constant] = [10 ** (rng.int(19) - 9), rng.int(4) === 0];
        return Array.from({length: n}, () => (constant ? scale : scale * rng.normal()));
      });
      if (round % 3 === 0) for (const column of columns) column.fill(column[0]!);
      const y = Array.from({length: n}, () => 1e9 * rng.normal());
      for (const model of [fitLinear(columns, y), ...ridgeModels(columns, y, [1e-12, 1, 1e12])]) {
        expect([...model.coefficients, model.intercept].every((value) => Number.isFinite(value))).toBe(true);
        if (round % 3 === 0) expect([...model.coefficients].every((b) => b === 0)).toBe(true);
      }
    }
  });

  it("shares one decomposition among penalties, with the bits each has alone", () => {
    const alphas = [1e-9, 0.1, 1, 1e4, 1e15];
    for (const {columns, y} of Object.values(reference))
      expect(ridgeModels(columns, y, alphas)).toEqual(alphas.map((alpha) => fitRidge(columns, y, alpha)));
    expect(ridgeModels([], [1, 2, 6], [1])).toEqual([fitLinear([], [1, 2, 6])]);
  });

  it("refuses a penalty that is none", () => {
    for (const alpha of [0, -1, NaN, Infinity])
      expect(() => fitRidge([[1, 2]], [1, 2], alpha)).toThrow(`the penalty alpha must be a number above 0; got ${alpha}`);
  });
});
