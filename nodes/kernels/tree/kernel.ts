import {forestWasm} from "../wasm/forest.generated.ts";

/** What nodes/kernels/wasm/forest.ts exports. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  prepare(n: number, p: number, best: number, weights: number, trees: number, kept: number, step: number, middle: number): void;
  featureRows(): number;
  targetRows(): number;
  sortedRows(): number;
  setVariant(v: number, maxDepth: number, minSamplesSplit: number, minSamplesLeaf: number): void;
  grow(a: number, b: number, c: number, d: number, tree: number, mask: number, bootstrap: number, maxFeatures: number): void;
  nodesOf(v: number): number;
  partNodes(v: number): void;
  nodeParts(which: number): number;
  importancesOf(v: number): number;
  prepareAssessment(rows: number, prunings: number, variants: number): void;
  heldOutRows(): number;
  assessedSums(): number;
  setPruning(k: number, maxDepth: number, minSamplesSplit: number): void;
  setSpan(v: number, first: number, live: number): void;
  prepareForest(trees: number, nodes: number, p: number): void;
  forestArray(which: number): number;
  packForest(trees: number, blocks: number): void;
  prepareRows(count: number): void;
  predictRows(rows: number, trees: number, first: number): void;
  assess(a: number, b: number, c: number, d: number, tree: number, mask: number, bootstrap: number, maxFeatures: number): void;
}

let instance: Kernel | undefined;
/** Who has put what into the memory. */
let owner: unknown;

/** The thread's WebAssembly instance, compiled at its first use. */
function kernel(): Kernel {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(forestWasm), (c) => c.charCodeAt(0))))
    .exports as unknown as Kernel;
  return instance;
}

/** The kernel, if what this owner put into its memory is still there. */
export function kernelOf(mine: unknown): Kernel | undefined {
  return mine !== undefined && owner === mine ? instance : undefined;
}

/** Puts something into the kernel's memory in place of all that is there. @throws in the words of `need` where there is not room for so many bytes. */
export function claimKernel(mine: unknown, bytes: number, need: string, fill: (kernel: Kernel) => void): Kernel {
  const claimed = kernel();
  owner = undefined;
  fillKernel(claimed, bytes, need, fill);
  owner = mine;
  return claimed;
}

/** Puts more beside what the kernel's owner has there; `bytes` are those of both. @throws as claimKernel */
export function fillKernel(claimed: Kernel, bytes: number, need: string, fill: (kernel: Kernel) => void): void {
  const wants = `${need} needs ${(bytes / 2 ** 30).toFixed(1)} GiB`;
  if (bytes > 4.2e9) throw new Error(`${wants}; WebAssembly has 4: use fewer rows or features`);
  try {
    fill(claimed);
  } catch (cause) {
    const held = (claimed.memory.buffer.byteLength / 2 ** 30).toFixed(1);
    // What failed half way is not to be used again.
    instance = undefined;
    throw new Error(`${wants}; this machine gave ${held}: use fewer rows or features`, {cause});
  }
}

/** Bytes the thread's kernel holds. */
export function forestMemory(): number {
  return instance?.memory.buffer.byteLength ?? 0;
}
