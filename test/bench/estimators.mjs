// A search of each estimator, 1000 configurations of its usual space by 10 folds, against scikit-learn (and LightGBM for boosting) where
// installed, on one thread each, in one run:
//     npm run build && node test/bench/estimators.mjs [--rows 877,2074] [--estimators extraTrees,ridge] [--folds 1] [--peers]
// Figures are CPU seconds, scaled up from the folds done. The peers fit and predict 20 of the very configurations on one fold, from which
// the whole is reckoned: a random search of theirs fits each by itself.
import {spawnSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {kernelsOf, leastCpu, wiseLike} from "./kernels.mjs";

const p = 16;
const asked = 1000;
const nSplits = 10;
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "877"},
    estimators: {type: "string"},
    folds: {type: "string", default: "1"},
    peers: {type: "boolean", default: false}
  }
});
const say = (line = "") => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), "estimators-"));
try {
  const names = [
    "cross-validation",
    "estimators/estimators",
    "estimators/search-space",
    "folds",
    "pipeline",
    "random",
    "search/groups"
  ];
  const kernels = await kernelsOf(names, folder);
  const estimators = options.estimators?.split(",") ?? kernels.estimatorNames;
  for (const n of options.rows.split(",").map(Number)) for (const name of estimators) searchWith(kernels, name, n);
} finally {
  rmSync(folder, {recursive: true});
}

function searchWith(kernels, estimator, n) {
  const {drawConfigurations, groupConfigurations, kFold, prepareFold, regressionKey, scoreGroup, stream, usualSpace} = kernels;
  const {columns, y} = wiseLike(n, p);
  const configurations = drawConfigurations(estimator, usualSpace(estimator), asked, stream("bench"));
  const groups = groupConfigurations(configurations, p);
  const folds = kFold(n, nSplits, stream("folds")).slice(0, Number(options.folds));
  const seconds = leastCpu(0, () => {
    for (const [k, fold] of folds.entries()) {
      const prepared = prepareFold(columns, y, fold);
      for (const group of groups) scoreGroup(prepared, group, regressionKey(stream("bench", k)));
    }
  });
  const whole = (seconds * nSplits) / folds.length;
  const counts = `${configurations.length} configurations (groups: ${groups.length}) × ${nSplits} folds`;
  say(`${estimator}, ${n} rows, ${counts}: ${whole.toFixed(2)} s${peerOf(configurations, columns, y, whole)}`);
}

function peerOf(configurations, columns, y, ours) {
  if (!options.peers) return "";
  const table = join(folder, "table.f64");
  writeFileSync(table, new Uint8Array(Float64Array.from([...columns.flatMap((c) => [...c]), ...y]).buffer));
  const some = configurations.filter((_, c) => c % Math.ceil(configurations.length / 20) === 0);
  const script = fileURLToPath(new URL("estimators_peers.py", import.meta.url));
  const {stdout, status} = spawnSync("/usr/bin/python3", [script, table, String(y.length), String(p)], {
    input: JSON.stringify(some),
    encoding: "utf8"
  });
  if (status !== 0) return "";
  const {peer, seconds} = JSON.parse(stdout);
  const whole = (seconds / some.length) * configurations.length * nSplits;
  return `, ${peer} ${whole.toFixed(0)} s (${(whole / ours).toFixed(0)} ×)`;
}
