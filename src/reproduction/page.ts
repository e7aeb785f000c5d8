// docs/reproduction.md from what was recorded. The words are ours, every number of ours is looked up.
import type {Scores} from "../../nodes/kinds.ts";
import {scoreNames, scoreTitles} from "../views/learning.ts";
import type {Reproduction, StudyRecord} from "./record.ts";
import {realSections} from "./real.ts";
import {cells, count, markdownTable, percent} from "./words.ts";

/** The four studies, in the order of the paper's Table 2. */
export const studies = ["mips1-clean", "mips1-unclean", "irac4-clean", "irac4-unclean"] as const;
const titles = {
  "mips1-clean": "MIPS1 clean",
  "mips1-unclean": "MIPS1 unclean",
  "irac4-clean": "IRAC4 clean",
  "irac4-unclean": "IRAC4 unclean"
} as const;

/** The page, as Markdown. The same record gives the same text. */
export function reproductionPage(record: Reproduction): string {
  return `${[intro(record), sample(record), hulls(record), table2(record), ...studies.map((name) => studySection(name, record)), unseen(record), ...realSections(record), differences].join("\n\n")}\n`;
}

function intro({fluxloom}: Reproduction): string {
  return `# Reproduction of the paper

What Fonseca-Bonilla, Cerdán, Noriega-Crespo & Moro-Martín (2024) report, what Fluxloom ${fluxloom} gives, and the command that gives it. This page and \`reproduction.json\` beside it are written by \`npm run reproduction\`, and no number of ours on it by hand. All are of seed 0, the default, unless it says otherwise.

## What is simulated, and what is not

The paper's catalogues, SEIP (IRSA) and the cluster members of Hunt & Reffert (2024), are **not** part of Fluxloom, and no row of theirs is. The four studies run on catalogues that the [simulate](nodes/simulate.md) node draws from a seed. They have the real column names and units and the paper's counts, which are put in by construction, and their noise was chosen so that the scores come out near the paper's Table 2; [The simulated catalogues](simulated-catalogues.md) says how they are made and what differs. So for the four studies

- that the **counts** agree says that the pipeline selects what it should, and nothing about the sky;
- that the **scores** are near the paper's says that the simulator was calibrated and that the learning works on data of this size and noise. It is *not* an independent confirmation of the paper's scores;
- which **features** Boruta keeps, and in which order of importance, tests the method on data whose making we know.

What is independent of the simulator: the kernels against scikit-learn, LightGBM, BorutaPy, SciPy, STILTS and astropy (the tests say by how much), and the two studies on real tables, [Upper Scorpius](#upper-scorpius) and [DustPedia](#dustpedia).

Whoever has the two catalogues can run the paper's study on them: put two \`catalog\` steps in the place of \`catalogues\`, wire them to \`match\`, and pass the files with \`--data\`.`;
}

function sample({studies: all}: Reproduction): string {
  const [clean, unclean] = [all["mips1-clean"]!, all["mips1-unclean"]!];
  const [iracClean, iracUnclean] = [all["irac4-clean"]!, all["irac4-unclean"]!];
  const row = (what: string, study: StudyRecord, step: string, port: string, where: string): string[] => {
    const paper = study.published.rows[step]?.[port];
    return [what, paper === undefined ? "" : count(paper), count(study.rows[`${step}.${port}`] ?? Number.NaN), where];
  };
  const irac = [iracUnclean, iracClean].map(({rows}) => count(rows["label.labelled"] ?? Number.NaN));
  return `## The sample

\`\`\`sh
npx fluxloom export report workflows/mips1-clean.json -o mips1-clean.html
npx fluxloom export report workflows/mips1-unclean.json -o mips1-unclean.html
npx fluxloom export report workflows/irac4-clean.json -o irac4-clean.html
npx fluxloom export report workflows/irac4-unclean.json -o irac4-unclean.html
\`\`\`

Counts are under *Rows* of each report.

${markdownTable(
  ["", "paper", "ours (simulated)", "where"],
  [
    row("cluster members", clean, "catalogues", "members", "`catalogues.members`"),
    row("matched at 2″ with W4 ≠ 0: unclean", unclean, "sample", "table", "`sample.table`, unclean"),
    row("clean", clean, "sample", "table", "`sample.table`, clean"),
    row("MIPS1, labelled, unclean", unclean, "label", "labelled", "`label.labelled`"),
    row("MIPS1, labelled, clean", clean, "label", "labelled", "`label.labelled`"),
    row("MIPS1, unlabelled and inside the hull, clean", clean, "candidates", "table", "`candidates.table`"),
    ["IRAC4, labelled, unclean; clean", "about two thirds", irac.join("; "), "`label.labelled`"]
  ]
)}`;
}

