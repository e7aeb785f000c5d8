import {Window} from "happy-dom";
import seedrandom from "seedrandom";
import {describe, expect, it} from "vitest";
import type {Metrics, Region, Search} from "../../nodes/kinds.ts";
import type {Target} from "../../runtime/table.ts";
import {histogram, scatter} from "../../src/views/columns.ts";
import {convexHull, filterView, projection} from "../../src/views/filters.ts";
import {importancesView, leaderboardView, searchView} from "../../src/views/learning.ts";
import {metricsView} from "../../src/views/metrics.ts";
import {judgedOf, predictionsView, residualsView} from "../../src/views/predictions.ts";
import {ranked} from "../../src/views/ranked.ts";
import {lightPalette} from "../../src/views/theme.ts";
import {figure} from "../../src/views/view.ts";

const document = new Window().document as unknown as Document;
const frame = {document, width: 400, palette: lightPalette};
const texts = (element: Element): string[] =>
  [...element.querySelectorAll("text")].map((t) => t.textContent).filter((t) => t !== "");
const marks = (element: Element, className: string, shape: string): number =>
  element.querySelectorAll(`.${className} ${shape}`).length;
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b));

const target: Target = {column: "log10_m1", label: "MIPS1", transform: "log10", sourceColumn: "m1", unit: "uJy"};

describe("the view of a column", () => {
  it("counts every finite value once, and says how many are missing", () => {
    const values = Float64Array.from({length: 1000}, (_, i) => (i % 10 === 0 ? NaN : i));
    const {content, caption} = histogram(frame, {name: "ra", unit: "deg", values});
    expect(caption).toMatch(/^n = 900 rows; not shown: 100 without a value; median/);
    expect(texts(content)).toContain("ra (°) →");
    expect(texts(content)).toContain("↑ rows");
    expect(marks(content, "bars", "rect")).toBe(40);
  });

  it("takes logarithms of what spans decades, with powers on the axis", () => {
    const values = Float64Array.from({length: 500}, (_, i) => 10 ** (i / 100));
    const {content} = histogram(frame, {name: "wise4", unit: "uJy", values});
    expect(texts(content)).toEqual(expect.arrayContaining(["10⁰", "10⁴", "wise4 (µJy) →"]));
  });

  it("takes no logarithm of positions, angles and times, however far apart they lie", () => {
    const values = Float64Array.from({length: 500}, (_, i) => 360 * (i / 500) ** 3 + 1e-3);
    const [amount, angle, place, time] = [{}, {unit: "deg"}, {ucd: "pos.eq.ra;meta.main"}, {ucd: "time.epoch"}].map((is) =>
      texts(histogram(frame, {name: "x", values, ...is}).content)
    );
    expect(amount).toContain("10⁰");
    for (const linear of [angle, place, time]) expect(linear).toEqual(expect.arrayContaining(["0", "100", "200", "300"]));
  });

  it("finds what stands at a rank as sorting does, ties and missing values too", () => {
    const random = seedrandom("ranks");
    for (let n = 0; n < 200; ++n) {
      const values = Float64Array.from({length: n}, () => (random() < 0.1 ? NaN : Math.floor(random() * (n / 3 + 1))));
      const sorted = [...values].filter(Number.isFinite).sort((a, b) => a - b);
      const ranks = [0.5, 0, 0.25, 1, 0.75];
      const expected = sorted.length === 0 ? [] : ranks.map((rank) => sorted[Math.round(rank * (sorted.length - 1))]);
      expect(ranked(values, ranks)).toEqual(expected);
    }
  });

  it("draws an empty column and a constant one", () => {
    expect(histogram(frame, {name: "a", values: new Float64Array(0)}).caption).toBe("n = 0 rows.");
    expect(histogram(frame, {name: "a", values: [3, 3, 3]}).caption).toContain("n = 3 rows");
  });
});

