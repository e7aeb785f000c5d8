import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {crossMatch} from "../../nodes/cross-match.ts";
import {FINDS, JOINS} from "../../nodes/kernels/cross-match.ts";
import type {Table} from "../../runtime/table.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";

type Row = Record<string, string>;

function rowsOf(file: string): Row[] {
  const text = readFileSync(new URL(`../fixtures/cross-match/edge/${file}`, import.meta.url), "utf8");
  const [head, ...lines] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(head!.map((name, k) => [name, line[k]!])));
}

function edge(list: "a" | "b"): Table {
  const rows = rowsOf(`edge_${list}.csv`);
  const numbers = (name: string) => rows.map((row) => (row[name] === "" ? null : Number(row[name])));
  return tableOf(
    {
      [`${list}_id`]: rows.map((row) => BigInt(row[`${list}_id`]!)),
      grp: rows.map((row) => row["grp"]!),
      ra: numbers("ra"),
      dec: numbers("dec")
    },
    {info: {ra: {unit: "deg", ucd: "pos.eq.ra;meta.main"}, dec: {unit: "deg", ucd: "pos.eq.dec;meta.main"}}}
  );
}

/** Each row written out in STILTS's columns, but for the groups we do not number; separations to nine places. */
const written = (rows: readonly Row[]): string[] =>
  rows
    .map((row) =>
      Object.entries(row)
        .filter(([name]) => name !== "GroupID" && name !== "GroupSize")
        .map(([name, value]) => `${name}=${/^(ra|dec|Sep)/.test(name) && value !== "" ? Number(value).toFixed(9) : value}`)
        .join(" ")
    )
    .sort();

function asRows(table: Table): Row[] {
  const values = valuesOf(table);
  return Array.from({length: table.rows}, (_, i) =>
    Object.fromEntries(Object.entries(values).map(([name, column]) => [name, column[i] === null ? "" : String(column[i])]))
  );
}

const stars = (columns: Parameters<typeof tableOf>[0], info = {}) => tableOf({ra: [10, 20], dec: [0, 0], ...columns}, {info});

