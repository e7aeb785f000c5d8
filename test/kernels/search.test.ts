import {describe, expect, it} from "vitest";
import {type EstimatorSpec, estimatorSpec, type ForestSpec, forestRules} from "../../nodes/kernels/estimators.ts";
import {stream} from "../../nodes/kernels/random.ts";
import {type Distribution, drawConfigurations} from "../../nodes/kernels/search-space.ts";
import {groupConfigurations, predictGroup} from "../../nodes/kernels/search.ts";
import {growForest, predictForest} from "../../nodes/kernels/tree/forest.ts";
import type {Key} from "../../nodes/kernels/tree/tree.ts";
import {packColumns, trainingSet} from "../../nodes/kernels/tree/training-set.ts";

const space: Record<string, Distribution> = {
  nEstimators: {integer: [1, 40]},
  maxDepth: {choice: [null, 1, 2, 4, 7]},
  minSamplesSplit: {integer: [2, 12]},
  minSamplesLeaf: {integer: [1, 3]},
  maxFeatures: {choice: ["sqrt", 0.6, "all"]}
};

const forestKey: Key = [1, 2, 3, 4];
const random = stream("search test");
const column = (n: number): Float64Array => Float64Array.from({length: n}, () => random.normal());
const columns = [column(90), column(90), column(90).map(Math.round), column(90)];
const y = columns[0]!.map((x, i) => 2 * x + columns[1]![i]! * columns[2]![i]!);
const train = trainingSet(
  packColumns(
    columns.map((c) => c.slice(0, 60)),
    60
  ),
  y.slice(0, 60)
);
const heldOut = {
  n: 30,
  X: packColumns(
    columns.map((c) => c.slice(60)),
    30
  )
};

function predictAll(configurations: readonly EstimatorSpec[]): readonly Float64Array[] {
  const means: Float64Array[] = [];
  for (const group of groupConfigurations(configurations, 4))
    predictGroup(group, train, forestKey, heldOut, (i, mean) => (means[i] = mean));
  return means;
}

describe("the shared search", () => {
  it.each(["extraTrees", "randomForest"] as const)(
    "gives each of 150 configurations of %s the bits it gets alone",
    (estimator) => {
      const configurations = drawConfigurations(estimator, {...space, bootstrap: {choice: [true, false]}}, 150, stream("draw"));
      const groups = groupConfigurations(configurations, 4);
      expect(groups.length).toBeLessThanOrEqual(18);
      expect(groups.flatMap(({members}) => members).sort((a, b) => a - b)).toEqual(configurations.map((_, i) => i));
      const shared = predictAll(configurations);
      for (const [i, configuration] of configurations.entries()) {
        const spec = configuration as ForestSpec;
        const alone = growForest(train, forestKey, 0, spec.nEstimators, forestRules(spec, 4));
        expect(shared[i]).toEqual(predictForest(alone, heldOut.X, heldOut.n).mean);
      }
    }
  );

  it("does not let one configuration change another's predictions", () => {
    const configurations = drawConfigurations("extraTrees", space, 40, stream("draw"));
    const half = configurations.filter((_, i) => i % 2 === 0);
    expect(predictAll(half)).toEqual(predictAll(configurations).filter((_, i) => i % 2 === 0));
  });

  it("tells how far it is, up to one", () => {
    const seen: number[] = [];
    const configurations = [estimatorSpec("extraTrees", {nEstimators: 4})];
    const [group] = groupConfigurations(configurations, 4);
    predictGroup(
      group!,
      train,
      forestKey,
      heldOut,
      () => {},
      (fraction) => seen.push(fraction)
    );
    expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe("a search space", () => {
  it("is drawn from evenly and within its bounds", () => {
    const wide: Record<string, Distribution> = {
      nEstimators: {integer: [10, 13]},
      maxFeatures: {real: [0.2, 0.4]},
      minSamplesSplit: {logUniform: [2, 200]}
    };
    const drawn = drawConfigurations("extraTrees", wide, 4000, stream("bounds")) as ForestSpec[];
    expect(drawn.length).toBe(4000);
    for (const q of [10, 11, 12, 13]) expect(Math.abs(drawn.filter((c) => c.nEstimators === q).length - 1000)).toBeLessThan(110);
    const fractions = drawn.map((c) => c.maxFeatures as number);
    expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...fractions)).toBeLessThan(0.4);
    const small = drawn.filter((c) => c.minSamplesSplit <= 20).length;
    expect(Math.abs(small - 2000)).toBeLessThan(150);
    expect(drawn.every((c) => Number.isInteger(c.minSamplesSplit) && c.minSamplesSplit >= 2 && c.minSamplesSplit <= 200)).toBe(
      true
    );
  });

  it("gives a longer search the configurations of a shorter one first, whatever the order of its names", () => {
    const long = drawConfigurations("extraTrees", space, 50, stream(7));
    const reversed = Object.fromEntries(Object.entries(space).reverse());
    expect(drawConfigurations("extraTrees", reversed, 20, stream(7))).toEqual(long.slice(0, 20));
  });

  it("leaves out configurations drawn before, and has one where there is nothing to draw", () => {
    expect(drawConfigurations("randomForest", {maxDepth: {choice: [1, 2, null]}}, 60, stream(0)).length).toBe(3);
    expect(drawConfigurations("extraTrees", {}, 60, stream(0))).toEqual([estimatorSpec("extraTrees")]);
    expect(drawConfigurations("linear", space, 60, stream(0))).toEqual([{estimator: "linear"}]);
  });

  it("is refused where it is empty or contradicts itself, with all that is wrong", () => {
    const wrong: Record<string, Distribution> = {
      nEstimators: {integer: [500, 10]},
      maxDepth: {choice: []},
      minSamplesLeaf: {real: [1, 5]},
      minSamplesSplit: {integer: [1, 5]},
      maxFeatures: {real: [0.5, 3]},
      learningRate: {real: [0, 1]},
      bootstrap: {choice: [true, "maybe"]}
    };
    expect(() => drawConfigurations("extraTrees", wrong, 5, stream(0))).toThrow(
      [
        'search space "nEstimators" is empty: integer from 500 to 10; the lower bound comes first',
        'search space "maxDepth" is empty; give at least one value to choose from',
        'search space "minSamplesLeaf" needs whole numbers; use "integer" instead of "real" from 1 to 5',
        'search space "minSamplesSplit": hyperparameter "minSamplesSplit" must be an integer of at least 2; got 1',
        'search space "maxFeatures": a fraction of the features ends at 1; real from 0.5 to 3 needs "integer" to mean counts',
        'search space "learningRate": unknown hyperparameter "learningRate"; forests have "nEstimators", "maxDepth", "minSamplesSplit", "minSamplesLeaf", "maxFeatures", "bootstrap"',
        'search space "bootstrap": hyperparameter "bootstrap" must be true or false; got "maybe"'
      ].join("\n")
    );
    expect(() => groupConfigurations([estimatorSpec("extraTrees", {maxFeatures: 9})], 4)).toThrow(
      "maxFeatures = 9, but there are 4 features; use at most 4, or a fraction below 1"
    );
  });
});
