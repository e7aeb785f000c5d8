// Each figure against small inputs whose picture is known: how many marks, which words, which numbers.
import {describe, expect, it} from "vitest";
import type {Filter, Model} from "../../nodes/kinds.ts";
import {Table, textColumn} from "../../runtime/table.ts";
import {choices, figures, type Study} from "../../src/views/figures/index.ts";
import {normalQuantile} from "../../src/views/figures/coverage.ts";
import type {StepResult} from "../../src/views/figures/study.ts";
import {drawn, marks} from "./drawn.ts";
import {judged, type MadeStep, real, studyOf, target} from "./made.ts";

const table = (...columns: Table["columns"]): Table => new Table({columns});
const assessed = (predictions: Table, model?: Model): Study =>
  studyOf({
    ...(model && {tune: {type: "tune", outputs: {model}}}),
    assess: {type: "evaluate", inputs: model ? {model: ["tune.model"]} : {}, outputs: {predictions}}
  });
const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

describe("figure 2", () => {
  const rows = (n: number): Table => table(real("a", n, (i) => i));
  const structure = (sample: number, labelled: number): Record<string, MadeStep> => ({
    sources: {type: "catalog", outputs: {table: rows(100)}},
    clean: {type: "condition", inputs: {table: ["sources.table"]}, outputs: {filter: {label: "only clean ones"}}},
    sample: {
      type: "filter-hub",
      inputs: {table: ["sources.table"], filters: ["clean.filter"]},
      outputs: {table: rows(sample)}
    },
    label: {
      type: "label",
      inputs: {table: ["sample.table"]},
      outputs: {labelled: rows(labelled), unlabelled: rows(sample - labelled)}
    },
    scale: {type: "transform", inputs: {table: ["label.labelled"]}, outputs: {table: rows(labelled)}},
    split: {type: "split", inputs: {table: ["scale.table"]}, outputs: {train: rows(labelled - 2), test: rows(2)}}
  });

  it("counts every branch once, leaves out what takes away no row, and says what chose the rows", async () => {
    const {svg, data, caption} = await drawn(studyOf(structure(60, 10)), "fig2");
    expect(data.strings("table")).toEqual([
      "sources.table",
      "sample.table",
      "label.labelled",
      "label.unlabelled",
      "split.train",
      "split.test"
    ]);
    expect([...data.numbers("rows")]).toEqual([100, 60, 10, 50, 8, 2]);
    expect(data.strings("from")[4]).toBe("label.labelled");
    expect(count(svg, /class="branch"/g)).toBe(6);
    expect(svg).toContain("only clean ones");
    expect(svg).toContain("60 % of sources");
    expect(caption).toMatch(/^n = 60 rows in sample: 10 labelled, 50 unlabelled, 8 train, 2 test\./);
  });

  it("puts the counts of another study beside them", async () => {
    const {svg, data} = await drawn(studyOf(structure(60, 10)), "fig2", {beside: studyOf(structure(90, 30))});
    expect([...data.numbers("rowsBeside")]).toEqual([100, 90, 30, 60, 28, 2]);
    expect(count(svg, /class="rows-beside"/g)).toBe(6);
  });
});

