import {counted as withNoun} from "../../nodes/kernels/words.ts";

/** A duration in words: "0.42 s", "12 s", "3 min 20 s". */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(ms < 995 ? 2 : 1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 120) return `${s} s`;
  const min = Math.floor(s / 60);
  return min < 120 ? `${min} min ${s % 60} s` : `${Math.floor(min / 60)} h ${min % 60} min`;
}

/** A count with thin spaces: "444 219". */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** "1 step", "4 060 rows". */
export function counted(n: number, one: string, many?: string): string {
  return withNoun(n, one, many, thousands);
}

/** Bytes in decimal units. */
export function bytes(n: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** Rows of words as aligned columns; columns named in `right` are aligned right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = [], indent = ""): string {
  const widths = (rows[0] ?? []).map((_, j) => Math.max(...rows.map((row) => width(row[j] ?? ""))));
  const line = (row: readonly string[]): string =>
    row
      .map((word, j) => (right.includes(j) ? pad(widths[j]! - width(word)) + word : word + pad(widths[j]! - width(word))))
      .join("  ")
      .trimEnd();
  return rows.map((row) => `${indent}${line(row)}\n`).join("");
}

/** Cut to a width, with an ellipsis. */
export function clip(text: string, most: number): string {
  return width(text) <= most ? text : `${[...text].slice(0, Math.max(0, most - 1)).join("")}…`;
}

/** Text set in lines of at most this width, broken between words; a longer word stands alone. */
export function filled(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && width(last) + 1 + width(word) <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const widestTerm = 36;

/** Terms, and beside each what it means, in lines of at most this width where that leaves room. */
export function glossary(rows: readonly (readonly [term: string, meaning: string])[], most: number): string {
  const left = Math.min(widestTerm, Math.max(...rows.map(([term]) => width(term))) + 2);
  const indent = " ".repeat(left);
  const entries = rows.map(([term, meaning]) => {
    const lines = filled(meaning, Math.max(30, most - left));
    const first = width(term) < left ? term + pad(left - width(term)) : `${term}\n${indent}`;
    return `${first}${lines.join(`\n${indent}`)}\n`;
  });
  return entries.join("");
}

/** How many characters a text has. */
export function width(text: string): number {
  return [...text].length;
}

function pad(n: number): string {
  return " ".repeat(Math.max(0, n));
}
