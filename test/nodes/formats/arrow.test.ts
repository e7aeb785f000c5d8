import * as arrow from "apache-arrow";
import {describe, expect, it} from "vitest";
import {encodeTable} from "../../../runtime/arrow.ts";
import {cellOf} from "../../../nodes/kernels/formats/text-builder.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {readArrow} from "../../../nodes/formats/arrow.ts";
import {tableOf} from "../../harness.ts";
import compressed from "./compressed-arrow.json" with {type: "json"};

function values({columns, rows}: FormatTable): Record<string, unknown[]> {
  return Object.fromEntries(columns.map((column) => [column.name, Array.from({length: rows}, (_, i) => cellOf(column, i))]));
}

const types = ({columns}: FormatTable) => columns.map(({type}) => type);
const read = (columns: Record<string, arrow.Vector>, format: "file" | "stream" = "file") =>
  readArrow(arrow.tableToIPC(new arrow.Table(columns), format));

describe("readArrow", () => {
  it("reads files and streams, every plain type, null apart from NaN", async () => {
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
    expect(values(await read(columns))).toEqual(want);
    expect(values(await read(columns, "stream"))).toEqual(want);
    expect((await read(columns)).warnings).toEqual(['column "u64" holds unsigned integers of 2^63 and more; read as text']);
    expect(types(await read(columns))).toEqual(
      "int16 uint8 int32 int32 int64 int64 text float32 float32 float64 boolean text text".split(" ")
    );
  });

  it("reads half precision without nulls", async () => {
    expect(values(await read({f16: arrow.vectorFromArray([0.5, -2, 65504], new arrow.Float16())}))).toEqual({
      f16: [0.5, -2, 65504]
    });
  });

  it("joins record batches", async () => {
    const batch = (x: number[], s: (string | null)[]) =>
      new arrow.Table({x: arrow.vectorFromArray(x, new arrow.Float64()), s: arrow.vectorFromArray(s, new arrow.Utf8())});
    const joined = batch([1, 2], ["a", null]).concat(batch([3], ["c"]), batch([4, 5], [null, "e"]));
    expect(joined.batches).toHaveLength(3);
    expect(values(await readArrow(arrow.tableToIPC(joined, "file")))).toEqual({
      x: [1, 2, 3, 4, 5],
      s: ["a", null, "c", null, "e"]
    });
  });

  it("writes dates and times as ISO 8601 text, keeping their digits", async () => {
    const micros = arrow.makeData({
      type: new arrow.TimestampMicrosecond("UTC"),
      data: BigInt64Array.of(1_709_210_096_000_001n, -1n)
    });
    const table = await read({
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

  it("reads lists as arrays, structs as JSON text, bytes as hexadecimals", async () => {
    const table = await read({
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

  it("reads what the engine stores, with units and UCDs", async () => {
    const stored = tableOf(
      {id: [9007199254740993n, null], w4: [1, NaN]},
      {info: {w4: {unit: "uJy", ucd: "phot.flux.density", description: "W4"}}}
    );
    const table = await readArrow(encodeTable(stored));
    expect(values(table)).toEqual({id: [9007199254740993n, null], w4: [1, NaN]});
    expect(table.columns[1]).toMatchObject({unit: "uJy", ucd: "phot.flux.density", description: "W4"});
  });

  it("makes repeated names unique, and reads no rows", async () => {
    const schema = new arrow.Schema([new arrow.Field("x", new arrow.Int32()), new arrow.Field("x", new arrow.Utf8())]);
    const table = await readArrow(arrow.tableToIPC(new arrow.Table(schema), "file"));
    expect(table.columns.map(({name}) => name)).toEqual(["x", "x_2"]);
    expect([table.rows, table.warnings.length]).toEqual([0, 1]);
  });

  it.each(["lz4", "lz4-blocks", "zstd"] as const)("reads buffers compressed by %s", async (name) => {
    const bytes = new Uint8Array(Buffer.from(compressed[name], "base64"));
    const table = await readArrow(bytes);
    const rows = Array.from({length: 9_000}, (_, i) => i);
    expect(values(table)).toEqual({
      x: rows.map((i) => (i % 7) / 4),
      name: rows.map((i) => (i % 11 === 3 ? null : `source ${i % 100}`)),
      n: rows.map((i) => (i % 50) - 7),
      ok: rows.map((i) => i % 3 === 0)
    });
  });

  it("reads maps and unions as JSON text, decimals and unsigned indices as numbers", async () => {
    const union = new arrow.DenseUnion(
      [0, 1],
      [new arrow.Field("a", new arrow.Float64()), new arrow.Field("b", new arrow.Utf8())]
    );
    const either = arrow.makeData({
      type: union,
      length: 3,
      nullCount: 0,
      typeIds: Int8Array.of(0, 1, 0),
      valueOffsets: Int32Array.of(0, 0, 1),
      children: [
        arrow.vectorFromArray([1.5, 2], new arrow.Float64()).data[0]!,
        arrow.vectorFromArray(["x"], new arrow.Utf8()).data[0]!
      ]
    } as never);
    const prices = arrow.makeData({
      type: new arrow.Decimal(2, 10, 128),
      length: 2,
      data: Uint32Array.of(12345, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)
    });
    const entries = new arrow.Map_(
      new arrow.Field(
        "entries",
        new arrow.Struct([new arrow.Field("key", new arrow.Utf8()), new arrow.Field("value", new arrow.Int32(), true)])
      ) as never
    );
    const table = read({
      either: arrow.makeVector(either),
      deep: arrow.vectorFromArray(
        [[[1, 2], [3]], [[]], null],
        new arrow.List(new arrow.Field("item", new arrow.List(new arrow.Field("item", new arrow.Int32()))))
      ),
      entries: arrow.vectorFromArray([new Map([["k", 1]]), null, new Map()], entries as never) as never
    });
    expect(values(await table)).toEqual({
      either: ["1.5", '"x"', "2"],
      deep: ["[[1,2],[3]]", "[[]]", null],
      entries: ['{"k":1}', null, "{}"]
    });
    expect(values(await read({price: arrow.makeVector(prices)}))).toEqual({price: [123.45, -0.01]});
  });
});

describe("damaged Arrow files", () => {
  const bytes = arrow.tableToIPC(
    new arrow.Table({
      x: arrow.vectorFromArray([1, 2, 3], new arrow.Float64()),
      word: arrow.vectorFromArray(["a", null, "a"]),
      s: arrow.vectorFromArray(["one", "two", "three"], new arrow.Utf8())
    }),
    "stream"
  );
  /** With a number at every place where another number was. */
  const edited = (was: bigint, by: bigint): Uint8Array[] => {
    const found: Uint8Array[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + 8 <= bytes.length; at += 4)
      if (view.getBigInt64(at, true) === was) {
        const copy = bytes.slice();
        new DataView(copy.buffer).setBigInt64(at, by, true);
        found.push(copy);
      }
    return found;
  };

  it.each([10n ** 15n, 2n ** 62n, -1n, 1_000_000n])("a count of %i where 3 was is refused in words", async (count) => {
    const files = edited(3n, count);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const outcome = await readArrow(file).then(
        ({rows}) => `${rows} rows`,
        (error: unknown) => (error as Error).message
      );
      expect(outcome).toMatch(/^3 rows$|Arrow (file|stream)|would take/);
    }
  });

  it("is refused wherever it is cut within what it holds", async () => {
    const whole = arrow.tableToIPC(arrow.tableFromIPC(bytes), "file");
    for (let length = 8; length < whole.length; length += 16)
      await expect(readArrow(whole.slice(0, length))).rejects.toThrow(/damaged|cut off/);
  });
});
