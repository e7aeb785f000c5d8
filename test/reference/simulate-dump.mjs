// Writes a simulation as .npy files, one a column, for simulate_check.py.
// usage: node test/reference/simulate-dump.mjs DIR [randomState] [nMembers nSources nMatched]
import {mkdirSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {build} from "esbuild";

const [dir, randomState = 0, nMembers = 444219, nSources = 200000, nMatched = 0] = process.argv.slice(2);
const kernel = fileURLToPath(new URL("../../nodes/kernels/simulate/simulate.ts", import.meta.url));
const bundle = join(tmpdir(), `simulate-${process.pid}.mjs`);
const banner = {js: 'import {createRequire} from "node:module"; const require = createRequire(import.meta.url);'};
await build({entryPoints: [kernel], bundle: true, platform: "node", format: "esm", outfile: bundle, banner, logLevel: "error"});
const {simulate} = await import(pathToFileURL(bundle).href);

const {counts, ...tables} = simulate({
  nMembers: Number(nMembers),
  nSources: Number(nSources),
  nMatched: Number(nMatched),
  randomState: Number(randomState)
});
const dtypes = {float64: "<f8", int32: "<i4", int64: "<i8", boolean: "|b1"};

/** A .npy file, version 1.0: nulls become NaN, except in text, where they are empty. */
function npy(descr, n, data) {
  const words = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${n},), }`;
  const header = Buffer.from(`${words.padEnd(Math.ceil((words.length + 11) / 64) * 64 - 11)}\n`, "latin1");
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, header, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

function fixedWidth({offsets, bytes}) {
  const n = offsets.length - 1;
  let width = 1;
  for (let i = 0; i < n; ++i) width = Math.max(width, offsets[i + 1] - offsets[i]);
  const cells = new Uint8Array(n * width);
  for (let i = 0; i < n; ++i) cells.set(bytes.subarray(offsets[i], offsets[i + 1]), i * width);
  return npy(`|S${width}`, n, cells);
}

mkdirSync(dir, {recursive: true});
for (const [table, columns] of Object.entries(tables))
  for (const {name, type, values, valid} of columns) {
    const asReal = valid && type === "int32" ? Float64Array.from(values) : values;
    if (valid && type !== "text") valid.forEach((flag, i) => flag || (asReal[i] = NaN));
    const file = type === "text" ? fixedWidth(values) : npy(asReal === values ? dtypes[type] : "<f8", values.length, asReal);
    writeFileSync(join(dir, `${table}.${name}.npy`), file);
  }
writeFileSync(join(dir, "counts.json"), JSON.stringify(counts));
