// The schema of an Arrow file (format/Schema.fbs).
import type {FlatTable} from "./flatbuffer.ts";

/** What a field stores; sizes in bits. */
export type ArrowType =
  | {readonly kind: "null" | "bool"}
  | {readonly kind: "int"; readonly bits: number; readonly signed: boolean}
  | {readonly kind: "float"; readonly bits: number}
  | {readonly kind: "decimal"; readonly bits: number; readonly scale: number}
  | {readonly kind: "date" | "time"; readonly bits: number; readonly perSecond: bigint}
  | {readonly kind: "timestamp"; readonly perSecond: bigint; readonly utc: boolean}
  | {readonly kind: "interval"; readonly unit: number}
  /** Offsets of 32 or 64 bits, or views of 16 bytes. */
  | {readonly kind: "text" | "bytes"; readonly layout: 32 | 64 | "view"}
  | {readonly kind: "fixedBytes"; readonly size: number}
  | {readonly kind: "list"; readonly layout: 32 | 64}
  | {readonly kind: "fixedList"; readonly size: number}
  | {readonly kind: "struct" | "map"}
  | {readonly kind: "union"; readonly dense: boolean; readonly ids: readonly number[]};

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** Of the dictionary its values are in, with the type of its indices. */
  readonly dictionary?: {readonly id: number; readonly index: Extract<ArrowType, {kind: "int"}>};
  readonly children: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}

const DEEPEST = 32;

/** @throws where it is no schema, or has types that are not read. */
export function schemaOf(table: FlatTable): ArrowSchema {
  if (table.int16(0) !== 0) throw new Error("the Arrow file is big-endian, which is not read; write it on another machine");
  // A damaged file may lead to one field along many ways.
  const left = {fields: table.buffer.length};
  return {fields: table.tables(1).map((field) => fieldOf(field, 0, left)), metadata: table.pairs(2)};
}

function fieldOf(table: FlatTable, depth: number, left: {fields: number}): ArrowField {
  if (depth > DEEPEST || --left.fields < 0)
    throw new Error(`the Arrow file is damaged: its schema has fields within fields without end`);
  const name = table.text(0) ?? "";
  const encoded = table.table(4);
  const index = encoded?.table(1);
  const children = table.tables(5).map((child) => fieldOf(child, depth + 1, left));
  const type = typeOf(table.uint8(2), table.table(3), name);
  const wanted = {list: 1, fixedList: 1, map: 1}[type.kind as string];
  if (wanted !== undefined && children.length !== wanted)
    throw new Error(`the Arrow file is damaged: the list "${name}" has ${children.length} kinds of elements`);
  return {
    name,
    type,
    children,
    metadata: table.pairs(6),
    ...(encoded && {
      dictionary: {id: encoded.int64(0), index: index ? integer(index, name) : {kind: "int", bits: 32, signed: true}}
    })
  };
}

const TICKS = [1n, 1000n, 1_000_000n, 1_000_000_000n] as const;

function typeOf(code: number, table: FlatTable | undefined, name: string): ArrowType {
  const of = (): FlatTable => {
    if (!table) throw new Error(`the Arrow file is damaged: field "${name}" has no type`);
    return table;
  };
  const ticks = (otherwise: number): bigint => TICKS[of().int16(0, otherwise)] ?? refuse(name, "unit of time");
  const layouts: Readonly<Record<number, ArrowType>> = {
    1: {kind: "null"},
    4: {kind: "bytes", layout: 32},
    5: {kind: "text", layout: 32},
    6: {kind: "bool"},
    12: {kind: "list", layout: 32},
    13: {kind: "struct"},
    17: {kind: "map"},
    19: {kind: "bytes", layout: 64},
    20: {kind: "text", layout: 64},
    21: {kind: "list", layout: 64},
    23: {kind: "bytes", layout: "view"},
    24: {kind: "text", layout: "view"}
  };
  const plain = layouts[code];
  if (plain) return plain;
  switch (code) {
    case 2:
      return integer(of(), name);
    case 3:
      return {kind: "float", bits: [16, 32, 64][of().int16(0)] ?? refuse(name, "precision")};
    case 7:
      return {
        kind: "decimal",
        bits: among(of().int32(2, 128), [32, 64, 128, 256], name),
        scale: among(of().int32(1), SCALES, name)
      };
    case 8:
      return of().int16(0, 1) === 0 ? {kind: "date", bits: 32, perSecond: 1n} : {kind: "date", bits: 64, perSecond: 1000n};
    case 9:
      return {kind: "time", bits: among(of().int32(1, 32), [32, 64], name), perSecond: ticks(1)};
    case 10:
      return {kind: "timestamp", perSecond: ticks(0), utc: Boolean(of().text(1))};
    case 11:
      return {kind: "interval", unit: among(of().int16(0), [0, 1, 2], name)};
    case 14:
      return union(of());
    case 15:
      return {kind: "fixedBytes", size: positive(of().int32(0), name)};
    case 16:
      return {kind: "fixedList", size: positive(of().int32(0), name)};
    case 18:
      return {kind: "int", bits: 64, signed: true};
    default:
      throw new Error(`field "${name}" of the Arrow file has type ${code}, which is not read; write it as a plain list or value`);
  }
}

const SCALES = Array.from({length: 1001}, (_, i) => i - 500);

function integer(table: FlatTable, name: string): Extract<ArrowType, {kind: "int"}> {
  return {kind: "int", bits: among(table.int32(0), [8, 16, 32, 64], name), signed: table.uint8(1) !== 0};
}

function union(table: FlatTable): ArrowType {
  const ids = table.vector(1, 4);
  return {
    kind: "union",
    dense: table.int16(0) === 1,
    ids: Array.from({length: ids?.length ?? 0}, (_, i) => table.buffer.int32(ids!.at + 4 * i))
  };
}

function among(value: number, known: readonly number[], name: string): number {
  return known.includes(value) ? value : refuse(name, `size ${value}`);
}

function positive(value: number, name: string): number {
  return value >= 0 ? value : refuse(name, `size ${value}`);
}

function refuse(name: string, what: string): never {
  throw new Error(`the Arrow file is damaged: field "${name}" has an unknown ${what}`);
}
