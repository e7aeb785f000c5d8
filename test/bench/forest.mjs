// Extra trees and random forests of 16 features, and searches of 1000 configurations by 10 folds, against scikit-learn where it is
// installed, on one thread each, in one run:
//     node test/bench/forest.mjs [--rows 900,7000,70000,700000] [--search 877,2074,5530,14323] [--folds 1] [--peers]
// Figures are CPU seconds: a fit of 100 trees from arrays in memory to trees in arrays (of fewer beyond 10 000 rows), rows a second that
// 100 trees of 7000 rows predict once they are prepared for it, and whole searches, scaled up from the folds done. scikit-learn's search is
// reckoned from 10 configurations on one fold. Peak memory is that of a process that makes the table, fits once and ends.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parseArgs} from "node:util";

const p = 16;
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "900,7000,70000"},
    search: {type: "string", default: "877,2074"},
    folds: {type: "string", default: "1"},
    peers: {type: "boolean", default: false},
    child: {type: "string"}
  }
});
const numbers = (text) => (text === "" ? [] : text.split(",").map(Number));
const say = (line = "") => process.stdout.write(`${line}\n`);
const structure = {maxDepth: Infinity, minSamplesSplit: 2, minSamplesLeaf: 1, maxFeatures: p};
const splitters = {extraTrees: "random", randomForest: "best"};
const treesFor = (n) => (n > 100_000 ? 4 : n > 10_000 ? 20 : 100);
const dir = mkdtempSync(join(tmpdir(), "forest-"));
try {
  const kernels = await bundle();
  if (options.child) fitOnce(kernels, options.child, Number(options.rows));
  else for (const n of numbers(options.rows)) fits(kernels, n);
  if (options.child) options.search = "";
  for (const n of numbers(options.search)) searches(kernels, n, Number(options.folds));
} finally {
  rmSync(dir, {recursive: true});
}

async function bundle() {
  const {build} = await import("esbuild");
  const names = [
    "tree/forest",
    "tree/kernel",
    "tree/training-set",
    "cross-validation",
    "folds",
    "pipeline",
    "random",
    "search",
    "search-space"
  ];
  const kernel = (name) => JSON.stringify(fileURLToPath(new URL(`../../nodes/kernels/${name}.ts`, import.meta.url)));
  const contents = names.map((name) => `export * from ${kernel(name)};`).join("\n");
  const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
  const outfile = join(dir, "kernels.mjs");
  await build({stdin: {contents, resolveDir}, bundle: true, format: "esm", platform: "node", external: ["crypto"], outfile});
  return import(pathToFileURL(outfile).href);
}

/** Four fluxes over three decades, four qualities of fit, eight counts, and the logarithm of a fifth flux. */
function table(n) {
  let state = 1;
  const uniform = () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const columns = Array.from({length: p}, () => new Float64Array(n));
  const y = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    const bright = normal();
    for (let j = 0; j < 4; ++j) columns[j][i] = Math.exp(2 + 1.5 * bright + 0.5 * normal());
    for (let j = 4; j < 8; ++j) columns[j][i] = Math.exp(0.3 * normal());
    for (let j = 8; j < p; ++j) columns[j][i] = Math.round(14 + 4 * normal());
    y[i] = Math.log10(columns[3][i]) + 0.3 * Math.log10(columns[2][i]) + 0.15 * normal();
  }
  return {columns, y};
}

/** The least CPU seconds of some runs after one to warm up. */
function least(runs, work) {
  let best = Infinity;
  for (let run = 0; run <= runs; ++run) {
    const before = process.cpuUsage();
    work(run);
    const {user, system} = process.cpuUsage(before);
    if (run > 0 || runs === 0) best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}

function peers(what, columns, y, count) {
  if (!options.peers) return {};
  writeFileSync(join(dir, "table.f64"), new Uint8Array(Float64Array.from([...columns.flatMap((c) => [...c]), ...y]).buffer));
  const script = fileURLToPath(new URL("forest_peers.py", import.meta.url));
  const {stdout, status} = spawnSync("/usr/bin/python3", [script, what, join(dir, "table.f64"), y.length, p, count].map(String), {
    encoding: "utf8"
  });
  return status === 0 ? JSON.parse(stdout) : {};
}

function ratio(theirs, ours) {
  return theirs === undefined ? "" : `, scikit-learn ${theirs.toFixed(2)} s (${(theirs / ours).toFixed(1)} ×)`;
}

function grow({growForest, packColumns, trainingSet}, name, {columns, y}, run) {
  const splitter = splitters[name];
  const data = trainingSet(packColumns(columns, y.length), y);
  return growForest(data, [run, 2, 3, 4], 0, treesFor(y.length), {...structure, splitter, bootstrap: splitter === "best"});
}

/** For a process of its own: fits once and prints the peak of its memory, MiB. */
function fitOnce(kernels, name, n) {
  grow(kernels, name, table(n), 0);
  say(String(process.resourceUsage().maxRSS / 1024));
}

function peakOf(name, n) {
  const {stdout} = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--child", name, "--rows", String(n)], {
    encoding: "utf8"
  });
  return Number(stdout);
}

function fits(kernels, n) {
  const data = table(n);
  const theirs = peers("fit", data.columns, data.y, treesFor(n));
  for (const name of ["extraTrees", "randomForest"]) {
    if (name === "randomForest" && n > 100_000) continue;
    let forest;
    const seconds = least(n > 10_000 ? 1 : 3, (run) => (forest = grow(kernels, name, data, run)));
    const peak = theirs[`${name}MiB`] ? `, scikit-learn ${theirs[`${name}MiB`].toFixed(0)}` : "";
    say(
      `${name}, ${n} rows, ${treesFor(n)} trees: ${seconds.toFixed(3)} s${ratio(theirs[name], seconds)}; peak ${peakOf(name, n).toFixed(0)} MiB${peak}`
    );
    if (n === 7000 && name === "extraTrees") predictions(kernels, forest, theirs.predict);
  }
}

function predictions({predictForest, packColumns}, forest, theirs) {
  const n = 70_000;
  const X = packColumns(table(n).columns, n);
  const first = n / least(0, () => predictForest(forest, X, n));
  const rate = n / least(5, () => predictForest(forest, X, n));
  const peer = theirs ? `, scikit-learn ${theirs.toFixed(0)} (${(rate / theirs).toFixed(1)} ×)` : "";
  say(`  predict ${n} rows: ${rate.toFixed(0)} rows/s, ${first.toFixed(0)} the first time${peer}`);
}

function searches({drawConfigurations, groupConfigurations, prepareFold, scoreGroup, kFold, regressionKey, stream}, n, folds) {
  const {columns, y} = table(n);
  const space = {
    nEstimators: {integer: [10, 500]},
    maxDepth: {choice: [null, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]},
    minSamplesSplit: {integer: [2, 10]},
    minSamplesLeaf: {integer: [1, 5]},
    maxFeatures: {choice: [0.2, 0.4, 0.6, 0.8, "all"]}
  };
  const configurations = drawConfigurations("extraTrees", space, 1000, stream("bench"));
  const groups = groupConfigurations(configurations, p);
  const seconds = least(0, () => {
    for (const [k, fold] of kFold(n, 10, stream("folds")).slice(0, folds).entries()) {
      const prepared = prepareFold(columns, y, fold);
      for (const group of groups) scoreGroup(prepared, group, regressionKey(stream("bench", k)));
    }
  });
  const whole = (seconds * 10) / folds;
  const {search} = peers("search", columns, y, 10);
  say(`search, ${n} rows, ${configurations.length} × 10: ${whole.toFixed(1)} s${ratio(search, whole)}`);
}
