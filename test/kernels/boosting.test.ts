import {readFileSync} from "node:fs";
import {gunzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {binColumn, binOf, findBounds} from "../../nodes/kernels/boosting/binning.ts";
import {
  boosterImportances,
  type BoosterModel,
  fitBooster,
  predictBooster,
  predictBoosterStages
} from "../../nodes/kernels/boosting/booster.ts";
import {boosterDefaults, Boosting, type GrownTree} from "../../nodes/kernels/boosting/boosting.ts";
import {awkwardTable, type Data, type FormulaShape, formulaTable, r2, randomTable} from "./boosting-reference/tables.ts";
import {ReferenceBoosting} from "./boosting-reference/boosting.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {shared} from "../shared.ts";

interface Branch {
  readonly feature: number;
  readonly threshold: number;
  readonly gain: number;
  readonly count: number;
  readonly left: TreeNode;
  readonly right: TreeNode;
}
type TreeNode = Branch | {readonly value: number; readonly count: number};

interface LightGBMCase {
  readonly table: "diabetes" | "abalone" | "wine-red";
  readonly nEstimators: number;
  readonly num_leaves?: number;
  readonly max_bin?: number;
  readonly min_child_samples?: number;
  readonly r2Train: number;
  readonly first20Predictions: number[];
  readonly splitCounts: number[];
  readonly gains: number[];
  readonly firstTree?: TreeNode;
}

interface FormulaCase extends FormulaShape {
  readonly nEstimators: number;
  readonly numLeaves: number;
  readonly minChildSamples: number;
  readonly predictions: number[];
  readonly sumOfPredictions: number;
  readonly splitCounts: number[];
}

const reference = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), "utf8"));
const lightgbm = reference("lightgbm") as {cases: LightGBMCase[]};
const formula = reference("boosting") as {cases: FormulaCase[]};

const files = {
  diabetes: [shared("data/tabular/diabetes_data_raw.csv.gz"), shared("data/tabular/diabetes_target.csv.gz")],
  abalone: [shared("data/tabular/abalone.csv")],
  "wine-red": [shared("data/tabular/winequality-red.csv")]
};

function numbers(path: string): number[][] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number)
    );
}

/** The last column is the target; abalone's first, a letter, is left out, as where the reference was made. */
function realTable(name: LightGBMCase["table"]): Data {
  const [first, second] = files[name].map((path) => numbers(path!));
  const rows = first!.map((row, i) => (name === "abalone" ? row.slice(1) : [...row, ...(second?.[i] ?? [])]));
  const column = (j: number): Float64Array => Float64Array.from(rows, (row) => row.at(j)!);
  return {columns: rows[0]!.slice(0, -1).map((_, j) => column(j)), y: column(-1)};
}

/** The first tree of a model in the form of the reference, gains as LightGBM writes them to text: float32, six digits. */
function firstTree(model: BoosterModel, node = model.splitStart[1] === 0 ? ~0 : 0): TreeNode {
  if (node < 0) return {value: model.value[~node]!, count: model.leafCount[~node]!};
  return {
    feature: model.feature[node]!,
    threshold: model.threshold[node]!,
    gain: Math.fround(Number(Math.fround(model.gain[node]!).toPrecision(6))),
    count: model.count[node]!,
    left: firstTree(model, model.left[node]!),
    right: firstTree(model, model.right[node]!)
  };
}

describe("boosting against LightGBM 4.3.0", () => {
  for (const c of lightgbm.cases) {
    const {table, nEstimators, num_leaves: numLeaves, max_bin: maxBin, min_child_samples: minChildSamples} = c;
    const params = {
      nEstimators,
      ...(numLeaves && {numLeaves}),
      ...(maxBin && {maxBin}),
      ...(minChildSamples && {minChildSamples})
    };
    it.skipIf(files[table].includes(undefined))(`grows the same trees on ${table} with ${JSON.stringify(params)}`, () => {
      const {columns, y} = realTable(table);
      const model = fitBooster(columns, y, params);
      const predictions = predictBooster(model, columns);
      const {splits, gain} = boosterImportances(model);
      c.first20Predictions.forEach((v, i) => expect(Math.abs(predictions[i]! - v)).toBeLessThan(1e-12 * Math.abs(v)));
      expect(r2(y, predictions)).toBeCloseTo(c.r2Train, 12);
      expect([...splits]).toEqual(c.splitCounts);
      c.gains.forEach((g, j) => expect(Math.abs(gain[j]! - g)).toBeLessThanOrEqual(5e-6 * g));
      // Kept once where several settings share it.
      expect(firstTree(model)).toEqual(c.firstTree ?? firstTree(model));
    });
  }
});

