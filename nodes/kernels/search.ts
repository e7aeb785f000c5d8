import type {EstimatorSpec, ForestSpec} from "./estimators.ts";
import {forestRules} from "./estimators.ts";
import type {ForestRules} from "./tree/forest.ts";
import {growTreeOf} from "./tree/forest.ts";
import type {Key} from "./tree/keys.ts";
import type {TrainingSet} from "./tree/training-set.ts";
import type {Tree} from "./tree/tree.ts";

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
interface Pruning {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  /** Members by ascending nEstimators. */
  readonly members: {readonly index: number; readonly nEstimators: number}[];
  readonly sum: Float64Array;
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
  const prunings = pruningsOf(group, configurations as readonly ForestSpec[], heldOut.n);
  for (let t = 0; t < group.nEstimators; ++t) {
    const tree = growTreeOf(train, forest, t, group.rules);
    addPredictions(tree, heldOut, prunings);
    for (const {members, sum} of prunings) {
      while (members[0]?.nEstimators === t + 1) {
        take(
          members.shift()!.index,
          sum.map((s) => s / (t + 1))
        );
      }
    }
    progress((t + 1) / group.nEstimators);
  }
}

function pruningsOf(group: Group, configurations: readonly ForestSpec[], n: number): readonly Pruning[] {
  const prunings = new Map<string, Pruning>();
  for (const index of group.members) {
    const {maxDepth, minSamplesSplit, nEstimators} = configurations[index]!;
    const name = `${maxDepth} ${minSamplesSplit}`;
    const pruning = prunings.get(name) ?? {
      maxDepth: maxDepth ?? Infinity,
      minSamplesSplit,
      members: [],
      sum: new Float64Array(n)
    };
    prunings.set(name, pruning);
    pruning.members.push({index, nEstimators});
  }
  for (const {members} of prunings.values()) members.sort((a, b) => a.nEstimators - b.nEstimators);
  return [...prunings.values()];
}

/** Walks each row down the tree once and adds, for each pruning, the value of the node where it stops. */
function addPredictions(tree: Tree, {n, X}: HeldOut, prunings: readonly Pruning[]): void {
  const {feature, threshold, right, value, count} = tree;
  const live = prunings.filter(({members}) => members.length > 0);
  const path: number[] = [];
  for (let i = 0; i < n; ++i) {
    path.length = 0;
    let node = 0;
    for (;;) {
      path.push(node);
      const j = feature[node]!;
      if (j < 0) break;
      node = X[j * n + i]! <= threshold[node]! ? node + 1 : right[node]!;
    }
    for (const {maxDepth, minSamplesSplit, sum} of live) {
      let stop = Math.min(maxDepth, path.length - 1);
      // The first node on the way that is too small to be split; counts fall along the path.
      while (stop > 0 && count[path[stop - 1]!]! < minSamplesSplit) --stop;
      sum[i]! += value[path[stop]!]!;
    }
  }
}
