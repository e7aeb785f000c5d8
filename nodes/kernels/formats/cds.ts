// Tables of the CDS and the machine-readable tables of the AAS: fixed columns described byte by byte
// (https://cds.unistra.fr/doc/catstd-3.1.htx), in one file or as a ReadMe and its data.
import {counted} from "../words.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source, type Window} from "./bytes.ts";
import {appendCell, cellField, type CellField, characterOffsets, finishCell} from "./cells.ts";
import {Lines} from "./records.ts";
import {decodeText} from "./text-builder.ts";
import {type FormatTable, given, noFacts, type ScalarType} from "./types.ts";
import {uniqueNames, Warnings} from "./warnings.ts";

/** One line of a byte-by-byte description. */
interface Column {
  /** Characters, from 0, the end left out. */
  readonly start: number;
  readonly end: number;
  readonly format: string;
  readonly unit: string;
  readonly label: string;
  explanation: string;
}

interface Description {
  /** The files it is about, which may have wildcards. */
  readonly files: string;
  readonly columns: Column[];
}

const BY_BYTES = /^\s*Byte-by-byte Description of file:?\s*(.*)$/i;
const COLUMN = /^\s*(?:(\d+)\s*-\s*)?(\d+)\s+([AIFEDLX]\d*(?:\.\d+)?|\d*[AIFED]\d+(?:\.\d+)?)\s+(\S+)\s+(\S+)\s*(.*)$/;
/** Sections that may stand between a description and the data of one file. */
const PROSE =
  /^\s*(Notes?\b|Acknowledg|See also|History|References?\b|\(End\)|Remarks?\b|Global notes|Description:|Abstract|ADC_Keywords|Keywords|Authors?:|Objects:|File Summary)/i;
const MAX_DESCRIPTION = 4 << 20;

const isRule = (line: string): boolean => /^([-=])\1{19,}\s*$/.test(line);

export interface CdsOptions {
  /** The data, where they are in a file beside the ReadMe. */
  readonly data?: Source;
  /** Which table the data are: the name of its file in the ReadMe, or its place there, from 0. Without it, the name of the data tells. */
  readonly table?: number | string;
}

/**
 * Reads a table of one file, or a ReadMe with the data given beside. Blanks are null in numbers, and in text that may be missing;
 * "?=99.0" in an explanation makes 99.0 null.
 * @throws where no description is about the data, with the line.
 */
export async function readCds(source: Source, {data, table}: CdsOptions = {}): Promise<FormatTable> {
  const window = await openWindow(source);
  try {
    const lines = new Lines(window);
    const {descriptions, title, atData} = await readDescriptions(lines, data === undefined);
    const description = choose(descriptions, table ?? data?.name, data !== undefined);
    if (data === undefined) {
      if (!atData) throw new Error(`this is a ReadMe without data; open it together with ${description.files}`);
      return await readData(lines, description, title, source.size ?? 0);
    }
    const dataWindow = await openWindow(data);
    try {
      const dataLines = new Lines(dataWindow);
      return (await dataLines.next())
        ? await readData(dataLines, description, title, data.size ?? 0)
        : await emptyTable(dataWindow, description, title);
    } finally {
      await dataWindow.close();
    }
  } finally {
    await window.close();
  }
}

function choose(descriptions: readonly Description[], name: number | string | undefined, apart: boolean): Description {
  const [first] = descriptions;
  if (!first) throw new Error('no "Byte-by-byte Description of file" was found; a CDS table needs one');
  const known = descriptions.map(({files}) => files).join(", ");
  if (name === undefined) {
    if (apart && descriptions.length > 1)
      throw new Error(
        `the ReadMe describes ${counted(descriptions.length, "file")}: ${known}; name in "table" the one whose data these are`
      );
    return first;
  }
  if (typeof name === "number") {
    const found = descriptions[name];
    if (!found) throw new Error(`the ReadMe has no table ${name}; it describes ${known}, the first of which is 0`);
    return found;
  }
  const file = name.replace(/^.*[/\\]/, "").replace(/\.gz$/i, "");
  const found = descriptions.find(({files}) => files.split(/[,\s]+/).some((pattern) => matches(pattern, file)));
  if (found) return found;
  if (descriptions.length === 1) return first;
  throw new Error(`no description is about "${file}"; the ReadMe describes ${known}`);
}

function matches(pattern: string, file: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "i").test(file);
}

interface Found {
  readonly descriptions: readonly Description[];
  readonly title: string | undefined;
  /** The current line is the first one of data. */
  readonly atData: boolean;
}