describe("figure 6", () => {
  const withErrors = (names: readonly string[]): Table => {
    const base = judged();
    const n = base.rows;
    const {target: of} = base.roles;
    const wise = base.numbers("wise4");
    return base
      .with([
        ...(names.includes("m1") ? [real("log10_m1_error", n, () => 0.02 / Math.LN10)] : []),
        ...(names.includes("wise") ? [real("dwise4", n, (i) => wise[i]! * (i < 10 ? 0.2 : 0.05))] : [])
      ])
      .withRoles({target: {...of!, errorColumn: "log10_m1_error"}});
  };

  it("draws the relative errors of catalogue and prediction, and counts those below 10 %", async () => {
    const {svg, data, caption} = await drawn(assessed(withErrors(["m1", "wise"])), "fig6");
    for (const [name, shape] of [
      ["observed", "circle"],
      ["wise4", "path"],
      ["lower", "circle"],
      ["upper", "path"]
    ] as const)
      expect([name, marks(svg, name, shape)]).toEqual([name, 40]);
    expect(data.numbers("error_observed")[3]).toBeCloseTo(2, 9);
    // ŷ is 0.05 above the lower bound: 1 − 10^−0.05.
    expect(data.numbers("error_lower")[3]).toBeCloseTo(100 * (1 - 10 ** -0.05), 6);
    expect(caption).toContain("observed MIPS1 100 % of 40 rows; wise4 75 % of 40 rows");
    expect(svg).toContain("↑ relative error (%)");
    expect(svg).toContain("flux (µJy) →");
  });

  it("does without errors of the catalogue, and says which are missing", async () => {
    const {svg, caption} = await drawn(assessed(withErrors([])), "fig6");
    expect(marks(svg, "observed", "circle")).toBe(0);
    expect(caption).toContain("Not shown: errors of MIPS1, which the table has not; errors of WISE, which the table has not.");
  });
});

describe("figure 8", () => {
  const flux = 1e6;
  const sources = table(
    textColumn({name: "objid"}, ["first", "second"]),
    real("Gmag", 2, () => 0, "mag"),
    real("j", 2, () => flux, "uJy"),
    real("dj", 2, () => flux / 10, "uJy"),
    real("wise3", 2, () => flux, "uJy"),
    real("dwise3", 2, () => flux / 10, "uJy"),
    real("wise4", 2, () => flux, "uJy"),
    real("dwise4", 2, (i) => (i === 0 ? NaN : flux / 10), "uJy"),
    real("m1_f_psf", 2, () => NaN, "uJy"),
    real("predicted_m1_f_psf", 2, () => flux, "uJy"),
    real("predicted_m1_f_psf_conformal_lower", 2, () => flux / 2, "uJy"),
    real("predicted_m1_f_psf_conformal_upper", 2, () => flux * 2, "uJy")
  );
  const study = (of: Table): Study => studyOf({append: {type: "append", outputs: {table: of}}});

  it("draws every band at its wavelength, in physical units, with an arrow for an upper limit", async () => {
    const {svg, data, caption} = await drawn(study(sources), "fig8", {sources: ["first"]});
    expect(data.strings("source")).toEqual(Array.from({length: 5}, () => "first"));
    expect(data.strings("band")).toEqual(["G", "J", "W3", "W4", "MIPS1"]);
    expect(data.strings("of")).toEqual(["Gaia", "2MASS", "WISE", "WISE", "predicted"]);
    const value = data.numbers("value");
    const energy = (jansky: number, wavelength: number): number => (jansky * 1e-23 * 2.99792458e14) / wavelength;
    expect(value[0]! / energy(3228.75, 0.582239)).toBeCloseTo(1, 12);
    expect(value[3]! / energy(1, 22.09)).toBeCloseTo(1, 12);
    expect(data.numbers("high")[4]! / value[4]!).toBeCloseTo(2, 12);
    expect([...data.numbers("upperLimit")]).toEqual([0, 0, 0, 1, 0]);
    expect(data.column("value").unit).toBe("erg.s**-1.cm**-2");
    expect(marks(svg, "limits", "path")).toBe(1);
    expect(marks(svg, "points-predicted", "path")).toBe(1);
    expect(svg).toContain("λFλ (erg s⁻¹ cm⁻²)");
    expect(caption).toContain("n = 1 source of 2, 5 points.");
    expect(caption).toContain("Bars of predictions: calibrated interval.");
    expect(caption).toContain("Not shown: Spitzer");
    // Fluxes that are all alike fall in λFλ: the lower left is free for the mid-infrared.
    expect(count(svg, /class="plot inset"/g)).toBe(1);
    expect(caption).toContain("Insets: the mid-infrared, closer.");
  });

  it("finds a source by its number, prefers what tells most, and says when there is none of that name", async () => {
    expect((await drawn(study(sources), "fig8", {sources: ["2"]})).data.strings("source")[0]).toBe("second");
    expect((await drawn(study(sources), "fig8")).data.strings("source")).toContain("second");
    await expect(drawn(study(sources), "fig8", {sources: ["third"]})).rejects.toThrow('no row is called "third"');
  });

  it("leaves magnitudes out where the unit of the fluxes is not known", async () => {
    const bare = table(...sources.columns.filter(({name}) => name !== "j").map(({unit: _unit, ...rest}) => rest));
    const {caption, svg, data} = await drawn(study(bare), "fig8", {sources: ["first"]});
    expect(data.strings("band")).toEqual(["W3", "W4", "MIPS1"]);
    expect(caption).toContain("says no unit");
    expect(svg).toContain("flux density (unit not given)");
  });
});

