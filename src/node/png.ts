import {readFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {openPng, type ToPng} from "../views/png.ts";

let opened: Promise<ToPng> | undefined;

/** An SVG picture as PNG, `scale` pixels of it for one of the SVG. The same picture gives the same bytes. */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  opened ??= openParts();
  return (await opened)(svg, scale);
}

async function openParts(): Promise<ToPng> {
  const wasm = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  // Bundles lie in dist/; from the sources, as tests run them, dist/ is two folders up.
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = here.endsWith("dist") ? join(here, "fonts") : join(here, "../../dist/fonts");
  const fonts = ["SourceSans3-Regular.ttf", "SourceSans3-SemiBold.ttf"].map((name) => join(folder, name));
  const [module, ...buffers] = await Promise.all([wasm, ...fonts].map(async (file) => readFile(file)));
  return openPng({wasm: module!, fonts: buffers});
}
