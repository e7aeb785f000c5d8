// Columns in WebAssembly against the same arithmetic number by number in plain TypeScript (test/kernels/plain and the elementary
// functions): every bit, on seeded samples of every size of number and on the special ones.
import {describe, expect, it} from "vitest";
import {withRoom} from "../../nodes/kernels/columns.ts";
import {convexHull} from "../../nodes/kernels/hull.ts";
import {NearestPoint} from "../../nodes/kernels/hull/nearest.ts";
import {fitRegion, insideRegion, type RegionSpace, SPACES} from "../../nodes/kernels/hull/region.ts";
import {asinh, exp, log, log10, pow, sinh} from "../../nodes/kernels/math.ts";
import {scoresOf} from "../../nodes/kernels/metrics.ts";
import {type Rng, stream} from "../../nodes/kernels/random.ts";
import {rescaleColumn} from "../../nodes/kernels/scales.ts";
import {applyYeoJohnson, fitYeoJohnson, likeliestLambda} from "../../nodes/kernels/yeo-johnson.ts";
import {NearestPoint as PlainNearest} from "./plain/nearest.ts";
import * as plainScores from "./plain/metrics.ts";
import * as plainRegion from "./plain/region.ts";
import * as plain from "./plain/yeo-johnson.ts";

const special = [0, 1, 0.5, 2, 3, 1e300, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 1e-310, 1e16, 709.782712893384];
const specials = [...special.flatMap((x) => [x, -x]), Infinity, -Infinity, NaN];

/** Numbers of every exponent a double has, of those near 1, and the special ones. */
function anything(rng: Rng, count: number): Float64Array {
  const words = new Uint32Array(2 * count).map(() => rng.uint32());
  const bits = new Float64Array(words.buffer);
  const near = Float64Array.from({length: count}, () => 40 * rng.normal());
  const fine = Float64Array.from({length: count}, () => rng.normal() * 2 ** -rng.int(60));
  return Float64Array.from([...bits, ...near, ...fine, ...specials]);
}

/** The bits of numbers, one pattern for NaN. */
function bits(x: Float64Array | readonly number[]): BigUint64Array {
  return new BigUint64Array(Float64Array.from(x, (value) => (Number.isNaN(value) ? NaN : value)).buffer);
}

