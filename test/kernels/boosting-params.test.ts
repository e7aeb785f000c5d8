import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {binColumn} from "../../nodes/kernels/boosting/binning.ts";
import {boosterImportances, fitBooster, predictBooster, predictBoosterStages} from "../../nodes/kernels/boosting/booster.ts";
import {boosterDefaults, type BoosterParams, Boosting, type GrownTree} from "../../nodes/kernels/boosting/boosting.ts";
import type {Key} from "../../nodes/kernels/tree/tree.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {ReferenceBoosting} from "./boosting-reference/boosting.ts";
import {awkwardTable, type FormulaShape, formulaTable, r2, randomTable} from "./boosting-reference/tables.ts";

interface Exact extends FormulaShape {
  readonly params: Readonly<Record<string, number>>;
  readonly predictions: number[];
  readonly sumOfPredictions: number;
  readonly splitCounts: number[];
  readonly gains: number[];
}

interface Drawn {
  readonly params: Readonly<Record<string, number>>;
  readonly seeds: number;
  readonly mean: number;
  readonly sd: number;
}

const lightgbm = JSON.parse(readFileSync(new URL("../reference/boosting_params.json", import.meta.url), "utf8")) as {
  exact: Exact[];
  drawn: Drawn[];
};

/** LightGBM's names in camel case; 40 trees, as the reference. */
function ours(params: Readonly<Record<string, number>>): Partial<BoosterParams> {
  const camel = (name: string): string => name.replace(/_[a-z]/g, (hit) => hit[1]!.toUpperCase());
  return {nEstimators: 40, ...Object.fromEntries(Object.entries(params).map(([name, value]) => [camel(name), value]))};
}

const keyOf = (...words: readonly (string | number)[]): Key => {
  const random = stream("boosting params", ...words);
  return [random.uint32() | 0, random.uint32() | 0, random.uint32() | 0, random.uint32() | 0];
};

describe("penalties and depth against LightGBM 4.7.0", () => {
  it.each(lightgbm.exact.map((c) => [JSON.stringify(c.params), c] as const))("grow the same trees with %s", (_, c) => {
    const {columns, y} = formulaTable(c);
    const model = fitBooster(columns, y, ours(c.params));
    const predictions = predictBooster(model, columns);
    const {splits, gain} = boosterImportances(model);
    expect([...splits]).toEqual(c.splitCounts);
    c.predictions.forEach((v, i) => expect(Math.abs(predictions[i]! - v)).toBeLessThan(1e-11 * Math.abs(v)));
    expect(predictions.reduce((a, b) => a + b)).toBeCloseTo(c.sumOfPredictions, 8);
    c.gains.forEach((g, j) => expect(Math.abs(gain[j]! - g)).toBeLessThanOrEqual(1e-5 * g));
  });
});

describe("rows and features drawn for each tree, against LightGBM 4.7.0", () => {
  const {columns, y} = formulaTable({rows: 2000, columns: 12, levels: 200});
  const [train, test] = [
    [0, 1000],
    [1000, 2000]
  ].map(([from, to]) => ({columns: columns.map((column) => column.slice(from, to)), y: y.slice(from, to)}));

  it.each(lightgbm.drawn.map((c) => [JSON.stringify(c.params), c] as const))(
    "score the same on the mean of ten keys with %s",
    (_, c) => {
      const scores = Array.from({length: 10}, (__, seed) => {
        const model = fitBooster(train!.columns, train!.y, ours(c.params), {key: keyOf("score", seed)});
        return r2(test!.y, predictBooster(model, test!.columns));
      });
      const mean = scores.reduce((a, b) => a + b) / 10;
      const sd = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 9);
      expect(Math.abs(mean - c.mean)).toBeLessThan(3 * Math.sqrt(sd ** 2 / 10 + c.sd ** 2 / c.seeds));
      expect(sd).toBeLessThan(3 * c.sd);
      expect(sd).toBeGreaterThan(c.sd / 3);
    }
  );
});

/** Hyperparameters of all sorts, some of them beyond reason. */
function awkwardParams(seed: number, scale: number): Partial<BoosterParams> {
  const rng = stream("awkward params", seed);
  const one = <T>(options: readonly T[]): T => options[rng.int(options.length)]!;
  return {
    maxDepth: one([null, null, 1, 2, 5]),
    regLambda: one([0, 0, 0.5, 20, 1e6, 1e100]),
    regAlpha: one([0, 0, 0.1, 3, 1e4]) * scale,
    minSplitGain: one([0, 0, 0.1, 30]) * scale * scale,
    colsampleBytree: one([1, 1, 0.5, 0.01]),
    subsample: one([1, 1, 0.6, 0.05, 1e-9])
  };
}