function hulls({hulls: all}: Reproduction): string {
  return `The paper does not say in which space its hull is drawn. \`raw\` is the default; \`candidates.table\` in the others:

\`\`\`sh
npx fluxloom run workflows/mips1-clean.json --to candidates --set hull.space=log10
npx fluxloom run workflows/mips1-clean.json --to candidates --set hull.space=yeoJohnson
\`\`\`

${markdownTable(
  ["hull.space", "candidates (simulated)"],
  Object.entries(all).map(([space, rows]) => [space, count(rows)])
)}`;
}

function table2({studies: all}: Reproduction): string {
  const models = [
    ["ET", "tune"],
    ["LR", "baseline"]
  ] as const;
  const rows = scoreNames.flatMap((score) =>
    models.map(([model, step], m) => [
      m === 0 ? scoreTitles[score].short : "",
      model,
      ...studies.flatMap((name) => {
        const {published, folds} = all[name]!;
        return [published.scores[step]?.[score]?.toFixed(3) ?? "", folds[step]![score].toFixed(3)];
      })
    ])
  );
  return `## Table 2

Mean of ten folds, on log10 flux; ET is the best of 1 000 configurations, LR least squares.

\`\`\`sh
npx fluxloom sweep workflows/mips1-clean.json workflows/mips1-unclean.json workflows/irac4-clean.json workflows/irac4-unclean.json --format csv --out table2.csv
\`\`\`

${cells(["", "", ...studies.flatMap((name) => [titles[name], ""])])}
${cells(
  Array.from({length: 10}, () => "---"),
  "|",
  ""
)}
${[["", "", ...studies.flatMap(() => ["paper", "ours"])], ...rows].map((row) => cells(row)).join("\n")}

All of *ours* simulated.`;
}

// What the paper says of each study besides Table 2.
const said: Readonly<Record<(typeof studies)[number], {readonly kept: string; readonly order: string}>> = {
  "mips1-clean": {kept: "four fluxes; rchi2 of W1, W3, W4", order: "W4 ≫ W3 > W1 ≈ W2"},
  "mips1-unclean": {kept: "as clean, and `wise3nm`", order: ""},
  "irac4-clean": {kept: "also `wise2rchi2`, some counts", order: "W1 ≈ W2, then `wise3nm`"},
  "irac4-unclean": {kept: "also `wise2rchi2`, some counts", order: "W1 ≈ W2, then W3"}
};

const wiring: Readonly<Record<(typeof studies)[number], string>> = {
  "mips1-clean": "The paper's main study.",
  "mips1-unclean": "The same without the wire `clean.filter` → `sample`.",
  "irac4-clean": "The same as the first with the wire `irac4.target` → `label`.",
  "irac4-unclean": "Without the one wire, with the other."
};

