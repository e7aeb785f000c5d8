// Extra trees and random forests of 16 features, against scikit-learn where it is installed, on one thread each, in one run:
//     node test/bench/forest.mjs [--rows 900,7000,70000,700000] [--peers]
// Figures are CPU seconds: a fit of 100 trees from arrays in memory to trees in arrays (of fewer beyond 10 000 rows), and rows a second that
// 100 trees of 7000 rows predict once they are prepared for it. Peak memory is that of a process that makes the table, fits once and ends.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {kernelsOf, leastCpu, wiseLike} from "./kernels.mjs";

const p = 16;
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "900,7000,70000"},
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
const table = (n) => wiseLike(n, p);
try {
  const kernels = await kernelsOf(["tree/forest", "tree/kernel", "tree/training-set"], dir);
  if (options.child) fitOnce(kernels, options.child, Number(options.rows));
  else for (const n of numbers(options.rows)) fits(kernels, n);
} finally {
  rmSync(dir, {recursive: true});
}

function peers(columns, y, count) {
  if (!options.peers) return {};
  writeFileSync(join(dir, "table.f64"), new Uint8Array(Float64Array.from([...columns.flatMap((c) => [...c]), ...y]).buffer));
  const script = fileURLToPath(new URL("forest_peers.py", import.meta.url));
  const {stdout, status} = spawnSync("/usr/bin/python3", [script, join(dir, "table.f64"), y.length, p, count].map(String), {
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
  const theirs = peers(data.columns, data.y, treesFor(n));
  for (const name of ["extraTrees", "randomForest"]) {
    if (name === "randomForest" && n > 100_000) continue;
    let forest;
    const seconds = leastCpu(n > 10_000 ? 1 : 3, (run) => (forest = grow(kernels, name, data, run)));
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
  const first = n / leastCpu(0, () => predictForest(forest, X, n));
  const rate = n / leastCpu(5, () => predictForest(forest, X, n));
  const peer = theirs ? `, scikit-learn ${theirs.toFixed(0)} (${(rate / theirs).toFixed(1)} ×)` : "";
  say(`  predict ${n} rows: ${rate.toFixed(0)} rows/s, ${first.toFixed(0)} the first time${peer}`);
}
