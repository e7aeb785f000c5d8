import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {estimatorSpec, featuresLookedAt, type ForestSpec, forestRules} from "../../nodes/kernels/estimators/estimators.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {
  featureImportances,
  type Forest,
  growForest,
  joinForests,
  predictForest,
  treeOf
} from "../../nodes/kernels/tree/forest.ts";
import type {Key} from "../../nodes/kernels/tree/tree.ts";
import {packColumns, trainingSet} from "../../nodes/kernels/tree/training-set.ts";
import type {Tree} from "../../nodes/kernels/tree/tree.ts";

interface Run {
  readonly estimator: "extraTrees" | "randomForest";
  readonly settings: Record<string, unknown>;
  readonly r2Score: number[][];
  readonly meanAbsoluteError: number[][];
  readonly nodes: number[];
  readonly spread: number[];
  readonly importances: number[][];
}

const reference: {X: number[][]; y: number[]; trees: number; runs: Run[]} = JSON.parse(
  readFileSync(new URL("../reference/forest.json", import.meta.url), "utf8")
);
const {X, y} = reference;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const repeat = (value: number, n: number): number[] => Array.from({length: n}, () => value);
const sd = (values: readonly number[]): number => {
  const m = mean(values);
  return Math.sqrt(values.reduce((a, v) => a + (v - m) ** 2, 0) / (values.length - 1));
};
/** How many standard errors lie between two means. */
const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.abs(mean(a) - mean(b)) / (Math.sqrt((sd(a) ** 2 + sd(b) ** 2) / a.length) + 1e-12);
const key = (...words: (string | number)[]): Key => [...stream(...words).state()] as unknown as Key;

function fit(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  spec: ForestSpec,
  seed: string | number = 0
): Forest {
  const data = trainingSet(packColumns(columns, target.length), target);
  return growForest(data, key("test", seed), 0, spec.nEstimators, forestRules(spec, data.p));
}

const predict = (forest: Forest, columns: readonly ArrayLike<number>[]) =>
  predictForest(forest, packColumns(columns, columns[0]!.length), columns[0]!.length);

const extraTrees = (settings: Record<string, unknown> = {}): ForestSpec =>
  estimatorSpec("extraTrees", {nEstimators: 10, ...settings}) as ForestSpec;
const randomForest = (settings: Record<string, unknown> = {}): ForestSpec =>
  estimatorSpec("randomForest", {nEstimators: 10, ...settings}) as ForestSpec;

describe("against scikit-learn 1.2.1, 10 seeds, 5 folds", () => {
  it.each(reference.runs)("$estimator $settings scores, grows and weighs features alike", (run) => {
    const spec = estimatorSpec(run.estimator, {nEstimators: reference.trees, ...run.settings}) as ForestSpec;
    const scores: number[][] = [];
    const errors: number[][] = [];
    const nodes: number[] = [];
    const spreads: number[] = [];
    const importances: number[][] = [];
    for (let seed = 0; seed < 10; ++seed) {
      scores.push([]);
      errors.push([]);
      for (let k = 0; k < 5; ++k) {
        const part = <T>(values: readonly T[], held: boolean): T[] => values.filter((_, i) => (i % 5 === k) === held);
        const truth = part(y, true);
        const forest = fit(
          X.map((column) => part(column, false)),
          part(y, false),
          spec,
          `${seed}/${k}`
        );
        const {mean: predicted, spread} = predict(
          forest,
          X.map((column) => part(column, true))
        );
        const middle = mean(truth);
        const rest = mean(truth.map((v, i) => (v - predicted[i]!) ** 2));
        scores[seed]!.push(1 - rest / mean(truth.map((v) => (v - middle) ** 2)));
        errors[seed]!.push(mean(truth.map((v, i) => Math.abs(v - predicted[i]!))));
        if (k > 0) continue;
        nodes.push(forest.feature.length / forest.nTrees);
        spreads.push(mean([...spread]));
        importances.push([...featureImportances(forest).mean]);
      }
    }
    for (const [ours, theirs] of [
      [scores, run.r2Score],
      [errors, run.meanAbsoluteError]
    ] as const) {
      const a = ours.map(mean);
      const b = theirs.map(mean);
      const foldError = sd(theirs[0]!.map((_, k) => mean(theirs.map((folds) => folds[k]!)))) / Math.sqrt(5);
      expect(Math.abs(mean(a) - mean(b))).toBeLessThan(foldError);
      expect(distance(a, b)).toBeLessThan(3);
    }
    expect(distance(nodes, run.nodes)).toBeLessThan(3.5);
    expect(distance(spreads, run.spread)).toBeLessThan(3.5);
    for (let j = 0; j < X.length; ++j) {
      const shares = (rows: readonly number[][]): number[] => rows.map((row) => row[j]!);
      expect(distance(shares(importances), shares(run.importances))).toBeLessThan(3.5);
    }
  });
});