describe("boosting against scikit-learn's HistGradientBoostingRegressor", () => {
  it.each(formula.cases)("predicts the same for $rows rows, $nEstimators trees of $numLeaves leaves", (c) => {
    const {columns, y} = formulaTable(c);
    const model = fitBooster(columns, y, {...c, minDataInBin: 1});
    const predictions = predictBooster(model, columns);
    const worst = Math.max(...c.predictions.map((v, i) => Math.abs(v - predictions[i]!)));
    expect(worst).toBeLessThan(1e-6);
    expect([...boosterImportances(model).splits]).toEqual(c.splitCounts);
    expect(predictions.reduce((a, b) => a + b)).toBeCloseTo(c.sumOfPredictions, 5);
  });
});

describe("boosting in WebAssembly against plain TypeScript", () => {
  it.each(Array.from({length: 60}, (_, seed) => [seed]))("grows the same trees on awkward table %i", (seed) => {
    const {columns, y, params} = awkwardTable(seed);
    const codes = columns.map((column) => binColumn(column, params).codes);
    const trees: GrownTree[] = [];
    new Boosting(y, codes.length + (seed % 5), params).fit(codes, (tree) => trees.push(tree));
    let t = 0;
    new ReferenceBoosting(y, codes.length, params).fit(codes, (expected) => {
      const tree = trees[t++]!;
      for (const part of ["feature", "bin", "count", "left", "right"] as const)
        expect(tree[part]).toEqual(expected[part].subarray(0, expected.splits));
      expect(tree.leafCount).toEqual(expected.leafCount.subarray(0, expected.splits + 1));
      const scale = Math.max(...tree.output.map(Math.abs));
      tree.output.forEach((v, k) => expect(Math.abs(v - expected.output[k]!)).toBeLessThanOrEqual(1e-9 * scale));
      tree.gain.forEach((v, k) => expect(Math.abs(v - expected.gain[k]!)).toBeLessThanOrEqual(1e-9 * expected.gain[0]!));
    });
    expect(t).toBe(trees.length);
  });

  it("holds memory constant over many fits", () => {
    const {columns, y} = randomTable(700, 6);
    const codes = columns.map((column) => binColumn(column).codes);
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    for (let i = 0; i < 300; ++i) new Boosting(y, 12, {...boosterDefaults, nEstimators: 1}).importances(codes);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().external - before).toBeLessThan(64e6);
  });
});

