import type {CsvOptions} from "./database.ts";
import {inputFile, type Turn} from "./duckdb-engine.ts";
import {decodeColumns, sqlTypes} from "./duckdb-types.ts";
import {quoteText} from "./sql.ts";
import {type ColumnType, Table} from "./table.ts";

const delimiters = [",", "\t", ";", "|"];

/** Reads separated text in two passes of the engine: one tells the types from all values, the other converts them. */
export async function readCsv(turn: Turn, bytes: Uint8Array, options: Omit<CsvOptions, "signal"> = {}): Promise<Table> {
  const {header = true, nulls = []} = options;
  const {delimiter, fields, bodyAt, lines} = readHeader(bytes, options.delimiter);
  if (header && fields.every((field) => field.trim() !== "" && !Number.isNaN(Number(field)))) {
    throw new Error("the first line holds numbers, not names; tell that there is no header, or add one");
  }
  const {names, renamed} = uniqueNames(header ? fields : fields.map((_, i) => `column${i + 1}`));
  // A copy, for the engine takes the buffer away; a Buffer's own slice would not be one.
  const body = new Uint8Array(bytes.subarray(header ? bodyAt : bomLength(bytes)));
  const source = reader(names.length, delimiter, ["", ...nulls]);
  await turn.db.registerFileBuffer(inputFile, body);
  try {
    const types = await tellTypes(turn, source, names.length);
    const {columns, rows} = decodeColumns(
      await turn.run(`SELECT ${converted(types)} FROM ${source}`),
      types.map(({type}) => type)
    );
    const meta = renamed.length > 0 ? {renamed: renamed.join(", ")} : {};
    return new Table({columns: columns.map((column, i) => ({...column, name: names[i]!})), rows, meta});
  } catch (error) {
    throw inWords(error as Error, names.length, header ? lines : 0);
  } finally {
    await turn.db.dropFile(inputFile).catch(() => undefined);
  }
}

interface Header {
  readonly delimiter: string;
  readonly fields: readonly string[];
  /** Where the line after it begins. */
  readonly bodyAt: number;
  /** How many lines it takes up. */
  readonly lines: number;
}

