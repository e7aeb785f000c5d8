// CSV, TSV and their kin without types: the dialect is sniffed, the types are the narrowest that keep all cells.
import {counted} from "../words.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source, type Window} from "./bytes.ts";
import {classify, InferredColumn, WORD} from "./infer.ts";
import {type Dialect, Lines, peekLines, Records} from "./records.ts";
import {decodeText, TextBuilder} from "./text-builder.ts";
import {type FormatTable, noFacts} from "./types.ts";
import {uniqueNames, Warnings} from "./warnings.ts";

export interface DelimitedOptions {
  /** "," "\t" ";" "|" or "blanks"; by default what fits the first lines. */
  readonly delimiter?: string;
  /** Whether the first record names the columns; by default, whether none of its cells is a number. */
  readonly header?: boolean;
}

/** How a file of delimited text is laid out. */
export interface Layout extends Dialect {
  /** Lines before the header or, without one, before the data. */
  readonly skip: number;
  /** Names of the columns where they stand in a comment or must be made up. */
  readonly names?: readonly string[];
  /** Whether a record of names follows the skipped lines. */
  readonly header: boolean;
  readonly comments: readonly string[];
  /** A line that ends the table. */
  readonly last?: string;
}

const SAMPLE = 1 << 18;
const NUMBER = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eEdD][+-]?\d+)?\s*$/;
const DELIMITERS: readonly (readonly [string, number])[] = [
  ["\t", 0x09],
  [",", 0x2c],
  [";", 0x3b],
  ["|", 0x7c],
  [" ", 0x20]
];

/**
 * Reads delimited text. A column is boolean, int32, int64 or float64 only where every cell is one, blank ones and null words
 * aside; leading zeros, plus signs and more digits than 64 bits make text. Unquoted nothing is null, "" is empty text.
 * @throws on records of different lengths and on unclosed quotes, with the line.
 */
export async function readDelimited(source: Source, options: DelimitedOptions = {}): Promise<FormatTable> {
  const window = await openWindow(source);
  let layout: Layout;
  try {
    layout = sniffLayout(await peekLines(window, SAMPLE), options);
  } finally {
    await window.close();
  }
  return readLayout(source, layout);
}

/** Reads delimited text of a known layout: once, or twice where the first 256 kB did not show the types of all columns. */
export async function readLayout(source: Source, layout: Layout): Promise<FormatTable> {
  const guess = await readTypes(source, layout);
  const first = await readTyped(source, layout, guess);
  if ("columns" in first) return first;
  const second = await readTyped(source, layout, first.seen);
  if ("columns" in second) return second;
  throw new Error("the file changed while it was read");
}

