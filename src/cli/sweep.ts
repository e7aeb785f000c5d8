import {library} from "../../nodes/index.ts";
import {resolve} from "../../runtime/graph.ts";
import {rowsOf} from "../../runtime/plan.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {WorkflowError} from "../../runtime/workflow.ts";
import {all, type Arguments, type Command, expectWords, one, pair, UsageError} from "./command.ts";
import {execute, exitCode} from "./execute.ts";
import {Environments} from "./open.ts";
import {stepScores} from "./summary.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {columns} from "./text.ts";
import {applySet, applyWire, editOptions, load, type Loaded, placeOptions, upTo, withEdits} from "./workflow-arguments.ts";

/** One point of the product. */
interface Variant {
  readonly loaded: Loaded;
  /** The workflow and what is set, in the order of the columns. */
  readonly labels: readonly string[];
}

type Row = Readonly<Record<string, string | number>>;

const titles = {
  meanAbsoluteError: "MAE",
  rootMeanSquaredError: "RMSE",
  r2Score: "R2",
  meanAbsolutePercentageError: "MAPE"
} as const;

export const sweep: Command = {
  name: "sweep",
  usage: "W.json|study.fluxloom …",
  summary: "Runs every combination of several workflows, parameters and wires; makes one tidy table of scores.",
  doc: "Work that combinations have in common is computed once; a sweep that was stopped goes on where it was. Where a workflow says what a paper printed, that stands beside.",
  options: {
    set: {value: "step.param=v1,v2,…", many: true, doc: "Values of a parameter; a list in JSON where a value has a comma."},
    wire: {
      value: "step.port=s1|s2|…",
      many: true,
      doc: "Sources of a port, separated by bars; each may be several by commas, or +source, -source, or nothing."
    },
    to: editOptions["to"]!,
    ...placeOptions,
    workers: {value: "N", doc: "How many threads compute."},
    format: {value: "text|csv|json", doc: "How the table is written. Default text."},
    out: {value: "FILE", short: "o", doc: "Where the table goes. Default: standard output."}
  },
  examples: [
    [
      "fluxloom sweep workflows/mips1-clean.json workflows/mips1-unclean.json workflows/irac4-clean.json workflows/irac4-unclean.json",
      "Table 2 beside the paper's."
    ],
    [
      "fluxloom sweep workflows/mips1-clean.json --set boruta.estimator=gradientBoosting,extraTrees --set split.randomState=1,2,3 --format csv",
      "Six runs, one table."
    ]
  ],
  async run(args, terminal) {
    const files = expectWords(sweep, args, 1, Infinity);
    const format = one(args, "format") ?? "text";
    if (!["text", "csv", "json"].includes(format))
      throw new UsageError(`option "--format" must be text, csv or json; got ${JSON.stringify(format)}`);
    const out = one(args, "out");
    if (out !== undefined) checkTarget(out);
    const loadedFiles = await Promise.all(files.map(load));
    const {names, variants} = product(loadedFiles, args);
    check(variants);
    const environments = new Environments(
      args,
      variants.map(({loaded}) => loaded)
    );
    const rows: Row[] = [];
    let code = 0;
    try {
      for (const [i, {loaded, labels}] of variants.entries()) {
        terminal.err(`${variants.length > 1 ? `[${i + 1}/${variants.length}] ` : ""}${labels.join(" ")}\n`);
        const execution = await execute(loaded, await environments.of(loaded), terminal);
        code = Math.max(code, exitCode(execution));
        rows.push(...scoreRows(names, labels, loaded.workflow, execution.states));
        execution.session.dispose();
      }
    } finally {
      await environments.close();
    }
    const text = written(rows, format);
    if (out === undefined) terminal.out(text);
    else writeTarget(out, text);
    return code;
  }
};

/** Every combination of the workflows with the values of --set and --wire, the last varying fastest. */
export function product(
  files: readonly Loaded[],
  args: Arguments
): {readonly names: readonly string[]; readonly variants: readonly Variant[]} {
  let variants: Variant[] = files.map((loaded) => ({loaded, labels: [loaded.name]}));
  const names = ["workflow"];
  const spread = (name: string, values: readonly string[], apply: (workflow: Workflow, words: string) => Workflow): void => {
    names.push(name);
    variants = variants.flatMap(({loaded, labels}) =>
      values.map((value) => ({
        loaded: withEdits(loaded, apply(loaded.workflow, `${name}=${value}`)),
        labels: [...labels, value]
      }))
    );
  };
  for (const words of all(args, "wire")) {
    const [name, sources] = pair("wire", words, "step.port=s1|s2|…");
    spread(name, sources.split("|"), applyWire);
  }
  for (const words of all(args, "set")) {
    const [name, values] = pair("set", words, "step.param=v1,v2,…");
    spread(name, listed(values), applySet);
  }
  return {
    names,
    variants: variants.map(({loaded, labels}) => ({loaded: {...loaded, workflow: upTo(loaded.workflow, args)}, labels}))
  };
}

/** "a,b" or a JSON list of values. */
function listed(words: string): string[] {
  if (words.startsWith("[")) {
    try {
      return (JSON.parse(words) as unknown[]).map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    } catch {
      throw new UsageError(`option "--set": ${JSON.stringify(words)} is not a JSON list`);
    }
  }
  return words.split(",").map((word) => word.trim());
}

function check(variants: readonly Variant[]): void {
  const problems = variants.flatMap(({loaded, labels}) =>
    resolve(loaded.workflow, library).problems.map((problem) => ({...problem, where: `${labels.join(" ")}: ${problem.where}`}))
  );
  if (problems.length > 0) throw new WorkflowError(problems);
}

function scoreRows(
  names: readonly string[],
  labels: readonly string[],
  workflow: Workflow,
  states: Parameters<typeof stepScores>[1]
): Row[] {
  const point = Object.fromEntries(names.map((name, i) => [name, labels[i]!]));
  const failed = [...states].flatMap(([id, state]) =>
    state.status === "failed" ? [{...point, step: id, estimator: "failed", by: state.error.message}] : []
  );
  const scored = stepScores(workflow, states).map(({step, estimator, by, rows, scores, published}) => {
    const row: Record<string, string | number> = {...point, step, estimator, by, rows};
    for (const [score, title] of Object.entries(titles) as [keyof typeof titles, string][]) {
      row[title] = scores[score];
      if (published?.[score] !== undefined) row[`${title} published`] = published[score];
    }
    return row;
  });
  return scored.length > 0 ? [...scored, ...failed] : [...rowCounts(point, states), ...failed];
}

/** What a workflow without scores has to compare: how many rows leave each step. */
function rowCounts(point: Row, states: Parameters<typeof stepScores>[1]): Row[] {
  return [...states].flatMap(([id, state]) =>
    state.status === "done" ? Object.entries(rowsOf(state)).map(([port, rows]) => ({...point, step: `${id}.${port}`, rows})) : []
  );
}

function written(rows: readonly Row[], format: string): string {
  if (format === "json") return `${JSON.stringify(rows, null, 2)}\n`;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (format === "csv") {
    const quote = (value: string | number | undefined): string =>
      /[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? "");
    return [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.map(quote).join(",")}\n`).join("");
  }
  const cell = (value: string | number | undefined): string =>
    typeof value === "number" && !Number.isInteger(value) ? value.toFixed(4) : String(value ?? "");
  const numbers = [...names.keys()].filter((j) => rows.every((row) => typeof (row[names[j]!] ?? 0) === "number"));
  return columns([names, ...rows.map((row) => names.map((name) => cell(row[name])))], numbers);
}
