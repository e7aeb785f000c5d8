// What may be typed next in an expression, and how its words are coloured.
import {unitText} from "../../views/words.ts";
import {checkExpression, quoteIdentifier} from "../../../runtime/sql.ts";
import {functions, keywords} from "../../../runtime/sql-words.ts";
import type {ColumnInfo} from "../../../runtime/table.ts";

export interface Completion {
  readonly text: string;
  readonly kind: "column" | "function" | "keyword";
  /** A unit or the like, shown beside it. */
  readonly note?: string;
}

export interface Completions {
  /** The part of the text an accepted completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly list: readonly Completion[];
}

const most = 8;

/** What could complete the word before the caret; none inside a string or a number. */
export function completionsAt(sql: string, caret: number, columns: readonly ColumnInfo[]): Completions {
  const before = sql.slice(0, caret);
  const none = {from: caret, to: caret, list: []};
  if ((before.match(/'/g)?.length ?? 0) % 2 === 1) return none;
  const word = /"?[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0];
  if (word === undefined || /\d$/.test(before.slice(0, caret - word.length))) return none;
  const typed = word.replace(/^"/, "").toLowerCase();
  const after = /^[\p{L}\p{N}_]*"?/u.exec(sql.slice(caret))![0].length;
  const fits = (name: string): boolean => name.toLowerCase().includes(typed);
  const rank = (name: string): number => (name.toLowerCase().startsWith(typed) ? 0 : 1);
  const found = columns
    .filter(({name}) => fits(name))
    .sort((a, b) => rank(a.name) - rank(b.name))
    .map(({name, unit}): Completion => ({text: spelled(name), kind: "column", ...(unit && {note: unitText(unit)})}));
  const words =
    word.startsWith('"') || typed.length < 2
      ? []
      : [...completionsOf(functions, "function", typed), ...completionsOf(keywords, "keyword", typed)];
  const list = [...found, ...words].filter(({text}) => text !== sql.slice(caret - word.length, caret + after)).slice(0, most);
  return {from: caret - word.length, to: caret + after, list};
}

function completionsOf(words: ReadonlySet<string>, kind: "function" | "keyword", typed: string): Completion[] {
  return [...words]
    .filter((word) => word.startsWith(typed) && word !== typed)
    .map((word) => ({text: kind === "function" ? `${word}(` : word.toUpperCase(), kind}));
}

/** A column as it is written in SQL: in double quotes only where it must be. */
export function spelled(name: string): string {
  const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !keywords.has(name.toLowerCase());
  return plain ? name : quoteIdentifier(name);
}

/** Runs of an expression by what they are, all of its characters in order. */
export function coloured(sql: string, columns: ReadonlySet<string>): readonly {readonly text: string; readonly kind: string}[] {
  const runs: {text: string; kind: string}[] = [];
  for (const [text] of sql.matchAll(/'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[\p{L}_][\p{L}\p{N}_]*|\d[\d.]*|\s+|[^]/gu)) {
    const name = text.startsWith('"') ? text.slice(1, -1) : text;
    const kind = text.startsWith("'")
      ? "string"
      : columns.has(name.toLowerCase())
        ? "column"
        : keywords.has(text.toLowerCase())
          ? "keyword"
          : "";
    runs.push({text, kind});
  }
  return runs;
}

/** An expression with its aliases put in the table's own names, every name quoted. @throws where it is not sound. */
export function resolvedSql(sql: string, columns: readonly ColumnInfo[], aliases: Readonly<Record<string, string>> = {}): string {
  const names = columns.map((c) => c.name);
  return checkExpression(sql, [...names, ...Object.keys(aliases)]).render((c) =>
    quoteIdentifier(names.includes(c) ? c : (names.find((n) => n.toLowerCase() === aliases[c]) ?? c))
  );
}
