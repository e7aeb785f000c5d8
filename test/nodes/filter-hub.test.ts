import {describe, expect, it} from "vitest";
import {filterHub} from "../../nodes/filter-hub.ts";
import type {Filter, Region} from "../../nodes/kinds.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

const sample = tableOf(
  {
    id: [1n, 2n, 3n, 4n, 5n, 9007199254740993n],
    x: [0.1, 0.5, 0.9, 2, null, 0.4],
    y: [0.1, 0.4, 0.9, 2, 0.1, 0.2],
    z: [1, 2, 3, 4, 5, 6],
    cc_flags: ["0000", "h000", "0000", "0000", "0000", "0000"]
  },
  {roles: {features: ["x", "y", "z"]}, meta: {title: "Sample"}}
);

const clean: Filter = {label: "clean", rows: {sql: "cc_flags = '0000'"}};
const small: Filter = {label: "small", rows: {sql: "x < 0.8"}};
// The triangle (0, 0), (1, 0), (0, 1).
const triangle: Region = {
  columns: ["x", "y"],
  space: "raw",
  center: Float64Array.of(0, 0),
  scale: Float64Array.of(1, 1),
  facets: Float64Array.of(-1, 0, 0, 0, -1, 0, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2),
  vertices: Float64Array.of(0, 0, 1, 0, 0, 1),
  tolerance: 1e-9
};
const hull: Filter = {label: "hull", region: triangle};
const relevant: Filter = {label: "boruta", columns: {keep: ["x", "y"], among: ["x", "y", "z"]}};

const run = (...filters: Filter[]) => runNode(filterHub, {inputs: {table: sample, filters}});
const ids = (table: Parameters<typeof valuesOf>[0]) => valuesOf(table)["id"];

describe("filter-hub", () => {
  it("leaves a table alone, with its content hash, when no filter is connected or none removes anything", async () => {
    expect((await run()).outputs.table.hash).toBe(sample.hash);
    const harmless: Filter[] = [
      {label: "all", rows: {sql: "id > 0"}},
      {label: "all", columns: {keep: ["x"], among: ["x"]}}
    ];
    const {outputs, notes} = await run(...harmless);
    expect(outputs.table.hash).toBe(sample.hash);
    expect(notes).toEqual({rows: {in: 6, out: 6}, removed: [{label: "all", removed: 0, alone: 0}], features: {in: 3, out: 3}});
  });

  it("keeps the rows where all conditions are true and says what each removed, alone and of what was left", async () => {
    const {outputs, notes} = await run(clean, small);
    expect(ids(outputs.table)).toEqual([1n, 9007199254740993n]);
    expect(notes["rows"]).toEqual({in: 6, out: 2});
    expect(notes["removed"]).toEqual([
      {label: "clean", removed: 1, alone: 1},
      {label: "small", removed: 3, alone: 3}
    ]);
    expect((await run({label: "tall", rows: {sql: "y > 0.15"}}, clean)).notes["removed"]).toEqual([
      {label: "tall", removed: 2, alone: 2},
      {label: "clean", removed: 1, alone: 1}
    ]);
    expect((await run(hull, small)).notes["removed"]).toEqual([
      {label: "hull", removed: 3, alone: 3, missing: 1},
      {label: "small", removed: 0, alone: 3}
    ]);
  });

  it("keeps the rows inside a region, and counts those with no place in it as outside", async () => {
    const {outputs, notes} = await run(hull);
    expect(ids(outputs.table)).toEqual([1n, 2n, 9007199254740993n]);
    expect(notes["removed"]).toEqual([{label: "hull", removed: 3, alone: 3, missing: 1}]);
  });

  it("takes a filter of a condition and a region for both at once", async () => {
    const {outputs, notes} = await run({label: "both", rows: {sql: "y > 0.15"}, region: triangle});
    expect(ids(outputs.table)).toEqual([2n, 9007199254740993n]);
    expect(notes["removed"]).toEqual([{label: "both", removed: 4, alone: 4, missing: 1}]);
  });

  it("drops the columns judged and rejected, from the table and from its features, and no others", async () => {
    const {outputs, notes} = await run(relevant, {label: "other", columns: {keep: ["y"], among: ["y", "x", "gone"]}});
    expect(outputs.table.columns.map((c) => c.name)).toEqual(["id", "y", "cc_flags"]);
    expect(outputs.table.roles.features).toEqual(["y"]);
    expect(notes).toEqual({rows: {in: 6, out: 6}, dropped: ["x", "z"], features: {in: 3, out: 1}});
  });

  it("judges rows on the table as it arrives, so that the order of the filters does not change what is left", async () => {
    const byZ: Filter = {label: "z", rows: {sql: "z > 1"}};
    const orders = [
      [relevant, byZ, hull, clean],
      [clean, hull, byZ, relevant],
      [byZ, clean, relevant, hull]
    ];
    const hashes = await Promise.all(orders.map(async (filters) => (await run(...filters)).outputs.table.hash));
    expect(new Set(hashes).size).toBe(1);
  });

  it("remembers which rows of which table are left", async () => {
    const {outputs} = await run(clean, hull);
    expect(outputs.table.root).toBe(sample.hash);
    expect([...outputs.table.rowIdentity()]).toEqual([0, 5]);
    expect(outputs.table.meta).toEqual({title: "Sample"});
  });

  it("may leave no row", async () => {
    const {outputs, notes} = await run({label: "none", rows: {sql: "z > 99"}});
    expect(outputs.table.rows).toBe(0);
    expect(outputs.table.columns).toHaveLength(5);
    expect(notes["rows"]).toEqual({in: 6, out: 0});
  });

  it("reads the flags under either name", async () => {
    const real = tableOf({wise_cc_flags: ["0000", "d000"], wise_ext_flg: Int32Array.of(0, 0)});
    const {outputs} = await runNode(filterHub, {inputs: {table: real, filters: [clean]}});
    expect(valuesOf(outputs.table)).toEqual({wise_cc_flags: ["0000"], wise_ext_flg: [0]});
  });

  it("names the filter that asks for columns the table does not have", async () => {
    await expect(run({label: "bright", rows: {sql: "w4 < 5"}})).rejects.toThrow(
      /^filter "bright": "w4" at position 1 .*no such column/
    );
    await expect(run({label: "hull", region: {...triangle, columns: ["x", "w9"]}})).rejects.toThrow(
      'filter "hull": the region needs "w9", which the table lacks'
    );
    await expect(run({label: "boruta", columns: {keep: ["x", "w1", "w2"], among: ["x", "w1", "w2"]}})).rejects.toThrow(
      'filter "boruta" keeps "w1", "w2", which the table does not have'
    );
  });

  it("says before running that at most the columns that arrive will leave", () => {
    expect(schemaOf(filterHub, {inputs: {table: sample}}).table?.columns).toBe(sample.columns);
    expect(schemaOf(filterHub)).toEqual({table: undefined});
  });
});
