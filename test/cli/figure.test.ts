// Figures as a person asks for them: all of a study at once, and one of a step.
import {existsSync, readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, it} from "vitest";
import {originOf} from "../../src/origin/origin.ts";
import {fluxloom, folderWith, type Outcome, smallStudy} from "./cli.ts";

const file = "mips1-clean.json";
let folder: string;
const figure = async (...args: string[]): Promise<Outcome> => fluxloom(["figure", ...args], {cwd: folder});
const sizeOf = (png: Buffer): readonly number[] => [png.readUInt32BE(16), png.readUInt32BE(20)];

beforeAll(() => {
  const study = smallStudy("mips1-clean");
  const {"assess-baseline": _judged, baseline: _baseline, ...steps} = study.steps;
  const broken = {...steps, retrain: {type: "retrain", inputs: {search: "tune.search", table: "label.unlabelled"}}};
  folder = folderWith({[file]: {...study, steps}, "broken.json": {...study, steps: broken}});
});

describe("all figures of a study", () => {
  it("are written in every format asked for, and those that are missing are told with the reason", async () => {
    const {code, out, err} = await figure(file, "--all", "-o", "all", "--format", "svg,png,ecsv");
    expect([code, err]).toEqual([0, expect.not.stringContaining("✗")]);
    const drawn = [
      "fig2",
      "fig5",
      "fig6",
      "fig8",
      "fig9",
      "figA1",
      "separation",
      "hull",
      "boruta",
      "tuning",
      "coverage",
      "residuals"
    ];
    const files = drawn.flatMap((name) => ["ecsv", "png", "svg"].map((format) => `${name}.${format}`));
    expect(readdirSync(join(folder, "all")).sort()).toEqual(files.sort());
    expect(out).toMatch(/^12 figures in all\n/);
    expect(out).toMatch(/2 missing\n {2}fig7-r2 +it takes the curve of a learning-curve step/);
    for (const name of drawn) {
      const svg = readFileSync(join(folder, "all", `${name}.svg`), "utf8");
      expect([name, /class="caption">n = |; n = |class="caption">[^<]*n = /.test(svg)]).toEqual([name, true]);
      expect([name, />simulated</.test(svg)]).toEqual([name, true]);
      expect([name, /NaN|undefined|Infinity/.test(svg.replace(/<metadata>.*<\/metadata>/, ""))]).toEqual([name, false]);
    }
    const origin = await originOf(readFileSync(join(folder, "all", "fig5.png")));
    expect(origin?.of).toBe("assess, fig5");
    expect(readFileSync(join(folder, "all", "fig5.ecsv"), "utf8")).toMatch(/name: observed_m1_f_psf\n# {3}unit: uJy\n/);
  }, 120_000);

  it("fail with code 1 where a step fails, after writing what there is", async () => {
    const {code, out, err} = await figure("broken.json", "--all", "-o", "some", "--format", "svg");
    expect(code).toBe(1);
    expect(err).toMatch(/retrain: /);
    expect(out).toMatch(/\n {2}fig5 +assess/);
    expect(existsSync(join(folder, "some", "fig5.svg"))).toBe(true);
  }, 120_000);
});

describe("one figure", () => {
  it("has the size asked for", async () => {
    const {code} = await figure(file, "assess", "--view", "fig5", "-o", "fig5.png", "--width", "column", "--theme", "dark");
    expect(code).toBe(0);
    expect(sizeOf(readFileSync(join(folder, "fig5.png")))[0]).toBe(1041);
  }, 120_000);

  it("is listed beside those that are not there", async () => {
    const {out} = await figure(file, "assess");
    expect(out).toMatch(/fig5 +predicted and observed WISE flux/);
    expect(out).toMatch(/tuning +not here: it is drawn of tune/);
  }, 120_000);

  it.each([
    [["--all"], 'option "--all" needs a folder; write --out figures/'],
    [["--all", "--view", "fig5", "-o", "x"], 'options "--all" and "--view" exclude each other; keep one'],
    [["--view", "fig4"], 'there is no figure "fig4"'],
    [["--view", "fig5", "-o", "fig5.gif"], 'option "--out" needs a name that ends in .svg, .png, .csv, .ecsv; got "fig5.gif"'],
    [["--view", "fig5", "--width", "wide"], 'option "--width": a width is column, full, slide'],
    [["--view", "fig5", "--scale", "0"], 'option "--scale" is a number from 0.25 to 10; got "0"'],
    [["--view", "fig5", "--theme", "grey"], 'option "--theme" is light or dark; got "grey"'],
    [["--all", "-o", "x", "--format", "gif"], 'option "--format" does not know "gif"'],
    [["--view", "fig7-r2"], 'the study has no figure "fig7-r2"; it takes the curve of a learning-curve step']
  ])(
    "is refused with code 2 for %j",
    async (args, message) => {
      const {code, err} = await figure(file, ...args);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    },
    120_000
  );
});
