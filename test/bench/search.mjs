// The search of each study, 1000 configurations × 10 folds, as a whole process with nothing of it known:
//     npm run build && node test/bench/search.mjs [--studies mips1-clean,mips1-unclean,irac4-clean,irac4-unclean] [--workers 2]
// First everything up to the split runs and is kept; then "tune" runs on top of it, with start, refit and calibration: CPU (user + system
// of all threads), wall and peak memory of that process.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const {values: options} = parseArgs({
  options: {
    studies: {type: "string", default: "mips1-clean,mips1-unclean,irac4-clean,irac4-unclean"},
    workers: {type: "string", default: "2"}
  }
});
const root = fileURLToPath(new URL("../..", import.meta.url));
const say = (line = "") => process.stdout.write(`${line}\n`);
const total = {cpu: 0, wall: 0};
for (const study of options.studies.split(",")) {
  const store = mkdtempSync(join(tmpdir(), "search-"));
  try {
    run(study, "split", store);
    const {cpu, wall, peak} = run(study, "tune", store);
    say(`${study}: ${cpu.toFixed(1)} CPU s, ${wall.toFixed(1)} s wall, peak ${peak.toFixed(0)} MB`);
    total.cpu += cpu;
    total.wall += wall;
  } finally {
    rmSync(store, {recursive: true});
  }
}
say(`together: ${total.cpu.toFixed(1)} CPU s, ${total.wall.toFixed(1)} s wall`);

function run(study, step, store) {
  const words = [
    "src/cli/fluxloom.mjs",
    "run",
    `workflows/${study}.json`,
    "--to",
    step,
    "--store",
    store,
    "--workers",
    options.workers
  ];
  const {stderr, status} = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", process.execPath, ...words], {
    cwd: root,
    encoding: "utf8"
  });
  if (status !== 0) throw new Error(`${study} does not run to ${step}: ${stderr}`);
  const [wall, user, system, kilobytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return {wall, cpu: user + system, peak: kilobytes / 1000};
}
