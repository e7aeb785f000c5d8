import {describe, expect, it} from "vitest";
import type {Target} from "../../runtime/table.ts";
import {label, wiseFeatures} from "../../nodes/label.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const mips: Target = {
  column: "flux",
  errorColumn: "error",
  label: "MIPS1",
  wavelength: 24,
  transform: "none",
  sourceColumn: "flux"
};
const ucd = "phot.flux.density;em.IR.15-30um";
const sample = tableOf(
  {
    id: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 9007199254740993n],
    w4: [1, 2, 3, 4, 5, 6, 7, 8],
    flux: [10, null, NaN, 0, -0, -3, Infinity, 20],
    error: [1, 1, 1, 1, 1, 1, 1, 1],
    name: ["a", "b", "c", "d", "e", "f", "g", "h"]
  },
  {info: {flux: {unit: "uJy", ucd}}}
);
const features = ["w4"];

describe("label", () => {
  it("parts the rows with a target from those where it is null, NaN, infinite or 0, and counts each", async () => {
    const {outputs, notes} = await runNode(label, {inputs: {table: sample, target: mips}, params: {features}});
    expect(valuesOf(outputs.labelled)["id"]).toEqual([1n, 6n, 9007199254740993n]);
    expect(valuesOf(outputs.unlabelled)["id"]).toEqual([2n, 3n, 4n, 5n, 7n]);
    expect(notes).toEqual({
      rows: {in: 8, labelled: 3, unlabelled: 5},
      missing: {null: 1, nan: 1, infinite: 1, zero: 2},
      negative: 1
    });
  });

  it("takes 0 for a measurement where it is told to", async () => {
    const {outputs, notes} = await runNode(label, {
      inputs: {table: sample, target: mips},
      params: {features, zeroIsMissing: false}
    });
    expect(valuesOf(outputs.labelled)["id"]).toEqual([1n, 4n, 5n, 6n, 9007199254740993n]);
    expect(notes).toMatchObject({missing: {null: 1, nan: 1, infinite: 1, zero: 0}, negative: 1});
  });

  it("tells both tables their features and their target, with the column's unit and UCD, and keeps every column", async () => {
    const {outputs} = await runNode(label, {inputs: {table: sample, target: mips}, params: {features}});
    for (const part of [outputs.labelled, outputs.unlabelled]) {
      expect(part.roles).toEqual({features, target: {...mips, unit: "uJy", ucd}});
      expect(part.columns.map((c) => c.name)).toEqual(sample.columns.map((c) => c.name));
      expect(part.root).toBe(sample.hash);
    }
    expect([...outputs.labelled.rowIdentity()]).toEqual([0, 5, 7]);
    expect([...outputs.unlabelled.rowIdentity()]).toEqual([1, 2, 3, 4, 6]);
  });

  it("has the 16 WISE columns of the paper as features by default", async () => {
    expect(wiseFeatures).toHaveLength(16);
    expect(wiseFeatures.slice(3, 6)).toEqual(["wise4", "wise1rchi2", "wise2rchi2"]);
    const wise = tableOf(Object.fromEntries([...wiseFeatures, "flux", "error"].map((name) => [name, [1, 2]])));
    const {outputs} = await runNode(label, {inputs: {table: wise, target: mips}});
    expect(outputs.labelled.roles.features).toEqual(wiseFeatures);
  });

  it("takes the features the table has where none are named", async () => {
    const told = sample.withRoles({features: ["error", "w4"]});
    await expect(runNode(label, {inputs: {table: told, target: mips}, params: {features: []}})).rejects.toThrow(
      'feature "error" would tell the target; take it out of "features"'
    );
    const {errorColumn: _, ...bare} = mips;
    const {outputs} = await runNode(label, {inputs: {table: told, target: bare}, params: {features: []}});
    expect(outputs.labelled.roles.features).toEqual(["error", "w4"]);
    await expect(runNode(label, {inputs: {table: sample, target: mips}, params: {features: []}})).rejects.toThrow(
      'there are no features; name at least one column in "features"'
    );
  });

  it("names everything that is wrong with the features and the target at once", async () => {
    const run = runNode(label, {
      inputs: {table: sample, target: {...mips, column: "m1"}},
      params: {features: ["w5", "w4", "name", "w6"]}
    });
    await expect(run).rejects.toThrow(
      [
        'the table has no features "w5", "w6"; it has "id", "w4", "flux", "error", "name"',
        'feature "name" holds text; choose columns of numbers',
        'the target MIPS1 needs column "m1", which is not in the table; it has "id", "w4", "flux", "error", "name"'
      ].join("\n")
    );
  });

  it("refuses a target of text, and one that is among the features", async () => {
    await expect(
      runNode(label, {inputs: {table: sample, target: {...mips, column: "name"}}, params: {features}})
    ).rejects.toThrow('the target "name" holds text');
    await expect(runNode(label, {inputs: {table: sample, target: mips}, params: {features: ["w4", "flux"]}})).rejects.toThrow(
      'feature "flux" would tell the target'
    );
  });

  it("gives an empty table where no row is labelled", async () => {
    const none = tableOf({w4: [1, 2], flux: [0, null], error: [1, 1]});
    const {outputs} = await runNode(label, {inputs: {table: none, target: mips}, params: {features}});
    expect([outputs.labelled.rows, outputs.unlabelled.rows]).toEqual([0, 2]);
  });

  it("says before running which columns and features will leave", () => {
    const schema = schemaOf(label, {inputs: {table: sample}, params: {features}});
    expect(schema.labelled?.columns).toBe(sample.columns);
    expect(schema.unlabelled?.roles).toEqual({features});
    expect(schemaOf(label, {params: {features}})).toEqual({});
  });
});
