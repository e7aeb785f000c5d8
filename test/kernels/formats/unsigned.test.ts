// Unsigned integers of 64 bits: whole where they fit int64, else the column becomes text to the last digit, as in STILTS.
import {describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readEcsv} from "../../../nodes/kernels/formats/ecsv.ts";
import {readFits} from "../../../nodes/kernels/formats/fits.ts";
import {fitsTable} from "./made-fits.ts";
import {cells} from "./suite.ts";

const most = 2n ** 64n - 1n;
const half = 2n ** 63n;
const note = (name: string) => `column "${name}" holds unsigned integers of 2^63 and more; read as text`;
const ecsv = (datatype: string, words: readonly string[]) =>
  readEcsv(
    sourceOf(new TextEncoder().encode(`# %ECSV 1.0\n# ---\n# datatype:\n# - {name: u, ${datatype}}\nu\n${words.join("\n")}\n`))
  );

describe("ECSV uint64", () => {
  it("is int64 while all values fit", async () => {
    const table = await ecsv("datatype: uint64", ["0", String(half - 1n), '""']);
    expect([table.columns[0]!.type, cells(table.columns[0]!, 3)]).toEqual(["int64", ["0", String(half - 1n), null]]);
    expect(table.warnings).toEqual([]);
  });

  it("beyond 2^63 is text, nulls kept, and said", async () => {
    const table = await ecsv("datatype: uint64", [String(most), "3", '""', String(half), `0${half}`]);
    expect(table.columns[0]!.type).toBe("text");
    expect(cells(table.columns[0]!, 5)).toEqual([String(most), "3", null, String(half), String(half)]);
    expect(table.warnings).toEqual([note("u")]);
  });

  it("has no negative numbers and none of more than 64 bits", async () => {
    const table = await ecsv("datatype: uint64", [String(most), "-5", String(most + 1n), "1e3"]);
    expect(cells(table.columns[0]!, 4)).toEqual([String(most), null, null, null]);
    expect(table.warnings).toEqual([
      note("u"),
      'column "u": 3 cells are not of type uint64; read as null, the first is "-5" at line 7'
    ]);
  });

  it("in arrays too", async () => {
    const table = await ecsv("datatype: string, subtype: 'uint64[2]'", [`"[1,${most}]"`, '"[null,2]"']);
    expect(cells(table.columns[0]!, 2)).toEqual([
      ["1", String(most)],
      [null, "2"]
    ]);
    expect(table.warnings).toEqual([note("u")]);
  });
});

describe("FITS K with TZERO = 2^63", () => {
  const cards = {TZERO1: String(half), TNULL1: "5"};
  // What is stored is the value less 2^63.
  const stored = (...values: readonly bigint[]) => values.map((value) => value - half);

  it("is int64 or text, as a scalar", async () => {
    const table = (...values: readonly bigint[]) =>
      readFits(
        fitsTable(
          [{name: "u", form: "K"}],
          values.map((v) => stored(v)),
          cards
        )
      );
    const small = await table(0n, half - 1n);
    expect([small.columns[0]!.type, small.warnings]).toEqual(["int64", []]);
    const large = await table(most, 3n, half, half + 5n);
    expect(cells(large.columns[0]!, 4)).toEqual([String(most), "3", String(half), null]);
    expect(large.warnings).toEqual([note("u")]);
  });

  it("as an array", async () => {
    const table = await readFits(fitsTable([{name: "u", form: "2K"}], [stored(most, 3n), stored(1n, half)], cards));
    expect(cells(table.columns[0]!, 2)).toEqual([
      [String(most), "3"],
      ["1", String(half)]
    ]);
    expect(table.warnings).toEqual([note("u")]);
  });
});
