import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {fairCoinCdf} from "../../nodes/kernels/binomial.ts";
import {boruta, borutaDefaults, decide, percentile, type Decision} from "../../nodes/kernels/boruta.ts";
import {benjaminiHochberg} from "../../nodes/kernels/fdr.ts";

interface DecisionCase {
  readonly features: number;
  readonly round: number;
  readonly alpha: number;
  readonly twoStep: boolean;
  readonly hits: number[];
  readonly decision: number[];
}

const reference = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), "utf8"));
const {decisions} = reference("boruta") as {decisions: DecisionCase[]};
const tails = reference("binomial") as {cases: {n: number; k: number; atMost: number; atLeast: number}[]};

/** A column that Boruta can shuffle, and that says whether it still is in order. */
const ascending = (n: number, from: number): Float64Array => Float64Array.from({length: n}, (_, i) => from + i);
const inOrder = (column: Float64Array): boolean => column.every((x, i) => i === 0 || x > column[i - 1]!);

describe("the fair coin", () => {
  it("has the tails scipy gives", () => {
    for (const {n, k, atMost, atLeast} of tails.cases) {
      expect(Math.abs(fairCoinCdf(k, n) - atMost)).toBeLessThanOrEqual(2e-12 * atMost);
      expect(Math.abs(fairCoinCdf(n - k, n) - atLeast)).toBeLessThanOrEqual(2e-12 * atLeast);
    }
  });

  it("is symmetric, and sure at the ends", () => {
    expect(fairCoinCdf(4, 9)).toBe(0.5);
    expect(fairCoinCdf(-1, 9)).toBe(0);
    expect(fairCoinCdf(9, 9)).toBe(1);
    expect(() => fairCoinCdf(1, 5000)).toThrow("0 to 1022 trials; got 5000");
  });
});

