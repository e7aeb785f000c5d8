import type {EstimatorSpec, ForestSpec} from "./estimators.ts";
import {forestRules} from "./estimators.ts";
import {type PruningRule, Walker} from "./tree/grower.ts";
import type {TrainingSet} from "./tree/training-set.ts";
import type {ForestRules, Key} from "./tree/tree.ts";

// What configurations may share. A tree is a function of its data, its key and its rules, and every node draws from its own key.
// So (1) a forest of q trees is the beginning of one of more; (2) maxDepth and minSamplesSplit only stop growth: the shallower
// tree is the top of the deeper one; (3) what remains (estimator, minSamplesLeaf, maxFeatures, bootstrap) tells few groups apart.
// One forest of the largest size a fold and group needs is grown once, and each configuration reads off its own predictions:
// the same additions in the same order as alone, so the same bits.

/** Configurations that differ only in nEstimators, maxDepth and minSamplesSplit. */
export interface Group {
  /** The loosest rules of all members. */
  readonly rules: ForestRules;
  /** Positions of the members among all configurations. */
  readonly members: readonly number[];
  readonly nEstimators: number;
}

/** Sorts configurations of forests into groups, in the order of their first members. */
export function groupConfigurations(configurations: readonly EstimatorSpec[], p: number): readonly Group[] {
  const groups = new Map<string, {rules: ForestRules; members: number[]; nEstimators: number}>();
  for (const [i, spec] of configurations.entries()) {
    if (spec.estimator === "linear") throw new Error(`configuration ${i} is linear; it has no trees to share`);
    const rules = forestRules(spec, p);
    const {splitter, minSamplesLeaf, maxFeatures, bootstrap} = rules;
    const structure = JSON.stringify([splitter, minSamplesLeaf, maxFeatures, bootstrap]);
    const group = groups.get(structure) ?? {rules, members: [], nEstimators: 0};
    groups.set(structure, group);
    group.members.push(i);
    group.nEstimators = Math.max(group.nEstimators, spec.nEstimators);
    group.rules = {
      ...rules,
      maxDepth: Math.max(group.rules.maxDepth, rules.maxDepth),
      minSamplesSplit: Math.min(group.rules.minSamplesSplit, rules.minSamplesSplit)
    };
  }
  return [...groups.values()];
}

/** Rows held out: feature j of row i at j n + i, float32. */
export interface HeldOut {
  readonly n: number;
  readonly X: Float32Array;
}

/** Configurations with the same maxDepth and minSamplesSplit: they add up the same trees' predictions and differ in where they stop. */
interface Pruning extends PruningRule {
  /** Members by ascending nEstimators. */
  readonly members: {readonly index: number; readonly nEstimators: number}[];
}

/**
 * The predictions of all members of a group for the rows held out, each exactly as a forest grown for it alone would give them;
 * handed to `take` with the member's position among all configurations as soon as they are known.
 */
export function predictGroup(
  group: Group,
  configurations: readonly EstimatorSpec[],
  train: TrainingSet,
  forest: Key,
  heldOut: HeldOut,
  take: (configuration: number, mean: Float64Array) => void,
  progress: (fraction: number) => void = () => {}
): void {
  const prunings = pruningsOf(group, configurations as readonly ForestSpec[]);
  const walker = new Walker(train, group.rules, heldOut.X, heldOut.n, prunings);
  let live = prunings.length;
  for (let t = 0; t < group.nEstimators; ++t) {
    while (prunings[live - 1]!.members.length === 0) --live;
    walker.add(forest, t, live);
    for (const [k, {members}] of prunings.entries()) {
      while (members[0]?.nEstimators === t + 1) {
        take(
          members.shift()!.index,
          walker.sums(k).map((s) => s / (t + 1))
        );
      }
    }
    progress((t + 1) / group.nEstimators);
  }
}

/** The prunings of a group, those that need the most trees first. */
function pruningsOf(group: Group, configurations: readonly ForestSpec[]): readonly Pruning[] {
  const prunings = new Map<string, Pruning>();
  for (const index of group.members) {
    const {maxDepth, minSamplesSplit, nEstimators} = configurations[index]!;
    const name = `${maxDepth} ${minSamplesSplit}`;
    const pruning = prunings.get(name) ?? {maxDepth: maxDepth ?? Infinity, minSamplesSplit, members: []};
    prunings.set(name, pruning);
    pruning.members.push({index, nEstimators});
  }
  for (const {members} of prunings.values()) members.sort((a, b) => a.nEstimators - b.nEstimators);
  return [...prunings.values()].sort((a, b) => b.members.at(-1)!.nEstimators - a.members.at(-1)!.nEstimators);
}
