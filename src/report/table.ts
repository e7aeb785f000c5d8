import {html, type Markup, type Part} from "./markup.ts";

export type Row = readonly Part[];

export interface DataTable {
  readonly id: string;
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly Row[];
  /** Columns of words; the others are numbers and stand at the right. */
  readonly words: readonly number[];
  /** What the table is called as a file, without extension. */
  readonly file: string;
}

type Columns = Pick<DataTable, "head" | "rows" | "words">;

/** Of so many rows a table is kept on one page. */
const shortest = 12;

/** A table with its caption above and its content as CSV below it. */
export function dataTable({id, caption, file, ...content}: DataTable): Markup {
  const {head, rows, words} = withoutEmptyColumns(content);
  const align = (column: number): Part => (words.includes(column) ? "" : html` class="number"`);
  return html`<figure class="${rows.length <= shortest ? "table short" : "table"}" id="${id}">
<div class="scroll" tabindex="0" role="region" aria-label="${caption.split(".")[0]!}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((title, i) => html`<th scope="col"${align(i)}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${align(i)}>${cell}</td>`)}</tr>\n`)}</tbody></table></div>
<p class="files">${download(`${file}.csv`, "text/csv", csvOf(head, rows))}</p>
</figure>
`;
}

/** Columns in which nothing stands in any row, such as a paper's values where it printed none, are left out. */
function withoutEmptyColumns({head, rows, words}: Columns): Columns {
  const kept = head.flatMap((_, i) => (rows.some((row) => row[i] !== "") ? [i] : []));
  return {
    head: kept.map((i) => head[i]!),
    rows: rows.map((row) => kept.map((i) => row[i]!)),
    words: kept.flatMap((i, at) => (words.includes(i) ? [at] : []))
  };
}

/** A file inside the page, named by its kind. */
export function download(name: string, type: string, content: string | Uint8Array): Markup {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const kind = /\.(\w+)(?:\.gz)?$/
    .exec(name)![1]!
    .toUpperCase()
    .replace(/^SVGZ$/, "SVG");
  return html`<a class="file" download="${name}" href="${dataUrl(type, bytes)}" aria-label="${`${name}, ${kind}`}">${kind}</a>`;
}

export function dataUrl(type: string, bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:${type};base64,${btoa(binary)}`;
}

/** The words of a table, those at the left repeated where they stand for several rows; numbers in full. */
function csvOf(head: readonly string[], rows: readonly Row[]): string {
  const cell = (part: Part): string => {
    const text = html`${part}`.text.replace(/<data value="([^"]*)"[^>]*>[^<]*<\/data>/g, "$1").replace(/<[^>]*>/g, "");
    const plain = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const lines: (readonly string[])[] = [];
  for (const row of rows) {
    const own = row.map(cell);
    const first = own.findIndex((text) => text !== "");
    lines.push(own.map((text, i) => (i < first ? (lines.at(-1)?.[i] ?? "") : text)));
  }
  return [head, ...lines].map((line) => `${line.join(",")}\n`).join("");
}
