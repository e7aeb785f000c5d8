import {describe, expect, it} from "vitest";
import {importance} from "../../nodes/importance.ts";
import {tune} from "../../nodes/tune.ts";
import {runNode, schemaOf, valuesOf} from "../harness.ts";
import {sample, target, train, tuned} from "./tuned.ts";

const test = sample(300, "test");

describe("importance", () => {
  it("weighs predictors by impurity and by permutation, the one that matters most first", async () => {
    const {model} = (await tuned).outputs;
    const {outputs, notes} = await runNode(importance, {inputs: {model, test}});
    const {feature, impurity, impurity_sd, permutation, permutation_sd} = valuesOf(outputs.importances);
    expect(feature).toEqual(["w4", "w3", "chi2"]);
    const position = (feature as string[]).map((name) => model.features.indexOf(name));
    expect(impurity).toEqual(position.map((j) => model.importances!.mean[j]));
    expect(impurity_sd).toEqual(position.map((j) => model.importances!.sd![j]));
    const [w4, w3, chi2] = permutation as number[];
    // R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)²: shuffling what explains the share s of the variance costs about 2 s.
    expect(Math.abs(w4! - 2 / 1.09)).toBeLessThan(0.35);
    expect(Math.abs(w3! - 0.18 / 1.09)).toBeLessThan(0.1);
    expect(Math.abs(chi2!)).toBeLessThan(0.02);
    expect((permutation_sd as number[]).every((sd) => sd > 0 && sd < 0.2)).toBe(true);
    expect(notes).toEqual({rows: 300});
    expect(schemaOf(importance).importances!.columns.map((c) => c.name)).toEqual(outputs.importances.columns.map((c) => c.name));
  });

  it("comes out the same again, and otherwise for another seed", async () => {
    const {model} = (await tuned).outputs;
    const run = async (params = {}) => valuesOf((await runNode(importance, {inputs: {model, test}, params})).outputs.importances);
    expect(await run()).toEqual(await run());
    expect((await run({randomState: 1}))["permutation"]).not.toEqual((await run())["permutation"]);
  });

  it("has no impurity for a line, whose error grows by as much as shuffling says", async () => {
    const {model} = (await runNode(tune, {inputs: {train}, params: {estimator: "linear", nSplits: 3}})).outputs;
    const params = {scoring: "rootMeanSquaredError", nRepeats: 3};
    const {importances} = (await runNode(importance, {inputs: {model, test}, params})).outputs;
    const {impurity, permutation} = valuesOf(importances);
    expect(impurity).toEqual([null, null, null]);
    expect(permutation![0]).toBeGreaterThan(1);
  });

  it("leaves out rows that miss a value, and refuses another target", async () => {
    const {model} = (await tuned).outputs;
    const holes = sample(30, "holes", (i) => i === 4);
    await expect(runNode(importance, {inputs: {model, test: holes}})).rejects.toThrow('column "w4", row 5: null');
    const {notes} = await runNode(importance, {inputs: {model, test: holes}, params: {missing: "exclude"}});
    expect(notes).toEqual({rows: 29, excluded: 1});
    const other = test.withRoles({target: {...target, column: "w3"}});
    await expect(runNode(importance, {inputs: {model, test: other}})).rejects.toThrow('the target of the test rows is "w3"');
  });
});