describe("cross-match", () => {
  const cases = FINDS.flatMap((find) => JOINS.map((join) => [find, join] as const));

  it.each(cases)("gives STILTS's table, column by column, with find %s and join %s", async (find, join) => {
    const {outputs} = await runNode(crossMatch, {inputs: {table1: edge("a"), table2: edge("b")}, params: {find, join}});
    expect(written(asRows(outputs.matched))).toEqual(written(rowsOf(`stilts_${find}_${join}.csv`)));
  });

  it.each(JOINS)("foretells the columns that leave with join %s", async (join) => {
    const inputs = {table1: edge("a"), table2: edge("b")};
    const {outputs} = await runNode(crossMatch, {inputs, params: {join}});
    const foretold = schemaOf(crossMatch, {inputs, params: {join}}).matched!;
    const plain = ({name, type, unit, ucd}: {name: string; type: string; unit?: string; ucd?: string}) => ({
      name,
      type,
      unit,
      ucd
    });
    expect(outputs.matched.columns.map(plain)).toEqual(foretold.columns.map(plain));
  });

  it("counts rows, pairs, unmatched rows, rows without a position and rows matched more than once", async () => {
    const {notes} = await runNode(crossMatch, {inputs: {table1: edge("a"), table2: edge("b")}, params: {find: "all"}});
    expect(notes).toMatchObject({
      rows: {table1: 37, table2: 38},
      pairs: 37,
      unmatched: {table1: 10, table2: 10},
      noPosition: {table1: 3, table2: 2},
      repeated: {table1: 9, table2: 9},
      positions: {table1: ["ra", "dec"], table2: ["ra", "dec"]}
    });
  });

  it("orders rows by the first table, then the second, unmatched rows of the second last", async () => {
    const table1 = stars({ra: [20, 10], id1: [1, 2]});
    const table2 = stars({ra: [30, 10, 20, 20], dec: [0, 0, 0, 0], id2: [1, 2, 3, 4]});
    const {outputs} = await runNode(crossMatch, {inputs: {table1, table2}, params: {find: "all", join: "1or2"}});
    expect(valuesOf(outputs.matched)).toMatchObject({id1: [1, 1, 2, null], id2: [3, 4, 2, 1], Separation: [0, 0, 0, null]});
  });

  it("keeps 64-bit ids and text, and leaves nulls on the missing side", async () => {
    const table1 = stars({id: [2n ** 60n + 1n, 7n], flags: ["0000", null]});
    const table2 = stars({ra: [10, 40], id: [-(2n ** 61n), 9n], seen: [true, false]});
    const {outputs} = await runNode(crossMatch, {inputs: {table1, table2}, params: {join: "1or2"}});
    expect(valuesOf(outputs.matched)).toMatchObject({
      id_1: [2n ** 60n + 1n, 7n, null],
      flags: ["0000", null, null],
      id_2: [-(2n ** 61n), null, 9n],
      seen: [true, null, false]
    });
    expect(outputs.matched.columns.at(-1)).toMatchObject({name: "Separation", unit: "arcsec", ucd: "pos.angDistance"});
  });

  it("finds names that do not clash, not even in case or with its own Separation", async () => {
    const table1 = stars({ID: [1, 2], id_1: [3, 4], Separation: [5, 6]});
    const table2 = stars({id: [1, 2]});
    const {outputs} = await runNode(crossMatch, {inputs: {table1, table2}});
    const names = outputs.matched.columns.map(({name}) => name);
    expect(names).toEqual(["ra_1", "dec_1", "ID_1_1", "id_1", "Separation_1", "ra_2", "dec_2", "id_2", "Separation"]);
    const told = {inputs: {table1, table2}, params: {suffix1: "_x", suffix2: "_x"}};
    await expect(runNode(crossMatch, told)).rejects.toThrow('suffix1 and suffix2 must differ; both are "_x"');
  });

  it("finds the coordinates by UCD, then by name, and takes those asked for", async () => {
    const table1 = tableOf(
      {l: [1, 2], RAJ2000: [10, 20], DEJ2000: [0, 0], ra: [50, 60], dec: [0, 0]},
      {info: {RAJ2000: {ucd: "pos.eq.ra;meta.main"}, DEJ2000: {ucd: "pos.eq.dec;meta.main"}}}
    );
    const table2 = tableOf({RA_ICRS: [10, 60], DE_ICRS: [0, 0]});
    // Of several of one UCD none of which is the main one, the name decides.
    const several = {info: {ra_prop: {ucd: "pos.eq.ra"}, ra: {ucd: "pos.eq.ra"}, dec: {ucd: "pos.eq.dec"}}};
    const twice = tableOf({ra_prop: [1], ra: [10], dec: [20]}, several);
    expect((await runNode(crossMatch, {inputs: {table1: twice, table2}})).notes["positions"]).toMatchObject({
      table1: ["ra", "dec"]
    });
    const byUcd = await runNode(crossMatch, {inputs: {table1, table2}});
    expect(byUcd.notes["positions"]).toEqual({table1: ["RAJ2000", "DEJ2000"], table2: ["RA_ICRS", "DE_ICRS"]});
    expect(valuesOf(byUcd.outputs.matched)["RA_ICRS"]).toEqual([10]);
    const asked = await runNode(crossMatch, {inputs: {table1, table2}, params: {ra1: "ra", dec1: "dec"}});
    expect(valuesOf(asked.outputs.matched)["RA_ICRS"]).toEqual([60]);
  });

  it("carries the features of both tables under their new names", async () => {
    const target = {column: "flux", label: "F", transform: "none", sourceColumn: "flux"} as const;
    const table1 = tableOf({ra: [1], dec: [1], w: [1]}, {roles: {features: ["w"]}});
    const table2 = tableOf({ra: [1], dec: [1], w: [2], flux: [3]}, {roles: {features: ["w"], target}});
    const {outputs} = await runNode(crossMatch, {inputs: {table1, table2}});
    expect(outputs.matched.roles).toEqual({features: ["w_1", "w_2"], target});
  });

  it("counts the pairs that chance gives among unrelated positions", async () => {
    const lattice = Array.from({length: 400}, (_, k) => [100 + (k % 20) * 0.001, Math.floor(k / 20) * 0.001]);
    const table1 = tableOf({ra: lattice.map(([ra]) => ra!), dec: lattice.map(([, dec]) => dec!)});
    const params = {countChance: true, radius: 1, find: "all"};
    const {notes} = await runNode(crossMatch, {inputs: {table1, table2: table1}, params});
    expect(notes["pairs"]).toBe(400);
    // moved by 20″ the lattice of 3.6″ lies between its own points, 0.8″ and more away from few
    expect(notes["pairsByChance"]).toBeLessThan(400);
  });

  it("counts as chance what lies twenty radii nearer to the equator, north and south", async () => {
    const [by, ra] = [20 / 3600, [100, 100, 100, 100]];
    const table1 = tableOf({ra, dec: [10, 10 - by, -10, -10 + by]});
    const table2 = tableOf({ra: [100, 100, 100], dec: [10, -10, 50]});
    const {notes} = await runNode(crossMatch, {inputs: {table1, table2}, params: {countChance: true, radius: 1, find: "all"}});
    expect(notes).toMatchObject({pairs: 2, pairsByChance: 2});
  });

  it("says which column is missing, which holds text and which is not in degrees", async () => {
    const table2 = stars({});
    const run = (table1: Table, params = {}) => runNode(crossMatch, {inputs: {table1, table2}, params});
    await expect(run(tableOf({x: [1], y: [2]}))).rejects.toThrow(
      'no column of table1 has the UCD "pos.eq.ra" or a name like "ra"; choose one of "x", "y"'
    );
    await expect(run(stars({}), {ra1: "nope"})).rejects.toThrow('column "nope" is not in table1; it has "ra", "dec"');
    await expect(run(tableOf({ra: ["00:42:44"], dec: [1]}), {ra1: "ra"})).rejects.toThrow('column "ra" of table1 holds text');
    await expect(run(stars({}, {ra: {unit: "rad"}}))).rejects.toThrow(
      'column "ra" of table1 is in "rad"; derive degrees from it first'
    );
    await expect(run(stars({dec: [0, 95]}))).rejects.toThrow("declination outside [-90, 90]; got 95 in row 2 of list 1");
  });
});
