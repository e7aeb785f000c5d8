// Builds dist/browser, the engine for pages, and dist/site, the editor. Everything is local; in dist/site the name of every part holds
// a hash of its content, so that all but index.html may be cached forever.
import {createHash} from "node:crypto";
import {copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {basename, join} from "node:path";
import {build} from "esbuild";

const require = createRequire(import.meta.url);
const keptMs = 86_400_000;
const duckdb = ["duckdb-eh.wasm", "duckdb-browser-eh.worker.js"];

/** What the editor's page may do: run and fetch its own parts, and nothing else. Styles may be set on elements, as React does. */
export const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'"
].join("; ");

const shared = {
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "browser",
  conditions: ["browser"],
  target: "es2023",
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning"
};

export async function buildBrowser(root, version) {
  const outdir = join(root, "dist/browser");
  await build({
    ...shared,
    absWorkingDir: root,
    entryPoints: {engine: "src/browser/index.ts", worker: "src/worker.browser.ts"},
    outdir,
    define: {__VERSION__: JSON.stringify(version)}
  });
  mkdirSync(outdir, {recursive: true});
  for (const name of duckdb) {
    const from = require.resolve(`@duckdb/duckdb-wasm/dist/${name}`);
    const to = join(outdir, name);
    if (!existsSync(to) || statSync(to).size !== statSync(from).size) copyFileSync(from, to);
  }
  await buildSite(root, version);
}

/** Builds the editor. */
export async function buildSite(root, version) {
  const outdir = join(root, "dist/site");
  const written = new Set(["index.html"]);
  const bundle = async (entryPoints, define) => {
    const {metafile} = await build({
      ...shared,
      absWorkingDir: root,
      entryPoints,
      outdir,
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      jsx: "automatic",
      define: {
        __VERSION__: JSON.stringify(version),
        "process.env.NODE_ENV": '"production"',
        ...Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)]))
      },
      metafile: true
    });
    const names = {};
    for (const [path, {entryPoint}] of Object.entries(metafile.outputs)) {
      written.add(basename(path));
      if (entryPoint && !path.endsWith(".map")) names[entryPoint] = basename(path);
    }
    return names;
  };
  mkdirSync(outdir, {recursive: true});
  const [duckdbWasm, duckdbWorker] = duckdb.map((name) => {
    const bytes = readFileSync(require.resolve(`@duckdb/duckdb-wasm/dist/${name}`));
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    const [stem, ...rest] = name.split(".");
    const hashed = [`${stem}-${hash}`, ...rest].join(".");
    if (!existsSync(join(outdir, hashed))) writeFileSync(join(outdir, hashed), bytes);
    written.add(hashed);
    return hashed;
  });
  const {"src/worker.browser.ts": worker} = await bundle(["src/worker.browser.ts"], {});
  const {"src/app/engine/worker.ts": engine} = await bundle(["src/app/engine/worker.ts"], {
    __ASSETS__: {worker, duckdbWorker, duckdbWasm}
  });
  const names = await bundle(["src/app/main.tsx", "src/app/style/app.css"], {__ENGINE__: engine});
  const icon = readFileSync(join(root, "src/app/icon.svg"), "utf8").trim();
  const html = readFileSync(join(root, "src/app/index.html"), "utf8")
    .replace("%policy%", policy)
    .replace("%icon%", `data:image/svg+xml,${encodeURIComponent(icon)}`)
    .replace("%style%", names["src/app/style/app.css"])
    .replace("%script%", names["src/app/main.tsx"]);
  writeFileSync(join(outdir, "index.html"), html);
  // A page that is open still asks for the parts of the build it came from.
  const old = Date.now() - keptMs;
  for (const name of readdirSync(outdir))
    if (!written.has(name) && statSync(join(outdir, name)).mtimeMs < old) rmSync(join(outdir, name), {recursive: true});
}

if (process.argv[1]?.endsWith("site.mjs")) {
  const root = new URL("../../", import.meta.url).pathname;
  await buildSite(root, JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
}
