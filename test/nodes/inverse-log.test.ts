import {describe, expect, it} from "vitest";
import {inverseLog} from "../../nodes/inverse-log.ts";
import {predictionColumns} from "../../nodes/learning/prediction-columns.ts";
import type {Target} from "../../runtime/table.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const mean = [3, 1.5, -0.25, 6];
const spread = [0.1, 0, 0.02, 0.3];
const base = {
  label: "MIPS1",
  wavelength: 24,
  sourceColumn: "m1_f_psf",
  unit: "uJy",
  ucd: "phot.flux.density;em.IR.15-30um"
};

function targetOn(transform: Target["transform"]): Target {
  return {...base, column: transform === "none" ? "m1_f_psf" : `${transform}_m1_f_psf`, transform};
}

function predictions(transform: Target["transform"] = "log10", forest = true) {
  const target = targetOn(transform);
  const prediction = {mean: Float64Array.from(mean), spread: Float64Array.from(spread), q: 100};
  const columns = predictionColumns(target, prediction, forest);
  return tableOf({id: [4n, 3n, 2n, 1n], m1_f_psf: [null, null, null, null]}, {roles: {features: ["id"]}}).with(columns, {
    features: ["id"],
    target
  });
}

async function run(table = predictions()) {
  const {outputs, notes} = await runNode(inverseLog, {inputs: {predictions: table}});
  return {table: outputs.table, values: valuesOf(outputs.table), notes};
}

const close = (values: number[]) => values.map((x) => expect.closeTo(x, 8 - Math.floor(Math.log10(Math.abs(x)))));

describe("inverse-log", () => {
  it("takes predictions and their bounds back to fluxes", async () => {
    const {values, notes} = await run();
    expect(values["predicted_m1_f_psf"]).toEqual(close(mean.map((y) => 10 ** y)));
    expect(values["predicted_m1_f_psf_lower"]).toEqual(close(mean.map((y, i) => 10 ** (y - 0.3 * spread[i]!))));
    expect(values["predicted_m1_f_psf_upper"]).toEqual(close(mean.map((y, i) => 10 ** (y + 0.3 * spread[i]!))));
    expect(values["predicted_m1_f_psf_tree_lower"]).toEqual(close(mean.map((y, i) => 10 ** (y - 3 * spread[i]!))));
    expect(values["predicted_m1_f_psf_tree_upper"]).toEqual(close(mean.map((y, i) => 10 ** (y + 3 * spread[i]!))));
    expect(notes).toEqual({rows: 4});
  });

  it("takes the calibrated interval back too, with the coverage it states, and also for a line", async () => {
    for (const forest of [true, false]) {
      const target = targetOn("log10");
      const prediction = {mean: Float64Array.from(mean), spread: Float64Array.from(spread), q: 100};
      const bounds = {coverage: 0.925, lower: prediction.mean.map((y) => y - 0.5), upper: prediction.mean.map((y) => y + 1)};
      const table = tableOf({id: [4, 3, 2, 1]}).with(predictionColumns(target, prediction, forest, bounds), {target});
      const back = await run(table);
      expect(back.values["predicted_m1_f_psf_conformal_lower"]).toEqual(close(mean.map((y) => 10 ** (y - 0.5))));
      expect(back.values["predicted_m1_f_psf_conformal_upper"]).toEqual(close(mean.map((y) => 10 ** (y + 1))));
      expect(back.table.column("predicted_m1_f_psf_conformal_upper")).toMatchObject({
        unit: "uJy",
        ucd: "phot.flux.density;em.IR.15-30um;stat.max;meta.modelled",
        description: "predicted MIPS1, upper end of the interval calibrated to cover 92.5 % of truths"
      });
      expect(back.table.has("predicted_m1_f_psf_lower")).toBe(forest);
    }
  });

  it("has bounds that are not symmetric, the upper the farther", async () => {
    const {table} = await run();
    const [flux, lower, upper] = ["", "_lower", "_upper"].map((end) => table.numbers(`predicted_m1_f_psf${end}`));
    for (const i of [0, 2, 3]) expect(upper![i]! - flux![i]!).toBeGreaterThan(flux![i]! - lower![i]!);
    expect([lower![1], upper![1]]).toEqual([flux![1], flux![1]]);
  });

  it("is exact at whole powers of ten", async () => {
    expect([(await run()).values["predicted_m1_f_psf"]![0], (await run()).values["predicted_m1_f_psf"]![3]]).toEqual([1000, 1e6]);
  });

  it("gives unit and UCD of the catalogue, marked as modelled", async () => {
    const {table} = await run();
    expect(table.column("predicted_m1_f_psf")).toMatchObject({
      unit: "uJy",
      ucd: expect.stringMatching(/^phot\.flux\.density;em\.IR\.15-30um;meta\.modelled$/)
    });
    expect(table.column("predicted_m1_f_psf_lower")).toMatchObject({
      unit: "uJy",
      ucd: "phot.flux.density;em.IR.15-30um;stat.min;meta.modelled"
    });
  });

  it("keeps what arrives, and its order, and names the source column as the target", async () => {
    const {table, values} = await run();
    expect(values["id"]).toEqual([4n, 3n, 2n, 1n]);
    expect(values["predicted_log10_m1_f_psf"]).toEqual(mean);
    expect(table.roles).toEqual({features: ["id"], target: targetOn("none")});
  });

  it("undoes ln and asinh too", async () => {
    expect((await run(predictions("ln"))).values["predicted_m1_f_psf"]).toEqual(close(mean.map(Math.exp)));
    expect((await run(predictions("asinh"))).values["predicted_m1_f_psf"]).toEqual(close(mean.map(Math.sinh)));
  });

  it("leaves untransformed predictions alone", async () => {
    const table = predictions("none");
    expect((await run(table)).values).toEqual(valuesOf(table));
  });

  it("takes back only the prediction of a line, which has no bounds", async () => {
    const {table} = await run(predictions("log10", false));
    expect(table.columns.map(({name}) => name).slice(2)).toEqual(["predicted_log10_m1_f_psf", "predicted_m1_f_psf"]);
  });

  it("leaves null where nothing was predicted", async () => {
    const target = targetOn("log10");
    const table = tableOf({predicted_log10_m1_f_psf: [2, null]}, {roles: {target}});
    expect((await run(table)).values["predicted_m1_f_psf"]).toEqual([100, null]);
  });

  it("says before it runs what leaves when it has run", async () => {
    for (const name of ["log10", "ln", "asinh", "none"] as const) {
      const {table} = await run(predictions(name));
      const told = schemaOf(inverseLog, {inputs: {predictions: predictions(name)}}).table!;
      const facts = ({name: n, type, unit, ucd, description}: (typeof told.columns)[number]) => [n, type, unit, ucd, description];
      expect(told.columns.map(facts)).toEqual(table.columns.map(facts));
      expect(told.roles).toEqual(table.roles);
    }
  });

  it("refuses tables without a prediction and columns that are there already", async () => {
    await expect(run(tableOf({x: [1]}, {roles: {target: targetOn("log10")}}))).rejects.toThrow(
      'the table has no prediction of "log10_m1_f_psf": column "predicted_log10_m1_f_psf" is missing; connect a predict step'
    );
    await expect(run(tableOf({x: [1]}))).rejects.toThrow("the table does not say which column is learned");
    const {table} = await run();
    await expect(run(table.withRoles({target: targetOn("log10")}))).rejects.toThrow(
      'column "predicted_m1_f_psf" is in the table already; rename or drop it before'
    );
  });
});
