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

  it("refuses a table with another target", async () => {
    const {search} = (await tuned).outputs;
    const other = train.withRoles({target: {...target, column: "w3"}});
    await expect(runNode(retrain, {inputs: {search, table: other}})).rejects.toThrow(
      'the search learned "log10_flux", but the table\'s target is "w3"'
    );
  });
});
