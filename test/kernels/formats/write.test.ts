import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {fileURLToPath} from "node:url";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readText} from "../../../nodes/kernels/formats/read.ts";
import {joined} from "../../../nodes/kernels/formats/sink.ts";
import {cellOf} from "../../../nodes/kernels/formats/text-builder.ts";
import type {FormatColumn, FormatTable} from "../../../nodes/kernels/formats/types.ts";
import {readVotable} from "../../../nodes/kernels/formats/votable.ts";
import {lossesOf, type WriteFormat, writers} from "../../../nodes/kernels/formats/write.ts";
import {cells, deviations, type Expected, expected, metaDeviations, suiteSource} from "./suite.ts";

const FORMATS = Object.keys(writers) as WriteFormat[];
const EXTENSIONS: Record<WriteFormat, string> = {
  fits: "fits",
  votable: "vot",
  "votable-tabledata": "xml",
  ecsv: "ecsv",
  csv: "csv",
  tsv: "tsv",
  ipac: "tbl"
};

const bytesOf = (table: FormatTable, format: WriteFormat): Uint8Array => joined(writers[format](table));
const again = (table: FormatTable, format: WriteFormat): Promise<FormatTable> => readText(sourceOf(bytesOf(table, format)));
const rowsOf = (column: FormatColumn, rows: number): unknown[] => Array.from({length: rows}, (_, i) => cellOf(column, i));

// What a format has no place for: CSV and IPAC know no arrays and no booleans (IPAC), FITS and TABLEDATA no null text.
const ARRAYS = [
  'vec[0]: "[1,-2.5,0]"',
  'vec[1]: "[NaN,NaN,NaN]"',
  'vec[2]: "[0.1,0.2,0.3]"',
  'vec[3]: "[10000000000,-1e-10,3.3333333]"',
  'vec[4]: "[0,0,-0.0]"',
  'vec[5]: "[Infinity,-Infinity,1]"',
  'ivar[0]: "[1,2,3]"',
  'ivar[1]: "[]"',
  'ivar[2]: "[-1]"',
  'ivar[3]: "[2147483647,-2147483648]"',
  'ivar[4]: "[0]"',
  'ivar[5]: "[7,8]"'
];
const LOSSES: Partial<Record<WriteFormat, string[]>> = {
  fits: ['name[3]: "quote \\" comma , | pipe <&> tab?here"', 'uname[2]: "?Jy ?/? ?? ? ?"', 'uname[3]: "ligne 1; ?quoted?"'],
  csv: ARRAYS,
  tsv: ARRAYS,
  ipac: [
    'flag[0]: "true"',
    'flag[2]: "false"',
    'flag[3]: "true"',
    'flag[4]: "false"',
    'name[2]: "lead and trail"',
    'uname[2]: "?Jy ?/? ?? ? ?"',
    'uname[3]: "ligne 1; ?quoted?"',
    ...ARRAYS
  ]
};

it("what a format has no place for is said", async () => {
  const native = await readText(suiteSource("master.vot"));
  expect(lossesOf(native, "votable")).toEqual([]);
  expect(lossesOf(native, "fits")).toEqual(["3 texts have characters beyond ASCII, which become question marks"]);
  expect(lossesOf(native, "csv")).toEqual([
    "2 array columns are written as JSON text",
    "15 columns lose their unit, UCD or description",
    "5 facts about the table are left out"
  ]);
});

