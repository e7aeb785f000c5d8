import {rmSync} from "node:fs";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {sweep} from "../../src/cli/sweep.ts";
import {asked, folderWith, type StudyFile, twoStars} from "./cli.ts";

const folder = folderWith(twoStars({parts: {type: "split", inputs: {table: "stars.table"}}}));
afterAll(() => rmSync(folder, {recursive: true}));

describe("a sweep", () => {
  it("goes on after a combination that fails, says which, and ends with exit code 1", async () => {
    const words = [join(folder, "w.json"), "--set", "parts.testSize=0.999,0.5", "--store", "memory", "--format", "json"];
    const {code, out} = await asked(sweep, words);
    const rows = JSON.parse(out) as readonly Readonly<Record<string, unknown>>[];
    expect([code, rows.filter((row) => row["step"] !== "stars.table")]).toEqual([
      1,
      [
        expect.objectContaining({"parts.testSize": "0.999", step: "parts", estimator: "failed"}),
        {workflow: "w", "parts.testSize": "0.5", step: "parts.train", rows: 1},
        {workflow: "w", "parts.testSize": "0.5", step: "parts.test", rows: 1}
      ]
    ]);
  });

  it("takes values that hold commas as a list in JSON", async () => {
    const words = [join(folder, "w.json"), "--to", "stars", "--set", 'stars.header=["auto","present"]', "--store", "memory"];
    const {code, out} = await asked(sweep, [...words, "--format", "csv"]);
    expect([code, out]).toEqual([0, "workflow,stars.header,step,rows\nw,auto,stars.table,2\nw,present,stars.table,2\n"]);
    expect((await asked(sweep, words)).out).toBe(
      "workflow  stars.header  step         rows\nw         auto          stars.table     2\nw         present       stars.table     2\n"
    );
    await expect(asked(sweep, [join(folder, "w.json"), "--set", "stars.header=[auto"])).rejects.toThrow(
      '"[auto" is not a JSON list'
    );
  });

  it("tells scores and failures of one combination beside each other", async () => {
    const steps: StudyFile["steps"] = {
      flux: {type: "target", params: {column: "y"}},
      label: {type: "label", inputs: {table: "stars.table", target: "flux.target"}, params: {features: ["x"]}},
      line: {type: "tune", inputs: {train: "label.labelled"}, params: {estimator: "linear", nSplits: 2}},
      parts: {type: "split", inputs: {table: "stars.table"}, params: {testSize: 0.999}}
    };
    const rows = Array.from({length: 12}, (_, i) => `${i},${2 * i + (i % 3)}`);
    const place = folderWith({...twoStars(steps), "stars.csv": `x,y\n${rows.join("\n")}\n`});
    const {code, out} = await asked(sweep, [join(place, "w.json"), "--store", "memory", "--format", "json"]);
    const told = JSON.parse(out) as readonly Readonly<Record<string, unknown>>[];
    expect([code, told.map(({step, estimator}) => [step, estimator])]).toEqual([
      1,
      [
        ["line", "linear"],
        ["parts", "failed"]
      ]
    ]);
    rmSync(place, {recursive: true});
  });
});
