import {describe, expect, it} from "vitest";
import {retrain} from "../../nodes/retrain.ts";
import {runNode} from "../harness.ts";
import {sample, target, train, tuned} from "./tuned.ts";

describe("retrain", () => {
  it("fits the best configuration of the search on the table it is given", async () => {
    const {search} = (await tuned).outputs;
    const all = sample(130);
    const {outputs, notes} = await runNode(retrain, {inputs: {search, table: all}});
    expect(outputs.model.pipeline.spec).toEqual(search.configurations[0]);
    expect(outputs.model.pipeline.rows).toBe(130);
    expect(notes).toEqual({rows: 130});
    const again = await runNode(retrain, {inputs: {search, table: train}});
    expect(again.outputs.model).toEqual((await tuned).outputs.model);
  });

  it("calibrates on the rows it is given, on fewer folds where there are fewer rows", async () => {
    const {search} = (await tuned).outputs;
    const {model} = (await runNode(retrain, {inputs: {search, table: sample(130)}})).outputs;
    expect(model.calibration!.residuals).toHaveLength(130);
    const few = (await runNode(retrain, {inputs: {search, table: sample(3)}})).outputs.model;
    expect(few.calibration!.residuals).toHaveLength(3);
    const one = (await runNode(retrain, {inputs: {search, table: sample(1)}})).outputs.model;
    expect(one.calibration).toBeUndefined();
  });

  it("refuses a table with another target", async () => {
    const {search} = (await tuned).outputs;
    const other = train.withRoles({target: {...target, column: "w3"}});
    await expect(runNode(retrain, {inputs: {search, table: other}})).rejects.toThrow(
      'the search learned "log10_flux", but the table\'s target is "w3"'
    );
  });
});
