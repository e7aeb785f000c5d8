import {describe, expect, it} from "vitest";
import {readFragment} from "../../src/app/fragment.ts";
import {keptWorkflow, readWorkflow} from "../../src/app/reading.ts";

const older = '{"fluxloom": 1, "steps": {"aim": {"type": "target", "params": {"label": "M1"}}}}';
const newer = '{"fluxloom": 1, "steps": {"aim": {"type": "target", "version": 99, "params": {"column": "flux"}}}}';
const now = {version: 2, params: {errorColumn: "m1_df_psf", label: "M1", wavelength: 24}};

describe("the editor", () => {
  it("reads files, fragments and what it kept as the nodes are now", () => {
    expect(readWorkflow(older).steps.get("aim")).toMatchObject(now);
    expect(keptWorkflow(older).steps.get("aim")).toMatchObject(now);
    expect(readFragment(older).steps["aim"]).toMatchObject(now);
  });

  it("refuses a file for later nodes, and leaves alone what it kept of one", () => {
    expect(() => readWorkflow(newer)).toThrow("aim: is written for version 99 of target");
    expect(keptWorkflow(newer).steps.get("aim")).toMatchObject({version: 99, params: {column: "flux"}});
  });
});
