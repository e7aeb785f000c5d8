import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {rowsInside} from "../../nodes/filters/inside.ts";
import {hull} from "../../nodes/hull.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {inlinePool} from "../../runtime/pool.ts";
import type {Table} from "../../runtime/table.ts";
import {runNode, tableOf} from "../harness.ts";
import {shared} from "../shared.ts";

const wise = ["wise1", "wise2", "wise3", "wise4"];
const options = {pool: inlinePool(), signal: new AbortController().signal};

function fluxes(n: number, name: string): Table {
  const rng = stream("hull node test", name);
  const bright = Array.from({length: n}, () => rng.normal());
  return tableOf(Object.fromEntries(wise.map((column) => [column, bright.map((b) => 10 ** (3 + b + 0.2 * rng.normal()))])), {
    roles: {features: wise.slice(0, 2)}
  });
}

describe("hull", () => {
  it.each(["raw", "log10", "yeoJohnson"])("gives a region in %s that holds the rows it came from", async (space) => {
    const table = fluxes(200, "sample");
    const {outputs, notes} = await runNode(hull, {inputs: {table}, params: {space}});
    const {region, label} = outputs.filter;
    expect(label).toBe(`inside the hull of wise1, wise2, wise3, wise4 (${space})`);
    expect(region).toMatchObject({columns: wise, space, tolerance: 1e-9});
    expect(notes).toMatchObject({
      rows: 200,
      missing: 0,
      vertices: region!.vertices.length / 4,
      facets: region!.facets.length / 5
    });
    expect("lambdas" in notes).toBe(space === "yeoJohnson");
    expect((await rowsInside(region!, table, options)).inside).toEqual(new Uint8Array(200).fill(1));
    const others = await rowsInside(region!, fluxes(40_000, "candidates"), options);
    const share = others.inside.reduce((sum, flag) => sum + flag, 0) / 40_000;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(1);
  });

  it("leaves out rows without a value, and counts them where it is drawn and where it is applied", async () => {
    const table = fluxes(50, "gaps");
    const holes = table.with(tableOf({wise1: table.numbers("wise1").map((x, i) => (i < 3 ? NaN : i === 3 ? -x : x))}).columns);
    const {outputs, notes} = await runNode(hull, {inputs: {table: holes}, params: {space: "log10"}});
    expect(notes).toMatchObject({rows: 46, missing: 4});
    const {inside, missing} = await rowsInside(outputs.filter.region!, holes, options);
    expect(missing).toBe(4);
    expect([...inside]).toEqual(Array.from({length: 50}, (_, i) => (i < 4 ? 0 : 1)));
  });

  it("takes the features of the table where no column is named", async () => {
    const {outputs} = await runNode(hull, {inputs: {table: fluxes(50, "roles")}, params: {columns: []}});
    expect(outputs.filter.region!.columns).toEqual(["wise1", "wise2"]);
  });

  it("says what is wrong with the columns or the rows", async () => {
    const table = fluxes(3, "few");
    await expect(runNode(hull, {inputs: {table}})).rejects.toThrow("3 rows cannot span 4 dimensions; need at least 5");
    await expect(runNode(hull, {inputs: {table}, params: {columns: ["W1", "W2"]}})).rejects.toThrow(
      'column "W1" is not in the table; it has "wise1", "wise2", "wise3", "wise4"\ncolumn "W2" is not'
    );
    const flat = fluxes(9, "flat").with(tableOf({wise2: new Float64Array(9).fill(4.5)}).columns);
    await expect(runNode(hull, {inputs: {table: flat}})).rejects.toThrow('got "wise2" (all 4.5), drop them from the hull');
    const {outputs} = await runNode(hull, {inputs: {table: fluxes(9, "enough")}});
    const narrow = fluxes(9, "narrow").select(["wise1"]);
    await expect(rowsInside(outputs.filter.region!, narrow, options)).rejects.toThrow(
      'the region needs "wise2", "wise3", "wise4"'
    );
  });

  const dustpedia = shared("data/joined_dustpedia_MIPS1.csv");
  it.skipIf(!dustpedia)("holds, on real fluxes, all rows of which it was drawn and most of those it was not", async () => {
    const [head, ...lines] = readFileSync(dustpedia!, "utf8")
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(","));
    const column = (name: string) => lines.map((line) => Number(line[head!.indexOf(name)]));
    const all = tableOf(Object.fromEntries(["WISE1", "WISE2", "WISE3", "WISE4"].map((name) => [name, column(name)])));
    const odd = all.take(lines.flatMap((_, i) => (i % 2 ? [i] : [])));
    const even = all.take(lines.flatMap((_, i) => (i % 2 ? [] : [i])));
    const columns = all.columns.map(({name}) => name);
    const shares: number[] = [];
    for (const space of ["raw", "log10", "yeoJohnson"]) {
      const {outputs} = await runNode(hull, {inputs: {table: odd}, params: {columns, space}});
      expect((await rowsInside(outputs.filter.region!, odd, options)).inside.every((flag) => flag === 1)).toBe(true);
      const {inside} = await rowsInside(outputs.filter.region!, even, options);
      shares.push(inside.reduce((sum, flag) => sum + flag, 0) / even.rows);
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.5);
    expect(new Set(shares).size).toBeGreaterThan(1);
  });
});
