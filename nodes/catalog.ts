import {counted} from "./kernels/words.ts";
import {describeColumns, parseSidecar} from "./catalogues/sidecar.ts";
import {tableOfFormat} from "./catalogues/table-of-format.ts";
import {table} from "./kinds.ts";
import {readFile} from "./tasks/read-table.ts";
import {defineNode, type InputFile} from "../runtime/node.ts";
import {choice, file, text} from "../runtime/params.ts";
import {nullCount} from "../runtime/table.ts";

const formats = ["auto", "csv", "tsv", "fits", "votable", "ipac", "ecsv", "cds", "vizier", "tst", "parquet", "arrow"] as const;

export const catalog = defineNode({
  type: "catalog",
  version: 3,
  title: "Catalogue",
  group: "sources",
  doc: `Reads a table from a file, in whichever of the formats astronomers exchange it is.

| format | what is read |
|---|---|
| CSV, TSV | comma, tab, semicolon, bar or blanks, found from the first lines; comment lines before the names; quotes as in RFC 4180 |
| FITS | binary and ASCII tables, any extension |
| VOTable | TABLEDATA, BINARY, BINARY2, FITS within |
| IPAC | \`.tbl\` of IRSA and Gator |
| ECSV, CDS/MRT, VizieR TSV, TST | with their units and descriptions; a CDS ReadMe with its data in *data*, named in *table* where it describes several files |
| Parquet, Arrow | flat columns and lists; Arrow IPC files and streams |

The format is told from the content, never from the name; gzip and UTF-16 are undone first. Set *format* only where a guess goes wrong.

**Columns** keep their names, letter for letter; one that comes twice gets a number, and the note says so. Text files have no types: a
column is a number only where every value is one, so that \`'0000'\` and \`007\` stay text, and integers are exact up to 64 bits (Gaia
identifiers exceed 2^53). An empty field is null; in columns of numbers so are words such as NA and null. NaN, ±Infinity and null are three
things. Arrays of up to 64 numbers become columns name_1, name_2 …; other arrays become text. Times and dates are ISO 8601 text. Nothing is
converted: units are what the file or the sidecar says.

**sidecar** is a JSON file that says what text files cannot, by column; by custom it is named as the catalogue with \`.columns.json\` added:

    {"w1mpro": {"unit": "mag", "ucd": "phot.mag;em.IR.3-4um", "description": "W1 magnitude (Vega)"}}

**sha256** pins the content: another file is refused. The result depends on the content only, not on the file's name or place.

The path must lie inside the workflow's folder, unless it is passed by hand: \`fluxloom run … --data step=/any/where.fits\`.`,
  references: [
    "FITS Standard 4.0, IAU FWG",
    "VOTable 1.5, IVOA",
    "IPAC Table Format, IRSA",
    "ECSV: Astropy APE 6",
    "Standards for Astronomical Catalogues 2.0, CDS",
    "RFC 4180 (CSV)",
    "Apache Parquet and Apache Arrow"
  ],
  methods: () =>
    "{notes.rows} rows of {notes.columns} columns were read from {files.path} (format: {notes.format}), in the units of the file.",
  inputs: {},
  outputs: {
    table: table("the file's table")
  },
  params: {
    path: file({default: "", doc: "The file, relative to the workflow."}),
    format: choice(formats, {default: "auto", doc: "The file's format; auto tells it from the content."}),
    header: choice(["auto", "present", "absent"], {
      default: "auto",
      doc: "Whether the first line of a CSV or TSV file names the columns; auto takes it for names where none of its fields is a number."
    }),
    table: text({
      default: "",
      doc: "Which table of a file that has several: the number or name of an HDU or TABLE, or the file of a ReadMe that *data* holds; empty takes the first."
    }),
    data: file({default: "", doc: "The data of a CDS ReadMe, where they are a file of their own."}),
    sidecar: file({default: "", doc: "JSON that gives columns their unit, UCD and description."}),
    sha256: text({
      default: "",
      pattern: /^([0-9a-fA-F]{64})?$/,
      expected: "64 hexadecimal digits, or empty",
      doc: "What the SHA-256 of the content must be."
    })
  },
  migrations: [(params) => params, (params) => params],
  async run(context) {
    const {params, pool, signal} = context;
    const source = context.file("path");
    if (!source) throw new Error('no file is named; set "path", or pass a file with --data');
    checkPin(source, params.sha256);
    const sidecar = await saidIn(context.file("sidecar"));
    const data = context.file("data");
    context.progress(0, `reading ${source.name}, ${counted(source.size, "byte")}`);
    const item = {name: source.name, content: source.content, ...options(params), ...(data && {data: data.content})};
    const [read] = await pool.map(readFile, [item], {signal, transfer: true}).catch((error: unknown) => {
      throw signal.aborted ? error : new Error(`"${source.name}": ${(error as Error).message}`, {cause: error});
    });
    await source.unchanged();
    await data?.unchanged();
    const {format, table: found} = read!;
    const {table: adopted, arrays} = tableOfFormat(found);
    context.note("format", format === "delimited" ? "text" : format);
    context.note("bytes", source.size);
    context.note("rows", adopted.rows);
    context.note("columns", adopted.columns.length);
    context.note("nulls", Object.fromEntries(adopted.columns.filter((c) => nullCount(c) > 0).map((c) => [c.name, nullCount(c)])));
    if (found.warnings.length > 0) context.note("warnings", [...found.warnings]);
    if (Object.keys(arrays).length > 0) context.note("arrays", arrays);
    if (!sidecar) return {table: adopted};
    context.note("described", {
      columns: adopted.columns.filter(({name}) => sidecar.has(name)).length,
      absent: [...sidecar.keys()].filter((name) => !adopted.has(name)).length
    });
    return {table: describeColumns(adopted, sidecar)};
  }
});

function checkPin(source: InputFile, pinned: string): void {
  if (pinned === "" || pinned.toLowerCase() === source.sha256) return;
  throw new Error(
    `"${source.name}" is not the pinned file: its SHA-256 is ${source.sha256}, and "sha256" asks for ${pinned.toLowerCase()}; get that file, or change "sha256"`
  );
}

async function saidIn(sidecar: InputFile | undefined): Promise<ReturnType<typeof parseSidecar> | undefined> {
  return sidecar && parseSidecar(new TextDecoder().decode(await sidecar.bytes()), sidecar.name);
}

interface Choices {
  readonly format: (typeof formats)[number];
  readonly header: "auto" | "present" | "absent";
  readonly table: string;
}

const delimiters = {csv: ",", tsv: "\t"} as const;

function options({format, header, table: which}: Choices): Omit<Parameters<typeof readFile.run>[0], "name" | "content"> {
  const delimiter = format === "csv" || format === "tsv" ? delimiters[format] : undefined;
  return {
    ...(format !== "auto" && {format: format === "csv" || format === "tsv" ? "delimited" : format}),
    ...(delimiter !== undefined && {delimiter}),
    ...(header !== "auto" && {header: header === "present"}),
    ...(which.trim() !== "" && {table: /^\s*\d+\s*$/.test(which) ? Number(which) : which.trim()})
  };
}
