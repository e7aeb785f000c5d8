// Tab-separated tables with a preamble: VizieR's ASU-TSV, and the Tab-Separated Tables of Starlink and CURSA.
import {counted} from "../words.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source} from "./bytes.ts";
import {appendCell, cellField, finishCell} from "./cells.ts";
import {explain} from "./cds.ts";
import {readLayout} from "./delimited.ts";
import {Lines, peekLines, Records} from "./records.ts";
import {decodeText} from "./text-builder.ts";
import {type FormatTable, type Frame, given, type ScalarType, type TableParam} from "./types.ts";
import {uniqueNames, Warnings} from "./warnings.ts";

interface Described {
  readonly name: string;
  readonly format: string;
  readonly description: string;
  readonly ucd: string | undefined;
}

interface Preamble {
  readonly columns: Described[];
  readonly frames: Frame[];
  readonly params: TableParam[];
  readonly comments: string[];
  name: string | undefined;
  title: string | undefined;
}

/**
 * Reads the first table of a VizieR answer in TSV: types from the #Column lines, units from the line below the names.
 * Blank cells are null. @throws on records of other lengths, with the line, and on an answer that holds no table.
 */
export async function readVizier(source: Source): Promise<FormatTable> {
  const window = await openWindow(source);
  const warnings = new Warnings();
  try {
    const lines = new Lines(window);
    const preamble: Preamble = {columns: [], frames: [], params: [], comments: [], name: undefined, title: undefined};
    while (await window.need(1)) {
      const first = window.bytes[window.pos]!;
      if (first !== 0x23 && first !== 0x0a && first !== 0x0d) break;
      if (!(await lines.next())) break;
      readPreamble(decodeText(window.bytes, lines.start, lines.end), preamble);
    }
    const errors = preamble.comments.filter((line) => line.startsWith("***"));
    const records = new Records(window, {delimiter: 0x09, quotes: false}, lines.number + 1);
    if (!(await records.next()))
      throw new Error(`the VizieR answer holds no table${errors.length > 0 ? `; it says: ${errors.join(" ")}` : ""}`);
    const names = fieldsOf(records);
    const units = (await records.next()) ? fieldsOf(records) : [];
    if (!(await records.next()) || !fieldsOf(records).every((field) => /^-*$/.test(field)))
      throw new Error(`line ${records.line}: a VizieR table needs a line of dashes below its units`);
    const unique = uniqueNames(names, warnings);
    const size = source.size ?? 0;
    const budget = new Budget(() => Math.max(size, window.position));
    const described = new Map(preamble.columns.map((column) => [column.name, column]));
    const fields = names.map((name, k) => {
      const known = described.get(name);
      const facts = {name: unique[k]!, ...given({unit: units[k], ucd: known?.ucd, description: known?.description})};
      return cellField(facts, typeOf(known?.format), budget, {blankIsNull: true});
    });
    let rows = 0;
    const place = (): string => `line ${records.line}`;
    while (records.take() || (await records.next())) {
      if (records.blank) continue;
      if (window.bytes[records.starts[0]!] === 0x23) {
        if (await holdsMore(records)) warnings.add("the answer holds more tables; only the first was read");
        break;
      }
      if (records.count !== fields.length)
        throw new Error(
          `line ${records.line} has ${counted(records.count, "field")}, but the table has ${counted(fields.length, "column")}`
        );
      fields.forEach((field, k) => {
        let end = records.ends[k]!;
        while (end > records.starts[k]! && window.bytes[end - 1] === 0x20) --end;
        appendCell(field, window.bytes, records.starts[k]!, end, place, warnings);
      });
      ++rows;
    }
    const {frames, params, comments, name, title} = preamble;
    const columns = fields.map((field) => finishCell(field, warnings));
    return {rows, columns, facts: {...given({name, description: title}), frames, params, comments}, warnings: warnings.list()};
  } finally {
    await window.close();
  }
}

