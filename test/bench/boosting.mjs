// Gradient boosting with 31 leaves: fitting, and predicting by the fitted trees, against LightGBM where it is installed, on one thread, in
// one run:
//     node test/bench/boosting.mjs [--rows 1000,10000,100000] [--trees 100,500] [--predict 200000] [--repeats 3]
// Both fit the same table of 16 columns from arrays in memory, binning included, and predict other rows. Figures are CPU seconds, the
// least of the repeats; LightGBM's R² stands beside ours.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {kernelsOf, leastCpu} from "./kernels.mjs";

const p = 16;
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "1000,10000,100000"},
    trees: {type: "string", default: "100,500"},
    predict: {type: "string", default: "200000"},
    repeats: {type: "string", default: "3"}
  }
});
const say = (line = "") => process.stdout.write(`${line}\n`);
const numbers = (list) => list.split(",").map(Number);
const dir = mkdtempSync(join(tmpdir(), "boosting-"));
try {
  await main(Number(options.predict), Number(options.repeats));
} finally {
  rmSync(dir, {recursive: true});
}

async function main(held, repeats) {
  const {fitBooster, predictBooster} = await kernelsOf(["boosting/booster"], dir);
  const other = table(held, 7);
  write("other.f64", other);
  for (const n of numbers(options.rows)) {
    const {columns, y} = table(n, 1);
    write("table.f64", {columns, y});
    for (const trees of numbers(options.trees)) {
      let model;
      let predictions;
      const fit = leastCpu(repeats, () => (model = fitBooster(columns, y, {nEstimators: trees})));
      const predict = leastCpu(repeats, () => (predictions = predictBooster(model, other.columns)));
      const {LightGBM} = peer(n, held, trees, repeats);
      const beside = (ours, theirs) =>
        `${ours.toFixed(3)} s${theirs ? ` (LightGBM ${theirs.toFixed(3)}: ${(theirs / ours).toFixed(1)} ×)` : ""}`;
      const scores = `R² ${r2(other.y, predictions).toFixed(4)}${LightGBM ? ` (${LightGBM.r2.toFixed(4)})` : ""}`;
      say(
        `${n} rows × ${trees} trees: fit ${beside(fit, LightGBM?.fit)}, predict ${held} rows ${beside(predict, LightGBM?.predict)}, ${scores}`
      );
    }
  }
}

/** Sixteen columns, five of which bend and cross in the target. */
function table(n, seed) {
  let state = seed;
  const uniform = () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const columns = Array.from({length: p}, () => Float64Array.from({length: n}, normal));
  const [a, b, c, d, e] = columns;
  return {columns, y: a.map((x, i) => x * x + b[i] * c[i] + Math.sin(d[i]) + e[i] + 0.3 * normal())};
}

function write(name, {columns, y}) {
  writeFileSync(join(dir, name), new Uint8Array(Float64Array.from([...columns, y].flatMap((column) => [...column])).buffer));
}

function r2(truth, predictions) {
  const mean = truth.reduce((a, b) => a + b) / truth.length;
  const squares = (at) => truth.reduce((sum, v, i) => sum + (v - at(i)) ** 2, 0);
  return 1 - squares((i) => predictions[i]) / squares(() => mean);
}

/** Nothing where python3 cannot import LightGBM. */
function peer(n, held, trees, repeats) {
  const script = fileURLToPath(new URL("./boosting_peers.py", import.meta.url));
  const env = {...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1"};
  const {status, stdout} = spawnSync("/usr/bin/python3", [script, dir, n, held, p, trees, repeats].map(String), {env});
  return status === 0 ? JSON.parse(stdout.toString()) : {};
}
