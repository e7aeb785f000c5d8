import {describe, expect, it} from "vitest";
import {type Source, sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readCds} from "../../../nodes/kernels/formats/cds.ts";
import {readDelimited} from "../../../nodes/kernels/formats/delimited.ts";
import {detectFormat} from "../../../nodes/kernels/formats/detect.ts";
import {readEcsv} from "../../../nodes/kernels/formats/ecsv.ts";
import {readIpac} from "../../../nodes/kernels/formats/ipac.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import type {FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {readVizier} from "../../../nodes/kernels/formats/vizier.ts";
import {parseYaml} from "../../../nodes/kernels/formats/yaml.ts";
import {cells, deviations, type Expected, metaDeviations, piecewise, plain, suiteBytes, suiteJson, suiteSource} from "./suite.ts";

const text = (content: string): Source => sourceOf(new TextEncoder().encode(content));
const table = (t: FormatTable): Record<string, Expected[]> =>
  Object.fromEntries(t.columns.map((c) => [c.name, cells(c, t.rows)]));
const types = (t: FormatTable): Record<string, string> => Object.fromEntries(t.columns.map((c) => [c.name, c.type]));

// STIL writes text of these formats in the platform's encoding, or as single bytes; vectors of plain text formats become text.
const VECTORS = (rows: Expected[], name: string): string[] => rows.map((value, i) => `${name}[${i}]: ${JSON.stringify(value)}`);
const VEC = VECTORS(
  [
    "(1.0, -2.5, 0.0)",
    "(NaN, NaN, NaN)",
    "(0.1, 0.2, 0.3)",
    "(1.0E10, -1.0E-10, 3.3333333)",
    "(0.0, 0.0, -0.0)",
    "(Infinity, -Infinity, 1.0)"
  ],
  "vec"
);
const IVAR = (none: Expected): string[] =>
  VECTORS(["(1, 2, 3)", none, "(-1)", "(2147483647, -2147483648)", "(0)", "(7, 8)"], "ivar");
const MISSING = ["vec: missing", "ivar: missing"];
const NAN = ["f32[1]: null", "f64[1]: null"];
const EMPTY = ["name[1]: null", "uname[1]: null"];
const LATIN = ['uname[2]: "µJy ±/² R\\u001f =- é"', 'uname[3]: "ligne 1; \\u0018quoted\\u0019"'];
const STRIPPED = 'name[2]: "lead and trail"';
const FLAG_TEXT = (yes: string, no: string): string[] => [
  `flag[0]: "${yes}"`,
  `flag[2]: "${no}"`,
  `flag[3]: "${yes}"`,
  `flag[4]: "${no}"`
];
const NO_TAB = 'name[3]: "quote \\" comma , | pipe <&> tab here"';

const STILTS_ECSV = [
  'uname[2]: "?Jy ?/? ?? ?? ?"',
  'uname[3]: "ligne 1; ?quoted?"',
  "vec[1]: [null,null,null]",
  "vec[5]: [null,null,1]",
  "ivar[1]: null"
];
const STILTS_CSV = [...NAN, ...EMPTY, ...VEC, ...IVAR(null)];
const STILTS_IPAC = [
  ...NAN,
  ...FLAG_TEXT("true", "false"),
  "name[1]: null",
  STRIPPED,
  "uname[1]: null",
  LATIN[0]!,
  'uname[3]: "ligne 1; \\u0018quoted"',
  "uname[4]: null",
  ...VEC,
  ...IVAR(null)
];
const STILTS_TST = [...NAN, "name[1]: null", NO_TAB, "uname[1]: null", ...LATIN, ...VEC, ...IVAR(null)];
const STILTS_ASCII = [...NAN, NO_TAB, ...LATIN, ...VEC, ...IVAR("")];
const ASTROPY_IPAC = [...NAN, ...FLAG_TEXT("True", "False"), STRIPPED, "uname[4]: null", ...MISSING];
const ASTROPY_CSV = [...NAN, "name[1]: null", STRIPPED, "uname[1]: null", ...MISSING];

