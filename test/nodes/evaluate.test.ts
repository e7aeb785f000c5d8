import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {evaluate} from "../../nodes/evaluate.ts";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {coverageOf} from "../../nodes/kernels/intervals.ts";
import {scoresOf} from "../../nodes/kernels/metrics.ts";
import {fitPipeline} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";
import type {Model} from "../../nodes/kinds.ts";
import {runNode, tableOf} from "../harness.ts";

const reference = JSON.parse(readFileSync(new URL("../reference/evaluate.json", import.meta.url), "utf8")) as {
  features: string[];
  columns: Record<string, number[]>;
  y: number[];
  train: number;
  prediction: number[];
  scores: Record<"meanAbsoluteError" | "rootMeanSquaredError" | "r2Score" | "meanAbsolutePercentageError", number>;
};
const {features, columns, y, train} = reference;
const target = {column: "progression", label: "progression", transform: "none", sourceColumn: "progression"} as const;

function fitted(estimator: "linear" | "extraTrees", settings = {}): Model {
  const X = features.map((name) => columns[name]!.slice(0, train));
  return {features, target, pipeline: fitPipeline(X, y.slice(0, train), estimatorSpec(estimator, settings), stream("test"))};
}

function testRows(change: Record<string, (number | null)[]> = {}) {
  const held = Object.fromEntries(features.map((name) => [name, columns[name]!.slice(train)]));
  return tableOf({...held, progression: y.slice(train), ...change}, {roles: {features, target}});
}

async function run(model: Model, test = testRows(), params: Record<string, unknown> = {}) {
  const {outputs, notes} = await runNode(evaluate, {inputs: {model, test}, params});
  return {...outputs, notes};
}

describe("evaluate", () => {
  it("gives scikit-learn's scores and predictions of the paper's linear pipeline", async () => {
    const {metrics, predictions} = await run(fitted("linear"));
    for (const [name, score] of Object.entries(reference.scores))
      expect(Math.abs(metrics.scores[name as "r2Score"] / score - 1), `${name} is ${score}`).toBeLessThan(1e-6);
    const predicted = predictions.numbers("predicted_progression");
    reference.prediction.forEach((value, i) => expect(predicted[i]! / value).toBeCloseTo(1, 6));
    expect(metrics).toMatchObject({estimator: "linear", target, rows: 50});
    expect(metrics.intervals).toBeUndefined();
  });

  it("scores the predictions that leave it", async () => {
    const {metrics, predictions, notes} = await run(fitted("extraTrees", {nEstimators: 30}));
    const column = (end: string) => predictions.numbers(`predicted_progression${end}`);
    expect(metrics.scores).toEqual(scoresOf(y.slice(train), column("")));
    expect(metrics.intervals).toEqual({
      standardError: coverageOf(y.slice(train), {lower: column("_lower"), upper: column("_upper")}),
      treeSpread: coverageOf(y.slice(train), {lower: column("_tree_lower"), upper: column("_tree_upper")})
    });
    expect(metrics.intervals!["treeSpread"]!.width / metrics.intervals!["standardError"]!.width).toBeCloseTo(Math.sqrt(30), 8);
    expect(notes).toEqual({rows: 50, ...metrics.scores});
  });

  it("counts what the calibrated intervals cover, both widths for forests, one for a line", async () => {
    const calibrated = (model: Model): Model => {
      const rng = stream("calibration");
      const draw = (scale: number) => Float64Array.from({length: 30}, () => scale * Math.abs(rng.normal()));
      return {...model, calibration: {residuals: draw(60), spreads: draw(30)}};
    };
    const forest = calibrated(fitted("extraTrees", {nEstimators: 30}));
    for (const width of ["scaled", "constant"] as const) {
      const {metrics, predictions} = await run(forest, testRows(), {width, coverage: 0.7});
      const column = (end: string) => predictions.numbers(`predicted_progression_conformal_${end}`);
      const judged = coverageOf(y.slice(train), {lower: column("lower"), upper: column("upper")});
      const {conformalConstant, conformalScaled} = metrics.intervals!;
      expect(width === "scaled" ? conformalScaled : conformalConstant).toEqual({nominal: 0.7, ...judged});
      expect(conformalScaled).not.toEqual(conformalConstant);
    }
    const line = await run(calibrated(fitted("linear")));
    expect(Object.keys(line.metrics.intervals!)).toEqual(["conformalConstant"]);
    const tooMuch = await run(forest, testRows(), {coverage: 0.97});
    expect(Object.keys(tooMuch.metrics.intervals!)).toEqual(["standardError", "treeSpread"]);
    expect(tooMuch.notes["uncalibrated"]).toBe("30 calibration rows cannot cover 0.97; need at least 33");
  });

  it("finds a forest better on rows it has seen than on rows it has not", async () => {
    const model = fitted("extraTrees", {nEstimators: 20});
    const seen = Object.fromEntries(features.map((name) => [name, columns[name]!.slice(0, train)]));
    const known = await run(model, tableOf({...seen, progression: y.slice(0, train)}, {roles: {features, target}}));
    expect(known.metrics.scores.r2Score).toBeGreaterThan(0.999);
    expect((await run(model)).metrics.scores.r2Score).toBeLessThan(0.8);
  });

  it("keeps the test rows, their order, features and target beside the predictions", async () => {
    const {predictions} = await run(fitted("linear"));
    expect([...predictions.numbers("progression")]).toEqual(y.slice(train));
    expect(predictions.roles).toEqual({features, target});
    expect(predictions.root).toBe(testRows().hash);
  });

  it("refuses rows that miss a value, or leaves them out and counts them", async () => {
    const bmi = [null, ...columns["bmi"]!.slice(train + 1)];
    const progression = [...y.slice(train, -1), NaN];
    await expect(run(fitted("linear"), testRows({bmi, progression}))).rejects.toThrow(
      '2 of 50 rows miss a value (column "bmi", row 1: null; column "progression", row 50: NaN)'
    );
    const {metrics, predictions, notes} = await run(fitted("linear"), testRows({bmi, progression}), {missing: "exclude"});
    expect([metrics.rows, predictions.rows, notes["excluded"]]).toEqual([48, 48, 2]);
    expect([...predictions.rowIdentity()]).toEqual(Array.from({length: 48}, (_, i) => i + 1));
    const one = await run(fitted("linear"), testRows({bmi}), {missing: "exclude"});
    expect([one.metrics.rows, one.predictions.rows, one.notes["excluded"]]).toEqual([49, 49, 1]);
  });

  it("refuses to judge on a single row, which has no R²", async () => {
    const one = testRows().take(Int32Array.of(3));
    await expect(run(fitted("linear"), one)).rejects.toThrow("1 row has no R²; judge a model on at least 2");
  });

  it("refuses another target and absent predictors", async () => {
    const other = testRows().withRoles({target: {...target, column: "bmi"}});
    await expect(run(fitted("linear"), other)).rejects.toThrow(
      'the model predicts "progression", but the target of the test rows is "bmi"; wire rows of the same transform step'
    );
    await expect(run(fitted("linear"), testRows().without(["bmi"]))).rejects.toThrow('column "bmi" is not in the table');
    await expect(run(fitted("linear"), testRows().without(["progression"]))).rejects.toThrow(
      "does not say which column is learned"
    );
  });
});
