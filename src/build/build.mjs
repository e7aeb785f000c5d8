// Builds dist/: the library, the command line and the worker as bundles, their types, and the fingerprints of the nodes.
// `node src/build/build.mjs --no-types` leaves the types out, for tests.
import {execFileSync} from "node:child_process";
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import {writeFingerprints} from "./fingerprints.mjs";
import {copyFonts} from "./fonts.mjs";
import {buildBrowser} from "./site.mjs";
import {buildWasm} from "./wasm.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const {version} = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

export async function buildAll({types = true} = {}) {
  // Tests build while others run from dist/; a full build leaves no chunk of an earlier one.
  if (types) rmSync(`${root}dist`, {recursive: true, force: true});
  await buildWasm();
  await writeFingerprints(root);
  await build({
    absWorkingDir: root,
    entryPoints: {index: "src/index.ts", cli: "src/cli/main.ts", worker: "src/worker.node.ts"},
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: true,
    sourcesContent: false,
    define: {__VERSION__: JSON.stringify(version)},
    logLevel: "warning"
  });
  copyFonts(`${root}dist/fonts`);
  await buildBrowser(root, version);
  linkCommand();
  if (!types) return;
  rmSync(`${root}dist/types`, {recursive: true, force: true});
  execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}src/build/tsconfig.types.json`], {
    stdio: "inherit"
  });
}

// npm links the commands of dependencies, not a project's own: with this, `npx fluxloom` works in a clone.
function linkCommand() {
  const bin = `${root}node_modules/.bin`;
  mkdirSync(bin, {recursive: true});
  if (process.platform === "win32") writeFileSync(`${bin}/fluxloom.cmd`, '@node "%~dp0\\..\\..\\src\\cli\\fluxloom.mjs" %*\r\n');
  else if (!existsSync(`${bin}/fluxloom`)) {
    chmodSync(`${root}src/cli/fluxloom.mjs`, 0o755);
    symlinkSync("../../src/cli/fluxloom.mjs", `${bin}/fluxloom`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll({types: !process.argv.includes("--no-types")});
