// Numbers and tables as Markdown pages print them.

/** 26 068. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, " ");
}

export function percent(share: number | undefined, digits = 0): string {
  return share === undefined ? "" : `${(100 * share).toFixed(digits)} %`;
}

export function cells(row: readonly string[], between = " | ", edge = " "): string {
  return `|${edge}${row.join(between)}${edge}|`.replaceAll(/ {2,}/g, " ");
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [cells(head), `|${head.map(() => "---").join("|")}|`, ...rows.map((row) => cells(row))].join("\n");
}
