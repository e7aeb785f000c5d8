// Kills a run with SIGKILL at random moments, again and again, and checks the store after each: nothing wrong, lost or
// half written, and a later run computes only what was missing.
import {spawn} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import seedrandom from "seedrandom";
import {folderWith, readReport, script, smallStudy} from "../cli/cli.ts";

export interface KillReport {
  readonly kills: number;
  /** Runs that ended before they could be killed. */
  readonly finished: number;
  /** Steps all runs together computed to the end; in a perfect world as many as there are steps. */
  readonly remembered: number;
  readonly problems: readonly string[];
}

const file = "w.json";

/** Runs the study `rounds` times over one store, each killed at a random moment; whenever it is complete, starts again with an empty store. */
export async function killRepeatedly(rounds: number, seed: string): Promise<KillReport> {
  const random = seedrandom(`kill/${seed}`);
  const folder = folderWith({[file]: smallStudy("mips1-clean")});
  const problems: string[] = [];
  const start = Date.now();
  await runToEnd(folder, "reference");
  const wholeMs = Date.now() - start;
  const reference = outputs(folder, "reference");
  let kills = 0;
  let finished = 0;
  for (let round = 0; round < rounds; ++round) {
    const killed = await killedRun(folder, random() * wholeMs * 0.9);
    if (killed) kills += 1;
    else finished += 1;
    problems.push(...soundness(join(folder, ".fluxloom")).map((problem) => `round ${round}: ${problem}`));
    if (!killed || round % 10 === 9 || round === rounds - 1) {
      const kept = scopes(folder);
      await runToEnd(folder, `round-${round}`);
      const {steps} = readReport(join(folder, `round-${round}.json`));
      const again = Object.entries(steps).filter(([id, {status}]) => status === "computed" && kept.has(id));
      if (again.length > 0)
        problems.push(`round ${round}: computed again although it was kept: ${again.map(([id]) => id).join(", ")}`);
      const now = outputs(folder, `round-${round}`);
      for (const [port, hash] of Object.entries(reference))
        if (now[port] !== hash) problems.push(`round ${round}: ${port} came out different`);
      rmSync(join(folder, ".fluxloom"), {recursive: true, force: true});
    }
  }
  rmSync(folder, {recursive: true, force: true});
  return {kills, finished, remembered: Object.keys(reference).length, problems};
}

async function runToEnd(folder: string, name: string): Promise<void> {
  const store = name === "reference" ? ["--store", "reference-store"] : [];
  const code = await new Promise((resolve) =>
    spawn(process.execPath, [script, "run", file, "--json", `${name}.json`, ...store], {cwd: folder, stdio: "ignore"}).on(
      "exit",
      resolve
    )
  );
  if (code !== 0) throw new Error(`the ${name} run ended with ${String(code)}`);
}

/** Whether it was killed rather than done before. */
async function killedRun(folder: string, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [script, "run", file], {cwd: folder, stdio: "ignore"});
  const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
  const signal = await new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
  clearTimeout(timer);
  return signal === "SIGKILL";
}

function outputs(folder: string, name: string): Record<string, string> {
  const {steps} = readReport(join(folder, `${name}.json`));
  return Object.fromEntries(
    Object.entries(steps).flatMap(([id, step]) => Object.entries(step.outputs).map(([port, {hash}]) => [`${id}.${port}`, hash]))
  );
}

/** Steps whose action is on disk. */
function scopes(folder: string): Set<string> {
  return new Set(actions(join(folder, ".fluxloom")).map(({step}) => step));
}

/** What is wrong with the files of a store: every action whole, every object it names there and true to its name. */
function soundness(store: string): string[] {
  const problems: string[] = [];
  for (const {key, outputs, step, broken} of actions(store)) {
    if (broken) problems.push(`the action ${key} is half written`);
    for (const {hash} of Object.values(outputs))
      if (!existsSync(objectPath(store, hash))) problems.push(`${step}: object ${hash} is lost`);
  }
  for (const [name, path] of filesBelow(join(store, "objects"))) {
    const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
    if (hash !== name) problems.push(`object ${name} holds something else`);
  }
  return problems;
}

interface Kept {
  readonly key: string;
  readonly step: string;
  readonly outputs: Readonly<Record<string, {readonly hash: string}>>;
  readonly broken?: true;
}

function actions(store: string): Kept[] {
  return [...filesBelow(join(store, "actions"))].map(([name, path]) => {
    try {
      return (JSON.parse(readFileSync(path, "utf8")) as {readonly action: Kept}).action;
    } catch {
      return {key: name, step: "", outputs: {}, broken: true};
    }
  });
}

function objectPath(store: string, hash: string): string {
  return join(store, "objects", hash.slice(0, 2), hash.slice(2));
}

/** Hash → path of the files in ab/cdef… folders. */
function filesBelow(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const shard of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, shard))) {
      const bare = name.replace(/\.json$/, "");
      found.set(bare.length === 64 ? bare : shard + bare, join(folder, shard, name));
    }
  }
  return found;
}