describe("figure A.1", () => {
  const n = 40;
  const sample = table(
    real("m1", n, (i) => 10 ** (2 + i / 20), "uJy"),
    real("wise4", n, (i) => 10 ** (2 + i / 20), "uJy"),
    real("dwise4", n, (i) => 10 ** (2 + i / 20) / (i < 8 ? 1 : i < 16 ? 2.5 : i < 24 ? 5 : 20), "uJy"),
    textColumn(
      {name: "cc_flags"},
      Array.from({length: n}, (_, i) => (i % 4 === 0 ? "d000" : "0000"))
    ),
    real("ext_flg", n, () => 0)
  );
  const study = (of: Table): Study => {
    const {wavelength, label} = target;
    return studyOf({
      aim: {
        type: "target",
        outputs: {target: {column: "m1", sourceColumn: "m1", label, transform: "none", wavelength: wavelength!}}
      },
      label: {type: "label", inputs: {table: ["read.table"], target: ["aim.target"]}, outputs: {}},
      read: {type: "catalog", outputs: {table: of}}
    });
  };

  it("draws all rows, the clean ones, and these by signal-to-noise", async () => {
    const {svg, caption, data} = await drawn(study(sample), "figA1");
    expect(marks(svg, "all", "circle")).toBe(40);
    expect(marks(svg, "clean", "circle")).toBe(30);
    expect([marks(svg, "low", "path"), marks(svg, "middle", "circle"), marks(svg, "high", "circle")]).toEqual([6, 6, 12]);
    expect(caption).toContain("2–3: 6, 3–10: 6, &gt; 10: 12".replace("&gt;", ">"));
    expect(svg).toContain("all, n = 40");
    expect(data.numbers("clean").reduce((a, b) => a + b)).toBe(30);
  });

  it("does without flags, and says so", async () => {
    const {svg, caption} = await drawn(study(sample.without(["cc_flags"])), "figA1");
    expect(marks(svg, "clean", "circle")).toBe(0);
    expect(caption).toContain("No clean rows apart: the table has no contamination and extension flags.");
  });
});

describe("the separations of a match", () => {
  const matched = table(real("Separation", 50, (i) => i / 50, "arcsec"));
  const study = (notes: MadeStep["notes"]): Study =>
    studyOf({match: {type: "cross-match", params: {radius: 1}, ...(notes && {notes}), outputs: {matched}}});

  it("are counted in rings, with what chance gives in proportion to their area", async () => {
    const {data, caption, svg} = await drawn(study({pairsByChance: 10}), "separation");
    const sum = (name: string): number => data.numbers(name).reduce((a, b) => a + b);
    expect(sum("pairs")).toBe(50);
    expect(sum("byChance")).toBeCloseTo(10, 9);
    const chance = data.numbers("byChance");
    expect(chance[9]! / chance[0]!).toBeCloseTo(19, 6);
    expect(caption).toContain("Chance alone would give 10 (20 %)");
    expect(svg).toContain("separation (″) →");
  });

  it("say that chance was not counted", async () => {
    const {data, caption} = await drawn(study(undefined), "separation");
    expect(data.has("byChance")).toBe(false);
    expect(caption).toContain("switch countChance of the step on");
  });
});

