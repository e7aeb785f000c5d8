// Hardly any rows, or none: every figure draws what there is or says why not, and nothing that is no number stands in a picture.
import {describe, expect, it} from "vitest";
import type {Filter, Model} from "../../nodes/kinds.ts";
import {Table, textColumn} from "../../runtime/table.ts";
import {figures, type Study} from "../../src/views/figures/index.ts";
import {drawn} from "./drawn.ts";
import {judged, real, studyOf, target} from "./made.ts";

const region: Filter = {
  label: "hull",
  region: {
    columns: ["wise3", "wise4"],
    space: "log10",
    center: Float64Array.of(0, 0),
    scale: Float64Array.of(1, 1),
    facets: Float64Array.of(1, 0, -9, -1, 0, 0, 0, 1, -9, 0, -1, 0),
    vertices: Float64Array.of(0, 0, 9, 0, 9, 9, 0, 9),
    tolerance: 0
  }
};
const model = {
  features: ["wise4"],
  target,
  pipeline: {spec: {estimator: "extraTrees"}, rows: 3},
  importances: {mean: Float64Array.of(1), sd: Float64Array.of(0)},
  calibration: {residuals: Float64Array.of(0.1, 0.2), spreads: Float64Array.of(0.1, 0.1)}
} as unknown as Model;

/** A study whose every table has n rows of these values. */
function study(n: number, value: number): Study {
  const column = (name: string, unit?: string) => real(name, n, () => value, unit);
  const sample = new Table({
    columns: [
      ...["m1", "wise3", "dwise3", "wise4", "dwise4", "Gmag", "predicted_m1"].map((name) => column(name, "uJy")),
      textColumn({name: "cc_flags"}, Array<string>(n).fill("0000")),
      column("ext_flg"),
      column("Separation", "arcsec")
    ],
    rows: n
  });
  const names = [
    "log10_m1",
    "predicted_log10_m1",
    "predicted_log10_m1_spread",
    "predicted_log10_m1_lower",
    "predicted_log10_m1_upper"
  ];
  const predictions = new Table({
    columns: [...names.map((name) => column(name)), column("wise4", "uJy"), column("dwise4", "uJy")],
    rows: n,
    roles: {target, features: ["wise4"]}
  });
  const curve = new Table({
    columns: ["fraction", "rows", "r2Score", "r2Score_sd", "meanAbsolutePercentageError", "meanAbsolutePercentageError_sd"].map(
      (name) => (name === "rows" ? real(name, n, () => 10) : column(name))
    ),
    rows: n
  });
  const history = new Table({
    columns: [
      ...["round", "importance", "shadow"].map((name) => column(name)),
      textColumn({name: "feature"}, Array<string>(n).fill("wise4")),
      textColumn({name: "decision"}, Array<string>(n).fill("confirmed"))
    ],
    rows: n
  });
  return studyOf({
    match: {type: "cross-match", notes: {pairsByChance: 0}, outputs: {matched: sample}},
    aim: {type: "target", outputs: {target: {...target, column: "m1", transform: "none"}}},
    label: {
      type: "label",
      inputs: {table: ["match.matched"], target: ["aim.target"]},
      outputs: {labelled: sample, unlabelled: sample}
    },
    hull: {type: "hull", outputs: {filter: region}},
    hub: {type: "filter-hub", inputs: {table: ["label.unlabelled"], filters: ["hull.filter"]}, outputs: {table: sample}},
    tune: {type: "tune", outputs: {model}},
    boruta: {type: "boruta", outputs: {history}},
    curve: {type: "learning-curve", outputs: {curve}},
    assess: {type: "evaluate", inputs: {model: ["tune.model"]}, outputs: {predictions}},
    append: {type: "append", outputs: {table: sample}}
  });
}

describe.each([
  ["no rows", 0, 1],
  ["one row", 1, 2],
  ["rows that are all alike", 30, 2],
  ["rows without a value", 5, NaN],
  ["rows of zeros", 5, 0],
  ["negative rows", 5, -1]
])("a study of %s", (_, n, value) => {
  it.each(figures.map(({name}) => name))("draws %s, or says why not", async (name) => {
    const outcome = await drawn(study(n, value), name).then(
      ({svg, caption, data}) => ({svg, caption, rows: data.rows}),
      (error: Error) => error.message
    );
    if (typeof outcome === "string") expect(outcome).toMatch(/^(it takes|no |the |".*" was measured)/);
    else {
      expect(outcome.svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(outcome.caption).toMatch(/n = \d/);
    }
  });
});

it("draws five thousand rows as bins", async () => {
  const {svg, caption} = await drawn(studyOf({assess: {type: "evaluate", outputs: {predictions: judged({n: 5001})}}}), "fig5");
  expect(svg.length).toBeLessThan(400_000);
  expect(caption).toContain("drawn as bins");
});
