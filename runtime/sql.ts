// One SQL expression over the columns of one table, and nothing else, may come from a workflow file. It is cut into tokens, each of which
// must be known to be harmless, and written out again with every name quoted: what reaches the engine is never the text of the file.
import {nearest, quoted} from "./words.ts";
import {functions, keywords, operators, reserved, types} from "./sql-words.ts";

/** An expression that has been admitted. */
export interface Expression {
  /** The columns it reads, as the table spells them (as written, where the table is not known), each once. */
  readonly columns: readonly string[];
  /** The expression with every name quoted, each column as `identifier` wants it. */
  render(identifier?: (column: string) => string): string;
}

const maxLength = 20_000;
const maxTokens = 4000;
const maxDepth = 60;

interface Token {
  readonly kind: "word" | "name" | "number" | "string" | "operator" | "(" | ")" | ",";
  readonly text: string;
  /** 1-based, in characters. */
  readonly at: number;
  /** Whether it follows the token before without a space. */
  readonly tight: boolean;
}

/**
 * Admits one expression made of columns, numbers, strings, operators, and an allow-list of keywords, scalar types and deterministic
 * functions. Where the columns are not known, any name may be one.
 * @throws with the token, its position and what may stand there; where only columns are unknown, a line for each.
 */
export function checkExpression(sql: string, columns: readonly string[] | undefined): Expression {
  if (sql.length > maxLength)
    throw new Error(`the expression is ${sql.length} characters long; at most ${maxLength} are allowed`);
  const tokens = tokenize(sql);
  if (tokens.length === 0) throw new Error('the expression is empty; give one such as "w4 > 5 AND ext_flg = 0"');
  if (tokens.length > maxTokens) throw new Error(`the expression has ${tokens.length} tokens; at most ${maxTokens} are allowed`);
  const used = new Set<string>();
  const unknown = new Map<string, Error>();
  const parts: (string | {readonly column: string})[] = [];
  const open: ("call" | "list" | "cast" | "group" | "type")[] = [];
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (
      wantsValueBefore(token) &&
      !endsOperand(before) &&
      !(open.at(-1) === "call" && before?.kind === "(" && token.kind === ")")
    )
      throw refuse(token, "a value is missing before it");
    switch (token.kind) {
      case "number":
        if (endsOperand(before)) throw missingOperator(token);
        parts.push(token.text);
        break;
      case "string":
        if (before && !mayPrecedeString(before))
          throw refuse(token, "a string cannot stand here; an operator or a comma is missing before it");
        parts.push(token.text);
        break;
      case "operator":
        if (token.text === "*" && !endsOperand(before)) throw refuse(token, "a star may only multiply; name the columns");
        parts.push(token.text);
        break;
      case "(":
        if (open.length >= maxDepth) throw refuse(token, `parentheses may be nested ${maxDepth} deep`);
        if (before && !mayPrecedeParenthesis(before))
          throw refuse(token, "only a function or an operator may stand before a parenthesis");
        open.push(opens(before, tokens[i - 2]));
        parts.push("(");
        break;
      case ")":
        if (open.pop() === undefined) throw refuse(token, "it closes no parenthesis");
        parts.push(")");
        break;
      case ",":
        if (!["call", "list", "type"].includes(open.at(-1) ?? "")) {
          throw refuse(token, "a comma may only part the arguments of a function or the values after IN");
        }
        parts.push(",");
        break;
      case "name":
        if (endsOperand(before)) throw missingOperator(token);
        parts.push({column: findColumn(token, columns, used, unknown)});
        break;
      case "word":
        parts.push(admitWord(token, before, after, open.at(-1)) ?? {column: findColumn(token, columns, used, unknown)});
    }
  });
  const last = tokens.at(-1)!;
  if (!endsOperand(last)) throw refuse(last, "a value is missing after it");
  if (open.length === 1) throw new Error('one of its parentheses stays open; close it with ")"');
  if (open.length > 1) throw new Error(`${open.length} of its parentheses stay open; close them with ")"`);
  if (unknown.size > 0) throw new Error([...unknown.values()].map(({message}) => message).join("\n"));
  const render = (identifier: (column: string) => string = quoteIdentifier): string =>
    parts.map((part) => (typeof part === "string" ? part : identifier(part.column))).join(" ");
  return {columns: [...used], render};
}