/** Compares the trees of WebAssembly with those of plain TypeScript; gives how many either has. */
function compareTrees(columns: readonly Uint8Array[], y: Float64Array, params: BoosterParams, key: Key): [number, number] {
  const trees: GrownTree[] = [];
  new Boosting(y, columns.length, params, key).fit(columns, (tree) => trees.push(tree));
  let t = 0;
  new ReferenceBoosting(y, columns.length, params, key).fit(columns, (expected) => {
    const tree = trees[t++]!;
    for (const part of ["feature", "bin", "count", "left", "right"] as const)
      expect(tree[part]).toEqual(expected[part].subarray(0, expected.splits));
    expect(tree.leafCount).toEqual(expected.leafCount.subarray(0, expected.splits + 1));
    const most = Math.max(...tree.output.map(Math.abs));
    tree.output.forEach((v, k) => expect(Math.abs(v - expected.output[k]!)).toBeLessThanOrEqual(1e-9 * most));
    tree.gain.forEach((v, k) => expect(Math.abs(v - expected.gain[k]!)).toBeLessThanOrEqual(1e-9 * expected.gain[0]!));
  });
  return [trees.length, t];
}

describe("boosting with every hyperparameter, in WebAssembly against plain TypeScript", () => {
  it.each(Array.from({length: 80}, (_, seed) => [seed]))("grows the same trees on awkward table %i", (seed) => {
    const {columns, y, params} = awkwardTable(seed);
    const full = {...params, ...awkwardParams(seed, Math.max(...y.map(Math.abs)))};
    const codes = columns.map((column) => binColumn(column, full).codes);
    const [ours, plain] = compareTrees(codes, y, full, keyOf(seed));
    expect(ours).toBe(plain);
  });
});

describe("histograms of features of few bins, two at a time", () => {
  it.each([
    [0, 1],
    [0, 4],
    [1, 2],
    [2, 7],
    [7, 9],
    [3, 14],
    [5, 33],
    [33, 18],
    [40, 0]
  ])("give the trees they give one by one: %i wide and %i narrow features of many rows", (wide, narrow) => {
    const rng = stream("narrow", wide, narrow);
    const n = 2048 + rng.int(40);
    const bins = [...Array.from({length: wide}, () => 33 + rng.int(223)), ...Array.from({length: narrow}, () => 2 + rng.int(31))];
    const columns = rng.shuffle(bins).map((most) => Uint8Array.from({length: n}, () => Math.min(rng.int(most), rng.int(most))));
    const y = Float64Array.from({length: n}, (_, i) => columns.reduce((sum, c, j) => sum + c[i]! / (j + 2), 0) + rng.normal());
    for (const more of [{}, {colsampleBytree: 0.6}, {subsample: 0.9}])
      expect(compareTrees(columns, y, {...boosterDefaults, nEstimators: 3, ...more}, keyOf("narrow"))).toEqual([3, 3]);
  });
});

describe("drawing", () => {
  const {columns, y} = randomTable(700, 6);
  const params = {nEstimators: 25, subsample: 0.6, colsampleBytree: 0.5, maxDepth: 4};
  const fit = (more: Partial<BoosterParams> = {}, key = keyOf("drawing")) => fitBooster(columns, y, {...params, ...more}, {key});

  it("is by tree: fewer trees are a prefix of more, and every stage predicts what they do", () => {
    const long = fit();
    const short = fit({nEstimators: 9});
    expect(long.value.slice(0, short.value.length)).toEqual(short.value);
    expect(long.threshold.slice(0, short.threshold.length)).toEqual(short.threshold);
    expect(predictBoosterStages(long, columns, [9, 25])).toEqual([predictBooster(short, columns), predictBooster(long, columns)]);
  });

  it("gives other trees with another key, and the same with the same", () => {
    expect(fit()).toEqual(fit());
    expect(fit({}, keyOf("another")).value).not.toEqual(fit().value);
  });

  it("shows each tree its share of the rows, and its share of the features that can be split on", () => {
    const model = fit({maxDepth: null});
    for (let t = 0; t < model.trees; ++t) {
      expect(model.count[model.splitStart[t]!]).toBe(420);
      const used = new Set(model.feature.subarray(model.splitStart[t], model.splitStart[t + 1]));
      // Column 3 is constant: of the five others, 2.5 round to 3.
      expect(used.size).toBeLessThanOrEqual(3);
      expect(used.has(3)).toBe(false);
    }
  });

  it("goes on after a tree of a single leaf, which another draw may follow", () => {
    const table = [columns[3]!.map((_, i) => (i < 21 ? 1 : 0)), columns[0]!];
    const model = fitBooster(table, y, {nEstimators: 30, subsample: 0.95}, {key: keyOf("leaf")});
    expect(model.trees).toBe(30);
    const single = fitBooster([table[0]!], y, {nEstimators: 30, subsample: 0.95}, {key: keyOf("leaf")});
    const sizes = Array.from({length: 30}, (_, t) => single.splitStart[t + 1]! - single.splitStart[t]!);
    expect(sizes).toContain(0);
    expect(sizes).toContain(1);
  });

  it("asks for a key", () => {
    expect(() => fitBooster(columns, y, {subsample: 0.5})).toThrow(
      "subsample and colsampleBytree below 1 need a key to draw from; got none"
    );
    expect(() => fitBooster(columns, y, {colsampleBytree: 0.5})).toThrow("need a key");
  });
});

