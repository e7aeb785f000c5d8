// What is done to columns: Yeo–Johnson of 16 columns, the four scores of 1 000 000 predictions, and which of 444 219 rows lie inside a
// hull of 4 dimensions, or 20 000 in one of 7; in WebAssembly, in the plain TypeScript of test/kernels/plain, and in scikit-learn and numpy where they are
// installed, on one thread each, in one run:
//     node test/bench/columns.mjs [--rows 20000,444219] [--peers]
// Figures are CPU milliseconds, the least of some runs after one to warm up. numpy tests rows against the same facets.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parseArgs} from "node:util";

const {values: options} = parseArgs({
  options: {rows: {type: "string", default: "20000,444219"}, peers: {type: "boolean", default: false}}
});
const dir = mkdtempSync(join(tmpdir(), "columns-"));
try {
  const wasm = await bundle("ours", {
    "yeo-johnson": "../../nodes/kernels/yeo-johnson.ts",
    metrics: "../../nodes/kernels/metrics.ts",
    region: "../../nodes/kernels/hull/region.ts",
    random: "../../nodes/kernels/random.ts"
  });
  const plain = await bundle("plain", {
    "yeo-johnson": "../kernels/plain/yeo-johnson.ts",
    metrics: "../kernels/plain/metrics.ts",
    region: "../kernels/plain/region.ts"
  });
  for (const rows of options.rows.split(",").map(Number)) yeoJohnson(wasm, plain, rows);
  scores(wasm, plain, 1_000_000);
  for (const space of ["raw", "log10", "yeoJohnson"]) inside(wasm, plain, space, 4, 444_219);
  inside(wasm, plain, "log10", 7, 20_000);
} finally {
  rmSync(dir, {recursive: true});
}

async function bundle(name, modules) {
  const {build} = await import("esbuild");
  const paths = Object.values(modules).map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const contents = paths.map((path) => `export * from ${JSON.stringify(path)};`).join("\n");
  const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
  const outfile = join(dir, `${name}.mjs`);
  await build({stdin: {contents, resolveDir}, bundle: true, format: "esm", platform: "node", external: ["crypto"], outfile});
  return import(pathToFileURL(outfile).href);
}

/** The least CPU milliseconds of some runs after one to warm up. */
function least(runs, work) {
  let best = Infinity;
  for (let run = 0; run <= runs; ++run) {
    const before = process.cpuUsage();
    work();
    const {user, system} = process.cpuUsage(before);
    if (run > 0) best = Math.min(best, (user + system) / 1e3);
  }
  return best;
}

function peers(what, columns, more = []) {
  if (!options.peers) return {};
  const paths = [columns, more].map((arrays, k) => {
    const path = join(dir, `${k}.f64`);
    writeFileSync(path, Buffer.concat(arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength))));
    return path;
  });
  const script = fileURLToPath(new URL("columns_peers.py", import.meta.url));
  const {stdout, status} = spawnSync("/usr/bin/python3", [script, what, ...paths, String(columns.length)], {encoding: "utf8"});
  return status === 0 ? JSON.parse(stdout) : {};
}

function say(what, ours, plain, theirs) {
  const ratio = (other) => `${other.toFixed(1)} ms (${(other / ours).toFixed(1)} ×)`;
  const peer = theirs === undefined ? "" : `, peer ${ratio(theirs)}`;
  process.stdout.write(`${what}: ${ours.toFixed(1)} ms, plain TypeScript ${ratio(plain)}${peer}\n`);
}

function yeoJohnson(wasm, plain, rows) {
  const rng = wasm.stream("columns");
  // Fluxes, qualities of fit, counts and magnitudes of both signs.
  const draws = [
    () => Math.exp(2 + 1.5 * rng.normal()),
    () => Math.exp(0.3 * rng.normal()),
    () => Math.round(14 + 4 * rng.normal()),
    () => 3 * rng.normal()
  ];
  const columns = Array.from({length: 16}, (_, j) => Float64Array.from({length: rows}, draws[j >> 2]));
  const runs = rows > 100_000 ? 2 : 5;
  const [ours, theirs] = [wasm, plain].map((kernel) => {
    let fits;
    const fit = least(runs, () => (fits = columns.map((column) => kernel.fitYeoJohnson(column))));
    return {fit, apply: least(runs, () => columns.map((column, j) => kernel.applyYeoJohnson(column, fits[j])))};
  });
  const peer = peers("yeoJohnson", columns);
  say(`Yeo–Johnson, ${rows} × 16, fit`, ours.fit, theirs.fit, peer.fit);
  say(`Yeo–Johnson, ${rows} × 16, apply`, ours.apply, theirs.apply, peer.apply);
}

function scores(wasm, plain, rows) {
  const rng = wasm.stream("scores");
  const y = Float64Array.from({length: rows}, () => rng.normal());
  const predicted = y.map((value) => value + 0.2 * rng.normal());
  const [ours, theirs] = [wasm, plain].map((kernel) => least(5, () => kernel.scoresOf(y, predicted)));
  say(`four scores, ${rows} rows`, ours, theirs, peers("scores", [y, predicted]).scores);
}

function inside(wasm, plain, space, d, rows) {
  const rng = wasm.stream("hull");
  const draw = (count, width) =>
    Array.from({length: d}, () => Float64Array.from({length: count}, () => Math.exp(width * rng.normal())));
  const names = ["a", "b", "c", "d", "e", "f", "g"].slice(0, d);
  const {region} = wasm.fitRegion(draw(d > 6 ? 500 : 1000, 1), names, space, 1e-9);
  const asked = draw(rows, d > 6 ? 0.6 : 0.8);
  const [ours, theirs] = [wasm, plain].map((kernel) => least(2, () => kernel.insideRegion(region, asked)));
  // A peer that takes no logarithms: coordinates as they are.
  const peer = space === "raw" ? peers("inside", asked, [region.center, region.scale, region.facets]).inside : undefined;
  const shape = region.facets.length > 0 ? `${region.facets.length / (d + 1)} facets` : `${region.vertices.length / d} vertices`;
  say(`inside ${shape} in ${d}-D, ${space}, ${rows} rows`, ours, theirs, peer);
}
