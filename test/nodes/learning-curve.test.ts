import {describe, expect, it} from "vitest";
import {estimatorSpec} from "../../nodes/kernels/estimators/estimators.ts";
import {scoreSample} from "../../nodes/kernels/learning-curve.ts";
import {meanAndSd} from "../../nodes/kernels/moments.ts";
import {learningCurve} from "../../nodes/learning-curve.ts";
import {runNode, schemaOf, valuesOf} from "../harness.ts";
import {features, sample, target, train, tuned} from "./tuned.ts";

const params = {nEstimators: 5, nSamplings: 3, nFractions: 4, nSplits: 3};
const columns = features.map((name) => train.numbers(name));

describe("learning-curve", () => {
  it("tabulates every sample, and means and spreads of each fraction", async () => {
    const {outputs, notes} = await runNode(learningCurve, {inputs: {train}, params});
    const [curve, scores] = [valuesOf(outputs.curve), valuesOf(outputs.scores)];
    expect(curve["rows"]).toEqual([23, 45, 68, 90]);
    expect(curve["fraction"]).toEqual([23 / 90, 0.5, 68 / 90, 1]);
    expect(scores["rows"]).toEqual([23, 23, 23, 45, 45, 45, 68, 68, 68, 90, 90, 90]);
    expect(scores["sampling"]).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
    const spec = estimatorSpec("extraTrees", {nEstimators: 5});
    const scored = [0, 1, 2].map((sampling) =>
      scoreSample(columns, train.numbers("log10_flux"), {sampling, size: 68}, {spec, nSplits: 3, randomState: 0})
    );
    const r2 = scored.map((all) => [2, 6, 10].map((at) => all[at]!));
    const byFold = r2.map(meanAndSd);
    expect(scores["r2Score"]!.slice(6, 9)).toEqual(byFold.map(({mean}) => mean));
    expect(scores["r2Score_sd"]!.slice(6, 9)).toEqual(byFold.map(({sd}) => sd));
    const bySampling = meanAndSd(byFold.map(({mean}) => mean));
    expect([curve["r2Score"]![2], curve["r2Score_sd"]![2]]).toEqual([bySampling.mean, bySampling.sd]);
    expect(curve["r2Score_fold_sd"]![2]).toBe(meanAndSd(r2.flat()).sd);
    expect(curve["r2Score"]![3]).toBeGreaterThan(curve["r2Score"]![0] as number);
    expect(notes).toEqual({rows: 90, estimator: "extraTrees"});
  });

  it("gives a sample the same scores whatever other samples there are", async () => {
    const {outputs} = await runNode(learningCurve, {inputs: {train}, params: {...params, nFractions: 2, nSamplings: 1}});
    const few = valuesOf(outputs.scores);
    const all = valuesOf((await runNode(learningCurve, {inputs: {train}, params})).outputs.scores);
    expect([few["r2Score"]![0], few["r2Score"]![1]]).toEqual([all["r2Score"]![3], all["r2Score"]![9]]);
  });

  it("follows the best configuration of a search where one is connected", async () => {
    const {search} = (await tuned).outputs;
    const best = search.configurations[0]!;
    const small = {nSamplings: 1, nFractions: 1, nSplits: 3};
    const {outputs, notes} = await runNode(learningCurve, {inputs: {train, search}, params: {...small, estimator: "linear"}});
    const scores = scoreSample(
      columns,
      train.numbers("log10_flux"),
      {sampling: 0, size: 90},
      {spec: best, nSplits: 3, randomState: 0}
    );
    expect(outputs.scores.cell("meanAbsoluteError", 0)).toBe(meanAndSd([0, 4, 8].map((at) => scores[at]!)).mean);
    expect(notes["estimator"]).toBe("extraTrees");
    const other = train.withRoles({target: {...target, column: "w3"}});
    await expect(runNode(learningCurve, {inputs: {train: other, search}})).rejects.toThrow(
      'the search learned "log10_flux", but the table\'s target is "w3"'
    );
  });

  it("takes its hyperparameters from the params otherwise", async () => {
    const only = {...params, nSamplings: 1, nFractions: 1};
    const run = async (more = {}) =>
      valuesOf((await runNode(learningCurve, {inputs: {train}, params: {...only, ...more}})).outputs.scores);
    const plain = (await run())["r2Score"];
    for (const more of [{maxDepth: 1}, {minSamplesLeaf: 9}, {minSamplesSplit: 40}, {maxFeatures: 0.34}, {estimator: "linear"}])
      expect((await run(more))["r2Score"], JSON.stringify(more)).not.toEqual(plain);
  });

  it("knows its columns beforehand, leaves out rows that miss a value, and refuses samples too small", async () => {
    const holes = sample(40, "holes", (i) => i === 4);
    await expect(runNode(learningCurve, {inputs: {train: holes}, params})).rejects.toThrow('column "w4", row 5: null');
    const {outputs, notes} = await runNode(learningCurve, {inputs: {train: holes}, params: {...params, missing: "exclude"}});
    expect(notes).toEqual({rows: 39, excluded: 1, estimator: "extraTrees"});
    const schema = schemaOf(learningCurve);
    expect(schema.curve!.columns.map((c) => c.name)).toEqual(outputs.curve.columns.map((c) => c.name));
    expect(schema.scores!.columns.map((c) => c.name)).toEqual(outputs.scores.columns.map((c) => c.name));
    await expect(runNode(learningCurve, {inputs: {train}})).rejects.toThrow(
      "1/10 of 90 rows is 9 rows, and 10 folds need at least 20"
    );
  });
});
