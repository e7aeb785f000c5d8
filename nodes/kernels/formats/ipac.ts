// IPAC tables, as IRSA's Gator and others write them: fixed columns under bars
// (https://irsa.ipac.caltech.edu/applications/DDGEN/Doc/ipac_tbl.html).
import {counted} from "../words.ts";
import {Budget} from "./builders.ts";
import {openWindow, type Source} from "./bytes.ts";
import {appendCell, cellField, type CellField, characterOffsets, finishCell} from "./cells.ts";
import {frameSaid, inFrame} from "./frames.ts";
import {Lines} from "./records.ts";
import {decodeText} from "./text-builder.ts";
import {type FormatTable, given, type ScalarType, type TableParam} from "./types.ts";
import {uniqueNames, Warnings} from "./warnings.ts";

const BACKSLASH = 0x5c;
const BAR = 0x7c;

interface Head {
  /** Up to four lines between bars: names, types, units, null words. */
  readonly rows: string[][];
  /** Where the bars stand, in characters. */
  bars: number[];
  readonly params: TableParam[];
  readonly comments: string[];
}

/**
 * Reads an IPAC table. Null are the word of the fourth header line, "null" and blanks in numbers, and that word in text.
 * @throws where there is no header line between bars, with the line.
 */
export async function readIpac(source: Source): Promise<FormatTable> {
  const window = await openWindow(source);
  const warnings = new Warnings();
  try {
    const lines = new Lines(window);
    const head: Head = {rows: [], bars: [], params: [], comments: []};
    const more = await readHead(lines, head);
    if (head.rows.length === 0)
      throw new Error(`line ${lines.number}: an IPAC table must have its column names between bars; none were found`);
    const size = source.size ?? 0;
    const fields = fieldsOf(head, new Budget(() => Math.max(size, window.position)), warnings);
    const rows = more ? await readRows(lines, head.bars, fields, warnings) : 0;
    const columns = fields.map((field) => finishCell(field, warnings));
    const said = head.params.find(({name}) => name.toLowerCase() === "rowsretrieved")?.value ?? "";
    if (/^\d+$/.test(said) && Number(said) !== rows)
      warnings.add(`the header says ${counted(Number(said), "row")}, but the file holds ${rows}; it may be cut short`);
    const named = (name: string): string | undefined => head.params.find((param) => param.name.toUpperCase() === name)?.value;
    const frame = frameSaid(named("RADESYS") ?? named("RADECSYS"), named("EQUINOX"));
    return {
      rows,
      columns: inFrame(columns, frame),
      facts: {frames: frame ? [frame] : [], params: head.params, comments: head.comments},
      warnings: warnings.list()
    };
  } finally {
    await window.close();
  }
}

/** Reads up to the first line of data, which it leaves as the current one; false where there is none. */
async function readHead(lines: Lines, head: Head): Promise<boolean> {
  while (await lines.next()) {
    const {start, end, window} = lines;
    const first = window.bytes[start];
    if (first === BACKSLASH) readKeyword(decodeText(window.bytes, start + 1, end), head);
    else if (first === BAR) {
      const text = decodeText(window.bytes, start, end).trimEnd();
      if (head.rows.length === 0) head.bars = barsOf(text);
      if (head.rows.length < 4) head.rows.push(split(text, head.bars));
    } else if (isBlank(window.bytes, start, end) && !(end - start > (head.bars.at(-2) ?? Infinity))) continue;
    else if (head.rows.length > 0) return true;
    else
      throw new Error(
        `line ${lines.number}: an IPAC table must start with lines of \\ and |; got ${JSON.stringify(decodeText(window.bytes, start, Math.min(end, start + 40)))}`
      );
  }
  return false;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; ++i) if (bytes[i]! > 0x20) return false;
  return true;
}