describe("boosting", () => {
  const {columns, y} = randomTable(700, 6);

  it("divides the rows among the leaves: counts add up at every split, none below minChildSamples", () => {
    const model = fitBooster(columns, y, {nEstimators: 20, minChildSamples: 25});
    for (let t = 0; t < model.trees; ++t) {
      const count = (node: number): number =>
        node < 0 ? model.leafCount[model.leafStart[t]! + ~node]! : model.count[model.splitStart[t]! + node]!;
      expect(count(0)).toBe(700);
      for (let k = model.splitStart[t]!; k < model.splitStart[t + 1]!; ++k)
        expect(count(model.left[k]!) + count(model.right[k]!)).toBe(model.count[k]);
    }
    expect(Math.min(...model.leafCount)).toBeGreaterThanOrEqual(25);
  });

  it("lowers the training loss with every tree", () => {
    const losses = [1, 5, 20, 60].map((nEstimators) => r2(y, predictBooster(fitBooster(columns, y, {nEstimators}), columns)));
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    expect(losses.at(-1)).toBeGreaterThan(0.95);
  });

  it("is a prefix: the first trees of a long run are those of a short one", () => {
    const [short, long] = [fitBooster(columns, y, {nEstimators: 7}), fitBooster(columns, y, {nEstimators: 30})];
    expect(long.value.slice(0, short.value.length)).toEqual(short.value);
    expect(long.threshold.slice(0, short.threshold.length)).toEqual(short.threshold);
  });

  it("predicts at every stage, to the bit, what a booster of so many trees predicts", () => {
    const stages = [1, 2, 2, 13, 30, 99];
    const predictions = predictBoosterStages(fitBooster(columns, y, {nEstimators: 30}), columns, stages);
    const alone = stages.map((stage) => predictBooster(fitBooster(columns, y, {nEstimators: Math.min(30, stage)}), columns));
    expect(predictions).toEqual(alone);
    expect(predictBoosterStages(fitBooster(columns, y, {nEstimators: 1}), columns, [])).toEqual([]);
    for (const wrong of [[0], [2, 1], [1.5]])
      expect(() => predictBoosterStages(fitBooster(columns, y, {nEstimators: 2}), columns, wrong)).toThrow(
        `in ascending order; got ${wrong.join(", ")}`
      );
  });

  it("takes columns that are binned already, some or all of them", () => {
    const binned = columns.map((column) => binColumn(column));
    const model = fitBooster(columns, y, {nEstimators: 5});
    expect(fitBooster(binned, y, {nEstimators: 5})).toEqual(model);
    expect(fitBooster([...columns.slice(0, 2), ...binned.slice(2)], y, {nEstimators: 5})).toEqual(model);
    expect(() => fitBooster(binned, y.slice(1))).toThrow("column 0 has 700 rows, but the target has 699");
  });

  it("tells of every tree, and of the end where nothing more can be split", () => {
    const told: [number, number][] = [];
    fitBooster(columns, y, {nEstimators: 3}, {onTree: (...of) => told.push(of)});
    fitBooster([columns[3]!], y, {nEstimators: 9}, {onTree: (...of) => told.push(of)});
    expect(told).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
      [9, 9]
    ]);
  });

  it("does not care how a column is stretched, only how it is ordered", () => {
    const positive = columns[0]!.map((x) => Math.abs(x));
    const model = fitBooster([positive, columns[1]!], y);
    const stretched = fitBooster([positive.map((x) => 1e9 * x * x * x), columns[1]!], y);
    expect(stretched.value).toEqual(model.value);
  });

  it("holds targets in float32, as LightGBM does, so shifting them by much costs digits and scaling them does not", () => {
    const [model, scaled] = [y, y.map((v) => v * 2 ** 20)].map((target) => fitBooster(columns, target));
    expect(scaled!.value.map((v) => v / 2 ** 20)).toEqual(model!.value);
    expect(scaled!.threshold).toEqual(model!.threshold);
  });

  it("never splits on a constant column, and predicts the mean where nothing can be split", () => {
    const model = fitBooster(columns, y);
    expect(boosterImportances(model).splits[3]).toBe(0);
    const flat = fitBooster([columns[3]!], y);
    expect(flat.trees).toBe(1);
    const mean = Float32Array.from(y).reduce((a, b) => a + b, 0) / y.length;
    expect(predictBooster(flat, [columns[3]!])[5]).toBeCloseTo(mean, 12);
    expect(fitBooster([columns[0]!.slice(0, 39)], y.slice(0, 39)).trees).toBe(1);
  });

  it("gives a feature and its copy to the first of them", () => {
    const {splits} = boosterImportances(fitBooster([columns[0]!, columns[0]!.slice()], y));
    expect(splits[0]).toBeGreaterThan(100);
    expect(splits[1]).toBe(0);
  });

  it("gives a feature up below a leaf where it gains nothing, as LightGBM does", () => {
    const rng = stream("exclusive or");
    const [a, b] = [1, 2].map((bit) => Float64Array.from({length: 200}, (_, i) => (i & bit ? 1 : 0)));
    const noise = Float64Array.from({length: 200}, () => rng.normal());
    const {splits} = boosterImportances(
      fitBooster(
        [a!, b!, noise],
        a!.map((x, i) => (x === b![i] ? 0 : 1)),
        {nEstimators: 1}
      )
    );
    expect(splits[2]).toBeGreaterThan(0);
    expect([splits[0], splits[1]]).toEqual([0, 0]);
  });

  it("starts afresh in every fit of one instance", () => {
    const codes = columns.map((column) => binColumn(column).codes);
    const boosting = new Boosting(y, 12, boosterDefaults);
    const first = boosting.importances(codes);
    boosting.importances([...codes].reverse());
    expect(boosting.importances(codes)).toEqual(first);
    expect(first).toEqual(boosterImportances(fitBooster(columns, y)));
  });

  it("refuses what it cannot fit", () => {
    expect(() => fitBooster([], y)).toThrow("a booster needs at least one column; got none");
    expect(() => fitBooster([new Float64Array(3)], y)).toThrow("column 0 has 3 rows, but the target has 700");
    expect(() => fitBooster([columns[0]!.map((x, i) => (i === 4 ? NaN : x))], y)).toThrow("holds NaN in row 5");
    expect(() =>
      fitBooster(
        columns,
        y.map(() => Infinity)
      )
    ).toThrow("the target holds Infinity in row 1");
    expect(() => fitBooster(columns, y, {numLeaves: 1})).toThrow("numLeaves must be an integer in [2, 65536]; got 1");
    expect(() => fitBooster(columns, y, {minChildSamples: 0})).toThrow("minChildSamples must be an integer of at least 1; got 0");
    expect(() =>
      fitBooster(
        columns,
        y.map((v) => 1e38 * v)
      )
    ).toThrow("boosting needs numbers within ±1e37");
    expect(() => predictBooster(fitBooster(columns, y, {nEstimators: 1}), [])).toThrow("fitted on 6 columns; got 0");
  });
});