function readHeader(bytes: Uint8Array, given: string | undefined): Header {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new Error("the text is in UTF-16; save it as UTF-8");
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Error("the file is compressed with gzip; unpack it first");
  if (given !== undefined && !/^[^"\n\r]$/u.test(given))
    throw new Error(`a delimiter is one character; got ${JSON.stringify(given)}`);
  let start = bomLength(bytes);
  while (bytes[start] === 10 || bytes[start] === 13) start += 1;
  if (start >= bytes.length) throw new Error("the file is empty; it needs a first line with the names of the columns");
  const end = lineEnd(bytes, start);
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const delimiter = given ?? likeliest(text);
  const crlf = bytes[end] === 13 && bytes[end + 1] === 10;
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split(/\r\n|\r|\n/).length;
  return {delimiter, fields: splitLine(text, delimiter), bodyAt: Math.min(bytes.length, end + (crlf ? 2 : 1)), lines};
}

function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function lineEnd(bytes: Uint8Array, start: number): number {
  let inQuotes = false;
  for (let i = start; i < bytes.length; ++i) {
    if (bytes[i] === 34) inQuotes = !inQuotes;
    else if (!inQuotes && (bytes[i] === 10 || bytes[i] === 13)) return i;
  }
  return bytes.length;
}

function likeliest(line: string): string {
  const count = (delimiter: string): number => splitLine(line, delimiter).length;
  return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function splitLine(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let inQuotes = false;
  for (let i = 0; i < line.length; ++i) {
    const character = line[i]!;
    if (inQuotes && character === '"' && line[i + 1] === '"') field += line[++i]!;
    else if (character === '"') inQuotes = !inQuotes;
    else if (character === delimiter && !inQuotes) {
      fields.push(field);
      field = "";
    } else field += character;
  }
  return [...fields, field];
}

function uniqueNames(fields: readonly string[]): {readonly names: readonly string[]; readonly renamed: readonly string[]} {
  const wanted = fields.map((field, i) => field.trim() || `column${i + 1}`);
  const taken = new Set<string>();
  const renamed: string[] = [];
  const names = wanted.map((name) => {
    let unique = name;
    for (let i = 2; taken.has(unique) || (unique !== name && wanted.includes(unique)); ++i) unique = `${name}_${i}`;
    if (unique !== name) renamed.push(`${name} → ${unique}`);
    taken.add(unique);
    return unique;
  });
  return {names, renamed};
}

function reader(width: number, delimiter: string, nulls: readonly string[]): string {
  const columns = Array.from({length: width}, (_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  return `read_csv('${inputFile}', auto_detect = false, header = false, delim = ${quoteText(delimiter)}, quote = '"', escape = '"',
    nullstr = [${nulls.map(quoteText).join(", ")}], columns = {${columns}}, strict_mode = true)`;
}

// What a field may look like, as bits that add up over a column.
const small = 1;
const long = 2;
const real = 4;
const truth = 8;
const words = 16;
const huge = 32;
const notFinite = 64;
const blank = 128;

// "-0" is no integer here: degrees of declination written apart from their minutes would lose their sign.
const integerPattern = String.raw`\s*(\+?0|[+-]?[1-9][0-9]*)\s*`;
const realPattern = (exponent: string): string =>
  String.raw`\s*(-0|[+-]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][+-]?${exponent})?|[+-]?(0|[1-9][0-9]*)[eE][+-]?${exponent})\s*`;
const notFinitePattern = String.raw`(?i)\s*[+-]?(nan|inf|infinity)\s*`;

// Only a long number or exponent may be too large for a double, which takes a trial to tell.
function classify(c: string): string {
  return `coalesce(bit_or(CASE WHEN ${c} IS NULL THEN 0
    WHEN regexp_full_match(${c}, '${integerPattern}') THEN
      CASE WHEN length(${c}) <= 15 THEN ${small} WHEN try_cast(${c} AS BIGINT) IS NULL THEN ${huge} ELSE ${long} END
    WHEN length(${c}) < 100 AND regexp_full_match(${c}, '${realPattern("[0-9]{1,2}")}') THEN ${real}
    WHEN regexp_full_match(${c}, '${realPattern("[0-9]+")}') THEN CASE WHEN isfinite(try_cast(${c} AS DOUBLE)) THEN ${real} ELSE ${words} END
    WHEN lower(${c}) IN ('true', 'false') THEN ${truth}
    WHEN regexp_full_match(${c}, '${notFinitePattern}') THEN ${notFinite}
    WHEN trim(${c}) = '' THEN ${blank} ELSE ${words} END), 0)::INTEGER`;
}

interface Told {
  readonly type: ColumnType;
  readonly hasBlanks: boolean;
}

async function tellTypes(turn: Turn, source: string, width: number): Promise<Told[]> {
  const kinds = Array.from({length: width}, (_, i) => classify(`c${i}`)).join(",\n");
  const {columns} = decodeColumns(
    await turn.run(`SELECT ${kinds} FROM ${source}`),
    Array.from({length: width}, () => "int32")
  );
  return columns.map(({values}) => {
    const bits = (values as Int32Array)[0]!;
    return {type: typeOf(bits & ~blank), hasBlanks: (bits & blank) > 0};
  });
}

function typeOf(bits: number): ColumnType {
  const has = (some: number): boolean => (bits & some) > 0;
  if (bits === 0 || has(words)) return "text";
  if (has(truth)) return bits === truth ? "boolean" : "text";
  if (has(real)) return "float64";
  if (has(huge) || (has(long) && has(notFinite))) return "text";
  return has(notFinite) ? "float64" : "int64";
}

function converted(types: readonly Told[]): string {
  const convert = ({type, hasBlanks}: Told, i: number): string => {
    if (type === "text") return `c${i}`;
    return `CAST(${hasBlanks ? `nullif(trim(c${i}), '')` : `c${i}`} AS ${sqlTypes[type]}) AS c${i}`;
  };
  return types.map(convert).join(", ");
}

function inWords(error: Error, width: number, headerLines: number): Error {
  const line = Number(/CSV Error on Line: (\d+)/.exec(error.message)?.[1]) + headerLines;
  const found = /Found: (\d+)/.exec(error.message)?.[1];
  const text = /Original Line: (.*?)(; Expected Number|; Value with|$)/.exec(error.message)?.[1]?.slice(0, 80);
  if (found !== undefined) {
    return new Error(
      `line ${line} has ${found} field${found === "1" ? "" : "s"}, but the first line has ${width}; it reads ${JSON.stringify(text)}`,
      {
        cause: error
      }
    );
  }
  if (/unterminated quote/.test(error.message))
    return new Error(`line ${line} opens a quote that is not closed; it reads ${JSON.stringify(text)}`, {cause: error});
  if (/invalid state/.test(error.message)) {
    return new Error("the text cannot be cut into fields; its line ends may be mixed, or a quote stands within a field", {
      cause: error
    });
  }
  return error;
}