/** The name in double quotes, safe inside SQL. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @throws unless the text is one statement that only reads: SELECT, WITH, FROM, VALUES, DESCRIBE or SUMMARIZE. */
export function checkSelect(sql: string): string {
  // Strings, quoted names and comments are taken out first: what is in them is no SQL.
  const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g, " ").trim();
  const statement = bare.replace(/;\s*$/, "");
  const first = /^\(*\s*(\w+)/.exec(statement)?.[1]?.toLowerCase() ?? "";
  if (!["select", "with", "from", "values", "describe", "summarize"].includes(first)) {
    throw new Error(`only SELECT may be asked; the query begins with ${JSON.stringify(first.toUpperCase() || sql.slice(0, 20))}`);
  }
  if (statement.includes(";")) throw new Error("only one statement may be asked; take out the semicolon");
  return sql.trim().replace(/;\s*$/, "");
}

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["string", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")+"/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["(", /\(/y],
  [")", /\)/y],
  [",", /,/y],
  ["operator", longestFirst(operators)]
];

function longestFirst(texts: ReadonlySet<string>): RegExp {
  const sorted = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => text.replace(/[*/+|^]/g, String.raw`\$&`)).join("|"), "y");
}

function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let end = 0;
  while (at < sql.length) {
    if (/\s/.test(sql[at]!)) {
      at += 1;
      continue;
    }
    const token = tokenAt(sql, at, at === end && at > 0);
    const before = tokens.at(-1);
    if (token.tight && before && glued(before, token))
      throw refuse(token, `it may not touch ${JSON.stringify(before.text)}; put a space or an operator between`);
    tokens.push(token);
    end = at += token.text.length;
  }
  return tokens;
}

function tokenAt(sql: string, at: number, tight: boolean): Token {
  const pair = sql.slice(at, at + 2);
  if (reasons[pair] !== undefined) throw refuse({text: pair, at: at + 1}, reasons[pair]);
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined) continue;
    if (text.includes("\0")) throw refuse({text: "\\0", at: at + 1}, "it is not text");
    return {kind, text, at: at + 1, tight};
  }
  const character = String.fromCodePoint(sql.codePointAt(at)!);
  throw refuse(
    {text: character, at: at + 1},
    reasons[character] ?? "only columns, numbers, 'strings', operators and functions are allowed"
  );
}

const reasons: Readonly<Record<string, string | undefined>> = {
  "--": "comments are not allowed",
  "/*": "comments are not allowed",
  "->": "lambdas are not allowed",
  "=>": "arguments have no names; at least is written >=",
  ";": "only one expression is allowed",
  "'": "the string is not closed",
  '"': "the name is not closed or empty",
  "?": "parameters are not allowed",
  $: "parameters and dollar quotes are not allowed",
  ".": "names have no parts; write the column alone, in double quotes where it holds a dot",
  "[": "lists are not allowed",
  "{": "structs are not allowed"
};

// 1e5x, E'…', X'…', "a""b" and the like mean other things than the tokens they look like.
function glued(before: Token, token: Token): boolean {
  const worded = (t: Token): boolean => t.kind === "word" || t.kind === "number" || t.kind === "name" || t.kind === "string";
  return worded(before) && worded(token);
}

