// The page on reproduction is what its generator makes of the record beside it.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {reproductionPage, studies} from "../../src/reproduction/page.ts";
import type {Reproduction} from "../../src/reproduction/record.ts";
import {publishedRows, publishedScores} from "../../src/views/published.ts";
import {root} from "../cli/cli.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const record = JSON.parse(read("docs/reproduction.json")) as Reproduction;

describe("docs/reproduction.md", () => {
  it("is what npm run reproduction makes of docs/reproduction.json, of this version", () => {
    expect(read("docs/reproduction.md"), "run npm run reproduction").toBe(reproductionPage(record));
    expect(record.fluxloom).toBe((JSON.parse(read("package.json")) as {version: string}).version);
  });

  it("says of the paper what the workflows say", () => {
    for (const name of studies) {
      const workflow = parseWorkflow(read(`workflows/${name}.json`));
      expect(record.studies[name]!.published).toEqual({scores: publishedScores(workflow), rows: publishedRows(workflow)});
    }
  });

  it("says plainly what is simulated, in every table that is", () => {
    const page = reproductionPage(record);
    const sections = page.split(/^## /m);
    for (const title of [
      "The sample",
      "Table 2",
      "MIPS1, clean",
      "MIPS1, unclean",
      "IRAC4, clean",
      "IRAC4, unclean",
      "A cluster"
    ])
      expect(
        sections.find((section) => section.startsWith(title)),
        title
      ).toMatch(/[Ss]imulated/);
    for (const title of ["Upper Scorpius", "DustPedia"])
      expect(
        sections.find((section) => section.startsWith(title)),
        title
      ).toContain("**Real photometry.**");
  });

  it("follows the record in every number of ours", () => {
    const page = reproductionPage(record);
    const missed: string[] = [];
    let changed = 0;
    const walk = (value: unknown, set: (changed: unknown) => unknown, place: string): void => {
      if (typeof value === "number") {
        changed += 1;
        const whole = Number.isInteger(value);
        if (reproductionPage(set(whole ? value + 7 : value * 0.9 - 0.01) as Reproduction) === page) missed.push(place);
      } else if (typeof value === "object" && value !== null)
        for (const [name, inner] of Object.entries(value))
          walk(
            inner,
            (to) => set(Array.isArray(value) ? value.with(Number(name), to) : {...value, [name]: to}),
            `${place}/${name}`
          );
    };
    walk(record, (to) => to, "");
    // Rows of every table and scores of every step are kept; the page tells of some.
    const untold =
      /\/rows\/|\/folds\/|\/heldOut\/|\/published\/|\/importances\/|\/trees$|\/unseen\/members$|^\/real\/upper-sco\/study|^\/real\/\w+\/study/;
    expect(missed.filter((place) => !untold.test(place))).toEqual([]);
    expect(changed - missed.length).toBeGreaterThan(120);
  });
});
