// Two or more results side by side as one HTML page.
import {differenceText} from "../../runtime/diff.ts";
import type {Changes} from "../compare/changed.ts";
import type {ComparedStep, Comparison} from "../compare/compare.ts";
import {
  type ComparedFigure,
  type ComparedFigures,
  comparedPicture,
  type Names,
  type Pair,
  verdictText
} from "../views/compared/index.ts";
import {scoreTitles} from "../views/learning.ts";
import {count, counted} from "../views/words.ts";
import {pageText} from "./document.ts";
import {elementOf, type FiguresOptions, type FilesOfPicture, linksOf, longestSvg, pageFigure} from "./figures.ts";
import {html, type Markup, type Part} from "./markup.ts";
import {dataTable, type Row} from "./table.ts";

/** The first result and another. */
export interface ComparedPair {
  readonly names: Names;
  readonly comparison: Comparison;
  readonly figures: ComparedFigures;
  readonly simulated: boolean;
  /** Its pictures as files that carry the workflows of both. */
  readonly files: FilesOfPicture;
}

type PageOptions = Omit<FiguresOptions, "files">;

/** The comparison as HTML. The same results give the same bytes. */
export async function comparisonPage(
  pairs: readonly ComparedPair[],
  {version, origin, ...options}: PageOptions & {readonly version: string; readonly origin: string}
): Promise<string> {
  const sections: Markup[] = [];
  let number = 1;
  for (const pair of pairs) {
    sections.push(await pairSection(pair, number, options));
    number += pair.figures.drawn.length;
  }
  const sides = pairs.length > 0 ? [pairs[0]!.names.a, ...pairs.map(({names}) => names.b)] : [];
  return pageText({
    title: `Comparison with ${sides[0]?.name ?? ""}`,
    version,
    simulated: pairs.some(({simulated}) => simulated),
    lead: html`${sides.map(({letter, name}, i) => html`${i > 0 ? ", " : ""}${letter} is <strong>${name}</strong>`)}.`,
    main: sections,
    carries: html`This page carries the workflows of ${sides.map(({letter}) => letter).join(" and ")}: drop it on the editor, where A is opened and the others are set aside to compare with; <code>fluxloom run</code> runs A.`,
    origin
  });
}

async function pairSection(pair: ComparedPair, first: number, options: PageOptions): Promise<Markup> {
  const {names, comparison, figures} = pair;
  const letters = [names.a.letter, names.b.letter] as const;
  const [, letter] = letters;
  const drawn: Markup[] = [];
  for (const [i, figure] of figures.drawn.entries()) drawn.push(await figureOf(figure, pair, first + i, options));
  const {edits, unfinished, predictions} = comparison;
  return html`<section id="${letter}">
<h2>A and ${letter}</h2>
<h3>Differences</h3>
${edits.length === 0 ? html`<p>None: the workflows are the same.</p>` : html`<ul>${edits.map((edit) => html`<li>${differenceText(edit)}</li>`)}</ul>`}
<h3>Scores</h3>
${scoresTable(comparison.scores, letters)}
<h3>Figures</h3>
<div class="pictures">
${drawn}</div>
${figures.missing.length > 0 && html`<p>Not drawn: ${figures.missing.map(({name, why}, i) => `${i > 0 ? "; " : ""}${name}, since ${why}`)}.</p>`}
<h3>Rows whose prediction changed most</h3>
${
  predictions === undefined
    ? html`<p>Not both have predictions.</p>`
    : predictions.why === undefined
      ? predictions.changes.map((changes) => changedTable(changes, letter, predictions.step))
      : html`<p>Not compared: ${predictions.why}.</p>`
}
${unfinished.length > 0 && html`<p>Not compared, since not done: ${unfinished.join(", ")}.</p>`}</section>
`;
}

async function figureOf(figure: ComparedFigure, pair: ComparedPair, number: number, page: PageOptions): Promise<Markup> {
  const {names, simulated, files} = pair;
  const options = {...page, files};
  const named = {...figure, name: `${figure.name}-${names.b.letter}`};
  const picture = comparedPicture(named, {document: page.document, simulated});
  const element = await elementOf(figure.draw, {width: figure.width, long: picture.svg.length > longestSvg}, options);
  const markup = pageFigure({name: named.name, number, step: undefined, element, links: await linksOf(picture, options)});
  return html`<div${figure.kind === "scores" && html` class="wide"`}>${markup}</div>\n`;
}

function scoresTable(steps: readonly ComparedStep[], letters: Pair<string>): Part {
  const [, letter] = letters;
  const rows: Row[] = steps.flatMap(({step, by, rows: n, pairing, why, scores}) =>
    scores.map((score, s): Row => {
      const {interval} = score;
      return [
        s === 0 ? html`<code>${step}</code>, ${by}` : "",
        s === 0 ? (n[0] === n[1] ? count(n[0]) : `${count(n[0])}; ${count(n[1])}`) : "",
        scoreTitles[score.score].short,
        score.a.toFixed(4),
        score.b.toFixed(4),
        interval ? signed(interval.difference) : "",
        interval ? `${signed(interval.lower)} to ${signed(interval.upper)}` : "",
        `${verdictText(score.verdict, letters)}${s === 0 && why !== undefined ? ` (${pairing}: ${why})` : ""}`
      ];
    })
  );
  if (rows.length === 0) return html`<p>There are no scores in both.</p>`;
  return dataTable({
    id: `scores-${letter}`,
    caption: `Scores with 95 % intervals of their differences: paired over the same folds (Nadeau & Bengio 2003) or the same rows (bootstrap) where they are the same.`,
    head: ["step", "rows", "score", "A", letter, `${letter} − A`, "95 % interval", "is it real?"],
    rows,
    words: [0, 2, 7],
    file: `scores-${letter}`
  });
}

function changedTable({column, relative, both, onlyA, onlyB, rows: changed}: Changes, letter: string, step: string): Markup {
  const caption = `${column} of ${step}: ${counted(both, "row")} predicted by both, ${count(onlyA)} only by A, ${count(onlyB)} only by ${letter}.`;
  if (changed.length === 0) return html`<p>${caption} No prediction changed.</p>`;
  const ids = Object.keys(changed[0]!.id);
  return dataTable({
    id: `changed-${letter}-${column}`,
    caption,
    head: [...(ids.length > 0 ? ids : ["row"]), "A", letter, "changed by"],
    rows: changed.map(({row, id, a, b, change}) => [
      ...(ids.length > 0 ? ids.map((name) => id[name] ?? "") : [count(row + 1)]),
      a.toPrecision(5),
      b.toPrecision(5),
      relative ? `${(100 * change).toFixed(1)} %` : change.toPrecision(3)
    ]),
    words: ids.map((_, i) => i),
    file: `changed-${letter}`
  });
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
