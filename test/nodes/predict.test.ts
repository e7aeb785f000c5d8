import {describe, expect, it} from "vitest";
import {filterHub} from "../../nodes/filter-hub.ts";
import {hull} from "../../nodes/hull.ts";
import {inverseLog} from "../../nodes/inverse-log.ts";
import {conformalBounds} from "../../nodes/kernels/conformal.ts";
import {predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {predict} from "../../nodes/predict.ts";
import {tune} from "../../nodes/tune.ts";
import {runNode, valuesOf} from "../harness.ts";
import {features, sample, target, train, tuned} from "./tuned.ts";

describe("predict", () => {
  it("adds mean, spread and all bounds to the rows, which keep their identity", async () => {
    const {model} = (await tuned).outputs;
    const rows = [5, 3, 80];
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: train.take(rows)}});
    const {predictions} = outputs;
    expect([...predictions.rowIdentity()]).toEqual(rows);
    expect(predictions.root).toBe(train.hash);
    expect(valuesOf(predictions)["id"]).toEqual(rows.map((i) => 9007199254740993n + BigInt(i)));
    expect(notes).toEqual({rows: 3});
    const {mean, spread, q} = predictPipeline(
      model.pipeline,
      features.map((name) => train.take(rows).numbers(name))
    );
    const {predicted_log10_flux: m, ...bounds} = valuesOf(predictions.without(train.columns.map(({name}) => name)));
    expect(m).toEqual([...mean]);
    const {lower, upper} = conformalBounds(model.calibration!, {mean, spread}, 0.9, "scaled");
    expect(bounds).toEqual({
      predicted_log10_flux_spread: [...spread],
      predicted_log10_flux_lower: [...mean].map((v, i) => v - (3 * spread[i]!) / Math.sqrt(q)),
      predicted_log10_flux_upper: [...mean].map((v, i) => v + (3 * spread[i]!) / Math.sqrt(q)),
      predicted_log10_flux_tree_lower: [...mean].map((v, i) => v - 3 * spread[i]!),
      predicted_log10_flux_tree_upper: [...mean].map((v, i) => v + 3 * spread[i]!),
      predicted_log10_flux_conformal_lower: [...lower],
      predicted_log10_flux_conformal_upper: [...upper]
    });
    expect(predictions.roles.target).toEqual(target);
  });

  it.each([
    ["extraTrees", 65_540],
    ["nearestNeighbors", 5000]
  ] as const)("by %s does not depend on how many rows are predicted at once", async (estimator, n) => {
    const {model} = (await runNode(tune, {inputs: {train}, params: {estimator, nIter: 2, nSplits: 3}})).outputs;
    const many = sample(n, "many");
    const {predictions} = (await runNode(predict, {inputs: {model, table: many}})).outputs;
    const last = Array.from({length: 9}, (_, i) => n - 9 + i);
    const alone = (await runNode(predict, {inputs: {model, table: many.take(last)}})).outputs.predictions;
    for (const name of ["predicted_log10_flux", "predicted_log10_flux_conformal_upper"])
      expect(last.map((row) => predictions.cell(name, row))).toEqual(last.map((_, i) => alone.cell(name, i)));
  });

  it("gives a line its mean and an interval of one width, and leaves out rows that miss a predictor", async () => {
    const {model} = (await runNode(tune, {inputs: {train}, params: {estimator: "linear", nSplits: 3}})).outputs;
    const holes = sample(10, "holes", (i) => i === 4);
    await expect(runNode(predict, {inputs: {model, table: holes}})).rejects.toThrow('column "w4", row 5: null');
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: holes}, params: {missing: "exclude"}});
    expect(notes).toEqual({rows: 9, excluded: 1});
    expect(outputs.predictions.columns.map(({name}) => name)).toEqual([
      ...holes.columns.map(({name}) => name),
      "predicted_log10_flux",
      "predicted_log10_flux_conformal_lower",
      "predicted_log10_flux_conformal_upper"
    ]);
    const [lower, upper] = ["lower", "upper"].map((end) => outputs.predictions.numbers(`predicted_log10_flux_conformal_${end}`));
    for (const i of [1, 8]) expect(upper![i]! - lower![i]!).toBeCloseTo(upper![0]! - lower![0]!, 12);
    expect([...outputs.predictions.rowIdentity()]).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  it("draws the calibrated interval for the coverage and width it is told", async () => {
    const {model} = (await tuned).outputs;
    const table = sample(40, "rows");
    const widths = async (params: Readonly<Record<string, unknown>>): Promise<Float64Array> => {
      const {predictions} = (await runNode(predict, {inputs: {model, table}, params})).outputs;
      const lower = predictions.numbers("predicted_log10_flux_conformal_lower");
      return predictions.numbers("predicted_log10_flux_conformal_upper").map((upper, i) => upper - lower[i]!);
    };
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(await widths({coverage: 0.95}))).toBeGreaterThan(mean(await widths({coverage: 0.5})));
    const [constant, scaled] = [await widths({width: "constant"}), await widths({width: "scaled"})];
    expect(Math.max(...constant) - Math.min(...constant)).toBeLessThan(1e-12);
    expect(Math.max(...scaled) - Math.min(...scaled)).toBeGreaterThan(0.01);
  });

  it("has no calibrated interval where the model's calibration is too short, and says so", async () => {
    const {model} = (await tuned).outputs;
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: train}, params: {coverage: 0.99}});
    expect(outputs.predictions.has("predicted_log10_flux_conformal_lower")).toBe(false);
    expect(outputs.predictions.has("predicted_log10_flux_lower")).toBe(true);
    expect(notes["uncalibrated"]).toBe("90 calibration rows cannot cover 0.99; need at least 99");
  });

  it("refuses a table without the model's predictors", async () => {
    const {model} = (await tuned).outputs;
    await expect(runNode(predict, {inputs: {model, table: train.without(["w4"])}})).rejects.toThrow(
      'column "w4" is not in the table'
    );
  });

  it("passes a table without rows on, with the columns of a prediction", async () => {
    const {model} = (await tuned).outputs;
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: train.take([])}});
    expect(notes).toEqual({rows: 0});
    expect(outputs.predictions.rows).toBe(0);
    expect(outputs.predictions.has("predicted_log10_flux_upper")).toBe(true);
    const back = await runNode(inverseLog, {inputs: {predictions: outputs.predictions}});
    expect(back.outputs.table.rows).toBe(0);
  });

  it("flags what lies outside a hull, removing nothing, and refuses another filter", async () => {
    const {model} = (await tuned).outputs;
    const {filter} = (await runNode(hull, {inputs: {table: train}, params: {columns: ["w3", "w4"]}})).outputs;
    const rows = sample(60, "others");
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: rows, region: filter}});
    const flags = valuesOf(outputs.predictions)["in_hull"]!;
    const inside = (await runNode(filterHub, {inputs: {table: rows, filters: [filter]}})).outputs.table;
    expect(flags.flatMap((flag, i) => (flag ? [i] : []))).toEqual([...inside.rowIdentity()]);
    expect(notes).toMatchObject({rows: 60, inHull: inside.rows});
    expect(inside.rows).toBeLessThan(60);
    const words = {label: "w4 > 1", rows: {sql: "w4 > 1"}};
    await expect(runNode(predict, {inputs: {model, table: rows, region: words}})).rejects.toThrow(
      'input "region" takes a hull, but "w4 > 1"'
    );
  });
});
