import type {ForestRules} from "../tree/tree.ts";
import {type Hyperparameter, oneOf, real, type Setting, share, whole} from "./hyperparameter.ts";

/** How many features a node looks at: a count from 1, a fraction below 1 of all, their square root or binary logarithm, or all. */
export type MaxFeatures = number | "all" | "sqrt" | "log2";

/** What keeps a tree from growing to the end, with scikit-learn's hyperparameters. */
interface TreeSettings {
  /** null for no limit. */
  readonly maxDepth: number | null;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: MaxFeatures;
}

/** Extra trees (Geurts et al. 2006) or a random forest (Breiman 2001). */
export interface ForestSpec extends TreeSettings {
  readonly estimator: "extraTrees" | "randomForest";
  readonly nEstimators: number;
  readonly bootstrap: boolean;
}

/** One tree of best splits that sees every row: CART (Breiman et al. 1984). */
export interface TreeSpec extends TreeSettings {
  readonly estimator: "tree";
}

/** Leaf-wise trees on binned features, each fitted to what those before it leave (Ke et al. 2017), with LightGBM's hyperparameters. */
export interface BoostingSpec {
  readonly estimator: "gradientBoosting";
  readonly nEstimators: number;
  readonly learningRate: number;
  readonly numLeaves: number;
  /** null for no limit. */
  readonly maxDepth: number | null;
  readonly minChildSamples: number;
  readonly minSplitGain: number;
  readonly regLambda: number;
  readonly regAlpha: number;
  readonly colsampleBytree: number;
  readonly subsample: number;
}

/** The mean of the nearest rows, with scikit-learn's hyperparameters. */
export interface NeighborsSpec {
  readonly estimator: "nearestNeighbors";
  readonly nNeighbors: number;
  readonly weights: "uniform" | "distance";
  /** Distances are Manhattan's (1) or Euclid's (2). */
  readonly p: 1 | 2;
}

/** Least squares with a penalty of alpha on the squares of the coefficients (Hoerl & Kennard 1970). */
export interface RidgeSpec {
  readonly estimator: "ridge";
  readonly alpha: number;
}

/** Ordinary least squares: nothing to choose. */
export interface LinearSpec {
  readonly estimator: "linear";
}

export type EstimatorSpec = ForestSpec | TreeSpec | BoostingSpec | NeighborsSpec | RidgeSpec | LinearSpec;
export type EstimatorName = EstimatorSpec["estimator"];

type Settings<S> = Readonly<Record<Exclude<keyof S, "estimator">, Hyperparameter>>;

/** What an estimator is called in a sentence, and what may be set of it. */
export interface Estimator {
  /** As in "a search over …". */
  readonly words: string;
  readonly hyperparameters: Readonly<Record<string, Hyperparameter>>;
}

const treeDepth = whole({
  title: "depth",
  doc: "deepest split, null for no limit",
  default: null,
  min: 1,
  unlimited: true
});

const treeSettings: Settings<TreeSpec> = {
  maxDepth: {...treeDepth, usual: {choice: [null, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]}},
  minSamplesSplit: whole({
    title: "rows to split",
    doc: "fewest rows to split",
    default: 2,
    min: 2,
    usual: {integer: [2, 10]}
  }),
  minSamplesLeaf: whole({
    title: "rows in a leaf",
    doc: "fewest rows in a leaf",
    default: 1,
    min: 1,
    usual: {integer: [1, 5]}
  }),
  maxFeatures: share({
    title: "features tried",
    doc: "features looked at in a node",
    default: "all",
    words: ["all", "sqrt", "log2"],
    usual: {choice: [0.2, 0.4, 0.6, 0.8, "all"]}
  })
};

const nEstimators = whole({
  title: "trees",
  doc: "trees",
  default: 100,
  min: 1,
  max: 100_000,
  usual: {integer: [10, 500]}
});

function forestSettings(bootstrap: boolean): Settings<ForestSpec> {
  const drawn = oneOf({
    title: "bootstrap",
    doc: "whether each tree sees a bootstrap sample",
    default: bootstrap,
    values: [true, false]
  });
  return {nEstimators, ...treeSettings, bootstrap: drawn};
}

const boostingSettings: Settings<BoostingSpec> = {
  nEstimators,
  // A few rates and sizes instead of a range: configurations that differ in nEstimators only are one fit.
  learningRate: real({
    title: "learning rate",
    doc: "share of what a tree says that is added",
    default: 0.1,
    min: 0,
    open: true,
    max: 1,
    usual: {choice: [0.02, 0.05, 0.1, 0.2]}
  }),
  numLeaves: whole({
    title: "leaves",
    doc: "most leaves of a tree",
    default: 31,
    min: 2,
    max: 65_536,
    usual: {choice: [4, 8, 16, 31, 63]}
  }),
  maxDepth: treeDepth,
  minChildSamples: whole({
    title: "rows in a leaf",
    doc: "fewest rows in a leaf",
    default: 20,
    min: 1,
    usual: {choice: [2, 5, 10, 20, 40]}
  }),
  minSplitGain: real({title: "gain to split", doc: "least gain of a split", default: 0, min: 0}),
  regLambda: real({title: "L2 penalty", doc: "weight of the squares of the leaves' outputs", default: 0, min: 0}),
  regAlpha: real({title: "L1 penalty", doc: "weight of the leaves' outputs", default: 0, min: 0}),
  colsampleBytree: real({
    title: "share of features",
    doc: "share of the features drawn for each tree",
    default: 1,
    min: 0,
    open: true,
    max: 1
  }),
  subsample: real({
    title: "share of rows",
    doc: "share of the rows drawn for each tree, without replacement",
    default: 1,
    min: 0,
    open: true,
    max: 1
  })
};

