import {describe, expect, it} from "vitest";
import {split} from "../../nodes/split.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const n = 100;
const rows = Float64Array.from({length: n}, (_, i) => i);
const target = {column: "flux", label: "MIPS1", transform: "none", sourceColumn: "flux"} as const;
const sample = tableOf({x: rows, flux: rows.map((x) => x * 2)}, {roles: {features: ["x"], target}});

async function parts(params: Record<string, unknown> = {}, input = sample) {
  const {outputs, notes} = await runNode(split, {inputs: {table: input}, params});
  return {...outputs, notes, drawn: [...outputs.test.numbers("x")]};
}

describe("split", () => {
  it("puts every row into one of two sets, in the order of the table", async () => {
    const {train, drawn, notes} = await parts();
    const kept = [...train.numbers("x")];
    expect(notes).toEqual({rows: {train: 80, test: 20}});
    expect([...kept, ...drawn].sort((a, b) => a - b)).toEqual([...rows]);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
  });

  it("gives the test set ⌈testSize · n⌉ rows", async () => {
    expect((await parts({testSize: 0.201})).test.rows).toBe(21);
    expect((await parts({testSize: 0.001})).test.rows).toBe(1);
    expect((await parts({testSize: 0.99})).train.rows).toBe(1);
  });

  it("draws the same rows from the same seed and others from another", async () => {
    expect((await parts()).drawn).toEqual((await parts({randomState: 0})).drawn);
    expect((await parts({randomState: 1})).drawn).not.toEqual((await parts()).drawn);
  });

  it("draws the same rows as ever", async () => {
    expect((await parts({testSize: 0.05})).drawn).toEqual([13, 29, 69, 76, 80]);
  });

  it("keeps columns, features, target and the identity of the rows", async () => {
    const {train, test} = await parts();
    for (const side of [train, test]) {
      expect(side.roles).toEqual(sample.roles);
      expect(side.root).toBe(sample.hash);
      expect([...side.rowIdentity()]).toEqual([...side.numbers("x")]);
      expect(valuesOf(side)["flux"]).toEqual(valuesOf(side)["x"]!.map((x) => 2 * Number(x)));
    }
  });

  it("knows its columns before it runs", () => {
    const {train, test} = schemaOf(split, {inputs: {table: sample}});
    expect([train, test]).toEqual([sample, sample]);
  });

  it("refuses shares out of range and tables too small to part", async () => {
    await expect(parts({testSize: 1})).rejects.toThrow('parameter "testSize" must be a number in [0.001, 0.999]; got 1');
    await expect(parts({}, tableOf({x: [1]}))).rejects.toThrow(
      "a test share of 0.2 of 1 row is 1 row; need at least 1 to test and 1 to train"
    );
  });
});
