import * as arrow from "apache-arrow";
import {describe, expect, it} from "vitest";
import {encodeTable} from "../../../runtime/arrow.ts";
import {cellOf} from "../../../nodes/kernels/formats/text-builder.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {readArrow} from "../../../nodes/formats/arrow.ts";
import {tableOf} from "../../harness.ts";

function values({columns, rows}: FormatTable): Record<string, unknown[]> {
  return Object.fromEntries(columns.map((column) => [column.name, Array.from({length: rows}, (_, i) => cellOf(column, i))]));
}

const types = ({columns}: FormatTable) => columns.map(({type}) => type);
const read = (columns: Record<string, arrow.Vector>, format: "file" | "stream" = "file") =>
  readArrow(arrow.tableToIPC(new arrow.Table(columns), format));

describe("readArrow", () => {
  it("reads files and streams, every plain type, null apart from NaN", () => {
    const columns = {
      i8: arrow.vectorFromArray([-1, null, 3], new arrow.Int8()),
      u8: arrow.vectorFromArray([255, null, 3], new arrow.Uint8()),
      u16: arrow.vectorFromArray([65535, null, 3], new arrow.Uint16()),
      i32: arrow.vectorFromArray([-5, 6, 7], new arrow.Int32()),
      u32: arrow.vectorFromArray([4294967295, null, 3], new arrow.Uint32()),
      i64: arrow.vectorFromArray([9223372036854775807n, null, -3n], new arrow.Int64()),
      u64: arrow.vectorFromArray([18446744073709551615n, null, 3n], new arrow.Uint64()),
      f16: arrow.vectorFromArray([0.5, null, -2], new arrow.Float16()),
      f32: arrow.vectorFromArray([0.1, null, NaN], new arrow.Float32()),
      f64: arrow.vectorFromArray([0.1, null, NaN], new arrow.Float64()),
      ok: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
      cc: arrow.vectorFromArray(["0000", null, "µ"], new arrow.Utf8()),
      word: arrow.vectorFromArray(["a", null, "a"])
    };
    const want = {
      i8: [-1, null, 3],
      u8: [255, null, 3],
      u16: [65535, null, 3],
      i32: [-5, 6, 7],
      u32: [4294967295n, null, 3n],
      i64: [9223372036854775807n, null, -3n],
      u64: ["18446744073709551615", null, "3"],
      f16: [0.5, null, -2],
      f32: [Math.fround(0.1), null, NaN],
      f64: [0.1, null, NaN],
      ok: [true, null, false],
      cc: ["0000", null, "µ"],
      word: ["a", null, "a"]
    };
    expect(values(read(columns))).toEqual(want);
    expect(values(read(columns, "stream"))).toEqual(want);
    expect(types(read(columns))).toEqual(
      "int16 uint8 int32 int32 int64 int64 text float32 float32 float64 boolean text text".split(" ")
    );
  });

  it("reads half precision without nulls", () => {
    expect(values(read({f16: arrow.vectorFromArray([0.5, -2, 65504], new arrow.Float16())}))).toEqual({f16: [0.5, -2, 65504]});
  });

  it("joins record batches", () => {
    const batch = (x: number[], s: (string | null)[]) =>
      new arrow.Table({x: arrow.vectorFromArray(x, new arrow.Float64()), s: arrow.vectorFromArray(s, new arrow.Utf8())});
    const joined = batch([1, 2], ["a", null]).concat(batch([3], ["c"]), batch([4, 5], [null, "e"]));
    expect(joined.batches).toHaveLength(3);
    expect(values(readArrow(arrow.tableToIPC(joined, "file")))).toEqual({x: [1, 2, 3, 4, 5], s: ["a", null, "c", null, "e"]});
  });

  it("writes dates and times as ISO 8601 text, keeping their digits", () => {
    const micros = arrow.makeData({
      type: new arrow.TimestampMicrosecond("UTC"),
      data: BigInt64Array.of(1_709_210_096_000_001n, -1n)
    });
    const table = read({
      day: arrow.vectorFromArray([new Date("2024-02-29"), null], new arrow.DateDay()),
      ms: arrow.vectorFromArray([new Date("1969-07-20T20:17:40.5Z"), null], new arrow.TimestampMillisecond()),
      us: arrow.makeVector(micros)
    });
    expect(values(table)).toEqual({
      day: ["2024-02-29", null],
      ms: ["1969-07-20T20:17:40.500", null],
      us: ["2024-02-29T12:34:56.000001Z", "1969-12-31T23:59:59.999999Z"]
    });
  });

  it("reads lists as arrays, structs as JSON text, bytes as hexadecimals", () => {
    const table = read({
      free: arrow.vectorFromArray([[1, 2], null, [3]], new arrow.List(new arrow.Field("item", new arrow.Float64(), true))),
      fixed: arrow.vectorFromArray(
        [
          [1, 2],
          [3, 4],
          [5, 6]
        ],
        new arrow.FixedSizeList(2, new arrow.Field("item", new arrow.Int32(), true))
      ),
      both: arrow.vectorFromArray(
        [{a: 1, b: "x"}, null, {a: 2, b: "y"}],
        new arrow.Struct([new arrow.Field("a", new arrow.Float64(), true), new arrow.Field("b", new arrow.Utf8(), true)])
      ),
      raw: arrow.vectorFromArray([Uint8Array.of(1, 255), null, Uint8Array.of()], new arrow.Binary())
    });
    expect(values(table)).toEqual({
      free: [[1, 2], null, [3]],
      fixed: [
        [1, 2],
        [3, 4],
        [5, 6]
      ],
      both: ['{"a":1,"b":"x"}', null, '{"a":2,"b":"y"}'],
      raw: ["01ff", null, ""]
    });
    expect(table.columns.slice(0, 2)).toMatchObject([{shape: [-1]}, {shape: [2]}]);
  });

  it("reads what the engine stores, with units and UCDs", () => {
    const stored = tableOf(
      {id: [9007199254740993n, null], w4: [1, NaN]},
      {info: {w4: {unit: "uJy", ucd: "phot.flux.density", description: "W4"}}}
    );
    const table = readArrow(encodeTable(stored));
    expect(values(table)).toEqual({id: [9007199254740993n, null], w4: [1, NaN]});
    expect(table.columns[1]).toMatchObject({unit: "uJy", ucd: "phot.flux.density", description: "W4"});
  });

  it("makes repeated names unique, and reads no rows", () => {
    const schema = new arrow.Schema([new arrow.Field("x", new arrow.Int32()), new arrow.Field("x", new arrow.Utf8())]);
    const table = readArrow(arrow.tableToIPC(new arrow.Table(schema), "file"));
    expect(table.columns.map(({name}) => name)).toEqual(["x", "x_2"]);
    expect([table.rows, table.warnings.length]).toEqual([0, 1]);
  });
});
