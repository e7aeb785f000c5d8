import type {Assets} from "../../browser/environment.ts";

declare const __ASSETS__: {readonly worker: string; readonly duckdbWorker: string; readonly duckdbWasm: string};

/** Where the parts that are not bundled lie, beside this script; their names are put in when it is built. */
export function assets(): Assets {
  const at = (name: string): string => new URL(name, import.meta.url).href;
  const {worker, duckdbWorker, duckdbWasm} = __ASSETS__;
  return {worker: at(worker), duckdbWorker: at(duckdbWorker), duckdbWasm: at(duckdbWasm)};
}
