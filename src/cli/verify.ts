import {readFileSync} from "node:fs";
import {type Command, expectWords, type Terminal, UsageError} from "./command.ts";
import {execute, type Report} from "./execute.ts";
import {loadAs, workflowHash} from "./run.ts";
import {columns} from "./text.ts";
import {openFor} from "./open.ts";
import {load, type Loaded, placeOptions, unreadable} from "./workflow-arguments.ts";

const {store: _store, ...places} = placeOptions;

export const verify: Command = {
  name: "verify",
  usage: "W.json report.json | study.fluxloom",
  summary:
    "Computes everything anew, without the cache, and compares every output with a report of run --json, or with a bundle.",
  doc: "The edits the report was made with (--set, --wire, --to) are applied again. Exit code 3 when anything differs.",
  options: {...places, workers: {value: "N", doc: "How many threads compute."}},
  examples: [
    ["fluxloom verify workflows/mips1-clean.json report.json", "Do these numbers come out again on this machine?"],
    ["fluxloom verify study.fluxloom", "The same for a bundle and the results in it."]
  ],
  async run(args, terminal) {
    const [file, reportFile] = expectWords(verify, args, /\.fluxloom$/i.test(args.words[0] ?? "") ? 1 : 2, 2);
    const {loaded, steps} =
      reportFile === undefined ? await bundledResults(file!) : await reportedResults(file!, reportFile, terminal);
    const environment = await openFor(args, loaded, {anew: true});
    try {
      const {states} = await execute(loaded, environment, terminal);
      const rows: string[][] = [];
      for (const [id, {outputs = {}}] of Object.entries(steps)) {
        const state = states.get(id);
        for (const [port, {hash}] of Object.entries(outputs)) {
          const now = state?.status === "done" ? state.outputs[port]?.hash : undefined;
          rows.push([
            now === hash ? "same" : now === undefined ? "missing" : "differs",
            `${id}.${port}`,
            now === hash ? "" : `${hash.slice(0, 12)}… → ${now?.slice(0, 12) ?? state?.status ?? "no such step"}`
          ]);
        }
      }
      const wrong = rows.filter(([verdict]) => verdict !== "same").length;
      terminal.out(columns(rows));
      terminal.out(wrong === 0 ? `all ${rows.length} outputs are the same\n` : `${wrong} of ${rows.length} outputs differ\n`);
      return wrong === 0 ? 0 : 3;
    } finally {
      await environment.close();
    }
  }
};

/** What is to come out again: step → port → hash. */
interface Expected {
  readonly loaded: Loaded;
  readonly steps: Readonly<Record<string, {readonly outputs?: Readonly<Record<string, {readonly hash: string}>>}>>;
}

async function bundledResults(file: string): Promise<Expected> {
  const loaded = await load(file);
  if (!loaded.bundle) throw new UsageError(`${JSON.stringify(file)} is not a bundle; make one with fluxloom bundle`);
  return {loaded, steps: Object.fromEntries(await loaded.bundle.actions())};
}

async function reportedResults(file: string, reportFile: string, terminal: Terminal): Promise<Expected> {
  const report = readReport(reportFile);
  const loaded = await loadAs(file, report.arguments);
  if ((await workflowHash(loaded.workflow)) !== report.workflow.sha256)
    terminal.err(`note: ${loaded.file} is not the workflow the report was made from\n`);
  return {loaded, steps: report.steps};
}

function readReport(file: string): Report {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Partial<Report> | null;
    if (report && typeof report.steps === "object" && typeof report.workflow === "object" && typeof report.arguments === "object")
      return report as Report;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new UsageError(unreadable("report", file, code), {cause: error});
  }
  throw new UsageError(`${JSON.stringify(file)} is not a report; make one with fluxloom run W.json --json report.json`);
}
