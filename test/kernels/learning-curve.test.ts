import {describe, expect, it} from "vitest";
import {prepareFold, scoreConfiguration} from "../../nodes/kernels/cross-validation.ts";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {kFold} from "../../nodes/kernels/folds.ts";
import {sampleRows, sampleSizes, scoreSample} from "../../nodes/kernels/learning-curve.ts";
import {meanAndSd} from "../../nodes/kernels/moments.ts";
import {regressionKey} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";

function data(n: number, noise = 0.3) {
  const rng = stream("curve", n);
  const columns = Array.from({length: 3}, () => Float64Array.from({length: n}, () => rng.normal()));
  return {columns, y: columns[0]!.map((x, i) => x + columns[1]![i]! ** 2 + noise * rng.normal())};
}

describe("the samples of a learning curve", () => {
  it("have the sizes of equal steps, rounded to the nearest row", () => {
    expect([...sampleSizes(1096, 10, 10)]).toEqual([110, 219, 329, 438, 548, 658, 767, 877, 986, 1096]);
    expect([...sampleSizes(20, 1, 10)]).toEqual([20]);
    expect(() => sampleSizes(190, 10, 10)).toThrow("1/10 of 190 rows is 19 rows, and 10 folds need at least 20");
  });

  it("lie in each other within a sampling, and differ between samplings and seeds", () => {
    const [small, large] = [30, 60].map((size) => sampleRows(100, {sampling: 3, size}, 0));
    expect(new Set(large)).toEqual(new Set([...large!, ...small!]));
    expect([...large!]).toEqual([...new Set(large)].sort((a, b) => a - b));
    expect(sampleRows(100, {sampling: 4, size: 30}, 0)).not.toEqual(small);
    expect(sampleRows(100, {sampling: 3, size: 30}, 1)).not.toEqual(small);
    expect([...sampleRows(5, {sampling: 0, size: 5}, 0)]).toEqual([0, 1, 2, 3, 4]);
  });

  it("are scored as a cross-validation of their rows alone", () => {
    const {columns, y} = data(80);
    const spec = estimatorSpec("extraTrees", {nEstimators: 5});
    const sample = {sampling: 2, size: 40};
    const scores = scoreSample(columns, y, sample, {spec, nSplits: 4, randomState: 7});
    const rows = sampleRows(80, sample, 7);
    const [X, truths] = [
      columns.map((column) => Float64Array.from(rows, (i) => column[i]!)),
      Float64Array.from(rows, (i) => y[i]!)
    ];
    const words = ["learning-curve", 7, 2, 40] as const;
    for (const [k, fold] of kFold(40, 4, stream(...words, "folds")).entries()) {
      const alone = scoreConfiguration(prepareFold(X, truths, fold), spec, regressionKey(stream(...words, "forest", k)));
      expect([...scores.subarray(4 * k, 4 * k + 4)]).toEqual([...alone]);
    }
  });

  it("give better scores the larger they are", () => {
    const {columns, y} = data(300);
    const spec = estimatorSpec("extraTrees", {nEstimators: 20});
    const error = (size: number): number =>
      meanAndSd([0, 1, 2].map((sampling) => scoreSample(columns, y, {sampling, size}, {spec, nSplits: 5, randomState: 0})[0]!))
        .mean;
    expect(error(300)).toBeLessThan(0.8 * error(30));
  });
});
