import {readdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {readArguments} from "../../src/cli/command.ts";
import {run} from "../../src/cli/run.ts";
import {folderWith} from "./cli.ts";

const folder = folderWith({
  "stars.csv": "name,W1mag\nA,8.21\nB,9.95\n",
  "w.json": {
    fluxloom: 1,
    steps: {
      stars: {type: "catalog", params: {path: "stars.csv"}},
      parts: {type: "split", inputs: {table: "stars.table"}, params: {testSize: 0.5}},
      again: {type: "split", inputs: {table: "parts.train"}, params: {testSize: 0.5}}
    }
  }
});
afterAll(() => rmSync(folder, {recursive: true}));

async function said(...words: string[]): Promise<{readonly code: number; readonly out: string; readonly err: string}> {
  let [out, err] = ["", ""];
  const args = readArguments(run, [join(folder, "w.json"), "--store", "memory", ...words]);
  const code = await run.run(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    live: false,
    columns: 100
  });
  return {code, out, err};
}

describe("a run", () => {
  it("writes the outputs that no other step reads, of the steps that are done", async () => {
    // A single row cannot be parted: the last step fails.
    const {code, out, err} = await said("--out", join(folder, "results"), "--format", "ecsv");
    expect(readdirSync(join(folder, "results"))).toEqual(["parts.test.ecsv"]);
    expect(err).toContain(`wrote ${join(folder, "results", "parts.test.ecsv")}\n`);
    expect(out).toMatch(/Failed\n {2}again: a test share of 0\.5 of 1 row is 1 row; need at least 1 to test and 1 to train\n/);
    expect(out).toMatch(/\n3 steps: 2 computed, 1 failed, in /);
    expect(code).toBe(1);
  });

  it("up to a step ends with code 0 where that is done", async () => {
    const {code, out} = await said("--to", "parts");
    expect([code, /\n2 steps: 2 computed, in /.test(out)]).toEqual([0, true]);
  });

  it("says when there is nothing to write", async () => {
    const {code, err} = await said("--to", "stars", "--set", `stars.sha256=${"0".repeat(64)}`, "--out", join(folder, "none"));
    expect([code, err.includes("wrote nothing, since no output that leaves the workflow is done\n")]).toEqual([1, true]);
  });
});
