import {Window} from "happy-dom";
import {describe, expect, it} from "vitest";
import type {Comparison, ComparedStep} from "../../src/compare/compare.ts";
import {
  type ComparedFigure,
  comparedFigures,
  comparedPicture,
  comparedScoresTable,
  type ComparedValues,
  type Names
} from "../../src/views/compared/index.ts";
import type {Judged} from "../../src/views/predictions.ts";
import {lightPalette} from "../../src/views/theme.ts";
import {target} from "./made.ts";

const document = new Window().document as unknown as Document;
const frame = {document, width: 560, palette: lightPalette};
const names: Names = {a: {letter: "A", name: "clean"}, b: {letter: "B", name: "unclean"}};
const judged = (factors: readonly number[]): Judged => ({
  target,
  observed: Float64Array.from(factors, (_, i) => 100 * (i + 1)),
  predicted: Float64Array.from(factors, (f, i) => 100 * (i + 1) * f)
});
const search: ComparedStep = {
  step: "tune",
  by: "cross-validation",
  rows: [877, 2074],
  pairing: "unpaired",
  why: "the training rows are not the same",
  scores: [
    {score: "meanAbsoluteError", a: 0.1, b: 0.12, interval: {difference: 0.02, lower: 0.01, upper: 0.03}, verdict: "worse"},
    {
      score: "rootMeanSquaredError",
      a: 0.2,
      b: 0.18,
      interval: {difference: -0.02, lower: -0.03, upper: -0.01},
      verdict: "better"
    },
    {score: "r2Score", a: 0.9, b: 0.91, interval: {difference: 0.01, lower: -0.01, upper: 0.03}, verdict: "not shown"},
    {score: "meanAbsolutePercentageError", a: 0.08, b: 0.08, interval: {difference: 0, lower: 0, upper: 0}, verdict: "the same"}
  ]
};
const comparison: Comparison = {edits: [], scores: [search], unfinished: []};
const values: ComparedValues = {
  heldOut: [{step: "assess", sides: [judged([1, 1.05, 0.9]), judged([1, 1.5, 0.8, 1.2, 1])]}],
  folds: [
    {
      step: "tune",
      sides: [
        {scoring: "meanAbsoluteError", scores: [0.09, 0.11]},
        {scoring: "meanAbsoluteError", scores: [0.1, 0.14]}
      ]
    }
  ],
  forests: [
    {features: ["w1", "w4"], rows: 877, importances: [0.3, 0.7], sd: [0.1, 0.1]},
    {features: ["w4", "w3"], rows: 2074, importances: [0.6, 0.4], sd: [0.1, 0.1]}
  ],
  moved: {
    column: "predicted_m1",
    unit: "uJy",
    relative: true,
    rows: Int32Array.of(3, 5, 8, 9),
    a: Float64Array.of(10, 100, 1000, 20),
    b: Float64Array.of(20, 110, 1000, -3),
    most: [3, 9]
  },
  published: [{tune: {meanAbsoluteError: 0.106}}, {}],
  simulated: false,
  missing: []
};
const {drawn} = comparedFigures(comparison, values, names);

function figure(name: string): ComparedFigure {
  return drawn.find((one) => one.name === name)!;
}

function shapes(content: Element, className: string): number {
  return content.querySelectorAll(`.${className.replaceAll(" ", ".")} :is(path, circle)`).length;
}

const cellsOf = (name: string): readonly (readonly unknown[])[] => {
  const table = figure(name).draw(frame).data();
  return Array.from({length: table.rows}, (_, i) => table.columns.map((column) => table.cell(column.name, i)));
};

