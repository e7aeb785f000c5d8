import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {prepareFold, scoreConfiguration, scoreGroup} from "../../nodes/kernels/cross-validation.ts";
import {type EstimatorName, estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {kFold} from "../../nodes/kernels/folds.ts";
import {fitPipeline, regressionKey, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {drawConfigurations} from "../../nodes/kernels/estimators/search-space.ts";
import {groupConfigurations} from "../../nodes/kernels/search/groups.ts";
import {shared} from "../shared.ts";

const random = stream("pipeline test");
const n = 120;
const columns = [0, 1, 2].map((j) => Float64Array.from({length: n}, () => Math.exp(random.normal() * (j + 1))));
const y = columns[0]!.map((x, i) => Math.log(x) + 0.3 * Math.log(columns[1]![i]!) + 0.05 * random.normal());

describe("the pipeline", () => {
  it.each(["extraTrees", "randomForest", "linear"] as const)("%s learns a law hidden by skewed predictors", (estimator) => {
    const pipeline = fitPipeline(columns, y, estimatorSpec(estimator), stream("fit"));
    const {mean, spread, q} = predictPipeline(pipeline, columns);
    const worst = Math.max(...mean.map((m, i) => Math.abs(m - y[i]!)));
    expect(worst).toBeLessThan({extraTrees: 1e-6, randomForest: 1.5, linear: 1.5}[estimator]);
    expect(q).toBe(estimator === "linear" ? 1 : 100);
    expect(Math.max(...spread) > 0.1).toBe(estimator === "randomForest");
    expect(pipeline.rows).toBe(n);
  });

  it("predicts a row by itself as among others, and rows far outside within the targets' range", () => {
    const pipeline = fitPipeline(columns, y, estimatorSpec("extraTrees", {nEstimators: 20, minSamplesLeaf: 3}), stream("fit"));
    const together = predictPipeline(pipeline, columns);
    const alone = predictPipeline(
      pipeline,
      columns.map((column) => column.slice(7, 8))
    );
    expect(alone.mean[0]).toBe(together.mean[7]);
    expect(alone.spread[0]).toBe(together.spread[7]);
    const far = predictPipeline(pipeline, [
      [-1e300, 1e300],
      [1e300, -1e300],
      [0, 0]
    ]);
    for (const value of far.mean) expect(value >= Math.min(...y) && value <= Math.max(...y)).toBe(true);
  });

  it("survives constant columns, equal rows and one row", () => {
    for (const estimator of ["extraTrees", "randomForest", "linear"] as const) {
      const spec = estimatorSpec(estimator);
      expect(predictPipeline(fitPipeline([[4], [5]], [3], spec, stream(1)), [[4], [5]]).mean[0]).toBeCloseTo(3, 12);
      const constant = fitPipeline(
        [
          [1, 1, 1, 1],
          [1, 2, 3, 4]
        ],
        [1, 2, 3, 4],
        spec,
        stream(1)
      );
      expect(predictPipeline(constant, [[1], [3]]).mean[0]).toBeCloseTo(3, estimator === "randomForest" ? -0.5 : 0);
      const equal = fitPipeline([[2, 2, 2]], [1, 2, 6], spec, stream(1));
      expect(predictPipeline(equal, [[2]]).mean[0]).toBeCloseTo(3, estimator === "randomForest" ? 0 : 5);
    }
  });

  it("refuses what is not finite, naming column and row", () => {
    const spec = estimatorSpec("extraTrees");
    expect(() =>
      fitPipeline(
        [
          [1, 2],
          [NaN, 1]
        ],
        [1, 2],
        spec,
        stream(1)
      )
    ).toThrow("column 1, row 1 must be a finite number; got NaN");
    expect(() =>
      fitPipeline(
        [
          [1, 2],
          [1, 1]
        ],
        [1, Infinity],
        spec,
        stream(1)
      )
    ).toThrow("row 2: the target must be a finite number; got Infinity");
    expect(() => fitPipeline([], [1, 2], spec, stream(1))).toThrow("0 predictors cannot predict; need at least 1");
    const pipeline = fitPipeline(columns, y, spec, stream(1));
    expect(() => predictPipeline(pipeline, [[1], [2]])).toThrow("the model has 3 predictors; got 2 columns");
    expect(() => predictPipeline(pipeline, [[1], [2], [Infinity]])).toThrow(
      "column 2, row 1 must be a finite number; got Infinity"
    );
  });
});

describe("a fold", () => {
  it("is transformed as its training rows say", () => {
    const fold = kFold(n, 5, stream("folds"))[2]!;
    const {train, test} = prepareFold(columns, y, fold);
    for (const column of train.columns) {
      expect(Math.abs(column.reduce((a, b) => a + b) / column.length)).toBeLessThan(1e-12);
      expect(column.reduce((a, b) => a + b * b, 0) / column.length).toBeCloseTo(1, 10);
    }
    const other = columns.map((column) => column.map((x, i) => (fold.test.includes(i) ? x * 100 : x)));
    expect(prepareFold(other, y, fold).train).toEqual(train);
    expect(prepareFold(other, y, fold).test.columns).not.toEqual(test.columns);
  });

  it("scores every configuration of a search as if it were alone", () => {
    const space = {
      nEstimators: {integer: [1, 25]},
      maxDepth: {choice: [null, 2, 5]},
      minSamplesSplit: {integer: [2, 9]}
    } as const;
    const configurations = drawConfigurations("extraTrees", space, 30, stream("draw"));
    const key = regressionKey(stream("forest", 3));
    const fold = prepareFold(columns, y, kFold(n, 4, stream("folds"))[0]!);
    const [group, ...others] = groupConfigurations(configurations, 3);
    expect(others).toEqual([]);
    const scores = scoreGroup(fold, group!, key);
    for (const [i, spec] of configurations.entries())
      expect(scores.slice(4 * i, 4 * i + 4)).toEqual(scoreConfiguration(fold, spec, key));
  });
});

/** Rows of a CSV as records of numbers; what is not a number is NaN. */
function readNumbers(path: string): Record<string, number>[] {
  const [header, ...lines] = readFileSync(path, "utf8").trim().split(/\r?\n/);
  const names = header!.split(",");
  // Quoted fields hold names only.
  const cells = (line: string): string[] => line.replace(/"[^"]*"/g, "text").split(",");
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, j) => [names[j]!, cell === "" ? NaN : Number(cell)])));
}

