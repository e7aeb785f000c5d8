import {columnsWasm} from "./wasm/columns.generated.ts";

/** What nodes/kernels/wasm/columns.ts exports; numbers are at addresses in bytes. */
export interface ColumnKernel {
  readonly memory: WebAssembly.Memory;
  prepareValues(count: number): number;
  prepareColumn(rows: number): number;
  prepareRegion(dimensions: number, facets: number, tolerance: number): number;
  log10Rows(at: number, rows: number): void;
  logRows(at: number, rows: number): void;
  expRows(at: number, rows: number): void;
  exp10Rows(at: number, rows: number): void;
  asinhRows(at: number, rows: number): void;
  sinhRows(at: number, rows: number): void;
  likeliestLambda(): number;
  standardize(lambda: number): void;
  readonly mean: WebAssembly.Global<"f64">;
  readonly scale: WebAssembly.Global<"f64">;
  transformRows(at: number, rows: number, lambda: number, mean: number, scale: number, farthest: number): void;
  beginScores(): void;
  addScores(truths: number, predictions: number, rows: number, mean: number): void;
  readonly absolute: WebAssembly.Global<"f64">;
  readonly squared: WebAssembly.Global<"f64">;
  readonly relative: WebAssembly.Global<"f64">;
  readonly total: WebAssembly.Global<"f64">;
  readonly REGION_ROWS: WebAssembly.Global<"i32">;
  coordinateRows(j: number): number;
  insideRows(): number;
  dropUnplaced(j: number, rows: number, positive: number): void;
  scaleRows(j: number, rows: number, center: number, scale: number): void;
  dropOutside(rows: number): void;
  dropFar(rows: number): void;
  readonly generation: WebAssembly.Global<"i32">;
  prepareNearest(dimensions: number, vertices: number, beside: number): number;
  vertexStride(): number;
  queryPoint(): number;
  isNear(tolerance: number): number;
  gapOf(): number;
}

let instance: ColumnKernel | undefined;

/** The thread's WebAssembly instance, compiled at its first use. Whoever uses it writes first what it needs, or finds by `generation` that it is there still. */
export function columnKernel(): ColumnKernel {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(columnsWasm), (c) => c.charCodeAt(0))))
    .exports as unknown as ColumnKernel;
  return instance;
}

/** What `take` returns. @throws in words of rows where this machine has no room for so many bytes. */
export function withRoom(bytes: number, need: string, take: (kernel: ColumnKernel) => number): number {
  const kernel = columnKernel();
  try {
    return take(kernel);
  } catch (cause) {
    const [wanted, held] = [bytes, kernel.memory.buffer.byteLength].map((size) => (size / 2 ** 30).toFixed(1));
    // What failed half way is not to be used again.
    instance = undefined;
    throw new Error(`${need} needs ${wanted} GiB; this machine gave ${held}: use fewer rows`, {cause});
  }
}

/** Doubles of the kernel's memory. */
export function doublesAt({memory}: ColumnKernel, at: number, count: number): Float64Array {
  return new Float64Array(memory.buffer, at, count);
}

/** Rows that are put into memory at a time where each is on its own. */
const BLOCK = 8192;

/** A new column, made block by block from the one given by what the kernel does in place. */
export function mapRows(
  values: ArrayLike<number>,
  change: (kernel: ColumnKernel, at: number, rows: number) => void
): Float64Array {
  const kernel = columnKernel();
  const at = kernel.prepareValues(Math.min(BLOCK, values.length));
  const made = Float64Array.from(values);
  for (let from = 0; from < made.length; from += BLOCK) {
    const block = made.subarray(from, from + BLOCK);
    const room = doublesAt(kernel, at, block.length);
    room.set(block);
    change(kernel, at, block.length);
    block.set(room);
  }
  return made;
}
