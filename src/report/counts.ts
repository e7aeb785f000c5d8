// How many rows travel on each wire, beside what the paper says of the same branch.
import {outputsOf, tableFacts} from "../views/figures/study.ts";
import {publishedRows} from "../views/published.ts";
import {count} from "../views/words.ts";
import {html, type Markup} from "./markup.ts";
import type {Run, ToldStep} from "./run.ts";
import {dataTable, type Row} from "./table.ts";
import {fact} from "./told.ts";

/** A row for each table of the study, in the order in which they come to be. */
export function countsTable(run: Run, steps: readonly ToldStep[]): Markup | undefined {
  const published = publishedRows(run.workflow);
  const tables = outputsOf(run, "table");
  const rows: Row[] = [];
  for (const {id, definition} of steps)
    for (const output of tables.filter(({step}) => step === id)) {
      const {rows: n} = tableFacts(output);
      const paper = published[id]?.[output.port];
      const doc = (definition.outputs as Readonly<Record<string, {readonly doc: string}>>)[output.port]!.doc;
      rows.push([
        html`<a href="#step-${id}"><code>${`${id}.${output.port}`}</code></a>`,
        `${definition.title}: ${doc}`,
        fact(n, `${id}/outputs/${output.port}/rows`),
        paper === undefined ? "" : fact(paper, `published/${id}/rows/${output.port}`),
        paper === undefined ? "" : difference(n - paper)
      ]);
    }
  if (rows.length === 0) return undefined;
  const beside = rows.some((row) => row[3] !== "") ? " Beside them what the paper says of the same branch." : "";
  return dataTable({
    id: "table-rows",
    caption: `Rows of every table that the study made.${beside}`,
    head: ["table", "what it is", "rows", "paper", "here − paper"],
    rows,
    words: [0, 1],
    file: "rows"
  });
}

function difference(n: number): string {
  return n === 0 ? "0" : `${n > 0 ? "+" : ""}${count(n)}`;
}
