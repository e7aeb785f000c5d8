import {createHash} from "node:crypto";
import {describe, expect, it} from "vitest";
import {countsFor, paperCounts} from "../../nodes/kernels/simulate/counts.ts";
import {simulate, type SimulateParams, type Simulation} from "../../nodes/kernels/simulate/simulate.ts";
import {column, countRows, numbers, rowsOf, sampleRows, texts} from "../simulated.ts";

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
    expect(fingerprint(simulate(small))).toBe(fingerprint(made));
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

describe("what the sources lack", () => {
  const {sources, members, truth, counts} = simulate({...small, nMembers: 8000, nSources: 6000, nMatched: 2000});
  const sample = sampleRows({sources, members});

  it("is no feature of the sample", () => {
    for (const band of [1, 2, 3, 4])
      for (const name of [`wise${band}`, `wise${band}rchi2`, `wise${band}m`, `wise${band}nm`]) {
        const values = numbers(sources, name);
        expect([name, sample.filter((i) => !Number.isFinite(values[i]))]).toEqual([name, []]);
      }
  });

  it("is null, 0 or NaN in turn, but never NaN in the sample", () => {
    for (const name of ["m1_f_psf", "i4_f_ap1"]) {
      const {values, valid} = column(sources, name);
      const kinds = Array.from(values as Float64Array, (x, i) =>
        !valid![i] ? "null" : x === 0 ? "zero" : x > 0 ? "flux" : "NaN"
      );
      expect(new Set(kinds)).toEqual(new Set(["null", "zero", "NaN", "flux"]));
      expect(new Set(sample.map((i) => kinds[i]))).toEqual(new Set(["null", "zero", "flux"]));
    }
  });

  it("is the error of a limit: a flux of signal-to-noise below 2 has grade U, no error, and lies above two sigma", () => {
    const [flux, error] = [numbers(sources, "wise4"), numbers(sources, "dwise4")];
    const grades = texts(sources, "wise_ph_qual");
    for (const i of sample) {
      expect([i, grades[i]![3] === "U"]).toEqual([i, Number.isNaN(error[i])]);
      if (!Number.isNaN(error[i])) expect(flux[i]! / error[i]!).toBeGreaterThanOrEqual(1.999);
    }
    expect(sample.filter((i) => grades[i]![3] === "U").length).toBeGreaterThan(counts.matched / 2);
  });

  it("is any Spitzer label for the held-out cluster, whose truth is told apart", () => {
    const heldOut = texts(truth, "objid").filter((_, i) => (column(truth, "heldOut").values as Uint8Array)[i]);
    expect(new Set(texts(truth, "cluster").filter((_, i) => (column(truth, "heldOut").values as Uint8Array)[i]))).toEqual(
      new Set(["SimIC_348"])
    );
    expect(heldOut.length).toBe(counts.heldOut);
    const names = texts(sources, "objid");
    const rows = heldOut.map((name) => names.indexOf(name));
    expect(rows.every((i) => sample.includes(i))).toBe(true);
    for (const name of ["m1_f_psf", "i4_f_ap1"]) expect(rows.filter((i) => numbers(sources, name)[i]! > 0)).toEqual([]);
    expect(numbers(truth, "m1_f_true").every((flux) => flux > 0)).toBe(true);
  });

  it("is not in the truth: what Spitzer saw is what the truth says it sees", () => {
    const told = numbers(truth, "m1_f_seen");
    const seen = new Map(texts(truth, "objid").map((name, i) => [name, told[i]!]));
    const [m1, names] = [numbers(sources, "m1_f_psf"), texts(sources, "objid")];
    const labelled = sample.filter((i) => m1[i]! > 0);
    expect(labelled.map((i) => m1[i])).toEqual(labelled.map((i) => seen.get(names[i]!)));
  });
});

function fingerprint({members, sources, truth}: Simulation): string {
  const hash = createHash("sha256");
  for (const {values, valid} of [...members, ...sources, ...truth]) {
    if ("offsets" in values) hash.update(values.offsets).update(values.bytes);
    else hash.update(values);
    if (valid) hash.update(valid);
  }
  return hash.digest("hex");
}
