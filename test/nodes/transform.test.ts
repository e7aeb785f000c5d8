import {describe, expect, it} from "vitest";
import {transform} from "../../nodes/transform.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const target = {
  column: "m1_f_psf",
  errorColumn: "m1_df_psf",
  label: "MIPS1",
  wavelength: 24,
  transform: "none",
  sourceColumn: "m1_f_psf",
  unit: "uJy",
  ucd: "phot.flux.density;em.IR.15-30um"
} as const;
const info = {m1_f_psf: {unit: "uJy"}, m1_df_psf: {unit: "uJy"}};
const fluxes = [1000, 20.5, 3e6, 0.4];
const errors = [10, null, 4e4, 0.1];

function labelled(m1_f_psf: readonly (number | null)[] = fluxes) {
  const columns = {wise4: m1_f_psf.map((x) => Number(x)), m1_f_psf, m1_df_psf: m1_f_psf.map((_, i) => errors[i % 4]!)};
  return tableOf(columns, {info, roles: {features: ["wise4"], target}});
}

async function run(table = labelled(), params: Record<string, unknown> = {}) {
  const {outputs, notes} = await runNode(transform, {inputs: {table}, params});
  return {table: outputs.table, notes};
}

describe("transform", () => {
  it("adds the logarithm of the target and makes it the target", async () => {
    const {table, notes} = await run();
    expect(table.columns.map(({name}) => name)).toEqual([
      "wise4",
      "m1_f_psf",
      "m1_df_psf",
      "log10_m1_f_psf",
      "log10_m1_f_psf_error"
    ]);
    fluxes.forEach((x, i) => expect(table.cell("log10_m1_f_psf", i)).toBeCloseTo(Math.log10(x), 14));
    expect(table.roles).toEqual({
      features: ["wise4"],
      target: {...target, column: "log10_m1_f_psf", errorColumn: "log10_m1_f_psf_error", transform: "log10"}
    });
    expect(notes).toEqual({rows: 4, missing: 0, zero: 0, negative: 0});
  });

  it("carries errors over to first order and leaves missing ones null", async () => {
    for (const [name, f] of Object.entries({log10: Math.log10, ln: Math.log, asinh: Math.asinh})) {
      const {table} = await run(labelled(), {function: name});
      const column = `${name}_m1_f_psf_error`;
      fluxes.forEach((x, i) => {
        const h = 1e-6 * x;
        const sigma = table.cell(column, i);
        const expected = (Number(errors[i]) * (f(x + h) - f(x - h))) / (2 * h);
        expect(sigma === null).toBe(errors[i] === null);
        expect(Number(sigma)).toBeCloseTo(expected, 6);
      });
    }
  });

  it("describes its columns: no unit, the quantity's UCD, stat.error", async () => {
    const {table} = await run();
    expect(table.column("log10_m1_f_psf")).toMatchObject({
      ucd: "phot.flux.density;em.IR.15-30um",
      description: "log10 of m1_f_psf in uJy"
    });
    expect(table.column("log10_m1_f_psf").unit).toBeUndefined();
    expect(table.column("log10_m1_f_psf_error").ucd).toBe("stat.error;phot.flux.density;em.IR.15-30um");
  });

  it("needs no error column", async () => {
    const {errorColumn: _, ...rest} = target;
    const {table} = await run(tableOf({m1_f_psf: [1, 10]}, {roles: {target: rest}}));
    expect(valuesOf(table)["log10_m1_f_psf"]).toEqual([0, 1]);
    expect(table.roles.target).toEqual({...rest, column: "log10_m1_f_psf", transform: "log10"});
    const dropped = await run(tableOf({m1_f_psf: [1, 10]}, {roles: {target}}));
    expect(dropped.table.roles.target!.errorColumn).toBeUndefined();
  });

  it("refuses fluxes without a logarithm, naming the first", async () => {
    await expect(run(labelled([5, -0.3, 0, 7]))).rejects.toThrow(
      '2 of 4 values of "m1_f_psf" have no log10 (the first in row 2: -0.3); set "onNonPositive" to "exclude", or take asinh'
    );
    await expect(run(labelled([5, null]))).rejects.toThrow("(the first in row 2: null)");
  });

  it("excludes and counts them when told to, by kind", async () => {
    const {table, notes} = await run(labelled([5, -0.3, 0, 7, null, NaN, Infinity, -1]), {onNonPositive: "exclude"});
    expect(valuesOf(table)["m1_f_psf"]).toEqual([5, 7]);
    expect([...table.rowIdentity()]).toEqual([0, 3]);
    expect(notes).toEqual({rows: 2, missing: 3, zero: 1, negative: 2});
  });

  it("takes negative and zero fluxes under asinh", async () => {
    const {table, notes} = await run(labelled([5, -0.3, 0]), {function: "asinh"});
    expect(valuesOf(table)["asinh_m1_f_psf"]).toEqual([Math.asinh(5), Math.asinh(-0.3), 0].map((x) => expect.closeTo(x, 14)));
    expect(notes).toEqual({rows: 3, missing: 0});
  });

  it("adds nothing when the function is none", async () => {
    const table = labelled([5, -0.3, 0]);
    const {table: same} = await run(table, {function: "none"});
    expect(valuesOf(same)).toEqual(valuesOf(table));
    expect(same.roles).toEqual(table.roles);
  });

  it("says before it runs what leaves when it has run", async () => {
    for (const name of ["log10", "ln", "asinh", "none"]) {
      const {table} = await run(labelled(), {function: name});
      const told = schemaOf(transform, {inputs: {table: labelled()}, params: {function: name}}).table!;
      expect(told.columns.map(({name: n, type, ucd, description}) => [n, type, ucd, description])).toEqual(
        table.columns.map(({name: n, type, ucd, description}) => [n, type, ucd, description])
      );
      expect(told.roles).toEqual(table.roles);
    }
    expect(schemaOf(transform, {})).toEqual({table: undefined});
  });

  it("refuses tables without a target, with nothing left, transformed before or with the column already", async () => {
    await expect(run(tableOf({x: [1]}))).rejects.toThrow("the table does not say which column is learned");
    await expect(run(labelled([0, -1]), {onNonPositive: "exclude"})).rejects.toThrow(
      'none of 2 values of "m1_f_psf" has a log10; need at least 1'
    );
    const {table} = await run();
    await expect(run(table)).rejects.toThrow('the target "log10_m1_f_psf" is log10 of "m1_f_psf" already; transform it once');
    await expect(run(table.withRoles({target}))).rejects.toThrow('column "log10_m1_f_psf" is in the table already');
  });
});