const neighborsSettings: Settings<NeighborsSpec> = {
  nNeighbors: whole({title: "neighbours", doc: "rows averaged", default: 5, min: 1, usual: {integer: [1, 30]}}),
  weights: oneOf({
    title: "weights",
    doc: "whether near rows count more",
    default: "uniform",
    values: ["uniform", "distance"],
    usual: {choice: ["uniform", "distance"]}
  }),
  p: oneOf({
    title: "metric",
    doc: "power of the Minkowski distance: 1 Manhattan, 2 Euclidean",
    default: 2,
    values: [1, 2],
    usual: {choice: [1, 2]}
  })
};

const ridgeSettings: Settings<RidgeSpec> = {
  alpha: real({
    title: "penalty",
    doc: "weight of the squares of the coefficients",
    default: 1,
    min: 0,
    open: true,
    usual: {logUniform: [1e-3, 1e4]}
  })
};

/** Every way to learn, the slowest first. */
export const estimators: Readonly<Record<EstimatorName, Estimator>> = {
  extraTrees: {words: "extremely randomised trees", hyperparameters: forestSettings(false)},
  randomForest: {words: "a random forest", hyperparameters: forestSettings(true)},
  gradientBoosting: {words: "gradient-boosted trees", hyperparameters: boostingSettings},
  nearestNeighbors: {words: "nearest neighbours", hyperparameters: neighborsSettings},
  tree: {
    words: "a regression tree",
    hyperparameters: {
      ...treeSettings,
      // Alone it needs larger leaves than among many.
      minSamplesSplit: {...treeSettings.minSamplesSplit, usual: {integer: [2, 40]}},
      minSamplesLeaf: {...treeSettings.minSamplesLeaf, usual: {integer: [1, 20]}}
    }
  },
  ridge: {words: "ridge regression", hyperparameters: ridgeSettings},
  linear: {words: "ordinary least squares", hyperparameters: {}}
};

export const estimatorNames = Object.keys(estimators) as readonly EstimatorName[];

/** Says what is wrong with the value of a hyperparameter, or undefined where nothing is. */
export function hyperparameterProblem(estimator: EstimatorName, name: string, value: unknown): string | undefined {
  const {hyperparameters} = estimators[estimator];
  if (!Object.hasOwn(hyperparameters, name)) {
    const known = Object.keys(hyperparameters).map((known) => `"${known}"`);
    return `unknown hyperparameter "${name}"; ${estimator} has ${known.length > 0 ? known.join(", ") : "none"}`;
  }
  const {accepts, expected} = hyperparameters[name]!;
  return accepts(value) ? undefined : `hyperparameter "${name}" must be ${expected}; got ${JSON.stringify(value)}`;
}

/** Fills in the defaults, which are scikit-learn's, and LightGBM's for boosting. @throws listing every value out of range. */
export function estimatorSpec<E extends EstimatorName>(
  estimator: E,
  settings: Readonly<Record<string, unknown>> = {}
): Extract<EstimatorSpec, {readonly estimator: E}> {
  if (!Object.hasOwn(estimators, estimator))
    throw new Error(`unknown estimator "${estimator as string}"; there are ${estimatorNames.join(", ")}`);
  const problems = Object.entries(settings).flatMap(([name, value]) => hyperparameterProblem(estimator, name, value) ?? []);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const defaults = Object.entries(estimators[estimator].hyperparameters).map(([name, hyperparameter]): [string, Setting] => [
    name,
    hyperparameter.default
  ]);
  return {estimator, ...Object.fromEntries(defaults), ...settings} as unknown as Extract<EstimatorSpec, {readonly estimator: E}>;
}

/** Whether it is many trees, whose disagreement says something. */
export function isForest(spec: EstimatorSpec): spec is ForestSpec {
  return spec.estimator === "extraTrees" || spec.estimator === "randomForest";
}

/** A single tree is a random forest of one that sees every row. */
export function asForest(spec: ForestSpec | TreeSpec): ForestSpec {
  return spec.estimator === "tree" ? {...spec, estimator: "randomForest", nEstimators: 1, bootstrap: false} : spec;
}

/** How many of p features a node looks at. @throws when there are not so many. */
export function featuresLookedAt(maxFeatures: MaxFeatures, p: number): number {
  if (maxFeatures === "all") return p;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(p)));
  if (maxFeatures === "log2") return Math.max(1, 31 - Math.clz32(p));
  if (maxFeatures < 1) return Math.max(1, Math.floor(maxFeatures * p));
  if (maxFeatures > p)
    throw new Error(`maxFeatures = ${maxFeatures}, but there are ${p} features; use at most ${p}, or a fraction below 1`);
  return maxFeatures;
}

export function forestRules(spec: ForestSpec, p: number): ForestRules {
  return {
    splitter: spec.estimator === "extraTrees" ? "random" : "best",
    bootstrap: spec.bootstrap,
    maxDepth: spec.maxDepth ?? Infinity,
    minSamplesSplit: spec.minSamplesSplit,
    minSamplesLeaf: spec.minSamplesLeaf,
    maxFeatures: featuresLookedAt(spec.maxFeatures, p)
  };
}
