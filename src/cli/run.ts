import {type WriteFormat, writeFormats} from "../../nodes/formats/write.ts";
import {canonical, sha256} from "../../runtime/hash.ts";
import type {Workflow} from "../../runtime/workflow.ts";
import {all, type Arguments, type Command, expectWords, one, UsageError} from "./command.ts";
import {answeredAsJson, checkAnswer} from "./json-answer.ts";
import {execute, type Execution, exitCode, type Report, stepReport} from "./execute.ts";
import {writeOutputs} from "./outputs.ts";
import {checkFolder} from "./target.ts";
import {countsText, isSimulated, scoresText, stepScores, tallyText} from "./summary.ts";
import {openFor} from "./open.ts";
import {counted} from "./text.ts";
import {editOptions, forced, load, loadEdited, type Loaded, placeOptions} from "./workflow-arguments.ts";
import {suggestion} from "../../runtime/words.ts";

export const run: Command = {
  name: "run",
  usage: "W.json|study.fluxloom",
  summary: "Runs a workflow; what is known already is taken from the cache.",
  options: {
    ...editOptions,
    ...placeOptions,
    workers: {value: "N", doc: "How many threads compute. Default: all there are. Results do not depend on it."},
    force: {value: "step", many: true, doc: "Compute this step again even if its result is known."},
    out: {value: "DIR", short: "o", doc: "Write what leaves the workflow: tables, files, and the rest as JSON."},
    format: {
      value: "FORMAT",
      doc: `The format of tables under --out: ${writeFormats.join(", ")}. Default csv, with units and UCDs in a sidecar.`
    },
    json: {value: "FILE", doc: 'Write a report of every step, its output hashes and the scores; "-" for standard output.'}
  },
  examples: [
    ["fluxloom run workflows/mips1-clean.json", "The paper's main study, on simulated catalogues."],
    ["fluxloom run workflows/mips1-clean.json --set split.randomState=7", "Another split: only what depends on it runs."],
    ["fluxloom run workflows/mips1-clean.json --wire label.target=irac4.target", "The IRAC4 study, by moving one wire."],
    [
      "fluxloom run workflows/upper-sco.json --data catalogue=luhman2012_usco_tbl1.csv --out results",
      "Your own table, results as files."
    ]
  ],
  async run(args, terminal) {
    const [file] = expectWords(run, args, 1, 1);
    const out = outputPlace(args);
    checkAnswer(args);
    const loaded = await loadEdited(file!, args);
    const force = forced(args, loaded.workflow);
    const environment = await openFor(args, loaded);
    try {
      const execution = await execute(loaded, environment, terminal, {force});
      // First what was found: that a file cannot be written must not cost the answer.
      const json = one(args, "json");
      (json === "-" ? terminal.err : terminal.out)(summary(loaded, execution, terminal.columns));
      if (out) {
        const ran = {...environment, workflow: loaded.workflow, states: execution.states};
        const written = await writeOutputs(out, ran, execution.session);
        terminal.err(wroteText(written, out.directory));
      }
      if (json !== undefined) {
        answeredAsJson(args, terminal, await report(loaded, args, execution, environment.versions ?? {}));
        if (json !== "-") terminal.err(`wrote ${json}\n`);
      }
      return exitCode(execution);
    } finally {
      await environment.close();
    }
  }
};

const mostNamed = 6;

function wroteText(written: readonly string[], directory: string): string {
  if (written.length === 0) return "wrote nothing, since no output that leaves the workflow is done\n";
  return `wrote ${written.length > mostNamed ? `${counted(written.length, "file")} to ${directory}` : written.join(", ")}\n`;
}

/** Where --out writes and as what, checked before anything is computed. */
function outputPlace(args: Arguments): {readonly directory: string; readonly format: WriteFormat} | undefined {
  const directory = one(args, "out");
  const name = one(args, "format") ?? "csv";
  const format = writeFormats.find((known) => known === name);
  if (!format)
    throw new UsageError(`option "--format" does not know the format ${JSON.stringify(name)}; ${suggestion(name, writeFormats)}`);
  if (directory === undefined) return undefined;
  checkFolder(directory);
  return {directory, format};
}

function summary({workflow, edits}: Loaded, {states, ms}: Execution, width: number): string {
  const scores = stepScores(workflow, states);
  const title = workflow.title === "" ? [] : [`${workflow.title}${isSimulated(states) ? " [simulated data]" : ""}\n`];
  const lines = (all: readonly string[]): string => all.map((line) => `  ${line}\n`).join("");
  const failures = [...states].flatMap(([id, state]) => {
    if (state.status === "failed") return [state.error.message];
    return state.status === "invalid" ? state.problems.map((p) => `${id}: ${p.message}`) : [];
  });
  const sections = Object.entries({
    Edited: lines(edits),
    Rows: countsText(states, width),
    Scores: scores.length > 0 ? scoresText(scores) : "",
    Failed: lines(failures)
  });
  const told = sections.flatMap(([name, text]) => (text === "" ? [] : [`${name}\n${text}`]));
  return `\n${[...title, ...told, `${tallyText(states, ms)}\n`].join("\n")}`;
}

async function report(
  {file, workflow}: Loaded,
  args: Arguments,
  {states}: Execution,
  versions: Readonly<Record<string, string>>
): Promise<Report> {
  const steps = [...states].map(([id, state]) => [id, stepReport(workflow.steps.get(id)!.type, state)] as const);
  const scores = stepScores(workflow, states).map(({step, ...rest}) => [step, rest] as const);
  return {
    workflow: {file, title: workflow.title, sha256: await workflowHash(workflow)},
    arguments: {set: all(args, "set"), wire: all(args, "wire"), to: all(args, "to")},
    steps: Object.fromEntries(steps),
    metrics: Object.fromEntries(scores),
    versions
  } as unknown as Report;
}

/** What the workflow computes, as a hash: its steps, not its view. */
export async function workflowHash({steps}: Workflow): Promise<string> {
  const plain = [...steps].map(([id, {type, version, inputs, params}]) => [id, {type, version, inputs, params}] as const);
  return sha256(new TextEncoder().encode(canonical(Object.fromEntries(plain))));
}

/** Loads a workflow with the edits a report was made with. */
export async function loadAs(file: string, {set, wire, to}: Report["arguments"]): Promise<Loaded> {
  const options = new Map([
    ["set", set],
    ["wire", wire],
    ["to", to]
  ] as const);
  return options.size > 0 ? loadEdited(file, {words: [file], options}) : load(file);
}