/** Finds delimiter, header and comments from the first lines. @throws where no lines have fields in common. */
export function sniffLayout(lines: readonly string[], {delimiter, header}: DelimitedOptions = {}): Layout {
  const comments: string[] = [];
  let skip = 0;
  while (skip < lines.length && (/^\s*#/.test(lines[skip]!) || lines[skip]!.trim() === "")) comments.push(lines[skip++]!);
  const body = lines.slice(skip).filter((line) => line.trim() !== "");
  if (body.length === 0) throw new Error("the file holds no records");
  const dialect = delimiter === undefined ? sniffDialect(body) : dialectOf(delimiter);
  const records = body.slice(0, 100).map((line) => splitLine(line, dialect));
  const width = records[0]!.length;
  const shown = comments.map((line) => line.replace(/^\s*#\s?/, "")).filter((line) => line.trim() !== "");
  const base = {...dialect, skip, comments: shown};
  const numeric = records[0]!.some((cell) => NUMBER.test(cell));
  const last = comments.at(-1) === undefined ? [] : splitLine(comments.at(-1)!.replace(/^\s*#\s?/, ""), dialect);
  if (header === undefined && numeric && last.length === width && width > 1 && comments.at(-1)!.trim().startsWith("#"))
    return {...base, header: false, names: last, comments: shown.slice(0, -1)};
  if (header ?? !numeric) return {...base, header: true};
  return {...base, header: false, names: Array.from({length: width}, (_, i) => `col${i + 1}`)};
}

function dialectOf(delimiter: string): Dialect {
  if (delimiter === "blanks") return {quotes: true, escapes: true};
  return {delimiter: delimiter.charCodeAt(0), quotes: true};
}

/** The delimiter that most evenly cuts the lines into several fields; commas where nothing does. */
function sniffDialect(body: readonly string[]): Dialect {
  const lines = body.slice(0, 60);
  let best: {dialect: Dialect; score: number} = {dialect: dialectOf(","), score: 0};
  for (const [delimiter] of [...DELIMITERS, ["blanks"] as const]) {
    const dialect = dialectOf(delimiter);
    const counts = lines.map((line) => splitLine(line, dialect).length);
    const width = counts[0]!;
    if (width < 2) continue;
    const equal = counts.filter((count) => count === width).length / counts.length;
    // Blanks also separate words of text: they win only where nothing else cuts the lines evenly; single ones only where runs do not.
    const score = equal * (delimiter === "blanks" ? 0.9 : delimiter === " " ? 0.89 : 1);
    if (score > best.score) best = {dialect, score};
  }
  return best.dialect;
}

/** A line of text cut into fields, quotes heeded. */
function splitLine(line: string, {delimiter, escapes = false}: Dialect): string[] {
  const cells: string[] = [];
  const at = delimiter === undefined ? "" : String.fromCharCode(delimiter);
  const text = delimiter === undefined ? line.trim() : line;
  let i = 0;
  for (;;) {
    let cell = "";
    if (text[i] === '"') {
      for (++i; i < text.length; ++i) {
        if (escapes && text[i] === "\\") ++i;
        else if (text[i] === '"' && text[i + 1] === '"') ++i;
        else if (text[i] === '"') break;
        cell += text[i] ?? "";
      }
      ++i;
    }
    while (i < text.length && !(at === "" ? /\s/.test(text[i]!) : text[i] === at)) cell += text[i++];
    cells.push(cell);
    if (i >= text.length) return cells;
    ++i;
    if (at === "") while (/\s/.test(text[i] ?? "")) ++i;
  }
}

interface Opened {
  readonly window: Window;
  readonly records: Records;
  readonly names: readonly string[];
}

/** Opens a source behind its header. */
async function open(source: Source, layout: Layout): Promise<Opened> {
  const window = await openWindow(source);
  const lines = new Lines(window);
  for (let i = 0; i < layout.skip; ++i) await lines.next();
  const records = new Records(window, layout, lines.number + 1);
  if (layout.names) return {window, records, names: layout.names};
  let found = await records.next();
  while (found && records.blank) found = await records.next();
  const names = Array.from({length: found ? records.count : 0}, (_, k) => {
    const field = records.field(k);
    return decodeText(field, 0, field.length).trim();
  });
  return {window, records, names};
}

/** The classes of cells that the first part of the file shows, by column. */
async function readTypes(source: Source, layout: Layout): Promise<number[]> {
  const {window, records, names} = await open(source, layout);
  const seen = names.map(() => 0);
  await window.need(SAMPLE);
  const until = window.position + SAMPLE;
  while (window.position < until && (window.done ? await records.next() : records.take())) {
    if (!records.blank && records.count >= names.length) addClasses(records, seen);
  }
  await window.close();
  return seen;
}

function addClasses(records: Records, seen: number[]): void {
  for (let k = 0; k < seen.length; ++k) {
    const escaped = records.quoted[k] === 2;
    const bytes = escaped ? records.unescape(k) : records.window.bytes;
    let start = escaped ? 0 : records.starts[k]!;
    let end = escaped ? bytes.length : records.ends[k]!;
    while (end > start && bytes[end - 1]! <= 0x20) --end;
    while (start < end && bytes[start]! <= 0x20) ++start;
    seen[k]! |= classify(bytes, start, end);
  }
}

/** Reads with the types that the classes give; where they prove too narrow, reads on only to learn the classes of all cells. */
async function readTyped(
  source: Source,
  layout: Layout,
  guess: readonly number[]
): Promise<FormatTable | {readonly seen: number[]}> {
  const {window, records, names} = await open(source, layout);
  const warnings = new Warnings();
  try {
    const size = source.size ?? 0;
    const budget = new Budget(() => Math.max(size, window.position));
    const columns = names.map((_, k) => new InferredColumn(guess[k] ?? 0, budget));
    let rows = 0;
    while (records.take() || (await records.next())) {
      if (records.blank) continue;
      if (layout.last !== undefined && records.count === 1 && decodeText(records.field(0)) === layout.last) break;
      checkWidth(records, names.length, layout);
      if (!appendRecord(records, columns)) return {seen: await readOn(records, columns)};
      ++rows;
    }
    const unique = uniqueNames(names, warnings);
    const finished = columns.map(({builder, type, seen}, k) => {
      const name = unique[k]!;
      if (builder instanceof TextBuilder && builder.latin1 > 0) warnings.latin1(name, builder.latin1);
      if (type !== "text" && (seen & WORD) !== 0)
        warnings.add(`column "${name}": words such as "NA" or "null" among numbers are read as null`);
      return builder.finish({name});
    });
    return {rows, columns: finished, facts: {...noFacts, comments: layout.comments}, warnings: warnings.list()};
  } finally {
    await window.close();
  }
}

function appendRecord(records: Records, columns: readonly InferredColumn[]): boolean {
  const {bytes} = records.window;
  let fits = true;
  for (let k = 0; k < columns.length; ++k) {
    const quoted = records.quoted[k]!;
    if (quoted === 2) {
      const field = records.unescape(k);
      fits = columns[k]!.append(field, 0, field.length, true) && fits;
    } else fits = columns[k]!.append(bytes, records.starts[k]!, records.ends[k]!, quoted === 1) && fits;
  }
  return fits;
}

async function readOn(records: Records, columns: readonly InferredColumn[]): Promise<number[]> {
  const seen = columns.map((column) => column.seen);
  while (records.take() || (await records.next()))
    if (!records.blank && records.count >= columns.length) addClasses(records, seen);
  return seen;
}

/** Delimiters at the end of a record may be too many, as long as nothing is between them. */
function checkWidth(records: Records, width: number, {delimiter}: Layout): void {
  const {count} = records;
  if (count === width) return;
  let extra = false;
  for (let k = width; k < count; ++k) extra ||= records.ends[k]! > records.starts[k]!;
  if (count > width && !extra && delimiter !== undefined) return;
  throw new Error(
    `line ${records.line} has ${counted(count, "field")}, but the table has ${counted(width, "column")}; check its quotes and delimiters`
  );
}
