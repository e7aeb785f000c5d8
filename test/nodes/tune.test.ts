import {describe, expect, it} from "vitest";
import {bestScores} from "../../nodes/kinds.ts";
import {fitPipeline, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {predict} from "../../nodes/predict.ts";
import {retrain} from "../../nodes/retrain.ts";
import {tune} from "../../nodes/tune.ts";
import type {Table, Target} from "../../runtime/table.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const target: Target = {column: "log10_flux", label: "MIPS1", transform: "log10", sourceColumn: "flux", unit: "uJy"};
const features = ["w3", "w4", "chi2"];

/** A flux that follows w4 and a little w3; some cells may be missing. */
function sample(n: number, seed = "sample", hole: (i: number) => boolean = () => false): Table {
  const rng = stream(seed);
  const draw = (): number[] => Array.from({length: n}, () => rng.normal());
  const [a, b, c, e] = [draw(), draw(), draw(), draw()];
  return tableOf(
    {
      id: Array.from({length: n}, (_, i) => 9007199254740993n + BigInt(i)),
      w3: a!.map((x) => Math.exp(x)),
      w4: b!.map((x, i) => (hole(i) ? null : Math.exp(2 * x))),
      chi2: c!,
      log10_flux: b!.map((x, i) => 3 + x + 0.3 * a![i]! + 0.05 * e![i]!)
    },
    {roles: {features, target}}
  );
}

const space = {nEstimators: {integer: [3, 12]}, maxDepth: {choice: [null, 3]}, minSamplesLeaf: {integer: [1, 3]}};
const train = sample(90);
const tuned = runNode(tune, {inputs: {train}, params: {nIter: 12, nSplits: 4, space}});

describe("tune", () => {
  it("ranks the configurations by the mean of the chosen score, the best first", async () => {
    const {outputs, notes} = await tuned;
    const board = valuesOf(outputs.leaderboard);
    expect(board["rank"]).toEqual(outputs.search.configurations.map((_, c) => c + 1));
    const means = board["r2Score"] as number[];
    expect(means).toEqual([...means].sort((a, b) => b - a));
    expect(means[0]).toBeGreaterThan(0.8);
    expect(means[0]).toBeCloseTo(
      [1, 2, 3, 4].reduce((sum, k) => sum + (board[`r2Score_fold_${k}`]![0] as number) / 4, 0),
      12
    );
    expect(board["nEstimators"]).toEqual(outputs.search.configurations.map((c) => c.estimator !== "linear" && c.nEstimators));
    expect(new Set(board["maxDepth"])).toEqual(new Set([null, 3]));
    expect(bestScores(outputs.search).r2Score).toBeCloseTo(means[0]!, 12);
    expect(notes).toMatchObject({rows: 90, configurations: outputs.leaderboard.rows, r2Score: means[0]});
  });

  it("ranks by errors the smallest first", async () => {
    const {outputs} = await runNode(tune, {inputs: {train}, params: {nIter: 6, nSplits: 3, space, scoring: "meanAbsoluteError"}});
    const errors = valuesOf(outputs.leaderboard)["meanAbsoluteError"] as number[];
    expect(errors).toEqual([...errors].sort((a, b) => a - b));
  });

  it("fits the best configuration on all rows, the same bits as the kernel by itself", async () => {
    const {model, search} = (await tuned).outputs;
    const columns = features.map((name) => train.numbers(name));
    const y = train.numbers("log10_flux");
    expect(model.features).toEqual(features);
    expect(model.target).toEqual(target);
    expect(model.pipeline).toEqual(fitPipeline(columns, y, search.configurations[0]!, stream("model", 0)));
    expect(model.importances!.mean.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(model.importances!.mean[1]).toBeGreaterThan(0.5);
  });

  it("gives a configuration the same scores in a longer search, and other scores for another seed", async () => {
    const scoresOf = async (nIter: number, randomState: number): Promise<Map<string, number>> => {
      const {search, leaderboard} = (await runNode(tune, {inputs: {train}, params: {nIter, nSplits: 3, space, randomState}}))
        .outputs;
      return new Map(search.configurations.map((c, i) => [JSON.stringify(c), valuesOf(leaderboard)["r2Score"]![i] as number]));
    };
    const short = await scoresOf(5, 1);
    const long = await scoresOf(12, 1);
    for (const [configuration, score] of short) expect(long.get(configuration)).toBe(score);
    expect([...(await scoresOf(5, 2)).values()]).not.toEqual([...short.values()]);
  });

  it("has one configuration of a line, whatever the space", async () => {
    const {outputs, notes} = await runNode(tune, {inputs: {train}, params: {estimator: "linear", nSplits: 5}});
    expect(outputs.search.configurations).toEqual([{estimator: "linear"}]);
    expect(outputs.leaderboard.columns.map(({name}) => name).slice(0, 3)).toEqual([
      "rank",
      "meanAbsoluteError",
      "meanAbsoluteError_sd"
    ]);
    expect(notes["r2Score"]).toBeGreaterThan(0.9);
    expect(outputs.model.importances).toBeUndefined();
  });

  it("says which columns its leaderboard has before it runs", async () => {
    const {outputs} = await runNode(tune, {inputs: {train}, params: {nIter: 2, nSplits: 3, space}});
    const said = schemaOf(tune, {inputs: {train}, params: {nSplits: 3}}).leaderboard!.columns;
    expect(outputs.leaderboard.columns.map(({name, type}) => ({name, type}))).toEqual(said.map(({name, type}) => ({name, type})));
  });

  it("refuses rows that miss a value, by column and row, or leaves them out and counts them", async () => {
    const holes = sample(60, "holes", (i) => i % 20 === 7);
    await expect(runNode(tune, {inputs: {train: holes}, params: {nIter: 2, space}})).rejects.toThrow(
      '3 of 60 rows miss a value (column "w4", row 8: null); fill them or set "missing" to "exclude"'
    );
    const {outputs, notes} = await runNode(tune, {
      inputs: {train: holes},
      params: {nIter: 2, nSplits: 3, space, missing: "exclude"}
    });
    expect(notes).toMatchObject({rows: 57, excluded: 3});
    expect(outputs.model.pipeline.rows).toBe(57);
  });

  it("refuses an empty or contradictory space, and a table without roles", async () => {
    const run = async (params: Record<string, unknown>, table = train): Promise<unknown> =>
      runNode(tune, {inputs: {train: table}, params: {nIter: 2, ...params}});
    await expect(run({space: {maxFeatures: {integer: [4, 5]}}})).rejects.toThrow("but there are 3 features");
    await expect(run({space: {depth: {integer: [4, 5]}}})).rejects.toThrow('unknown hyperparameter "depth"');
    await expect(run({nSplits: 200, space})).rejects.toThrow("90 rows cannot fill 200 folds");
    const bare = tableOf({x: [1, 2]});
    await expect(run({}, bare)).rejects.toThrow("the table does not say which columns are predictors");
    await expect(run({}, bare.withRoles({features: ["x"]}))).rejects.toThrow("the table does not say which column is learned");
    await expect(run({}, bare.withRoles({features: []}))).rejects.toThrow("0 predictors are left");
  });
});

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

describe("predict", () => {
  it("adds mean, spread and both bounds to the rows, which keep their identity", async () => {
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
    expect(bounds).toEqual({
      predicted_log10_flux_spread: [...spread],
      predicted_log10_flux_lower: [...mean].map((v, i) => v - (3 * spread[i]!) / Math.sqrt(q)),
      predicted_log10_flux_upper: [...mean].map((v, i) => v + (3 * spread[i]!) / Math.sqrt(q)),
      predicted_log10_flux_tree_lower: [...mean].map((v, i) => v - 3 * spread[i]!),
      predicted_log10_flux_tree_upper: [...mean].map((v, i) => v + 3 * spread[i]!)
    });
    expect(predictions.roles.target).toEqual(target);
  });

  it("does not depend on how many rows are predicted at once", async () => {
    const {model} = (await tuned).outputs;
    const many = sample(5000, "many");
    const {predictions} = (await runNode(predict, {inputs: {model, table: many}})).outputs;
    const alone = (await runNode(predict, {inputs: {model, table: many.take([4999])}})).outputs.predictions;
    expect(predictions.cell("predicted_log10_flux_upper", 4999)).toBe(alone.cell("predicted_log10_flux_upper", 0));
  });

  it("gives only the mean of a line, and leaves out rows that miss a predictor", async () => {
    const {model} = (await runNode(tune, {inputs: {train}, params: {estimator: "linear", nSplits: 3}})).outputs;
    const holes = sample(10, "holes", (i) => i === 4);
    await expect(runNode(predict, {inputs: {model, table: holes}})).rejects.toThrow('column "w4", row 5: null');
    const {outputs, notes} = await runNode(predict, {inputs: {model, table: holes}, params: {missing: "exclude"}});
    expect(notes).toEqual({rows: 9, excluded: 1});
    expect(outputs.predictions.columns.map(({name}) => name)).toEqual([
      ...holes.columns.map(({name}) => name),
      "predicted_log10_flux"
    ]);
    expect([...outputs.predictions.rowIdentity()]).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  it("refuses a table without the model's predictors", async () => {
    const {model} = (await tuned).outputs;
    await expect(runNode(predict, {inputs: {model, table: train.without(["w4"])}})).rejects.toThrow(
      'column "w4" is not in the table'
    );
  });
});
