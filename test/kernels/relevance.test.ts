import {readFileSync} from "node:fs";
import {gunzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {stream} from "../../nodes/kernels/random.ts";
import {quickR2, relevantFeatures, type RelevanceParams} from "../../nodes/kernels/relevance.ts";
import {shared} from "../shared.ts";

const defaults: RelevanceParams = {
  estimator: "gradientBoosting",
  nEstimators: 100,
  importanceType: "split",
  standardise: true,
  maxIter: 100,
  alpha: 0.05,
  correction: "twoStep",
  perc: 100,
  randomState: 0
};

/** y = x0 + x1²; x2 and x3 have nothing to do with it. */
function quadratic(n = 200): {columns: Float64Array[]; y: Float64Array} {
  const rng = stream("relevance test");
  const columns = Array.from({length: 4}, () => Float64Array.from({length: n}, () => rng.normal()));
  return {columns, y: columns[0]!.map((x, i) => x + columns[1]![i]! ** 2 + 0.1 * rng.normal())};
}

interface Run {
  readonly table: string;
  readonly seed: number;
  readonly confirmed: readonly string[];
  readonly tentative: readonly string[];
}
const {runs} = JSON.parse(readFileSync(new URL("../reference/boruta.json", import.meta.url), "utf8")) as {runs: Run[]};

function rowsOf(path: string): number[][] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number)
    );
}

describe("relevant features", () => {
  const {columns, y} = quadratic();

  for (const estimator of ["gradientBoosting", "extraTrees", "randomForest"] as const) {
    it(`are the two that matter, by ${estimator}`, () => {
      const {decisions} = relevantFeatures(columns, y, {...defaults, estimator, nEstimators: 40, maxIter: 40});
      expect(decisions.slice(0, 2)).toEqual(["confirmed", "confirmed"]);
      expect(decisions).not.toContain("tentative");
      expect(decisions.slice(2)).toEqual(["rejected", "rejected"]);
    });
  }

  it("are weighed by splits or by gain, as one asks", () => {
    const first = (importanceType: "split" | "gain"): number =>
      relevantFeatures(columns, y, {...defaults, importanceType, nEstimators: 5, maxIter: 2}).rounds[0]!.importances[0]!;
    expect(Number.isInteger(first("split"))).toBe(true);
    expect(first("gain")).toBeGreaterThan(first("split"));
  });

  it("hardly change when the features are not standardised", () => {
    const decide = (standardise: boolean) => relevantFeatures(columns, y, {...defaults, standardise, maxIter: 40}).decisions;
    expect(decide(false)).toEqual(decide(true));
  });

  it("do not change with what ran before, and are told round by round", () => {
    const params = {...defaults, nEstimators: 10, maxIter: 12};
    const heard: number[] = [];
    const once = relevantFeatures(columns, y, params, (round) => heard.push(round));
    relevantFeatures(columns.slice(1), y, params);
    expect(relevantFeatures(columns, y, params)).toEqual(once);
    expect(heard).toEqual(once.rounds.map((_, i) => i + 1));
  });

  it("are not looked for in too few rows", () => {
    const few = columns.map((column) => column.slice(0, 9));
    expect(() => relevantFeatures(few, y.slice(0, 9), defaults)).toThrow(
      "too few rows to weigh features with gradientBoosting; need at least 40, got 9"
    );
    expect(() => relevantFeatures(few, y.slice(0, 9), {...defaults, estimator: "extraTrees"})).toThrow("need at least 10");
  });

  const diabetes = [shared("data/tabular/diabetes_data_raw.csv.gz"), shared("data/tabular/diabetes_target.csv.gz")];
  it.skipIf(diabetes.includes(undefined))("of the diabetes table are, over six seeds, what BorutaPy with LightGBM found", () => {
    const [X, target] = diabetes.map((path) => rowsOf(path!));
    const table = X![0]!.map((_, j) => Float64Array.from(X!, (row) => row[j]!));
    const truth = Float64Array.from(target!, (row) => row[0]!);
    const recorded = runs.filter((run) => run.table === "diabetes");
    const found = recorded
      .slice(0, 6)
      .map(({seed}) => relevantFeatures(table, truth, {...defaults, randomState: seed}).decisions);
    table.forEach((_, j) => {
      const record = recorded.filter(({confirmed}) => confirmed.includes(`x${j}`)).length / recorded.length;
      const share = found.filter((decisions) => decisions[j] === "confirmed").length / found.length;
      expect(Math.abs(share - record)).toBeLessThanOrEqual(record === 0 ? 0 : 0.45);
    });
  });

  const wine = shared("data/tabular/winequality-red.csv");
  it.skipIf(!wine)("of the red wines are those BorutaPy with LightGBM confirmed every time", () => {
    const rows = rowsOf(wine!);
    const table = rows[0]!.slice(0, -1).map((_, j) => Float64Array.from(rows, (row) => row[j]!));
    const quality = Float64Array.from(rows, (row) => row.at(-1)!);
    const {decisions} = relevantFeatures(table, quality, {...defaults, maxIter: 30});
    const recorded = runs.filter((run) => run.table === "wine-red");
    decisions.forEach((decision, j) => {
      const times = recorded.filter((run) => run.confirmed.includes(String(j))).length;
      const leant = recorded.filter((run) => run.tentative.includes(String(j))).length;
      expect([times === 10 ? "confirmed" : decision, times + leant === 0 ? "rejected" : decision]).toEqual([decision, decision]);
    });
  });
});

describe("the quick score", () => {
  const {columns, y} = quadratic(300);

  it("falls when something useful is left out, and hardly when noise is", () => {
    for (const estimator of ["gradientBoosting", "extraTrees"] as const) {
      const params = {...defaults, estimator, nEstimators: 50};
      const all = quickR2(columns, y, params);
      expect(all).toBeGreaterThan(0.6);
      expect(quickR2(columns.slice(0, 2), y, params)).toBeGreaterThan(all - 0.02);
      expect(quickR2(columns.slice(1), y, params)).toBeLessThan(all - 0.1);
    }
  });
});
