import {counted} from "./kernels/words.ts";
import type {BorutaResult, Decision} from "./kernels/boruta.ts";
import {filter, learned, table} from "./kinds.ts";
import {scoreFeatures, weighFeatures, type BorutaItem} from "./tasks/boruta.ts";
import {defineNode, type Json} from "../runtime/node.ts";
import {choice, flag, integer, real} from "../runtime/params.ts";
import {type Column, type ColumnInfo, integerColumn, realColumn, Table, textColumn} from "../runtime/table.ts";

const historyColumns = {
  round: {name: "round", type: "int32", description: "Round, from 1"},
  feature: {name: "feature", type: "text", description: "Feature"},
  importance: {name: "importance", type: "float64", description: "Its importance in this round; null once it is rejected"},
  shadow: {
    name: "shadow",
    type: "float64",
    description: "What it had to exceed: the importance of the best shadow, or their percentile"
  },
  hits: {name: "hits", type: "int32", description: "Rounds so far in which it exceeded the shadows"},
  decision: {name: "decision", type: "text", description: "What stands after this round: confirmed, tentative or rejected"}
} as const satisfies Record<string, ColumnInfo>;

export const boruta = defineNode({
  type: "boruta",
  version: 1,
  title: "Boruta",
  group: "filters",
  doc: `Finds all features that tell something about the target, and leaves out the rest.

Each feature gets a *shadow*, a copy of itself in random order. A model is fitted to features and shadows together, and a feature
more important than the best shadow scores a hit. After some rounds its hits are tested against a fair coin: significantly many
confirm it, significantly few reject it, and the rest stay tentative. Rejected features and their shadows leave the contest. It ends
when all is decided, or after maxIter − 1 rounds.

- *filter*: the confirmed features, as a condition on columns. A filter hub applies it to the training rows and to the candidates
  alike. Columns that were not features pass.
- *history*: one row a round and feature, for the plot of importances against the best shadow.

The features and the target are those the table carries (see Label). Rows where one of them is missing or infinite take no part, and
are counted.

**The estimator decides what is kept.** Boruta finds what is relevant *to this estimator*, not to nature. On 254 galaxies of DustPedia
with 24 µm fluxes and 16 WISE features, gradient boosting keeps W3, W4 and often the W1 quality of fit, for it needs few features once
it has the best; extra trees keep all four fluxes, two qualities of fit and the W4 coverage, since they spread their cuts over
everything that helps. Neither is wrong. Look at \`r2All\` and \`r2Kept\` among the counts: the cross-validated R² of the same estimator
before and after the selection. If it falls, something useful was left out.

With importanceType \`split\`, LightGBM's default and so the paper's, boosting counts how often it splits on a feature. That
undervalues features of few distinct values, such as counts of exposures. \`gain\` adds up by how much the splits lower the loss
instead.

The selection is made on all rows that arrive. Where they include the rows that later test the model, as in the paper, the test
scores are a little too good; to avoid it, place this step after Split.`,
  references: [
    "Kursa & Rudnicki 2010, J. Stat. Softw. 36, 11",
    "BorutaPy, https://github.com/scikit-learn-contrib/boruta_py",
    "LightGBM 4.3.0: Ke et al. 2017, NeurIPS 30",
    "Geurts, Ernst & Wehenkel 2006, Mach. Learn. 63, 3"
  ],
  methods: ({params, notes}) =>
    [
      `Relevant features were sought by Boruta on {notes.rows} rows of {inputs.table}, with ${
        {gradientBoosting: "gradient boosting", extraTrees: "extremely randomised trees", randomForest: "a random forest"}[
          params.estimator
        ]
      } of {nEstimators} trees as the judge (maxIter {maxIter}, α = {alpha}, percentile {perc} of the shadows, seed {randomState}).`,
      ...(params.standardise ? ["The features were Yeo–Johnson transformed and standardised before."] : []),
      "After {notes.rounds} rounds {notes.confirmed} stood confirmed.",
      ...(Array.isArray(notes["tentative"]) && notes["tentative"].length > 0 ? ["Tentative: {notes.tentative}."] : []),
      "The cross-validated R² of the same judge is {notes.r2All} with all features and {notes.r2Kept} with those kept.",
      "What is relevant depends on the judge."
    ].join(" "),
  inputs: {table: learned(table("rows with features and a target"))},
  outputs: {
    filter: filter("the features to keep"),
    history: table("importances, thresholds and hits, round by round")
  },
  params: {
    estimator: choice(["gradientBoosting", "extraTrees", "randomForest"], {
      default: "gradientBoosting",
      doc: "What weighs the features. Gradient boosting is LightGBM's, with its defaults, as in the paper; the forests are scikit-learn's."
    }),
    maxIter: integer({
      default: 100,
      min: 6,
      max: 1000,
      doc: "One more than the greatest number of rounds, as BorutaPy counts them. No test before round 5."
    }),
    alpha: real({default: 0.05, min: 1e-9, max: 0.5, doc: "Significance of the tests, before correction."}),
    correction: choice(["twoStep", "bonferroni"], {
      default: "twoStep",
      doc: "How many tests at once are paid for: false discovery rate over the features and alpha / round, as BorutaPy; or alpha / number of features, as the original."
    }),
    perc: real({
      default: 100,
      min: 1,
      max: 100,
      doc: "The percentile of the shadows' importances that a feature must exceed; 100 is the best shadow."
    }),
    nEstimators: integer({default: 100, min: 1, max: 10_000, doc: "Trees in each round."}),
    importanceType: choice(["split", "gain"], {
      default: "split",
      doc: "How gradient boosting weighs features: by the number of splits, or by the loss they save. Forests always use the latter."
    }),
    standardise: flag({
      default: true,
      doc: "Apply Yeo–Johnson and standardise the features first, as the paper does. Trees hardly notice."
    }),
    keepTentative: flag({
      default: false,
      doc: "Keep, besides the confirmed, those still tentative whose median importance exceeds the median threshold."
    }),
    randomState: integer({default: 0, min: 0, doc: "Seed of the shadows and of the forests."})
  },
  schema: () => ({history: {columns: Object.values(historyColumns)}}),
  async run(context) {
    const {inputs, params, pool, signal} = context;
    const {features, columns, y, incomplete} = complete(inputs.table);
    context.note("rows", y.length);
    context.note("incompleteRows", incomplete);
    const {keepTentative, ...relevance} = params;
    const item = {columns, y, params: relevance};
    const [result] = await pool.map(weighFeatures, [item], {
      signal,
      onProgress: (fraction) => context.progress(0.95 * fraction, "weighing features against their shadows")
    });
    const kept = keptFeatures(result!, keepTentative);
    for (const [name, fact] of Object.entries(facts(features, result!))) context.note(name, fact);
    if (kept.length === 0) throw new Error(nothingKept(features, result!, keepTentative));
    const [r2All, r2Kept] = await pool.map(scoreFeatures, [item, narrowed(item, kept)], {
      signal,
      onProgress: (fraction) => context.progress(0.95 + 0.05 * fraction, "comparing scores")
    });
    context.note("r2All", r2All!);
    context.note("r2Kept", r2Kept!);
    const keep = kept.map((j) => features[j]!);
    return {
      filter: {label: `relevant to ${params.estimator}: ${keep.join(", ")}`, columns: {keep, among: features}},
      history: history(features, result!)
    };
  }
});