describe("the view of two columns", () => {
  it("draws one dot a row and finds the value under a pixel", () => {
    const {content, scales, caption} = scatter(frame, {name: "a", values: [1, 2, NaN]}, {name: "b", values: [2, 3, 4]});
    expect(marks(content, "dots", "circle")).toBe(2);
    expect(caption).toBe("n = 2 rows; not shown: 1 without a value.");
    expect(near(scales!.x.invert(scales!.x.apply(1.5)), 1.5)).toBe(true);
  });

  it("bins more than five thousand rows, and says so", () => {
    const values = Float64Array.from({length: 6000}, (_, i) => i % 77);
    const {content, caption} = scatter(frame, {name: "a", values}, {name: "b", values});
    expect(marks(content, "dots", "rect")).toBeGreaterThan(20);
    expect(marks(content, "dots", "circle")).toBe(0);
    expect(caption).toContain("drawn as bins");
  });

  it("says what a logarithm leaves out", () => {
    const x = Float64Array.from({length: 100}, (_, i) => (i === 0 ? -1 : 10 ** (i / 20)));
    expect(scatter(frame, {name: "a", values: x}, {name: "b", values: x}).caption).toContain("not shown: 1 not positive");
  });
});

const square: Region = {
  columns: ["a", "b", "c"],
  space: "log10",
  center: Float64Array.of(0, 0, 0),
  scale: Float64Array.of(1, 1, 1),
  facets: new Float64Array(0),
  vertices: Float64Array.of(0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0, 1, 1, 1),
  tolerance: 0
};

describe("the view of a filter", () => {
  const across = {name: "a", values: [1, 10, 100, 2, 50, 5, 7]};
  const up = {name: "b", values: [1, 10, 100, 3, 40, 6, 9]};

  it("tells kept rows from removed ones, in marks and in words", () => {
    const {content, caption, legend} = filterView(frame, {label: "clean", across, up, kept: [1, 1, 0, 1, 0, 1, 1]});
    expect(marks(content, "kept", "circle")).toBe(5);
    expect(marks(content, "removed", "circle")).toBe(2);
    expect(caption).toBe("keeps 5 of 7 rows (71 %), removes 2.");
    expect(legend.map((entry) => entry.shape)).toEqual(["dot", "ring"]);
  });

  it("draws the shadow of a hull, its corners in the columns' own values", () => {
    const outline = projection(square, "a", "b");
    for (const corner of [
      [1, 1],
      [100, 1],
      [100, 100],
      [1, 100]
    ] as const)
      expect(outline.some(([x, y]) => near(x, corner[0]) && near(y, corner[1]))).toBe(true);
    expect(projection(square, "a", "elsewhere")).toEqual([]);
    const {content} = filterView(frame, {label: "hull", across, up, kept: [1, 1, 1, 1, 1, 1, 1]}, square);
    expect(marks(content, "outline", "path")).toBe(1);
  });

  it("takes the corners of a cloud", () => {
    expect(
      convexHull([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0.5, 0.5],
        [0.5, 0]
      ])
    ).toHaveLength(4);
  });
});

const configuration = (nEstimators: number) =>
  ({
    estimator: "extraTrees",
    nEstimators,
    maxDepth: null,
    minSamplesSplit: 2,
    minSamplesLeaf: 1,
    maxFeatures: 0.5,
    bootstrap: false
  }) as const;
const search: Search = {
  estimator: "extraTrees",
  features: ["a"],
  target,
  scoring: "meanAbsoluteError",
  nSplits: 2,
  randomState: 0,
  rows: 877,
  configurations: [configuration(400), configuration(20), configuration(100)],
  scores: Float64Array.from([
    0.1, 0.2, 0.9, 0.03, 0.12, 0.2, 0.9, 0.03, 0.2, 0.2, 0.9, 0.03, 0.2, 0.2, 0.9, 0.03, 0.3, 0.4, 0.8, 0.05, 0.3, 0.4, 0.8, 0.05
  ])
};

describe("the view of a search", () => {
  it("draws every configuration against a hyperparameter and rings the best", () => {
    const {content, caption} = searchView(frame, search);
    expect(marks(content, "dots", "circle")).toBe(3);
    expect(marks(content, "best", "circle")).toBe(1);
    expect(texts(content)).toContain("trees →");
    expect(caption).toBe("n = 3 configurations on 877 rows; best: MAE 0.11 of log10_m1 (lower is better).");
  });

  it("lists the best, what varies and how far the folds agree", () => {
    const {content} = leaderboardView({document}, search, 2);
    expect([...content.querySelectorAll("thead th")].map((th) => th.textContent)).toEqual([
      "rank",
      "trees",
      "MAE",
      "RMSE",
      "R²",
      "MAPE"
    ]);
    const rows = [...content.querySelectorAll("tbody tr")].map((tr) => [...tr.children].map((td) => td.textContent));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(["1", "400", "0.110 ± 0.010", "0.200", "0.900", "3.0 %"]);
    expect(content.querySelector("tr.best td")!.textContent).toBe("1");
  });
});

