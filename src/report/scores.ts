// Table 2 and what was found on held-out rows, each score with an interval and beside what the paper printed.
import type {Metrics, Search} from "../../nodes/kinds.ts";
import {bestScores} from "../../nodes/kinds.ts";
import {predictionNames} from "../../nodes/learning/prediction-columns.ts";
import type {Table} from "../../runtime/table.ts";
import {bootstrapScores, judgedRows} from "../compare/held-out.ts";
import {type Interval, meanOverFolds} from "../compare/interval.ts";
import type {ScoreName} from "../../nodes/kernels/cross-validation.ts";
import {scoreNames, scoreTitles} from "../views/learning.ts";
import {outputsOf} from "../views/figures/study.ts";
import {publishedScores} from "../views/published.ts";
import {percent} from "../views/words.ts";
import {html, type Markup} from "./markup.ts";
import type {Run} from "./run.ts";
import {type DataTable, dataTable, type Row} from "./table.ts";
import {fact} from "./told.ts";

const digits = 3;

/** Means over the folds of the best configuration of each search, with differences from the paper's. */
export async function foldScores(run: Run): Promise<Markup | undefined> {
  const published = publishedScores(run.workflow);
  const rows: Row[] = [];
  for (const {step, port} of outputsOf(run, "search")) {
    const search = (await run.value(step, port)) as Search;
    const means = bestScores(search);
    scoreNames.forEach((score, s) => {
      const of = `${step}/outputs/${port}/scores/${score}`;
      const folds = Array.from({length: search.nSplits}, (_, k) => search.scores[4 * k + s]!);
      const paper = published[step]?.[score];
      rows.push([
        s === 0 ? html`<a href="#step-${step}"><code>${step}</code></a>, ${search.estimator}` : "",
        scoreTitles[score].short,
        shown(means[score], of),
        interval(meanOverFolds(folds)),
        paper === undefined ? "" : fact(paper, `published/${step}/${score}`, paper.toFixed(digits)),
        paper === undefined ? "" : signed(means[score] - paper)
      ]);
    });
  }
  const head = ["search", "score", "here", "95 % interval", "paper", "here − paper"];
  return tableOf({id: "table-folds", caption: foldsCaption(rows), head, rows, words: [0, 1], file: "table-2"});
}

function foldsCaption(rows: readonly Row[]): string {
  const beside = rows.some((row) => row[4] !== "") ? " Beside them the paper’s Table 2, as printed, and the difference." : "";
  return `Means over the folds of the best configuration of each search, on the scale it learned. The interval is that of the mean, by the folds’ variance corrected for their overlapping training rows (Nadeau & Bengio 2003).${beside}`;
}

/** A table, where there is anything to stand in it. */
function tableOf(table: DataTable): Markup | undefined {
  return table.rows.length === 0 ? undefined : dataTable(table);
}

/** Scores of models on rows they had not seen. */
export async function heldOutScores(run: Run): Promise<Markup | undefined> {
  const rows: Row[] = [];
  for (const {step, port} of outputsOf(run, "metrics")) {
    const metrics = (await run.value(step, port)) as Metrics;
    const intervals = await intervalsOf(run, step, metrics);
    scoreNames.forEach((score, s) =>
      rows.push([
        s === 0 ? html`<a href="#step-${step}"><code>${step}</code></a>, ${metrics.estimator}` : "",
        s === 0 ? fact(metrics.rows, `${step}/outputs/${port}/rows`) : "",
        scoreTitles[score].short,
        shown(metrics.scores[score], `${step}/outputs/${port}/scores/${score}`),
        intervals ? interval(intervals[score]) : ""
      ])
    );
  }
  return tableOf({
    id: "table-held-out",
    caption:
      "Scores on rows that no search had seen, on the learned scale, with percentile intervals of 1,000 bootstrap samples of the rows.",
    head: ["step", "rows", "score", "value", "95 % interval"],
    rows,
    words: [0, 2],
    file: "held-out"
  });
}

async function intervalsOf(
  run: Run,
  step: string,
  {target}: Metrics
): Promise<Readonly<Record<ScoreName, Interval>> | undefined> {
  for (const {step: id, port} of outputsOf(run, "table")) {
    if (id !== step) continue;
    const table = (await run.value(id, port)) as Table;
    if (table.has(target.column) && table.has(predictionNames(target.column).mean))
      return bootstrapScores(judgedRows(table, target));
  }
  return undefined;
}

const intervalTitles: Readonly<Record<string, string>> = {
  standardError: "ŷ ± 3σ/√q of the q trees, as in the paper: a standard error of the mean",
  treeSpread: "ŷ ± 3σ, the range of the trees",
  conformalConstant: "conformal, equally wide everywhere",
  conformalScaled: "conformal, wider where the trees disagree"
};

/** What share of truths each interval holds. */
export async function coverage(run: Run): Promise<Markup | undefined> {
  const rows: Row[] = [];
  for (const {step, port} of outputsOf(run, "metrics")) {
    const {intervals = {}} = (await run.value(step, port)) as Metrics;
    for (const [i, [name, {coverage: share, width, nominal}]] of Object.entries(intervals).entries()) {
      const of = `${step}/outputs/${port}/intervals/${name}`;
      rows.push([
        i === 0 ? html`<a href="#step-${step}"><code>${step}</code></a>` : "",
        intervalTitles[name] ?? name,
        nominal === undefined ? "" : fact(nominal, `${of}/nominal`, percent(nominal)),
        fact(share, `${of}/coverage`, percent(share)),
        fact(width, `${of}/width`, width.toFixed(digits))
      ]);
    }
  }
  return tableOf({
    id: "table-coverage",
    caption:
      "The share of truths that each interval holds on the held-out rows, the share it was made for where it was made for one, and its mean width on the learned scale.",
    head: ["step", "interval", "made for", "holds", "mean width"],
    rows,
    words: [0, 1],
    file: "coverage"
  });
}

function shown(value: number, of: string): Markup {
  return fact(value, of, value.toFixed(digits).replace("-", "−"));
}

function interval({lower, upper}: Interval): string {
  return `${lower.toFixed(digits)} to ${upper.toFixed(digits)}`.replaceAll("-", "−");
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? "−" : "+"}${text}`;
}