function studySection(name: (typeof studies)[number], {studies: all}: Reproduction): string {
  const study = all[name]!;
  const {boruta, importances, heldOut, trees} = study;
  const assess = heldOut["assess"]!;
  const tentative = boruta.tentative.length > 0 ? `; tentative ${featureNames(boruta.tentative)}` : "";
  const leading = importances.slice(0, 4).map(([feature, share]) => `${short(feature)} ${share.toFixed(2).replace(/^0/, "")}`);
  return `## ${titles[name].replace(" ", ", ")}

\`workflows/${name}.json\`. ${wiring[name]}

${markdownTable(
  ["", "paper", "ours (simulated)", "where"],
  [
    ["features kept by Boruta", said[name].kept, `${featureNames(boruta.confirmed)}${tentative}`, "notes of `boruta`"],
    ["importances (Fig. 9)", said[name].order, leading.join(", "), "`retrain.model`"],
    [
      "scores on the fifth held out",
      "",
      (["assess", "assess-baseline"] as const).map((step, i) => heldOutText(["ET", "LR"][i]!, heldOut[step]!.scores)).join("; "),
      "`assess`, `assess-baseline`"
    ],
    ["truths within ŷ ± 3σ/√q (Fig. 5)", "", `${percent(assess.coverage["standardError"])} (${trees} trees)`, "*standardError*"],
    ["truths within ŷ ± 3σ of the trees", "", percent(assess.coverage["treeSpread"], 1), "*treeSpread*"],
    [
      "truths within a conformal interval made for 90 %",
      "",
      `${percent(assess.coverage["conformalScaled"])} of ${count(assess.rows)}`,
      "*conformalScaled*"
    ]
  ]
)}${
  name === "mips1-clean"
    ? "\n\nThe bounds ŷ ± 3σ/√q are a standard error of the mean of q trees. They are not an interval for the truth, and cover far fewer truths than 99.7 %."
    : ""
}`;
}

function heldOutText(model: string, {meanAbsoluteError, r2Score}: Scores): string {
  return `${model} MAE ${meanAbsoluteError.toFixed(3)}, R² ${r2Score.toFixed(3)}`;
}

/** "W1, W3; rchi2 of W1, W4": fluxes first, then what else by its kind. */
function featureNames(names: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const name of names) {
    const [, band, kind = ""] = /^wise([1-4])(\w*)$/.exec(name) ?? [];
    const list = kinds.get(kind) ?? [];
    kinds.set(kind, [...list, band === undefined ? name : `W${band}`]);
  }
  return [...kinds].map(([kind, bands]) => `${kind === "" ? "" : `${kind} of `}${bands.join(", ")}`).join("; ") || "none";
}

function short(feature: string): string {
  return feature.replace(/^wise([1-4])$/, "W$1").replace(/^wise([1-4])(\w+)$/, "$2 of W$1");
}

function unseen({studies: all}: Reproduction): string {
  const records = studies.map((name) => all[name]!.unseen!);
  return `## A cluster no model has seen

The paper predicts members of IC 348, which is not among its training clusters. Simulated catalogues have a counterpart, \`SimIC_348\`: its sources have no flux at 24 or 8 µm, and \`catalogues.truth\` has what they would have been.

${markdownTable(
  ["", ...studies.map((name) => titles[name])],
  [
    [`members predicted, of ${count(records[0]!.members)}`, ...records.map(({predicted}) => count(predicted))],
    ["median of \\|predicted − true\\| in log10 flux", ...records.map(({medianError}) => medianError.toFixed(2))]
  ]
)}

At 24 µm the errors are larger than on the test set. The simulator gives labels where MIPS1 detects, that is to the bright; \`truth\` tells how far the faint are off.`;
}

const differences = `## Where we differ from the paper

- The paper leaves open in which space the hull is drawn; \`raw\` here, as a parameter.
- The paper draws the hull and selects features on all labelled rows, those of the later test included. The workflows do the same; to avoid it, wire \`hull\` and \`boruta\` to \`split.train\`.
- The configurations of a search share their random draws, so that a smaller forest is the beginning of a larger one. Each has the score it would have alone; the scores of different configurations are correlated.
- A W4 flux may be an upper limit: the condition \`wise4 <> 0\` keeps limits, as the paper's counts do. \`dwise4 IS NOT NULL\` added to it leaves them out.`;
