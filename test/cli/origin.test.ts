// Files that leave a workflow open it again, as a person would do it.
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {originOf} from "../../src/origin/origin.ts";
import {brightStars, fluxloom, folderWith, readReport} from "./cli.ts";

let folder: string;
const run = async (...args: string[]) => fluxloom(args, {cwd: folder});
const inFolder = (name: string): Buffer => readFileSync(join(folder, name));

beforeAll(async () => {
  folder = folderWith(
    brightStars({
      parts: {type: "split", inputs: {table: "stars.table"}, params: {randomState: 3}},
      file: {type: "export", inputs: {table: "kept.table"}, params: {name: "kept"}}
    })
  );
  await run("run", "stars.json", "--set", "bright.sql=f > 2", "--out", "out", "--json", "report.json");
});

describe("an exported file", () => {
  it("says the workflow as it was run, its hashes, seeds, files and versions", async () => {
    const origin = (await originOf(inFolder("out/kept.vot")))!;
    const {steps} = readReport(join(folder, "report.json"));
    expect(origin.of).toBe("file.file");
    expect(origin.workflow).toContain('"f > 2"');
    expect(origin.outputs["kept.table"]).toBe(steps["kept"]!.outputs["table"]!.hash);
    expect(origin.seeds).toEqual({"parts.randomState": 3});
    expect(origin.files["stars.path"]).toMatchObject({name: "stars.csv", sha256: expect.stringMatching(/^[0-9a-f]{64}$/)});
    expect(Object.keys(origin.versions)).toEqual(["fluxloom", "node"]);
  });

  it("of CSV has its origin beside it, where the sidecar is read as before", async () => {
    expect(inFolder("out/parts.train.csv").toString()).toMatch(/^name,f\n/);
    expect((await originOf(inFolder("out/parts.train.csv.columns.json")))!.of).toBe("parts.train");
    writeFileSync(
      join(folder, "again.json"),
      JSON.stringify({
        fluxloom: 1,
        steps: {again: {type: "catalog", params: {path: "out/parts.train.csv", sidecar: "out/parts.train.csv.columns.json"}}}
      })
    );
    expect((await run("run", "again.json")).out).toMatch(/1 step: 1 computed/);
  });

  it("opens the workflow it came from wherever a workflow is read", async () => {
    expect((await run("run", "out/kept.vot", "--store", ".fluxloom", "--data", "stars=stars.csv")).out).toMatch(
      /5 steps: 5 from cache/
    );
    const picture = await run("draw", "stars.json", "--out", "drawn.svg");
    expect(picture.code).toBe(0);
    expect((await run("diff", "drawn.svg", "stars.json")).out).toBe("the same\n");
    expect((await run("check", "drawn.svg")).out).toMatch(/^drawn.svg: 5 steps, no problem/);
    expect(await run("check", "drawn.svg", "--write")).toMatchObject({
      code: 2,
      err: expect.stringContaining("tidies workflow files")
    });
  });

  it("that carries no workflow is refused", async () => {
    expect(await run("run", "stars.csv")).toMatchObject({code: 2, err: expect.stringContaining("JSON")});
  });
});
