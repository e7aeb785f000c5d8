import {formatOfTable} from "./catalogues/format-of-table.ts";
import {extensionOf, writeFormats} from "./formats/write.ts";
import {file, table} from "./kinds.ts";
import {writeFile} from "./tasks/export.ts";
import {defineNode} from "../runtime/node.ts";
import {choice, text} from "../runtime/params.ts";

const mediaTypes: Readonly<Record<string, string>> = {
  fits: "application/fits",
  vot: "application/x-votable+xml",
  xml: "application/x-votable+xml",
  ecsv: "text/plain",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  tbl: "text/plain",
  parquet: "application/vnd.apache.parquet",
  arrow: "application/vnd.apache.arrow.file"
};

export const exportTable = defineNode({
  type: "export",
  version: 2,
  title: "Export",
  group: "results",
  doc: `Writes a table as a file that other programs read: TOPCAT, astropy, DS9, a journal's reader.

Units (VOUnits), UCDs, descriptions, nulls, 64-bit integers, coordinate frames and parameters travel as far as the format has a place for
them; what it has none for is noted. \`fluxloom run --out DIR\` puts the file into the folder, the editor offers it for download.

- *votable* keeps all of it, in binary (BINARY2); *votable-tabledata* the same as text;
- *fits* keeps units, UCDs and descriptions; null reals become NaN, null text becomes empty;
- *ecsv* keeps all of it as text that astropy reads back;
- *parquet* and *arrow* are for large tables; *ipac* for IRSA's tools; *csv* and *tsv* for the rest, without units.`,
  references: [
    "FITS Standard 4.0: Pence et al. 2010, A&A 524, A42",
    "VOTable 1.5, IVOA Recommendation",
    "ECSV: APE 6, https://github.com/astropy/astropy-APEs",
    "IPAC table format 2.0, IRSA"
  ],
  methods: () => "{inputs.table} was written as a file in the format {format} ({notes.bytes} bytes).",
  inputs: {table: table("the table to write")},
  outputs: {file: file("the file")},
  params: {
    format: choice(writeFormats, {default: "votable", doc: "The format."}),
    name: text({
      default: "table",
      pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
      expected: "a file name of letters, digits, dots, - and _, without a folder",
      doc: "What to call it; the format's extension is added where it is missing."
    })
  },
  migrations: [(params) => params],
  async run(context) {
    const {table: rows} = context.inputs;
    const {format, name} = context.params;
    const content = formatOfTable(rows);
    const comments = [...content.facts.comments, "written by fluxloom"];
    const [written] = await context.pool.map(writeFile, [{table: {...content, facts: {...content.facts, comments}}, format}]);
    const extension = extensionOf(format);
    if (written!.losses.length > 0) context.note("losses", written!.losses);
    context.note("bytes", written!.bytes.length);
    const whole = name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`;
    return {file: {name: whole, mediaType: mediaTypes[extension] ?? "application/octet-stream", bytes: written!.bytes}};
  }
});
