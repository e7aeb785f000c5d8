import {describe, expect, it} from "vitest";
import {growForest, predictForest, predictPlainly} from "../../nodes/kernels/tree/forest.ts";
import {Assessor, growTree, growVariants} from "../../nodes/kernels/tree/grower.ts";
import {forestMemory} from "../../nodes/kernels/tree/kernel.ts";
import {packColumns, type TrainingSet, trainingSet} from "../../nodes/kernels/tree/training-set.ts";
import type {ForestRules, Key} from "../../nodes/kernels/tree/tree.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {growPlainly} from "./plain/tree.ts";

const key: Key = [1, -2, 3, 2147483647];

/** Columns of all sorts: continuous, of few values, constant, copies of others; some rows twice. */
function table(n: number, p: number, scale = 1): TrainingSet {
  const rng = stream("forest-wasm", n, p);
  const columns: number[][] = [];
  for (let j = 0; j < p; ++j) {
    const draw = [() => rng.normal(), () => rng.real(), () => rng.int(4), () => 7, (i: number) => columns[0]![i]!][j % 5]!;
    columns.push(Array.from({length: n}, (_, i) => (i % 9 === 8 ? (columns[j - 1]?.[i - 1] ?? 0) : draw(i))));
  }
  const y = Array.from({length: n}, (_, i) => (i % 7 === 0 ? 1 : columns[0]![i]! + 0.3 * rng.normal()));
  const scaled = columns.map((column) => column.map((x) => x * scale));
  return trainingSet(packColumns(scaled, n), y);
}

const rules: ForestRules = {
  splitter: "random",
  bootstrap: false,
  maxDepth: Infinity,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxFeatures: 1
};

