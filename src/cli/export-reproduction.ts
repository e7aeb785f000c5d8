import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {library} from "../../nodes/index.ts";
import {connect, setParam, type Workflow} from "../../runtime/workflow.ts";
import {recordBoruta, recordStudy, type RealRecord, type Reproduction, type Seeds} from "../reproduction/record.ts";
import {reproductionPage, studies} from "../reproduction/page.ts";
import {version} from "../version.ts";
import type {Study} from "../views/figures/study.ts";
import {all, type Arguments, type Command, expectWords, one, pair, type Terminal, UsageError} from "./command.ts";
import {execute} from "./execute.ts";
import {Environments} from "./open.ts";
import {checkTarget, writeTarget} from "./target.ts";
import {load, type Loaded, upTo} from "./workflow-arguments.ts";

const seeds = 10;

/** `fluxloom export reproduction`. */
export async function exportReproduction(command: Command, args: Arguments, terminal: Terminal): Promise<number> {
  const [, folder] = expectWords(command, args, 2, 2) as [string, string];
  const out = one(args, "out");
  if (out === undefined || !/\.md$/i.test(out))
    throw new UsageError(`option "--out" must name a file that ends in .md; got ${JSON.stringify(out ?? "nothing")}`);
  checkTarget(out);
  const recordFile = out.replace(/\.md$/i, ".json");
  const before = existsSync(recordFile) ? (JSON.parse(readFileSync(recordFile, "utf8")) as Reproduction) : undefined;
  const run = runnerOf(args, terminal);
  const record: Reproduction = {
    fluxloom: version,
    studies: await recordAll(folder, run),
    hulls: await hullRecord(await load(join(folder, "mips1-clean.json")), run),
    real: await realRecords(folder, args, run, before)
  };
  writeTarget(recordFile, `${JSON.stringify(record, null, 2)}\n`);
  writeTarget(out, reproductionPage(record));
  terminal.err(`wrote ${out} and ${recordFile}\n`);
  return 0;
}

/** Runs a workflow, or what a step of it needs, and hands on what came out. @throws when a step fails. */
type Runner = <T>(loaded: Loaded, file: string | undefined, of: (study: Study) => T | Promise<T>, to?: string) => Promise<T>;

function runnerOf(args: Arguments, terminal: Terminal): Runner {
  const {data: _data, ...places} = Object.fromEntries(args.options);
  return async (whole, file, of, to) => {
    const options = new Map(Object.entries({...places, ...(file !== undefined && {data: [`catalogue=${file}`]})}));
    const own: Arguments = {words: [], options};
    const workflow = to === undefined ? whole.workflow : upTo(whole.workflow, {words: [], options: new Map([["to", [to]]])});
    const loaded = {...whole, workflow};
    const environments = new Environments(own, [loaded]);
    try {
      const {session, states} = await execute(loaded, await environments.of(loaded), terminal);
      for (const state of states.values()) if (state.status === "failed") throw state.error;
      return await of({workflow, states, value: async (step, port) => session.value(step, port)});
    } finally {
      await environments.close();
    }
  };
}

async function recordAll(folder: string, run: Runner): Promise<Reproduction["studies"]> {
  const records: [string, Reproduction["studies"][string]][] = [];
  for (const name of studies) records.push([name, await run(await load(join(folder, `${name}.json`)), undefined, recordStudy)]);
  return Object.fromEntries(records);
}

async function hullRecord(loaded: Loaded, run: Runner): Promise<Reproduction["hulls"]> {
  const rows: [string, number][] = [];
  for (const space of ["raw", "log10", "yeoJohnson"]) {
    const workflow = setParam(loaded.workflow, library, "hull", "space", space);
    const record = await run({...loaded, workflow}, undefined, recordStudy, "candidates");
    rows.push([space, record.rows["candidates.table"]!]);
  }
  return Object.fromEntries(rows);
}

/** Of the workflows on real tables whose file was passed; what was recorded before of the others. */
async function realRecords(
  folder: string,
  args: Arguments,
  run: Runner,
  before: Reproduction | undefined
): Promise<Reproduction["real"]> {
  const files = new Map(all(args, "data").map((words) => pair("data", words, "workflow=file")));
  const records: Record<string, RealRecord> = {...before?.real};
  const upperSco = files.get("upper-sco");
  if (upperSco !== undefined)
    records["upper-sco"] = await upperScoRecord(await load(join(folder, "upper-sco.json")), upperSco, run);
  const dustpedia = files.get("dustpedia");
  if (dustpedia !== undefined)
    records["dustpedia"] = await dustpediaRecord(await load(join(folder, "dustpedia.json")), dustpedia, run);
  return records;
}

async function upperScoRecord(loaded: Loaded, file: string, run: Runner): Promise<RealRecord> {
  const irac4 = {...loaded, workflow: connect(loaded.workflow, "label", "target", ["irac4.target"])};
  const found: Record<string, Seeds> = {};
  for (const [of, suffix] of [
    [loaded, ""],
    [irac4, ", IRAC4"]
  ] as const)
    for (const step of ["default-trees", "default-linear"]) found[`${step}${suffix}`] = await seedScores(of, step, file, run);
  return {study: await run(loaded, file, recordStudy), seeds: found};
}

async function seedScores(loaded: Loaded, step: string, file: string, run: Runner): Promise<Seeds> {
  const scores: number[] = [];
  for (let seed = 0; seed < seeds; ++seed) {
    const workflow: Workflow = setParam(loaded.workflow, library, step, "randomState", seed);
    scores.push(await run({...loaded, workflow}, file, async (study) => (await recordStudy(study)).folds[step]!.r2Score, step));
  }
  return scores;
}

async function dustpediaRecord(loaded: Loaded, file: string, run: Runner): Promise<RealRecord> {
  const boosting = {...loaded, workflow: setParam(loaded.workflow, library, "boruta", "estimator", "gradientBoosting")};
  return {
    study: await run(loaded, file, recordStudy),
    seeds: {},
    otherBoruta: await run(boosting, file, recordBoruta, "boruta")
  };
}
