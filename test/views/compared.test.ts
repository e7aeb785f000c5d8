import {Window} from "happy-dom";
import {describe, expect, it} from "vitest";
import type {Target} from "../../runtime/table.ts";
import type {ComparedStep} from "../../src/compare/compare.ts";
import {comparedErrorsView, comparedScoresView, comparedSpreadView} from "../../src/views/compared.ts";
import type {Judged} from "../../src/views/predictions.ts";
import {lightPalette} from "../../src/views/theme.ts";

const document = new Window().document as unknown as Document;
const frame = {document, width: 480, palette: lightPalette};
const names = ["clean", "unclean"] as const;
const target: Target = {column: "log10_m1", label: "MIPS1", transform: "log10", sourceColumn: "m1", unit: "uJy"};
const judged = (factors: readonly number[]): Judged => ({
  target,
  observed: Float64Array.from(factors, (_, i) => 100 * (i + 1)),
  predicted: Float64Array.from(factors, (f, i) => 100 * (i + 1) * f)
});
const step: ComparedStep = {
  step: "tune",
  by: "cross-validation",
  rows: [877, 2074],
  pairing: "unpaired",
  why: "the training rows are not the same",
  scores: [
    {
      score: "meanAbsoluteError",
      a: 0.1,
      b: 0.12,
      interval: {difference: 0.02, lower: 0.01, upper: 0.03},
      verdict: "worse"
    },
    {score: "r2Score", a: 0.9, b: 0.91, interval: {difference: 0.01, lower: -0.01, upper: 0.03}, verdict: "not shown"}
  ]
};

describe("the scores of two workflows", () => {
  const {content, caption, title} = comparedScoresView(frame, step, names, [{meanAbsoluteError: 0.106}, undefined]);
  const cells = [...content.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent)
  );

  it("stand side by side with their difference, what it means, and what a paper printed", () => {
    expect(title).toBe("By cross-validation on 877 and 2,074 rows");
    expect(cells).toEqual([
      ["", "0.100paper 0.106", "0.120", "+0.020 ± 0.010", "yes: clean is better"],
      ["", "0.900", "0.910", "+0.010 ± 0.020", "may be chance"]
    ]);
    expect(content.querySelector("td b")?.textContent).toBe("0.100");
    expect(caption).toMatch(/^Not paired, since the training rows are not the same/);
  });

  it("are drawn on one scale, the interval left or right of none", () => {
    const bars = [...content.querySelectorAll(".interval-bar")];
    const spans = bars.map((bar) => /^M([\d.]+) 11H([\d.]+)$/.exec(bar.querySelectorAll("path")[2]!.getAttribute("d")!)!);
    // ±30 % to 160 ± 154 pixels: 10 to 30 % of A's 0.1, −1.1 to 3.3 % of A's 0.9.
    expect(spans.map(([, from, to]) => [Number(from), Number(to)])).toEqual([
      [211.2, 313.6],
      [154.31, 177.07]
    ]);
    expect(bars[1]!.getAttribute("aria-label")).toBe("R²: B − A from −0.010 to 0.030");
  });
});

describe("the errors of two models", () => {
  it("are drawn over each other, each in its own shape, with their own n", () => {
    const view = comparedErrorsView(frame, judged([1, 1.05, 0.9]), judged([1, 1.5, 0.8, 1.2, 1]), names);
    expect(view.content.querySelectorAll(".dots.a path, .dots.a circle")).toHaveLength(3);
    expect(view.content.querySelectorAll(".dots.b path, .dots.b circle")).toHaveLength(5);
    expect(view.caption).toMatch(/^n = 3 and 5 rows; 100 % and 40 % within 10 %/);
    expect(view.legend.map(({shape, label}) => [shape, label])).toEqual([
      ["dot", "clean"],
      ["triangle", "unclean"]
    ]);
  });

  it("are spread in shares that add up to one on either side, whatever the number of rows", () => {
    const {content} = comparedSpreadView(frame, judged([1, 1.05, 0.9]), judged([1, 1.5, 0.8, 1.2, 1]), names);
    expect(content.querySelectorAll(".steps path")).toHaveLength(2);
    expect(content.querySelectorAll("rect").length).toBeGreaterThanOrEqual(40);
  });
});
