// Reading and writing tables against STILTS and astropy, where they are installed, in one run:
//     node test/bench/formats.mjs [--rows 1000000] [--rounds 1] [--formats fits,votable,csv …] [--peers fluxloom,stilts,astropy]
// Every figure is a whole process, from start to exit, that turns one file into another: "read" turns the format into FITS, "write"
// FITS into the format. The table has 20 columns: an identifier of 64 bits, 10 doubles (4 with nulls), 4 floats, 3 integers, 2 texts.
import {spawnSync} from "node:child_process";
import {createReadStream, createWriteStream, mkdtempSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const FORMATS = {
  fits: {extension: "fits", stilts: "fits", astropy: "fits"},
  votable: {extension: "vot", stilts: "votable(format=BINARY2)", astropy: "votable:binary2"},
  "votable-tabledata": {extension: "xml", stilts: "votable(format=TABLEDATA)", astropy: "votable:tabledata"},
  ecsv: {extension: "ecsv", stilts: "ecsv", astropy: "ascii.ecsv"},
  csv: {extension: "csv", stilts: "csv", astropy: "ascii.csv"},
  ipac: {extension: "tbl", stilts: "ipac", astropy: "ascii.ipac"},
  // Debian's STILTS and astropy come without the libraries for these.
  parquet: {extension: "parquet"},
  arrow: {extension: "arrow"}
};
const here = fileURLToPath(import.meta.url);
const astropyScript = fileURLToPath(new URL("./formats_astropy.py", import.meta.url));
const {values: options} = parseArgs({
  options: {
    rows: {type: "string", default: "1000000"},
    rounds: {type: "string", default: "1"},
    formats: {type: "string", default: Object.keys(FORMATS).join(",")},
    peers: {type: "string", default: "fluxloom,stilts,astropy"},
    limit: {type: "string", default: "900"},
    child: {type: "string"}
  }
});
const say = (line = "") => process.stdout.write(`${line}\n`);

if (options.child) await convert(JSON.parse(options.child));
else await main(Number(options.rows), Number(options.rounds));

async function main(rows, rounds) {
  const dir = mkdtempSync(join(tmpdir(), "formats-"));
  try {
    await bundle(dir);
    const path = (format) => join(dir, `t.${FORMATS[format].extension}`);
    const formats = options.formats.split(",");
    ours(dir, {make: rows, to: "fits", out: path("fits")});
    for (const format of formats) if (format !== "fits") ours(dir, {in: path("fits"), to: format, out: path(format)});
    say(`${rows} rows × 20 columns; CPU s, wall s, peak MB of the process; median of ${rounds}`);
    say("| format | MB | direction | program | CPU s | wall s | peak MB |");
    say("|---|---|---|---|---|---|---|");
    for (const format of formats)
      for (const direction of ["read", "write"]) {
        const [from, to] = direction === "read" ? [format, "fits"] : ["fits", format];
        const out = join(dir, `out.${FORMATS[to].extension}`);
        const peer = FORMATS[from].stilts !== undefined && FORMATS[to].stilts !== undefined;
        const programs = {
          fluxloom: () => ours(dir, {in: path(from), to, out}),
          stilts: () =>
            timed("stilts", [
              "tpipe",
              `in=${path(from)}`,
              `ifmt=${FORMATS[from].stilts.replace(/\(.*/, "")}`,
              `out=${out}`,
              `ofmt=${FORMATS[to].stilts}`
            ]),
          astropy: () => timed("/usr/bin/python3", [astropyScript, path(from), FORMATS[from].astropy, out, FORMATS[to].astropy])
        };
        for (const name of options.peers.split(",")) {
          if (name !== "fluxloom" && !peer) continue;
          const runs = Array.from({length: rounds}, programs[name]);
          const size = (statSync(path(format)).size / 1e6).toFixed(0);
          say(`| ${format} | ${size} | ${direction} | ${name} | ${row(runs)} |`);
        }
      }
  } finally {
    rmSync(dir, {recursive: true});
  }
}

function row(runs) {
  if (runs.some((run) => run === undefined)) return "– | – | –";
  const middle = (key) => runs.map((run) => run[key]).sort((a, b) => a - b)[runs.length >> 1];
  return `${middle("cpu").toFixed(2)} | ${middle("wall").toFixed(2)} | ${middle("peak").toFixed(0)}`;
}

async function bundle(dir) {
  const {build} = await import("esbuild");
  const folder = fileURLToPath(new URL("../../nodes/formats/", import.meta.url));
  const contents = 'export {readTable} from "./read.ts"; export {writeTable} from "./write.ts";';
  const stdin = {contents, resolveDir: folder, loader: "ts"};
  await build({
    stdin,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outdir: dir,
    outExtension: {".js": ".mjs"}
  });
}

function ours(dir, job) {
  return timed(process.execPath, [here, "--child", JSON.stringify({...job, bundle: join(dir, "stdin.mjs")})]);
}

/** Our own side, in a process of its own. */
async function convert({bundle: module, make, in: input, to, out}) {
  const {readTable, writeTable} = await import(module);
  const source = input && {
    name: input,
    size: statSync(input).size,
    open: () => createReadStream(input, {highWaterMark: 1 << 20})
  };
  const table = make ? sample(make) : (await readTable(source)).table;
  await pipeline(Readable.from(await writeTable(table, to), {objectMode: false}), createWriteStream(out));
}

/** The same table on every machine. */
function sample(rows) {
  let state = 1;
  const real = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const fill = (array, value) => array.map((_, i) => value(i));
  const columns = [
    {
      name: "id",
      type: "int64",
      ucd: "meta.id",
      values: fill(new BigInt64Array(rows), (i) => BigInt(i) * 4294967311n + 9007199254740993n)
    }
  ];
  for (let k = 0; k < 10; ++k) {
    const valid = fill(new Uint8Array(rows), () => (k < 6 || real() < 0.9 ? 1 : 0));
    const values = fill(new Float64Array(rows), (i) => (valid[i] ? real() * 360 : 0));
    columns.push({name: `d${k}`, type: "float64", unit: "deg", values, ...(k >= 6 && {valid})});
  }
  for (let k = 0; k < 4; ++k)
    columns.push({
      name: `m${k}`,
      type: "float32",
      unit: "mag",
      values: fill(new Float32Array(rows), () => Math.round(real() * 20000) / 1000)
    });
  for (let k = 0; k < 3; ++k)
    columns.push({name: `n${k}`, type: "int32", values: fill(new Int32Array(rows), () => Math.floor(real() * 1000))});
  columns.push({name: "name", type: "text", values: texts(rows, (i) => `SSTSL2 J${100000 + (i % 900000)}+${i % 7919}`)});
  columns.push({name: "cc_flags", type: "text", values: texts(rows, (i) => ["0000", "hH00", "0d0p"][i % 3])});
  return {rows, columns, facts: {frames: [], params: [], comments: []}, warnings: []};
}

function texts(rows, text) {
  const offsets = new Int32Array(rows + 1);
  const parts = Array.from({length: rows}, (_, i) => {
    const part = text(i);
    offsets[i + 1] = offsets[i] + part.length;
    return part;
  });
  return {offsets, bytes: new TextEncoder().encode(parts.join(""))};
}

/** Runs a program under GNU time; undefined where it takes longer than the limit. */
function timed(command, args) {
  const run = spawnSync("/usr/bin/time", ["-f", "%e %U %S %M", command, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    timeout: Number(options.limit) * 1000
  });
  if (run.error) return undefined;
  if (run.status !== 0) {
    process.stderr.write(`${command} fails; ${run.stderr.trim().split("\n").slice(-3).join(" ").slice(0, 300)}\n`);
    return undefined;
  }
  const [wall, user, system, peak] = run.stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return {wall, cpu: user + system, peak: peak / 1024};
}
