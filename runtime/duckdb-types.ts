import {type Data, RecordBatchReader} from "apache-arrow";
import {quoteIdentifier} from "./sql.ts";
import type {Column, ColumnType, NumberValues} from "./table.ts";

/** Our column types in the engine. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  boolean: "BOOLEAN",
  uint8: "UTINYINT",
  int16: "SMALLINT",
  int32: "INTEGER",
  int64: "BIGINT",
  float32: "FLOAT",
  float64: "DOUBLE",
  text: "VARCHAR"
};

const same = Object.fromEntries(Object.entries(sqlTypes).map(([ours, sql]) => [sql, ours as ColumnType]));

const widened: Readonly<Record<string, ColumnType>> = {
  TINYINT: "int16",
  USMALLINT: "int32",
  UINTEGER: "int64",
  UBIGINT: "int64",
  HUGEINT: "float64",
  UHUGEINT: "float64",
  '"NULL"': "text",
  NULL: "text",
  DATE: "text",
  TIME: "text",
  "TIME WITH TIME ZONE": "text",
  INTERVAL: "text",
  UUID: "text"
};

/** Our type for a type of the engine. @throws on types a table cannot hold. */
export function columnTypeOf(sqlType: string, name: string): ColumnType {
  const type = same[sqlType] ?? widened[sqlType];
  if (type) return type;
  if (/^DECIMAL\(\d+,\d+\)$/.test(sqlType)) return "float64";
  if (sqlType.startsWith("TIMESTAMP") || /^ENUM\(.*\)$/s.test(sqlType)) return "text";
  throw new Error(`column "${name}" has the type ${sqlType}, which a table cannot hold; cast it to a number or to text`);
}

/** SQL that turns a value of the engine's type into ours. */
export function convert(value: string, sqlType: string, type: ColumnType): string {
  if (sqlType === sqlTypes[type]) return value;
  const cast = `CAST(${value} AS ${sqlTypes[type]})`;
  return sqlType.startsWith("TIMESTAMP") ? `replace(${cast}, ' ', 'T')` : cast;
}

/** Names and types as DESCRIBE gives them. @throws on names given twice. */
export function describedColumns(bytes: Uint8Array): {readonly name: string; readonly sqlType: string}[] {
  const [names, types] = decodeColumns(bytes, ["text", "text"]).columns;
  const described = textOf(names!).map((name, i) => ({name, sqlType: textOf(types!)[i]!}));
  const seen = new Set<string>();
  for (const {name} of described) {
    if (seen.has(name)) throw new Error(`two columns of the result are named "${name}"; rename one with AS`);
    seen.add(name);
  }
  return described;
}

/** The first columns of an Arrow IPC stream, its batches joined; null slots hold 0 or empty text. */
export function decodeColumns(
  bytes: Uint8Array,
  types: readonly ColumnType[]
): {readonly columns: Column[]; readonly rows: number} {
  const reader = RecordBatchReader.from(bytes).open();
  const {fields} = reader.schema;
  const batches = [...reader];
  const rows = batches.reduce((sum, batch) => sum + batch.numRows, 0);
  const columns = types.map((type, i) => {
    const name = fields[i]?.name ?? "";
    return join(
      name,
      type,
      batches.map((batch) => batch.data.children[i] as Data),
      rows
    );
  });
  return {columns, rows};
}

function join(name: string, type: ColumnType, parts: readonly Data[], rows: number): Column {
  const valid = joinMasks(parts, rows);
  const mask = valid && {valid};
  if (type === "text") return {name, type, values: joinText(name, parts, rows, valid), ...mask};
  if (type === "boolean") return {name, type, values: joinBooleans(parts, rows, valid), ...mask};
  const values = new arrays[type](rows);
  let at = 0;
  for (const part of parts) {
    values.set((part.values as Float64Array).subarray(0, part.length) as never, at);
    at += part.length;
  }
  if (valid) for (let i = 0; i < rows; ++i) if (!valid[i]) values[i] = type === "int64" ? 0n : 0;
  return {name, type, values, ...mask} as Column;
}

const arrays: Readonly<Record<Exclude<ColumnType, "text" | "boolean">, new (length: number) => NumberValues>> = {
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array
};

function joinMasks(parts: readonly Data[], rows: number): Uint8Array | undefined {
  if (!parts.some((part) => part.nullCount > 0)) return undefined;
  const valid = new Uint8Array(rows).fill(1);
  let at = 0;
  for (const part of parts) {
    if (part.nullCount > 0) for (let i = 0; i < part.length; ++i) valid[at + i] = bit(part.nullBitmap, part.offset + i);
    at += part.length;
  }
  return valid;
}

function joinBooleans(parts: readonly Data[], rows: number, valid: Uint8Array | undefined): Uint8Array {
  const flags = new Uint8Array(rows);
  let at = 0;
  for (const part of parts) {
    const bits = part.values as Uint8Array;
    for (let i = 0; i < part.length; ++i, ++at) flags[at] = valid && !valid[at] ? 0 : bit(bits, part.offset + i);
  }
  return flags;
}

function joinText(
  name: string,
  parts: readonly Data[],
  rows: number,
  valid: Uint8Array | undefined
): {offsets: Int32Array; bytes: Uint8Array} {
  const offsets = new Int32Array(rows + 1);
  const pieces: Uint8Array[] = [];
  let at = 0;
  let length = 0;
  for (const part of parts) {
    const from = part.valueOffsets as Int32Array;
    const bytes = part.values as Uint8Array;
    for (let i = 0; i < part.length; ++i, ++at) {
      if (!valid || valid[at]) {
        pieces.push(bytes.subarray(from[i], from[i + 1]));
        length += from[i + 1]! - from[i]!;
      }
      offsets[at + 1] = length;
    }
  }
  if (length > 0x7fffffff) throw new Error(`column "${name}" holds over 2 GB of text; select less of it`);
  const whole = new Uint8Array(length);
  let to = 0;
  for (const piece of pieces) {
    whole.set(piece, to);
    to += piece.length;
  }
  return {offsets, bytes: whole};
}

function bit(bits: Uint8Array, i: number): number {
  return (bits[i >> 3]! >> (i & 7)) & 1;
}

function textOf(column: Column): string[] {
  if (column.type !== "text") throw new Error(`column "${column.name}" is not text`);
  const {offsets, bytes} = column.values;
  const decoder = new TextDecoder();
  return Array.from({length: offsets.length - 1}, (_, i) => decoder.decode(bytes.subarray(offsets[i], offsets[i + 1])));
}

/** A SELECT list that converts each column to our type, keeping its name. */
export function conversions(
  described: readonly {readonly name: string; readonly sqlType: string}[],
  types: readonly ColumnType[]
): string {
  return described.map(({name, sqlType}, i) => `${convert(`c${i}`, sqlType, types[i]!)} AS ${quoteIdentifier(name)}`).join(", ");
}