/** Mean R² over 10 folds of the shuffled rows whose features and target are positive numbers. */
function meanR2(
  rows: readonly Record<string, number>[],
  features: readonly string[],
  target: string,
  estimator: EstimatorName
): number {
  const complete = rows.filter((row) => row[target]! > 0 && features.every((name) => Number.isFinite(row[name])));
  const X = features.map((name) => complete.map((row) => row[name]!));
  const log = complete.map((row) => Math.log10(row[target]!));
  const scores = kFold(log.length, 10, stream("folds", 0)).map(
    (fold, k) => scoreConfiguration(prepareFold(X, log, fold), estimatorSpec(estimator), regressionKey(stream("forest", k)))[2]!
  );
  return scores.reduce((a, b) => a + b) / 10;
}

describe("real photometry", () => {
  const upperSco = shared("data/luhman2012_usco_tbl1.csv");
  it.skipIf(!upperSco)("of Upper Sco at 24 µm is predicted with R² 0.95–0.97 by extra trees, 0.91 by a line", () => {
    const zeroPoints = {W1mag: 309.54, W2mag: 171.787, W3mag: 31.674, W4mag: 8.363, "24mag": 7.17};
    const flux = Object.entries(zeroPoints);
    const rows = readNumbers(upperSco!).map((row) =>
      Object.fromEntries(flux.map(([name, zero]) => [name, zero * 1e6 * 10 ** (-0.4 * row[name]!)]))
    );
    expect(rows.filter((row) => Object.values(row).every(Number.isFinite)).length).toBe(184);
    const features = ["W1mag", "W2mag", "W3mag", "W4mag"];
    const trees = meanR2(rows, features, "24mag", "extraTrees");
    const line = meanR2(rows, features, "24mag", "linear");
    expect(trees).toBeGreaterThan(0.95);
    expect(trees).toBeLessThan(0.975);
    expect(line).toBeGreaterThan(0.895);
    expect(line).toBeLessThan(0.925);
  });

  const dustPedia = shared("data/joined_dustpedia_MIPS1.csv");
  it.skipIf(!dustPedia)("of DustPedia's galaxies at 24 µm is predicted with R² ≈ 0.96 from 16 features", () => {
    const features = ["WISE1", "WISE2", "WISE3", "WISE4"];
    for (const name of ["chi2W", "mW", "nW"]) for (const band of [1, 2, 3, 4]) features.push(`${name}${band}`);
    const rows = readNumbers(dustPedia!);
    expect(meanR2(rows, features, "MIPS1", "extraTrees")).toBeCloseTo(0.96, 1.7);
    expect(meanR2(rows, features, "MIPS1", "linear")).toBeCloseTo(0.958, 1.4);
  });
});