describe("the WebAssembly kernel", () => {
  const shapes = [
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 3],
    [40, 4],
    [90, 5],
    [250, 11],
    [300, 16],
    [200, 17],
    [130, 33],
    [60, 70],
    [1500, 3]
  ] as const;
  it.each(shapes)("grows the plain reference's trees, node for node, on %i rows of %i features", (n, p) => {
    const data = table(n, p);
    for (const splitter of ["random", "best"] as const)
      for (const bootstrap of [false, true])
        for (const part of [
          {maxFeatures: p},
          {maxFeatures: Math.ceil(p / 2), minSamplesLeaf: 3},
          {maxDepth: 7, minSamplesSplit: 5},
          {maxFeatures: Math.ceil(p * 0.8), minSamplesLeaf: 2, minSamplesSplit: 9}
        ]) {
          const all = {...rules, splitter, bootstrap, ...part};
          for (let t = 0; t < 2; ++t) expect(growTree(data, key, t, all)).toEqual(growPlainly(data, key, t, all));
        }
  });

  it("grows trees of several limits together as each alone, where they agree and where they part", () => {
    const limits = [1, 2, 3, 5, 8, 8, 13].map((minSamplesLeaf, k) => ({
      minSamplesLeaf,
      minSamplesSplit: 2 + 3 * (k % 3),
      maxDepth: k % 4 === 3 ? 4 : Infinity
    }));
    for (const [n, p] of [
      [60, 3],
      [400, 16],
      [150, 18]
    ] as const)
      for (const bootstrap of [false, true])
        for (const maxFeatures of [1, Math.ceil(p / 2), p]) {
          const data = table(n, p);
          const structure = {splitter: "random", bootstrap, maxFeatures} as const;
          for (let t = 0; t < 3; ++t) {
            const alone = limits.map((limit) => growPlainly(data, key, t, {...structure, ...limit}));
            expect(growVariants(data, key, t, structure, limits)).toEqual(alone);
          }
        }
  });

  it.each([1e9, 1e-9, 1e30, 1e-37])("grows them on features scaled by %d", (scale) => {
    const data = table(150, 6, scale);
    for (const splitter of ["random", "best"] as const) {
      const all = {...rules, splitter, maxFeatures: 6};
      expect(growTree(data, key, 5, all)).toEqual(growPlainly(data, key, 5, all));
    }
  });

  it.each([1, 7, 8, 9, 300, 2500])("predicts %i rows to the last bit as the plain walk does", (n) => {
    for (const p of [1, 6, 19]) {
      const data = table(200, p);
      for (const splitter of ["random", "best"] as const) {
        const forest = growForest(data, key, 0, 12, {
          ...rules,
          splitter,
          maxFeatures: p,
          minSamplesLeaf: splitter === "best" ? 4 : 1
        });
        const rng = stream("predict", n, p);
        const X = packColumns(
          Array.from({length: p}, () => Array.from({length: n}, () => 2 * rng.normal())),
          n
        );
        const plain = predictPlainly(forest, X, n);
        expect(predictForest(forest, X, n)).toEqual(plain);
        // Another forest in between, then the first again.
        predictForest(growForest(data, key, 5, 2, {...rules, maxFeatures: p}), X, n);
        expect(predictForest(forest, X, n)).toEqual(plain);
      }
    }
  });

  /** Rows all over the place and beyond, some of them no numbers. */
  function strayRows(n: number, p: number): Float32Array {
    const rng = stream("stray rows", n, p);
    const odd = [NaN, Infinity, -Infinity, 1e38, -1e38, 0, -0, 7];
    return Float32Array.from({length: n * p}, () => (rng.int(50) === 0 ? odd[rng.int(8)]! : 1.5 * rng.normal()));
  }

  it.each([
    ["of every shape", 1500, 16, 40, 5000],
    ["of a single leaf", 3, 2, 5, 50],
    ["whose nodes for a feature fill several parts", 5000, 1, 30, 12_000],
    ["too large for ranks of 16 bits", 80_000, 1, 1, 150_000]
  ])("predicts by trees %s as the plain walk does", (what, rows, p, trees, n) => {
    const data = what === "of a single leaf" ? {...table(rows, p), y: new Int32Array(rows)} : table(rows, p);
    for (const bootstrap of [false, true]) {
      const forest = growForest(data, key, 0, trees, {...rules, bootstrap, maxFeatures: p});
      const X = strayRows(n, p);
      const plain = predictPlainly(forest, X, n);
      expect(predictForest(forest, X.slice(0, p), 1)).toEqual(predictPlainly(forest, X.slice(0, p), 1));
      for (let call = 0; call < 2; ++call) {
        const {mean, spread} = predictForest(forest, X, n);
        // Not by toEqual, which takes seconds for so many numbers.
        expect(mean.findIndex((v, i) => v !== plain.mean[i])).toBe(-1);
        expect(spread.findIndex((v, i) => v !== plain.spread[i])).toBe(-1);
      }
      const few = strayRows(70, p);
      expect(predictForest(forest, few, 70)).toEqual(predictPlainly(forest, few, 70));
    }
  });

  it("predicts by thresholds that crowd far from the least of them as the plain walk does", () => {
    const n = 1500;
    const rng = stream("crowd");
    const columns = Array.from({length: 3}, (_, j) =>
      Array.from({length: n}, (_, i) => (i === 0 ? -1 : j === 0 ? rng.int(3) : 1000 + rng.real()))
    );
    const y = Array.from({length: n}, () => rng.normal());
    const forest = growForest(trainingSet(packColumns(columns, n), y), key, 0, 8, {...rules, maxFeatures: 3});
    const X = Float32Array.from({length: 3 * 8000}, (_, i) => (i < 8000 ? rng.int(5) - 1 : 999.9 + 1.2 * rng.real()));
    const plain = predictPlainly(forest, X, 8000);
    const {mean, spread} = predictForest(forest, X, 8000);
    expect(mean.findIndex((v, i) => v !== plain.mean[i])).toBe(-1);
    expect(spread.findIndex((v, i) => v !== plain.spread[i])).toBe(-1);
  });

  it("adds up 32-bit sums of many rows without overflow", () => {
    const n = 5000;
    const data = trainingSet(
      packColumns([Array.from({length: n}, (_, i) => i)], n),
      Array.from({length: n}, (_, i) => (i < n - 1 ? 1 : -1))
    );
    for (const bootstrap of [false, true]) {
      const all = {...rules, bootstrap, maxDepth: 3};
      expect(growTree(data, key, 0, all)).toEqual(growPlainly(data, key, 0, all));
    }
  });

  it("holds its memory constant over 1000 fits", () => {
    const sets = [table(50, 3), table(400, 9), table(200, 20)];
    const fit = (): void => {
      for (const data of sets) {
        const forest = growForest(data, key, 0, 1, {...rules, maxFeatures: data.p, bootstrap: true});
        for (let k = 0; k < 3; ++k) predictForest(forest, data.X, data.n);
      }
    };
    fit();
    const held = forestMemory();
    for (let i = 0; i < 333; ++i) fit();
    expect(forestMemory()).toBe(held);
  });

  it("says what a table that is too big needs, and goes on", () => {
    const huge = {n: 80_000_000, p: 16, X: new Float32Array(0), y: new Int32Array(0), step: 1, middle: 0};
    expect(() => growTree(huge, key, 0, rules)).toThrow(
      "growing 1 tree at a time on 80000000 rows of 16 features needs 30.1 GiB; WebAssembly has 4: use fewer rows or features"
    );
    const limits = {...rules, maxDepth: Infinity};
    const variants = [1, 2].map((minSamplesLeaf) => ({
      limits: {...limits, minSamplesLeaf},
      prunings: [limits, {...limits, maxDepth: 3}]
    }));
    expect(() => new Assessor(table(40, 4), rules, new Float32Array(0), 60_000_000, variants)).toThrow(
      "assessing 8 prunings of 2 trees at a time on 40 rows of 4 features by 60000000 rows held out needs 5.4 GiB"
    );
    expect(growTree(table(40, 4), key, 0, rules)).toEqual(growPlainly(table(40, 4), key, 0, rules));
  });
});
