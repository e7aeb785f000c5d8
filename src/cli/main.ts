import {reason} from "../../runtime/files.node.ts";
import {nearest} from "../../runtime/words.ts";
import {WorkflowError} from "../../runtime/workflow.ts";
import {version} from "../version.ts";
import {type Command, commandHelp, readArguments, type Terminal, UsageError} from "./command.ts";
import {glossary} from "./text.ts";

// Each command is loaded when it is asked for, so that the quick ones stay quick.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).run,
  plan: async () => (await import("./plan.ts")).plan,
  check: async () => (await import("./check.ts")).check,
  explain: async () => (await import("./explain.ts")).explain,
  sweep: async () => (await import("./sweep.ts")).sweep,
  bundle: async () => (await import("./bundle.ts")).bundle,
  verify: async () => (await import("./verify.ts")).verify,
  compare: async () => (await import("./compare.ts")).compare,
  diff: async () => (await import("./diff.ts")).diff,
  draw: async () => (await import("./draw.ts")).draw,
  figure: async () => (await import("./figure.ts")).figure,
  export: async () => (await import("./export.ts")).exportCommand,
  convert: async () => (await import("./convert.ts")).convert,
  nodes: async () => (await import("./nodes.ts")).nodes,
  serve: async () => (await import("./serve.ts")).serve,
  cache: async () => (await import("./cache.ts")).cache
};

/** Runs one command; gives the exit code and never throws. */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  const debug = words.includes("--debug");
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    const {message, stack} = error instanceof Error ? error : new Error(String(error));
    terminal.err(`${debug ? (stack ?? message) : message}\n`);
    return error instanceof UsageError || error instanceof WorkflowError ? 2 : 1;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    terminal.out(
      rest[0] === undefined ? await overview(terminal.columns) : commandHelp(await commandNamed(rest[0]), terminal.columns)
    );
    return 0;
  }
  if (name === "--version" || name === "-v") {
    terminal.out(`${version}\n`);
    return 0;
  }
  const command = await commandNamed(name);
  const args = readArguments(command, rest);
  if (args.options.has("help")) {
    terminal.out(commandHelp(command, terminal.columns));
    return 0;
  }
  return command.run(args, terminal);
}

/** @throws UsageError where there is none. */
async function commandNamed(name: string): Promise<Command> {
  if (Object.hasOwn(commands, name)) return commands[name]!();
  const near = nearest(name, [...Object.keys(commands), "--help", "--version"]);
  throw new UsageError(
    `there is no command ${JSON.stringify(name)}; ${near === undefined ? "fluxloom --help lists them" : `did you mean "${near}"?`}`
  );
}

async function overview(columns: number): Promise<string> {
  const all = await Promise.all(Object.values(commands).map(async (load) => load()));
  return [
    `fluxloom ${version}: workflows for catalogue astronomy\n`,
    `Usage: fluxloom command …\n`,
    `Commands:\n${glossary(
      all.map(({name, summary}) => [`  ${name}`, summary]),
      columns
    )}`,
    "fluxloom command --help tells more and gives examples.\n",
    "Exit codes: 0 ok, 1 a step failed, 2 the file or the arguments are wrong, 3 verify differs, 130 interrupted.\n"
  ].join("\n");
}

/** The process's own terminal. */
function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    live: process.stderr.isTTY && process.env["TERM"] !== "dumb",
    columns: process.stderr.columns || 100,
    ...(process.stderr.rows > 0 && {rows: process.stderr.rows})
  };
}

// A reader that has seen enough (| head) is no error; a full disk is.
let unsaid = 0;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || unsaid > 0) return;
  process.exitCode = unsaid = 1;
  process.stderr.write(`cannot write to standard output; ${reason(error)}\n`);
});
// There is nowhere left to say it.
process.stderr.on("error", () => {});
const code = await main(process.argv.slice(2), processTerminal());
process.exitCode = unsaid || code;
