// Reads simulated columns, and does to them what the paper does: match, W4 ≠ 0, clean.
import {findPairs, type Pairs} from "../nodes/kernels/cross-match/find.ts";
import type {SimulatedColumn} from "../nodes/kernels/simulate/schema.ts";
import type {Simulation} from "../nodes/kernels/simulate/simulate.ts";

export function column(table: readonly SimulatedColumn[], name: string): SimulatedColumn {
  return table.find((c) => c.name === name)!;
}

export function rowsOf(values: SimulatedColumn["values"]): number {
  return "offsets" in values ? values.offsets.length - 1 : values.length;
}

/** Values with null as NaN. */
export function numbers(table: readonly SimulatedColumn[], name: string): Float64Array {
  const {values, valid} = column(table, name);
  return Float64Array.from(values as Float64Array | Int32Array, (x, i) => (valid && !valid[i] ? NaN : x));
}

export function texts(table: readonly SimulatedColumn[], name: string): (string | null)[] {
  const {values, valid} = column(table, name) as Extract<SimulatedColumn, {type: "text"}>;
  const decoder = new TextDecoder();
  return Array.from({length: rowsOf(values)}, (_, i) =>
    valid && !valid[i] ? null : decoder.decode(values.bytes.subarray(values.offsets[i], values.offsets[i + 1]))
  );
}

/** The counts of the paper's Fig. 2, by a real cross-match; `ambiguous` are pairs of a source or member with more than one. */
export function countRows({members, sources}: Pick<Simulation, "members" | "sources">): Record<string, number> {
  const {row1, row2} = pairs({members, sources});
  const [m1, i4] = ["m1_f_psf", "i4_f_ap1"].map((name) => numbers(sources, name));
  const sample = sampleRows({members, sources});
  const clean = cleanRows(sources, sample);
  const labelled = (rows: readonly number[], flux: Float64Array): number => rows.filter((i) => flux[i]! > 0).length;
  return {
    matched: sample.length,
    clean: clean.length,
    mips1: labelled(sample, m1!),
    mips1Clean: labelled(clean, m1!),
    irac4: labelled(sample, i4!),
    irac4Clean: labelled(clean, i4!),
    ambiguous: 2 * row1.length - new Set(row1).size - new Set(row2).size
  };
}

function pairs({members, sources}: Pick<Simulation, "members" | "sources">): Pairs {
  const list1 = {ra: numbers(sources, "ra"), dec: numbers(sources, "dec")};
  const list2 = {ra: numbers(members, "RA_ICRS"), dec: numbers(members, "DE_ICRS")};
  return findPairs(list1, list2, 2, "all");
}

/** Rows of the sources within 2″ of a member that have a W4 flux or limit. */
export function sampleRows(catalogues: Pick<Simulation, "members" | "sources">): number[] {
  const w4 = numbers(catalogues.sources, "wise4");
  return Array.from(pairs(catalogues).row1).filter((i) => w4[i]! > 0);
}

/** Those of the rows with ext_flg = 0 and cc_flags = '0000'. */
export function cleanRows(sources: Simulation["sources"], rows: readonly number[]): number[] {
  const [ext, cc] = [numbers(sources, "ext_flg"), texts(sources, "cc_flags")];
  return rows.filter((i) => ext[i] === 0 && cc[i] === "0000");
}