describe("the hyperparameters of boosting", () => {
  const {columns, y} = randomTable(700, 6);
  const deepest = (params: Partial<BoosterParams>): number => {
    const {splitStart, left, right} = fitBooster(columns, y, {nEstimators: 1, minChildSamples: 1, ...params});
    const depth = (node: number): number => (node < 0 ? 0 : 1 + Math.max(depth(left[node]!), depth(right[node]!)));
    return depth(splitStart[1]! > 0 ? 0 : -1);
  };

  it("limit the depth", () => {
    expect([1, 2, 4].map((maxDepth) => deepest({maxDepth}))).toEqual([1, 2, 4]);
    expect(deepest({maxDepth: 1e12})).toBe(deepest({}));
  });

  it("shrink all predictions to the mean where penalties are huge", () => {
    const predictions = predictBooster(fitBooster(columns, y, {regLambda: 1e12}), columns);
    const mean = y.reduce((a, b) => a + b) / y.length;
    expect(Math.max(...predictions.map((v) => Math.abs(v - mean)))).toBeLessThan(1e-5);
    for (const params of [{regAlpha: 1e9}, {minSplitGain: 1e9}, {regLambda: 1e100, minSplitGain: 1e-3}])
      expect(boosterImportances(fitBooster(columns, y, params)).splits.every((v) => v === 0)).toBe(true);
  });

  it("scale with the target: lambda not at all, alpha as the target and minSplitGain as its square", () => {
    const params = {nEstimators: 20, regLambda: 3, regAlpha: 0.5, minSplitGain: 0.25};
    const model = fitBooster(columns, y, params);
    for (const power of [30, -30]) {
      const scale = 2 ** power;
      const scaled = {...params, regAlpha: 0.5 * scale, minSplitGain: 0.25 * scale * scale};
      const other = fitBooster(
        columns,
        y.map((v) => scale * v),
        scaled
      );
      expect(other.feature).toEqual(model.feature);
      expect(other.value.map((v) => v / scale)).toEqual(model.value);
    }
  });

  it("are refused out of range, all of them at once", () => {
    const wrong = {
      nEstimators: 0,
      learningRate: 0,
      numLeaves: 1,
      minChildSamples: 1.5,
      minChildWeight: -1,
      maxDepth: 0,
      regLambda: -0.1,
      regAlpha: NaN,
      minSplitGain: Infinity,
      colsampleBytree: 0,
      subsample: 1.01
    };
    const told = [
      "nEstimators must be an integer of at least 1; got 0",
      "learningRate must be a number in (0, 1e100]; got 0",
      "numLeaves must be an integer in [2, 65536]; got 1",
      "minChildSamples must be an integer of at least 1; got 1.5",
      "minChildWeight must be a number in [0, 1e100]; got -1",
      "regLambda must be a number in [0, 1e100]; got -0.1",
      "regAlpha must be a number in [0, 1e100]; got NaN",
      "minSplitGain must be a number in [0, 1e100]; got Infinity",
      "colsampleBytree must be a number in (0, 1]; got 0",
      "subsample must be a number in (0, 1]; got 1.01",
      "maxDepth must be null or an integer of at least 1; got 0"
    ];
    expect(() => fitBooster(columns, y, wrong)).toThrow(told.join("\n"));
    for (const maxDepth of [-1, 2.5, NaN]) expect(() => fitBooster(columns, y, {maxDepth})).toThrow(`got ${maxDepth}`);
  });

  it("neither crash nor hang on one row, two, and copies of a few", () => {
    const extremes = {maxDepth: 1, minChildSamples: 1, subsample: 1e-9, colsampleBytree: 1e-9, regLambda: 1e100, regAlpha: 1e-9};
    for (const n of [1, 2, 3, 50]) {
      const table = columns.map((column) => column.map((_, i) => column[i % 3]!).slice(0, n));
      for (const params of [extremes, {...extremes, regLambda: 0, regAlpha: 0, subsample: 0.5}]) {
        const model = fitBooster(table, y.slice(0, n), params, {key: keyOf("few", n)});
        expect(predictBooster(model, table).every(Number.isFinite)).toBe(true);
      }
    }
  });
});
