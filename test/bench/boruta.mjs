// One round of Boruta with gradient boosting: 16 features and 16 shadows, 100 trees of 31 leaves, against LightGBM and scikit-learn's
// histogram boosting where they are installed, on one thread, in one run:
//     node test/bench/boruta.mjs [--rows 1096,2592,6912,17904] [--rounds 5]
// A round is what BorutaPy does in one: shuffle the shadows and fit, from arrays in memory to importances. Ours bins the columns once for
// all rounds; the others cannot. Figures are CPU milliseconds a round, the least of the rounds timed after one to warm up; peak memory is
// that of a process that makes the table, does one round and ends.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {kernelsOf, wiseLike} from "./kernels.mjs";

const p = 16;
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "1096,2592,6912,17904"},
    rounds: {type: "string", default: "5"},
    child: {type: "boolean", default: false}
  }
});
const say = (line = "") => process.stdout.write(`${line}\n`);
const dir = mkdtempSync(join(tmpdir(), "boruta-"));
try {
  await main(options.rows.split(",").map(Number), Number(options.rounds));
} finally {
  rmSync(dir, {recursive: true});
}

async function main(sizes, rounds) {
  const kernels = await kernelsOf(["boosting/boosting", "boosting/binning", "random"], dir);
  if (options.child) {
    const {columns, y} = wiseLike(sizes[0], p);
    ours(kernels, columns, y, 0);
    say(String(process.resourceUsage().maxRSS / 1024));
    return;
  }
  for (const n of sizes) {
    const {columns, y} = wiseLike(n, p);
    writeFileSync(join(dir, "table.f64"), new Uint8Array(Float64Array.from([...columns.flatMap((c) => [...c]), ...y]).buffer));
    const figures = {fluxloom: ours(kernels, columns, y, rounds), ...peers(n, rounds)};
    const {MiB, ...times} = figures;
    const line = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms (${(ms / times.fluxloom).toFixed(1)} ×)`);
    const peak = MiB ? `, the others ${MiB.toFixed(0)}` : "";
    say(`${String(n).padStart(6)} rows: ${line.join(", ")}; peak ${peakOf(n).toFixed(0)} MiB${peak}`);
  }
}

function ours({Boosting, boosterDefaults, binColumn, stream}, columns, y, rounds) {
  const boosting = new Boosting(y, 2 * p, boosterDefaults);
  const codes = columns.map((column) => binColumn(column).codes);
  const shadows = codes.map((column) => column.slice());
  let least = Infinity;
  for (let round = 0; round <= rounds; ++round) {
    const before = process.cpuUsage();
    const rng = stream("bench", round);
    for (const shadow of shadows) rng.shuffle(shadow);
    boosting.importances([...codes, ...shadows]);
    const {user, system} = process.cpuUsage(before);
    if (round > 0) least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** MiB at the peak of a process that does one round. */
function peakOf(n) {
  const {stdout} = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--child", "--rows", String(n)]);
  return Number(stdout.toString());
}

/** By name, those that python3 can import. */
function peers(n, rounds) {
  const script = fileURLToPath(new URL("./boruta_peers.py", import.meta.url));
  const env = {...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1"};
  const {status, stdout, stderr} = spawnSync("/usr/bin/python3", [script, join(dir, "table.f64"), n, p, rounds].map(String), {
    env
  });
  if (status === 0) return JSON.parse(stdout.toString());
  say(`no peer is installed; ${stderr?.toString().trim().split("\n").at(-1) ?? "python3 is missing"}`);
  return {};
}
