import {describe, expect, it} from "vitest";
import {derive} from "../../nodes/derive.ts";
import type {Expression} from "../../runtime/params.ts";
import {runNode, schemaOf, tableOf, valuesOf} from "../harness.ts";
import astropy from "../reference/derive.json" with {type: "json"};

const stars = tableOf(
  {
    id: [1n, 9007199254740993n, 3n],
    W1mag: [7.5, null, NaN],
    "24mag": [5, 6, 7],
    flag: ["0000", "h000", null]
  },
  {info: {W1mag: {unit: "mag", ucd: "phot.mag;em.IR.3-4um", description: "W1 magnitude (Vega)"}}}
);
const run = (expressions: readonly Expression[], table = stars) => runNode(derive, {inputs: {table}, params: {expressions}});

describe("derive", () => {
  it("agrees with astropy on fluxes, errors, νFν and distances", async () => {
    const bands = Object.keys(astropy.flux_uJy) as (keyof typeof astropy.flux_uJy)[];
    const zeroPoints = {
      J: "1594e6",
      Ks: "666.7e6",
      W1: "309.540e6",
      W2: "171.787e6",
      W3: "31.674e6",
      W4: "8.363e6",
      I4: "64.13e6",
      M1: "7.14e6"
    };
    const fluxes = await run(
      [
        ...bands.map((band) => ({name: band, sql: `${zeroPoints[band]} * pow(10, -0.4 * m)`, unit: "uJy"})),
        {name: "e_W1", sql: "0.4 * ln(10) * W1 * e"},
        {name: "ab", sql: "pow(10, (23.9 - m) / 2.5)"},
        ...(["W1", "W4", "M1"] as const).map((band) => ({
          name: `nuFnu_${band}`,
          sql: `${band} * 2.99792458e-15 / ${astropy.wavelengths_um[band]}`
        }))
      ],
      tableOf({m: astropy.magnitudes, e: astropy.errors})
    );
    const distances = await run([{name: "pc", sql: "1000 / nullif(plx, 0)"}], tableOf({plx: astropy.parallaxes}));
    const got = {...valuesOf(fluxes.outputs.table), ...valuesOf(distances.outputs.table)};
    const want: Record<string, number[]> = {
      ...astropy.flux_uJy,
      e_W1: astropy.w1_error_uJy,
      ab: astropy.ab_uJy,
      pc: astropy.distance_pc
    };
    for (const band of ["W1", "W4", "M1"] as const) want[`nuFnu_${band}`] = astropy.nuFnu[band];
    for (const [name, values] of Object.entries(want))
      values.forEach((value, i) => expect(Math.abs((got[name]![i] as number) / value - 1), `${name} ${i}`).toBeLessThan(4e-15));
  });

  it("adds the columns at the end, with unit, UCD and description, and lets each use those before it", async () => {
    const {outputs, notes} = await run([
      {
        name: "w1",
        sql: "309.540e6 * pow(10, -0.4 * W1mag)",
        unit: "uJy",
        ucd: "phot.flux.density;em.IR.3-4um",
        description: "W1 flux"
      },
      {name: "colour index", sql: `W1mag - "24mag"`, unit: "mag"},
      {name: "bright", sql: `w1 > 1000 AND "colour index" > 0`},
      {name: "n", sql: "length(flag)"},
      {name: "twice", sql: "2 * id"}
    ]);
    const {columns} = outputs.table;
    expect(columns.slice(0, 4).map((c) => c.name)).toEqual(stars.columns.map((c) => c.name));
    expect(columns.slice(4).map(({name, type, unit, ucd, description}) => ({name, type, unit, ucd, description}))).toEqual([
      {name: "w1", type: "float64", unit: "uJy", ucd: "phot.flux.density;em.IR.3-4um", description: "W1 flux"},
      {name: "colour index", type: "float64", unit: "mag", description: `W1mag - "24mag"`},
      {name: "bright", type: "boolean", description: `w1 > 1000 AND "colour index" > 0`},
      {name: "n", type: "int64", description: "length(flag)"},
      {name: "twice", type: "int64", description: "2 * id"}
    ]);
    expect(valuesOf(outputs.table)).toMatchObject({
      bright: [true, null, true],
      n: [4n, 4n, null],
      twice: [2n, 18014398509481986n, 6n]
    });
    expect(notes).toEqual({
      rows: 3,
      derived: [
        {name: "w1", type: "float64", null: 1, nan: 1},
        {name: "colour index", type: "float64", null: 1, nan: 1},
        {name: "bright", type: "boolean", null: 1},
        {name: "n", type: "int64", null: 1},
        {name: "twice", type: "int64"}
      ]
    });
  });

  it("copies a column under another name with all that is known of it", async () => {
    const {outputs} = await run([
      {name: "w1mpro", sql: " W1mag "},
      {name: "m1", sql: '"24mag"', unit: "mag"}
    ]);
    const {name: _, ...copied} = outputs.table.column("w1mpro");
    const {name: __, ...original} = outputs.table.column("W1mag");
    expect(copied).toEqual(original);
    expect(outputs.table.column("m1")).toMatchObject({unit: "mag", description: '"24mag"'});
  });

  it("leaves the table alone without expressions, keeps row identity, and works on no rows", async () => {
    expect((await run([])).outputs.table.hash).toBe(stars.hash);
    const some = await run([{name: "x", sql: "id"}], stars.take([2, 0]));
    expect([some.outputs.table.root, [...some.outputs.table.rowIdentity()]]).toEqual([stars.hash, [2, 0]]);
    expect((await run([{name: "x", sql: "id + 1"}], stars.take([]))).outputs.table.rows).toBe(0);
  });

  it("gives the same bytes whichever way the expressions are computed", async () => {
    const expressions = [
      {name: "a", sql: `ln("24mag")`, description: "a"},
      {name: "b", sql: `ln(ln("24mag"))`, description: "b"}
    ];
    const chained = [expressions[0]!, {...expressions[1]!, sql: "ln(a)"}];
    expect((await run(chained)).outputs.table.hash).toBe((await run(expressions)).outputs.table.hash);
  });

  it("refuses names that are taken, columns that are not there, and whatever is not one harmless expression", async () => {
    await expect(
      run([
        {name: "id", sql: "1"},
        {name: "x", sql: "1"},
        {name: "flag", sql: "2"}
      ])
    ).rejects.toThrow('column "id" is in the table already; choose another name\ncolumn "flag" is in the table already');
    await expect(run([{name: "x", sql: "w9 * 2"}])).rejects.toThrow(/^"x": "w9" at position 1 .*there is no such column/);
    await expect(
      run([
        {name: "x", sql: "y"},
        {name: "y", sql: "1"}
      ])
    ).rejects.toThrow(/"x": "y" at position 1/);
    await expect(run([{name: "x", sql: "random()"}])).rejects.toThrow("this function is not allowed");
    await expect(run([{name: "x", sql: "1; DROP TABLE t"}])).rejects.toThrow("only one expression is allowed");
    await expect(run([{name: "x", sql: "sum(id)"}])).rejects.toThrow("this function is not allowed");
    await expect(run([{name: "x", sql: "flag * 2"}])).rejects.toThrow(/^"x": /);
    await expect(runNode(derive, {inputs: {table: stars}, params: {expressions: [{name: "x"}]}})).rejects.toThrow(
      'parameter "expressions" must be a list of'
    );
  });

  it("says before running which columns will leave", () => {
    const schema = schemaOf(derive, {
      inputs: {table: stars},
      params: {
        expressions: [
          {name: "f", sql: "1e0", unit: "uJy"},
          {name: "g", sql: "f"}
        ]
      }
    });
    expect(schema.table?.columns.slice(4)).toEqual([
      {name: "f", type: "float64", unit: "uJy", description: "1e0"},
      {name: "g", type: "float64", unit: "uJy", description: "1e0"}
    ]);
    expect(schemaOf(derive)).toEqual({});
  });
});
