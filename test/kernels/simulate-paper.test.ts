import {describe, expect, it} from "vitest";
import {fitRegion, insideRegion} from "../../nodes/kernels/hull/region.ts";
import {simulate} from "../../nodes/kernels/simulate/simulate.ts";
import {cleanRows, countRows, numbers, sampleRows} from "../simulated.ts";

// The scores of the paper's Table 2 need scikit-learn: test/reference/simulate_check.py, figures in docs/simulated-catalogues.md.
describe("the simulation of the paper's size", () => {
  const made = simulate({nMembers: 444219, nSources: 200000, nMatched: 0, randomState: 0});
  const {sources} = made;
  const sample = sampleRows(made);
  const clean = cleanRows(sources, sample);
  const [w4, error, m1] = [numbers(sources, "wise4"), numbers(sources, "dwise4"), numbers(sources, "m1_f_psf")];
  const labelled = clean.filter((i) => m1[i]! > 0);

  it("has exactly the paper's counts", () => {
    expect(countRows(made)).toEqual({
      matched: 26068,
      clean: 9231,
      mips1: 2592,
      mips1Clean: 1096,
      irac4: 17904,
      irac4Clean: 6912,
      ambiguous: 0
    });
  });

  it("leaves 4348 unlabelled clean rows inside the hull of the labelled, within 15 %", () => {
    const bands = [1, 2, 3, 4].map((band) => numbers(sources, `wise${band}`));
    const of = (rows: readonly number[]): Float64Array[] => bands.map((band) => Float64Array.from(rows, (i) => band[i]!));
    const {region} = fitRegion(of(labelled), ["W1", "W2", "W3", "W4"], "raw", 1e-9);
    const inside = insideRegion(region, of(clean.filter((i) => !(m1[i]! > 0)))).reduce((a, b) => a + b, 0);
    expect(inside).toBeGreaterThan(0.85 * 4348);
    expect(inside).toBeLessThan(1.15 * 4348);
  });

  it("has the signal-to-noise classes of the paper's Fig. A.1, roughly, a third of the labelled rows being limits", () => {
    const ratio = labelled.map((i) => w4[i]! / error[i]!);
    const within = (low: number, high: number): number => ratio.filter((r) => r >= low && r < high).length;
    expect(ratio.filter(Number.isNaN).length).toBeCloseTo(348, -2);
    for (const [low, high, paper] of [
      [2, 3, 115],
      [3, 10, 347],
      [10, Infinity, 286]
    ] as const) {
      expect(within(low, high)).toBeGreaterThan(0.6 * paper);
      expect(within(low, high)).toBeLessThan(1.6 * paper);
    }
  });

  it("has W4 above MIPS1 at faint fluxes, and beside it at bright ones, as in the paper's Fig. 5", () => {
    const excess = (low: number, high: number): number =>
      median(labelled.filter((i) => m1[i]! >= low && m1[i]! < high).map((i) => w4[i]! / m1[i]!));
    expect(excess(0, 500)).toBeGreaterThan(5);
    expect(excess(500, 1500)).toBeGreaterThan(2);
    // (24/22)² = 1.19 is the ratio of a photosphere
    expect(excess(1e4, Infinity)).toBeGreaterThan(1.1);
    expect(excess(1e4, Infinity)).toBeLessThan(1.4);
  });

  it("ranks W2 and IRAC4 as W1 does, about as closely as the paper's 0.99 and 0.97", () => {
    const [w1, w2, i4] = ["wise1", "wise2", "i4_f_ap1"].map((name) => numbers(sources, name));
    const rows = clean.filter((i) => i4![i]! > 0);
    const of = (band: Float64Array): number[] => rows.map((i) => band[i]!);
    expect(spearman(of(w1!), of(w2!))).toBeGreaterThan(0.97);
    expect(spearman(of(w1!), of(i4!))).toBeGreaterThan(0.9);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [ra, rb] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let [cov, va, vb] = [0, 0, 0];
  for (let i = 0; i < a.length; ++i) {
    cov += (ra[i]! - mean) * (rb[i]! - mean);
    va += (ra[i]! - mean) ** 2;
    vb += (rb[i]! - mean) ** 2;
  }
  return cov / Math.sqrt(va * vb);
}

function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const rank = new Float64Array(values.length);
  order.forEach((i, r) => (rank[i] = r));
  return rank;
}