/** The first number of which the bits differ, and its place; undefined where none does. */
function firstDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} numbers for ${theirs.length}`;
  const [a, b] = [bits(Array.from(ours)), bits(Array.from(theirs))];
  const at = a.findIndex((word, i) => word !== b[i]);
  return at < 0 ? undefined : `${ours[at]} for ${theirs[at]} at ${at}`;
}

describe("columns in WebAssembly have the bits of plain TypeScript", () => {
  const functions = [
    ["log10", "forward", log10],
    ["log10", "inverse", (t: number) => pow(10, t)],
    ["ln", "forward", log],
    ["ln", "inverse", exp],
    ["asinh", "forward", asinh],
    ["asinh", "inverse", sinh],
    ["none", "forward", (x: number) => x]
  ] as const;

  it.each(functions)("the scale %s, %s", (name, way, f) => {
    const x = anything(stream("columns", name, way), 7000);
    expect(
      firstDifference(
        rescaleColumn(x, name, way),
        x.map((value) => f(value))
      )
    ).toBeUndefined();
  });

  it("leave the column they are given as it was, also where it is empty", () => {
    const x = Float64Array.of(1, 10, 100);
    expect(rescaleColumn(x, "log10", "forward")).toEqual(Float64Array.of(0, 1, 2));
    expect(x).toEqual(Float64Array.of(1, 10, 100));
    expect(rescaleColumn(new Float64Array(0), "log10", "forward")).toHaveLength(0);
  });

  it("Yeo–Johnson's transformation, for any λ", () => {
    for (const lambda of [0, 1, 2, -3.5, 0.5, 1e-12, 2 - 1e-12, 300, -300, 1e300]) {
      const x = anything(stream("transformation", lambda), 1500);
      const [ours, theirs] = [applyYeoJohnson, plain.applyYeoJohnson].map((apply) => apply(x, {lambda, mean: 0.3, scale: 1.7}));
      expect(firstDifference(ours!, theirs!), `λ = ${lambda}`).toBeUndefined();
      const clamped = applyYeoJohnson(x, {lambda, mean: 0.3, scale: 1.7}, 1e30);
      const expected = theirs!.map((z) => Math.max(-1e30, Math.min(1e30, z)));
      expect(firstDifference(clamped, expected), `λ = ${lambda}, within 1e30`).toBeUndefined();
    }
  });

  const draws: Record<string, (rng: Rng, i: number) => number> = {
    normal: (rng) => rng.normal(),
    flux: (rng) => Math.exp(3 * rng.normal()),
    "negative flux": (rng) => -Math.exp(rng.normal()),
    "far from zero": (rng) => 1e6 + rng.exponential(),
    "far below zero": (rng) => -1e9 - rng.exponential(),
    counts: (rng) => Math.round(14 + 4 * rng.normal()),
    "mostly zeros": (rng, i) => (i % 5 === 0 ? rng.normal() : i % 2 ? 0 : -0),
    tiny: (rng) => 1e-300 * rng.normal(),
    subnormal: (rng) => 5e-324 * rng.int(1000),
    huge: (rng) => 1e150 * rng.exponential(),
    "every size": (rng) => 2 ** (rng.int(1000) - 500) * (rng.int(2) - 0.5),
    constant: () => 3.7,
    "near-constant": (_, i) => (i === 4 ? 1 : 0)
  };

  for (const [name, draw] of Object.entries(draws))
    it(`λ, mean and scale of a column: ${name}`, () => {
      for (const n of [1, 2, 3, 5, 20, 333, 2048]) {
        const rng = stream("fit", name, n);
        const x = Float64Array.from({length: n}, (_, i) => draw(rng, i));
        const [ours, theirs] = [fitYeoJohnson(x), plain.fitYeoJohnson(x)];
        const numbers = ({lambda, mean, scale}: plain.YeoJohnson): number[] => [lambda, mean, scale];
        expect(firstDifference(numbers(ours), numbers(theirs)), `${n} rows`).toBeUndefined();
        expect(likeliestLambda(x)).toBe(ours.lambda);
      }
    });

  it("the four scores, over many blocks of rows too", () => {
    for (const n of [1, 2, 3, 100, 8192, 8193, 30_000])
      for (const scale of [1, 1e-9, 1e9, 1e150, 1e-310]) {
        const rng = stream("scores", n, scale);
        const y = Float64Array.from({length: n}, (_, i) => (i % 7 === 0 ? 0 : scale * rng.normal()));
        const predicted = y.map((value) => value + 0.1 * scale * rng.normal());
        const [ours, theirs] = [scoresOf, plainScores.scoresOf].map((score) => Object.values(score(y, predicted)));
        expect(firstDifference(ours!, theirs!), `${n} rows, ${scale}`).toBeUndefined();
      }
    const odd = specials.map((x) => [x, 1]) as [number, number][];
    for (const y of odd)
      for (const predicted of odd)
        expect(
          firstDifference(Object.values(scoresOf(y, predicted)), Object.values(plainScores.scoresOf(y, predicted))),
          `${y[0]}, ${predicted[0]}`
        ).toBeUndefined();
  });

  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

  for (const space of SPACES)
    it(`which rows lie inside a hull: ${space}`, () => {
      for (const [d, n] of [
        [1, 5],
        [2, 40],
        [4, 300],
        [5, 60],
        [8, 40]
      ] as const) {
        const rng = stream("inside", space, d);
        const draw = (rows: number, width: number) =>
          Array.from({length: d}, () => Float64Array.from({length: rows}, () => Math.exp(width * rng.normal()) - 0.05));
        const known = draw(n, 1);
        const {region} = fitRegion(known, names.slice(0, d), space, 1e-9);
        const asked = draw(d > 6 ? 300 : 4999, 0.6).map((column, j) => {
          // The corners themselves, rows just beyond them, and numbers without a place.
          const whole = Float64Array.from([...column, ...known[j]!, ...known[j]!.map((x) => x * (1 + 3e-9)), ...specials]);
          return whole.map((x, i) => (i % 997 === 7 * j ? NaN : x));
        });
        const inside = insideRegion(region, asked);
        expect(inside.reduce((sum, mark) => sum + mark, 0)).toBeGreaterThan(n / 2);
        expect(Buffer.compare(inside, plainRegion.insideRegion(region, asked)), `${d} dimensions`).toBe(0);
      }
    });

  it("how near points are to a hull of vertices, also repeated, on a grid, or on a line, and with other work between", () => {
    const draws = {
      scattered: (rng: Rng) => rng.normal(),
      grid: (rng: Rng) => rng.int(3),
      line: (_: Rng, i: number) => i / 7,
      tiny: (rng: Rng) => 1e-160 * rng.normal()
    };
    for (const [name, draw] of Object.entries(draws))
      for (const [d, n] of [
        [1, 1],
        [2, 7],
        [3, 12],
        [7, 41],
        [9, 5]
      ] as const) {
        const rng = stream("nearest", name, d);
        const points = Float64Array.from({length: n * d}, (_, k) => draw(rng, Math.floor(k / d)));
        const [ours, theirs] = [new NearestPoint(points, d), new PlainNearest(points, d)];
        for (let q = 0; q < 40; ++q) {
          const vertex = points.subarray((q % n) * d, (q % n) * d + d);
          const query = Float64Array.from({length: d}, (_, j) => (q % 3 === 0 ? vertex[j]! : 0.7 * draw(rng, q)));
          if (q % 10 === 0) rescaleColumn([1, 2], "log10", "forward");
          expect(ours.contains(query, 1e-9), `${name}, ${d}-D`).toBe(theirs.contains(query, 1e-9));
          expect(firstDifference(ours.gap, theirs.gap), `${name}, ${d}-D, query ${q}`).toBeUndefined();
        }
      }
  });

  it("which rows lie inside where a facet is not a number, or there are no rows", () => {
    const square = [0, 1].map((j) => Float64Array.from({length: 16}, (_, i) => (i >> j) & 1));
    const {center, scale, facets, vertices} = convexHull(square, names.slice(0, 2));
    const space: RegionSpace = "raw";
    const region = {space, center, scale, facets: Float64Array.from([...facets, NaN, 0, 0]), vertices, tolerance: 0};
    expect(insideRegion(region, square)).toEqual(new Uint8Array(16));
    expect(insideRegion({...region, facets}, square)).toEqual(new Uint8Array(16).fill(1));
    expect(insideRegion({...region, facets}, [new Float64Array(0), new Float64Array(0)])).toHaveLength(0);
  });
});

describe("a column too long for WebAssembly", () => {
  it("is refused by its number of rows, and others go on", () => {
    const long = {length: 100_000_001} as ArrayLike<number>;
    expect(() => fitYeoJohnson(long)).toThrow("100000001 rows are too many to fit a transformation to; use at most 100000000");
    const full = (): number => withRoom(5 * 2 ** 30, "transforming a column of 99 rows", () => unreachable());
    expect(full).toThrow(/^transforming a column of 99 rows needs 5\.0 GiB; this machine gave \d+\.\d: use fewer rows$/);
    expect(fitYeoJohnson([1, 2, 3, 5])).toEqual(plain.fitYeoJohnson([1, 2, 3, 5]));
  });
});

/** What a kernel does that cannot grow its memory. */
function unreachable(): never {
  throw new WebAssembly.RuntimeError("unreachable");
}
