import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {predictBooster, fitBooster} from "../../nodes/kernels/boosting/booster.ts";
import {type PreparedFold, predictHeldOut, prepareFold} from "../../nodes/kernels/cross-validation.ts";
import {type EstimatorName, estimatorNames, estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {r2Score, scoresOf} from "../../nodes/kernels/metrics.ts";
import {meanAndSd} from "../../nodes/kernels/moments.ts";
import {regressionKey} from "../../nodes/kernels/pipeline.ts";
import {scoreCandidate} from "../../nodes/kernels/prescreen.ts";
import {stream} from "../../nodes/kernels/random.ts";

const reference = JSON.parse(readFileSync(new URL("../reference/prescreen.json", import.meta.url), "utf8")) as {
  columns: number[][];
  y: number[];
  train: number;
  predictions: Record<"linear" | "ridge" | "nearestNeighbors", number[]>;
  r2Score: Record<"tree" | "randomForest" | "extraTrees", {mean: number; sd: number; seeds: number}>;
};
const {columns, y, train} = reference;
const rows = Int32Array.from(y, (_, i) => i);
const fold = prepareFold(columns, y, {train: rows.slice(0, train), test: rows.slice(train)});
const predict = (name: EstimatorName, seed: number, of: PreparedFold = fold): Float64Array =>
  predictHeldOut(of, estimatorSpec(name), key(seed)).mean;
const key = (seed: number) => regressionKey(stream("prescreen", seed));

describe("the regressions of a prescreening", () => {
  it.each(["linear", "ridge", "nearestNeighbors"] as const)("%s predicts as scikit-learn's in the same pipeline", (name) => {
    const predicted = predict(name, 0);
    reference.predictions[name].forEach((value, i) => expect(predicted[i]! / value).toBeCloseTo(1, 6));
  });

  it.each(["tree", "randomForest", "extraTrees"] as const)("%s scores as scikit-learn's within sampling error", (name) => {
    const {mean, sd, seeds} = reference.r2Score[name];
    const n = 12;
    const ours = meanAndSd(Array.from({length: n}, (_, seed) => r2Score(fold.test.y, predict(name, seed))));
    expect(Math.abs(ours.mean - mean)).toBeLessThan(4 * sd * Math.sqrt(1 / n + 1 / seeds));
  });

  it("boosts as the booster does alone", () => {
    const alone = predictBooster(fitBooster(fold.train.columns, fold.train.y), fold.test.columns);
    expect([...predict("gradientBoosting", 0)]).toEqual([...alone]);
  });

  it("have the four scores of their predictions", () => {
    for (const name of estimatorNames) {
      const expected = Object.values(scoresOf(fold.test.y, predict(name, 1)));
      expect(scoreCandidate(name, fold, key(1))).toEqual({scores: Float64Array.from(expected)});
    }
  });

  it("say why they fail instead of throwing", () => {
    const few = prepareFold(columns, y, {train: rows.slice(0, 4), test: rows.slice(train)});
    expect(scoreCandidate("nearestNeighbors", few, key(0))).toEqual({
      failure: "4 rows have no 5 neighbours; need at least 5 rows"
    });
    const huge = {...fold, train: {...fold.train, y: fold.train.y.map((value, i) => (i === 3 ? 1e300 : value))}};
    expect(scoreCandidate("gradientBoosting", huge, key(0))).toEqual({
      failure: expect.stringContaining("boosting needs numbers within")
    });
  });
});
