import {type ChildProcess, spawn} from "node:child_process";
import {existsSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {fluxloom, folderWith, readReport, script, smallStudy} from "./cli.ts";

const file = "w.json";

/** A study whose search takes long enough to be interrupted. */
function longStudy() {
  const study = smallStudy("mips1-unclean");
  study.steps["catalogues"]!.params = {nMembers: 100_000, nSources: 100_000};
  study.steps["tune"]!.params = {nIter: 100_000, nSplits: 10};
  return study;
}

function until(child: ChildProcess, text: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (text.test(seen)) resolve();
    });
    child.on("exit", () => reject(new Error(`it ended before ${String(text)}:\n${seen}`)));
  });
}

it("R42 Ctrl-C ends a run at once with code 130, keeps what is done, and a second run goes on from there", async () => {
  const folder = folderWith({[file]: longStudy()});
  const child = spawn(process.execPath, [script, "run", file], {cwd: folder, stdio: ["ignore", "pipe", "pipe"]});
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  await until(child, /… tune: /);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  expect(await exited).toBe(130);
  expect(err).toMatch(/stopped; \d+ of 22 steps done and kept: run again to go on\n$/);
  expect(out).toBe("");
  expect(err).not.toMatch(/\n\s+at /);
  expect(existsSync(join(folder, ".fluxloom"))).toBe(true);
  const again = await fluxloom(["run", file, "--json", "report.json", "--set", "tune.nIter=2"], {cwd: folder});
  expect(again.code).toBe(0);
  const {steps} = readReport(join(folder, "report.json"));
  for (const id of ["catalogues", "match", "sample", "label", "boruta", "split"]) expect(steps[id]!.status, id).toBe("cached");
  expect(readdirSync(join(folder, ".fluxloom", "tmp"))).toEqual([]);
});
