import {describe, expect, it} from "vitest";
import {
  type BoostingSpec,
  estimatorNames,
  estimators,
  estimatorSpec,
  type ForestSpec,
  type RidgeSpec
} from "../../nodes/kernels/estimators/estimators.ts";
import type {Distribution} from "../../nodes/kernels/estimators/hyperparameter.ts";
import {drawConfigurations, spaceProblems, usualSpace} from "../../nodes/kernels/estimators/search-space.ts";
import {stream} from "../../nodes/kernels/random.ts";

const space: Record<string, Distribution> = {
  nEstimators: {integer: [1, 40]},
  maxDepth: {choice: [null, 1, 2, 4, 7]},
  minSamplesSplit: {integer: [2, 12]},
  minSamplesLeaf: {integer: [1, 3]},
  maxFeatures: {choice: ["sqrt", 0.6, "all"]}
};

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
    expect(drawConfigurations("linear", {}, 60, stream(0))).toEqual([{estimator: "linear"}]);
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
        'search space "learningRate": unknown hyperparameter "learningRate"; extraTrees has "nEstimators", "maxDepth", "minSamplesSplit", "minSamplesLeaf", "maxFeatures", "bootstrap"',
        'search space "bootstrap": hyperparameter "bootstrap" must be true or false; got "maybe"'
      ].join("\n")
    );
  });

  it("knows what each estimator may be asked", () => {
    expect(spaceProblems("linear", space)).toHaveLength(5);
    expect(spaceProblems("linear", space)[0]).toBe(
      'search space "nEstimators": unknown hyperparameter "nEstimators"; linear has none'
    );
    expect(spaceProblems("gradientBoosting", {learningRate: {real: [0, 2]}, maxFeatures: {choice: [1]}})).toEqual([
      'search space "learningRate": hyperparameter "learningRate" must be a number above 0 and at most 1; got 0',
      'search space "learningRate": hyperparameter "learningRate" must be a number above 0 and at most 1; got 2',
      expect.stringContaining('unknown hyperparameter "maxFeatures"; gradientBoosting has "nEstimators", "learningRate"')
    ]);
    expect(
      spaceProblems("nearestNeighbors", {weights: {integer: [1, 2]}, p: {real: [1, 2]}, nNeighbors: {real: [1, 9]}})
    ).toEqual([
      'search space "weights" has no numbers between 1 and 2; give a "choice" of "uniform" or "distance"',
      'search space "p" has no numbers between 1 and 2; give a "choice" of 1 or 2',
      'search space "nNeighbors" needs whole numbers; use "integer" instead of "real" from 1 to 9'
    ]);
    expect(spaceProblems("ridge", {alpha: {logUniform: [0, 1]}, constructor: {choice: [1]}})).toEqual([
      'search space "alpha": logUniform needs a lower bound above 0; got 0',
      'search space "constructor": unknown hyperparameter "constructor"; ridge has "alpha"'
    ]);
  });

  it.each(estimatorNames)("has for %s a usual one that is sound, and defaults that are", (name) => {
    expect(spaceProblems(name, usualSpace(name))).toEqual([]);
    for (const {accepts, default: value} of Object.values(estimators[name].hyperparameters)) expect(accepts(value)).toBe(true);
    const drawn = drawConfigurations(name, usualSpace(name), 50, stream("usual"));
    expect(drawn.length).toBeGreaterThan(name === "linear" ? 0 : 30);
    for (const spec of drawn) expect(Object.keys(spec)).toEqual(Object.keys(estimatorSpec(name)));
  });

  it("draws penalties and learning rates between its bounds, evenly in their logarithms", () => {
    const alphas = (drawConfigurations("ridge", {alpha: {logUniform: [1e-2, 1e2]}}, 2000, stream("ridge")) as RidgeSpec[]).map(
      ({alpha}) => alpha
    );
    expect(Math.min(...alphas)).toBeGreaterThanOrEqual(1e-2);
    expect(Math.max(...alphas)).toBeLessThanOrEqual(1e2);
    expect(Math.abs(alphas.filter((alpha) => alpha < 1).length - 1000)).toBeLessThan(110);
    const rates = drawConfigurations(
      "gradientBoosting",
      {learningRate: {real: [0.1, 0.2]}},
      200,
      stream("rates")
    ) as BoostingSpec[];
    expect(new Set(rates.map(({learningRate}) => learningRate)).size).toBe(200);
    expect(rates.every(({learningRate, numLeaves}) => learningRate >= 0.1 && learningRate < 0.2 && numLeaves === 31)).toBe(true);
  });
});
