import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {Rng, stream} from "../../nodes/kernels/random.ts";

type Run = {state: number[]; uint32: number[]; real: number[]; bounds: number[]; int: number[][]};
const reference = JSON.parse(readFileSync(new URL("../reference/streams.json", import.meta.url), "utf8")) as {
  runs: Run[];
  seeds: Record<string, number[]>;
};

/** Mean and standard deviation of n draws. */
function moments(draw: () => number, n: number): {mean: number; sd: number} {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; ++i) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / n;
  return {mean, sd: Math.sqrt(squares / n - mean * mean)};
}

describe("random streams", () => {
  it("draw what xoshiro128** draws", () => {
    for (const {state, uint32} of reference.runs) {
      const rng = new Rng(state);
      expect(uint32.map(() => rng.uint32())).toEqual(uint32);
    }
  });

  it("make reals and bounded integers as the reference does", () => {
    for (const {state, real, bounds, int} of reference.runs) {
      const reals = new Rng(state);
      expect(real.map(() => reals.real())).toEqual(real);
      const integers = new Rng(state);
      expect(int.map((row) => row.map((_, j) => integers.int(bounds[j]!)))).toEqual(int);
    }
  });

  it("are repeatable by name, for words and numbers alike", () => {
    expect(stream("tree", 3).uint32()).toBe(stream("tree/3").uint32());
    for (const [name, seeds] of Object.entries(reference.seeds))
      expect(Array.from(stream(...name.split("/")).state())).toEqual(seeds);
  });

  it("of different names are unrelated", () => {
    const draws = new Set(Array.from({length: 2000}, (_, i) => stream("tree", i).uint32()));
    expect(draws.size).toBe(2000);
    const {mean, sd} = moments(
      (
        (i) => () =>
          stream("fold", i++).real()
      )(0),
      2000
    );
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(sd - Math.sqrt(1 / 12))).toBeLessThan(0.02);
  });

  it("go on from a copied state", () => {
    const rng = stream("copy");
    rng.uint32();
    const copy = new Rng(rng.state());
    expect([copy.uint32(), copy.real()]).toEqual([rng.uint32(), rng.real()]);
  });

  it("integers below n are uniform", () => {
    const rng = stream("uniform");
    const counts = new Int32Array(7);
    for (let i = 0; i < 70_000; ++i) ++counts[rng.int(7)]!;
    const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi2).toBeLessThan(22.5); // 0.1 % of streams exceed this with 6 degrees of freedom
  });

  it("normal and exponential deviates have their moments", () => {
    const rng = stream("moments");
    const normal = moments(() => rng.normal(), 100_000);
    expect(Math.abs(normal.mean)).toBeLessThan(0.012);
    expect(Math.abs(normal.sd - 1)).toBeLessThan(0.01);
    const exponential = moments(() => rng.exponential(), 100_000);
    expect(Math.abs(exponential.mean - 1)).toBeLessThan(0.012);
    expect(Math.abs(exponential.sd - 1)).toBeLessThan(0.02);
  });

  it("permutations hold every index once and favour no order", () => {
    const rng = stream("permutation");
    expect(Array.from(rng.permutation(1000)).sort((a, b) => a - b)).toEqual(Array.from({length: 1000}, (_, i) => i));
    expect(rng.permutation(0)).toHaveLength(0);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; ++i) {
      const order = rng.permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chi2 = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(49.7);
  });

  it("shuffle works in place on arrays of any kind", () => {
    const letters = ["a", "b", "c", "d", "e"];
    expect(stream("shuffle").shuffle(letters)).toBe(letters);
    expect([...letters].sort()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("refuse bounds and states that have no meaning", () => {
    expect(() => stream("x").int(0)).toThrow("a random integer needs a bound in [1, 4294967296]; got 0");
    expect(() => stream("x").int(1.5)).toThrow("got 1.5");
    expect(() => stream("x").int(NaN)).toThrow("got NaN");
    expect(() => new Rng([0, 0, 0, 0])).toThrow("must not be all zeros");
    expect(() => new Rng([1, 2])).toThrow("is 4 words; got 2");
  });
});
