// What files say of columns and tables goes through a whole workflow, and into every format that has a place for it.
import {describe, expect, it} from "vitest";
import {catalog} from "../../nodes/catalog.ts";
import {condition} from "../../nodes/condition.ts";
import {crossMatch} from "../../nodes/cross-match.ts";
import {exportTable} from "../../nodes/export.ts";
import {filterHub} from "../../nodes/filter-hub.ts";
import {readTable} from "../../nodes/formats/read.ts";
import {lossesOf, type WriteFormat, writeFormats, writeTable} from "../../nodes/formats/write.ts";
import {sourceOf} from "../../nodes/kernels/formats/bytes.ts";
import {joined} from "../../nodes/kernels/formats/sink.ts";
import type {FormatColumn, FormatTable} from "../../nodes/kernels/formats/types.ts";
import type {Table} from "../../runtime/table.ts";
import {runNode} from "../harness.ts";
import {cells} from "../kernels/formats/suite.ts";

const encoder = new TextEncoder();

/** Two stars, one of which matches. */
function document(name: string, frame: string, more: string): string {
  return `<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE>
<COOSYS ID="sys" ${frame}/><TIMESYS ID="t" timeorigin="2455197.5" timescale="TCB" refposition="BARYCENTER"/>
<INFO name="service" value="${name} archive"/>${more}
<TABLE name="${name}"><DESCRIPTION>About ${name}</DESCRIPTION><PARAM name="limit" datatype="float" unit="mag" ucd="phot.mag" value="21"/>
<GROUP name="position"><FIELDref ref="a"/><FIELDref ref="d"/></GROUP>
<FIELD ID="a" name="ra" datatype="double" unit="deg" ucd="pos.eq.ra;meta.main" ref="sys"><DESCRIPTION>Right ascension</DESCRIPTION></FIELD>
<FIELD ID="d" name="dec" datatype="double" unit="deg" ucd="pos.eq.dec;meta.main" ref="sys" utype="Char.Spatial"/>
<FIELD name="seen_${name}" datatype="double" unit="d" ucd="time.epoch" ref="t"/>
<FIELD name="id_${name}" datatype="long" ucd="meta.id"><VALUES null="-1"/></FIELD>
<DATA><TABLEDATA><TR><TD>10</TD><TD>20</TD><TD>1.5</TD><TD>9007199254740993</TD></TR>
<TR><TD>11</TD><TD>21</TD><TD></TD><TD>-1</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`;
}

const open = async (text: string): Promise<Table> =>
  (await runNode(catalog, {files: {path: {name: "t.vot", bytes: encoder.encode(text)}}})).outputs.table;

async function matchedTable(): Promise<Table> {
  const gaia = await open(document("gaia", 'system="ICRS" epoch="J2016.0"', '<INFO name="COMMENT" value="made by hand"/>'));
  const spitzer = await open(document("spitzer", 'system="eq_FK5" equinox="J2000"', ""));
  const {filter} = (await runNode(condition, {inputs: {table: gaia}, params: {sql: "ra > 0"}})).outputs;
  const {table} = (await runNode(filterHub, {inputs: {table: gaia, filters: [filter]}})).outputs;
  return (await runNode(crossMatch, {inputs: {table1: table, table2: spitzer}, params: {radius: 1}})).outputs.matched;
}

