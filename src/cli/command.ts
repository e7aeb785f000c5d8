import {parseArgs} from "node:util";
import {quoted, suggestion} from "../../runtime/words.ts";
import {filled, glossary} from "./text.ts";

/** What a command says through: results on out, everything else on err. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether err is a terminal a person looks at. */
  readonly live: boolean;
  readonly columns: number;
  /** Lines it shows at once, where that is known. */
  readonly rows?: number;
}

interface OptionBase {
  readonly doc: string;
  /** How the value is called in the help; none for a switch. */
  readonly value?: string;
  readonly many?: boolean;
  /** One letter that stands for it, after one dash. */
  readonly short?: string;
}

export type Options = Readonly<Record<string, OptionBase>>;

/** The words after a command's name, taken apart. */
export interface Arguments {
  readonly words: readonly string[];
  /** Option → the values given, "" for a switch. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** One command of the command line, with all its help says. */
export interface Command {
  readonly name: string;
  /** Its words, as in "W1 W2". */
  readonly usage: string;
  readonly summary: string;
  readonly doc?: string;
  readonly options: Options;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Gives the exit code: 0 ok, 1 a step failed, 2 the file or the arguments are wrong, 3 verify differs, 130 interrupted. */
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

/** The arguments or the file are wrong; exit code 2. */
export class UsageError extends Error {}

const common: Options = {
  help: {short: "h", doc: "Show this help."},
  debug: {doc: "Show stack traces of errors."}
};

/** Reads the words after a command's name. @throws UsageError naming the word. */
export function readArguments(command: Command, words: readonly string[]): Arguments {
  const known: Options = {...command.options, ...common};
  const options: Record<string, {type: "string" | "boolean"; multiple: true; short?: string}> = {};
  for (const [name, {value, short}] of Object.entries(known))
    options[name] = {type: value === undefined ? "boolean" : "string", multiple: true, ...(short !== undefined && {short})};
  const {tokens} = parseArgs({args: [...words], options, allowPositionals: true, strict: false, tokens: true});
  const given = new Map<string, string[]>();
  const positional: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positional.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!option)
      throw new UsageError(
        `fluxloom ${command.name}: unknown option "${token.rawName}"; ${suggestion(
          token.rawName,
          Object.keys(known).map((name) => `--${name}`)
        )}`
      );
    if (option.value !== undefined && token.value === undefined)
      throw new UsageError(
        `fluxloom ${command.name}: option "--${token.name}" needs a value; write --${token.name} ${option.value}`
      );
    if (option.value === undefined && token.value !== undefined)
      throw new UsageError(
        `fluxloom ${command.name}: option "--${token.name}" takes no value; got ${JSON.stringify(token.value)}`
      );
    const values = given.get(token.name) ?? [];
    given.set(token.name, [...values, token.value ?? ""]);
    if (!option.many && values.length > 0 && option.value !== undefined)
      throw new UsageError(`fluxloom ${command.name}: option "--${token.name}" is given twice; keep one`);
  }
  return {words: positional, options: given};
}

/** The one value of an option. */
export function one({options}: Arguments, name: string): string | undefined {
  return options.get(name)?.[0];
}

/** The values of an option, in the order given. */
export function all({options}: Arguments, name: string): readonly string[] {
  return options.get(name) ?? [];
}

/** A whole number of at least 1. @throws UsageError. */
export function count(args: Arguments, name: string): number | undefined {
  const words = one(args, name);
  if (words === undefined) return undefined;
  const n = Number(words);
  if (!(Number.isSafeInteger(n) && n >= 1))
    throw new UsageError(`option "--${name}" must be a whole number from 1; got ${JSON.stringify(words)}`);
  return n;
}

/** The words a command takes. @throws UsageError when there are too few or too many. */
export function expectWords(command: Command, {words}: Arguments, least: number, most: number): readonly string[] {
  const usage = `fluxloom ${command.name} ${command.usage}`;
  if (words.length < least) throw new UsageError(`fluxloom ${command.name}: too few arguments; write ${usage}`);
  if (words.length > most)
    throw new UsageError(`fluxloom ${command.name}: does not know what to do with ${quoted(words.slice(most))}; write ${usage}`);
  return words;
}

/** "name=value" taken apart. @throws UsageError saying the form that is wanted. */
export function pair(option: string, words: string, form: string): readonly [string, string] {
  const at = words.indexOf("=");
  if (at < 1) throw new UsageError(`option "--${option}" needs the form ${form}; got ${JSON.stringify(words)}`);
  return [words.slice(0, at), words.slice(at + 1)];
}

/** The page of `fluxloom ‹command› --help`, for a terminal of so many columns. */
export function commandHelp({name, usage, summary, doc, options, examples}: Command, columns = 100): string {
  const rows = Object.entries({...options, ...common}).map(([option, {value, doc, many, short}]) => {
    const names = `${short === undefined ? "" : `-${short}, `}--${option}`;
    return [`  ${names}${value === undefined ? "" : ` ${value}`}${many ? " …" : ""}`, doc] as const;
  });
  // Paragraphs are set anew; what is indented is an example.
  const paragraphs = (doc ?? "").split("\n\n").map((text) => (text.startsWith("  ") ? text : filled(text, columns).join("\n")));
  return [
    `${filled(summary, columns).join("\n")}\n`,
    `Usage: fluxloom ${name} ${usage}\n`,
    ...(doc ? [`${paragraphs.join("\n\n")}\n`] : []),
    `Options:\n${glossary(rows, columns)}`,
    `Examples:\n${examples.map(([line, what]) => `  ${line}\n      ${what}`).join("\n")}\n`
  ].join("\n");
}
