import type {BoosterModel} from "./booster.ts";
import {binOf, maxBins} from "./binning.ts";
import {instantiate} from "./module.ts";

/** What nodes/kernels/wasm/replay.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepareReplay(features: number, trees: number, splits: number, leaves: number): void;
  prepareReplayRows(rows: number): void;
  replayArray(which: number): number;
  encodeRows(): void;
  replay(first: number, last: number): void;
}

/** The most leaves of a tree: their numbers are bytes. */
const mostLeaves = 256;
/** Rows that are predicted in one call, fewer where there are very many features. */
const rowsFor = (features: number): number => Math.min(8192, 1024 * Math.max(1, Math.floor(8192 / (features + 1))));

const arrays = {bounds: 0, program: 1, firstSplit: 2, firstLeaf: 3, starts: 4, values: 5, X: 6, sums: 7} as const;

let instance: Exports | undefined;

/** A model as WebAssembly plays it: its thresholds by feature asked for, and its splits, eight bytes each. */
interface Program {
  /** The features asked for, ascending. */
  readonly features: readonly number[];
  readonly bounds: Float64Array;
  readonly splits: Uint8Array;
  /** The leaf that each tree starts from. */
  readonly starts: Int32Array;
}

/**
 * Predicts rows by the first so many trees of a model, once for each ascending number of trees, in WebAssembly. Sums add up tree by tree, so
 * they have the bits of a walk down the trees. Gives nothing where a tree has more than 256 leaves or a feature more than 255 thresholds.
 */
export function replayStages(
  model: BoosterModel,
  columns: readonly Float64Array[],
  stages: readonly number[]
): Float64Array[] | undefined {
  const program = programOf(model);
  if (!program) return undefined;
  const n = columns[0]!.length;
  const wasm = load(model, program);
  const rowsAtOnce = rowsFor(program.features.length);
  const out = stages.map(() => new Float64Array(n));
  for (let start = 0; start < n; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, n - start);
    wasm.prepareReplayRows(count);
    const {buffer} = wasm.memory;
    program.features.forEach((feature, j) => {
      const to = new Float64Array(buffer, wasm.replayArray(arrays.X) + 8 * j * count, count);
      to.set(columns[feature]!.subarray(start, start + count));
    });
    wasm.encodeRows();
    const sums = new Float64Array(buffer, wasm.replayArray(arrays.sums), count);
    let done = 0;
    stages.forEach((stage, s) => {
      wasm.replay(done, stage);
      done = stage;
      out[s]!.set(sums, start);
    });
  }
  return out;
}

function load(model: BoosterModel, {features, bounds, splits, starts}: Program): Exports {
  instance ??= instantiate() as Exports;
  const wasm = instance;
  const {trees, splitStart, leafStart, value} = model;
  wasm.prepareReplay(features.length, trees, splits.length >>> 3, value.length);
  const {buffer} = wasm.memory;
  const ints = (which: number, values: Int32Array): void =>
    new Int32Array(buffer, wasm.replayArray(which), values.length).set(values);
  const doubles = (which: number, values: Float64Array): void =>
    new Float64Array(buffer, wasm.replayArray(which), values.length).set(values);
  new Uint8Array(buffer, wasm.replayArray(arrays.program), splits.length).set(splits);
  doubles(arrays.bounds, bounds);
  ints(arrays.firstSplit, splitStart);
  ints(arrays.firstLeaf, leafStart);
  ints(arrays.starts, starts);
  doubles(arrays.values, value);
  return wasm;
}

/** Undefined where a number does not fit a byte. */
function programOf(model: BoosterModel): Program | undefined {
  const {trees, splitStart, leafStart, feature, threshold} = model;
  for (let t = 0; t < trees; ++t) if (leafStart[t + 1]! - leafStart[t]! > mostLeaves) return undefined;
  const features = [...new Set(feature)].sort((a, b) => a - b);
  const places = new Int32Array(model.features);
  features.forEach((j, place) => (places[j] = place));
  const thresholds = features.map((): number[] => []);
  feature.forEach((j, k) => thresholds[places[j]!]!.push(threshold[k]!));
  const distinct = thresholds.map((values) =>
    Float64Array.from(values)
      .sort()
      .filter((v, i, all) => v !== all[i - 1])
  );
  if (distinct.some((values) => values.length >= maxBins)) return undefined;
  const bounds = new Float64Array(features.length * maxBins).fill(Infinity);
  distinct.forEach((values, place) => bounds.set(values, place * maxBins));
  const bytes = new Uint8Array(8 * feature.length);
  const words = new Uint32Array(bytes.buffer);
  const starts = new Int32Array(trees);
  for (let t = 0; t < trees; ++t) {
    const labels = leftmostLeaves(model, t);
    starts[t] = labels[0] ?? 0;
    for (let k = splitStart[t]!; k < splitStart[t + 1]!; ++k) {
      const place = places[feature[k]!]!;
      const label = labels[k - splitStart[t]!]!;
      const right = model.right[k]!;
      words[2 * k] = 1024 * place;
      bytes[8 * k + 4] = binOf(threshold[k]!, distinct[place]!) - 128;
      bytes[8 * k + 5] = label;
      bytes[8 * k + 6] = label ^ (right < 0 ? ~right : labels[right]!);
    }
  }
  return {features, bounds, splits: bytes, starts};
}

/** For each split of a tree the leaf furthest to the left below it, whose number its rows hold until they are parted. Parents come before children. */
function leftmostLeaves({splitStart, left}: BoosterModel, t: number): Int32Array {
  const first = splitStart[t]!;
  const labels = new Int32Array(splitStart[t + 1]! - first);
  for (let k = labels.length - 1; k >= 0; --k) {
    const child = left[first + k]!;
    labels[k] = child < 0 ? ~child : labels[child]!;
  }
  return labels;
}
