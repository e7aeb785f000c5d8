// A page draws the pictures that Node draws: the same SVG, and the same bytes of PNG.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import {describe, expect, it} from "vitest";
import {fontFiles} from "../../src/build/fonts.mjs";
import {chromiumPath, launch} from "./chromium.ts";

const executable = chromiumPath();
const folder = fileURLToPath(new URL("../views/", import.meta.url));

/** Runs in both places. */
const probe = `
import {openPng} from "../../src/views/png.ts";
import {figureOf} from "../../src/views/figures/index.ts";
import {judged, studyOf} from "./made.ts";
export async function draw(document, parts) {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const {svg} = await figureOf(studyOf({assess: {type: "evaluate", outputs: {predictions: judged({n: 60})}}}), "fig5", {document});
  const toPng = await openPng({wasm: bytes(parts.wasm), fonts: parts.fonts.map(bytes)});
  let png = "";
  for (const byte of toPng(svg, 2)) png += String.fromCharCode(byte);
  return {svg, png: btoa(png)};
}`;

interface Drawn {
  readonly svg: string;
  readonly png: string;
}

describe.skipIf(!executable)("a figure in a page", () => {
  it("is the SVG and the PNG that Node draws", async () => {
    const bundled = async (platform: "browser" | "node"): Promise<string> => {
      const {outputFiles} = await build({
        stdin: {contents: probe, resolveDir: folder, loader: "ts"},
        bundle: true,
        format: platform === "node" ? "esm" : "iife",
        globalName: "figures",
        platform,
        conditions: [platform],
        external: platform === "node" ? ["node:*"] : [],
        write: false
      });
      return outputFiles[0]!.text;
    };
    const base64 = (path: string): string => readFileSync(path).toString("base64");
    const parts = {
      wasm: base64(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")),
      fonts: Object.entries(fontFiles).flatMap(([name, path]) => (name.endsWith(".ttf") ? [base64(path)] : []))
    };
    const {Window} = await import("happy-dom");
    const module = (await import(`data:text/javascript;base64,${Buffer.from(await bundled("node")).toString("base64")}`)) as {
      draw: (document: unknown, of: typeof parts) => Promise<Drawn>;
    };
    const here = await module.draw(new Window().document, parts);
    const browser = await launch(executable!);
    try {
      // Where a pixel is a single dot of the screen, Plot sets lines half a pixel aside to keep them sharp.
      const page = await browser.newPage({deviceScaleFactor: 2});
      await page.goto("about:blank");
      await page.addScriptTag({content: await bundled("browser")});
      const there = await page.evaluate(
        async (of) => (globalThis as unknown as {figures: typeof module}).figures.draw(document, of),
        parts
      );
      expect(there.svg).toBe(here.svg);
      expect(there.png).toBe(here.png);
      expect(here.png.length).toBeGreaterThan(10_000);
    } finally {
      await browser.close();
    }
  });
});