describe("what is written is read back equal", () => {
  it.each(FORMATS)("%s: the suite's table", async (format) => {
    const master = await readText(suiteSource("master.vot"));
    const table = await again(master, format);
    expect(deviations(table)).toEqual(LOSSES[format] ?? []);
    expect(table.warnings).toEqual([]);
    const described = ["fits", "votable", "votable-tabledata", "ecsv"].includes(format);
    expect(described ? metaDeviations(table) : []).toEqual([]);
  });

  it.each(["fits", "votable"] as const)("%s: types, facts, frames and groups, to the last bit", async (format) => {
    const master = await readText(suiteSource("master.vot"));
    const groups = [
      {name: "position", columns: ["ra", "dec"], params: [{name: "radius", value: "1.5", datatype: "double", unit: "arcsec"}]}
    ];
    const full: FormatTable = {
      ...master,
      facts: {...master.facts, groups, description: 'it\'s <long> & "quoted" '.repeat(8).trim()}
    };
    const table = await again(full, format);
    const {place: _, ...facts} = table.facts;
    expect(facts).toEqual(full.facts);
    table.columns.forEach((column, j) => {
      expect(column).toMatchObject({name: full.columns[j]!.name, type: full.columns[j]!.type});
      const want = rowsOf(full.columns[j]!, 6);
      expect(rowsOf(column, 6)).toEqual(format === "fits" ? want.map((cell) => printable(cell)) : want);
    });
  });

  it.each(["votable", "ecsv", "csv"] as const)("%s: null and empty text are two things", async (format) => {
    const values = {offsets: Int32Array.of(0, 0, 0, 1), bytes: Uint8Array.of(0x61)};
    const column: FormatColumn = {name: "s", type: "text", values, valid: Uint8Array.of(1, 0, 1)};
    const id: FormatColumn = {name: "id", type: "int32", values: Int32Array.of(1, 2, 3)};
    const table = await again(
      {rows: 3, columns: [id, column], facts: {frames: [], params: [], comments: []}, warnings: []},
      format
    );
    expect(cells(table.columns[1]!, 3)).toEqual(["", null, "a"]);
  });

  it.each(FORMATS)("%s: no rows, and names that need care", async (format) => {
    const columns: FormatColumn[] = ['a "b"', "c,d", "W1-W2", "µ"].map((name) => ({
      name,
      type: "float64",
      values: new Float64Array(0)
    }));
    const table = await again({rows: 0, columns, facts: {frames: [], params: [], comments: []}, warnings: []}, format);
    expect(table.rows).toBe(0);
    const names = table.columns.map((column) => column.name);
    expect(names).toEqual(
      ["fits", "ipac"].includes(format) ? ['a "b"', "c,d", "W1-W2", "?"] : columns.map((column) => column.name)
    );
  });

  it("text of VOTable is char where it is ASCII, and strings of FITS beyond a card are continued", async () => {
    const master = await readText(suiteSource("master.vot"));
    const document = new TextDecoder().decode(bytesOf(master, "votable-tabledata"));
    expect(document).toContain('<FIELD name="name" datatype="char" arraysize="*"');
    expect(document).toContain('<FIELD name="uname" datatype="unicodeChar" arraysize="*"');
    expect(new TextDecoder("latin1").decode(bytesOf(master, "fits"))).not.toContain("CONTINUE");
    const query = {name: "QUERY", value: `SELECT 'it''s' ${"x, ".repeat(60)}`};
    const long = {...master, facts: {...master.facts, params: [query], comments: ["HISTORY made by hand", "a remark"]}};
    const text = new TextDecoder("latin1").decode(bytesOf(long, "fits"));
    expect(text).toContain("CONTINUE  '");
    expect(text).toContain("LONGSTRN= 'OGIP 1.0'");
    expect(text).toContain("HISTORY made by hand");
    expect(text).toContain("COMMENT a remark");
    // Without its first HDU the table tells the same by its own keywords.
    const plain = text
      .slice(text.indexOf("XTENSION"))
      .replace(
        /^/,
        "SIMPLE  =                    T".padEnd(80) +
          "BITPIX  =                    8".padEnd(80) +
          "NAXIS   =                    0".padEnd(80) +
          "END".padEnd(2880 - 240)
      );
    const {facts} = await readText(sourceOf(Uint8Array.from(plain, (c) => c.charCodeAt(0))));
    expect(facts.params).toContainEqual({name: "QUERY", value: query.value.trim(), datatype: "char"});
    expect(facts.comments).toEqual(["HISTORY made by hand", "a remark"]);
  });

  it("integers that use up their type get a wider one for their nulls", async () => {
    const values = Uint8Array.from({length: 257}, (_, i) => i);
    const valid = new Uint8Array(257).fill(1);
    valid[256] = 0;
    const column: FormatColumn = {name: "b", type: "uint8", values, valid};
    const table = await again(
      {rows: 257, columns: [column], facts: {frames: [], params: [], comments: []}, warnings: []},
      "fits"
    );
    expect(table.columns[0]).toMatchObject({type: "int32"});
    expect(cells(table.columns[0]!, 257)).toEqual([...Array.from({length: 256}, (_, i) => i), null]);
  });

  it("every letter of a FITS table survives FITS and VOTable; but FITS has nothing but NaN for a real that is null", async () => {
    const native = await readText(suiteSource("native/native.fits"));
    for (const format of ["fits", "votable", "votable-tabledata"] as const) {
      const table = await again(native, format);
      for (const column of native.columns) {
        const got = table.columns.find(({name}) => name === column.name)!;
        expect(got.type).toBe(column.type);
        expect(cells(got, 4)).toEqual(
          cells(column, 4).map((v) => (format === "fits" && column.type === "float64" ? (v ?? "NaN") : v))
        );
      }
    }
  });
});

/** What is left of text in a format of printable ASCII. */
function printable<T>(cell: T): T | string {
  return typeof cell === "string" ? cell.replace(/[^ -~]/gu, "?") : cell;
}

const installed = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const stilts = installed("stilts", "-version");
const python = "/usr/bin/python3";
const astropy = installed(python, "-c", "import astropy");
const fitsverify = spawnSync("fitsverify", ["-h"]).error === undefined;
for (const [name, there] of Object.entries({stilts, astropy, fitsverify}))
  if (!there) process.stderr.write(`skipped: ${name} is not installed; files are not checked with it\n`);

