import {rmSync} from "node:fs";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {readArguments} from "../../src/cli/command.ts";
import {sweep} from "../../src/cli/sweep.ts";
import {folderWith} from "./cli.ts";

const folder = folderWith({
  "stars.csv": "name,W1mag\nA,8.21\nB,9.95\n",
  "w.json": {
    fluxloom: 1,
    steps: {
      stars: {type: "catalog", params: {path: "stars.csv"}},
      parts: {type: "split", inputs: {table: "stars.table"}}
    }
  }
});
afterAll(() => rmSync(folder, {recursive: true}));

describe("a sweep", () => {
  it("goes on after a combination that fails, says which, and ends with exit code 1", async () => {
    const words = [join(folder, "w.json"), "--set", "parts.testSize=0.999,0.5", "--store", "memory", "--format", "json"];
    let out = "";
    const say = (text: string): void => void (out += text);
    const code = await sweep.run(readArguments(sweep, words), {out: say, err: () => {}, live: false, columns: 100});
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
