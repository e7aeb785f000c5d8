// Builds dist/browser: the engine and its worker for pages, with DuckDB-wasm beside them. Everything is local.
import {copyFileSync, existsSync, mkdirSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {build} from "esbuild";

const require = createRequire(import.meta.url);

export async function buildBrowser(root, version) {
  const outdir = join(root, "dist/browser");
  await build({
    absWorkingDir: root,
    entryPoints: {engine: "src/browser/index.ts", worker: "src/worker.browser.ts"},
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    conditions: ["browser"],
    target: "es2023",
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    define: {__VERSION__: JSON.stringify(version)},
    logLevel: "warning"
  });
  mkdirSync(outdir, {recursive: true});
  for (const name of ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"]) {
    const from = require.resolve(`@duckdb/duckdb-wasm/dist/${name}`);
    const to = join(outdir, name);
    if (!existsSync(to) || statSync(to).size !== statSync(from).size) copyFileSync(from, to);
  }
}
