import {describe, expect, it} from "vitest";
import {target} from "../../nodes/target.ts";
import {library} from "../../nodes/index.ts";
import {migrate, parseWorkflow} from "../../runtime/workflow.ts";
import {runNode} from "../harness.ts";

describe("target", () => {
  const mips1 = {errorColumn: "m1_df_psf", label: "MIPS1", wavelength: 24};

  it("is what its parameters say", async () => {
    const {outputs} = await runNode(target, {params: mips1});
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
    const plain = {column: "age", label: "age", transform: "none", sourceColumn: "age"};
    const {outputs} = await runNode(target, {params: {column: "age", errorColumn: "", label: " ", wavelength: 0}});
    expect(outputs.target).toEqual(plain);
    // Nothing of the paper's target goes over to another column.
    expect((await runNode(target, {params: {column: "age"}})).outputs.target).toEqual(plain);
  });

  it.each([
    [{}, mips1],
    [{wavelength: 23.68}, {...mips1, wavelength: 23.68}],
    [
      {column: "x", label: "X"},
      {column: "x", label: "X"}
    ]
  ])("of version 1, or written by hand without one, takes what is MIPS1's for MIPS1 alone: %j", (params, now) => {
    const older = parseWorkflow(JSON.stringify({fluxloom: 1, steps: {aim: {type: "target", params}}}));
    expect(migrate(older, library).workflow.steps.get("aim")).toEqual({
      type: "target",
      version: 2,
      inputs: {},
      params: now,
      extra: {}
    });
  });

  it("reports every wrong parameter at once", async () => {
    await expect(runNode(target, {params: {column: "", wavelength: -1, band: 24}})).rejects.toThrow(
      /unknown parameter "band".*\n.*"column" must be the name of a column; got ""\n.*"wavelength" must be a number in \[0, 1000000000\]; got -1/
    );
  });

  it("refuses a column that is its own error", async () => {
    await expect(runNode(target, {params: {column: "m1_f_psf", errorColumn: "m1_f_psf"}})).rejects.toThrow(
      '"m1_f_psf" cannot be its own error'
    );
  });
});
