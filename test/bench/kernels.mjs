// What benches of kernels share: the kernels themselves, a table like the paper's, and a clock of CPU time.
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {build} from "esbuild";

/** The exports of kernels, bundled into a file of this folder; they must have been built (`npm run build`). */
export async function kernelsOf(names, folder) {
  const kernel = (name) => JSON.stringify(fileURLToPath(new URL(`../../nodes/kernels/${name}.ts`, import.meta.url)));
  const contents = names.map((name) => `export * from ${kernel(name)};`).join("\n");
  const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
  const outfile = join(folder, "kernels.mjs");
  await build({stdin: {contents, resolveDir}, bundle: true, format: "esm", platform: "node", external: ["crypto"], outfile});
  return import(pathToFileURL(outfile).href);
}

/** Four fluxes over three decades, four qualities of fit, counts for the rest, and the logarithm of a fifth flux. */
export function wiseLike(n, p) {
  let state = 1;
  const uniform = () => (state = (Math.imul(1664525, state) + 1013904223) >>> 0) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const columns = Array.from({length: p}, () => new Float64Array(n));
  const y = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    const bright = normal();
    for (let j = 0; j < 4; ++j) columns[j][i] = Math.exp(2 + 1.5 * bright + 0.5 * normal());
    for (let j = 4; j < 8; ++j) columns[j][i] = Math.exp(0.3 * normal());
    for (let j = 8; j < p; ++j) columns[j][i] = Math.round(14 + 4 * normal());
    y[i] = Math.log10(columns[3][i]) + 0.3 * Math.log10(columns[2][i]) + 0.15 * normal();
  }
  return {columns, y};
}

/** The least CPU seconds of some runs after one to warm up; of that one where there are no others. */
export function leastCpu(runs, work) {
  let best = Infinity;
  for (let run = 0; run <= runs; ++run) {
    const before = process.cpuUsage();
    work(run);
    const {user, system} = process.cpuUsage(before);
    if (run > 0 || runs === 0) best = Math.min(best, (user + system) / 1e6);
  }
  return best;
}
