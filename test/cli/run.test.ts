import {readdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {run} from "../../src/cli/run.ts";
import {asked, folderWith, type Outcome, twoStars} from "./cli.ts";

const folder = folderWith(
  twoStars({
    parts: {type: "split", inputs: {table: "stars.table"}, params: {testSize: 0.5}},
    again: {type: "split", inputs: {table: "parts.train"}, params: {testSize: 0.5}}
  })
);
afterAll(() => rmSync(folder, {recursive: true}));

const said = async (...words: string[]): Promise<Outcome> => asked(run, [join(folder, "w.json"), "--store", "memory", ...words]);

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

  it("tells nothing but the failure where nothing was done", async () => {
    const {out} = await said("--to", "stars", "--set", `stars.sha256=${"0".repeat(64)}`);
    expect(out).toMatch(/^\nEdited\n {2}stars: sha256 .*\n\nFailed\n {2}stars: .*\n\n1 step: 1 failed, in .*\n$/);
  });

  it("names the files it wrote, or counts them where they are many", async () => {
    const named = ["a", "b", "c", "d"];
    const many = folderWith(
      twoStars(
        Object.fromEntries(named.map((id) => [id, {type: "split", inputs: {table: "stars.table"}, params: {testSize: 0.5}}]))
      )
    );
    const words = [join(many, "w.json"), "--store", "memory", "--format", "fits", "--out", join(many, "all")];
    expect((await asked(run, words)).err).toContain(`wrote 8 files to ${join(many, "all")}\n`);
    rmSync(many, {recursive: true});
  });

  it("says when there is nothing to write", async () => {
    const {code, err} = await said("--to", "stars", "--set", `stars.sha256=${"0".repeat(64)}`, "--out", join(folder, "none"));
    expect([code, err.includes("wrote nothing, since no output that leaves the workflow is done\n")]).toEqual([1, true]);
  });
});
