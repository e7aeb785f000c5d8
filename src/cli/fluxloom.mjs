#!/usr/bin/env node
// Starts the built command line; a clone installed without scripts is built first.
import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";

const built = new URL("../../dist/cli.js", import.meta.url);
if (!existsSync(built)) {
  process.stderr.write("fluxloom: building once …\n");
  execFileSync(process.execPath, [fileURLToPath(new URL("../build/build.mjs", import.meta.url))], {stdio: "inherit"});
}
await import(built.href);