describe("the false discovery rate", () => {
  it("is that of Benjamini and Hochberg's own example", () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(benjaminiHochberg(p, 0.05).map(Number)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("lifts a value above its own share when a later one lies within", () => {
    expect(benjaminiHochberg([0.04, 0.03], 0.05)).toEqual([true, true]);
    expect(benjaminiHochberg([0.06, 0.03], 0.05)).toEqual([false, false]);
    expect(benjaminiHochberg([], 0.05)).toEqual([]);
  });
});

describe("boruta's decisions", () => {
  it.each(decisions)(
    "are BorutaPy's for $features features in round $round, two-step $twoStep",
    ({round, alpha, twoStep, hits, decision}) => {
      const undecided = hits.map((): Decision => "tentative");
      const decided = decide(undecided, hits, round, {alpha, correction: twoStep ? "twoStep" : "bonferroni"});
      const sign = {confirmed: 1, tentative: 0, rejected: -1};
      expect(decided.map((d) => sign[d])).toEqual(decision);
    }
  );

  it("are final", () => {
    const before: Decision[] = ["confirmed", "rejected", "tentative"];
    expect(decide(before, [0, 50, 25], 50, borutaDefaults)).toEqual(before);
  });
});

describe("boruta", () => {
  const columns = Array.from({length: 8}, (_, j) => ascending(50, 1000 * j));

  it("confirms what always beats the shadows, rejects what never does, and stops when all is decided", () => {
    const result = boruta(columns, (all) => all.map((column) => (inOrder(column) ? (column[0]! < 3000 ? 2 : 0) : 1)));
    expect(result.decisions).toEqual(columns.map((_, j) => (j < 3 ? "confirmed" : "rejected")));
    expect(result.rounds.length).toBeLessThan(15);
    expect(result.hits.slice(0, 3)).toEqual(new Int32Array(3).fill(result.rounds.length));
  });

  it("decides nothing before the fifth round, and needs more hits the longer it tries", () => {
    const {rounds} = boruta(columns, (all) => all.map((column) => (inOrder(column) ? 2 : 1)), {...borutaDefaults, alpha: 0.4});
    expect(rounds.map((r) => r.decisions.includes("confirmed"))).toEqual([false, false, false, false, true]);
  });

  it("runs maxIter − 1 rounds where nothing can be decided, and leans by the medians", () => {
    const swinging = (round: number): number => (round % 2 === 0 ? 0.9 : 1.2);
    const result = boruta(
      columns.slice(0, 2),
      (all, round) => all.map((_, k) => (k === 0 ? swinging(round) : k === 1 ? swinging(round) - 0.15 * (round % 3) : 1)),
      {...borutaDefaults, maxIter: 40}
    );
    expect(result.rounds).toHaveLength(39);
    expect(result.decisions).toEqual(["tentative", "tentative"]);
    expect(result.leaning).toEqual([0]);
  });

  it("gives every feature a shuffled copy of itself, at least five in all, others in every round", () => {
    const expected = [8, 8, 6, 8, 5, 6, 7, 8];
    expected.forEach((copies, k) => {
      const p = k + 1;
      const seen = new Set<string>();
      const look = (all: readonly Float64Array[]): number[] => {
        expect(all).toHaveLength(p + copies);
        all.slice(p).forEach((shadow, s) => {
          expect(shadow.slice().sort()).toEqual(columns[s % p]);
          seen.add(shadow.join());
        });
        return all.map(() => 1);
      };
      boruta(columns.slice(0, p), look, {...borutaDefaults, maxIter: 4});
      expect(seen.size).toBe(3 * copies);
    });
    expect(columns.every(inOrder)).toBe(true);
  });

  it("gives the same shadows for the same randomState, and others for another", () => {
    const shadows = (randomState: number): string[] => {
      const seen: string[] = [];
      boruta(
        columns,
        (all) => {
          seen.push(all[9]!.join());
          return all.map(() => 1);
        },
        {...borutaDefaults, maxIter: 5, randomState}
      );
      return seen;
    };
    expect(shadows(3)).toEqual(shadows(3));
    expect(new Set([...shadows(3), ...shadows(4)]).size).toBe(8);
  });

  it("no longer shows rejected features to the estimator", () => {
    const widths: number[] = [];
    const {rounds} = boruta(columns, (all, round) => {
      widths.push(all.length);
      return all.map((column) => (inOrder(column) ? (column[0] === 0 ? 2 : column[0] === 1000 ? 2 * (round % 2) : 0) : 1));
    });
    expect(widths[0]).toBe(16);
    expect(widths.at(-1)).toBe(2 + 8);
    expect(rounds.at(-1)!.importances[5]).toBeNaN();
  });

  it("compares with a percentile of the shadows where one is asked for", () => {
    const importances = (all: readonly Float64Array[]): number[] => all.map((_, k) => (k < 8 ? 5.5 : k - 7));
    expect(boruta(columns, importances, {...borutaDefaults, perc: 50}).decisions[0]).toBe("confirmed");
    expect(boruta(columns, importances).decisions[0]).toBe("rejected");
    expect(percentile(Float64Array.of(4, 1, 2, 3), 50)).toBe(2.5);
    expect(percentile(Float64Array.of(4, 1, 2, 3), 100)).toBe(4);
    expect(percentile(Float64Array.of(10, 20), 25)).toBe(12.5);
  });

  it("refuses what it cannot judge", () => {
    const none = (): number[] => [];
    expect(() => boruta([], none)).toThrow("no features to judge; need at least 1");
    expect(() => boruta([ascending(3, 0), ascending(4, 0)], none)).toThrow("column 1 has 4 rows, but column 0 has 3");
    expect(() => boruta(columns, none, {...borutaDefaults, maxIter: 5000})).toThrow(
      "maxIter must be an integer in [2, 1022]; got 5000"
    );
    expect(() => boruta(columns, none, {...borutaDefaults, alpha: NaN})).toThrow("alpha must be in (0, 1); got NaN");
    expect(() => boruta(columns, none, {...borutaDefaults, perc: 0})).toThrow("perc must be in (0, 100]; got 0");
  });
});
