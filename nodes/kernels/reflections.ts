import {reflectionsWasm} from "./wasm/reflections.generated.ts";

/** What nodes/kernels/wasm/reflections.ts exports; numbers are at addresses in bytes. */
interface Kernel {
  readonly memory: WebAssembly.Memory;
  prepareReflections(n: number, p: number): number;
  centreColumn(j: number, mean: number): void;
  targetAt(): number;
  reflect(): void;
  triangleAt(): number;
  turnedAt(): number;
}

/** A = Q R: R, row-major, and Qᵀ b, p rows instead of n. */
export interface Triangle {
  readonly R: Float64Array;
  readonly turned: Float64Array;
}

let module: WebAssembly.Module | undefined;

/**
 * The triangle of a table of more rows than columns, each less its mean, and a target less its own turned with it, by Householder
 * reflections: to the bit what ml-matrix's QrDecomposition gives, in a twentieth of the time.
 * @throws in words of rows where this machine has no room.
 */
export function triangleOf(
  columns: readonly ArrayLike<number>[],
  means: readonly number[],
  y: ArrayLike<number>,
  yMean: number
): Triangle {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(reflectionsWasm), (c) => c.charCodeAt(0)));
  // An instance of its own, so that the room goes when it is done.
  const kernel = new WebAssembly.Instance(module).exports as unknown as Kernel;
  const [n, p] = [y.length, columns.length];
  const at = withRoom(kernel, n, p);
  const doubles = (from: number, count: number) => new Float64Array(kernel.memory.buffer, from, count);
  for (const [j, column] of columns.entries()) {
    doubles(at + 8 * j * n, n).set(column);
    kernel.centreColumn(j, means[j]!);
  }
  const target = doubles(kernel.targetAt(), n);
  for (let i = 0; i < n; ++i) target[i] = y[i]! - yMean;
  kernel.reflect();
  return {R: doubles(kernel.triangleAt(), p * p).slice(), turned: doubles(kernel.turnedAt(), p).slice()};
}

function withRoom(kernel: Kernel, n: number, p: number): number {
  const bytes = 8 * n * (p + 8 * Math.ceil(p / 8) + 1);
  const need = `fitting ${n} rows of ${p} predictors needs ${(bytes / 2 ** 30).toFixed(1)} GiB`;
  if (bytes > 4.2e9) throw new Error(`${need}; WebAssembly has 4: use fewer rows`);
  try {
    return kernel.prepareReflections(n, p);
  } catch (cause) {
    throw new Error(`${need}; this machine does not give it: use fewer rows`, {cause});
  }
}