describe("figures of two results", () => {
  it("are one for each score, step and model that both have, each under a name of its own", () => {
    expect(drawn.map(({name}) => name)).toEqual([
      "scores-tune",
      "folds-tune",
      "predictions-assess",
      "errors-assess",
      "spread-assess",
      "importances",
      "moves"
    ]);
  });

  it("leave out a step whose scores are the same, and say so", () => {
    const same: ComparedStep = {...search, scores: search.scores.slice(3)};
    const found = comparedFigures({...comparison, scores: [same]}, values, names);
    expect(found.drawn.map(({name}) => name)).not.toContain("scores-tune");
    expect(found.drawn.map(({name}) => name)).not.toContain("folds-tune");
    expect(found.missing).toEqual([{name: "tune", why: "its scores are the same in both"}]);
  });

  it("call both by letter and name, and tell them apart by more than colour", () => {
    for (const name of ["folds-tune", "predictions-assess", "errors-assess", "importances"]) {
      const {legend, content} = figure(name).draw(frame);
      expect(legend.map(({shape, label}) => [shape, label])).toEqual([
        ["dot", "A: clean"],
        ["triangle", "B: unclean"]
      ]);
      expect(shapes(content, "dots a"), name).toBeGreaterThan(0);
      expect(shapes(content, "dots b"), name).toBeGreaterThan(0);
    }
  });

  it("shorten a name there is no room for", () => {
    const long: Names = {...names, b: {letter: "B", name: "clean with tune: space → ".repeat(20)}};
    const [, b] = comparedFigures(comparison, values, long)
      .drawn.at(-2)!
      .draw({...frame, width: 300}).legend;
    expect(b!.label).toMatch(/^B: clean with tune.{10,60}…$/);
  });

  it("stand by themselves as files, light and dark, at the width of a column and of a page", () => {
    for (const one of drawn)
      for (const [theme, width] of [
        ["light", 333],
        ["dark", 680]
      ] as const) {
        const {svg, caption, data} = comparedPicture(one, {document, theme, width, simulated: true});
        expect(svg, one.name).toContain(`width="${width}"`);
        expect(svg).toContain(">simulated</text>");
        expect(svg).not.toMatch(/NaN|undefined|var\(--/);
        expect(caption).toMatch(/^n = \d/);
        expect(data.rows).toBeGreaterThan(0);
      }
  });
});

describe("the scores of two workflows", () => {
  const {content, caption, title} = figure("scores-tune").draw(frame);
  const texts = (className: string): string[] =>
    [...content.querySelectorAll(`.${className} text`)].map((text) => text.textContent);

  it("stand beside the interval of their difference, with what it means and what a paper printed", () => {
    expect(title).toBe("tune: scores by cross-validation");
    expect(texts("heads")).toEqual(["A", "B", "B − A", "is it real?"]);
    expect(texts("values")).toEqual(
      expect.arrayContaining([
        "0.100",
        "0.120",
        "+0.020 ± 0.010",
        "yes: A is better",
        "yes: B is better",
        "may be chance",
        "no: the same"
      ])
    );
    expect(texts("paper").filter((text) => text !== "")).toEqual(["paper 0.106"]);
    expect(caption).toBe(
      "n = 877 and 2,074 rows; not paired, since the training rows are not the same; 95 % intervals over the folds of each."
    );
  });

  it("are marked by who is better, in shape as well as colour", () => {
    expect([shapes(content, "a-better"), shapes(content, "b-better"), shapes(content, "open")]).toEqual([1, 1, 2]);
    expect(content.querySelectorAll(".intervals line")).toHaveLength(4);
  });

  it("are drawn in percent of A's", () => {
    expect(cellsOf("scores-tune").map(([score, ...rest]) => [score, rest.at(-2)])).toEqual([
      ["MAE", expect.closeTo(20, 10)],
      ["RMSE", expect.closeTo(-10, 10)],
      ["R²", expect.closeTo(1.111, 3)],
      ["MAPE", 0]
    ]);
  });

  it("give up what stands beside the picture where it is narrow, never the picture", () => {
    const narrow = figure("scores-tune").draw({...frame, width: 300}).content;
    expect(narrow.querySelectorAll(".values text")).toHaveLength(0);
    expect(narrow.querySelectorAll(".intervals line")).toHaveLength(4);
  });

  it("are numbers alone where they predict different quantities, and no paper's beside both", () => {
    const scores = search.scores.map(({score, a, b}) => ({score, a, b}));
    const apart: ComparedStep = {...search, pairing: "none", why: "they predict different quantities, m1 and i4", scores};
    const draw = (published: ComparedValues["published"]): ReturnType<ComparedFigure["draw"]> =>
      comparedFigures({...comparison, scores: [apart]}, {...values, published}, names)
        .drawn.find(({name}) => name === "scores-tune")!
        .draw(frame);
    const printed = {tune: {meanAbsoluteError: 0.106}};
    const {legend, content, caption} = draw([printed, printed]);
    expect(legend).toEqual([]);
    expect(content.querySelectorAll(".values text")).toHaveLength(8);
    expect(content.querySelectorAll(".title-x, .zero, [aria-label='x-axis tick label']")).toHaveLength(0);
    expect(content.querySelectorAll(".paper text")).toHaveLength(0);
    expect(caption).toContain("not compared: they predict different quantities");
    const own = draw([printed, {tune: {meanAbsoluteError: 0.09}}]).content;
    expect([...own.querySelectorAll(".paper text")].filter((text) => text.textContent !== "")).toHaveLength(2);
    const table = comparedScoresTable(document, apart, names);
    expect(table.querySelector("tbody tr")!.textContent).toBe("MAE0.1000.120");
  });

  it("are a table for those who do not see the picture", () => {
    const table = comparedScoresTable(document, search, names);
    expect([...table.querySelectorAll("tbody tr")].map((row) => row.textContent)).toEqual([
      "MAE0.1000.120+0.020 ± 0.010yes: A is better",
      "RMSE0.2000.180−0.020 ± 0.010yes: B is better",
      "R²0.9000.910+0.010 ± 0.020may be chance",
      "MAPE8.0 %8.0 %0.0 % ± 0.0 %no: the same"
    ]);
  });
});

describe("predictions of two models", () => {
  it("are drawn over each other with their own n, and so are their errors", () => {
    for (const name of ["predictions-assess", "errors-assess"]) {
      const {content, caption} = figure(name).draw(frame);
      expect([shapes(content, "dots a"), shapes(content, "dots b")]).toEqual([3, 5]);
      expect(caption).toMatch(/^n = 3 rows that A held out and 5 that B did/);
    }
    expect(figure("errors-assess").draw(frame).caption).toContain("100 % of A and 40 % of B within 10 %");
  });

  it("have errors whose shares add up to one on either side, whatever the number of rows", () => {
    const shares = cellsOf("spread-assess");
    for (const letter of ["A", "B"])
      expect(shares.filter(([of]) => of === letter).reduce((sum, row) => sum + Number(row.at(-1)), 0)).toBeCloseTo(100, 10);
    const {content} = figure("spread-assess").draw(frame);
    expect([content.querySelectorAll(".shares.a path").length, content.querySelectorAll(".shares.b path").length]).toEqual([
      1, 1
    ]);
  });

  it("of the same rows are held against each other, those that changed most ringed", () => {
    const {content, caption} = figure("moves").draw(frame);
    expect(shapes(content, "most")).toBe(2);
    expect(caption).toMatch(/^n = 4 rows predicted by both; half of them changed by 50 % or more/);
    expect(cellsOf("moves").map((row) => row[0])).toEqual([4, 6, 9, 10]);
  });
});

describe("folds and features of two searches", () => {
  it("are joined where they are the same in both", () => {
    const paired: Comparison = {...comparison, scores: [{...search, rows: [877, 877], pairing: "same folds"}]};
    const links = (of: Comparison, name: string): number =>
      comparedFigures(of, values, names)
        .drawn.find((one) => one.name === name)!
        .draw(frame)
        .content.querySelectorAll(".changes path").length;
    expect([links(comparison, "folds-tune"), links(paired, "folds-tune")]).toEqual([0, 3]);
    expect(links(comparison, "importances")).toBe(1);
  });

  it("say which feature only one of them has", () => {
    expect(figure("importances").draw(frame).caption).toBe(
      "n = 3 features; only A has w1; only B has w3. The shares of each add up to 1."
    );
  });
});
