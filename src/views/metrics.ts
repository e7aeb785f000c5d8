import type {Metrics, Scores} from "../../nodes/kinds.ts";
import {htmlTable, type TableCell} from "./html-table.ts";
import {scoreNames, scoreText, scoreTitles} from "./learning.ts";
import type {Frame} from "./theme.ts";
import type {View} from "./view.ts";
import {percent, rows} from "./words.ts";

/** Scores on rows the model has not seen, beside what a paper printed for the same. */
export function metricsView({document}: Pick<Frame, "document">, metrics: Metrics, published?: Partial<Scores>): View {
  const {scores, target, intervals = {}} = metrics;
  const what = target.transform === "none" ? target.label : `${target.transform} of ${target.label}`;
  const content = htmlTable(document, {
    caption: `Scores of ${metrics.estimator} on ${what}`,
    head: ["", "value", ...(published ? ["paper"] : []), ""],
    rows: scoreNames.map((name): TableCell[] => [
      {text: scoreTitles[name].short, title: scoreTitles[name].long},
      {text: scoreText(name, scores[name]), className: "value"},
      ...(published ? [published[name] === undefined ? "" : scoreText(name, published[name])] : []),
      {text: scoreTitles[name].better, className: "secondary"}
    ]),
    words: [0, published ? 3 : 2]
  });
  const {standardError, treeSpread} = intervals;
  const covered = [
    standardError ? `3σ/√q of the trees covers ${percent(standardError.coverage)} of the truths` : "",
    treeSpread ? `3σ of the trees ${percent(treeSpread.coverage)}` : ""
  ].filter((text) => text !== "");
  const caption = `n = ${rows(metrics.rows)} not learned from; scores on ${what}${covered.length > 0 ? `; ${covered.join(", ")}` : ""}.`;
  return {title: "Metrics", legend: [], content, caption};
}