describe("the suite", () => {
  it.each([
    ["stilts/t.ecsv", "ecsv", STILTS_ECSV],
    ["stilts/u.ecsv", "ecsv", STILTS_ECSV],
    ["astropy/t.ecsv", "ecsv", [...NAN, STRIPPED, "vec[1]: [null,null,null]"]],
    ["astropy/s.ecsv", "ecsv", [...NAN, STRIPPED, ...MISSING]],
    ["stilts/t.csv", "delimited", STILTS_CSV],
    ["stilts/u.csv", "delimited", STILTS_CSV],
    ["astropy/s.csv", "delimited", ASTROPY_CSV],
    ["astropy/s.tab.txt", "delimited", ASTROPY_CSV],
    ["stilts/t.ascii.txt", "delimited", STILTS_ASCII],
    ["stilts/u.ascii.txt", "delimited", STILTS_ASCII],
    ["stilts/t.tst", "tst", STILTS_TST],
    ["stilts/u.tst", "tst", STILTS_TST],
    ["stilts/t.ipac.tbl", "ipac", STILTS_IPAC],
    ["stilts/u.ipac.tbl", "ipac", STILTS_IPAC],
    ["astropy/s.ipac.tbl", "ipac", ASTROPY_IPAC],
    ["astropy/s.ipacDBMS.tbl", "ipac", ASTROPY_IPAC]
  ])("%s is %s and reads as expected, what its writer lost aside", async (path, format, faults) => {
    const source = suiteSource(path);
    expect(await detectFormat(source)).toBe(format);
    const got = await readText(source);
    expect(deviations(got).toSorted()).toEqual([...faults].toSorted());
    expect(format === "ecsv" ? metaDeviations(got) : []).toEqual([]);
    expect(got.columns.find((c) => c.name === "cc_flags")?.type).toBe("text");
  });

  it.each([1, 7, 100])("text formats read the same from pieces of %i bytes", async (size) => {
    for (const path of [
      "stilts/t.ecsv",
      "stilts/t.csv",
      "stilts/t.ipac.tbl",
      "stilts/t.tst",
      "cds/sample.mrt.txt",
      "cds/vizier.asu.tsv"
    ]) {
      const bytes = suiteBytes(path);
      expect(await readText(piecewise(bytes, size))).toEqual(await readText(sourceOf(bytes)));
    }
  });

  it("IRSA's layout of IPAC: null words by column, types and flags kept", async () => {
    const expected = suiteJson("cds/gator.expected.json") as {
      columns: string[];
      units: (string | null)[];
      rows: (string | null)[][];
    };
    const got = await readIpac(suiteSource("cds/gator.tbl"));
    expect(got.columns.map((c) => c.name)).toEqual(expected.columns);
    expect(got.columns.map((c) => c.unit ?? null)).toEqual(expected.units);
    expect(types(got)).toMatchObject({
      objid: "text",
      ra: "float64",
      cntr: "int64",
      wise_cc_flags: "text",
      wise_ext_flg: "int32",
      dist: "float32"
    });
    got.columns.forEach((column, j) => {
      const values = cells(column, 3).map((value) =>
        value === null ? null : column.type === "float32" ? String(value).slice(0, 5) : String(value)
      );
      const want = expected.rows.map((row) => row[j] ?? null);
      const spell = (v: string | null): string | null =>
        v === null ? null : column.type === "text" || column.type === "int64" ? v : String(Number(v));
      expect(values).toEqual(column.type === "float32" ? ["0.212", "1.998", null] : want.map(spell));
    });
    expect(got.facts.params).toContainEqual({name: "EQUINOX", value: "J2000", datatype: "char"});
  });

  it("a machine-readable table, and a ReadMe with its data", async () => {
    const expected = suiteJson("cds/expected.json") as {columns: string[]; units: (string | null)[]; rows: Expected[][]};
    const data = suiteSource("cds/members.dat");
    for (const got of [await readCds(suiteSource("cds/sample.mrt.txt")), await readCds(suiteSource("cds/ReadMe"), {data})]) {
      expect(got.columns.map((c) => c.name)).toEqual(expected.columns);
      expect(got.columns.map((c) => c.unit ?? null)).toEqual(expected.units);
      expect(expected.rows.map((_, i) => got.columns.map((c) => plain(cells(c, 3)[i])))).toEqual(expected.rows);
    }
    await expect(readCds(suiteSource("cds/ReadMe"))).rejects.toThrow(
      "this is a ReadMe without data; open it together with members.dat"
    );
    const damaged = await readCds(suiteSource("cds/simple.mrt.txt"));
    expect(cells(damaged.columns[2]!, 3)).toEqual([60, 1e-7, 100]);
  });

  it("a VizieR answer keeps types, UCDs, the frame and the titles", async () => {
    const got = await readVizier(suiteSource("cds/vizier.asu.tsv"));
    expect(table(got)).toEqual({
      Name: ["IC_348", "IC_348"],
      GaiaDR3: ["216678192527713664", "9007199254740993"],
      Prob: [0.98, null]
    });
    expect(got.columns[1]).toMatchObject({type: "int64", ucd: "meta.id", description: "Gaia DR3 identifier"});
    expect(got.facts).toMatchObject({name: "J/A+A/686/A42/members", frames: [{id: "J2000", system: "eq_FK5", equinox: "J2000"}]});
  });
});

