import {readFileSync} from "node:fs";
import type {SchemaElement} from "hyparquet";
import {type ColumnSource, parquetWriteBuffer} from "hyparquet-writer";
import {describe, expect, it} from "vitest";
import {cellOf} from "../../../nodes/kernels/formats/text-builder.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {isoDate, isoTimestamp} from "../../../nodes/formats/dates.ts";
import {readParquet} from "../../../nodes/formats/parquet.ts";
import {deviations, metaDeviations, suiteBytes} from "../../kernels/formats/suite.ts";
import {shared} from "../../shared.ts";

function written(
  columnData: ColumnSource[],
  options: {schema?: SchemaElement[]; rowGroupSize?: number; kvMetadata?: {key: string; value: string}[]} = {}
): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({columnData, ...options}));
}

function values({columns, rows}: FormatTable): Record<string, unknown[]> {
  return Object.fromEntries(columns.map((column) => [column.name, Array.from({length: rows}, (_, i) => cellOf(column, i))]));
}

const types = ({columns}: FormatTable) => columns.map(({type}) => type);
const leaf = (name: string, element: Partial<SchemaElement>): SchemaElement => ({name, repetition_type: "OPTIONAL", ...element});
const withRoot = (...elements: SchemaElement[]): SchemaElement[] => [{name: "root", num_children: elements.length}, ...elements];

