// A parameter is a value the astronomer may change: typed, bounded, documented, with its unit.
// One declaration feeds the type checker, the validator, the editor's form, the JSON Schema, the docs table and the command line.
import {isRecord} from "./json.ts";
import type {Json} from "./node.ts";
import {shown, suggestion} from "./words.ts";

/** A value the astronomer may change: its default, its bounds and unit, and what it means. */
export interface Param<T> {
  readonly type:
    | "real"
    | "integer"
    | "choice"
    | "flag"
    | "text"
    | "file"
    | "column"
    | "columns"
    | "condition"
    | "expressions"
    | "space";
  readonly default: T;
  readonly doc: string;
  /** VOUnits, e.g. "arcsec". */
  readonly unit?: string;
  /** The input port whose columns it names. */
  readonly of?: string;
  /** Other names it understands for columns: alias → column. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** JSON Schema of the value. */
  readonly schema: {readonly [name: string]: Json};
  /** Says in words what a valid value is, to end the sentence "must be …". */
  readonly expected: string;
  accepts(value: unknown): value is T;
  /** All that is wrong with a value that it accepts; nothing for most. */
  readonly problems?: (value: T) => readonly string[];
  /** Of a search space: what may be drawn. */
  readonly hyperparameters?: Readonly<Record<string, Drawable>>;
  /** Where its default and what it accepts hang on another parameter: which, and the form it has for each value of that. */
  readonly by?: {readonly param: string; readonly forms: Readonly<Record<string, Param<T>>>};
}

/** A hyperparameter as forms and docs show it. */
export interface Drawable {
  /** What people call it: "trees". */
  readonly title: string;
  readonly doc: string;
  /** Says in words what a valid value is. */
  readonly expected: string;
  readonly default: number | string | boolean | null;
  /** What it is drawn from by default. */
  readonly usual?: Distribution;
}

// oxlint-disable-next-line typescript/no-explicit-any
export type Params = Readonly<Record<string, Param<any>>>;
export type ParamValues<P extends Params> = {readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never};

interface Common<T> {
  readonly default: T;
  readonly doc: string;
}

