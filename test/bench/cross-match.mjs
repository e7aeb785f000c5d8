// Cross-match at 2″ against STILTS and astropy, where they are installed, in one run:
//     node test/bench/cross-match.mjs [--scale 0.02] [--rounds 3]
// "match" is the matching alone, from arrays in memory to pairs in memory; "process" is the whole program, from its start and the
// reading of its input to the count of pairs. Medians of the rounds; CPU is user + system over all threads.
import {execFileSync, spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {expected, makeCatalogues, toCsv} from "./catalogues.mjs";

const RADIUS = 2;
const here = fileURLToPath(import.meta.url);
const {values: options} = parseArgs({
  options: {scale: {type: "string", default: "1"}, rounds: {type: "string", default: "3"}, child: {type: "string"}}
});
const say = (line = "") => process.stdout.write(`${line}\n`);

if (options.child) await runOurs(options.child);
else await main(Number(options.scale), Number(options.rounds));

async function main(scale, rounds) {
  const dir = mkdtempSync(join(tmpdir(), "cross-match-"));
  try {
    const sizes = await prepare(dir, scale);
    const known = expected[scale]?.pairs;
    say(`${sizes[0]} × ${sizes[1]} positions within ${RADIUS}″, all pairs, median of ${rounds}`);
    const peers = {
      fluxloom: () => timed(process.execPath, [here, "--child", dir]),
      astropy: () => timed("/usr/bin/python3", [fileURLToPath(new URL("./cross_match_astropy.py", import.meta.url)), dir]),
      "STILTS (FITS in)": () => stilts(dir)
    };
    const installed = {
      fluxloom: true,
      astropy: has("/usr/bin/python3", ["-c", "import astropy"]),
      "STILTS (FITS in)": has("stilts", ["-version"])
    };
    const names = Object.keys(peers).filter((name) => installed[name]);
    for (const name of Object.keys(peers)) if (!installed[name]) say(`${name} is not installed`);
    const runs = Object.fromEntries(names.map((name) => [name, []]));
    // in turns, so that a busy minute of the machine falls on all alike
    for (let k = 0; k < rounds; k++) for (const name of names) runs[name].push(peers[name]());
    const figures = Object.fromEntries(names.map((name) => [name, medians(runs[name])]));
    print(figures);
    for (const [name, {pairs}] of Object.entries(figures))
      if (pairs !== undefined && known && pairs !== known.all) say(`${name} finds ${pairs} pairs instead of ${known.all}`);
  } finally {
    rmSync(dir, {recursive: true});
  }
}

/** Writes both catalogues as CSV, as raw doubles and, for STILTS, as FITS; bundles the kernel. */
async function prepare(dir, scale) {
  const {build} = await import("esbuild");
  const entry = fileURLToPath(new URL("../../nodes/kernels/cross-match.ts", import.meta.url));
  await build({entryPoints: [entry], bundle: true, format: "esm", platform: "neutral", outfile: join(dir, "kernel.mjs")});
  return makeCatalogues(scale).map((list, k) => {
    const name = "ab"[k];
    const {text, sha256} = toCsv(name, list);
    if (expected[scale] && sha256 !== expected[scale].sha256[k])
      throw new Error(`catalogue ${name} is not the one expected; got ${sha256}`);
    writeFileSync(join(dir, `${name}.csv`), text);
    const numbers = new Float64Array(2 * list.length);
    list.forEach(([ra, dec], i) => {
      numbers[i] = ra === "" ? NaN : Number(ra);
      numbers[list.length + i] = dec === "" ? NaN : Number(dec);
    });
    writeFileSync(join(dir, `${name}.f64`), new Uint8Array(numbers.buffer));
    return list.length;
  });
}

/** One round of ours, in a process of its own; prints its figures as JSON. */
async function runOurs(dir) {
  const {findPairs} = await import(join(dir, "kernel.mjs"));
  const [list1, list2] = ["a", "b"].map((name) => {
    const bytes = readFileSync(join(dir, `${name}.f64`));
    const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    return {ra: numbers.slice(0, numbers.length / 2), dec: numbers.slice(numbers.length / 2)};
  });
  const before = process.cpuUsage();
  const start = performance.now();
  const {row1} = findPairs(list1, list2, RADIUS, "all");
  const wall = performance.now() - start;
  const {user, system} = process.cpuUsage(before);
  say(JSON.stringify({pairs: row1.length, wall: wall / 1e3, cpu: (user + system) / 1e6}));
}

function stilts(dir) {
  for (const name of ["a", "b"]) {
    const fits = join(dir, `${name}.fits`);
    if (!existsSync(fits)) execFileSync("stilts", ["tpipe", `in=${join(dir, name)}.csv`, "ifmt=csv", `out=${fits}`, "ofmt=fits"]);
  }
  const match = [
    "tskymatch2",
    `in1=${join(dir, "a.fits")}`,
    `in2=${join(dir, "b.fits")}`,
    "ra1=ra",
    "dec1=dec",
    "ra2=ra",
    "dec2=dec"
  ];
  return timed("stilts", [...match, `error=${RADIUS}`, "find=all", "omode=count"]);
}

/** Runs a program under GNU time. Its last line may be JSON of what it measured itself, or STILTS's count of rows. */
function timed(command, args) {
  const {stdout, stderr, status} = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", command, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26
  });
  if (status !== 0) throw new Error(`${command} failed; ${stderr}`);
  const [wall, user, system, peak] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  const whole = {processWall: wall, processCpu: user + system, peak: peak / 1024};
  const last = stdout.trim().split("\n").at(-1);
  if (last.startsWith("{")) return {...JSON.parse(last), ...whole};
  const rows = /rows:\s*(\d+)/i.exec(stdout);
  return {...(rows && {pairs: Number(rows[1])}), ...whole};
}

function has(command, args) {
  return spawnSync(command, args, {stdio: "ignore"}).status === 0;
}

function medians(runs) {
  const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, middle(runs.map((run) => run[key]))]));
}

function print(figures) {
  const columns = {
    cpu: "match CPU s",
    wall: "match wall s",
    processCpu: "process CPU s",
    processWall: "process wall s",
    peak: "peak MB"
  };
  const ours = figures.fluxloom;
  const cell = (value, base, digits) => (value === undefined ? "–" : `${value.toFixed(digits)} (${(value / base).toFixed(1)} ×)`);
  say(`| | ${Object.values(columns).join(" | ")} |`);
  say(`|---|${"---|".repeat(Object.keys(columns).length)}`);
  for (const [name, run] of Object.entries(figures))
    say(
      `| ${name} | ${Object.keys(columns)
        .map((key) => cell(run[key], ours[key], key === "peak" ? 0 : 2))
        .join(" | ")} |`
    );
}