describe("other programs read what is written", () => {
  let folder = "";
  const path = (format: WriteFormat): string => `${folder}/t.${EXTENSIONS[format]}`;

  beforeAll(async () => {
    folder = mkdtempSync(`${tmpdir()}/formats-`);
    const master = await readText(suiteSource("master.vot"));
    for (const format of FORMATS) writeFileSync(path(format), bytesOf(master, format));
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  // STIL takes text for Latin-1 (ECSV, CSV, IPAC), and loses characters beyond the 16-bit plane everywhere.
  const STIL: Record<string, string[]> = {
    fits: ['name[2]: " lead and trail"', 'name[3]: "quote \\" comma , | pipe <&> tab?here"', "uname[2]", "uname[3]"],
    votable: ["uname[2]"],
    "votable-tabledata": ["uname[2]"],
    ecsv: ["uname[2]", "uname[3]"],
    csv: ["uname[2]", "uname[3]"],
    // "null" is null there, whatever the header says.
    ipac: ['name[2]: "lead and trail"', "uname[2]", "uname[3]", "uname[4]"]
  };

  it.skipIf(!stilts)("STILTS", async () => {
    const formats: [WriteFormat, string][] = [
      ["fits", "fits"],
      ["votable", "votable"],
      ["votable-tabledata", "votable"],
      ["ecsv", "ecsv"],
      ["csv", "csv"],
      ["ipac", "ipac"]
    ];
    const inputs = formats.flatMap(([format, name], i) => [`in${i + 1}=${path(format)}`, `ifmt${i + 1}=${name}`]);
    const run = spawnSync("stilts", [
      "tmultin",
      `nin=${formats.length}`,
      ...inputs,
      `out=${folder}/all.vot`,
      "ofmt=votable(format=TABLEDATA)"
    ]);
    expect(
      run.stderr
        .toString()
        .replace(/^.*(?:JAVA|WARN|INFO).*$/gm, "")
        .trim()
    ).toBe("");
    const all = sourceOf(new Uint8Array(readFileSync(`${folder}/all.vot`)));
    const seen: Record<string, string[]> = {};
    for (const [i, [format]] of formats.entries()) {
      const lines = deviations(await readVotable(all, {table: i}));
      const arrays = ["csv", "ipac"].includes(format);
      const kept = lines.filter((line) => !(arrays && /^(vec|ivar|flag)/.test(line)));
      seen[format] = kept.map((line) => (line.startsWith("uname") ? line.split(":", 1)[0]! : line));
    }
    expect(seen).toEqual(STIL);
  });

  it.skipIf(!stilts)("votlint finds nothing", () => {
    for (const format of ["votable", "votable-tabledata"] as const) {
      const run = spawnSync("stilts", ["votlint", path(format)]);
      expect(run.stdout.toString() + run.stderr.toString()).toBe("");
    }
  });

  it.skipIf(!fitsverify)("fitsverify finds nothing", () => {
    const run = spawnSync("fitsverify", [path("fits")]);
    const said = run.stdout.toString() + run.stderr.toString();
    expect(said.match(/\*\*\* (?:Error|Warning):.*/g) ?? []).toEqual([]);
    expect(said).toContain("0 warning(s) and 0 error(s)");
  });

  it.skipIf(!astropy)("astropy, its units and its UCDs", () => {
    const script = fileURLToPath(new URL("peers.py", import.meta.url));
    const formats: [WriteFormat, string][] = [
      ["fits", "fits"],
      ["votable", "votable"],
      ["votable-tabledata", "votable"],
      ["ecsv", "ascii.ecsv"],
      ["csv", "ascii.csv"],
      ["ipac", "ascii.ipac"]
    ];
    const run = spawnSync(python, [script, ...formats.map(([format, name]) => `${name}=${path(format)}`)], {maxBuffer: 1 << 26});
    expect(run.status).toBe(0);
    interface Read {
      readonly cells: Record<string, Expected[]>;
      readonly facts: Record<string, {known: boolean; goodUcd: boolean; unit: string | null; ucd: string | null}>;
    }
    const results = JSON.parse(run.stdout.toString()) as Record<string, Read>;
    for (const [format] of formats) {
      const {cells: got, facts} = results[`t.${EXTENSIONS[format]}`]!;
      const unknown = Object.values(facts).filter(({known, goodUcd}) => !known || !goodUcd);
      expect(unknown).toEqual([]);
      expected.columns.forEach(({name, type}, j) => {
        const plainText = ["csv", "ipac"].includes(format) && /^(vec|ivar|flag)$/.test(name);
        if (plainText) return;
        const ascii = (value: Expected): Expected =>
          format === "fits" || (format === "ipac" && name === "uname") ? printable(value) : value;
        const want = expected.rows.map((row) => ascii(row[j]!));
        expect(
          got[name]!.map((value) => loose(value, type)),
          `${format} ${name}`
        ).toEqual(want.map((value) => loose(value, type)));
      });
    }
  });
});

/** astropy masks NaN and empty text, strips text, has no null in FITS logicals, and is free with the width of integers. */
function loose(value: Expected, type: string): Expected {
  if (Array.isArray(value)) return value.map((item: Expected) => loose(item, type));
  if (value === null || value === "NaN" || value === "" || value === false) return null;
  if (typeof value === "string")
    return type === "char" || type === "unicodeChar" ? value.trim() : Number.isNaN(Number(value)) ? value : value;
  if (typeof value === "number" && type === "float") return Math.fround(value) + 0;
  return typeof value === "number" && /^(int|long|short|unsignedByte)$/.test(type) ? String(value) : value;
}