describe("types of untyped text", () => {
  it("leading zeros, plus signs and too many digits are text; wide integers stay exact", async () => {
    const got = await readDelimited(
      text(
        "flag,id,big,sign,x,n,b,z,p\n0000,9007199254740993,99999999999999999999,+5,1e3,-7,true,-0,.5\n0d0p,1,1,-5,nan,8,FALSE,1,-5.\n"
      )
    );
    expect(types(got)).toEqual({
      flag: "text",
      id: "int64",
      big: "text",
      sign: "text",
      x: "float64",
      n: "int32",
      b: "boolean",
      z: "float64",
      p: "float64"
    });
    expect(table(got)).toMatchObject({
      flag: ["0000", "0d0p"],
      id: ["9007199254740993", "1"],
      x: [1000, "NaN"],
      b: [true, false],
      z: [-0, 1],
      p: [0.5, -5]
    });
  });

  it("null words among numbers are null and counted; among words they are words", async () => {
    const got = await readDelimited(text('x,s\nNA,NA\n1.5,"a, ""b"""\n,\n-,""\n'));
    expect(table(got)).toEqual({x: [null, 1.5, null, null], s: ["NA", 'a, "b"', null, ""]});
    expect(got.warnings).toEqual(['column "x": words such as "NA" or "null" among numbers are read as null']);
  });

  it("a type that the first part of the file did not show is found all the same", async () => {
    const rows = Array.from({length: 60_000}, (_, i) => `${i},${i},`);
    const late = `a,b,c\n${rows.join("\n")}\n0042,1.5,x\n`;
    const got = await readDelimited(text(late));
    expect(types(got)).toEqual({a: "text", b: "float64", c: "text"});
    expect(got.rows).toBe(60_001);
    expect(cells(got.columns[0]!, 3)).toEqual(["0", "1", "2"]);
    expect(cells(got.columns[2]!, 60_001).at(-1)).toBe("x");
  });

  it.each([
    ["a;b\n1,5;2\n", {a: ["1,5"], b: [2]}],
    ["a\tb\n1\t\n", {a: [1], b: [null]}],
    ["# id ra\n1 2.5\n 2  3 \n", {id: [1, 2], ra: [2.5, 3]}],
    ["id a b\nx  1\ny 2 \n", {id: ["x", "y"], a: [null, 2], b: [1, null]}],
    ["1,2\r3,4\r", {col1: [1, 3], col2: [2, 4]}],
    ["# made by hand\nra,dec\r\n1,2\r\n\r\n", {ra: [1], dec: [2]}],
    ["3.6mag,e_3.6mag\n1,2\n", {"3.6mag": [1], "e_3.6mag": [2]}],
    ['a,b\n"x\ny",1', {a: ["x\ny"], b: [1]}],
    ["a,b,\n1,2,\n", {a: [1], b: [2], col3: [null]}],
    ["a,a,A\n1,2,3\n", {a: [1], a_2: [2], A_3: [3]}]
  ])("%j has the right dialect", async (content, want) => {
    expect(table(await readDelimited(text(content)))).toEqual(want);
  });

  it("UTF-16, byte order marks and Latin-1 are read", async () => {
    const utf16 = new Uint8Array(2 + 2 * 8);
    utf16.set([0xff, 0xfe]);
    "n\nµJy 恒\n".split("").forEach((c, i) => new DataView(utf16.buffer).setUint16(2 + 2 * i, c.charCodeAt(0), true));
    expect(table(await readDelimited(sourceOf(utf16)))).toEqual({n: ["µJy 恒"]});
    expect(table(await readDelimited(text("\ufeffn\nα\n")))).toEqual({n: ["α"]});
    const latin = await readDelimited(sourceOf(Uint8Array.of(0x6e, 0x0a, 0xb5, 0x4a, 0x0a)));
    expect(table(latin)).toEqual({n: ["µJ"]});
    expect(latin.warnings).toEqual(['column "n": 1 value is not UTF-8; read as Latin-1']);
  });
});

