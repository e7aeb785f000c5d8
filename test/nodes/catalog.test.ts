import {readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {catalog} from "../../nodes/catalog.ts";
import {encodeTable} from "../../runtime/arrow.ts";
import {runNode, tableOf, valuesOf} from "../harness.ts";
import {expected, type Expected, suiteBytes} from "../kernels/formats/suite.ts";
import {shared} from "../shared.ts";

const encoder = new TextEncoder();
const run = (text: string | Uint8Array, params = {}, files = {}, name = "stars.csv") =>
  runNode(catalog, {
    params,
    files: {path: {name, bytes: typeof text === "string" ? encoder.encode(text) : text}, ...files}
  });
const json = (value: unknown, name = "stars.csv.columns.json") => ({
  sidecar: {name, bytes: encoder.encode(typeof value === "string" ? value : JSON.stringify(value))}
});

const csv = `id,"W1 mag",cc_flags,ext_flg,wise4,name
9007199254740993,7.25,0000,0,1.5e3,"a, b"
9223372036854775807,,h000,1,NaN,
-1,NA,0000,,-Inf,"c ""d"""
`;

describe("catalog", () => {
  it("reads CSV: identifiers exact, flags as text, names verbatim, empty fields null, NaN and infinity neither", async () => {
    const {outputs, notes} = await run(csv);
    expect(valuesOf(outputs.table)).toEqual({
      id: [9007199254740993n, 9223372036854775807n, -1n],
      "W1 mag": [7.25, null, null],
      cc_flags: ["0000", "h000", "0000"],
      ext_flg: [0, 1, null],
      wise4: [1500, NaN, -Infinity],
      name: ["a, b", null, 'c "d"']
    });
    expect(outputs.table.columns.map(({type}) => type)).toEqual(["int64", "float64", "text", "int32", "float64", "text"]);
    expect(notes).toMatchObject({
      format: "text",
      bytes: csv.length,
      rows: 3,
      columns: 6,
      nulls: {"W1 mag": 2, ext_flg: 1, name: 1},
      warnings: [expect.stringContaining('"W1 mag": words such as "NA"')]
    });
  });

  it("gives the same table whatever the file is called and however it is packed", async () => {
    const {hash} = (await run(csv)).outputs.table;
    expect((await run(csv, {}, {}, "x.fits")).outputs.table.hash).toBe(hash);
    expect((await run(new Uint8Array(gzipSync(csv)))).outputs.table.hash).toBe(hash);
    expect((await run(`\uFEFF${csv.replaceAll("\n", "\r\n")}`)).outputs.table.hash).toBe(hash);
    expect((await run(csv, {format: "csv"})).outputs.table.hash).toBe(hash);
  });

  it("refuses a file, or its data, that changed while it was read", async () => {
    const changed = {
      name: "stars.csv",
      bytes: encoder.encode(csv),
      unchanged: async () => Promise.reject(new Error("it changed"))
    };
    await expect(runNode(catalog, {params: {}, files: {path: changed}})).rejects.toThrow("it changed");
    await expect(run(csv, {}, {data: changed})).rejects.toThrow("it changed");
  });

  it("refuses a choice among tables where a file has but one", async () => {
    const message = (table: string) =>
      `"stars.csv": of a file in the format "csv" one table is read; leave out "table", which is ${table}`;
    await expect(run(csv, {table: "7"})).rejects.toThrow(message("7"));
    await expect(run(csv, {table: "stars"})).rejects.toThrow(message('"stars"'));
    expect((await run(csv, {table: "  "})).outputs.table.rows).toBe(3);
  });

  it("reads TSV, semicolons, and lines without names", async () => {
    expect(valuesOf((await run("a\tb\n1\tx,y\n", {format: "tsv"})).outputs.table)).toEqual({a: [1], b: ["x,y"]});
    expect(valuesOf((await run("a;b\n1;2.5\n")).outputs.table)).toEqual({a: [1], b: [2.5]});
    expect(valuesOf((await run("1,2\n3,4\n")).outputs.table)).toEqual({col1: [1, 3], col2: [2, 4]});
    expect(valuesOf((await run("1,2\n3,4\n", {header: "present"})).outputs.table)).toEqual({"1": [3], "2": [4]});
    expect(valuesOf((await run("a,b\nc,d\n", {header: "absent"})).outputs.table)).toEqual({col1: ["a", "c"], col2: ["b", "d"]});
  });

  it("makes names that come twice unique, and says so", async () => {
    const {outputs, notes} = await run("ra,dec,ra\n1,2,3\n");
    expect(outputs.table.columns.map(({name}) => name)).toEqual(["ra", "dec", "ra_2"]);
    expect(notes["warnings"]).toEqual(['columns share a name: column 3, "ra", is now "ra_2"']);
  });

  it("reads a header without rows, and refuses an empty file", async () => {
    const {outputs, notes} = await run("ra,dec\n");
    expect([outputs.table.rows, outputs.table.columns.length]).toEqual([0, 2]);
    expect([notes["rows"], notes["columns"]]).toEqual([0, 2]);
    await expect(run("")).rejects.toThrow('"stars.csv": the file is empty');
    await expect(run(" \n\n")).rejects.toThrow('"stars.csv": the file holds only blanks');
  });

  it("says which line is wrong", async () => {
    await expect(run("a,b\n1,2\n3\n")).rejects.toThrow(/^"stars.csv": line 3/);
    await expect(run('a,b\n1,"2\n')).rejects.toThrow(/^"stars.csv": .*line 2/);
  });

  it("takes units, UCDs and descriptions from a sidecar, as an object or a list, and counts columns it does not find", async () => {
    const said = {
      wise4: {unit: "uJy", ucd: "phot.flux.density;em.IR.15-30um", description: "W4 flux density", type: "double"},
      nowhere: {unit: "deg"},
      id: {unit: "", ucd: "meta.id"},
      "": {origin: "of the whole file"}
    };
    const {outputs, notes} = await run(csv, {}, json(said));
    expect(outputs.table.column("wise4")).toMatchObject({
      unit: "uJy",
      ucd: "phot.flux.density;em.IR.15-30um",
      description: "W4 flux density"
    });
    expect(outputs.table.column("id")).toMatchObject({ucd: "meta.id"});
    expect(outputs.table.column("id").unit).toBeUndefined();
    expect(notes["described"]).toEqual({columns: 2, absent: 1});
    const list = Object.entries(said).map(([name, words]) => ({name, ...words}));
    expect((await run(csv, {}, json(list))).outputs.table.hash).toBe(outputs.table.hash);
    expect(outputs.table.columns.map(({name}) => name)).toEqual(["id", "W1 mag", "cc_flags", "ext_flg", "wise4", "name"]);
  });

  it("refuses a sidecar that says nothing sensible, with every place", async () => {
    await expect(run(csv, {}, json("{"))).rejects.toThrow('sidecar "stars.csv.columns.json" is not JSON');
    await expect(run(csv, {}, json(3))).rejects.toThrow("must be an object of columns by name, or a list of them; got 3");
    await expect(run(csv, {}, json({id: {unit: 1}, wise4: "uJy"}))).rejects.toThrow(
      [
        'sidecar "stars.csv.columns.json": "unit" of "id" must be text; got 1',
        'sidecar "stars.csv.columns.json": "wise4" must be a column with "unit", "ucd" or "description"; got "uJy"'
      ].join("\n")
    );
  });

  it("refuses any other file than the one that is pinned, showing both hashes", async () => {
    const sha256 = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c";
    await expect(run("a\n1\n", {sha256})).rejects.toThrow(
      /^"stars.csv" is not the pinned file: its SHA-256 is [0-9a-f]{64}, and "sha256" asks for b5bb9d80/
    );
    const pinned = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
    expect((await run("a\n", {sha256: pinned.toUpperCase(), header: "present"})).outputs.table.rows).toBe(0);
    await expect(run("a\n1\n", {sha256: "abc"})).rejects.toThrow('"sha256" must be 64 hexadecimal digits, or empty; got "abc"');
  });

  it("asks which file of a ReadMe the data are, and reads them by its description", async () => {
    const head = "   Bytes Format Units   Label     Explanations";
    const rule = "-".repeat(80);
    const described = (file: string, ...lines: readonly string[]): string =>
      [`Byte-by-byte Description of file: ${file}`, rule, head, rule, ...lines, rule, ""].join("\n");
    const readMe = [
      described("table1.dat", "   1-  4  A4    ---     Name      A name"),
      described("table2.dat", "   1-  2  I2    ---     Num       A number", "   4-  9  F6.2  Jy      Flux      A flux")
    ].join("\n");
    const files = {
      path: {name: "ReadMe", bytes: new TextEncoder().encode(readMe)},
      data: {name: "anything.txt", bytes: new TextEncoder().encode(" 1  12.50\n")}
    };
    await expect(runNode(catalog, {files})).rejects.toThrow(
      'the ReadMe describes 2 files: table1.dat, table2.dat; name in "table" the one whose data these are'
    );
    const {outputs} = await runNode(catalog, {files, params: {table: "table2.dat"}});
    expect([outputs.table.strings("Num"), outputs.table.strings("Flux")]).toEqual([["1"], ["12.5"]]);
  });

  it("asks for a file where none is named", async () => {
    await expect(runNode(catalog)).rejects.toThrow('no file is named; set "path", or pass a file with --data');
  });
});

const luhman = shared("data/luhman2012_usco_tbl1.csv");
const dustpedia = shared("data/joined_dustpedia_MIPS1.csv");
const hr23 = shared("data/hr23_members_26clusters.csv");

describe("catalog on the compatibility suite", () => {
  const paths = [
    ["stilts/t.basic.fits", "fits"],
    ["native/native.fits.gz", "fits"],
    ["stilts/t.binary2.vot", "votable"],
    ["stilts/u.ipac.tbl", "ipac"],
    ["astropy/t.ecsv", "ecsv"],
    ["cds/sample.mrt.txt", "cds"],
    ["cds/vizier.asu.tsv", "vizier"],
    ["stilts/u.tst", "tst"],
    ["parquet/alltypes_snappy.parquet", "parquet"],
    ["stilts/u.csv", "text"]
  ] as const;
  it.each(paths)("finds the format of %s", async (path, format) => {
    const {outputs, notes} = await run(suiteBytes(path), {}, {}, "table");
    expect(notes["format"]).toBe(format);
    expect(outputs.table.rows).toBeGreaterThan(0);
  });

  it("keeps units, UCDs, nulls and identifiers, and spreads short arrays over columns", async () => {
    const {outputs, notes} = await run(suiteBytes("stilts/t.binary2.vot"), {}, {}, "t.vot");
    const {table} = outputs;
    expect(table.column("ra")).toMatchObject({
      type: "float64",
      unit: "deg",
      ucd: "pos.eq.ra;meta.main",
      description: "Right ascension ICRS"
    });
    expect(table.strings("i64")).toEqual(column("i64"));
    expect(valuesOf(table)["cc_flags"]).toEqual(column("cc_flags"));
    expect(notes["arrays"]).toEqual({vec: ["vec_1", "vec_2", "vec_3"], ivar: "text"});
    expect(table.column("vec_2")).toMatchObject({type: "float32", unit: "km.s**-1", ucd: "phys.veloc"});
    expect(valuesOf(table)["vec_2"]).toEqual([-2.5, NaN, 0.2, -1e-10, 0, -Infinity].map(Math.fround));
    expect(table.strings("ivar")).toContain("[2147483647,-2147483648]");
    expect(table.meta["title"]).toBeDefined();
    const said = await run(suiteBytes("stilts/t.binary2.vot"), {}, json({ra: {unit: "rad"}}));
    expect(said.outputs.table.column("ra")).toMatchObject({unit: "rad", ucd: "pos.eq.ra;meta.main"});
  });

  it("reads the table of a file it is asked for, and the data that belong to a ReadMe", async () => {
    const fits = suiteBytes("native/native.fits");
    expect((await run(fits, {table: "2"})).outputs.table.rows).toBeGreaterThan(0);
    await expect(run(fits, {table: "1"})).rejects.toThrow("HDU 1 is");
    await expect(run(fits, {table: "NOSUCH"})).rejects.toThrow(/"stars.csv": .*NOSUCH/);
    const {outputs} = await runNode(catalog, {
      files: {
        path: {name: "ReadMe", bytes: suiteBytes("cds/ReadMe")},
        data: {name: "members.dat", bytes: suiteBytes("cds/members.dat")}
      }
    });
    expect(outputs.table.rows).toBeGreaterThan(0);
  });

  it("reads back what the engine stores", async () => {
    const table = tableOf({id: [9007199254740993n, null], cc: ["0000", null]});
    const {outputs, notes} = await run(encodeTable(table));
    expect(notes["format"]).toBe("arrow");
    expect(outputs.table.hash).toBe(table.hash);
  });

  it("reads VizieR's TSV with its UCDs, and a table that a service cut short with a warning", async () => {
    const {outputs, notes} = await run(suiteBytes("cds/vizier.asu.tsv"), {}, {}, "asu.tsv");
    expect(valuesOf(outputs.table)).toEqual({
      Name: ["IC_348", "IC_348"],
      GaiaDR3: [216678192527713664n, 9007199254740993n],
      Prob: [0.98, null]
    });
    expect(outputs.table.columns.map(({ucd}) => ucd)).toEqual(["meta.id;meta.main", "meta.id", "stat.probability"]);
    expect(outputs.table.column("Prob").description).toContain("Membership probability");
    expect(notes["format"]).toBe("vizier");
    const status = (value: string, text: string): string =>
      `<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE><FIELD name="x" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE><INFO name="QUERY_STATUS" value="${value}">${text}</INFO></RESOURCE></VOTABLE>`;
    const cut = await run(status("OVERFLOW", "only the first row"), {}, {}, "cut.vot");
    expect([cut.outputs.table.rows, cut.notes["warnings"]]).toEqual([1, [expect.stringMatching(/cut|overflow|limit/i)]]);
    const failed =
      '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such catalogue</INFO></RESOURCE></VOTABLE>';
    await expect(run(failed, {}, {}, "failed.vot")).rejects.toThrow(
      /^"failed.vot": the service answered with an error; it says: no such catalogue/
    );
    // Rows that came before the service broke down are kept, with its words.
    expect((await run(status("ERROR", "disk full"), {}, {}, "cut.vot")).notes["warnings"]).toEqual([
      expect.stringContaining("disk full")
    ]);
  });

  it("says what a file is that is no table", async () => {
    await expect(run("PK\x03\x04...", {}, {}, "x.xlsx")).rejects.toThrow(
      '"x.xlsx": the file is a zip archive (or a spreadsheet)'
    );
    await expect(run("<html><body>Service down</body></html>")).rejects.toThrow("an HTML page, not a table");
  });
});

function column(name: string): Expected[] {
  const at = expected.columns.findIndex((c) => c.name === name);
  return expected.rows.map((row) => row[at]!);
}

describe("catalog on real tables", () => {
  it.skipIf(!luhman)("reads Upper Sco's 863 members, magnitudes null where they are missing", async () => {
    const {outputs} = await runNode(catalog, {files: {path: luhman!}});
    const {table} = outputs;
    expect([table.rows, table.columns.length]).toEqual([863, 39]);
    expect(table.column("24mag").type).toBe("float64");
    expect(table.cell("OtherNames", 0)).toBe("HD 138343,HIP 76071");
    const has = (name: string): Uint8Array => Uint8Array.from(table.numbers(name), (x) => Number(x === x));
    const [w1, w2, w3, w4, mips] = ["W1mag", "W2mag", "W3mag", "W4mag", "24mag"].map(has);
    expect(mips!.filter((there, i) => there & w1![i]! & w2![i]! & w3![i]! & w4![i]!)).toHaveLength(184);
  });

  it.skipIf(!hr23)("keeps every digit of 16 349 Gaia identifiers", async () => {
    const {outputs} = await runNode(catalog, {files: {path: hr23!}});
    const lines = readFileSync(hr23!, "utf8").trim().split("\n").slice(1);
    expect(outputs.table.column("GaiaDR3").type).toBe("int64");
    expect(outputs.table.strings("GaiaDR3")).toEqual(lines.map((line) => line.split(",")[1]));
  });

  it.skipIf(!dustpedia)("reads DustPedia's 16 features as numbers, and a dash among numbers as null", async () => {
    const {outputs, notes} = await runNode(catalog, {files: {path: dustpedia!}});
    const features = [1, 2, 3, 4].flatMap((band) => [`WISE${band}`, `chi2W${band}`, `mW${band}`, `nW${band}`]);
    expect(features.map((name) => outputs.table.numbers(name).length)).toEqual(features.map(() => 254));
    expect(outputs.table.column("bt").type).toBe("float64");
    expect(notes["warnings"]).toEqual([expect.stringContaining('column "bt"')]);
  });
});
