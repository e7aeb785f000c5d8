import {describe, expect, it} from "vitest";
import {Table, textColumn} from "../../runtime/table.ts";
import {choices, type Study} from "../../src/views/figures/index.ts";
import {drawn, group, marks} from "./drawn.ts";
import {judged, real, studyOf} from "./made.ts";

const n = 40;
const study = (value: Table): Study => studyOf({assess: {type: "evaluate", outputs: {predictions: value}}});
const svgOf = async (name: string, value: Table): Promise<string> => (await drawn(study(value), name)).svg;
const simulated = (value: Table): Table => value.withMeta({simulated: "yes"});

/** Two numbers that a pattern caught. */
const twoNumbers = ([, x, y]: RegExpExecArray): readonly [number, number] => [Number(x), Number(y)];

describe("figure 5", () => {
  it("draws a dot, a bar and a triangle for each row, and tells n and the offset of the axes", async () => {
    const svg = await svgOf("fig5", simulated(judged()));
    expect(marks(svg, "predicted", "circle")).toBe(n);
    expect(marks(svg, "bars", "line")).toBe(n);
    expect(marks(svg, "wise", "path")).toBe(n);
    expect(svg).toContain("n = 40 rows");
    expect(svg).toContain("(24/22)²");
    expect(svg).toContain(">simulated</text>");
  });

  it("puts a WISE flux of (24/22)² times the Spitzer flux on the diagonal", async () => {
    const svg = await svgOf("fig5", judged());
    const places = [...group(svg, "wise").matchAll(/translate\(([\d.]+),([\d.]+)\)/g)].map(twoNumbers);
    expect(places).toHaveLength(n);
    // The lower ends of the bars are the truths themselves.
    const diagonal = [...group(svg, "bars").matchAll(/<line x1="([\d.]+)" x2="[\d.]+" y1="([\d.]+)"/g)].map(twoNumbers);
    expect(places).toEqual(diagonal);
  });

  it("gives what it draws as a table with units", async () => {
    const {data, caption, step} = await drawn(study(judged()), "fig5");
    expect(data.columns.map(({name}) => name)).toEqual(["observed_m1", "predicted_m1", "lower", "upper", "wise4"]);
    expect(new Set(data.columns.map(({unit}) => unit))).toEqual(new Set(["uJy"]));
    expect(data.numbers("observed_m1")[10]).toBeCloseTo(1000, 6);
    expect([data.rows, step]).toEqual([n, "assess"]);
    expect(caption).toContain("n = 40 rows");
  });

  it("does without bars where there are none, and says so", async () => {
    const svg = await svgOf("fig5", judged({bars: false}));
    expect(marks(svg, "bars", "line")).toBe(0);
    expect(svg).toContain("No bars");
    expect(svg).not.toContain('class="simulated"');
  });
});

describe("figure 7", () => {
  it("draws a step for each fraction and a band", async () => {
    const curve = new Table({
      columns: [
        real("fraction", n, (i) => (i + 1) / n),
        real("rows", n, (i) => 10 * (i + 1)),
        real("r2Score", n, (i) => i / n),
        real("r2Score_sd", n, () => 0.1)
      ]
    });
    const svg = await svgOf("fig7-r2", curve);
    expect(marks(svg, "steps", "circle")).toBe(n);
    expect(marks(svg, "band", "path")).toBe(1);
    expect(svg).toContain("n = 400 rows at 100 %");
  });
});

describe("Boruta's history", () => {
  const text = (name: string, value: (i: number) => string) =>
    textColumn(
      {name},
      Array.from({length: n}, (_, i) => value(i))
    );
  const history = new Table({
    columns: [
      real("round", n, (i) => 1 + Math.floor(i / 2)),
      text("feature", (i) => (i % 2 ? "wise4" : "noise")),
      real("importance", n, (i) => (i % 2 ? 5 : i / n)),
      real("shadow", n, () => 2),
      text("decision", (i) => (i % 2 ? "confirmed" : "rejected"))
    ]
  });

  it("tells rounds, and what is kept", async () => {
    expect(await svgOf("boruta", history)).toContain("n = 20 rounds, 2 features; kept: wise4.");
  });
});

describe("the figures of a result", () => {
  it("are the same text for the same value", async () => {
    expect(await svgOf("fig5", judged())).toBe(await svgOf("fig5", judged()));
  });

  it("are drawn of the step that was asked for", async () => {
    const outputs = {predictions: judged()};
    const two = studyOf({first: {type: "evaluate", outputs}, second: {type: "evaluate", outputs}});
    expect((await drawn(two, "fig5")).step).toBe("first");
    expect((await drawn(two, "fig5", {step: "second"})).step).toBe("second");
    await expect(drawn(two, "fig5", {step: "third"})).rejects.toThrow("it is drawn of first, second");
  });

  it("are those that make sense, with the reason for each that does not", async () => {
    const all = choices(study(judged()));
    expect(all.filter((choice) => "places" in choice).map(({figure}) => figure.name)).toEqual([
      "fig2",
      "fig5",
      "fig6",
      "coverage",
      "residuals"
    ]);
    for (const choice of all) if ("missing" in choice) expect(choice.missing).toMatch(/it takes/);
  });
});