function fieldsOf(records: Records): string[] {
  return Array.from({length: records.count}, (_, k) => {
    const field = records.field(k);
    return decodeText(field, 0, field.length).trim();
  });
}

async function holdsMore(records: Records): Promise<boolean> {
  do {
    const first = decodeText(records.field(0));
    if (first.startsWith("#Table") || first.startsWith("#Column")) return true;
  } while (await records.next());
  return false;
}

function readPreamble(line: string, preamble: Preamble): void {
  const [head = "", ...rest] = line.slice(1).split("\t");
  if (head === "Column") {
    const [name = "", format = "", description = "", ...more] = rest;
    const ucd = /\[ucd=([^\]]*)\]/.exec(more.join(" "))?.[1];
    preamble.columns.push({
      name: name.trim(),
      format: format.trim(),
      description: explain(description).description,
      ucd
    });
  } else if (head === "Coosys" && rest[0]) {
    const [system = "ICRS", equinox] = (rest[1] ?? "").trim().split(/\s+/);
    preamble.frames.push({id: rest[0].replace(/:$/, ""), system, ...given({equinox})});
  } else if (head === "INFO" && rest[0]) {
    const [name = "", value = ""] = rest[0].split("=", 2);
    preamble.params.push({name, value, ...given({description: rest[1]})});
  } else if (/^(Name|Title):/.test(head)) {
    const value = head.slice(head.indexOf(":") + 1).trim();
    if (head.startsWith("Name")) preamble.name = value;
    else preamble.title = value;
  } else if (line.slice(1).trim() !== "") preamble.comments.push(line.slice(1).trim());
}

/** Fortran formats such as (F12.8), (I19), (a20). */
function typeOf(format: string | undefined): ScalarType {
  const match = /^\(?([AIFEDaifed])(\d*)/.exec(format ?? "");
  const letter = match?.[1]?.toUpperCase() ?? "A";
  if (letter === "I") return Number(match![2] || 20) < 10 ? "int32" : "int64";
  return "FED".includes(letter) ? "float64" : "text";
}

/** Reads a Tab-Separated Table: a title, parameters, names, a line of dashes, rows, [EOD]. */
export async function readTst(source: Source): Promise<FormatTable> {
  const window = await openWindow(source);
  const lines = await peekLines(window, 1 << 20);
  await window.close();
  const rule = dashesLine(lines);
  if (rule < 1)
    throw new Error("a Tab-Separated Table needs a line of dashes below its names; none was found in the first megabyte");
  const names = lines[rule - 1]!.split("\t").map((name) => name.trim());
  const head = lines.slice(0, rule - 1);
  const title = head.find((line) => line.trim() !== "" && !line.startsWith("#"))?.trim();
  const params = head.flatMap((line): TableParam[] => {
    const match = /^([\w.-]+):\s?(.*)$/.exec(line);
    return match ? [{name: match[1]!, value: match[2]!}] : [];
  });
  const comments = head.filter((line) => line.startsWith("#")).map((line) => line.slice(1).trim());
  const values = new Map(params.map(({name, value}) => [name, value]));
  const unit = (name: string): string | undefined => values.get(`${name}_unit`);
  const table = await readLayout(source, {
    delimiter: 0x09,
    quotes: false,
    skip: rule + 1,
    header: false,
    names,
    comments,
    last: "[EOD]"
  });
  const columns = table.columns.map((column) => ({...column, ...given({unit: unit(column.name)})}));
  return {...table, columns, facts: {...given({name: title}), frames: [], params, comments}};
}

/** Where the line of dashes of a Tab-Separated Table is, or −1. */
export function dashesLine(lines: readonly string[]): number {
  return lines.findIndex(
    (line, i) => /^-+(\t-+)+$/.test(line.trim()) && (lines[i - 1]?.split("\t").length ?? 0) === line.split("\t").length
  );
}
