import {describe, expect, it} from "vitest";
import {joined} from "../../runtime/bytes.ts";
import {calibrate} from "../../nodes/calibrate.ts";
import {evaluate} from "../../nodes/evaluate.ts";
import {predictFromFold} from "../../nodes/kernels/cross-validation.ts";
import {cvPlusBounds} from "../../nodes/kernels/cv-plus.ts";
import {coverageOf} from "../../nodes/kernels/intervals.ts";
import type {Model} from "../../nodes/kinds.ts";
import {model as modelPort} from "../../nodes/kinds.ts";
import {foldsOf} from "../../nodes/learning/search.ts";
import {predict} from "../../nodes/predict.ts";
import {retrain} from "../../nodes/retrain.ts";
import {tune} from "../../nodes/tune.ts";
import {runNode} from "../harness.ts";
import {features, sample, space, train, tuned} from "./tuned.ts";

const intervals = "cvPlus";
const asked = sample(30, "asked");
const [lower, upper] = ["lower", "upper"].map((end) => `predicted_log10_flux_conformal_${end}`);
const fitted = runNode(tune, {inputs: {train}, params: {nIter: 12, nSplits: 4, space, intervals}}).then(
  ({outputs}) => outputs.model
);

describe("a model with CV+ intervals", () => {
  it("is the same model, with the rows its folds' models are fitted to instead of these models", async () => {
    const {folds, ...rest} = await fitted;
    expect(rest).toEqual((await tuned).outputs.model);
    expect(folds).toEqual({
      columns: features.map((name) => train.numbers(name)),
      y: train.numbers("log10_flux"),
      nSplits: 4,
      randomState: 0
    });
    const {kind} = modelPort("");
    expect(await kind.decode(joined(await kind.encode(await fitted)))).toEqual(await fitted);
    expect(kind.summarize(await fitted)).toMatchObject({intervals: "cvPlus", calibrationRows: 90});
  });

  it("draws them from the models that held each row out", async () => {
    const model = await fitted;
    const {predictions} = (await runNode(predict, {inputs: {model, table: asked}})).outputs;
    const {columns, y} = model.folds!;
    const parts = foldsOf(90, {nSplits: 4, randomState: 0});
    const foldOf = Int32Array.from({length: 90}, (_, i) => parts.findIndex(({fold}) => fold.test.includes(i)));
    const rows = features.map((name) => asked.numbers(name));
    const byFold = parts.map(({fold, key}) => predictFromFold(columns, y, fold, model.pipeline.spec, key, rows));
    const bounds = cvPlusBounds(model.calibration!, foldOf, byFold, 0.9, "scaled");
    expect(predictions.numbers(lower!)).toEqual(bounds.lower);
    expect(predictions.numbers(upper!)).toEqual(bounds.upper);
    const plain = (await runNode(predict, {inputs: {model: (await tuned).outputs.model, table: asked}})).outputs.predictions;
    expect(predictions.numbers("predicted_log10_flux")).toEqual(plain.numbers("predicted_log10_flux"));
    expect(predictions.numbers(lower!)).not.toEqual(plain.numbers(lower!));
  });

  it("is judged under the name of its intervals", async () => {
    const {outputs} = await runNode(evaluate, {
      inputs: {model: await fitted, test: asked},
      params: {coverage: 0.8, width: "constant"}
    });
    const drawn = {lower: outputs.predictions.numbers(lower!), upper: outputs.predictions.numbers(upper!)};
    const judged = outputs.metrics.intervals!;
    expect(Object.keys(judged)).toEqual(["cvPlusConstant", "cvPlusScaled", "standardError", "treeSpread"]);
    expect(judged["cvPlusConstant"]).toEqual({nominal: 0.8, ...coverageOf(asked.numbers("log10_flux"), drawn)});
  });

  it("comes of retraining too, predicts no rows, and loses them where it is calibrated", async () => {
    const {search} = (await tuned).outputs;
    const again = (await runNode(retrain, {inputs: {search, table: train}, params: {intervals}})).outputs.model;
    expect(again).toEqual(await fitted);
    const none = await runNode(predict, {inputs: {model: again, table: asked.take(new Int32Array(0))}});
    expect(none.outputs.predictions.rows).toBe(0);
    const split: Model = (await runNode(calibrate, {inputs: {model: again, table: sample(25, "held")}})).outputs.model;
    expect(split.folds).toBeUndefined();
    const few = (await runNode(retrain, {inputs: {search, table: sample(3)}, params: {intervals}})).outputs.model;
    expect(few.folds!.nSplits).toBe(3);
  });
});