describe("the hull", () => {
  // A unit square: 0 ≤ a ≤ 1, 0 ≤ b ≤ 1.
  const filter: Filter = {
    label: "inside",
    region: {
      columns: ["a", "b"],
      space: "raw",
      center: Float64Array.of(0, 0),
      scale: Float64Array.of(1, 1),
      facets: Float64Array.of(1, 0, -1, -1, 0, 0, 0, 1, -1, 0, -1, 0),
      vertices: Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1),
      tolerance: 1e-9
    }
  };
  const rows = table(
    real("a", 5, (i) => [0.5, 0.2, 2, -1, 0.9][i]!),
    real("b", 5, (i) => [0.5, 0.9, 0.5, 0.5, 1.5][i]!)
  );

  it("parts the rows into those inside and those rejected, and draws its shadow", async () => {
    const study = studyOf({
      read: {type: "catalog", outputs: {table: rows}},
      hull: {type: "hull", inputs: {table: ["read.table"]}, outputs: {filter}},
      hub: {type: "filter-hub", inputs: {table: ["read.table"], filters: ["hull.filter"]}, outputs: {table: rows}}
    });
    const {svg, data, caption, step} = await drawn(study, "hull");
    expect([...data.numbers("inside")]).toEqual([1, 1, 0, 0, 0]);
    expect([marks(svg, "kept", "circle"), marks(svg, "rejected", "circle"), marks(svg, "outline", "path")]).toEqual([2, 3, 1]);
    expect(caption).toContain("n = 5 rows: 2 (40 %) inside the hull of raw values, 3 rejected.");
    expect(step).toBe("hub");
  });
});

describe("the coverage of intervals", () => {
  // Errors of 0.01, 0.02 … 1 about predictions of 0; a spread that calls them a normal distribution's.
  const n = 100;
  const predictions = new Table({
    columns: [
      real("log10_m1", n, (i) => (i + 1) / n),
      real("predicted_log10_m1", n, () => 0),
      real("predicted_log10_m1_spread", n, () => 0.5),
      real("predicted_log10_m1_upper", n, () => 0.15)
    ],
    roles: {target}
  });
  const calibration = {residuals: Float64Array.from({length: n}, (_, i) => (i + 1) / n), spreads: new Float64Array(n).fill(0.5)};
  const model = {features: ["a"], target, pipeline: {spec: {estimator: "linear"}, rows: n}, calibration} as unknown as Model;
  const found = async (name: string, nominal: number): Promise<number> => {
    const {data} = await drawn(assessed(predictions, model), "coverage");
    const interval = data.strings("interval");
    const at = data.numbers("nominal").findIndex((value, i) => interval[i] === name && Math.abs(value - nominal) < 1e-6);
    return data.numbers("found")[at]!;
  };

  it("is the share of truths within them, for every share they may be meant to hold", async () => {
    // Of 100 calibration errors the 91st is the one that 90 % ask for.
    expect(await found("calibrated, constant", 90)).toBeCloseTo(91, 9);
    expect(await found("calibrated, scaled by the trees", 50)).toBeCloseTo(51, 9);
    expect(await found("spread σ of the trees", 50)).toBeCloseTo(Math.floor(100 * 0.5 * 0.67449), 9);
    expect(await found("standard error σ/√q", 90)).toBeCloseTo(Math.floor(100 * 0.05 * 1.64485), 9);
    const {svg, caption} = await drawn(assessed(predictions, model), "coverage");
    expect(marks(svg, "scaled", "circle")).toBe(20);
    expect(caption).toContain("n = 100 rows not learned from");
  });

  it("tells intervals of one width from those that follow the trees", async () => {
    const spread = predictions.with([real("predicted_log10_m1_spread", n, (i) => (i % 2 ? 0.1 : 0.9))]);
    const {data} = await drawn(assessed(spread, model), "coverage");
    const of = (name: string): number[] => {
      const interval = data.strings("interval");
      return [...data.numbers("found")].filter((_, i) => interval[i] === name);
    };
    expect(of("calibrated, constant")).not.toEqual(of("calibrated, scaled by the trees"));
  });

  it("takes quantiles of a normal distribution", () => {
    expect(normalQuantile(0.95)).toBeCloseTo(1.959964, 5);
    expect(normalQuantile(0.682689)).toBeCloseTo(1, 5);
  });

  it("cannot be told of a model without intervals", async () => {
    const bare = predictions.without(["predicted_log10_m1_spread", "predicted_log10_m1_upper"]);
    await expect(drawn(assessed(bare), "coverage")).rejects.toThrow("is no forest and is not calibrated");
  });
});

