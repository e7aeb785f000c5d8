import {describe, expect, it} from "vitest";
import {calibrate} from "../../nodes/calibrate.ts";
import {evaluate} from "../../nodes/evaluate.ts";
import {predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {runNode} from "../harness.ts";
import {features, sample, target, tuned} from "./tuned.ts";

describe("calibrate", () => {
  it("takes the errors on the rows it is given for those of the folds, and leaves the rest of the model alone", async () => {
    const {model} = (await tuned).outputs;
    const held = sample(25, "held");
    const {outputs, notes} = await runNode(calibrate, {inputs: {model, table: held}});
    const {mean, spread} = predictPipeline(
      model.pipeline,
      features.map((name) => held.numbers(name))
    );
    expect(outputs.model.calibration).toEqual({
      residuals: held.numbers("log10_flux").map((truth, i) => truth - mean[i]!),
      spreads: spread
    });
    expect({...outputs.model, calibration: model.calibration}).toEqual(model);
    expect(notes).toEqual({rows: 25});
  });

  it("makes intervals that cover what was asked for, on rows neither fitted nor calibrated on", async () => {
    const {model} = (await tuned).outputs;
    const calibrated = (await runNode(calibrate, {inputs: {model, table: sample(1000, "held")}})).outputs.model;
    const {metrics} = (
      await runNode(evaluate, {inputs: {model: calibrated, test: sample(2000, "test")}, params: {coverage: 0.8}})
    ).outputs;
    for (const name of ["conformalConstant", "conformalScaled"]) {
      expect(metrics.intervals![name]!.nominal).toBe(0.8);
      expect(Math.abs(metrics.intervals![name]!.coverage - 0.8)).toBeLessThan(0.05);
    }
  });

  it("calibrates too narrowly on the rows the model was fitted to", async () => {
    const {model} = (await tuned).outputs;
    const seen = (await runNode(calibrate, {inputs: {model, table: sample(90)}})).outputs.model;
    const {metrics} = (await runNode(evaluate, {inputs: {model: seen, test: sample(500, "test")}})).outputs;
    expect(metrics.intervals!["conformalConstant"]!.coverage).toBeLessThan(0.8);
  });

  it("leaves out rows that miss a value, and refuses another target", async () => {
    const {model} = (await tuned).outputs;
    const holes = sample(20, "holes", (i) => i === 4);
    await expect(runNode(calibrate, {inputs: {model, table: holes}})).rejects.toThrow('column "w4", row 5: null');
    const {outputs, notes} = await runNode(calibrate, {inputs: {model, table: holes}, params: {missing: "exclude"}});
    expect(outputs.model.calibration!.residuals).toHaveLength(19);
    expect(notes).toEqual({rows: 19, excluded: 1});
    const other = holes.withRoles({target: {...target, column: "w3"}});
    await expect(runNode(calibrate, {inputs: {model, table: other}})).rejects.toThrow(
      'the model predicts "log10_flux", but the target of the rows is "w3"'
    );
  });
});
