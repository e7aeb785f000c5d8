import {execFile} from "node:child_process";
import {mkdtempSync, readFileSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {type Command, readArguments} from "../../src/cli/command.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const script = join(root, "src/cli/fluxloom.mjs");

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line in a process of its own, as a person would. */
export async function fluxloom(args: readonly string[], options: {readonly cwd?: string} = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], {cwd: options.cwd ?? root, maxBuffer: 64e6}, (error, out, err) => {
      resolve({code: error ? ((error as {code?: number}).code ?? -1) : 0, out, err});
    });
  });
}

/** Runs a command in this process, without a terminal. @throws what it throws. */
export async function asked(command: Command, words: readonly string[]): Promise<Outcome & {readonly text: string}> {
  const said = {out: "", err: "", text: ""};
  const say = (to: "out" | "err") => (more: string) => {
    said[to] += more;
    said.text += more;
  };
  const terminal = {out: say("out"), err: say("err"), live: false, columns: 100};
  const code = await command.run(readArguments(command, words), terminal);
  return {code, ...said};
}

/** A new folder with these files in it. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), "fluxloom-"));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

/** The files of a workflow that reads two stars, and whose other steps are these. */
export function twoStars(steps: StudyFile["steps"] = {}): Readonly<Record<string, unknown>> {
  const stars = {type: "catalog", params: {path: "stars.csv"}};
  return {"stars.csv": "name,W1mag\nA,8.21\nB,9.95\n", "w.json": {fluxloom: 1, steps: {stars, ...steps}}};
}

/** A workflow that keeps the bright ones of some stars. */
export const stars = {
  fluxloom: 1,
  title: "Bright stars",
  steps: {
    stars: {type: "catalog", params: {path: "stars.csv"}},
    bright: {type: "condition", inputs: {table: "stars.table"}, params: {sql: "f > 1"}},
    kept: {type: "filter-hub", inputs: {table: "stars.table", filters: "bright.filter"}}
  }
} as const;

/** The files of that workflow, of three stars, with these steps besides. */
export function brightStars(steps: StudyFile["steps"] = {}): Readonly<Record<string, unknown>> {
  return {"stars.csv": "name,f\nA,1\nB,2\nC,3\n", "stars.json": {fluxloom: 1, steps: {...stars.steps, ...steps}}};
}

export interface StudyFile {
  fluxloom: number;
  steps: Record<string, {type: string; inputs?: Record<string, string | string[]>; params?: Record<string, unknown>}>;
  view?: unknown;
}

/** One of the four studies on catalogues so small that a run takes seconds. */
export function smallStudy(name: string): StudyFile {
  const file = JSON.parse(readFileSync(join(root, "workflows", `${name}.json`), "utf8")) as StudyFile;
  file.steps["catalogues"]!.params = {nMembers: 6000, nSources: 9000};
  file.steps["tune"]!.params = {
    nIter: 4,
    nSplits: 3,
    space: {nEstimators: {choice: [10, 20]}, minSamplesLeaf: {integer: [1, 3]}}
  };
  file.steps["baseline"]!.params = {estimator: "linear", nSplits: 3};
  file.steps["boruta"]!.params = {estimator: "extraTrees", maxIter: 20, nEstimators: 20};
  return file;
}

/** A small study in which every estimator is prescreened, searched, judged, weighed and set to predict. */
export function everyEstimator(): StudyFile {
  const {fluxloom, steps} = smallStudy("mips1-clean");
  const nIter = {extraTrees: 4, randomForest: 4, gradientBoosting: 6, nearestNeighbors: 12, tree: 6, ridge: 12, linear: 1};
  steps["catalogues"]!.params = {nMembers: 30_000, nSources: 45_000};
  for (const id of ["baseline", "assess-baseline", "retrain", "predict", "fluxes", "append"]) delete steps[id];
  steps["prescreen"] = {type: "prescreen", inputs: {train: "split.train"}, params: {nSplits: 3}};
  for (const [estimator, n] of Object.entries(nIter)) {
    const params = {estimator, nIter: n, nSplits: 3, intervals: estimator === "tree" ? "cvPlus" : "outOfFold"};
    steps[`tune-${estimator}`] = {type: "tune", inputs: {train: "split.train"}, params};
    steps[`assess-${estimator}`] = {type: "evaluate", inputs: {model: `tune-${estimator}.model`, test: "split.test"}};
    steps[`weigh-${estimator}`] = {
      type: "importance",
      inputs: {model: `tune-${estimator}.model`, test: "split.test"},
      params: {nRepeats: 2}
    };
    steps[`retrain-${estimator}`] = {type: "retrain", inputs: {search: `tune-${estimator}.search`, table: "training.table"}};
    steps[`predict-${estimator}`] = {type: "predict", inputs: {model: `retrain-${estimator}.model`, table: "candidates.table"}};
  }
  return {fluxloom, steps};
}

/** The report of a run. */
export function readReport(file: string): {
  readonly steps: Record<
    string,
    {
      readonly status: string;
      readonly why: unknown;
      readonly outputs: Record<string, {readonly hash: string; readonly rows?: number}>;
    }
  >;
  readonly metrics: Record<string, unknown>;
} {
  return JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof readReport>;
}
