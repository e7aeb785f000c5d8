// Comparisons as a person makes them, in processes of their own, on small catalogues.
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import type {Comparison} from "../../src/compare/compare.ts";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {originsOf} from "../../src/origin/origin.ts";
import {offered, offeredCsv, parsed} from "../report/agreement.ts";
import {fluxloom, folderWith, smallStudy} from "./cli.ts";

let folder: string;

beforeAll(() => {
  folder = folderWith({"clean.json": smallStudy("mips1-clean"), "unclean.json": smallStudy("mips1-unclean")});
});

async function compare(...args: string[]) {
  const outcome = await fluxloom(["compare", ...args], {cwd: folder});
  expect(outcome.err).not.toMatch(/✗/);
  return outcome;
}

async function compareJson(...args: string[]): Promise<Comparison> {
  const {code} = await compare(...args, "--json", "comparison.json");
  expect(code).toBe(0);
  return (JSON.parse(readFileSync(join(folder, "comparison.json"), "utf8")) as Comparison[])[0]!;
}

describe("fluxloom compare", () => {
  it("pairs folds and rows where they are the same, and says in words whether the difference is real", async () => {
    const {code, out} = await compare(
      "clean.json",
      "--set",
      'tune.space={"nEstimators":{"choice":[1]},"maxDepth":{"choice":[1]}}'
    );
    expect(code).toBe(0);
    expect(out).toMatch(/B = clean with tune: space /);
    expect(out).toMatch(/tune, cross-validation, [\d\u202f]+ rows; paired by fold\n/);
    expect(out).toMatch(/assess, held-out rows, \d+ rows; paired by row\n/);
    expect(out).toMatch(/MAE +0\.\d{4} +0\.\d{4} +\+0\.\d{4} +\[\+0\.\d{4}, \+0\.\d{4}\] +yes: A is better/);
    expect(out).toMatch(/baseline, .*paired by fold\n(.*\n){2,5}.*no: the same/);
    expect(out).toMatch(/predicted_m1_f_psf: \d+ rows predicted by both, 0 only by A, 0 only by B\n +\w*id/);
    expect(out.match(/ %\n/g)).toHaveLength(10);
  });

  it("does not pair other folds or other rows, and says why", async () => {
    const folds = await compareJson("clean.json", "--set", "tune.randomState=5");
    const steps = new Map(folds.scores.map((step) => [step.step, step]));
    expect(steps.get("tune")).toMatchObject({pairing: "unpaired", why: "the folds were drawn with different seeds"});
    expect(steps.get("assess")!.pairing).toBe("same rows");
    const rows = await compareJson("clean.json", "unclean.json");
    expect(rows.edits).toEqual([{what: "wire removed", step: "sample", port: "filters", source: "clean.filter"}]);
    for (const {pairing, why, scores} of rows.scores) {
      expect(pairing).toBe("unpaired");
      expect(why).toMatch(/rows.* are not the same/);
      for (const {interval} of scores) expect(interval!.lower).toBeLessThanOrEqual(interval!.upper);
    }
    const [changes] = rows.predictions!.changes;
    expect(changes!.both).toBeGreaterThan(0);
    expect(changes!.onlyB).toBeGreaterThan(0);
  });

  it("does not hold the scores of different quantities against each other", async () => {
    const {out} = await compare("clean.json", "--wire", "label.target=irac4.target");
    expect(out).toMatch(/cannot be compared: they predict different quantities, log10_m1_f_psf and log10_i4_f_ap1/);
    expect(out).not.toMatch(/yes:/);
    expect(out).toMatch(/not compared: no predicted column is in both/);
  });

  it("draws both in one picture, on a page whose numbers are those of the comparison", async () => {
    const edit = ["clean.json", "--set", 'tune.space={"nEstimators":{"choice":[1]},"maxDepth":{"choice":[3]}}'];
    const {code} = await compare(...edit, "--json", "comparison.json", "-o", "both.html");
    expect(code).toBe(0);
    const html = readFileSync(join(folder, "both.html"), "utf8");
    const page = parsed(html);
    const [{scores, predictions}] = JSON.parse(readFileSync(join(folder, "comparison.json"), "utf8")) as [Comparison];
    const shown = offeredCsv(page, "scores-B.csv").slice(1);
    const all = scores.flatMap((step) => step.scores);
    expect(shown.map((row) => [row[3], row[4]])).toEqual(all.map(({a, b}) => [a.toFixed(4), b.toFixed(4)]));
    const words = {
      better: "yes: B is better",
      worse: "yes: A is better",
      "the same": "no: the same",
      "not shown": "may be chance"
    } as const;
    expect(shown.map((row) => row.at(-1))).toEqual(all.map(({verdict}) => words[verdict!]));
    // The linear baseline is the same in both: it is not drawn.
    const drawn = scores.filter((step) => step.scores.some(({verdict}) => verdict !== "the same"));
    expect(drawn.map(({step}) => step)).toEqual(["tune", "assess"]);
    for (const {step, scores: own} of drawn) {
      const data = offeredCsv(page, `scores-${step}-B.csv`);
      expect(data.slice(1).map(([, a, b]) => [Number(a), Number(b)])).toEqual(own.map(({a, b}) => [a, b]));
      expect(page.querySelectorAll(`#figure-scores-${step}-B .intervals line`)).toHaveLength(own.length);
    }
    expect(page.querySelector("#figure-scores-baseline-B")).toBeNull();
    expect(page.body.textContent).toContain("baseline, since its scores are the same in both");
    expect([...page.querySelectorAll("#figure-predictions-assess-B .view-key")].map((key) => key.textContent)).toEqual([
      "A: clean",
      expect.stringMatching(/^B: clean with tune: space/)
    ]);
    const points = offeredCsv(page, "predictions-assess-B.csv").slice(1);
    for (const which of ["A", "B"]) {
      const own = points.filter(([of]) => of === which);
      expect(own).toHaveLength(scores.find(({step}) => step === "assess")!.rows[0]);
      expect(page.querySelectorAll(`#figure-predictions-assess-B .dots.${which.toLowerCase()} > *`)).toHaveLength(own.length);
    }
    expect(page.querySelectorAll("#figure-importances-B .dots.a circle").length).toBeGreaterThan(1);
    expect(offeredCsv(page, "moves-B.csv")).toHaveLength(predictions!.changes[0]!.both + 1);
    expect(offeredCsv(page, "changed-B.csv")).toHaveLength(predictions!.changes[0]!.rows.length + 1);
    for (const carried of [html, offered(page, "errors-assess-B.svg")]) {
      const origins = await originsOf(Buffer.from(carried));
      expect(origins.map(({of}) => of)).toEqual(["comparison", "comparison"]);
      const spaces = origins.map(({workflow}) => parseWorkflow(workflow).steps.get("tune")!.params["space"]);
      expect(spaces.map((space) => JSON.stringify(space).includes('"choice":[3]'))).toEqual([false, true]);
    }
  });

  it("needs a page to write to", async () => {
    expect(await fluxloom(["compare", "clean.json", "unclean.json", "-o", "x.svg"], {cwd: folder})).toMatchObject({
      code: 2,
      err: expect.stringContaining("ends in .html")
    });
  });

  it("needs something to compare with", async () => {
    const {code, err} = await fluxloom(["compare", "clean.json"], {cwd: folder});
    expect([code, err]).toEqual([2, expect.stringContaining("nothing to be compared with")]);
  });
});
