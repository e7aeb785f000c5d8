import {describe, expect, it} from "vitest";
import {bestScores} from "../../nodes/kinds.ts";
import {estimatorNames, estimators} from "../../nodes/kernels/estimators/estimators.ts";
import {usualSpace} from "../../nodes/kernels/estimators/search-space.ts";
import {kFold} from "../../nodes/kernels/folds.ts";
import {fitPipeline, predictPipeline} from "../../nodes/kernels/pipeline.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {tune} from "../../nodes/tune.ts";
import {library} from "../../nodes/index.ts";
import {resolveParams} from "../../runtime/params.ts";
import {migrate, parseWorkflow, setParam} from "../../runtime/workflow.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";
import {features, sample, space, target, train, tuned} from "./tuned.ts";

describe("tune", () => {
  it("by halving keeps a third a round, and scores what is left as a search of all does", async () => {
    const params = {nIter: 18, nSplits: 3, space};
    const all = await runNode(tune, {inputs: {train}, params});
    const halved = await runNode(tune, {inputs: {train}, params: {...params, strategy: "halving"}});
    const rounds = halved.notes["rounds"] as {configurations: number; rows: number}[];
    expect(rounds.map(({rows}) => rows)).toEqual([30, 90]);
    expect(rounds[0]!.configurations).toBe(all.outputs.search.configurations.length);
    const {configurations, scores} = halved.outputs.search;
    expect(configurations).toHaveLength(rounds[1]!.configurations);
    const full = all.outputs.search;
    const ranks = configurations.map((spec) => full.configurations.findIndex((c) => JSON.stringify(c) === JSON.stringify(spec)));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    for (const [c, rank] of ranks.entries())
      expect(scores.slice(12 * c, 12 * c + 12)).toEqual(full.scores.slice(12 * rank, 12 * rank + 12));
    const rows = stream("tune", 0, "rows").permutation(90).slice(0, 30).sort();
    const first = (await runNode(tune, {inputs: {train: train.take(rows)}, params})).outputs.search;
    const words = (specs: readonly unknown[]): string[] => specs.map((spec) => JSON.stringify(spec)).sort();
    expect(words(configurations)).toEqual(words(first.configurations.slice(0, configurations.length)));
    expect(all.notes["rounds"]).toBeUndefined();
    const line = await runNode(tune, {inputs: {train}, params: {estimator: "linear", nSplits: 3, strategy: "halving"}});
    expect(line.notes["rounds"]).toEqual([{configurations: 1, rows: 90}]);
  });

  it("calibrates the best with the very predictions its folds were scored by", async () => {
    const {model, search} = (await tuned).outputs;
    const {residuals} = model.calibration!;
    expect(residuals).toHaveLength(90);
    const folds = kFold(90, search.nSplits, stream("tune", search.randomState, "folds"));
    for (const [k, {test}] of folds.entries()) {
      const errors = [...test].map((i) => Math.abs(residuals[i]!));
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeCloseTo(search.scores[4 * k]!, 12);
    }
  });

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
    expect(board["nEstimators"]).toEqual(outputs.search.configurations.map((c) => "nEstimators" in c && c.nEstimators));
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

  it("says while it runs which configuration is the best so far", async () => {
    const said: string[] = [];
    const params = {nIter: 30, nSplits: 3, space: {...space, maxFeatures: {choice: [1, 2, 3]}}};
    const {outputs} = await runNode(tune, {inputs: {train}, params, onProgress: (_, message) => said.push(message ?? "")});
    const standings = said.flatMap(
      (words) => /^best of (\d+) configurations on 3 folds: r2Score (0\.\d{4}), nEstimators \d+/.exec(words) ?? []
    );
    expect(standings.length).toBeGreaterThan(0);
    expect(said[0]).toContain("scoring");
    expect(outputs.leaderboard.rows).toBeGreaterThanOrEqual(Number(standings[1]));
  });

  it("shows a leaderboard that fills while it runs, and ends with the winner", async () => {
    interface Board {
      readonly scored: number;
      readonly leaders: readonly {readonly configuration: object; readonly mean: number}[];
    }
    const boards: Board[] = [];
    const params = {nIter: 30, nSplits: 3, space: {...space, maxFeatures: {choice: [1, 2, 3]}}};
    const onProgress = (_: number, __?: string, preview?: unknown) => void (preview && boards.push(preview as Board));
    const {outputs} = await runNode(tune, {inputs: {train}, params, onProgress});
    for (const {scored, leaders} of boards) {
      expect(leaders).toHaveLength(Math.min(10, scored));
      expect(leaders.map(({mean}) => mean)).toEqual(leaders.map(({mean}) => mean).toSorted((a, b) => b - a));
    }
    const counts = boards.map(({scored}) => scored);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(boards.at(-1)!.leaders[0]!.configuration).toEqual(outputs.search.configurations[0]);
  });

  it.each(estimatorNames)("tunes %s, and fits the best to the bits of the kernel by itself", async (estimator) => {
    const params = {estimator, nIter: 8, nSplits: 3};
    const {outputs, notes} = await runNode(tune, {inputs: {train}, params});
    const {search, model, leaderboard} = outputs;
    const columns = features.map((name) => train.numbers(name));
    expect(model.pipeline).toEqual(
      fitPipeline(columns, train.numbers("log10_flux"), search.configurations[0]!, stream("model", 0))
    );
    expect(notes["r2Score"]).toBeGreaterThan(estimator === "gradientBoosting" ? 0.5 : 0.7);
    const own = Object.keys(estimators[estimator].hyperparameters);
    expect(leaderboard.columns.map(({name}) => name).slice(1, 1 + own.length)).toEqual(own);
    const said = schemaOf(tune, {inputs: {train}, params: {estimator, nSplits: 3}}).leaderboard!.columns;
    expect(leaderboard.columns.map(({name, type}) => ({name, type}))).toEqual(said.map(({name, type}) => ({name, type})));
    for (const [c, spec] of search.configurations.entries())
      for (const name of own.filter((n) => n !== "maxFeatures"))
        expect(leaderboard.cell(name, c), name).toEqual((spec as unknown as Record<string, unknown>)[name]);
    const weighs = !["nearestNeighbors", "ridge", "linear"].includes(estimator);
    expect(model.importances?.mean.reduce((a, b) => a + b)).toEqual(weighs ? expect.closeTo(1, 12) : undefined);
    if (weighs) expect(model.importances!.mean[1]).toBeGreaterThan(0.5);
    // What is stored and read back predicts the same bits.
    const {kind} = tune.outputs.model;
    const pieces = (await kind.encode(model)).flatMap((piece) => [...piece]);
    const again = await kind.decode(Uint8Array.from(pieces));
    expect(predictPipeline(again.pipeline, columns)).toEqual(predictPipeline(model.pipeline, columns));
  });

  it("takes files where a line had a space that did not matter, and leaves out of files the usual space of the estimator", () => {
    const step = (params: object) => ({steps: {search: {type: "tune", version: 2, inputs: {train: "none.table"}, params}}});
    const read = (params: object) =>
      migrate(parseWorkflow(JSON.stringify({fluxloom: 1, ...step(params)})), library).workflow.steps.get("search")!.params;
    const forests = {nEstimators: {choice: [50]}};
    expect(read({estimator: "linear", space: forests})).toEqual({estimator: "linear"});
    expect(read({estimator: "randomForest", space: forests})).toEqual({estimator: "randomForest", space: forests});
    expect(read({nIter: 7})).toEqual({nIter: 7});
    const ridge = parseWorkflow(JSON.stringify({fluxloom: 1, ...step({estimator: "ridge"})}));
    const kept = (space: object) => setParam(ridge, library, "search", "space", space as never).steps.get("search")!.params;
    expect(kept(usualSpace("ridge"))).toEqual({estimator: "ridge"});
    expect(kept(usualSpace("extraTrees"))).toHaveProperty("space");
  });

  it("ranks last what the folds have too few rows for, and counts it", async () => {
    const space = {nNeighbors: {choice: [3, 61, 59]}};
    const params = {estimator: "nearestNeighbors", nIter: 20, nSplits: 3, space};
    const {outputs, notes} = await runNode(tune, {inputs: {train}, params});
    expect(outputs.search.configurations.map((c) => "nNeighbors" in c && c.nNeighbors)).toEqual([3, 59, 61]);
    expect(notes).toMatchObject({configurations: 3, unscored: 1});
    const few = {...params, space: {nNeighbors: {choice: [91]}}};
    await expect(runNode(tune, {inputs: {train}, params: few})).rejects.toThrow(
      "90 rows have no 91 neighbours; need at least 91 rows"
    );
  });

  it("has one configuration of a line", async () => {
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
    const refused = (params: Record<string, unknown>) => resolveParams(tune.params, params).problems.map(({message}) => message);
    expect(refused({space: {depth: {integer: [4, 5]}, minSamplesLeaf: {choice: [0]}}})).toEqual([
      expect.stringContaining('search space "depth": unknown hyperparameter "depth"; extraTrees has "nEstimators"'),
      'search space "minSamplesLeaf": hyperparameter "minSamplesLeaf" must be an integer of at least 1; got 0'
    ]);
    expect(refused({estimator: "ridge", space: {alpha: {logUniform: [1, 10]}}})).toEqual([]);
    expect(refused({estimator: "linear", space: {alpha: {logUniform: [1, 10]}}})).toHaveLength(1);
    expect(refused({estimator: "magic", space: {alpha: {logUniform: [1, 10]}}})).toHaveLength(1);
    await expect(run({nSplits: 200, space})).rejects.toThrow("90 rows cannot fill 200 folds");
    const bare = tableOf({x: [1, 2]});
    await expect(run({}, bare)).rejects.toThrow("the table does not say which columns are predictors");
    await expect(run({}, bare.withRoles({features: ["x"]}))).rejects.toThrow("the table does not say which column is learned");
    await expect(run({}, bare.withRoles({features: []}))).rejects.toThrow("0 predictors are left");
  });
});
