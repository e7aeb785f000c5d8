import {counted} from "./text.ts";
import {readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {parseSidecar} from "../../nodes/catalogues/sidecar.ts";
import {type Format, type FormatTable, readFormats, readTable} from "../../nodes/formats/read.ts";
import {formatOfName, lossesOf, type WriteFormat, writeFormats, writeTable} from "../../nodes/formats/write.ts";
import {suggestion} from "../../runtime/words.ts";
import {version} from "../version.ts";
import {type Arguments, type Command, expectWords, one, type Terminal, UsageError} from "./command.ts";
import {fileSource, sourceAt} from "./table-source.ts";
import {checkTarget, stateOf, streamTarget} from "./target.ts";

export const convert: Command = {
  name: "convert",
  usage: "IN OUT",
  summary: "Turns a table from one format into another.",
  doc: `The format of IN is told from its content, that of OUT from its name: .fits .vot .ecsv .csv .tsv .tbl .parquet .arrow, any of them
with .gz behind; "-" for IN reads standard input, for OUT writes to standard output. Units, UCDs, descriptions, nulls, 64-bit
integers, coordinate frames and parameters travel as far as the format has a place for them; what it has none for is told. Beside a CSV
file, its .columns.json says units, UCDs and descriptions.`,
  options: {
    from: {value: "FORMAT", doc: `How to read IN: csv, tsv, ${readFormats.join(", ")}. Default: what its content says.`},
    to: {value: "FORMAT", doc: `How to write OUT: ${writeFormats.join(", ")}. Default: what its name says.`},
    table: {value: "WHICH", doc: "The number or name of the HDU or TABLE. Default: the first table."},
    data: {value: "FILE", doc: "The data of a CDS ReadMe."}
  },
  examples: [
    ["fluxloom convert members.dat.csv members.vot", "CSV into VOTable (BINARY2)."],
    ["fluxloom convert catalogue.fits.gz - --to csv | head", "The first rows of a FITS table."],
    ["fluxloom convert ReadMe table2.ecsv --data table2.dat", "A table of the CDS, described by its ReadMe."]
  ],
  async run(args, terminal) {
    const [input, output] = expectWords(convert, args, 2, 2) as [string, string];
    const to = targetOf(args, output);
    if (output !== "-") checkTarget(output);
    const table = await read(input, args, terminal);
    const comments = [
      ...table.facts.comments,
      `converted from ${input === "-" ? "standard input" : basename(input)} by fluxloom ${version}`
    ];
    const marked = {...table, facts: {...table.facts, comments}};
    await write(marked, to, output);
    // The line that tells where it comes from is no loss.
    for (const loss of lossesOf(table, to)) terminal.err(`note: ${loss}\n`);
    terminal.err(
      `wrote ${counted(table.rows, "row")} × ${counted(table.columns.length, "column")} to ${output === "-" ? "standard output" : output} (${to})\n`
    );
    return 0;
  }
};

function targetOf(args: Arguments, output: string): WriteFormat {
  const name = one(args, "to");
  if (name === undefined) {
    const format = formatOfName(output);
    if (format) return format;
    throw new UsageError(
      `${JSON.stringify(output)} does not tell a format by its extension; add --to with ${writeFormats.join(", ")}`
    );
  }
  return known(name, writeFormats, "to");
}

function known<F extends string>(name: string, formats: readonly F[], option: string): F {
  const format = formats.find((candidate) => candidate === name);
  if (format === undefined)
    throw new UsageError(`option "--${option}" does not know the format ${JSON.stringify(name)}; ${suggestion(name, formats)}`);
  return format;
}

/** Text by its delimiter, as it is written. */
const delimiters = {csv: ",", tsv: "\t"} as const;
const ways = [...Object.keys(delimiters), ...readFormats] as readonly (keyof typeof delimiters | Format)[];

function howToRead(way: (typeof ways)[number]): {readonly format: Format; readonly delimiter?: string} {
  return way === "csv" || way === "tsv" ? {format: "delimited", delimiter: delimiters[way]} : {format: way};
}

async function read(input: string, args: Arguments, terminal: Terminal): Promise<FormatTable> {
  const from = one(args, "from");
  const which = one(args, "table");
  const data = one(args, "data");
  const name = input === "-" ? "standard input" : input;
  const {format, table} = await readTable(await sourceAt(input), {
    ...(from !== undefined && howToRead(known(from, ways, "from"))),
    ...(which !== undefined && {table: /^\d+$/.test(which) ? Number(which) : which}),
    ...(data !== undefined && {data: fileSource(data)}),
    // Only files beside the document, by their plain name.
    resolve: (name) =>
      /^(?:file:)?[^/\\:]+$/.test(name) ? fileSource(join(dirname(input), name.replace(/^file:/, ""))) : undefined
  }).catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    throw new Error(
      `${input === "-" ? name : JSON.stringify(input)}: ${error instanceof Error ? error.message : String(error)}`,
      {cause: error}
    );
  });
  terminal.err(`read ${counted(table.rows, "row")} × ${counted(table.columns.length, "column")} from ${name} (${format})\n`);
  for (const warning of table.warnings) terminal.err(`note: ${warning}\n`);
  return format === "delimited" && input !== "-" ? describedBeside(table, `${input}.columns.json`, terminal) : table;
}

/** The table with what the file beside it says of its columns, where there is one: CSV has no place for it. */
function describedBeside(table: FormatTable, sidecar: string, terminal: Terminal): FormatTable {
  if (!stateOf(sidecar)?.isFile()) return table;
  const said = parseSidecar(readFileSync(sidecar, "utf8"), sidecar);
  terminal.err(`note: units, UCDs and descriptions are those in ${sidecar}\n`);
  return {...table, columns: table.columns.map((column) => ({...column, ...said.get(column.name)}))};
}

/** A reader that has seen enough (| head) is no error. */
function readEnough(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}

async function write(table: FormatTable, format: WriteFormat, output: string): Promise<void> {
  const chunks = await writeTable(table, format);
  if (output === "-") await pipeline(Readable.from(chunks, {objectMode: false}), process.stdout, {end: false}).catch(readEnough);
  else await streamTarget(output, chunks, output.toLowerCase().endsWith(".gz"));
}
