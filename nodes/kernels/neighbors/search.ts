import {neighborsWasm} from "../wasm/neighbors.generated.ts";
import {axesOf} from "./axes.ts";

/** What nodes/kernels/wasm/neighbors.ts exports; numbers are at addresses in bytes. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  prepareTraining(n: number, d: number, m: number, power: number): number;
  originAt(): number;
  weightsAt(): number;
  indexTraining(stretch: number): void;
  prepareSearch(count: number, d: number, k: number): number;
  search(count: number, k: number): void;
  distancesAt(): number;
  numbersAt(): number;
}

/** Rows to look for neighbours among, row-major, and the power of the metric. */
export interface Training {
  readonly X: Float64Array;
  readonly predictors: number;
  readonly p: 1 | 2;
}

/** The k nearest rows of some queries, nearest first: of query i from i k on. Only good until the next search. */
export interface Nearest {
  /** Squared where the metric is Euclidean. */
  readonly distances: Float64Array;
  readonly rows: Int32Array;
}

let instance: Kernel | undefined;
/** Whose rows the kernel's memory holds, in buckets: those that were asked about last. */
let indexed: Training | undefined;

/**
 * Finds the k nearest rows of queries, given row after row; of rows equally far, those that come first in training. The first question
 * about some rows puts them in order, which takes as long as some thousand answers; the next ones find them so.
 * @throws in words of rows where this machine has no room for them.
 */
export function findNearest(training: Training, queries: Float64Array, k: number): Nearest {
  const kernel = indexed === training ? instance! : claim(training);
  const {predictors} = training;
  const count = queries.length / predictors;
  const at = kernel.prepareSearch(count, predictors, k);
  new Float64Array(kernel.memory.buffer, at, queries.length).set(queries);
  kernel.search(count, k);
  const {buffer} = kernel.memory;
  return {
    distances: new Float64Array(buffer, kernel.distancesAt(), count * k),
    rows: new Int32Array(buffer, kernel.numbersAt(), count * k)
  };
}

/** The kernel with these rows in place of those it had. */
function claim(training: Training): Kernel {
  indexed = undefined;
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(neighborsWasm), (c) => c.charCodeAt(0))))
    .exports as unknown as Kernel;
  const kernel = instance;
  try {
    index(kernel, training);
  } catch (cause) {
    // What failed half way is not to be used again.
    instance = undefined;
    const {X, predictors} = training;
    const [wanted, held] = [2.2 * X.byteLength, kernel.memory.buffer.byteLength].map((size) => (size / 2 ** 30).toFixed(1));
    const need = `finding neighbours among ${X.length / predictors} rows of ${predictors} predictors needs ${wanted} GiB`;
    throw new Error(`${need}; this machine gave ${held}: use fewer rows`, {cause});
  }
  indexed = training;
  return kernel;
}

function index(kernel: Kernel, {X, predictors: d, p}: Training): void {
  const {origin, weights, stretch} = axesOf(X, d, p);
  // Axes without weight fill up a multiple of four.
  const m = 4 * Math.ceil(weights.length / d / 4);
  const at = kernel.prepareTraining(X.length / d, d, m, p);
  const {buffer} = kernel.memory;
  new Float64Array(buffer, at, X.length).set(X);
  new Float64Array(buffer, kernel.originAt(), d).set(origin);
  const pairs = new Float64Array(buffer, kernel.weightsAt(), m * d);
  for (let a = 0; a < m; ++a) for (let j = 0; j < d; ++j) pairs[((a >> 1) * d + j) * 2 + (a & 1)] = weights[a * d + j] ?? 0;
  kernel.indexTraining(stretch);
}
