// The same numbers on other versions of Node. FLUXLOOM_NODES lists their binaries, separated by colons.
import {execFileSync} from "node:child_process";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {folderWith, readReport, script, smallStudy} from "./cli.ts";

const binaries = (process.env["FLUXLOOM_NODES"] ?? "").split(":").filter((path) => path !== "");
if (binaries.length === 0) process.stderr.write("skipped: FLUXLOOM_NODES names no other Node; .ci/run sets it\n");

function hashes(binary: string, name: string): Record<string, string> {
  const folder = folderWith({"w.json": smallStudy(name)});
  execFileSync(binary, [script, "run", "w.json", "--json", "report.json"], {cwd: folder, stdio: "ignore"});
  const {steps} = readReport(join(folder, "report.json"));
  return Object.fromEntries(
    Object.entries(steps).flatMap(([id, {outputs}]) => Object.entries(outputs).map(([port, {hash}]) => [`${id}.${port}`, hash]))
  );
}

describe.skipIf(binaries.length === 0)("R46 on other versions of Node", () => {
  it.each(["mips1-clean", "mips1-unclean", "irac4-clean", "irac4-unclean"])("%s gives the same hashes", (name) => {
    const here = hashes(process.execPath, name);
    expect(Object.keys(here).length).toBeGreaterThan(25);
    for (const binary of binaries) expect(hashes(binary, name), binary).toEqual(here);
  });
});
