// The compatibility suite: one small table in every format by several writers, and what every reader must deliver.
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {type Source, sourceOf} from "../../../nodes/kernels/formats/bytes.ts";
import {cellOf} from "../../../nodes/kernels/formats/text-builder.ts";
import type {FormatColumn, FormatTable} from "../../../nodes/kernels/formats/types.ts";

const root = fileURLToPath(new URL("../../fixtures/formats/suite/", import.meta.url));

export type Expected = null | boolean | number | string | readonly Expected[];

interface ExpectedTable {
  readonly columns: readonly {name: string; type: string; unit: string | null; ucd: string | null; description: string}[];
  readonly rows: readonly (readonly Expected[])[];
}

export const expected = JSON.parse(readFileSync(`${root}expected.json`, "utf8")) as ExpectedTable;

export function suiteBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(root + path));
}

export function suiteSource(path: string): Source {
  return sourceOf(suiteBytes(path), path);
}

export function suiteJson(path: string): unknown {
  return JSON.parse(readFileSync(root + path, "utf8"));
}

/** A value as expected.json spells it: wide integers and what is not finite as strings. */
export function plain(value: unknown): Expected {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value as Expected;
}

export function cells(column: FormatColumn, rows: number): Expected[] {
  return Array.from({length: rows}, (_, i) => plain(cellOf(column, i)));
}

function same(got: Expected, want: Expected, single: boolean): boolean {
  if (Array.isArray(got) && Array.isArray(want))
    return got.length === want.length && got.every((value, i) => same(value as Expected, want[i] as Expected, single));
  if (typeof got === "number" && typeof want === "number")
    return Object.is(single ? Math.fround(got) : got, single ? Math.fround(want) : want) || (got === 0 && want === 0 && !single);
  if (typeof want === "string" && typeof got === "number" && /^-?\d+$/.test(want)) return String(got) === want;
  if (typeof got === "string" && typeof want === "number" && /^-?\d+$/.test(got)) return got === String(want);
  return got === want;
}

/** Where a table differs from the expected one: `name[2]: "lead"`. */
export function deviations(table: FormatTable): string[] {
  const differences: string[] = [];
  if (table.rows !== expected.rows.length) differences.push(`rows: ${table.rows}`);
  expected.columns.forEach(({name, type}, j) => {
    const column = table.columns.find((c) => c.name === name);
    if (!column) {
      differences.push(`${name}: missing`);
      return;
    }
    cells(column, table.rows).forEach((got, i) => {
      if (!same(got, expected.rows[i]![j]!, type === "float")) differences.push(`${name}[${i}]: ${JSON.stringify(got)}`);
    });
  });
  return differences;
}

/** Which units, UCDs and descriptions differ from the expected ones. */
export function metaDeviations(table: FormatTable): string[] {
  const differences: string[] = [];
  for (const {name, unit, ucd, description} of expected.columns) {
    const column = table.columns.find((c) => c.name === name);
    if (!column) continue;
    if ((column.unit ?? null) !== unit) differences.push(`${name} unit: ${column.unit}`);
    if ((column.ucd ?? null) !== ucd) differences.push(`${name} ucd: ${column.ucd}`);
    if ((column.description ?? null) !== description) differences.push(`${name} description: ${column.description}`);
  }
  return differences;
}

/** An iterable of pieces of a few bytes: what a slow network brings. */
export function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size);
}

export function piecewise(bytes: Uint8Array, size: number): Source {
  return {open: () => pieces(bytes, size)};
}
