import {describe, expect, it} from "vitest";
import {estimatorNames} from "../../nodes/kernels/estimators/estimators.ts";
import {prescreen} from "../../nodes/prescreen.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";
import {features, sample, target, train} from "./tuned.ts";

const screened = runNode(prescreen, {inputs: {train}, params: {nSplits: 4}});

describe("prescreen", () => {
  it("ranks every regression by the mean of the chosen score, the best first", async () => {
    const {outputs, notes} = await screened;
    const board = valuesOf(outputs.leaderboard);
    expect([...(board["regression"] as string[])].sort()).toEqual([...estimatorNames].sort());
    expect(board["rank"]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const r2 = board["r2Score"] as number[];
    expect(r2).toEqual([...r2].sort((a, b) => b - a));
    expect(r2[0]).toBeGreaterThan(0.9);
    const place = (name: string): number => board["regression"]!.indexOf(name);
    expect(place("extraTrees")).toBeLessThan(place("tree"));
    expect(board["failure"]).toEqual([null, null, null, null, null, null, null]);
    expect(notes).toMatchObject({rows: 90, best: board["regression"]![0]});
    const byError = await runNode(prescreen, {inputs: {train}, params: {nSplits: 4, scoring: "meanAbsoluteError"}});
    const errors = byError.outputs.leaderboard.numbers("meanAbsoluteError");
    expect([...errors]).toEqual([...errors].sort((a, b) => a - b));
  });

  it("notes how long each took, which is no part of the table", async () => {
    const {outputs, notes} = await screened;
    expect(Object.keys(notes["wallClockMs"] as object)).toEqual([...estimatorNames]);
    expect(Object.values(notes["wallClockMs"] as Record<string, number>).every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(
      true
    );
    const again = await runNode(prescreen, {inputs: {train}, params: {nSplits: 4}});
    expect(valuesOf(again.outputs.leaderboard)).toEqual(valuesOf(outputs.leaderboard));
    const names = outputs.leaderboard.columns.map(({name}) => name);
    expect(names.filter((name) => /ms|time/i.test(name))).toEqual([]);
    expect(schemaOf(prescreen).leaderboard!.columns.map(({name}) => name)).toEqual(names);
  });

  it("shows while it runs how those stand that all folds have scored", async () => {
    const shown: {readonly scored: number; readonly leaders: readonly {readonly mean: number}[]}[] = [];
    const {outputs} = await runNode(prescreen, {
      inputs: {train},
      params: {nSplits: 4},
      onProgress: (_fraction, _message, preview) => shown.push(preview as unknown as (typeof shown)[number])
    });
    const scored = shown.map((s) => s.scored);
    expect(scored).toEqual(scored.toSorted((a, b) => a - b));
    const best = outputs.leaderboard.numbers("r2Score");
    const last = shown.at(-1)!;
    expect(last.scored).toBeGreaterThan(5);
    for (const {leaders} of shown) for (const {mean} of leaders) expect([...best]).toContain(mean);
    expect(last.leaders.map((l) => l.mean)).toEqual([...best].filter((mean) => last.leaders.some((l) => l.mean === mean)));
  });

  it("goes on where one fails, and says why", async () => {
    const {outputs, notes} = await runNode(prescreen, {inputs: {train: sample(8)}, params: {nSplits: 2}});
    const board = valuesOf(outputs.leaderboard);
    expect(board["regression"]![6]).toBe("nearestNeighbors");
    expect(board["failure"]![6]).toBe("4 rows have no 5 neighbours; need at least 5 rows");
    expect([board["rank"]![6], board["r2Score"]![6], board["r2Score_sd"]![6]]).toEqual([null, null, null]);
    expect(board["rank"]!.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(notes["failed"]).toBe(1);
  });

  it("takes constant and repeated predictors, repeated rows, a constant target, and scales of 10^±9", async () => {
    const [w3, w4, y] = ["w3", "w4", "log10_flux"].map((name) => [...train.numbers(name)].slice(0, 40));
    const twice = (values: number[]): number[] => [...values, ...values];
    const cases = {
      "a constant predictor": {w3: w3!, w4: w4!, chi2: w3!.map(() => 7), log10_flux: y!},
      "a predictor twice": {w3: w3!, w4: w4!, chi2: w4!, log10_flux: y!},
      "every row twice": {w3: twice(w3!), w4: twice(w4!), chi2: twice(w3!), log10_flux: twice(y!)},
      "a constant target": {w3: w3!, w4: w4!, chi2: w3!, log10_flux: y!.map(() => 3)},
      "tiny numbers": {w3: w3!.map((x) => 1e-9 * x), w4: w4!, chi2: w3!, log10_flux: y!.map((x) => 1e-9 * x)},
      "huge numbers": {w3: w3!.map((x) => 1e9 * x), w4: w4!, chi2: w3!, log10_flux: y!.map((x) => 1e9 * x)}
    };
    for (const [name, columns] of Object.entries(cases)) {
      const table = tableOf(columns, {roles: {features, target}});
      const {leaderboard} = (await runNode(prescreen, {inputs: {train: table}, params: {nSplits: 3}})).outputs;
      expect(valuesOf(leaderboard)["failure"], name).toEqual([null, null, null, null, null, null, null]);
      expect([...leaderboard.numbers("r2Score")].every(Number.isFinite), name).toBe(true);
    }
  });

  it("gives other scores for another seed, leaves out rows that miss a value, and refuses fewer rows than folds", async () => {
    const other = await runNode(prescreen, {inputs: {train}, params: {nSplits: 4, randomState: 1}});
    expect(valuesOf(other.outputs.leaderboard)["r2Score"]).not.toEqual(valuesOf((await screened).outputs.leaderboard)["r2Score"]);
    const holes = sample(20, "holes", (i) => i === 4);
    await expect(runNode(prescreen, {inputs: {train: holes}})).rejects.toThrow('column "w4", row 5: null');
    const {notes} = await runNode(prescreen, {inputs: {train: holes}, params: {nSplits: 2, missing: "exclude"}});
    expect(notes).toMatchObject({rows: 19, excluded: 1});
    await expect(runNode(prescreen, {inputs: {train: sample(6)}})).rejects.toThrow("6 rows cannot fill 10 folds");
  });
});
