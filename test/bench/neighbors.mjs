// k-nearest neighbours against scikit-learn's KNeighborsRegressor (algorithm "auto", one thread), and least squares and ridge against its
// LinearRegression and Ridge:
//     node test/bench/neighbors.mjs [--sizes 1000,15000,100000] [--columns 4,10,16] [--asked 20000] [--p 2] [--kind correlated] [--rounds 5]
//     node test/bench/neighbors.mjs --lines 1000x16,300000x20
// Figures are CPU milliseconds of a fit and the predictions of all asked rows, in processes that do nothing else, the least of the runs
// in half a second after one to warm up, or of two if they take longer. Each round runs ours, then theirs; times and ratios are medians
// over the rounds. Peak memory is that of the first run less that of a process that only reads the table. Columns are those of a
// catalogue: correlated through three hidden numbers a row, the ninth and later ones in steps, standardised. `--kind independent` draws
// them one by one, the hardest case there is for any order of rows.
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {parseArgs} from "node:util";
import {kernelsOf} from "./kernels.mjs";

const {values: options} = parseArgs({
  options: {
    sizes: {type: "string", default: "1000,15000,100000"},
    columns: {type: "string", default: "4,10,16"},
    asked: {type: "string", default: "20000"},
    p: {type: "string", default: "2"},
    kind: {type: "string", default: "correlated"},
    rounds: {type: "string", default: "5"},
    lines: {type: "string"},
    // Of a process that does the work.
    run: {type: "string"},
    table: {type: "string"},
    kernels: {type: "string"}
  }
});

if (options.run) await work(JSON.parse(options.run));
else if (options.lines) await compare(lineTasks());
else await compare(neighborTasks());

function neighborTasks() {
  const {kind, asked} = options;
  return options.sizes
    .split(",")
    .flatMap((n) =>
      options.columns
        .split(",")
        .map((d) => ({what: "neighbors", n: Number(n), d: Number(d), asked: Number(asked), p: Number(options.p), k: 5, kind}))
    );
}

function lineTasks() {
  const shapes = options.lines.split(",").map((shape) => shape.split("x").map(Number));
  return ["linear", "ridge"].flatMap((what) => shapes.map(([n, d]) => ({what, n, d, asked: 0, p: 2, k: 0, kind: "independent"})));
}

async function compare(tasks) {
  const dir = mkdtempSync(join(tmpdir(), "neighbors-"));
  try {
    const kernels = join(dir, "kernels.mjs");
    const {stream} = await kernelsOf(["neighbors", "linear", "random"], dir);
    for (const task of tasks) measure(task, kernels, join(dir, "table.f64"), stream);
  } finally {
    rmSync(dir, {recursive: true});
  }
}

/** Rows of d predictors and a target behind them. */
function makeTable({n, d, asked, kind}, stream) {
  const rng = stream("neighbours");
  const mixing = Array.from({length: 3 * d}, () => rng.normal());
  const columns = Array.from({length: d}, () => new Float64Array(n + asked));
  for (let i = 0; i < n + asked; ++i) {
    const hidden = [rng.normal(), rng.normal(), rng.normal()];
    for (let j = 0; j < d; ++j) {
      const shared = hidden.reduce((sum, value, h) => sum + value * mixing[3 * j + h], 0);
      const value = kind === "independent" ? rng.normal() : shared + 0.25 * rng.normal();
      columns[j][i] = j >= 8 && kind !== "independent" ? Math.round(2 * value) / 2 : value;
    }
  }
  const standard = columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length);
    return column.map((x) => (x - mean) / deviation);
  });
  const y = standard[0].map((x, i) => x + standard[d - 1][i] ** 2 + 0.1 * rng.normal());
  return [...standard, y];
}

function measure(task, kernels, table, stream) {
  const columns = makeTable(task, stream);
  writeFileSync(table, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))));
  const ours = (run) => [
    process.execPath,
    fileURLToPath(import.meta.url),
    "--run",
    JSON.stringify(run),
    "--table",
    table,
    "--kernels",
    kernels
  ];
  const peer = fileURLToPath(new URL("neighbors_peers.py", import.meta.url));
  const theirs = (run) => ["/usr/bin/python3", peer, JSON.stringify(run), table];
  const rounds = Array.from({length: Number(options.rounds)}, () => [run(ours(task)), run(theirs(task))]);
  const idle = [run(ours({...task, what: "nothing"})), run(theirs({...task, what: "nothing"}))];
  const [mine, other] = [0, 1].map((who) => median(rounds.map((round) => round[who]?.ms)));
  const [mineMB, otherMB] = [0, 1].map((who) => median(rounds.map((round) => round[who]?.peak)) - (idle[who]?.peak ?? NaN));
  const ratio = median(rounds.map(([a, b]) => (b?.ms ?? NaN) / a.ms));
  const {what, n, d, asked, p} = task;
  const asks = what === "neighbors" ? `, ${asked} asked, p = ${p}` : "";
  process.stdout.write(
    `${what}, ${n} x ${d}${asks}: ${mine.toFixed(1)} ms, scikit-learn ${other.toFixed(1)} ms (${ratio.toFixed(1)} x), memory above the table ${mineMB.toFixed(0)} and ${otherMB.toFixed(0)} MB\n`
  );
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function run([command, ...args]) {
  const env = {...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1"};
  const {stdout, stderr, status} = spawnSync(command, args, {encoding: "utf8", env});
  if (status === 0) return JSON.parse(stdout);
  if (command.includes("python")) return undefined;
  throw new Error(stderr);
}

/** In a process of its own: the most memory that one task takes, then the least CPU milliseconds of those that fit into half a second, or of two. */
async function work({what, n, d, asked, p, k}) {
  const {fitNeighbors, predictNeighbors, fitLinear, fitRidge} = await import(pathToFileURL(options.kernels).href);
  const all = new Float64Array(readFileSync(options.table).buffer);
  const columns = Array.from({length: d + 1}, (_, j) => all.subarray(j * (n + asked), (j + 1) * (n + asked)));
  const [train, ask] = [columns.map((column) => column.subarray(0, n)), columns.map((column) => column.subarray(n))];
  const y = train.pop();
  ask.pop();
  const tasks = {
    nothing: () => {},
    linear: () => fitLinear(train, y),
    ridge: () => fitRidge(train, y, 1),
    neighbors: () => {
      const model = fitNeighbors(train, y, {nNeighbors: k, weights: "uniform", p});
      // In blocks, as a long table is predicted.
      for (let from = 0; from < asked; from += 4096)
        predictNeighbors(
          model,
          ask.map((column) => column.subarray(from, from + 4096))
        );
    }
  };
  tasks[what]();
  const peak = process.resourceUsage().maxRSS / 1024;
  let ms = Infinity;
  const end = process.cpuUsage().user + 5e5;
  for (let again = 0; again < 2 || (again < 20 && process.cpuUsage().user < end); ++again) {
    const before = process.cpuUsage();
    tasks[what]();
    const {user, system} = process.cpuUsage(before);
    ms = Math.min(ms, (user + system) / 1e3);
  }
  process.stdout.write(JSON.stringify({ms, peak}));
}
