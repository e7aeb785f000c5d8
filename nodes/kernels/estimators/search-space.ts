import {exp, log} from "../math.ts";
import type {Rng} from "../random.ts";
import {type EstimatorName, type EstimatorSpec, estimators, estimatorSpec, hyperparameterProblem} from "./estimators.ts";
import type {Distribution, Setting} from "./hyperparameter.ts";

export type SearchSpace = Readonly<Record<string, Distribution>>;

/** What a search draws from unless told otherwise. */
export function usualSpace(estimator: EstimatorName): SearchSpace {
  const all = Object.entries(estimators[estimator].hyperparameters);
  return Object.fromEntries(all.flatMap(([name, {usual}]) => (usual ? [[name, usual]] : [])));
}

/**
 * Draws n configurations at random (Bergstra & Bengio 2012, JMLR 13, 281), those that come out equal only once. A longer search
 * begins with the configurations of a shorter one. What the space leaves out has its default.
 *
 * @throws listing every distribution that is empty, of an unknown hyperparameter, or reaches values that it cannot take.
 */
export function drawConfigurations(
  estimator: EstimatorName,
  space: SearchSpace,
  n: number,
  random: Rng
): readonly EstimatorSpec[] {
  const problems = spaceProblems(estimator, space);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  // By name, so that the order in which a file lists them does not matter.
  const names = Object.keys(space).sort();
  const {hyperparameters} = estimators[estimator];
  const drawn = new Map<string, EstimatorSpec>();
  for (let i = 0; i < n; ++i) {
    const settings = Object.fromEntries(
      names.map((name) => [name, draw(space[name]!, hyperparameters[name]!.numbers === "integer", random)])
    );
    const spec = estimatorSpec(estimator, settings);
    const identity = JSON.stringify(spec);
    if (!drawn.has(identity)) drawn.set(identity, spec);
  }
  return [...drawn.values()];
}

/** All that is empty or contradictory in a search space. */
export function spaceProblems(estimator: EstimatorName, space: SearchSpace): readonly string[] {
  return Object.entries(space).flatMap(([name, distribution]) => distributionProblems(estimator, name, distribution));
}

function distributionProblems(estimator: EstimatorName, name: string, distribution: Distribution): readonly string[] {
  const where = `search space "${name}"`;
  const refused = (values: readonly unknown[]): readonly string[] => {
    const problems = values.flatMap((value) => hyperparameterProblem(estimator, name, value) ?? []);
    return problems.map((problem) => `${where}: ${problem}`);
  };
  const {hyperparameters} = estimators[estimator];
  if (!Object.hasOwn(hyperparameters, name)) return refused([undefined]);
  const {numbers, expected} = hyperparameters[name]!;
  if ("choice" in distribution) {
    if (distribution.choice.length === 0) return [`${where} is empty; give at least one value to choose from`];
    return refused(distribution.choice);
  }
  const [kind, bounds] = Object.entries(distribution)[0] as [string, readonly [number, number]];
  const [low, high] = bounds;
  if (numbers === "none") return [`${where} has no numbers between ${low} and ${high}; give a "choice" of ${expected}`];
  if (!(low <= high)) return [`${where} is empty: ${kind} from ${low} to ${high}; the lower bound comes first`];
  if (kind === "real" && numbers === "integer")
    return [`${where} needs whole numbers; use "integer" instead of "real" from ${low} to ${high}`];
  if (kind !== "integer" && numbers === "share" && high > 1)
    return [`${where}: a fraction of the features ends at 1; ${kind} from ${low} to ${high} needs "integer" to mean counts`];
  if (kind === "logUniform" && !(low > 0)) return [`${where}: logUniform needs a lower bound above 0; got ${low}`];
  if (kind === "integer" && !bounds.every(Number.isInteger))
    return [`${where}: integer needs whole bounds; got ${low} and ${high}`];
  return refused(bounds);
}

function draw(distribution: Distribution, whole: boolean, random: Rng): Setting {
  if ("choice" in distribution) return distribution.choice[random.int(distribution.choice.length)]!;
  if ("integer" in distribution)
    return distribution.integer[0] + random.int(distribution.integer[1] - distribution.integer[0] + 1);
  if ("real" in distribution) return distribution.real[0] + random.real() * (distribution.real[1] - distribution.real[0]);
  const [low, high] = distribution.logUniform;
  const value = Math.min(high, Math.max(low, low * exp(random.real() * log(high / low))));
  return whole ? Math.round(value) : value;
}