describe("what text leaves open", () => {
  const typed = async (content: string) => {
    const got = await readText(text(content));
    return Object.fromEntries(got.columns.map((column) => [`${column.name} ${column.type}`, cells(column, got.rows)]));
  };

  it("a column of truths and numbers is text", async () => {
    expect(await typed("a,b\ntrue,1\n1,2\n")).toEqual({"a text": ["true", "1"], "b int32": [1, 2]});
  });

  it("one line is data where it has a number, and names where it has none", async () => {
    expect(await typed("1,x\n")).toEqual({"col1 int32": [1], "col2 text": ["x"]});
    expect(await typed("a,b\n")).toEqual({"a text": [], "b text": []});
  });

  it("a comment names the columns of numbers where it has as many words, and more than one", async () => {
    expect(await typed("# ra,dec\n1,2\n")).toEqual({"ra int32": [1], "dec int32": [2]});
    expect(await typed("# from a list\n1\n2\n")).toEqual({"col1 int32": [1, 2]});
  });

  it("a quoted name keeps its hash", async () => {
    expect(await typed('"#id",b\n1,2\n')).toEqual({"#id int32": [1], "b int32": [2]});
  });
});

describe("what is wrong is said with the line", () => {
  it.each([
    ["a,b\n1,2\n3\n", "line 3 has 1 field, but the table has 2 columns"],
    ['a,b\n1,"2\n', "line 2: a quoted field is not closed"],
    ["", "the file is empty"],
    ["\n \n", "the file holds only blanks"],
    ["<html><body><h1>502 Bad Gateway</h1></body></html>", 'the file is an HTML page, not a table; it says: "502 Bad Gateway"'],
    ["<?xml version='1.0'?><kml/>", "the file is XML but no VOTable"],
    ["BZh91AY", "the file is compressed with bzip2"],
    ["# %ECSV 1.0\n# ---\n# datatype: {a\na\n1\n", "line 3: the YAML header has a { that is not closed"],
    ["# %ECSV 1.0\n# ---\n# foo: 1\na\n1\n", 'the YAML header has no list "datatype"'],
    [
      "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int64}\na\n1\n2 3\n",
      "line 7 has 2 fields, but the table has 1 column"
    ],
    ["\\a = 1\n|a|b|\nx\n", "read"],
    ["Byte-by-byte Description of file: t.dat\n\n", "this is a ReadMe without data"]
  ])("%j", async (content, message) => {
    const outcome = await readText(text(content)).then(
      () => "read",
      (error: unknown) => (error as Error).message
    );
    expect(outcome).toContain(message);
  });

  it("cells that are no values are null, counted, with the first place", async () => {
    const got = await readIpac(text("|  x |  k |\n| double | int |\n   1.5    7\n   ---    7.5\n   ***    8\n"));
    expect(got.warnings.join("\n")).toContain("not of type");
  });
});

describe("YAML of headers", () => {
  it("reads what PyYAML and STIL write", () => {
    const yaml = `datatype:
- name: a
  description: a long text that
    goes on here
  meta: !!omap
  - {ucd: "meta.id;\\u03b1", 'null': -1}
  - values: [1, 'it''s', {x: y}]
- {name: b, unit: !astropy.units.Unit {unit: km / s}}
-
  name: 'c: d'
  other: &id001
    k: v
meta:
  again: *id001
  text: |
    one
    two`;
    expect(parseYaml(yaml)).toEqual({
      datatype: [
        {
          name: "a",
          description: "a long text that goes on here",
          meta: [{ucd: "meta.id;α", null: "-1"}, {values: ["1", "it's", {x: "y"}]}]
        },
        {name: "b", unit: {unit: "km / s"}},
        {name: "c: d", other: {k: "v"}}
      ],
      meta: {again: {k: "v"}, text: "one\ntwo"}
    });
  });

  it("ECSV columns keep what their meta says", async () => {
    const got = await readEcsv(
      text(
        "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n# - {name: s, datatype: string}\n# - {name: v, datatype: string, subtype: 'int64[null]'}\ns,v\n,[9007199254740993]\n\"\",\"[1, null]\"\n"
      )
    );
    expect(table(got)).toEqual({s: [null, ""], v: [["9007199254740993"], ["1", null]]});
  });
});
