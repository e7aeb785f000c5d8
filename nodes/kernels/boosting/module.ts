import {boostingWasm} from "../wasm/boosting.generated.ts";

let module: WebAssembly.Module | undefined;

/** A new instance, with memory of its own, of the module of boosting, which a thread compiles at its first use. */
export function instantiate(): unknown {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(boostingWasm), (c) => c.charCodeAt(0)));
  return new WebAssembly.Instance(module).exports;
}
