import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {describe, expect, it} from "vitest";
import {formatOfTable} from "../../../nodes/catalogues/format-of-table.ts";
import {tableOfFormat} from "../../../nodes/catalogues/table-of-format.ts";
import {readTable} from "../../../nodes/formats/read.ts";
import {formatOfName, lossesOf, writeTable} from "../../../nodes/formats/write.ts";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {joined} from "../../../nodes/kernels/formats/sink.ts";
import {type FormatColumn, type FormatTable, noFacts} from "../../../nodes/kernels/formats/types.ts";
import {cells, deviations, metaDeviations} from "../../kernels/formats/suite.ts";

const suite = fileURLToPath(new URL("../../fixtures/formats/suite/", import.meta.url));
const read = async (path: string): Promise<FormatTable> =>
  (await readTable(sourceOf(new Uint8Array(readFileSync(suite + path)), path))).table;

describe("Parquet and Arrow", () => {
  it.each(["parquet", "arrow"] as const)("%s: what is written is read back equal", async (format) => {
    for (const path of ["master.vot", "native/native.fits"]) {
      const original = await read(path);
      const bytes = joined(await writeTable(original, format));
      const {format: found, table} = await readTable(sourceOf(bytes));
      expect(found).toBe(format);
      expect(table.columns.map(({name, type}) => [name, type])).toEqual(original.columns.map(({name, type}) => [name, type]));
      expect(table.columns.map((column) => cells(column, table.rows).map(deep))).toEqual(
        original.columns.map((column) => cells(column, original.rows).map(deep))
      );
    }
    expect(lossesOf(await read("master.vot"), format)).toEqual([]);
  });

  it.each(["parquet", "arrow"] as const)("%s: units, UCDs and descriptions travel", async (format) => {
    const bytes = joined(await writeTable(await read("master.vot"), format));
    const {table} = await readTable(sourceOf(bytes));
    expect(deviations(table)).toEqual([]);
    expect(metaDeviations(table)).toEqual([]);
  });
});

it("columns that share memory are written as Arrow whole", async () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const column = (name: string, from: number): FormatColumn => ({name, type: "float64", values: values.subarray(from, from + 3)});
  const table: FormatTable = {rows: 3, columns: [column("a", 0), column("b", 0), column("c", 1)], facts: noFacts, warnings: []};
  const back = (await readTable(sourceOf(joined(await writeTable(table, "arrow"))))).table;
  expect(back.columns.map((c) => cells(c, 3))).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [2, 3, 4]
  ]);
});

/** Flat, since readers may give nested lists one shape or another. */
function deep(value: unknown): unknown {
  return Array.isArray(value) ? value.flat(5) : value;
}

it("a table of the engine goes back to what the file said of it", async () => {
  const original = await read("master.vot");
  const {table} = tableOfFormat(original);
  const back = formatOfTable(table.withMeta({simulated: "true"}));
  expect(back.facts).toEqual({
    ...original.facts,
    comments: [],
    params: [...original.facts.params, {name: "simulated", value: "true"}]
  });
  expect(back.columns.slice(0, 3).map((column) => cells(column, 6))).toEqual(
    original.columns.slice(0, 3).map((column) => cells(column, 6))
  );
});

it.each([
  ["a.fits", "fits"],
  ["a.b.CSV", "csv"],
  ["t.vot.gz", "votable"],
  ["t.tbl", "ipac"],
  ["t.parquet", "parquet"],
  ["t.txt", undefined],
  ["noextension", undefined]
])("%s asks for %s", (name, format) => {
  expect(formatOfName(name)).toBe(format);
});