describe("through catalog, condition, filter hub, cross-match and export", () => {
  async function exported(format: WriteFormat): Promise<{table: FormatTable; losses: readonly string[]}> {
    const {outputs, notes} = await runNode(exportTable, {inputs: {table: await matchedTable()}, params: {format}});
    const {table} = await readTable(sourceOf(outputs.file.bytes));
    return {table, losses: (notes["losses"] ?? []) as string[]};
  }

  it.each(["votable", "votable-tabledata", "fits", "parquet", "arrow"] as const)("%s keeps everything", async (format) => {
    const {table, losses} = await exported(format);
    expect(losses).toEqual(format === "fits" ? ["2 null reals are written as NaN"] : []);
    const {facts} = table;
    expect(facts.name).toBe("gaia × spitzer");
    expect(facts.description).toBe("About gaia\nAbout spitzer");
    expect(facts.frames).toEqual([
      {id: "sys", system: "ICRS", epoch: "J2016.0"},
      {id: "sys_2", system: "eq_FK5", equinox: "J2000"}
    ]);
    expect(facts.times).toEqual([{id: "t", scale: "TCB", position: "BARYCENTER", origin: "2455197.5"}]);
    expect(facts.comments).toContain("made by hand");
    expect(facts.params).toEqual(
      expect.arrayContaining([
        {name: "service", value: "gaia archive"},
        {name: "service", value: "spitzer archive"},
        {name: "limit", value: "21", datatype: "float", unit: "mag", ucd: "phot.mag"}
      ])
    );
    expect(JSON.stringify(facts)).toContain("written by fluxloom");
    expect(facts.groups?.map(({columns}) => columns)).toEqual([
      ["ra_1", "dec_1"],
      ["ra_2", "dec_2"]
    ]);
    const said = table.columns.map(({name, unit, ucd, description, frame, utype}) => ({
      name,
      unit,
      ucd,
      description,
      frame,
      utype
    }));
    expect(said).toEqual([
      ...["_1", "_2"].flatMap((suffix, k) => [
        {
          name: `ra${suffix}`,
          unit: "deg",
          ucd: "pos.eq.ra;meta.main",
          description: "Right ascension",
          frame: ["sys", "sys_2"][k]
        },
        {name: `dec${suffix}`, unit: "deg", ucd: "pos.eq.dec;meta.main", frame: ["sys", "sys_2"][k], utype: "Char.Spatial"},
        {name: `seen_${["gaia", "spitzer"][k]}`, unit: "d", ucd: "time.epoch", frame: "t"},
        {name: `id_${["gaia", "spitzer"][k]}`, ucd: "meta.id"}
      ]),
      {name: "Separation", unit: "arcsec", ucd: "pos.angDistance", description: "Angular distance between the two positions"}
    ]);
    expect(table.columns.map((column) => cells(column, table.rows)[0])).toEqual(
      [10, 20, 1.5, "9007199254740993", 10, 20, 1.5, "9007199254740993", 0].map((value) => value)
    );
  });

  it("ecsv keeps units, UCDs, descriptions and the frames of columns, and says what it has no place for", async () => {
    const {table, losses} = await exported("ecsv");
    expect(losses).toEqual([
      "1 parameter loses its unit, UCD or description",
      "2 groups are left out",
      "1 time frame is left out"
    ]);
    expect(table.columns[0]).toMatchObject({
      unit: "deg",
      ucd: "pos.eq.ra;meta.main",
      description: "Right ascension",
      frame: "sys"
    });
    expect(table.facts.frames).toMatchObject([
      {system: "ICRS", epoch: "J2016.0"},
      {system: "eq_FK5", equinox: "J2000"}
    ]);
    expect(table.facts.params).toContainEqual({name: "limit", value: "21"});
  });

  it("ipac and csv keep what they have a place for, and say what they have none for", async () => {
    const ipac = await exported("ipac");
    expect(ipac.losses).toEqual([
      "9 UCDs are left out",
      "1 parameter loses its unit, UCD or description",
      "2 groups are left out",
      "1 time frame is left out",
      "1 coordinate frame beside the first is left out",
      "1 epoch is left out",
      "6 columns are no longer said to be in their frames"
    ]);
    expect(ipac.table.columns[0]).toMatchObject({name: "ra_1", unit: "deg", description: "Right ascension"});
    expect((await exported("csv")).losses[0]).toBe("9 columns lose their unit, UCD or description");
  });
});

describe("±Infinity, NaN and null are three things", () => {
  const text = ["a", "", "", " b ", "two\nlines", "µ"];
  const parts = text.map((word) => encoder.encode(word));
  const offsets = new Int32Array(7);
  parts.forEach((part, i) => void (offsets[i + 1] = offsets[i]! + part.length));
  const valid = Uint8Array.of(1, 1, 0, 1, 1, 1);
  const columns: FormatColumn[] = [
    {name: "d", type: "float64", values: Float64Array.of(1.5, NaN, 0, Infinity, -Infinity, -0), valid},
    {name: "f", type: "float32", values: Float32Array.of(0.1, NaN, 0, Infinity, -Infinity, 3.4028234663852886e38), valid},
    {name: "i", type: "int32", values: Int32Array.of(1, -2147483648, 0, 2147483647, 0, -1), valid},
    {name: "l", type: "int64", values: BigInt64Array.of(1n, -(2n ** 63n), 0n, 2n ** 63n - 1n, 0n, 9007199254740993n), valid},
    {name: "b", type: "boolean", values: Uint8Array.of(1, 0, 0, 1, 0, 1), valid},
    {name: "t", type: "text", values: {offsets, bytes: joined(parts)}, valid}
  ];
  const table: FormatTable = {rows: 6, columns, facts: {frames: [], params: [], comments: []}, warnings: []};

  /** Text files have no single precision: the same digits. */
  const single = (column: FormatColumn, cell: unknown): unknown =>
    column.type === "float32" && typeof cell === "number" ? Math.fround(cell) : cell;

  const LOST: Partial<Record<WriteFormat, {said: string[]; cells: string[]}>> = {
    fits: {
      said: [
        "1 null text is written as empty text",
        "2 null reals are written as NaN",
        "2 texts have characters beyond ASCII, which become question marks"
      ],
      cells: ["d[2] NaN", "f[2] NaN", "t[2] ", "t[4] two?lines", "t[5] ?"]
    },
    "votable-tabledata": {said: ["1 null text is written as empty text"], cells: ["t[2] "]},
    ipac: {
      said: [
        "1 column of true and false is written as text",
        "1 text loses the blanks around it",
        "1 text has line ends, which become blanks",
        "1 text has characters beyond ASCII, which become question marks"
      ],
      cells: ["b[0] true", "b[1] false", "b[3] true", "b[4] false", "b[5] true", "t[3] b", "t[4] two lines", "t[5] ?"]
    }
  };

  it.each(writeFormats)("%s, or the loss is said", async (format) => {
    const back = (await readTable(sourceOf(joined(await writeTable(table, format))))).table;
    const changed = columns.flatMap((column, j) => {
      const want = cells(column, 6);
      return cells(back.columns[j]!, 6).flatMap((cell, i) =>
        Object.is(single(column, cell), want[i]) ? [] : [`${column.name}[${i}] ${String(cell)}`]
      );
    });
    expect({said: lossesOf(table, format), cells: changed}).toEqual(LOST[format] ?? {said: [], cells: []});
  });
});
