import type {EstimatorName, EstimatorSpec, Hyperparameter} from "./estimators.ts";
import {estimatorSpec, hyperparameterProblem, hyperparameters} from "./estimators.ts";
import {exp, log} from "./math.ts";
import type {Rng} from "./random.ts";

/** How a hyperparameter is drawn. Bounds are inclusive. */
export type Distribution =
  | {readonly integer: readonly [low: number, high: number]}
  | {readonly real: readonly [low: number, high: number]}
  | {readonly logUniform: readonly [low: number, high: number]}
  | {readonly choice: readonly unknown[]};

export type SearchSpace = Readonly<Record<string, Distribution>>;

/**
 * Draws n configurations at random (Bergstra & Bengio 2012, JMLR 13, 281), those that come out equal only once. A longer search
 * begins with the configurations of a shorter one. Estimators without hyperparameters have one configuration, whatever the space.
 *
 * @throws listing every distribution that is empty, of an unknown hyperparameter, or reaches values that it cannot take.
 */
export function drawConfigurations(
  estimator: EstimatorName,
  space: SearchSpace,
  n: number,
  random: Rng
): readonly EstimatorSpec[] {
  if (estimator === "linear") return [estimatorSpec(estimator)];
  const problems = Object.entries(space).flatMap(([name, distribution]) => spaceProblems(name, distribution));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  // By name, so that the order in which a file lists them does not matter.
  const names = Object.keys(space).sort();
  const drawn = new Map<string, EstimatorSpec>();
  for (let i = 0; i < n; ++i) {
    const settings = Object.fromEntries(names.map((name) => [name, draw(name, space[name]!, random)]));
    const spec = estimatorSpec(estimator, settings);
    const identity = JSON.stringify(spec);
    if (!drawn.has(identity)) drawn.set(identity, spec);
  }
  return [...drawn.values()];
}

function spaceProblems(name: string, distribution: Distribution): readonly string[] {
  const where = `search space "${name}"`;
  if (!Object.hasOwn(hyperparameters, name)) return [`${where}: ${hyperparameterProblem(name, undefined)}`];
  if ("choice" in distribution) {
    if (distribution.choice.length === 0) return [`${where} is empty; give at least one value to choose from`];
    return distribution.choice.flatMap((value) => prefixed(where, hyperparameterProblem(name, value)));
  }
  const kind = Object.keys(distribution)[0]!;
  const bounds = Object.values(distribution)[0] as readonly [number, number];
  const [low, high] = bounds;
  if (!(low <= high)) return [`${where} is empty: ${kind} from ${low} to ${high}; the lower bound comes first`];
  const {whole}: Hyperparameter = hyperparameters[name as keyof typeof hyperparameters];
  if (kind === "real" && whole) return [`${where} needs whole numbers; use "integer" instead of "real" from ${low} to ${high}`];
  if (kind !== "integer" && !whole && high > 1)
    return [`${where}: a fraction of the features ends at 1; ${kind} from ${low} to ${high} needs "integer" to mean counts`];
  if (kind === "logUniform" && !(low > 0)) return [`${where}: logUniform needs a lower bound above 0; got ${low}`];
  if (kind === "integer" && !bounds.every(Number.isInteger))
    return [`${where}: integer needs whole bounds; got ${low} and ${high}`];
  return bounds.flatMap((bound) => prefixed(where, hyperparameterProblem(name, bound)));
}

function prefixed(where: string, problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`${where}: ${problem}`];
}

function draw(name: string, distribution: Distribution, random: Rng): unknown {
  if ("choice" in distribution) return distribution.choice[random.int(distribution.choice.length)];
  if ("integer" in distribution)
    return distribution.integer[0] + random.int(distribution.integer[1] - distribution.integer[0] + 1);
  if ("real" in distribution) return distribution.real[0] + random.real() * (distribution.real[1] - distribution.real[0]);
  const [low, high] = distribution.logUniform;
  const value = Math.min(high, Math.max(low, low * exp(random.real() * log(high / low))));
  const {whole}: Hyperparameter = hyperparameters[name as keyof typeof hyperparameters];
  return whole ? Math.round(value) : value;
}
