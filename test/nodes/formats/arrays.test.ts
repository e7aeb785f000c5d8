// Arrays with nulls in them and in their stead, in every format that has arrays: read back equal, or the loss is said.
import {describe, expect, it} from "vitest";
import {readTable} from "../../../nodes/formats/read.ts";
import {lossesOf, writeTable} from "../../../nodes/formats/write.ts";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {joined} from "../../../nodes/kernels/formats/sink.ts";
import {type FormatTable, noFacts, type ScalarColumn, type VectorColumn} from "../../../nodes/kernels/formats/types.ts";
import {cells} from "../../kernels/formats/suite.ts";

const e = {name: "e"};
const bytes = Uint8Array.from({length: 256}, (_, i) => i);

function vector(name: string, element: ScalarColumn, shape: number[], offsets: number[], more: object = {}): VectorColumn {
  return {name, type: "vector", element, shape, offsets: Int32Array.from(offsets), ...more};
}

const table: FormatTable = {
  rows: 3,
  columns: [
    // Every value of a byte, and a null: no byte is left to stand for it.
    vector(
      "all",
      {...e, type: "uint8", values: Uint8Array.of(...bytes, 0), valid: Uint8Array.of(...bytes.map(() => 1), 0)},
      [-1],
      [0, 256, 256, 257]
    ),
    vector(
      "fixed",
      {...e, type: "int32", values: Int32Array.of(1, 0, -5, 7), valid: Uint8Array.of(1, 0, 1, 1)},
      [2],
      [0, 2, 2, 4],
      {valid: Uint8Array.of(1, 0, 1)}
    ),
    vector(
      "long",
      {...e, type: "int64", values: BigInt64Array.of(2n ** 53n + 1n, 0n, -(2n ** 63n)), valid: Uint8Array.of(1, 0, 1)},
      [-1],
      [0, 2, 3, 3]
    ),
    vector(
      "real",
      {...e, type: "float64", values: Float64Array.of(NaN, Infinity, 0), valid: Uint8Array.of(1, 1, 0)},
      [-1],
      [0, 1, 2, 3]
    ),
    vector("deep", {...e, type: "float32", values: Float32Array.of(1, 2, 3, 4)}, [-1, 2], [0, 4, 4, 4], {
      valid: Uint8Array.of(1, 1, 0)
    }),
    vector("pair", {...e, type: "float64", values: Float64Array.of(1, -2, 3, 4, 0, NaN)}, [2], [0, 2, 4, 6], {complex: true})
  ],
  facts: noFacts,
  warnings: []
};

const FITS = {
  said: [
    "1 null real within an array is written as NaN",
    "2 null arrays are written as empty ones, or ones of nulls",
    "1 column of arrays of varying length loses their shape"
  ],
  changed: ["fixed[1]", "real[2]", "deep[2]"]
};
const PAIRS = "1 column of complex numbers is written as pairs";

describe("arrays", () => {
  it.each([
    ["fits", FITS],
    ["votable", {said: ["1 null real within an array is written as NaN"], changed: ["real[2]"]}],
    [
      "votable-tabledata",
      {
        said: ["1 null real within an array is written as NaN", "1 null array is written as an empty one"],
        changed: ["real[2]", "deep[2]"]
      }
    ],
    ["ecsv", {said: ["1 array column is written as JSON text", PAIRS], changed: ["deep[0]", "deep[1]"]}],
    ["parquet", {said: [PAIRS], changed: []}],
    ["arrow", {said: [PAIRS], changed: []}]
  ] as const)("%s", async (format, {said, changed}) => {
    const back = (await readTable(sourceOf(joined(await writeTable(table, format))))).table;
    const differing = table.columns.flatMap((column, j) => {
      const got = cells(back.columns[j]!, 3).map(flat);
      return cells(column, 3).flatMap((want, i) =>
        JSON.stringify(flat(want)) === JSON.stringify(got[i]) ? [] : `${column.name}[${i}]`
      );
    });
    expect({said: lossesOf(table, format), changed: differing}).toEqual({said, changed});
  });
});

/** Flat, since formats nest arrays one way or another. */
function flat(value: unknown): unknown {
  return Array.isArray(value) ? value.flat(5) : value;
}