describe("readParquet", () => {
  it("reads the compatibility suite's table, every cell", async () => {
    const table = await readParquet(suiteBytes("parquet/alltypes_snappy.parquet"));
    // DuckDB, which wrote the file, has one entry for 0 and −0 in its dictionary.
    expect(deviations(table)).toEqual(["vec[4]: [0,0,0]"]);
    expect(types(table).join(" ")).toBe(
      "int64 float64 float64 int16 int32 int64 uint8 float32 float64 boolean text text vector vector text"
    );
  });

  it("reads the same table compressed with zstd", async () => {
    expect(deviations(await readParquet(suiteBytes("parquet/alltypes.parquet")))).toEqual(["vec[4]: [0,0,0]"]);
  });

  it("joins row groups, keeps int64 and turns unsigned 64-bit integers that need it into text", async () => {
    const big = [1n, 18446744073709551615n, 3n];
    const schema = withRoot(
      leaf("id", {type: "INT64"}),
      leaf("u64", {type: "INT64", converted_type: "UINT_64"}),
      leaf("u32", {type: "INT32", converted_type: "UINT_32"}),
      leaf("u16", {type: "INT32", logical_type: {type: "INTEGER", bitWidth: 16, isSigned: false}}),
      leaf("s8", {type: "INT32", converted_type: "INT_8"})
    );
    const table = await readParquet(
      written(
        [
          {name: "id", data: [9223372036854775807n, null, -1n]},
          {name: "u64", data: big},
          {name: "u32", data: [4294967295, 0, null]},
          {name: "u16", data: [65535, 1, 2]},
          {name: "s8", data: [-128, 127, null]}
        ],
        {schema, rowGroupSize: 1}
      )
    );
    expect(types(table)).toEqual(["int64", "text", "int64", "int32", "int16"]);
    expect(values(table)).toEqual({
      id: [9223372036854775807n, null, -1n],
      u64: ["1", "18446744073709551615", "3"],
      u32: [4294967295n, 0n, null],
      u16: [65535, 1, 2],
      s8: [-128, 127, null]
    });
    expect(table.warnings).toEqual(['column "u64" holds unsigned integers of 2^63 and more; read as text']);
  });

  it("keeps NaN, infinity and null apart, '0000' and odd characters as they are", async () => {
    const table = await readParquet(
      written([
        {name: "x", data: [NaN, null, -Infinity, -0], type: "DOUBLE"},
        {name: "f", data: [0.1, null, 3, 4], type: "FLOAT"},
        {name: "cc", data: ["0000", "", null, "µ 🌟"], type: "STRING"},
        {name: "ok", data: [true, null, false, true], type: "BOOLEAN"}
      ])
    );
    expect(values(table)).toEqual({
      x: [NaN, null, -Infinity, -0],
      f: [Math.fround(0.1), null, 3, 4],
      cc: ["0000", "", null, "µ 🌟"],
      ok: [true, null, false, true]
    });
  });

  it("writes dates and times as ISO 8601 text and decimals as the nearest double", async () => {
    const schema = withRoot(
      leaf("day", {type: "INT32", converted_type: "DATE"}),
      leaf("at", {type: "INT64", converted_type: "TIMESTAMP_MILLIS"}),
      leaf("dec", {type: "INT64", converted_type: "DECIMAL", precision: 9, scale: 3}),
      leaf("wide", {type: "FIXED_LEN_BYTE_ARRAY", type_length: 12, converted_type: "DECIMAL", precision: 20, scale: 2})
    );
    const table = await readParquet(
      written(
        [
          {name: "day", data: [new Date("2024-02-29"), null, new Date("1899-12-31")]},
          {name: "at", data: [new Date("2024-02-29T12:34:56.789Z"), new Date("1969-12-31T23:59:59.999Z"), null]},
          {name: "dec", data: [1.001, -2.5, null]},
          {name: "wide", data: [-1n, null, 12345678901234567n]}
        ],
        {schema}
      )
    );
    expect(values(table)).toEqual({
      day: ["2024-02-29", null, "1899-12-31"],
      at: ["2024-02-29T12:34:56.789", "1969-12-31T23:59:59.999", null],
      dec: [1.001, -2.5, null],
      wide: [-0.01, null, 123456789012345.67]
    });
  });

  it("reads text that is not UTF-8 as Latin-1", async () => {
    const table = await readParquet(
      written([{name: "s", data: [Uint8Array.of(0xc5), Uint8Array.of(0xc3, 0xa9)], type: "BYTE_ARRAY"}])
    );
    expect(values(table)).toEqual({s: ["Å", "é"]});
  });

  it("reads lists as arrays, and objects as JSON text", async () => {
    const list = (name: string): SchemaElement[] => [
      {name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1},
      {name: "list", repetition_type: "REPEATED", num_children: 1},
      {name: "element", repetition_type: "OPTIONAL", type: "DOUBLE"}
    ];
    const schema = [
      {name: "root", num_children: 3},
      ...list("fixed"),
      ...list("free"),
      leaf("json", {type: "BYTE_ARRAY", converted_type: "JSON"})
    ];
    const table = await readParquet(
      written(
        [
          {name: "fixed", data: [[1, 2], [3, null], null]},
          {name: "free", data: [[1], [], [2, 3]]},
          {name: "json", data: [{a: 1}, null, [2]]}
        ],
        {schema}
      )
    );
    expect(values(table)).toEqual({fixed: [[1, 2], [3, null], null], free: [[1], [], [2, 3]], json: ['{"a":1}', null, "[2]"]});
    expect(table.columns).toMatchObject([{type: "vector", shape: [2]}, {type: "vector", shape: [-1]}, {type: "text"}]);
  });

  it("takes units, UCDs and descriptions from a VOTable, astropy's YAML or JSON in the metadata", async () => {
    const data: ColumnSource[] = [{name: "ra", data: [1], type: "DOUBLE"}];
    const facts = {unit: "deg", ucd: "pos.eq.ra", description: "Right ascension"};
    const json = await readParquet(written(data, {kvMetadata: [{key: "columns", value: JSON.stringify({ra: facts})}]}));
    expect(json.columns[0]).toMatchObject(facts);
    const votable = `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE name="t"><FIELD name="ra" datatype="double" unit="deg" ucd="pos.eq.ra"><DESCRIPTION>Right ascension</DESCRIPTION></FIELD></TABLE></RESOURCE></VOTABLE>`;
    const vo = await readParquet(written(data, {kvMetadata: [{key: "IVOA.VOTable-Parquet.content", value: votable}]}));
    expect(vo.columns[0]).toMatchObject(facts);
    expect(vo.facts.name).toBe("t");
    const yaml = "datatype:\n- {name: ra, unit: deg, datatype: float64, description: Right ascension}\n";
    const astropy = await readParquet(written(data, {kvMetadata: [{key: "table_meta_yaml", value: yaml}]}));
    expect(astropy.columns[0]).toMatchObject({unit: "deg", description: "Right ascension"});
  });

  it("reads no rows, and refuses what is cut off", async () => {
    expect(values(await readParquet(written([{name: "x", data: [], type: "DOUBLE"}])))).toEqual({x: []});
    const bytes = suiteBytes("parquet/alltypes_snappy.parquet");
    await expect(readParquet(bytes.slice(0, 1000))).rejects.toThrow("the Parquet file is damaged: its footer claims");
    expect(metaDeviations(await readParquet(bytes)).length).toBeGreaterThan(0);
  });

  const cosmos = shared("formats/wild/astropy/parquet_binary.xml.parquet");
  it.skipIf(!cosmos)("reads the data that a VOTable of astropy's points to", async () => {
    const table = await readParquet(new Uint8Array(readFileSync(cosmos!)));
    expect([table.rows, table.columns.map(({name}) => name)]).toEqual([10, ["id", "z", "mass", "sfr"]]);
    expect(values(table)["z"]![0]).toBe(1.8823009157560358);
  });

  const gaia = shared("formats/wild/parquet/gaia_dr3_ra45_dec0_r0.5.parquet");
  it.skipIf(!gaia)("reads 2390 Gaia sources with 153 columns, identifiers exact", async () => {
    const table = await readParquet(new Uint8Array(readFileSync(gaia!)));
    expect([table.rows, table.columns.length]).toEqual([2390, 153]);
    const {source_id: ids, DESIGNATION: names} = values(table);
    expect(names).toEqual(ids!.map((id) => `Gaia DR3 ${String(id)}`));
  });
});

describe("dates", () => {
  it("agree with the calendar from year −4713 to 275760", () => {
    for (const days of [
      -2440588,
      -719529,
      -719162,
      -141428,
      -25567,
      -1,
      0,
      59,
      60,
      11016,
      19782,
      100_000_000,
      ...Array.from({length: 800}, (_, i) => i * 97 - 40_000)
    ])
      expect(isoDate(days)).toBe(new Date(days * 86_400_000).toISOString().replace(/T.*/, ""));
  });

  it("keep nanoseconds", () => {
    expect(isoTimestamp(-1n, 1_000_000_000n, true)).toBe("1969-12-31T23:59:59.999999999Z");
    expect(isoTimestamp(1_700_000_000_000_000n, 1_000_000n, false)).toBe("2023-11-14T22:13:20");
  });
});