function readKeyword(text: string, {params, comments}: Head): void {
  const match = /^\s?([\w.-]+)\s*=\s*(.*)$/s.exec(text);
  if (!match || text.startsWith("  ")) {
    const comment = text.trim();
    if (comment !== "") comments.push(comment);
    return;
  }
  const value = match[2]!.trim();
  const quote = closing(value);
  const rest = quote > 0 ? value.slice(quote + 1).trim() : "";
  // Quoted, perhaps with a comment behind a slash; or plain, with one behind two blanks and a slash. A quote may also never end.
  const [plain, comment] =
    quote > 0 && (rest === "" || rest.startsWith("/"))
      ? [value.slice(1, quote).replaceAll(value[0]!.repeat(2), value[0]!), rest.slice(1)]
      : parted(value.replace(/^['"]/, ""));
  params.push({name: match[1]!, value: plain.trim(), datatype: "char", ...given({description: comment?.trim()})});
}

/** Where a quoted value ends: quotes within it are doubled. −1 where it is not quoted. */
function closing(value: string): number {
  const quote = value[0]!;
  if (quote !== "'" && quote !== '"') return -1;
  let at = value.indexOf(quote, 1);
  while (at >= 0 && value[at + 1] === quote) at = value.indexOf(quote, at + 2);
  return at;
}

/** A value and the comment behind two blanks and a slash. */
function parted(value: string): [string, string?] {
  for (let at = value.indexOf("  /"); at >= 0; at = value.indexOf("  /", at + 1))
    if (value[at + 3] === undefined || value[at + 3] === " ") return [value.slice(0, at), value.slice(at + 3)];
  return [value];
}

function barsOf(text: string): number[] {
  const bars: number[] = [];
  Array.from(text).forEach((c, i) => {
    if (c === "|") bars.push(i);
  });
  // Without a bar at its end, the last column goes on to the end of the line.
  if (bars.at(-1) !== Array.from(text).length - 1) bars.push(Number.MAX_SAFE_INTEGER);
  return bars;
}

function split(text: string, bars: readonly number[]): string[] {
  const characters = Array.from(text);
  const parts = text
    .slice(1)
    .replace(/\|\s*$/, "")
    .split("|");
  if (parts.length === bars.length - 1) return parts;
  return bars.slice(0, -1).map((bar, k) => characters.slice(bar + 1, bars[k + 1]).join(""));
}

const strip = (word: string | undefined): string =>
  (word ?? "")
    .trim()
    .replace(/^-+|-+$/g, "")
    .trim();

function fieldsOf({rows, comments}: Head, budget: Budget, warnings: Warnings): CellField[] {
  const [names = [], types, units, nulls] = rows;
  const described = descriptions(comments);
  const raw = names.map(strip);
  return uniqueNames(raw, warnings).map((name, j) => {
    const word = types === undefined ? "" : strip(types[j]).toLowerCase();
    const type = typeOf(word);
    if (type === undefined) warnings.add(`column "${name}" has the type "${word}", which IPAC tables do not know; read as text`);
    const facts = {name, ...given({unit: strip(units?.[j]), description: described.get(raw[j]!)})};
    const nothing = [nulls?.[j]?.trim() ?? "null", ...(type === "text" ? [] : ["null"])];
    return cellField(facts, type ?? "text", budget, {nothing, blankIsNull: nulls === undefined});
  });
}

/** IPAC types may be cut down to their first letters. */
function typeOf(word: string): ScalarType | undefined {
  if (word === "") return "text";
  const is = (full: string): boolean => full.startsWith(word);
  if (is("integer") || is("int")) return "int32";
  if (is("long")) return "int64";
  if (is("double")) return "float64";
  if (is("float") || is("real")) return "float32";
  return is("char") || is("character") || is("string") || is("str") || is("date") ? "text" : undefined;
}

/** Gator writes, in comments, "name (unit)" and on the next line "___ description". */
function descriptions(comments: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  comments.forEach((line, i) => {
    const name = /^(\S+)(?:\s+\([^)]*\))?$/.exec(comments[i - 1] ?? "")?.[1];
    const text = /^___\s+(.*)$/.exec(line)?.[1];
    if (name !== undefined && text !== undefined) found.set(name, text.trim());
  });
  return found;
}

async function readRows(
  lines: Lines,
  bars: readonly number[],
  fields: readonly CellField[],
  warnings: Warnings
): Promise<number> {
  const {window} = lines;
  const place = (): string => `line ${lines.number}`;
  let rows = 0;
  do {
    const {start, end} = lines;
    const {bytes} = window;
    if (bytes[start] === BACKSLASH || bytes[start] === BAR) continue;
    // Blanks up to the last column are a row of nulls; fewer are an empty line.
    if (end - start <= bars.at(-2)! && isBlank(bytes, start, end)) continue;
    const at = characterOffsets(bytes, start, end);
    for (let j = 0; j < fields.length; ++j) {
      let from = at ? at(bars[j]! + 1) : Math.min(end, start + bars[j]! + 1);
      let to = at ? at(bars[j + 1]!) : Math.min(end, start + bars[j + 1]!);
      // The characters under bars should be blank; where one is not, it belongs to the value it touches.
      if (from < end && from > start && bytes[from - 1]! > 0x20 && !touches(bytes, from - 2, start)) --from;
      if (to < end && to > from && bytes[to]! > 0x20 && bytes[to - 1]! > 0x20) {
        ++to;
        warnings.tally("values stand under a bar of the header", place());
      }
      appendCell(fields[j]!, bytes, from, Math.max(from, to), place, warnings);
    }
    ++rows;
  } while (await lines.next());
  return rows;
}

function touches(bytes: Uint8Array, i: number, start: number): boolean {
  return i >= start && bytes[i]! > 0x20;
}