/** What a word becomes that is no column. */
function admitWord(
  token: Token,
  before: Token | undefined,
  after: Token | undefined,
  inside: string | undefined
): string | undefined {
  const word = token.text.toLowerCase();
  if (before && (before.text === "::" || isWord(before, "as"))) {
    if (types.has(word)) return word.toUpperCase();
    throw refuse(token, `a value may be cast to ${[...types].join(", ").toUpperCase()}`);
  }
  if (!keywords.has(word) && endsOperand(before)) throw missingOperator(token);
  if (after?.kind === "(" && !keywords.has(word)) {
    if (functions.has(word)) return word;
    const near = nearest(word, functions);
    throw refuse(
      token,
      `this function is not allowed; ${near ? `did you mean "${near}"?` : "only deterministic functions of one row are"}`
    );
  }
  if (word === "as" && inside !== "cast") throw refuse(token, "AS may only stand in CAST(value AS type)");
  if (word === "from" && !isWord(before, "distinct")) throw refuse(token, "FROM may only stand in IS DISTINCT FROM");
  if (word === "distinct" && !isWord(before, "is") && !isWord(before, "not"))
    throw refuse(token, "DISTINCT may only stand in IS DISTINCT FROM");
  if ((word === "cast" || word === "try_cast") && after?.kind !== "(") return undefined;
  if ((word === "date" || word === "timestamp") && after?.kind === "string") return word.toUpperCase();
  return keywords.has(word) ? word.toUpperCase() : undefined;
}

function findColumn(
  token: Token,
  columns: readonly string[] | undefined,
  used: Set<string>,
  unknown: Map<string, Error>
): string {
  const name = token.kind === "name" ? token.text.slice(1, -1).replaceAll('""', '"') : token.text;
  const column = columns ? match(token, name, columns, unknown) : name;
  if (!columns && token.kind === "word" && reserved.has(name.toLowerCase())) {
    throw refuse(token, "this word of SQL is not allowed; a column of that name goes in double quotes");
  }
  used.add(column);
  return column;
}

/** The column meant; one that is not there is put down as unknown, once. */
function match(token: Token, name: string, columns: readonly string[], unknown: Map<string, Error>): string {
  if (columns.includes(name)) return name;
  const alike = columns.filter((column) => column.toLowerCase() === name.toLowerCase());
  if (alike.length === 1) return alike[0]!;
  if (alike.length > 1) throw refuse(token, `it may mean ${quoted(alike)}; spell it exactly`);
  if (token.kind === "word" && reserved.has(name.toLowerCase())) throw refuse(token, "this word of SQL is not allowed");
  const near = nearest(name, columns);
  const remedy = near === undefined ? `there are ${quoted(columns)}` : `did you mean "${near}"?`;
  if (!unknown.has(name)) unknown.set(name, refuse(token, `there is no such column; ${remedy}`));
  return name;
}

function opens(before: Token | undefined, beforeThat: Token | undefined): "call" | "list" | "cast" | "group" | "type" {
  if (before?.kind !== "word") return "group";
  const word = before.text.toLowerCase();
  if (word === "cast" || word === "try_cast") return "cast";
  if (word === "in") return "list";
  if (beforeThat && (beforeThat.text === "::" || isWord(beforeThat, "as"))) return "type";
  return keywords.has(word) ? "group" : "call";
}

function mayPrecedeString(token: Token): boolean {
  if (token.kind === "word") return keywords.has(token.text.toLowerCase()) || /^(date|timestamp)$/i.test(token.text);
  return token.kind === "operator" || token.kind === "(" || token.kind === ",";
}

function mayPrecedeParenthesis({kind}: Token): boolean {
  return kind === "word" || kind === "operator" || kind === "(" || kind === ",";
}

/** Whether the token may only stand after a value; signs may begin one, and what is wrong with a star has words of its own. */
function wantsValueBefore(token: Token): boolean {
  if (token.kind === "operator") return !["+", "-", "*"].includes(token.text);
  return token.kind === ")" || token.kind === "," || isWord(token, "and") || isWord(token, "or");
}

function endsOperand(token: Token | undefined): boolean {
  if (!token || token.kind === "operator" || token.kind === "(" || token.kind === ",") return false;
  if (token.kind !== "word") return true;
  const word = token.text.toLowerCase();
  return !keywords.has(word) || ["null", "isnull", "notnull", "true", "false", "end"].includes(word);
}

function missingOperator(token: Token): Error {
  return refuse(token, "an operator or a comma is missing before it");
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}

function refuse({text, at}: {readonly text: string; readonly at: number}, why: string): Error {
  return new Error(`${JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text)} at position ${at} is refused; ${why}`);
}
