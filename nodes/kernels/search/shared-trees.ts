import {asForest, type ForestSpec, forestRules, type TreeSpec} from "../estimators/estimators.ts";
import {MOST_VARIANTS, type PruningRule, type VariantRule, Assessor} from "../tree/grower.ts";
import type {TrainingSet} from "../tree/training-set.ts";
import type {Key, Structure, TreeLimits} from "../tree/tree.ts";
import {partsBy} from "./parts.ts";

// What forests may share. A tree is a function of its data, its key and its rules, and every node draws from its own key.
// So (1) a forest of q trees is the beginning of one of more; (2) maxDepth and minSamplesSplit only stop growth: the shallower
// tree is the top of the deeper one; (3) trees that differ in minSamplesLeaf draw the same cuts and part only where the best of
// them leaves too few rows for one; (4) what remains (estimator, maxFeatures, bootstrap) tells few groups apart.
// One forest of the largest size a fold and group needs is grown once, and each configuration reads off its own predictions:
// the same additions in the same order as alone, so the same bits.

/** Configurations with the same maxDepth and minSamplesSplit too: they add up the same trees' predictions and differ in where they stop. */
interface Pruning extends PruningRule {
  /** Positions among all configurations, by ascending nEstimators. */
  readonly members: readonly {readonly index: number; readonly nEstimators: number}[];
}

/** Configurations with the same minSamplesLeaf too. */
interface Variant extends VariantRule {
  /** The loosest of all members. */
  readonly limits: TreeLimits;
  /** Those that need the most trees first. */
  readonly prunings: readonly Pruning[];
}

/** Configurations whose trees are grown together. */
export interface ForestGroup {
  readonly kind: "forest";
  readonly structure: Structure;
  /** In order of minSamplesLeaf. */
  readonly variants: readonly Variant[];
  /** Positions of the members among all configurations. */
  readonly members: readonly number[];
  readonly nEstimators: number;
}

/** A configuration and its position among all. */
export interface Placed<S> {
  readonly index: number;
  readonly spec: S;
}

/** Sorts configurations into groups, in the order of their first members. */
export function groupForests(configurations: readonly Placed<ForestSpec | TreeSpec>[], p: number): readonly ForestGroup[] {
  const members = configurations.map(({index, spec}): Member & {readonly structure: Structure} => {
    const forest = asForest(spec);
    const {splitter, bootstrap, maxFeatures, ...limits} = forestRules(forest, p);
    return {index, spec: forest, structure: {splitter, bootstrap, maxFeatures}, limits};
  });
  return partsBy(members, ({structure}) => JSON.stringify(structure)).flatMap((alike) => {
    const {structure} = alike[0]!;
    const variants = partsBy(alike, ({limits}) => limits.minSamplesLeaf)
      .map(variantOf)
      .sort((a, b) => a.limits.minSamplesLeaf - b.limits.minSamplesLeaf);
    // Best splits depend on minSamplesLeaf from the root on.
    return chunks(variants, structure.splitter === "best" ? 1 : MOST_VARIANTS).map((variants) => groupOf(structure, variants));
  });
}

interface Member extends Placed<ForestSpec> {
  readonly limits: TreeLimits;
}

function variantOf(members: readonly Member[]): Variant {
  const prunings = partsBy(members, ({limits}) => `${limits.maxDepth} ${limits.minSamplesSplit}`).map((alike): Pruning => {
    const {maxDepth, minSamplesSplit} = alike[0]!.limits;
    const sorted = alike
      .map(({index, spec: {nEstimators}}) => ({index, nEstimators}))
      .sort((a, b) => a.nEstimators - b.nEstimators);
    return {maxDepth, minSamplesSplit, members: sorted};
  });
  return {
    limits: {
      maxDepth: Math.max(...prunings.map(({maxDepth}) => maxDepth)),
      minSamplesSplit: Math.min(...prunings.map(({minSamplesSplit}) => minSamplesSplit)),
      minSamplesLeaf: members[0]!.limits.minSamplesLeaf
    },
    prunings: prunings.sort((a, b) => treesOf(b) - treesOf(a))
  };
}

function groupOf(structure: Structure, variants: readonly Variant[]): ForestGroup {
  const members = variants.flatMap(({prunings}) => prunings.flatMap(({members}) => members.map(({index}) => index)));
  const nEstimators = Math.max(...variants.map(({prunings}) => treesOf(prunings[0]!)));
  return {kind: "forest", structure, variants, members: members.sort((a, b) => a - b), nEstimators};
}

function treesOf({members}: Pruning): number {
  return members.at(-1)!.nEstimators;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({length: Math.ceil(items.length / size)}, (_, k) => items.slice(k * size, (k + 1) * size));
}

/** Rows held out: feature j of row i at j n + i, float32. */
export interface HeldOut {
  readonly n: number;
  readonly X: Float32Array;
}

/**
 * The predictions of all members of a group for the rows held out, each exactly as a forest grown for it alone would give them;
 * handed to `take` with the member's position among all configurations as soon as they are known.
 */
export function predictForests(
  {structure, variants, nEstimators}: ForestGroup,
  train: TrainingSet,
  forest: Key,
  heldOut: HeldOut,
  take: (configuration: number, mean: Float64Array) => void,
  progress: (fraction: number) => void = () => {}
): void {
  const assessor = new Assessor(train, structure, heldOut.X, heldOut.n, variants);
  const finished = variants.flatMap(({prunings}, v) =>
    prunings.flatMap(({members}, k) => members.map((member) => ({...member, v, k})))
  );
  const bySize = new Map(partsBy(finished, (member) => member.nEstimators).map((members) => [members[0]!.nEstimators, members]));
  for (let t = 1; t <= nEstimators; ++t) {
    assessor.add(
      forest,
      t - 1,
      variants.map(({prunings}) => countLive(prunings, t))
    );
    for (const {index, v, k} of bySize.get(t) ?? [])
      take(
        index,
        assessor.sums(v, k).map((s) => s / t)
      );
    progress(t / nEstimators);
  }
}

/** How many of the prunings need so many trees. */
function countLive(prunings: readonly Pruning[], trees: number): number {
  let live = 0;
  while (live < prunings.length && treesOf(prunings[live]!) >= trees) ++live;
  return live;
}