describe("errors against features", () => {
  it("have a panel for each feature, with the median of groups of rows", async () => {
    const base = judged({n: 64});
    const predictions = base.with([real("noise", 64, (i) => i % 7)]).withRoles({target, features: ["wise4", "noise"]});
    const {svg, data, caption} = await drawn(assessed(predictions), "residuals");
    expect(count(svg, /<g class="dots"/g)).toBe(2);
    expect(count(svg, /<g class="median"/g)).toBe(2);
    expect(marks(svg, "dots", "circle")).toBe(64);
    expect(data.numbers("error")[5]).toBeCloseTo(100 * (10 ** 0.05 - 1), 9);
    expect(data.column("wise4").unit).toBe("uJy");
    expect(caption).toContain("n = 64 rows");
  });

  it("need to know which columns are features", async () => {
    await expect(drawn(assessed(judged()), "residuals")).rejects.toThrow("does not say which columns are features");
  });
});

describe("importances", () => {
  const model = (importances: boolean): Model =>
    ({
      features: ["w1", "w4"],
      target,
      pipeline: {spec: {estimator: "extraTrees"}, rows: 120},
      ...(importances && {importances: {mean: Float64Array.of(0.2, 0.8), sd: Float64Array.of(0.1, 0.1)}})
    }) as unknown as Model;

  it("are those of the model that goes on to predict", async () => {
    const study = studyOf({
      tune: {type: "tune", outputs: {model: model(true)}},
      retrain: {type: "retrain", outputs: {model: model(true)}}
    });
    const {step, data, caption} = await drawn(study, "fig9");
    expect(step).toBe("retrain");
    expect([...data.numbers("importance")]).toEqual([0.2, 0.8]);
    expect(caption).toContain("n = 120 rows");
  });

  it("are missing where no model has trees", () => {
    const study = studyOf({tune: {type: "tune", outputs: {model: model(false)}}});
    const fig9 = choices(study).find(({figure}) => figure.name === "fig9")!;
    expect("missing" in fig9 && fig9.missing).toContain("no model of the study has trees");
  });
});

describe("a figure whose step gave nothing", () => {
  it("says what became of the step instead of what it takes", () => {
    const study = studyOf({curve: {type: "learning-curve", outputs: {}}, boruta: {type: "boruta", outputs: {}}});
    const missing = (state: StepResult, step?: string): unknown => {
      const choice = choices({...study, states: new Map([["curve", state]])}, step).find(({figure}) => figure.name === "fig7-r2");
      return choice && "missing" in choice && choice.missing;
    };
    const why = "12 rows are too few; take more";
    expect(missing({status: "failed", error: new Error(`curve: ${why}`)})).toBe(`step "curve" failed: ${why}`);
    expect(missing({status: "failed", error: why})).toBe(`step "curve" failed: ${why}`);
    expect(missing({status: "blocked"})).toBe('step "curve" is blocked');
    expect(missing({status: "done", outputs: {}})).toMatch(/^it takes the curve/);
    expect(missing({status: "failed", error: why}, "boruta")).toMatch(/^it takes the curve/);
  });
});

describe("a study with nothing in it", () => {
  it("has no figure, and each says what it takes", () => {
    for (const choice of choices(studyOf({}))) {
      expect([choice.figure.name, "missing" in choice]).toEqual([choice.figure.name, true]);
      if ("missing" in choice) expect(choice.missing).toMatch(/^it takes /);
    }
    expect(new Set(figures.map(({name}) => name)).size).toBe(figures.length);
  });
});
