import {describe, expect, it} from "vitest";
import {target} from "../../nodes/target.ts";
import {runNode} from "../harness.ts";

describe("target", () => {
  it("is MIPS1 by default", async () => {
    const {outputs} = await runNode(target);
    expect(outputs.target).toEqual({
      column: "m1_f_psf",
      errorColumn: "m1_df_psf",
      label: "MIPS1",
      wavelength: 24,
      transform: "none",
      sourceColumn: "m1_f_psf"
    });
  });

  it("leaves out what is empty, and takes the column's name for a label", async () => {
    const {outputs} = await runNode(target, {params: {column: "age", errorColumn: "", label: " ", wavelength: 0}});
    expect(outputs.target).toEqual({column: "age", label: "age", transform: "none", sourceColumn: "age"});
  });

  it("is the same value, byte for byte, however it was asked for", async () => {
    const given = await runNode(target, {params: {column: "m1_f_psf", wavelength: 24}});
    expect(given.outputs.target).toEqual((await runNode(target)).outputs.target);
  });

  it("reports every wrong parameter at once", async () => {
    await expect(runNode(target, {params: {column: "", wavelength: -1, band: 24}})).rejects.toThrow(
      /unknown parameter "band".*\n.*"column" must be the name of a column; got ""\n.*"wavelength" must be a number in \[0, 1000000000\]; got -1/
    );
  });

  it("refuses a column that is its own error", async () => {
    await expect(runNode(target, {params: {errorColumn: "m1_f_psf"}})).rejects.toThrow('"m1_f_psf" cannot be its own error');
  });
});
