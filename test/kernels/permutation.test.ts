import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {meanAndSd} from "../../nodes/kernels/moments.ts";
import {permutationImportance} from "../../nodes/kernels/permutation.ts";
import {fitPipeline, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {r2Score} from "../../nodes/kernels/metrics.ts";
import {stream} from "../../nodes/kernels/random.ts";

type Score = "r2Score" | "meanAbsoluteError";
const {features, columns, y, train, importances} = JSON.parse(
  readFileSync(new URL("../reference/permutation.json", import.meta.url), "utf8")
) as {
  features: string[];
  columns: number[][];
  y: number[];
  train: number;
  importances: Record<Score, {mean: number[]; sd: number[]}>;
};
const fitted = (estimator: "linear" | "extraTrees", settings = {}) =>
  fitPipeline(
    columns.map((column) => column.slice(0, train)),
    y.slice(0, train),
    estimatorSpec(estimator, settings),
    stream("fit")
  );
const held = columns.map((column) => Float64Array.from(column.slice(train)));
const truth = Float64Array.from(y.slice(train));

describe("permutation importance", () => {
  it.each(["r2Score", "meanAbsoluteError"] as const)("has scikit-learn's mean and spread, by %s", (scoring) => {
    const model = fitted("linear");
    for (const [j, name] of features.entries()) {
      const random = stream("permutation", name);
      const {mean, sd} = meanAndSd(permutationImportance(model, held, truth, j, {scoring, nRepeats: 3000, random}));
      const expected = {mean: importances[scoring].mean[j]!, sd: importances[scoring].sd[j]!};
      // Both means stray by sd / √repeats.
      expect(Math.abs(mean - expected.mean), name).toBeLessThan(4 * expected.sd * Math.sqrt(1 / 3000 + 1 / 4000));
      expect(Math.abs(sd / expected.sd - 1), name).toBeLessThan(0.08);
    }
  });

  it("is the fall of the score on shuffled raw values", () => {
    const model = fitted("extraTrees", {nEstimators: 10});
    const options = {scoring: "r2Score", nRepeats: 2, random: stream("raw")} as const;
    const found = permutationImportance(model, held, truth, 1, options);
    const random = stream("raw");
    const column = held[1]!.slice();
    for (const fall of found) {
      random.shuffle(column);
      const shuffled = predictPipeline(
        model,
        held.map((values, j) => (j === 1 ? column : values))
      );
      expect(r2Score(truth, predictPipeline(model, held).mean) - r2Score(truth, shuffled.mean)).toBe(fall);
    }
  });

  it("is 0 for a constant predictor and for one a model of no cuts never asks", () => {
    const options = {scoring: "rootMeanSquaredError", nRepeats: 3, random: stream("none")} as const;
    const stump = fitted("extraTrees", {nEstimators: 5, minSamplesSplit: 1000});
    expect([...permutationImportance(stump, held, truth, 0, options)]).toEqual([0, 0, 0]);
    const constant = held.map((column, j) => (j === 2 ? column.map(() => 90) : column));
    expect([...permutationImportance(fitted("extraTrees"), constant, truth, 2, options)]).toEqual([0, 0, 0]);
  });
});
