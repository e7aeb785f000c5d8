import {describe, expect, it} from "vitest";
import {type Source, sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {readVotable} from "../../../nodes/kernels/formats/votable.ts";
import {cells, deviations, metaDeviations, piecewise, suiteBytes, suiteSource} from "./suite.ts";

const resolve = (href: string): Source => suiteSource(`stilts/${href}`);
const text = (document: string): Source => sourceOf(new TextEncoder().encode(document));

function votable(fields: string, data: string, more = ""): Source {
  return text(
    `<?xml version="1.0"?><VOTABLE version="1.4"><RESOURCE type="results">${more}<TABLE>${fields}<DATA>${data}</DATA></TABLE></RESOURCE></VOTABLE>`
  );
}

// STIL holds text as 16-bit characters and, in FITS, as single bytes; its BINARY2 flags what is empty as null.
const SURROGATES = 'uname[2]: "µJy α/β 恒星 ¿¿ é"';
const FLAGGED = ["name[1]: null", "uname[1]: null", "ivar[1]: null"];
const PADDED = [
  "ivar[1]: [0,0,0]",
  "ivar[2]: [-1,0,0]",
  "ivar[3]: [2147483647,-2147483648,0]",
  "ivar[4]: [0,0,0]",
  "ivar[5]: [7,8,0]"
];
// astropy strips text, masks NaN, and takes three-valued booleans for bits.
const STRIPPED = 'name[2]: "lead and trail"';
const MASKED = ["f32[1]: null", "f64[1]: null", STRIPPED, "vec[1]: null"];

describe("the suite", () => {
  it.each([
    ["master.vot", []],
    ["stilts/t.tabledata.vot", [SURROGATES]],
    ["stilts/t.binary.vot", []],
    ["stilts/t.binary2.vot", FLAGGED],
    ["stilts/t.href.vot", FLAGGED],
    ["stilts/t.fitsinline.vot", ['uname[2]: "µJy ±/² R\\u001f =- é"', 'uname[3]: "ligne 1; \\u0018quoted\\u0019"', ...PADDED]],
    ["astropy/t.tabledata.vot", MASKED],
    ["astropy/t.binary.vot", ["flag[1]: false", "flag[5]: false", STRIPPED]],
    ["astropy/t.binary2.vot", MASKED]
  ])("%s reads as expected, the faults of its writer aside", async (path, faults) => {
    const table = await readVotable(suiteSource(path), {resolve});
    expect(deviations(table)).toEqual(faults);
    expect(metaDeviations(table)).toEqual([]);
    expect(table.facts.name).toBe("alltypes");
  });

  it.each([1, 13, 1000])("reads the same from pieces of %i bytes", async (size) => {
    for (const path of ["master.vot", "stilts/t.binary.vot", "stilts/t.binary2.vot", "stilts/t.fitsinline.vot"]) {
      const bytes = suiteBytes(path);
      expect(await readVotable(piecewise(bytes, size))).toEqual(await readVotable(sourceOf(bytes)));
    }
  });

  it("keeps the frame, the parameters and the description", async () => {
    const {facts, columns} = await readVotable(suiteSource("master.vot"));
    expect(facts).toEqual({
      name: "alltypes",
      description: "Every type once; see expected.json",
      frames: [{id: "sys", system: "ICRS", epoch: "J2000"}],
      params: [
        {name: "QUERY_STATUS", value: "OK"},
        {name: "QUERY", value: "SELECT * FROM alltypes WHERE ra < 361"},
        {name: "epoch", value: "2000.0", datatype: "double", unit: "yr", ucd: "time.epoch"}
      ],
      comments: []
    });
    expect(columns[1]?.frame).toBe("sys");
  });
});

describe("cells", () => {
  it("NaN, infinities and null are three things", async () => {
    const table = await readVotable(
      votable(
        '<FIELD name="x" datatype="double"><VALUES null="-99.9"/></FIELD><FIELD name="k" datatype="int"/>',
        "<TABLEDATA><TR><TD>NaN</TD><TD>0x1F</TD></TR><TR><TD>+Inf</TD><TD> 7 </TD></TR><TR><TD/><TD></TD></TR><TR><TD>-99.90</TD><TD>x</TD></TR></TABLEDATA>"
      )
    );
    expect(cells(table.columns[0]!, 4)).toEqual(["NaN", "Infinity", null, null]);
    expect(cells(table.columns[1]!, 4)).toEqual([31, 7, null, null]);
    expect(table.warnings).toEqual(['column "k": 1 cell is not of type int; read as null, the first is "x" at row 4']);
  });

  it("a null that is no integer means nothing to binary integers", async () => {
    const field = '<FIELD name="k" datatype="int"><VALUES null="N/A"/></FIELD>';
    const table = await readVotable(votable(field, '<BINARY><STREAM encoding="base64">AAAAAQAAAAI=</STREAM></BINARY>'));
    expect(cells(table.columns[0]!, 2)).toEqual([1, 2]);
  });

  it("prefixes, comments, CDATA and entities inside rows are understood", async () => {
    const table = await readVotable(
      text(`<v:VOTABLE xmlns:v="x"><v:RESOURCE><v:TABLE><v:FIELD name="s" datatype="char" arraysize="*"/><v:DATA><v:TABLEDATA>
<!-- one --><v:TR><v:TD>a &lt;&#x3b1;&amp;</v:TD></v:TR><v:TR><!-- two --><v:TD><![CDATA[<b> &amp;]]> c<!-- x --></v:TD></v:TR>
</v:TABLEDATA></v:DATA></v:TABLE></v:RESOURCE></v:VOTABLE>`)
    );
    expect(cells(table.columns[0]!, 2)).toEqual(["a <α&", "<b> &amp; c"]);
  });

  it("bits are read with blanks between them and without", async () => {
    const field = '<FIELD name="b" datatype="bit" arraysize="3"/>';
    const table = await readVotable(
      votable(field, "<TABLEDATA><TR><TD>1 0 1</TD></TR><TR><TD>011</TD></TR><TR><TD>012</TD></TR></TABLEDATA>")
    );
    expect(cells(table.columns[0]!, 3)).toEqual([[true, false, true], [false, true, true], null]);
  });

  it("rows with too few or too many cells are counted", async () => {
    const fields = '<FIELD name="a" datatype="int"/><FIELD name="b" datatype="int"/>';
    const table = await readVotable(
      votable(fields, "<TABLEDATA><TR><TD>1</TD></TR><TR><TD>1</TD><TD>2</TD><TD>3</TD></TR><TR/></TABLEDATA>")
    );
    expect(table.columns.map((column) => cells(column, 3))).toEqual([
      [1, 1, null],
      [null, 2, null]
    ]);
    expect(table.warnings[0]).toContain("a row has not 2 cells");
  });

  it("columns of one name are told apart", async () => {
    const field = '<FIELD name="Flux" datatype="int"/>';
    const table = await readVotable(votable(field + field.toLowerCase().replace("field", "FIELD") + field, "<TABLEDATA/>"));
    expect(table.columns.map((column) => column.name)).toEqual(["Flux", "flux_2", "Flux_3"]);
    expect(table.warnings).toEqual([
      'columns share a name: column 2, "flux", is now "flux_2", column 3, "Flux", is now "Flux_3"'
    ]);
  });

  it("arrays of strings, matrices and complex numbers keep their shape", async () => {
    const table = await readVotable(
      votable(
        '<FIELD name="s" datatype="char" arraysize="3x2"/><FIELD name="m" datatype="short" arraysize="2x3"/><FIELD name="z" datatype="floatComplex"/>',
        "<TABLEDATA><TR><TD>ab cd</TD><TD>1 2 3 4 5 6</TD><TD>1 -2</TD></TR></TABLEDATA>"
      )
    );
    expect(table.columns.map((column) => cells(column, 1)[0])).toEqual([
      ["ab", "cd"],
      [1, 2, 3, 4, 5, 6],
      [1, -2]
    ]);
    expect(table.columns[1]).toMatchObject({shape: [3, 2]});
    expect(table.columns[2]).toMatchObject({shape: [2], complex: true});
  });
});

describe("what services answer", () => {
  it("an error document is an error, with the message", async () => {
    const answer = text(
      '<VOTABLE><RESOURCE type="results"><INFO name="QUERY_STATUS" value="ERROR">no such column: w5</INFO></RESOURCE></VOTABLE>'
    );
    await expect(readVotable(answer)).rejects.toThrow("the service answered with an error; it says: no such column: w5");
    const cone = text(
      '<VOTABLE version="1.1"><RESOURCE><PARAM name="Error" datatype="char" arraysize="*" value="bad SR"/></RESOURCE></VOTABLE>'
    );
    await expect(readVotable(cone)).rejects.toThrow("the service answered with an error; it says: bad SR");
  });

  it("an overflow after the table is noted", async () => {
    const document = `<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="int"/><DATA><TABLEDATA><TR><TD>1</TD></TR></TABLEDATA></DATA></TABLE><INFO name="QUERY_STATUS" value="OVERFLOW"/></RESOURCE></VOTABLE>`;
    const table = await readVotable(text(document));
    expect(table.facts.overflow).toBe(true);
    expect(table.warnings).toEqual(["the service cut the table off at 1 row (overflow)"]);
  });

  it("data in another file are asked for, not fetched", async () => {
    await expect(readVotable(suiteSource("stilts/t.href.vot"))).rejects.toThrow(
      'in another file, "t.href-data.bin"; open both together'
    );
  });

  it("groups and the parameters of other resources are kept apart", async () => {
    const table = await readVotable(
      text(`<VOTABLE><RESOURCE><TABLE><GROUP name="pm"><FIELDref ref="c1"/><PARAM name="epoch" datatype="double" value="2016"/></GROUP>
<FIELD ID="c1" name="pmra" datatype="float"/></TABLE></RESOURCE><RESOURCE type="meta"><PARAM name="standardID" datatype="char" value="x"/></RESOURCE></VOTABLE>`)
    );
    expect(table.facts.groups).toEqual([
      {name: "pm", columns: ["pmra"], params: [{name: "epoch", value: "2016", datatype: "double"}]}
    ]);
    expect(table.facts.params).toEqual([]);
  });
});

describe("hostile and damaged documents", () => {
  it("entities of a document type are never expanded", async () => {
    const laughs = `<!DOCTYPE VOTABLE [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>`;
    const document = (cell: string): Source =>
      text(
        `${laughs}<VOTABLE><RESOURCE><TABLE><FIELD name="a" datatype="char" arraysize="*"/><DATA><TABLEDATA><TR><TD>${cell}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`
      );
    await expect(readVotable(document("&b;"))).rejects.toThrow("uses the entity &b;");
    expect((await readVotable(document("ok"))).rows).toBe(1);
  });

  it("a document cut anywhere is refused with the byte", async () => {
    for (const path of ["master.vot", "stilts/t.binary.vot", "stilts/t.binary2.vot"]) {
      const bytes = suiteBytes(path);
      for (let length = 0; length < bytes.length - 12; length += 97)
        await expect(readVotable(sourceOf(bytes.slice(0, length))), `${path} cut at ${length}`).rejects.toThrow(
          /byte|not a VOTable|base64/
        );
    }
  });

  it.each([
    ["<VOTABLE><RESOURCE></TABLE></RESOURCE></VOTABLE>", "byte 27: the XML document closes TABLE where RESOURCE is open"],
    ["<html><body>Service busy</body></html>", "not a VOTable; its first element is html"],
    [`<VOTABLE>${"<GROUP>".repeat(300)}`, "nests elements 200 deep"],
    ["<VOTABLE><INFO name=x/></VOTABLE>", "has an attribute that cannot be read"],
    ["<VOTABLE><RESOURCE/></VOTABLE>", "the VOTable holds no table"]
  ])("%s is refused", async (document, message) => {
    await expect(readVotable(text(document))).rejects.toThrow(message);
  });

  it("lengths that cannot be are refused without allocating them", async () => {
    const claim = btoa("\x7f\xff\xff\xff12345678");
    const field = '<FIELD name="v" datatype="double" arraysize="*"/>';
    const stream = (data: string): string => `<BINARY><STREAM encoding="base64">${data}</STREAM></BINARY>`;
    await expect(readVotable(votable(field, stream(claim)))).rejects.toThrow(
      "the binary data end at their byte 12, inside row 1"
    );
    await expect(readVotable(votable(field, stream(btoa("\xff\xff\xff\xff"))))).rejects.toThrow("claims an array of -1 elements");
    const empty = '<FIELD name="v" datatype="double" arraysize="0"/>';
    await expect(readVotable(votable(empty, stream(claim)))).rejects.toThrow("take 0 bytes");
  });

  it("many columns and many empty rows do not take memory the file did not pay for", async () => {
    const fields = Array.from({length: 2000}, (_, i) => `<FIELD name="c${i}" datatype="double"/>`).join("");
    await expect(readVotable(votable(fields, `<TABLEDATA>${"<TR/>".repeat(100_000)}</TABLEDATA>`))).rejects.toThrow(
      "it is damaged"
    );
  });
});
