import {type BinnedColumn, binColumn} from "../boosting/binning.ts";
import {fitBooster, predictBoosterStages} from "../boosting/booster.ts";
import {
  type BoostingSpec,
  type EstimatorSpec,
  type ForestSpec,
  isForest,
  type LinearSpec,
  type NeighborsSpec,
  type RidgeSpec,
  type TreeSpec
} from "../estimators/estimators.ts";
import {fitLinear, predictLinear, ridgeModels} from "../linear.ts";
import {fitNeighbors, predictNeighborsFor} from "../neighbors.ts";
import {packColumns, trainingSet} from "../tree/training-set.ts";
import type {Key} from "../tree/tree.ts";
import {partsBy} from "./parts.ts";
import {type ForestGroup, groupForests, type Placed, predictForests} from "./shared-trees.ts";

// What configurations share, by estimator: forests their trees (shared-trees.ts); boosting the bins and the beginning of a longer fit, which is
// the shorter one; nearest neighbours the search for the nearest, of which fewer are the first; ridge the reduction of the columns to a
// triangle. Each configuration gets the bits it gets alone.

/** Transformed columns and targets of one side of a fold. */
export interface Side {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
}

/** Configurations of one estimator, scored together. */
interface Alike<S extends EstimatorSpec> {
  readonly kind: S["estimator"];
  /** Positions of the members among all configurations. */
  readonly members: readonly number[];
  readonly specs: readonly S[];
}

/** Configurations scored together. */
export type Group = ForestGroup | Alike<BoostingSpec> | Alike<NeighborsSpec> | Alike<RidgeSpec> | Alike<LinearSpec>;

/** Sorts configurations into groups that share work. @throws where one wants more features than there are. */
export function groupConfigurations(configurations: readonly EstimatorSpec[], p: number): readonly Group[] {
  const placed = configurations.map((spec, index) => ({spec, index}));
  const ofTrees = placed.filter((one): one is Placed<ForestSpec | TreeSpec> => isOfTrees(one.spec));
  const others = placed.filter(({spec}) => !isOfTrees(spec));
  return [
    ...groupForests(ofTrees, p),
    ...partsBy(others, ({spec}) => sharedBy(spec)).map((alike) => {
      const specs = alike.map(({spec}) => spec);
      return {kind: specs[0]!.estimator, members: alike.map(({index}) => index), specs} as Group;
    })
  ];
}

function isOfTrees(spec: EstimatorSpec): boolean {
  return isForest(spec) || spec.estimator === "tree";
}

/** What configurations have in common that share work. */
function sharedBy(spec: EstimatorSpec): string {
  if (spec.estimator === "gradientBoosting") return JSON.stringify({...spec, nEstimators: 0});
  if (spec.estimator === "nearestNeighbors") return `${spec.estimator} ${spec.p}`;
  return spec.estimator;
}

/** How long a group takes, compared with others of its estimator. */
export function costOf(group: Group): number {
  if (group.kind === "forest") return group.nEstimators * group.structure.maxFeatures;
  return group.kind === "gradientBoosting" ? mostTrees(group.specs) * group.specs[0]!.numLeaves : 1;
}

/** Takes what the member of a group at this place in it predicts. */
type Take = (member: number, mean: Float64Array) => void;

/**
 * The predictions of the members of a group for the test rows of a fold, each exactly as if alone, handed to `take` with their positions
 * among all configurations. A member that wants more neighbours than there are training rows has none.
 */
export function predictGroup(
  group: Group,
  {train, test}: {readonly train: Side; readonly test: Side},
  key: Key,
  take: (configuration: number, mean: Float64Array) => void,
  progress: (fraction: number) => void = () => {}
): void {
  const takeMember: Take = (member, mean) => take(group.members[member]!, mean);
  switch (group.kind) {
    case "forest": {
      const data = trainingSet(packColumns(train.columns, train.y.length), train.y);
      const heldOut = {n: test.y.length, X: packColumns(test.columns, test.y.length)};
      return predictForests(group, data, key, heldOut, take, progress);
    }
    case "gradientBoosting":
      return predictBoosters(group.specs, train, test.columns, key, takeMember, progress);
    case "nearestNeighbors":
      return predictNeighborhoods(group.specs, train, test.columns, takeMember);
    case "ridge":
    case "linear":
      return predictLines(group.kind === "ridge" ? group.specs.map(({alpha}) => alpha) : [0], train, test.columns, takeMember);
  }
}

const binned = new WeakMap<Side, readonly BinnedColumn[]>();

/** The columns binned, once for all fits to this side of a fold. */
function binnedColumns(side: Side): readonly BinnedColumn[] {
  const known = binned.get(side) ?? side.columns.map((column) => binColumn(column));
  binned.set(side, known);
  return known;
}

function predictBoosters(
  specs: readonly BoostingSpec[],
  train: Side,
  asked: readonly Float64Array[],
  key: Key,
  take: Take,
  progress: (fraction: number) => void
): void {
  const onTree = (done: number, of: number): void => progress(done / of);
  const booster = fitBooster(binnedColumns(train), train.y, {...specs[0]!, nEstimators: mostTrees(specs)}, {key, onTree});
  const sizes = [...new Set(specs.map(({nEstimators}) => nEstimators))].sort((a, b) => a - b);
  const means = predictBoosterStages(booster, asked, sizes);
  for (const [m, {nEstimators}] of specs.entries()) take(m, means[sizes.indexOf(nEstimators)]!);
}

function predictNeighborhoods(specs: readonly NeighborsSpec[], train: Side, asked: readonly Float64Array[], take: Take): void {
  const able = specs.flatMap((spec, m) => (spec.nNeighbors <= train.y.length ? [{spec, m}] : []));
  if (able.length === 0) return;
  const model = fitNeighbors(train.columns, train.y, able[0]!.spec);
  const means = predictNeighborsFor(
    model,
    asked,
    able.map(({spec}) => spec)
  );
  for (const [k, {m}] of able.entries()) take(m, means[k]!);
}

/** An alpha of 0 is least squares. */
function predictLines(alphas: readonly number[], train: Side, asked: readonly Float64Array[], take: Take): void {
  const lines = alphas[0] === 0 ? [fitLinear(train.columns, train.y)] : ridgeModels(train.columns, train.y, alphas);
  for (const [m, line] of lines.entries()) take(m, predictLinear(line, asked));
}

function mostTrees(specs: readonly BoostingSpec[]): number {
  return Math.max(...specs.map(({nEstimators}) => nEstimators));
}
