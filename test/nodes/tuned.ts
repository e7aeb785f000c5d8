// A small sample whose flux follows two of three predictors, and a search on it.
import {stream} from "../../nodes/kernels/random.ts";
import {tune} from "../../nodes/tune.ts";
import type {Table, Target} from "../../runtime/table.ts";
import {runNode, tableOf} from "../harness.ts";

export const target: Target = {column: "log10_flux", label: "MIPS1", transform: "log10", sourceColumn: "flux", unit: "uJy"};
export const features = ["w3", "w4", "chi2"];

/** A flux that follows w4 and a little w3; some cells may be missing. */
export function sample(n: number, seed = "sample", hole: (i: number) => boolean = () => false): Table {
  const rng = stream(seed);
  const draw = (): number[] => Array.from({length: n}, () => rng.normal());
  const [a, b, c, e] = [draw(), draw(), draw(), draw()];
  return tableOf(
    {
      id: Array.from({length: n}, (_, i) => 9007199254740993n + BigInt(i)),
      w3: a!.map((x) => Math.exp(x)),
      w4: b!.map((x, i) => (hole(i) ? null : Math.exp(2 * x))),
      chi2: c!,
      log10_flux: b!.map((x, i) => 3 + x + 0.3 * a![i]! + 0.05 * e![i]!)
    },
    {roles: {features, target}}
  );
}

export const space = {nEstimators: {integer: [3, 12]}, maxDepth: {choice: [null, 3]}, minSamplesLeaf: {integer: [1, 3]}};
export const train = sample(90);
export const tuned = runNode(tune, {inputs: {train}, params: {nIter: 12, nSplits: 4, space}});