interface Bounds extends Common<number> {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

/** A finite real number in [min, max]. */
export function real({default: value, doc, unit, min = -Infinity, max = Infinity}: Bounds): Param<number> {
  return {
    type: "real",
    default: value,
    doc,
    ...(unit !== undefined && {unit}),
    schema: {type: "number", ...limits(min, max)},
    expected: `a number${range(min, max)}`,
    accepts: (x): x is number => typeof x === "number" && Number.isFinite(x) && x >= min && x <= max
  };
}

/** A safe integer in [min, max]. */
export function integer({
  default: value,
  doc,
  unit,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER
}: Bounds): Param<number> {
  return {
    type: "integer",
    default: value,
    doc,
    ...(unit !== undefined && {unit}),
    schema: {type: "integer", ...limits(min, max)},
    expected: `an integer${range(min, max)}`,
    accepts: (x): x is number => Number.isSafeInteger(x) && (x as number) >= min && (x as number) <= max
  };
}

/** One of a few words. */
export function choice<const T extends string>(options: readonly T[], {default: value, doc}: Common<NoInfer<T>>): Param<T> {
  return {
    type: "choice",
    default: value,
    doc,
    schema: {enum: options},
    expected: `one of ${options.map((o) => `"${o}"`).join(", ")}`,
    accepts: (x): x is T => options.includes(x as T)
  };
}

/** Yes or no. */
export function flag({default: value, doc}: Common<boolean>): Param<boolean> {
  return {
    type: "flag",
    default: value,
    doc,
    schema: {type: "boolean"},
    expected: "true or false",
    accepts: (x): x is boolean => typeof x === "boolean"
  };
}

/** Free text. */
export function text({
  default: value,
  doc,
  pattern,
  expected = "text"
}: Common<string> & {readonly pattern?: RegExp; readonly expected?: string}): Param<string> {
  return {
    type: "text",
    default: value,
    doc,
    schema: {type: "string", ...(pattern && {pattern: pattern.source})},
    expected,
    accepts: (x): x is string => typeof x === "string" && (!pattern || pattern.test(x))
  };
}

/** A file, by a path inside the workflow's folder; its content, not its path, decides what is recomputed. */
export function file({default: value, doc}: Common<string>): Param<string> {
  return {
    type: "file",
    default: value,
    doc,
    schema: {type: "string"},
    expected: "a path",
    accepts: (x): x is string => typeof x === "string"
  };
}

/** The name of a column of the table on input port `of`; empty where none is chosen. */
export function column({default: value, doc, of}: Common<string> & {readonly of: string}): Param<string> {
  return {
    type: "column",
    default: value,
    doc,
    of,
    schema: {type: "string"},
    expected: "the name of a column",
    accepts: (x): x is string => typeof x === "string"
  };
}

/** Names of columns of the table on input port `of`, without repetition. */
export function columns({default: value, doc, of}: Common<readonly string[]> & {readonly of: string}): Param<readonly string[]> {
  return {
    type: "columns",
    default: value,
    doc,
    of,
    schema: {type: "array", items: {type: "string"}, uniqueItems: true},
    expected: "a list of column names, each once",
    accepts: (x): x is readonly string[] =>
      Array.isArray(x) && x.every((s) => typeof s === "string") && new Set(x).size === x.length
  };
}

/** One boolean SQL expression over the columns of the table on input port `of`. */
export function condition({
  default: value,
  doc,
  of,
  aliases
}: Common<string> & {readonly of: string; readonly aliases?: Readonly<Record<string, string>>}): Param<string> {
  return {
    type: "condition",
    default: value,
    doc,
    of,
    ...(aliases && {aliases}),
    schema: {type: "string"},
    expected: "a condition in SQL",
    accepts: (x): x is string => typeof x === "string"
  };
}

/** A new column: its name and the SQL expression that gives it. */
export interface Expression {
  readonly name: string;
  readonly sql: string;
  readonly unit?: string;
  readonly ucd?: string;
  readonly description?: string;
}

/** New columns by SQL expressions over the table on input port `of`; each may use those before it. */
export function expressions({
  default: value,
  doc,
  of
}: Common<readonly Expression[]> & {readonly of: string}): Param<readonly Expression[]> {
  const fields = ["name", "sql", "unit", "ucd", "description"];
  const isExpression = (x: unknown): x is Expression =>
    isRecord(x) &&
    typeof x["name"] === "string" &&
    x["name"] !== "" &&
    typeof x["sql"] === "string" &&
    Object.entries(x).every(([key, v]) => fields.includes(key) && typeof v === "string");
  return {
    type: "expressions",
    default: value,
    doc,
    of,
    schema: {
      type: "array",
      items: {
        type: "object",
        properties: Object.fromEntries(fields.map((f) => [f, {type: "string"}])),
        required: ["name", "sql"],
        additionalProperties: false
      }
    },
    expected: 'a list of {"name", "sql", "unit"?, "ucd"?, "description"?}, names different',
    accepts: (x): x is readonly Expression[] =>
      Array.isArray(x) && x.every(isExpression) && new Set(x.map((e: Expression) => e.name)).size === x.length
  };
}

/** How a hyperparameter is drawn. Bounds are inclusive. */
export type Distribution =
  | {readonly integer: readonly [low: number, high: number]}
  | {readonly real: readonly [low: number, high: number]}
  | {readonly logUniform: readonly [low: number, high: number]}
  | {readonly choice: readonly (number | string | boolean | null)[]};

export type Space = Readonly<Record<string, Distribution>>;

/** What a search over one estimator may draw, and all that is wrong with a space. */
export interface Searchable {
  readonly hyperparameters: Readonly<Record<string, Drawable>>;
  /** What is drawn by default. */
  readonly usual: Space;
  readonly problems: (space: Space) => readonly string[];
}

/** Hyperparameters to search over, each with its distribution; which there are hangs on the choice `by`, whose default comes first in `of`. */
export function space({
  doc,
  by,
  of
}: {
  readonly doc: string;
  readonly by: string;
  readonly of: Readonly<Record<string, Searchable>>;
}): Param<Space> {
  const forms = Object.entries(of).map(([name, searchable]) => [name, spaceOf(searchable, doc)] as const);
  // Where the choice is none of them there is nothing more to say.
  const {problems: _, ...usual} = forms[0]![1];
  return {...usual, by: {param: by, forms: Object.fromEntries(forms)}};
}

function spaceOf({hyperparameters, usual, problems}: Searchable, doc: string): Param<Space> {
  const pair = (x: unknown, ok: (n: number) => boolean): boolean =>
    Array.isArray(x) && x.length === 2 && x.every((n) => typeof n === "number" && ok(n)) && x[0] <= x[1];
  const isDistribution = (x: unknown): boolean => {
    if (!isRecord(x) || Object.keys(x).length !== 1) return false;
    if ("integer" in x) return pair(x["integer"], Number.isSafeInteger);
    if ("real" in x) return pair(x["real"], Number.isFinite);
    if ("logUniform" in x) return pair(x["logUniform"], (n) => Number.isFinite(n) && n > 0);
    const options = x["choice"];
    return (
      Array.isArray(options) &&
      options.length > 0 &&
      options.every((o) => o === null || ["number", "string", "boolean"].includes(typeof o))
    );
  };
  const numbers = {type: "array", items: {type: "number"}, minItems: 2, maxItems: 2};
  const one = (name: string, schema: Json): Json => ({
    type: "object",
    properties: {[name]: schema},
    required: [name],
    additionalProperties: false
  });
  return {
    type: "space",
    default: usual,
    doc,
    hyperparameters,
    schema: {
      type: "object",
      additionalProperties: {
        anyOf: [
          one("integer", numbers),
          one("real", numbers),
          one("logUniform", numbers),
          one("choice", {type: "array", minItems: 1})
        ]
      }
    },
    expected:
      'a record of {"integer": [low, high]}, {"real": [low, high]}, {"logUniform": [low, high]} or {"choice": [value, …]}, low ≤ high',
    accepts: (x): x is Space => isRecord(x) && Object.values(x).every(isDistribution),
    problems
  };
}

/** What is wrong with one parameter. */
export interface ParamProblem {
  readonly name: string;
  readonly message: string;
}

/** The form that a parameter has beside the others given. */
export function formOf(params: Params, name: string, given: Readonly<Record<string, unknown>>): Param<unknown> {
  const param = params[name]!;
  if (!param.by) return param;
  const decides: unknown = given[param.by.param] ?? params[param.by.param]!.default;
  return Object.hasOwn(param.by.forms, String(decides)) ? param.by.forms[String(decides)]! : param;
}

/** Fills in defaults; reports unknown names and values out of range, all of them. */
export function resolveParams<P extends Params>(
  params: P,
  given: Readonly<Record<string, unknown>>
): {readonly values: ParamValues<P>; readonly problems: readonly ParamProblem[]} {
  const problems: ParamProblem[] = [];
  const names = Object.keys(params);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(params, name)) problems.push({name, message: `unknown parameter "${name}"; ${suggestion(name, names)}`});
  }
  const values = names.map((name) => {
    const param = formOf(params, name, given);
    if (!Object.hasOwn(given, name)) return [name, param.default];
    if (!param.accepts(given[name]))
      problems.push({name, message: `parameter "${name}" must be ${param.expected}; got ${shown(given[name])}`});
    else for (const message of param.problems?.(given[name]) ?? []) problems.push({name, message});
    return [name, given[name]];
  });
  return {values: Object.fromEntries(values) as ParamValues<P>, problems};
}