/** Features and target of the rows where all of them are finite. */
function complete(source: Table): {features: readonly string[]; columns: Float64Array[]; y: Float64Array; incomplete: number} {
  const {features = [], target} = source.roles;
  if (!target) throw new Error("the table has no target; connect it through a label step");
  if (features.length === 0) throw new Error("the table has no features; name some in the label step");
  const columns = features.map((name) => source.numbers(name));
  const y = source.numbers(target.column);
  const all = [...columns, y];
  const rows: number[] = [];
  for (let i = 0; i < source.rows; ++i) if (all.every((column) => Number.isFinite(column[i]))) rows.push(i);
  if (rows.length === 0)
    throw new Error(`none of ${counted(source.rows, "row")} has every feature and the target; ${emptiest(features, columns)}`);
  const take = (column: Float64Array): Float64Array => Float64Array.from(rows, (i) => column[i]!);
  return {features, columns: columns.map(take), y: take(y), incomplete: source.rows - rows.length};
}

function emptiest(features: readonly string[], columns: readonly Float64Array[]): string {
  const missing = columns.map((column) => column.filter((x) => !Number.isFinite(x)).length);
  const worst = missing.indexOf(Math.max(...missing));
  return `"${features[worst]}" is missing in ${counted(missing[worst]!, "row")}`;
}

function keptFeatures({decisions, leaning}: BorutaResult, keepTentative: boolean): number[] {
  return decisions.flatMap((decision, j) => (decision === "confirmed" || (keepTentative && leaning.includes(j)) ? [j] : []));
}

function narrowed({columns, y, params}: BorutaItem, kept: readonly number[]): BorutaItem {
  return {columns: kept.map((j) => columns[j]!), y, params};
}

function facts(features: readonly string[], {decisions, leaning, hits, rounds}: BorutaResult): Readonly<Record<string, Json>> {
  const having = (wanted: Decision): string[] => features.filter((_, j) => decisions[j] === wanted);
  return {
    rounds: rounds.length,
    confirmed: having("confirmed"),
    tentative: having("tentative"),
    leaning: leaning.map((j) => features[j]!),
    rejected: having("rejected"),
    hits: Object.fromEntries(features.map((name, j) => [name, hits[j]!]))
  };
}

function nothingKept(features: readonly string[], {hits, leaning, rounds}: BorutaResult, keepTentative: boolean): string {
  const best = hits.indexOf(Math.max(...hits));
  const count = `none of ${counted(features.length, "feature")} is confirmed in ${counted(rounds.length, "round")}; "${features[best]}" comes closest with ${counted(hits[best]!, "hit")}`;
  const remedy =
    !keepTentative && leaning.length > 0
      ? "set keepTentative"
      : "raise maxIter or alpha, lower perc, or choose another estimator";
  return `${count}: ${remedy}`;
}

function history(features: readonly string[], {rounds}: BorutaResult): Table {
  const p = features.length;
  const n = rounds.length * p;
  const cells = <T>(value: (round: BorutaResult["rounds"][number], j: number, index: number) => T): T[] =>
    rounds.flatMap((round, index) => features.map((_, j) => value(round, j, index)));
  const importance = Float64Array.from(cells((round, j) => round.importances[j]!));
  const valid = Uint8Array.from(importance, (x) => (Number.isNaN(x) ? 0 : 1));
  const {round, feature, importance: info, shadow, hits, decision} = historyColumns;
  const columns: Column[] = [
    integerColumn(
      round,
      Int32Array.from({length: n}, (_, i) => 1 + Math.floor(i / p))
    ),
    textColumn(
      feature,
      cells((_, j) => features[j]!)
    ),
    realColumn(
      info,
      importance.map((x) => (Number.isNaN(x) ? 0 : x)),
      valid.includes(0) ? valid : undefined
    ),
    realColumn(shadow, Float64Array.from(cells((r) => r.shadow))),
    integerColumn(hits, Int32Array.from(cells((r, j) => r.hits[j]!))),
    textColumn(
      decision,
      cells((r, j) => r.decisions[j]!)
    )
  ];
  return new Table({columns, meta: {title: "Boruta, round by round"}});
}
