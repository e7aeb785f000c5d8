import {readFileSync} from "node:fs";
import {afterAll, describe, expect, it} from "vitest";
import type {CsvOptions} from "../../runtime/database.ts";
import {openDatabase} from "../../runtime/duckdb.node.ts";
import type {Table} from "../../runtime/table.ts";
import {shared} from "../shared.ts";

const db = openDatabase();
afterAll(async () => db.close());

async function read(text: string, options?: CsvOptions): Promise<Table> {
  return db.readCsv(new TextEncoder().encode(text), options);
}

function shape(table: Table): string {
  return table.columns.map(({name, type}) => `${name} ${type}`).join(", ");
}

describe("the type of a column", () => {
  it.each([
    ["integers", ["1", "-2", "+3", "0", ""], "int64", [1n, -2n, 3n, 0n, null]],
    [
      "integers to the ends of 64 bits",
      ["9223372036854775807", "-9223372036854775808"],
      "int64",
      [9223372036854775807n, -9223372036854775808n]
    ],
    ["integers beyond 64 bits", ["9223372036854775808", "1"], "text", ["9223372036854775808", "1"]],
    ["numbers", ["1", ".5", "-2.", "1e3", "1.5E-3", "+0.25"], "float64", [1, 0.5, -2, 1000, 0.0015, 0.25]],
    ["numbers and words for none", ["1.5", "NaN", "inf", "-Infinity", "nan"], "float64", [1.5, NaN, Infinity, -Infinity, NaN]],
    ["small integers and NaN", ["1", "NaN"], "float64", [1, NaN]],
    ["long identifiers and NaN", ["4295806720000000001", "NaN"], "text", ["4295806720000000001", "NaN"]],
    ["minus zero", ["-0", "12"], "float64", [-0, 12]],
    ["padded numbers", [" 1", "2 ", " 3.5 "], "float64", [1, 2, 3.5]],
    ["numbers and blanks", ["1", "  ", "2"], "int64", [1n, null, 2n]],
    ["leading zeros", ["0000", "0d00", "1"], "text", ["0000", "0d00", "1"]],
    ["leading zeros in digits only", ["0000", "0001"], "text", ["0000", "0001"]],
    ["leading zeros before a point", ["010.5", "083.8221"], "float64", [10.5, 83.8221]],
    ["one leading zero among integers", ["1", "2", "007"], "text", ["1", "2", "007"]],
    ["what C takes for numbers", ["1_000", "0x1F", "0b11"], "text", ["1_000", "0x1F", "0b11"]],
    ["too large for a double", ["1e999", "1"], "text", ["1e999", "1"]],
    ["true and false", ["true", "FALSE", "True", ""], "boolean", [true, false, true, null]],
    ["true and a number", ["true", "1"], "text", ["true", "1"]],
    ["dates", ["2026-01-02", "2026-01-03T04:05:06Z"], "text", ["2026-01-02", "2026-01-03T04:05:06Z"]],
    ["nothing", ["", ""], "text", [null, null]],
    ["spaced words", [" a", "b "], "text", [" a", "b "]]
  ])("of %s", async (_, fields, type, expected) => {
    const table = await read(`k,x\n${fields.map((field, i) => `${i},${field}\n`).join("")}`);
    expect(table.column("x").type).toBe(type);
    expect(fields.map((_, i) => table.cell("x", i))).toEqual(expected);
  });

  it("follows from all rows, also the last of many", async () => {
    const rows = Array.from({length: 60_000}, (_, i) => `${i},${i % 10},1.5`);
    expect(shape(await read(`a,b,c\n${rows.join("\n")}`))).toBe("a int64, b int64, c float64");
    expect(shape(await read(`a,b,c\n${rows.join("\n")}\n1,07,x\n`))).toBe("a int64, b text, c text");
  });
});

describe("fields and lines", () => {
  const expected = {a: ["x, y", "line\nbreak"], b: ['say "hi"', null]};
  it.each([
    ["quotes", 'a,b\n"x, y","say ""hi"""\n"line\nbreak",""\n'],
    ["a byte order mark", '\ufeffa,b\n"x, y","say ""hi"""\n"line\nbreak",\n'],
    ["semicolons", 'a;b\nx, y;"say ""hi"""\n"line\nbreak";\n'],
    ["tabs", 'a\tb\nx, y\t"say ""hi"""\n"line\nbreak"\t\n'],
    ["blank lines before and between", '\n\na,b\n"x, y","say ""hi"""\n\n"line\nbreak",\n\n'],
    ["no line end at the end", 'a,b\n"x, y","say ""hi"""\n"line\nbreak",']
  ])("with %s", async (_, text) => {
    const table = await read(text);
    expect({a: table.strings("a"), b: table.strings("b")}).toEqual(expected);
  });

  it.each(["\n", "\r\n", "\r"])("with line ends %j", async (end) => {
    const table = await read(["a,b", "1,x", "2,y", ""].join(end));
    expect([shape(table), table.rows, table.cell("b", 1)]).toEqual(["a int64, b text", 2, "y"]);
  });

  it("with other words for null, other delimiters and no names", async () => {
    const table = await read("1|null|NA\n2|3|x", {delimiter: "|", header: false, nulls: ["null", "NA"]});
    expect(shape(table)).toBe("column1 int64, column2 int64, column3 text");
    expect([table.cell("column2", 0), table.cell("column3", 0), table.cell("column2", 1)]).toEqual([null, null, 3n]);
  });

  it("without rows, and of one column", async () => {
    expect([shape(await read("a,b\n")), (await read("a,b")).rows]).toEqual(["a text, b text", 0]);
    expect((await read("a\n1\n2\n")).rows).toBe(2);
  });
});