it("shows importances from the greatest, with their spread", () => {
  const {content, caption} = importancesView(frame, {
    features: ["w1", "w4", "w3"],
    rows: 877,
    importances: [0.1, 0.7, 0.2],
    sd: [0.01, 0.1, 0.05]
  });
  expect(marks(content, "bars", "rect") + marks(content, "bars", "path")).toBe(3);
  expect(texts(content).filter((t) => /^w/.test(t))).toEqual(["w4", "w3", "w1"]);
  expect(texts(content)).toContain("0.70");
  expect(caption).toContain("n = 877 rows");
});

it("puts scores beside the paper's, and says which way is better", () => {
  const metrics: Metrics = {
    estimator: "extraTrees",
    target,
    rows: 219,
    scores: {meanAbsoluteError: 0.107, rootMeanSquaredError: 0.166, r2Score: 0.939, meanAbsolutePercentageError: 0.031},
    intervals: {standardError: {coverage: 0.27, width: 0.1}}
  };
  const {content, caption} = metricsView({document}, metrics, {r2Score: 0.94});
  const row = [...content.querySelectorAll("tbody tr")].find((tr) => tr.firstElementChild!.textContent === "R²")!;
  expect([...row.children].map((td) => td.textContent)).toEqual(["R²", "0.939", "0.940", "higher is better"]);
  expect(caption).toBe("n = 219 rows not learned from; scores on log10 of MIPS1; 3σ/√q of the trees covers 27 % of the truths.");
});

describe("the view of predictions", () => {
  const columns = {
    log10_m1: Float64Array.of(2, 3, 4, NaN),
    predicted_log10_m1: Float64Array.of(2.1, 3, 3.9, 3),
    predicted_log10_m1_lower: Float64Array.of(2, 2.9, 3.8, 2.9),
    predicted_log10_m1_upper: Float64Array.of(2.2, 3.1, 4, 3.1)
  };

  it("draws a dot and a bar a judged row, in fluxes, with a diagonal", () => {
    const judged = judgedOf(target, columns, "standardError")!;
    expect(near(judged.observed[1]!, 1000)).toBe(true);
    const {content, caption} = predictionsView(frame, judged);
    expect(marks(content, "dots", "circle")).toBe(3);
    expect(marks(content, "bars", "line")).toBe(3);
    expect(marks(content, "diagonal", "path")).toBe(1);
    expect(texts(content)).toEqual(
      expect.arrayContaining(["↑ predicted MIPS1 flux (µJy)", "observed MIPS1 flux (µJy) →", "10³"])
    );
    expect(caption).toBe("n = 3 rows; 1 without a truth or prediction; dashed: predicted = observed.");
    expect(judgedOf(target, columns, "treeSpread")!.lower).toBeUndefined();
    expect(judgedOf(target, {log10_m1: columns.log10_m1}, "none")).toBeUndefined();
  });

  it("gives errors in percent of what was observed", () => {
    const {content, caption} = residualsView(frame, judgedOf(target, columns, "none")!);
    expect(caption).toContain("n = 3 rows; median error +0.0 %; 33 % within 10 %");
    expect(texts(content)).toContain("↑ error of prediction (%)");
    expect(marks(content, "band", "rect")).toBe(1);
  });
});

it("stands on a page with its heading, legend and caption", () => {
  const view = scatter(frame, {name: "a", values: [1]}, {name: "b<i>", values: [2]});
  const element = figure(document, {...view, legend: [{shape: "dot", color: "#000", label: "kept"}]});
  expect(element.querySelector(".view-title")!.textContent).toBe("b<i> against a");
  expect(element.querySelector(".view-key")!.textContent).toBe("kept");
  expect(element.querySelector("figcaption")!.textContent).toBe("n = 1 row.");
  expect(element.querySelector("svg.plot")!.getAttribute("role")).toBe("img");
});

it("bends the shadow of a hull drawn in a power scale back to the columns", () => {
  const lambdas = Float64Array.of(0.5, 2, 1);
  const bent = projection({...square, space: "yeoJohnson", lambdas}, "a", "b");
  const forward = (x: number, lambda: number): number => ((x + 1) ** lambda - 1) / lambda;
  expect(bent.some(([x, y]) => Math.abs(forward(x, 0.5) - 2) < 1e-9 && Math.abs(forward(y, 2) - 2) < 1e-9)).toBe(true);
});
