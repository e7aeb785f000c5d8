import {describe, expect, it} from "vitest";
import {append} from "../../nodes/append.ts";
import {inverseLog} from "../../nodes/inverse-log.ts";
import {predictionInfo} from "../../nodes/learning/prediction-columns.ts";
import {type Column, realColumn, type Table, type Target} from "../../runtime/table.ts";
import {runNode, tableOf, valuesOf} from "../harness.ts";

const ucd = "phot.flux.density;em.IR.15-30um";
const mips: Target = {column: "m1", label: "MIPS1", transform: "none", sourceColumn: "m1", unit: "uJy", ucd};
const irac: Target = {column: "i4", label: "IRAC4", transform: "none", sourceColumn: "i4", unit: "uJy"};
const catalogue = tableOf({id: [10n, 11n, 12n, 13n, 14n], w4: [1, 2, 3, 4, 5], m1: [null, 7, null, null, 0]});
const sample = catalogue.take([0, 2, 3, 4]);

/** Predictions for rows of a table: 100 times the id. */
function predicted(from: Table, rows: readonly number[], target: Target, forest = false): Table {
  const kept = from.take(rows);
  const values = Float64Array.from(kept.numbers("id"), (id) => 100 * id);
  return kept.with(
    predictionInfo(target, forest).map((info) => realColumn(info, values.slice())),
    {features: ["w4"], target}
  );
}

const run = (predictions: readonly Table[], params = {}, to = sample) =>
  runNode(append, {inputs: {sample: to, predictions}, params});

describe("append", () => {
  it("adds the predicted columns, null where nothing was predicted, and loses and reorders nothing", async () => {
    const {outputs, notes} = await run([predicted(sample, [3, 1], mips)]);
    expect(valuesOf(outputs.table)).toEqual({
      ...valuesOf(sample),
      predicted_m1: [null, 1200, null, 1400]
    });
    expect(outputs.table.column("predicted_m1")).toMatchObject({
      unit: "uJy",
      ucd: "phot.flux.density;em.IR.15-30um;meta.modelled",
      description: "predicted MIPS1"
    });
    expect(notes).toEqual({rows: 4, appended: [{columns: ["predicted_m1"], predicted: 2, elsewhere: 0}]});
    expect(outputs.table.root).toBe(catalogue.hash);
    expect([...outputs.table.rowIdentity()]).toEqual([0, 2, 3, 4]);
  });

  it("joins by identity whichever way the rows went, and counts predictions for rows outside the sample", async () => {
    const {outputs, notes} = await run([predicted(catalogue, [4, 1, 0], mips)]);
    expect(valuesOf(outputs.table)["predicted_m1"]).toEqual([1000, null, null, 1400]);
    expect(notes["appended"]).toEqual([{columns: ["predicted_m1"], predicted: 2, elsewhere: 1}]);
    const whole = await run([predicted(sample, [0], mips)], {}, catalogue);
    expect(valuesOf(whole.outputs.table)["predicted_m1"]).toEqual([1000, null, null, null, null]);
  });

  it("takes the bounds and the spread of forests along", async () => {
    const {outputs} = await run([predicted(sample, [0, 1, 2, 3], mips, true)]);
    const names = ["", "_spread", "_lower", "_upper", "_tree_lower", "_tree_upper"].map((end) => `predicted_m1${end}`);
    expect(outputs.table.columns.slice(3).map((c) => c.name)).toEqual(names);
    expect(outputs.table.columns.every((c) => c.name === "m1" || c.valid === undefined)).toBe(true);
  });

  it("takes fluxes, not their logarithms, after the inverse log, or all new columns where asked to", async () => {
    const log: Target = {...mips, column: "log10_m1", transform: "log10"};
    const {outputs} = await runNode(inverseLog, {inputs: {predictions: predicted(sample, [0], log)}});
    const fluxes = (await run([outputs.table])).outputs.table;
    expect(fluxes.columns.slice(3).map((c) => c.name)).toEqual(["predicted_m1"]);
    const all = (await run([outputs.table], {all: true})).outputs.table;
    expect(all.columns.slice(3).map((c) => c.name)).toEqual(["predicted_log10_m1", "predicted_m1"]);
  });

  it("appends predictions of several targets, and of several models where suffixes tell them apart", async () => {
    const both = [predicted(sample, [0], mips), predicted(sample, [1, 2], irac)];
    expect(valuesOf((await run(both)).outputs.table)).toMatchObject({
      predicted_m1: [1000, null, null, null],
      predicted_i4: [null, 1200, 1300, null]
    });
    const models = [predicted(sample, [0], mips), predicted(sample, [1], mips)];
    await expect(run(models)).rejects.toThrow('column "predicted_m1" is there already; set "suffixes" to _1,_2 or the like');
    const told = await run(models, {suffixes: "_ET, _LR"});
    expect(valuesOf(told.outputs.table)).toMatchObject({
      predicted_m1_ET: [1000, null, null, null],
      predicted_m1_LR: [null, 1200, null, null]
    });
    await expect(run(models, {suffixes: "_ET"})).rejects.toThrow(
      '"suffixes" has 1 of them for 2 tables of predictions; give one for each'
    );
  });

  it("keeps nulls among predictions null", async () => {
    const half = predicted(sample, [0, 1], mips);
    const holed = half.with([{...half.column("predicted_m1"), valid: Uint8Array.of(0, 1)} as Column]);
    expect(valuesOf((await run([holed])).outputs.table)["predicted_m1"]).toEqual([null, 1200, null, null]);
  });

  it("leaves the sample alone when no predictions are connected", async () => {
    expect((await run([], {}, catalogue)).outputs.table.hash).toBe(catalogue.hash);
  });

  it("carries text and flags too, and empty predictions give nulls", async () => {
    const told = tableOf({id: [1n, 2n]});
    const more = told.with([
      {name: "ok", type: "boolean", values: Uint8Array.of(1, 0)},
      {name: "why", type: "text", values: {offsets: Int32Array.of(0, 1, 3), bytes: new TextEncoder().encode("abb")}}
    ]);
    expect(valuesOf((await run([more.take([1])], {all: true}, told)).outputs.table)).toEqual({
      id: [1n, 2n],
      ok: [null, false],
      why: [null, "bb"]
    });
    expect(valuesOf((await run([more.take([])], {all: true}, told)).outputs.table)).toMatchObject({
      ok: [null, null],
      why: [null, null]
    });
  });

  it("refuses predictions made from another table, rows predicted twice, and tables without predictions", async () => {
    const other = tableOf({id: [1n], w4: [1], m1: [1]});
    await expect(run([predicted(sample, [0], mips), predicted(other, [0], irac)])).rejects.toThrow(
      `predictions 2 were not made from this sample: their rows come from table ${other.hash!.slice(0, 12)}, the sample's from ${catalogue.hash!.slice(0, 12)}`
    );
    await expect(run([predicted(sample, [0, 1, 0], mips)])).rejects.toThrow(
      "predictions 1 hold the same row of the sample twice, as rows 1 and 3; predict each once"
    );
    await expect(run([sample.take([0])])).rejects.toThrow(
      "predictions 1 hold no prediction of any target that the sample has not"
    );
    await expect(run([sample.take([0]).withRoles({target: mips})])).rejects.toThrow('predictions 1 hold no prediction of "m1"');
  });
});