/** Reads descriptions up to the data, or to the end of the file. */
async function readDescriptions(lines: Lines, single: boolean): Promise<Found> {
  const descriptions: Description[] = [];
  let title: string | undefined;
  let size = 0;
  // Behind a description each rule opens a section; the first section that is not prose is the data.
  let state: "before" | "columns" | "behind" | "prose" = "before";
  let rules = 0;
  while (await lines.next()) {
    const line = decodeText(lines.window.bytes, lines.start, lines.end);
    size += line.length;
    if (size > MAX_DESCRIPTION)
      throw new Error(`line ${lines.number}: the descriptions take more than ${MAX_DESCRIPTION >> 20} MB`);
    const about = BY_BYTES.exec(line);
    if (about) {
      descriptions.push({files: about[1]!.trim(), columns: []});
      state = "columns";
      rules = 0;
    } else if (state === "columns") {
      if (isRule(line)) ++rules;
      if (rules === 2 && !isRule(line)) readColumn(descriptions.at(-1)!, line);
      if (rules === 3) state = "behind";
    } else if (state === "before") title ??= titleOf(line);
    else if (isRule(line)) state = "behind";
    else if (state === "behind" && line.trim() !== "") {
      if (PROSE.test(line)) state = "prose";
      else if (single) return {descriptions, title, atData: true};
    }
  }
  return {descriptions, title, atData: false};
}

function titleOf(line: string): string | undefined {
  const text = /^Title:\s*(.+)$/.exec(line)?.[1] ?? (/^[IVXJ]+\/[^\s]+\s+\S/.test(line) ? line : undefined);
  return text?.replace(/\s+/g, " ").trim();
}

function readColumn({columns}: Description, line: string): void {
  const match = COLUMN.exec(line);
  const last = columns.at(-1);
  if (!match) {
    if (last && line.trim() !== "") last.explanation += ` ${line.trim().replace(/^-\s+/, "")}`;
    return;
  }
  const end = Number(match[2]);
  const start = match[1] === undefined ? end : Number(match[1]);
  // A continued explanation may start with digits too; columns never go back.
  if (start < 1 || start > end || (last && start <= last.start)) {
    if (last) last.explanation += ` ${line.trim()}`;
    return;
  }
  columns.push({start: start - 1, end, format: match[3]!, unit: match[4]!, label: match[5]!, explanation: match[6]!.trim()});
}

/** What an explanation says of null: "?" that there may be none, "?=99.0" how it is written. */
export function explain(explanation: string): {description: string; optional: boolean; nothing?: string} {
  const match = /^\s*([[\]][^[\]]*[[\]])?\s*\?(?:=(\S+))?(?:[-+]=?)?\s*(.*)$/s.exec(explanation);
  if (!match) return {description: explanation.trim(), optional: false};
  const description = [match[1], match[3]].filter(Boolean).join(" ").trim();
  return {description, optional: true, ...(match[2] !== undefined && {nothing: match[2]})};
}

function typeOf({format, start, end}: Column): ScalarType {
  const letter = /[A-Z]/.exec(format)![0];
  if (letter === "I") return end - start < 10 ? "int32" : "int64";
  return "FED".includes(letter) ? "float64" : "text";
}

function fieldsOf({columns}: Description, budget: Budget, warnings: Warnings): CellField[] {
  const names = uniqueNames(
    columns.map(({label}) => label),
    warnings
  );
  return columns.map((column, j) => {
    const {description, optional, nothing} = explain(column.explanation);
    const unit = /^-+$/.test(column.unit) ? undefined : column.unit;
    const facts = {name: names[j]!, ...given({unit, description})};
    return cellField(facts, typeOf(column), budget, {...(nothing !== undefined && {nothing: [nothing]}), blankIsNull: optional});
  });
}

/** Reads rows from the current line of `lines` on. */
async function readData(lines: Lines, description: Description, title: string | undefined, size: number): Promise<FormatTable> {
  const {window} = lines;
  const warnings = new Warnings();
  const fields = fieldsOf(description, new Budget(() => Math.max(size, window.position)), warnings);
  if (fields.length === 0) throw new Error(`the description of ${description.files || "the file"} names no columns`);
  const place = (): string => `line ${lines.number}`;
  let rows = 0;
  do {
    const {start, end} = lines;
    const {bytes} = window;
    if (isBlank(bytes, start, end)) continue;
    const at = characterOffsets(bytes, start, end);
    fields.forEach((field, j) => {
      const column = description.columns[j]!;
      const from = at ? at(column.start) : Math.min(end, start + column.start);
      const to = at ? at(column.end) : Math.min(end, start + column.end);
      appendCell(field, bytes, from, Math.max(from, to), place, warnings);
    });
    ++rows;
  } while (await lines.next());
  const columns = fields.map((field) => finishCell(field, warnings));
  return {rows, columns, facts: {...noFacts, ...given({description: title})}, warnings: warnings.list()};
}

async function emptyTable(window: Window, description: Description, title: string | undefined): Promise<FormatTable> {
  const warnings = new Warnings();
  const fields = fieldsOf(description, new Budget(() => window.position), warnings);
  const columns = fields.map((field) => finishCell(field, warnings));
  return {rows: 0, columns, facts: {...noFacts, ...given({description: title})}, warnings: warnings.list()};
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; ++i) if (bytes[i]! > 0x20) return false;
  return true;
}
