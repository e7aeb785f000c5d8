// FITS ASCII tables (FITS Standard 4.0, §7.2): fixed fields of text.
import type {Window} from "./bytes.ts";
import type {TableContext} from "./fits.ts";
import {factsOf, scalingOf} from "./fits-columns.ts";
import {count, type Header} from "./fits-header.ts";
import {parsed, parseReal} from "./numbers.ts";
import {type Builder, NumberBuilder} from "./builders.ts";
import {decodeText, scalarBuilder, TextBuilder} from "./text-builder.ts";
import type {ColumnFacts, FormatTable, ScalarType} from "./types.ts";

interface Field {
  readonly facts: ColumnFacts;
  readonly start: number;
  readonly width: number;
  readonly type: ScalarType;
  /** Digits after the point where the text has none. */
  readonly decimals: number;
  readonly nothing: string | undefined;
  readonly scale: number;
  readonly zero: number;
  readonly builder: Builder;
}

/** Reads the rows of an ASCII table at the window. Blank numbers and TNULL are null; I fields of ten digits and more are int64. */
export async function readAsciiTable(
  window: Window,
  header: Header,
  context: TableContext
): Promise<Pick<FormatTable, "rows" | "columns">> {
  const {names, rows, rowBytes, label, warnings} = context;
  const fields = names.map((name, i) => fieldOf(header, i + 1, name, context));
  if (rowBytes === 0 && rows > 0) throw new Error(`${label}: NAXIS1 claims rows of 0 bytes`);
  for (let row = 0; row < rows; ++row) {
    if (!(await window.need(rowBytes)))
      throw new Error(`${label}: the file ends at byte ${window.position + window.available}, in row ${row + 1} of ${rows}`);
    for (const field of fields) readCell(field, window.bytes, window.pos + field.start, row, context);
    window.pos += rowBytes;
  }
  const columns = fields.map(({builder, facts}) => {
    if (builder instanceof TextBuilder && builder.latin1 > 0) warnings.latin1(facts.name, builder.latin1);
    return builder.finish(facts);
  });
  return {rows, columns};
}

function fieldOf(header: Header, n: number, name: string, {label, rowBytes, budget, warnings}: TableContext): Field {
  const form = String(header.values.get(`TFORM${n}`) ?? "");
  const match = /^([AIFED])(\d+)(?:\.(\d+))?$/.exec(form.trim());
  if (!match) throw new Error(`${label}: TFORM${n} of column "${name}" must be Aw, Iw, Fw.d, Ew.d or Dw.d; got "${form}"`);
  const width = Number(match[2]);
  const start = count(header, `TBCOL${n}`, label) - 1;
  if (start < 0 || start + width > rowBytes)
    throw new Error(`${label}: column "${name}" takes bytes ${start + 1} to ${start + width} of rows of ${rowBytes}`);
  const {scale, zero} = scalingOf(header, n, "D", `${label}: column "${name}"`, warnings);
  const plain = scale === 1 && Number(zero) === 0;
  const type: ScalarType = match[1] === "A" ? "text" : match[1] === "I" && plain ? (width < 10 ? "int32" : "int64") : "float64";
  const nothing = header.values.get(`TNULL${n}`);
  return {
    facts: factsOf(header, n, name),
    start,
    width,
    type,
    decimals: Number(match[3] ?? 0),
    nothing: nothing === undefined ? undefined : String(nothing).trim(),
    scale,
    zero: Number(zero),
    builder: scalarBuilder(type, budget)
  };
}

function readCell(field: Field, bytes: Uint8Array, at: number, row: number, {label, warnings}: TableContext): void {
  let start = at;
  let end = at + field.width;
  const {builder, nothing} = field;
  while (end > start && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) --end;
  if (nothing !== undefined && isNothing(bytes, start, end, nothing)) builder.appendNull();
  else if (field.type === "text") (builder as TextBuilder).append(bytes, start, end);
  else {
    while (start < end && bytes[start] === 0x20) ++start;
    if (start === end) builder.appendNull();
    else if (!appendNumber(field, bytes, start, end)) {
      warnings.badCell(field.facts.name, `of type ${field.type}`, decodeText(bytes, start, end), `${label}, row ${row + 1}`);
      builder.appendNull();
    }
  }
}

function isNothing(bytes: Uint8Array, start: number, end: number, nothing: string): boolean {
  return decodeText(bytes, start, end).trim() === nothing;
}

function appendNumber(field: Field, bytes: Uint8Array, start: number, end: number): boolean {
  const {builder} = field;
  if (field.type !== "float64" || !(builder instanceof NumberBuilder)) return builder.appendSpelled(bytes, start, end);
  const value = parseReal(bytes, start, end);
  if (value !== value && !parsed()) return false;
  const implied =
    field.decimals > 0 && !bytes.subarray(start, end).includes(0x2e) ? value / Number(`1e${field.decimals}`) : value;
  builder.append(implied * field.scale + field.zero);
  return true;
}
