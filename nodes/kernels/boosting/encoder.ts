import {instantiate} from "./module.ts";

/** What nodes/kernels/wasm/encode.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepareCodes(count: number): void;
  codesArray(which: number): number;
  encode(count: number): void;
}

/** Values that are encoded in one call. */
const atOnce = 16384;
const arrays = {bounds: 0, values: 1, codes: 2} as const;

let instance: Exports | undefined;

function exports(): Exports {
  if (!instance) {
    instance = instantiate() as Exports;
    instance.prepareCodes(atOnce);
  }
  return instance;
}

/** For each value the first of at most 256 bounds that is not below it, in WebAssembly; NaN counts as 0. The last bound is Infinity. */
export function encode(column: Float64Array, bounds: Float64Array): Uint8Array {
  const wasm = exports();
  const {buffer} = wasm.memory;
  const out = new Uint8Array(column.length);
  new Float64Array(buffer, wasm.codesArray(arrays.bounds), 256).fill(Infinity).set(bounds);
  const values = new Float64Array(buffer, wasm.codesArray(arrays.values), atOnce);
  const codes = new Uint8Array(buffer, wasm.codesArray(arrays.codes), atOnce);
  for (let start = 0; start < column.length; start += atOnce) {
    const part = column.subarray(start, start + atOnce);
    values.set(part);
    wasm.encode(part.length);
    out.set(codes.subarray(0, part.length), start);
  }
  return out;
}
