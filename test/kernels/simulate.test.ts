import {describe, expect, it} from "vitest";
import {findPairs} from "../../nodes/kernels/cross-match/find.ts";
import {countsFor, paperCounts} from "../../nodes/kernels/simulate/counts.ts";
import {simulate, type SimulateParams, type Simulation} from "../../nodes/kernels/simulate/simulate.ts";
import type {SimulatedColumn} from "../../nodes/kernels/simulate/schema.ts";

const small: SimulateParams = {nMembers: 4000, nSources: 2000, nMatched: 600, randomState: 1};

describe("the sizes", () => {
  it("are the paper's by default", () => {
    expect(countsFor(444219, 200000, 0)).toEqual(paperCounts);
  });

  it("keep the paper's proportions elsewhere", () => {
    expect(countsFor(4000, 2000, 600)).toMatchObject({clean: 212, mips1: 60, mips1Clean: 25, irac4: 412, irac4Clean: 159});
  });

  it("are refused when they do not fit each other", () => {
    expect(() => countsFor(4000, 2000, 2001)).toThrow("2001 matched sources do not fit in 2000 sources; lower nMatched");
    expect(() => simulate({...small, nMembers: 400})).toThrow(/600 matched sources need as many members that stand alone/);
  });
});

describe("a small simulation", () => {
  const made = simulate(small);

  it("has the rows it was asked for, and reports them", () => {
    expect(made.counts).toEqual(countsFor(4000, 2000, 600));
    for (const [table, rows] of [
      ["members", 4000],
      ["sources", 2000],
      ["truth", 600]
    ] as const)
      for (const column of made[table]) expect([column.name, rowsOf(column.values)]).toEqual([column.name, rows]);
  });

  it.each([1, 2, 3])("leaves exactly the wanted rows after a match at 2 arcsec, with seed %i", (randomState) => {
    const seeded = simulate({...small, randomState});
    const {mips1, mips1Clean, irac4, irac4Clean, clean, matched} = seeded.counts;
    expect(countRows(seeded)).toEqual({matched, clean, mips1, mips1Clean, irac4, irac4Clean, ambiguous: 0});
  });

  it("is the same again with the same seed, and another with another", () => {
    expect(simulate(small)).toEqual(made);
    expect(numbers(simulate({...small, randomState: 2}).sources, "wise1")).not.toEqual(numbers(made.sources, "wise1"));
  });

  it("gives every object a name or identifier of its own", () => {
    expect(new Set(texts(made.sources, "objid")).size).toBe(2000);
    const ids = made.members.find((column) => column.name === "source_id")!.values as BigInt64Array;
    expect(new Set(ids).size).toBe(4000);
    expect(ids.every((id) => id > 2n ** 53n)).toBe(true);
  });

  it("calls itself simulated in every column and name", () => {
    for (const column of [...made.members, ...made.sources, ...made.truth]) expect(column.description).toMatch(/\(simulated\)$/);
    expect(texts(made.members, "Name").every((name) => name?.startsWith("Sim"))).toBe(true);
    expect(texts(made.sources, "objid").every((name) => /^SimSSTSL2 J\d{6}\.\d\d[+-]\d{6}\.\d$/.test(name ?? ""))).toBe(true);
  });
});

function column(table: readonly SimulatedColumn[], name: string): SimulatedColumn {
  return table.find((c) => c.name === name)!;
}

function rowsOf(values: SimulatedColumn["values"]): number {
  return "offsets" in values ? values.offsets.length - 1 : values.length;
}

/** Values with null as NaN. */
function numbers(table: readonly SimulatedColumn[], name: string): Float64Array {
  const {values, valid} = column(table, name);
  return Float64Array.from(values as Float64Array | Int32Array, (x, i) => (valid && !valid[i] ? NaN : x));
}

function texts(table: readonly SimulatedColumn[], name: string): (string | null)[] {
  const {values, valid} = column(table, name) as Extract<SimulatedColumn, {type: "text"}>;
  const decoder = new TextDecoder();
  return Array.from({length: rowsOf(values)}, (_, i) =>
    valid && !valid[i] ? null : decoder.decode(values.bytes.subarray(values.offsets[i], values.offsets[i + 1]))
  );
}

/** The counts of the paper's Fig. 2, by a real cross-match; `ambiguous` are pairs of a source or member with more than one. */
function countRows({members, sources}: Simulation): Record<string, number> {
  const list1 = {ra: numbers(sources, "ra"), dec: numbers(sources, "dec")};
  const list2 = {ra: numbers(members, "RA_ICRS"), dec: numbers(members, "DE_ICRS")};
  const {row1, row2} = findPairs(list1, list2, 2, "all");
  const [w4, ext, m1, i4] = ["wise4", "ext_flg", "m1_f_psf", "i4_f_ap1"].map((name) => numbers(sources, name));
  const cc = texts(sources, "cc_flags");
  const sample = Array.from(row1).filter((i) => w4![i]! > 0);
  const clean = sample.filter((i) => ext![i] === 0 && cc[i] === "0000");
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
