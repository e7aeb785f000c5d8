import type {ForestRules} from "./tree/tree.ts";

/** How many features a node looks at: a count from 1, a fraction below 1 of all, their square root or binary logarithm, or all. */
export type MaxFeatures = number | "all" | "sqrt" | "log2";

/** Extra trees (Geurts et al. 2006) or a random forest (Breiman 2001), with scikit-learn's hyperparameters. */
export interface ForestSpec {
  readonly estimator: "extraTrees" | "randomForest";
  readonly nEstimators: number;
  /** null for no limit. */
  readonly maxDepth: number | null;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: MaxFeatures;
  readonly bootstrap: boolean;
}

/** Ordinary least squares: nothing to choose. */
export interface LinearSpec {
  readonly estimator: "linear";
}

export type EstimatorSpec = ForestSpec | LinearSpec;
export type EstimatorName = EstimatorSpec["estimator"];

export const estimatorNames = ["extraTrees", "randomForest", "linear"] as const satisfies readonly EstimatorName[];

/** The names and limits of the hyperparameters of forests. */
export const hyperparameters = {
  nEstimators: {whole: true, min: 1, max: 100_000, expected: "an integer in [1, 100000]"},
  maxDepth: {whole: true, min: 1, max: Infinity, words: [null], expected: "an integer of at least 1, or null"},
  minSamplesSplit: {whole: true, min: 2, max: Infinity, expected: "an integer of at least 2"},
  minSamplesLeaf: {whole: true, min: 1, max: Infinity, expected: "an integer of at least 1"},
  maxFeatures: {
    whole: false,
    min: 0,
    max: Infinity,
    words: ["all", "sqrt", "log2"],
    expected: 'a number of features, a fraction in (0, 1), "all", "sqrt" or "log2"'
  },
  bootstrap: {whole: true, min: Infinity, max: -Infinity, words: [true, false], expected: "true or false"}
} as const satisfies Record<Exclude<keyof ForestSpec, "estimator">, Hyperparameter>;

export interface Hyperparameter {
  readonly whole: boolean;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly unknown[];
  readonly expected: string;
}

const defaults = {nEstimators: 100, maxDepth: null, minSamplesSplit: 2, minSamplesLeaf: 1, maxFeatures: "all"} as const;

/** Says what is wrong with the value of a hyperparameter, or undefined where nothing is. */
export function hyperparameterProblem(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(hyperparameters, name)) {
    const known = Object.keys(hyperparameters).map((known) => `"${known}"`);
    return `unknown hyperparameter "${name}"; forests have ${known.join(", ")}`;
  }
  const {whole, min, max, words, expected}: Hyperparameter = hyperparameters[name as keyof typeof hyperparameters];
  if (words?.includes(value)) return undefined;
  const fits = typeof value === "number" && value >= min && value <= max && (Number.isInteger(value) || (!whole && value < 1));
  return fits && value !== 0 ? undefined : `hyperparameter "${name}" must be ${expected}; got ${JSON.stringify(value)}`;
}

/** Fills in scikit-learn's defaults; a random forest draws rows with replacement, extra trees do not. @throws listing every value out of range. */
export function estimatorSpec(estimator: EstimatorName, settings: Readonly<Record<string, unknown>> = {}): EstimatorSpec {
  if (!estimatorNames.includes(estimator))
    throw new Error(`unknown estimator "${estimator as string}"; there are ${estimatorNames.join(", ")}`);
  if (estimator === "linear") return {estimator};
  const problems = Object.entries(settings).flatMap(([name, value]) => hyperparameterProblem(name, value) ?? []);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return {estimator, ...defaults, bootstrap: estimator === "randomForest", ...settings};
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
