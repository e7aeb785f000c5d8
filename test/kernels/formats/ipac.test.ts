// Tables and answers of IRSA's services that the suite has none of.
import {describe, expect, it} from "vitest";
import {type Source, sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {detectFormat} from "../../../nodes/kernels/formats/detect.ts";
import {readIpac} from "../../../nodes/kernels/formats/ipac.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {cells} from "./suite.ts";

const text = (content: string): Source => sourceOf(new TextEncoder().encode(content));

describe("IPAC tables", () => {
  it("with names alone between bars are text, and no table of another kind", async () => {
    const source = text("|a  |b  |\n 1   x\n 2   yy\n");
    expect(await detectFormat(source)).toBe("ipac");
    const table = await readText(source);
    expect(table.columns.map((column) => [column.name, cells(column, 2)])).toEqual([
      ["a", ["1", "2"]],
      ["b", ["x", "yy"]]
    ]);
    expect(await detectFormat(text("|a|b|\n|1|2|\n"))).toBe("delimited");
  });

  it("keep a row of nothing but blanks, and have no row for an empty line", async () => {
    const table = await readIpac(text("|a   |b   |\n|int |char|\n          \n 1    x\n\n          \n 2\n"));
    expect(table.columns.map((column) => cells(column, table.rows))).toEqual([
      [null, 1, null, 2],
      [null, "x", null, null]
    ]);
  });

  it("that hold fewer rows than their header says are read with a warning", async () => {
    const rows = "|x  |\n|int|\n 1\n 2\n";
    expect((await readIpac(text(`\\RowsRetrieved =      3\n${rows}`))).warnings).toEqual([
      "the header says 3 rows, but the file holds 2; it may be cut short"
    ]);
    expect((await readIpac(text(`\\RowsRetrieved =      2\n${rows}`))).warnings).toEqual([]);
  });

  it("give back quotes within quoted keywords", async () => {
    const {facts} = await readIpac(text("\\a = 'it''s' / why\n\\b = \"x\"\n\\c = 'no end\n|x  |\n|int|\n 1\n"));
    expect(facts.params.map(({name, value, description}) => [name, value, description])).toEqual([
      ["a", "it's", "why"],
      ["b", "x", undefined],
      ["c", "no end", undefined]
    ]);
  });

  it("that are a service's error are refused with what it says", async () => {
    for (const answer of ['[struct stat="ERROR", msg="No such table"]\n', "\\ERROR = 'No such table'\n\\ more\n"])
      await expect(detectFormat(text(answer))).rejects.toThrow("the service answered with an error; it says: No such table");
  });
});
