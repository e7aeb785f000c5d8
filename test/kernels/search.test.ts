import {describe, expect, it} from "vitest";
import {
  type EstimatorName,
  type EstimatorSpec,
  estimatorNames,
  estimatorSpec
} from "../../nodes/kernels/estimators/estimators.ts";
import type {Distribution} from "../../nodes/kernels/estimators/hyperparameter.ts";
import {drawConfigurations, usualSpace} from "../../nodes/kernels/estimators/search-space.ts";
import {scoreConfiguration, scoreGroup} from "../../nodes/kernels/cross-validation.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {fitRegression, predictRegression} from "../../nodes/kernels/regression.ts";
import {groupConfigurations, predictGroup} from "../../nodes/kernels/search/groups.ts";
import type {Key} from "../../nodes/kernels/tree/tree.ts";

const forests: Record<string, Distribution> = {
  nEstimators: {integer: [1, 40]},
  maxDepth: {choice: [null, 1, 2, 4, 7]},
  minSamplesSplit: {integer: [2, 12]},
  minSamplesLeaf: {integer: [1, 3]},
  maxFeatures: {choice: ["sqrt", 0.6, "all"]}
};

/** All that may be set of an estimator, and how many groups its configurations make at most. */
const searches: Readonly<Record<EstimatorName, {readonly space: Record<string, Distribution>; readonly groups: number}>> = {
  extraTrees: {space: {...forests, bootstrap: {choice: [true, false]}}, groups: 6},
  randomForest: {space: {...forests, bootstrap: {choice: [true, false]}}, groups: 18},
  tree: {space: {...usualSpace("tree"), maxFeatures: {choice: [1, 2, "all"]}, minSamplesLeaf: {integer: [1, 3]}}, groups: 9},
  gradientBoosting: {
    space: {
      nEstimators: {integer: [1, 60]},
      learningRate: {choice: [0.05, 0.3]},
      numLeaves: {choice: [3, 12]},
      minChildSamples: {choice: [1, 10]},
      subsample: {choice: [0.7, 1]}
    },
    groups: 16
  },
  nearestNeighbors: {space: usualSpace("nearestNeighbors"), groups: 2},
  ridge: {space: usualSpace("ridge"), groups: 1},
  linear: {space: {}, groups: 1}
};

const key: Key = [1, 2, 3, 4];
const random = stream("search test");
const column = (n: number): Float64Array => Float64Array.from({length: n}, () => random.normal());
const columns = [column(90), column(90), column(90).map(Math.round), column(90)];
const y = columns[0]!.map((x, i) => 2 * x + columns[1]![i]! * columns[2]![i]!);
const train = {columns: columns.map((c) => c.slice(0, 60)), y: y.slice(0, 60)};
const test = {columns: columns.map((c) => c.slice(60)), y: y.slice(60)};

function predictAll(configurations: readonly EstimatorSpec[]): readonly Float64Array[] {
  const means: Float64Array[] = [];
  for (const group of groupConfigurations(configurations, 4))
    predictGroup(group, {train, test}, key, (i, mean) => (means[i] = mean));
  return means;
}

const predictAlone = (spec: EstimatorSpec): Float64Array =>
  predictRegression(fitRegression(train.columns, train.y, spec, key), test.columns).mean;

describe("the shared search", () => {
  it.each(estimatorNames)("gives each of 150 configurations of %s the bits it gets alone", (estimator) => {
    const {space, groups: most} = searches[estimator];
    const configurations = drawConfigurations(estimator, space, 150, stream("draw"));
    const groups = groupConfigurations(configurations, 4);
    expect(groups.length).toBeLessThanOrEqual(most);
    expect(groups.flatMap(({members}) => members).sort((a, b) => a - b)).toEqual(configurations.map((_, i) => i));
    const shared = predictAll(configurations);
    expect(shared).toHaveLength(configurations.length);
    for (const [i, configuration] of configurations.entries()) expect(shared[i]).toEqual(predictAlone(configuration));
    // What differs in its settings differs in its predictions, or the sharing has mixed them up.
    const different = new Set(shared.map((mean) => mean.join()));
    expect(different.size).toBeGreaterThan(estimator === "linear" ? 0 : Math.min(20, configurations.length / 4));
  });

  it("scores what it predicts", () => {
    const configurations = estimatorNames.map((name) => estimatorSpec(name));
    for (const group of groupConfigurations(configurations, 4)) {
      const scores = scoreGroup({train, test}, group, key);
      for (const [m, i] of group.members.entries())
        expect(scores.slice(4 * m, 4 * m + 4)).toEqual(scoreConfiguration({train, test}, configurations[i]!, key));
    }
  });

  it("has no scores for more neighbours than there are rows, and does not let them stop the others", () => {
    const configurations = [3, 61, 60].map((nNeighbors) => estimatorSpec("nearestNeighbors", {nNeighbors}));
    const [group, ...others] = groupConfigurations(configurations, 4);
    expect(others).toEqual([]);
    const scores = scoreGroup({train, test}, group!, key);
    expect([...scores].map(Number.isNaN)).toEqual([false, true, false].flatMap((none) => [none, none, none, none]));
    const [, tooMany] = configurations;
    expect([...scoreGroup({train, test}, groupConfigurations([tooMany!], 4)[0]!, key)]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it.each(["extraTrees", "gradientBoosting"] as const)(
    "does not let one configuration of %s change another's predictions",
    (estimator) => {
      const configurations = drawConfigurations(estimator, searches[estimator].space, 40, stream("draw"));
      const half = configurations.filter((_, i) => i % 2 === 0);
      expect(predictAll(half)).toEqual(predictAll(configurations).filter((_, i) => i % 2 === 0));
    }
  );

  it.each(["extraTrees", "gradientBoosting"] as const)("tells how far it is with %s, up to one", (estimator) => {
    const seen: number[] = [];
    const [group] = groupConfigurations([estimatorSpec(estimator, {nEstimators: 4})], 4);
    predictGroup(
      group!,
      {train, test},
      key,
      () => {},
      (fraction) => seen.push(fraction)
    );
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it("is refused where a node is to look at more features than there are", () => {
    expect(() => groupConfigurations([estimatorSpec("extraTrees", {maxFeatures: 9})], 4)).toThrow(
      "maxFeatures = 9, but there are 4 features; use at most 4, or a fraction below 1"
    );
  });
});
