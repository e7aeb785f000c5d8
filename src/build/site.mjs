// Builds dist/browser, the engine for pages, and dist/site, the editor. Everything is local; in dist/site the name of every part holds
// a hash of its content, so that all but index.html may be cached forever.
import {createHash} from "node:crypto";
import {copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {basename, join} from "node:path";
import {build} from "esbuild";
import {definitionsOnly} from "./definitions.mjs";
import {fontFiles} from "./fonts.mjs";
import {withoutMixing} from "./transitions.mjs";

const require = createRequire(import.meta.url);
const keptMs = 86_400_000;
const duckdbWasmPath = require.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
const duckdbWorkerEntry = "runtime/duckdb-worker.browser.ts";

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
  // Modules are always read as UTF-8.
  charset: "utf8",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning"
};

const classic = {splitting: false, format: "iife", sourcemap: false};
/** DuckDB's package says that none of its files does anything by itself; this one does. */
const duckdbWorkerBuild = {...classic, ignoreAnnotations: true};

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
  await build({...shared, ...duckdbWorkerBuild, absWorkingDir: root, entryPoints: {duckdb: duckdbWorkerEntry}, outdir});
  const wasm = join(outdir, basename(duckdbWasmPath));
  if (!existsSync(wasm) || statSync(wasm).size !== statSync(duckdbWasmPath).size) copyFileSync(duckdbWasmPath, wasm);
  await buildSite(root, version);
}

/** Builds the editor. */
export async function buildSite(root, version) {
  const outdir = join(root, "dist/site");
  mkdirSync(outdir, {recursive: true});
  const site = new Site(root, outdir, version);
  const duckdbWasm = site.copy(duckdbWasmPath);
  const {[duckdbWorkerEntry]: duckdbWorker} = await site.bundle([duckdbWorkerEntry], {}, duckdbWorkerBuild);
  const png = {
    wasm: site.copy(require.resolve("@resvg/resvg-wasm/index_bg.wasm")),
    fonts: Object.values(fontFiles)
      .map((path) => site.copy(path))
      .filter((name) => name.endsWith(".ttf"))
  };
  const {"src/worker.browser.ts": worker} = await site.bundle(["src/worker.browser.ts"], {});
  // Together, so that page and engine share what both need.
  const names = await site.bundle(
    ["src/app/engine/start.ts", "src/app/main.tsx", "src/app/engine/worker.ts", "src/app/style/app.css"],
    {__ASSETS__: {worker, duckdbWorker, duckdbWasm}, __PNG__: png},
    {plugins: [definitionsOnly(root), withoutMixing]}
  );
  const {"src/app/engine/start.ts": start, "src/app/main.tsx": script} = names;
  const icon = readFileSync(join(root, "src/app/icon.svg"), "utf8").trim();
  const parts = {
    policy,
    icon: `data:image/svg+xml,${encodeURIComponent(icon)}`,
    style: names["src/app/style/app.css"],
    engine: names["src/app/engine/worker.ts"],
    start,
    script,
    preloads: site
      .importedBy([start, script])
      .map((name) => `<link rel="modulepreload" href="${name}">`)
      .join("\n    ")
  };
  const html = readFileSync(join(root, "src/app/index.html"), "utf8").replaceAll(/%(\w+)%/g, (_, part) => parts[part]);
  writeFileSync(join(outdir, "index.html"), html);
  await site.serviceWorker(html);
  site.tidy();
}

/** What is written to dist/site. */
class Site {
  constructor(root, outdir, version) {
    Object.assign(this, {root, outdir, version, written: new Set(["index.html"]), imports: new Map()});
  }

  /** Bundles some entries. @returns the name of each in the site. */
  async bundle(entryPoints, constants, options = {}) {
    const {metafile} = await build({
      ...shared,
      ...options,
      absWorkingDir: this.root,
      entryPoints,
      outdir: this.outdir,
      entryNames: "[name]-[hash]",
      chunkNames: "[name]-[hash]",
      jsx: "automatic",
      define: {
        __VERSION__: JSON.stringify(this.version),
        "process.env.NODE_ENV": '"production"',
        ...Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]))
      },
      metafile: true
    });
    const names = {};
    for (const [path, {entryPoint, imports}] of Object.entries(metafile.outputs)) {
      this.written.add(basename(path));
      const needed = imports.filter(({kind}) => kind === "import-statement").map((i) => basename(i.path));
      this.imports.set(basename(path), needed);
      if (entryPoint && !path.endsWith(".map")) names[entryPoint] = basename(path);
    }
    return names;
  }

  /** Writes sw.js, which keeps all of this build and gives it out without a network. */
  async serviceWorker(index) {
    const parts = [...this.written]
      .filter((name) => name !== "index.html" && !name.endsWith(".map"))
      .toSorted((a, b) => (a < b ? -1 : 1));
    const words = {
      __BUILD__: createHash("sha256")
        .update(JSON.stringify([index, parts]))
        .digest("hex")
        .slice(0, 16),
      __PARTS__: parts,
      __INDEX__: index,
      __POLICY__: policy
    };
    await build({
      ...shared,
      absWorkingDir: this.root,
      entryPoints: {sw: "src/app/offline/service-worker.ts"},
      outdir: this.outdir,
      ...classic,
      define: Object.fromEntries(Object.entries(words).map(([name, value]) => [name, JSON.stringify(value)]))
    });
    this.written.add("sw.js");
  }

  /** Copies a file under a name that holds its hash. */
  copy(path) {
    const bytes = readFileSync(path);
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
    const [stem, ...rest] = basename(path).split(".");
    const name = [`${stem}-${hash}`, ...rest].join(".");
    if (!existsSync(join(this.outdir, name))) writeFileSync(join(this.outdir, name), bytes);
    this.written.add(name);
    return name;
  }

  /** The chunks that some scripts cannot begin without. */
  importedBy(names) {
    const found = new Set(names.flatMap((name) => this.imports.get(name)));
    for (const name of found) for (const other of this.imports.get(name)) found.add(other);
    return [...found].filter((name) => !names.includes(name));
  }

  /** Removes what earlier builds left, but not at once: a page that is open still asks for the parts of the build it came from. */
  tidy() {
    const old = Date.now() - keptMs;
    for (const name of readdirSync(this.outdir))
      if (!this.written.has(name) && statSync(join(this.outdir, name)).mtimeMs < old)
        rmSync(join(this.outdir, name), {recursive: true});
  }
}

if (process.argv[1]?.endsWith("site.mjs")) {
  const root = new URL("../../", import.meta.url).pathname;
  await buildSite(root, JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
}