/** The value a person means by some words on the command line. @throws never; what cannot be read comes back as text, to be refused by `accepts`. */
export function parseParam(param: Param<unknown>, words: string): unknown {
  if (["choice", "text", "file", "column", "condition"].includes(param.type)) return words;
  if (param.type === "columns" && !words.trimStart().startsWith("["))
    return words === "" ? [] : words.split(",").map((s) => s.trim());
  if (param.type === "expressions" && !words.trimStart().startsWith("[")) {
    const at = words.indexOf("=");
    return at < 0 ? words : [{name: words.slice(0, at).trim(), sql: words.slice(at + 1).trim()}];
  }
  try {
    return JSON.parse(words);
  } catch {
    return words;
  }
}

function limits(min: number, max: number): {readonly [name: string]: Json} {
  return {
    ...(Number.isFinite(min) && min !== Number.MIN_SAFE_INTEGER && {minimum: min}),
    ...(Number.isFinite(max) && max !== Number.MAX_SAFE_INTEGER && {maximum: max})
  };
}

function range(min: number, max: number): string {
  const low = min > Number.MIN_SAFE_INTEGER && min > -Infinity;
  const high = max < Number.MAX_SAFE_INTEGER && max < Infinity;
  if (low && high) return ` in [${min}, ${max}]`;
  if (low) return ` of at least ${min}`;
  return high ? ` of at most ${max}` : "";
}
