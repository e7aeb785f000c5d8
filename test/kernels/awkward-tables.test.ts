import {describe, expect, it} from "vitest";
import {predictHeldOut} from "../../nodes/kernels/cross-validation.ts";
import {type EstimatorName, estimatorNames, estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {stream} from "../../nodes/kernels/random.ts";
import type {Key} from "../../nodes/kernels/tree/tree.ts";

const key: Key = [5, 6, 7, 8];

interface Table {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

/** Noise, a count, a constant and a copy, each times a scale; the target follows the first two. */
function table(seed: number, n: number, scale: number, targetScale: number): Table {
  const rng = stream("awkward", seed);
  const noise = Float64Array.from({length: n}, () => rng.normal());
  const counts = Float64Array.from({length: n}, () => rng.int(4));
  const columns = [noise, counts, new Float64Array(n).fill(7), noise].map((column) => column.map((x) => x * scale));
  return {columns, y: noise.map((x, i) => (x + counts[i]! + 0.1 * rng.normal()) * targetScale)};
}

const every = (t: Table, from: (i: number) => number, n: number): Table => ({
  columns: t.columns.map((column) => Float64Array.from({length: n}, (_, i) => column[from(i)]!)),
  y: Float64Array.from({length: n}, (_, i) => t.y[from(i)]!)
});

const tables: Readonly<Record<string, Table>> = {
  "one row": table(1, 1, 1, 1),
  "two rows": table(2, 2, 1, 1),
  "one row many times": every(table(3, 1, 1, 1), () => 0, 60),
  "each row thrice": every(table(4, 40, 1, 1), (i) => i % 40, 120),
  "predictors of 10^9": table(5, 90, 1e9, 1),
  "predictors of 10^−9": table(6, 90, 1e-9, 1),
  "a target of 10^9": table(7, 90, 1, 1e9),
  "a target of 10^−9": table(8, 90, 1, 1e-9),
  "a constant target": {...table(9, 90, 1, 1), y: new Float64Array(90).fill(-3)},
  "constant predictors": {columns: [new Float64Array(90).fill(1e9), new Float64Array(90)], y: table(10, 90, 1, 1).y}
};

/** What an estimator with its defaults, trained on one table, predicts for another. */
const learned = (name: EstimatorName, train: Table, test: Table): Float64Array =>
  predictHeldOut({train, test}, estimatorSpec(name), key).mean;

describe.each(estimatorNames)("%s", (name) => {
  it.each(Object.keys(tables))("learns from %s and predicts what it can have learned, or says why not", (what) => {
    const {columns, y} = tables[what]!;
    let predicted: Float64Array;
    try {
      predicted = learned(name, {columns, y}, {columns, y});
    } catch (error) {
      // Five neighbours are not to be had of one or two rows.
      expect(name).toBe("nearestNeighbors");
      expect((error as Error).message).toMatch(/^.+ row/);
      expect(y.length).toBeLessThan(5);
      return;
    }
    const [low, high] = [Math.min(...y), Math.max(...y)];
    // Lines may leave the range of the targets, by no more than a line through them can.
    const slack =
      (high - low) * (name === "linear" || name === "ridge" ? 1 : 1e-6) + 1e-6 * Math.max(Math.abs(low), Math.abs(high));
    for (const value of predicted) {
      expect(value).toBeGreaterThanOrEqual(low - slack);
      expect(value).toBeLessThanOrEqual(high + slack);
    }
    expect(learned(name, {columns, y}, {columns, y})).toEqual(predicted);
  });

  it("names the row of a predictor that is no number", () => {
    const {columns, y} = table(11, 60, 1, 1);
    const broken = columns.map((column, j) => column.map((x, i) => (j === 1 && i === 16 ? NaN : x)));
    const fit = () => learned(name, {columns: broken, y}, {columns, y});
    expect(fit).toThrow(/\brow 17\b/);
  });
});
