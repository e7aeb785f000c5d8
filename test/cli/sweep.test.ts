import {rmSync} from "node:fs";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {sweep} from "../../src/cli/sweep.ts";
import {asked, folderWith, twoStars} from "./cli.ts";

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
});