/** Calls back with the training rows of every node. */
function eachNode(
  tree: Tree,
  columns: readonly ArrayLike<number>[],
  rows: readonly number[],
  visit: (node: number, rows: readonly number[]) => void
): void {
  const walk = (node: number, rows: readonly number[]): void => {
    visit(node, rows);
    const j = tree.feature[node]!;
    if (j < 0) return;
    const left = (i: number): boolean => Math.fround(columns[j]![i]!) <= tree.threshold[node]!;
    walk(
      node + 1,
      rows.filter((i) => left(i))
    );
    walk(
      tree.right[node]!,
      rows.filter((i) => !left(i))
    );
  };
  walk(0, rows);
}

const all = y.map((_, i) => i);

describe("a tree", () => {
  it.each([extraTrees(), extraTrees({minSamplesLeaf: 4, maxFeatures: 2}), randomForest({bootstrap: false, minSamplesLeaf: 3})])(
    "partitions the rows: counts, means and leaf sizes are those of the rows in each node",
    (spec) => {
      const forest = fit(X, y, spec);
      for (let t = 0; t < forest.nTrees; ++t) {
        const tree = treeOf(forest, t);
        let visited = 0;
        eachNode(tree, X, all, (node, rows) => {
          ++visited;
          expect(rows.length).toBe(tree.count[node]);
          expect(rows.length).toBeGreaterThanOrEqual(spec.minSamplesLeaf);
          expect(tree.value[node]).toBeCloseTo(mean(rows.map((i) => y[i]!)), 5);
        });
        expect(visited).toBe(tree.feature.length);
      }
    }
  );

  it("predicts every training row's own target where leaves may hold one row", () => {
    for (const spec of [extraTrees(), extraTrees({maxFeatures: 1}), randomForest({bootstrap: false})]) {
      const {mean: predicted, spread} = predict(fit(X, y, spec), X);
      const range = Math.max(...y) - Math.min(...y);
      for (const i of all) expect(Math.abs(predicted[i]! - y[i]!)).toBeLessThan(range * 1.3e-7);
      expect(Math.max(...spread)).toBeLessThan(range * 1.3e-7);
    }
  });

  it("cuts halfway between two rows where it looks for the best cut, and takes the best of all", () => {
    const {threshold, feature, value} = fit(
      [[5, 1, 3, 4, 2]],
      [9, 0, 1, 10, 0],
      randomForest({nEstimators: 1, bootstrap: false, maxDepth: 1})
    );
    expect([...feature]).toEqual([0, -1, -1]);
    expect(threshold[0]).toBe(3.5);
    expect(value[0]).toBe(4);
    expect(value[1]).toBeCloseTo(1 / 3, 5);
    expect(value[2]).toBeCloseTo(9.5, 5);
  });

  it("draws thresholds uniformly between the least and the greatest value", () => {
    const forest = fit([[-1, 3]], [0, 1], extraTrees({nEstimators: 4000}));
    const cuts = [...forest.threshold].filter((_, i) => forest.feature[i] === 0).sort((a, b) => a - b);
    expect(cuts.length).toBe(4000);
    // Kolmogorov and Smirnov: the largest distance from the diagonal, 1.63/√n at 1 %.
    const distance = Math.max(...cuts.map((t, i) => Math.abs((t + 1) / 4 - (i + 0.5) / 4000)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(4000));
    expect(cuts[0]).toBeGreaterThanOrEqual(-1);
    expect(cuts[3999]).toBeLessThan(3);
  });

  it.each(["random", "best"])("breaks ties between equal features uniformly (%s cuts)", (splitter) => {
    const column = [1, 2, 3, 4, 5, 6, 7, 8];
    // Threshold features differ in their random cuts, so equal scores need two distinct values.
    const columns =
      splitter === "random" ? [0, 1, 2, 3, 4].map(() => [0, 0, 0, 1, 1, 1, 1, 1]) : [0, 1, 2, 3, 4].map(() => column);
    const spec =
      splitter === "random"
        ? extraTrees({nEstimators: 2000, maxDepth: 1})
        : randomForest({nEstimators: 2000, maxDepth: 1, bootstrap: false});
    const {feature} = fit(columns, [1, 2, 3, 5, 8, 13, 21, 34], spec);
    const votes = [0, 1, 2, 3, 4].map((j) => feature.filter((f) => f === j).length);
    expect(votes.reduce((a, b) => a + b)).toBe(2000);
    const chi2 = votes.reduce((sum, v) => sum + (v - 400) ** 2 / 400, 0);
    expect(chi2).toBeLessThan(18.5);
  });

  it("looks at as many features as it is told, constant ones counted", () => {
    // One informative column among three constant ones: with one feature looked at the cut is found all the same.
    const columns = [
      [1, 1, 1, 1],
      [1, 2, 3, 4],
      [7, 7, 7, 7],
      [0, 0, 0, 0]
    ];
    for (const spec of [extraTrees({maxFeatures: 1}), randomForest({maxFeatures: 1, bootstrap: false})]) {
      const {feature} = fit(columns, [1, 2, 3, 4], spec);
      expect(feature.filter((f) => f >= 0).every((f) => f === 1)).toBe(true);
      expect(feature.length).toBe(70);
    }
    // Two informative columns: either is the one looked at about half the time, though one is far better.
    const root = fit([y, X[2]!], y, extraTrees({nEstimators: 400, maxFeatures: 1, maxDepth: 1})).feature;
    const share = root.filter((f) => f === 0).length / 400;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });
});

describe("a forest", () => {
  it("has importances that add up to one, and none for a constant feature", () => {
    for (const spec of [extraTrees(), randomForest()]) {
      const forest = fit(X, y, spec);
      const {mean: shares, sd: spread} = featureImportances(forest);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(shares[5]).toBe(0);
      expect(shares[0]).toBeGreaterThan(0.4);
      expect(spread[0]).toBeGreaterThan(0);
    }
  });

  it("does not depend on the order of the rows", () => {
    const order = stream("order").permutation(y.length);
    const shuffle = (values: readonly number[]): number[] => Array.from(order, (i) => values[i]!);
    const spec = extraTrees({maxFeatures: 3});
    expect(fit(X.map(shuffle), shuffle(y), spec)).toEqual(fit(X, y, spec));
  });

  it("is the same in pieces as in one, so that threads may share the work", () => {
    for (const spec of [extraTrees(), randomForest({maxFeatures: "sqrt"})]) {
      const data = trainingSet(packColumns(X, y.length), y);
      const rules = forestRules(spec, X.length);
      const pieces = [
        growForest(data, key(1), 0, 3, rules),
        growForest(data, key(1), 3, 1, rules),
        growForest(data, key(1), 4, 6, rules)
      ];
      expect(joinForests(X.length, pieces)).toEqual(growForest(data, key(1), 0, 10, rules));
    }
  });

  it("is the same on features scaled by powers of two and, but for rounding, by 10^±9", () => {
    const spec = extraTrees({maxFeatures: 3});
    const {mean: plain} = predict(fit(X, y, spec), X);
    for (const scale of [2 ** 30, 2 ** -30]) {
      const scaled = X.map((column) => column.map((x) => x * scale));
      expect(predict(fit(scaled, y, spec), scaled).mean).toEqual(plain);
    }
    for (const scale of [1e9, 1e-9]) {
      const scaled = X.map((column) => column.map((x) => x * scale));
      const forest = fit(scaled, y, extraTrees({nEstimators: 50, minSamplesLeaf: 5}));
      const same = fit(X, y, extraTrees({nEstimators: 50, minSamplesLeaf: 5}));
      expect(Math.abs(forest.feature.length / same.feature.length - 1)).toBeLessThan(0.02);
    }
  });

  it("follows the target's scale and offset", () => {
    const {mean: plain} = predict(fit(X, y, extraTrees()), X);
    for (const [scale, offset] of [
      [1e9, 0],
      [1e-9, 0],
      [-2, 1e6]
    ] as const) {
      const target = y.map((v) => v * scale + offset);
      const {mean: moved} = predict(fit(X, target, extraTrees()), X);
      const range = Math.abs(scale) * (Math.max(...y) - Math.min(...y));
      for (const i of all) expect(Math.abs(moved[i]! - (plain[i]! * scale + offset)) / range).toBeLessThan(1e-6);
    }
  });

  it.each([1, 2, 3])("grows on %i equal rows, and on one row, as a single leaf", (n) => {
    for (const spec of [extraTrees(), randomForest()]) {
      const forest = fit([repeat(2, n)], repeat(7, n), spec);
      expect([...forest.feature]).toEqual(repeat(-1, 10));
      expect(predict(forest, [[1, 2, 3]])).toEqual({mean: Float64Array.of(7, 7, 7), spread: new Float64Array(3)});
      expect([...featureImportances(forest).mean]).toEqual([0]);
    }
  });

  it("keeps rows with equal features and different targets together", () => {
    for (const spec of [extraTrees(), randomForest({bootstrap: false})]) {
      const forest = fit(
        [
          [1, 1, 1],
          [0, 0, 0]
        ],
        [1, 2, 6],
        spec
      );
      expect([...forest.count]).toEqual(repeat(3, 10));
      expect(predict(forest, [[1], [0]]).mean[0]).toBeCloseTo(3, 5);
    }
  });

  it("draws each row of a bootstrap once on average", () => {
    const forest = fit(X, y, randomForest({nEstimators: 60}));
    const inBag = Array.from({length: 60}, (_, t) => treeOf(forest, t).count[0]! / y.length);
    expect(mean(inBag)).toBeCloseTo(1 - 1 / Math.E, 2);
    expect(new Set(inBag).size).toBeGreaterThan(10);
  });

  it("refuses what is not finite, naming column and row", () => {
    expect(() =>
      packColumns(
        [
          [1, 2],
          [3, NaN]
        ],
        2
      )
    ).toThrow("column 1, row 2: trees need numbers within ±1e38; got NaN");
    expect(() => packColumns([[1, 1e39]], 2)).toThrow("column 0, row 2: trees need numbers within ±1e38; got 1e+39");
    expect(() => packColumns([[1, 2, 3]], 2)).toThrow("column 0 has 3 rows; need 2");
    expect(() => trainingSet(Float32Array.of(1, 2), [1, Infinity])).toThrow(
      "row 2: the target must be a finite number; got Infinity"
    );
    expect(() => trainingSet(new Float32Array(0), [])).toThrow("0 rows cannot train a forest; need at least 1");
    expect(() => predictForest(fit(X, y, extraTrees()), new Float32Array(5), 1)).toThrow(
      "5 feature values do not fill 1 rows of 6 features; need 6"
    );
  });
});

describe("hyperparameters", () => {
  it("look at as many features as scikit-learn does", () => {
    expect(["all", "sqrt", "log2", 0.34, 0.01, 3].map((m) => featuresLookedAt(m as number, 16))).toEqual([16, 4, 4, 5, 1, 3]);
    expect(() => featuresLookedAt(17, 16)).toThrow(
      "maxFeatures = 17, but there are 16 features; use at most 16, or a fraction below 1"
    );
  });

  it("are refused all at once", () => {
    expect(() => estimatorSpec("extraTrees", {nEstimators: 0, maxDepth: 2.5, depth: 3, maxFeatures: 1.5})).toThrow(
      [
        'hyperparameter "nEstimators" must be an integer in [1, 100000]; got 0',
        'hyperparameter "maxDepth" must be an integer of at least 1, or null; got 2.5',
        'unknown hyperparameter "depth"; extraTrees has "nEstimators", "maxDepth", "minSamplesSplit", "minSamplesLeaf", "maxFeatures", "bootstrap"',
        'hyperparameter "maxFeatures" must be a number of features, a fraction in (0, 1), "all", "sqrt" or "log2"; got 1.5'
      ].join("\n")
    );
  });
});