describe("names", () => {
  it("that come twice get a number, which is told", async () => {
    const table = await read("flux,flux,flux_2, ra ,,Flux\n1,2,3,4,5,6\n");
    expect(table.columns.map(({name}) => name)).toEqual(["flux", "flux_3", "flux_2", "ra", "column5", "Flux"]);
    expect(table.meta["renamed"]).toBe("flux → flux_3");
    expect(table.cell("flux_3", 0)).toBe(2n);
  });

  it("may hold anything", async () => {
    const table = await read('"a ""b"", c",select,"two\nlines",µ\n1,2,3,4\n5,6\n').catch((error: Error) => error.message);
    expect(table).toBe('line 4 has 2 fields, but the first line has 4; it reads "5,6"');
    expect((await read('"a ""b"", c",select,"two\nlines",µ\n1,2,3,4\n')).columns.map(({name}) => name)).toEqual([
      'a "b", c',
      "select",
      "two\nlines",
      "µ"
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["too few fields", "a,b\n1,2\n3\n", 'line 3 has 1 field, but the first line has 2; it reads "3"'],
    ["too many fields", "a,b\n1,2\n3,4,5\n", 'line 3 has 3 fields, but the first line has 2; it reads "3,4,5"'],
    ["an open quote", 'a,b\n1,2\n"3,4\n5,6\n', "line 3 opens a quote that is not closed"],
    ["no names", "1,2.5\n3,4\n", "the first line holds numbers, not names; tell that there is no header, or add one"],
    ["nothing", "", "the file is empty; it needs a first line with the names of the columns"],
    ["line ends of two sorts", "a,b\n1,2\r\n3,4\n5,6\r\n", "the text cannot be cut into fields; its line ends may be mixed"]
  ])("%s", async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("UTF-16, gzip, bytes that are no UTF-8, and odd delimiters", async () => {
    await expect(db.readCsv(Uint8Array.of(0xff, 0xfe, 97, 0))).rejects.toThrow("the text is in UTF-16; save it as UTF-8");
    await expect(db.readCsv(Uint8Array.of(0x1f, 0x8b, 8))).rejects.toThrow("compressed with gzip");
    await expect(db.readCsv(Uint8Array.of(97, 10, 0xe9, 10))).rejects.toThrow(/unicode|UTF-8/i);
    await expect(read("a", {delimiter: "ab"})).rejects.toThrow('a delimiter is one character; got "ab"');
  });
});

describe("the bytes it is given", () => {
  it("stay whole", async () => {
    const bytes = new TextEncoder().encode("a\n1\n");
    await db.readCsv(bytes);
    expect(new TextDecoder().decode(bytes)).toBe("a\n1\n");
  });

  it("cannot be read by a later query", async () => {
    await read("secret\n1\n");
    await expect(db.query("SELECT * FROM read_csv('fluxloom-input')")).rejects.toThrow(/Permission|IO Error/);
  });
});

const tables = [
  ["data/luhman2012_usco_tbl1.csv", 863],
  ["data/hr23_members_26clusters.csv", 16349],
  ["data/joined_dustpedia_MIPS1.csv", 254],
  ["data/joined_dustpedia_IRAC4.csv", 183],
  ["data/tabular/california_housing_geron.csv", 20640]
] as const;

describe("real tables", () => {
  it.each(tables)("%s", async (path, rows) => {
    const file = shared(path);
    if (file === undefined) return;
    const bytes = readFileSync(file);
    const table = await db.readCsv(bytes);
    expect(table.rows).toBe(rows);
    expect(table.columns.length).toBeGreaterThan(5);
  });

  it("keep Gaia's identifiers to the last digit", async () => {
    const file = shared("data/hr23_members_26clusters.csv");
    if (file === undefined) return;
    const bytes = readFileSync(file);
    const table = await db.readCsv(bytes);
    const ids = bytes
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[1]);
    expect(table.column("GaiaDR3").type).toBe("int64");
    expect(table.strings("GaiaDR3")).toEqual(ids);
  });
});