describe("bins", () => {
  const bounds = (values: readonly number[], maxBin = 255, minDataInBin = 1): number[] => [
    ...findBounds(Float64Array.from(values), {maxBin, minDataInBin})
  ];
  const tiny = Math.fround(1e-35);

  it("end just above the middle between neighbouring values", () => {
    expect(bounds([1, 2, 4])).toEqual([tiny, 1.5000000000000002, 3.0000000000000004, Infinity]);
  });

  it("never hold values of both signs, and zero has its own", () => {
    expect(bounds([-2, -1, 0, 0, 1])).toEqual([-1.4999999999999998, -tiny, tiny, Infinity]);
    expect(bounds([-2, -1])).toEqual([-1.4999999999999998, -tiny, Infinity]);
    expect(bounds([0, 0])).toEqual([Infinity]);
  });

  it("wait for minDataInBin rows where there are values to spare", () => {
    expect(bounds([1, 2, 2, 3, 4, 5], 255, 3)).toEqual([tiny, 2.5000000000000004, Infinity]);
  });

  it("are at most maxBin, about equally filled, and a frequent value has one almost to itself", () => {
    const rng = stream("bins");
    const values = Float64Array.from({length: 5000}, (_, i) => (i % 5 === 0 ? 3 : 1 + 9 * rng.real()));
    const {codes, bounds: upper} = binColumn(values);
    const counts = new Int32Array(upper.length);
    for (const code of codes) ++counts[code]!;
    expect(upper.length).toBeLessThanOrEqual(255);
    expect(upper.length).toBeGreaterThan(240);
    const three = binOf(3, upper);
    expect(counts[three]! - 1000).toBeLessThan(10);
    expect(Math.max(...counts.filter((_, bin) => bin !== three))).toBeLessThan(40);
    values.forEach((x, i) => expect(x <= upper[codes[i]!]! && (codes[i] === 0 || x > upper[codes[i]! - 1]!)).toBe(true));
  });

  it("hold the values that the bounds say, whatever the values", () => {
    const rng = stream("codes");
    const column = Float64Array.from(
      {length: 40_000},
      (_, i) => [rng.normal(), rng.int(9) - 4, 1e-36, -0, 1e300 * rng.normal()][i % 5]!
    );
    const {codes, bounds: upper} = binColumn(column);
    expect(codes).toEqual(Uint8Array.from(column, (x) => binOf(x, upper)));
  });

  it("take neighbouring doubles for one value", () => {
    expect(bounds([1, 1 + Number.EPSILON, 2])).toHaveLength(3);
  });

  it("are shared between the signs by the rows they have, zero apart", () => {
    const values = Array.from({length: 600}, (_, i) => (i < 300 ? i - 300 : i - 299));
    const upper = bounds(values, 12);
    expect(upper.filter((bound) => bound < 0)).toHaveLength(5);
    expect(upper).toHaveLength(12);
  });

  it("hold the greatest and the least numbers there are", () => {
    const ends = [-Number.MAX_VALUE, -1e308, -Number.MIN_VALUE, 0, 5e-324, 1e308, Number.MAX_VALUE];
    const {codes, bounds: upper} = binColumn(Float64Array.from(ends), {maxBin: 255, minDataInBin: 1});
    expect([...codes]).toEqual([0, 1, 2, 2, 2, 3, 4]);
    expect(upper.includes(NaN)).toBe(false);
  });

  it("are refused for NaN and for a maxBin out of range", () => {
    expect(() => bounds([1, NaN])).toThrow("a column to bin holds NaN in row 2");
    expect(() => bounds([1], 300)).toThrow("maxBin must be an integer in [2, 256]; got 300");
  });
});
