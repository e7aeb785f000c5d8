// The same numbers on other versions of Node. FLUXLOOM_NODES lists their binaries, separated by colons.
import {execFileSync} from "node:child_process";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {everyEstimator, folderWith, readReport, script, smallStudy, type StudyFile} from "./cli.ts";

const binaries = (process.env["FLUXLOOM_NODES"] ?? "").split(":").filter((path) => path !== "");
if (binaries.length === 0) process.stderr.write("skipped: FLUXLOOM_NODES names no other Node; .ci/run sets it\n");

function hashes(binary: string, study: StudyFile): Record<string, string> {
  const folder = folderWith({"w.json": study});
  execFileSync(binary, [script, "run", "w.json", "--json", "report.json"], {cwd: folder, stdio: "ignore"});
  const {steps} = readReport(join(folder, "report.json"));
  return Object.fromEntries(
    Object.entries(steps).flatMap(([id, {outputs}]) => Object.entries(outputs).map(([port, {hash}]) => [`${id}.${port}`, hash]))
  );
}

describe.skipIf(binaries.length === 0)("R46 on other versions of Node", () => {
  const studies = ["mips1-clean", "mips1-unclean", "irac4-clean", "irac4-unclean"];
  it.each([...studies, "every estimator"])("%s gives the same hashes", (name) => {
    const study = name === "every estimator" ? everyEstimator() : smallStudy(name);
    const here = hashes(process.execPath, study);
    expect(Object.keys(here).length).toBeGreaterThan(25);
    for (const binary of binaries) expect(hashes(binary, study), binary).toEqual(here);
  });
});
