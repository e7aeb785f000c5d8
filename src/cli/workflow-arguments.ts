import {existsSync, readFileSync, statSync} from "node:fs";
import {basename, dirname, resolve as resolvePath} from "node:path";
import {library} from "../../nodes/index.ts";
import {diff, differenceText} from "../../runtime/diff.ts";
import {resolve} from "../../runtime/graph.ts";
import type {Json} from "../../runtime/node.ts";
import {parseParam, type Params} from "../../runtime/params.ts";
import {shown, suggestion} from "../../runtime/words.ts";
import {
  ancestry,
  connect,
  migrate,
  parseWire,
  parseWorkflow,
  setParam,
  stepOf,
  type Workflow,
  WorkflowError
} from "../../runtime/workflow.ts";
import {markPublished} from "../views/published.ts";
import {Bundle} from "../bundle/bundle.ts";
import {fileSource} from "../bundle/tar.node.ts";
import {originOf} from "../origin/origin.ts";
import {all, type Arguments, count, one, type Options, pair, UsageError} from "./command.ts";

/** A workflow file, edited as the arguments say. */
export interface Loaded {
  readonly file: string;
  /** Where the file is one: the workflow with its results. */
  readonly bundle?: Bundle;
  /** The file's name without ".json": what the records of the store call it. */
  readonly name: string;
  readonly folder: string;
  readonly workflow: Workflow;
  /** How it differs from the file, in words. */
  readonly edits: readonly string[];
}

/** Options of every command that reads a workflow. */
export const editOptions: Options = {
  set: {value: "step.param=value", many: true, doc: "Set a parameter for this run."},
  wire: {
    value: "step.port=source",
    many: true,
    doc: "Put a wire on a port; several sources by commas; +source adds one, -source takes one off, nothing disconnects."
  },
  to: {value: "step", many: true, doc: "Only this step and what it reads from."}
};

/** Options of every command that computes or looks up. */
export const placeOptions: Options = {
  data: {value: "step=file", many: true, doc: "The file a catalog step reads, wherever it lies."},
  store: {value: "DIR", doc: 'Where results are remembered; "memory" for nowhere. Default: .fluxloom beside the workflow.'}
};

/**
 * Reads a workflow, from its file, from a bundle, or from any file it exported, and brings it to the present version.
 * @throws UsageError, WorkflowError.
 */
export async function load(file: string): Promise<Loaded> {
  let source: string;
  let bundle: Bundle | undefined;
  try {
    bundle = /\.fluxloom$/i.test(file) && statSync(file).isFile() ? new Bundle(fileSource(file)) : undefined;
    source = bundle?.workflow ?? (await textOf(readFileSync(file)));
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === undefined) throw new UsageError(message, {cause: error});
    throw new UsageError(unreadable("workflow file", file, code), {cause: error});
  }
  const {workflow, problems} = migrate(parsed(file, source), library);
  if (problems.length > 0) throw new WorkflowError(problems);
  const name = basename(file).replace(/\.\w+$/, "");
  return {file, name, folder: dirname(resolvePath(file)), workflow, edits: [], ...(bundle && {bundle})};
}

/** The workflow in a file, whose problems are said under the file's name. @throws WorkflowError. */
function parsed(file: string, source: string): Workflow {
  try {
    return parseWorkflow(source);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    throw new WorkflowError(error.problems.map((problem) => (problem.where === "file" ? {...problem, where: file} : problem)));
  }
}

/** The same with the file's name before every problem of a step: for commands that read several. @throws WorkflowError. */
export async function naming<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    throw new WorkflowError(
      error.problems.map((problem) => (problem.where === file ? problem : {...problem, where: `${file}: ${problem.where}`}))
    );
  }
}

/** Why a file on the command line cannot be read, and what to do. */
export function unreadable(what: string, file: string, code: string): string {
  if (code === "ENOENT" || code === "ENOTDIR") return `there is no ${what} ${JSON.stringify(file)}; check the path`;
  if (code === "EISDIR") return `${JSON.stringify(file)} is a folder; name a file in it`;
  return `cannot read ${JSON.stringify(file)} (${code}); check its permissions`;
}

/** The text of a workflow file, or of the workflow that a file of another kind was exported from. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const text = new TextDecoder().decode(bytes);
  if (/^\s*\{/.test(text)) return text;
  return (await originOf(bytes))?.workflow ?? text;
}

/** Loads the file and applies --set, --wire and --to. @throws WorkflowError with every problem. */
export async function loadEdited(file: string, args: Arguments): Promise<Loaded> {
  const loaded = await load(file);
  let {workflow} = loaded;
  for (const words of all(args, "wire")) workflow = applyWire(workflow, words);
  for (const words of all(args, "set")) workflow = applySet(workflow, words);
  const edited = withEdits(loaded, workflow);
  ({workflow} = edited);
  workflow = upTo(workflow, args);
  const {problems} = resolve(workflow, library);
  if (problems.length > 0) throw new WorkflowError(problems);
  return {...edited, workflow};
}

/** Only what --to names and reads from. @throws UsageError. */
export function upTo(workflow: Workflow, args: Arguments): Workflow {
  const to = all(args, "to");
  return to.length > 0 ? asUsage(() => ancestry(workflow, to)) : workflow;
}

/** The workflow in the place of the file's, saying how it differs. */
export function withEdits(loaded: Loaded, workflow: Workflow): Loaded {
  const edits = diff(loaded.workflow, workflow).map(differenceText);
  return {...loaded, edits, workflow: markPublished(loaded.workflow, workflow)};
}

/** One --set: step.param=value. @throws UsageError. */
export function applySet(workflow: Workflow, words: string): Workflow {
  const [place, value] = pair("set", words, "step.param=value");
  const {step, port: name} = parseWire(place) ?? {step: place, port: ""};
  if (name === "") throw new UsageError(`option "--set" needs the form step.param=value; got ${JSON.stringify(words)}`);
  const {type} = asUsage(() => stepOf(workflow, step));
  const params: Params = library.get(type)?.params ?? {};
  const param = Object.hasOwn(params, name) ? params[name] : undefined;
  if (!param) throw new UsageError(`${step}: unknown parameter ${shown(name)}; ${suggestion(name, Object.keys(params))}`);
  return setParam(workflow, library, step, name, parseParam(param, value) as Json);
}

/** One --wire: step.port=source,source … @throws UsageError. */
export function applyWire(workflow: Workflow, words: string): Workflow {
  const [place, sources] = pair("wire", words, "step.port=source");
  const {step, port} = parseWire(place) ?? {step: place, port: ""};
  if (port === "") throw new UsageError(`option "--wire" needs the form step.port=source; got ${JSON.stringify(words)}`);
  const before = asUsage(() => stepOf(workflow, step)).inputs[port] ?? [];
  const given = sources === "" ? [] : sources.split(",").map((source) => source.trim());
  const relative = given.length > 0 && given.every((source) => /^[+-]/.test(source));
  let wires: readonly string[] = relative ? before : given;
  for (const source of relative ? given : []) {
    const name = source.slice(1);
    if (source.startsWith("-") && !wires.includes(name))
      throw new UsageError(`${step}: input "${port}" does not read ${shown(name)}; ${suggestion(name, wires)}`);
    wires = source.startsWith("-") ? wires.filter((wire) => wire !== name) : [...wires, name];
  }
  return connect(workflow, step, port, wires);
}

/** --data step=file, checked against the steps there are. @throws UsageError. */
export function dataFiles(args: Arguments, workflows: readonly Workflow[]): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  for (const words of all(args, "data")) {
    const [place, path] = pair("data", words, "step=file");
    const step = place.split(".")[0]!;
    const ids = [...new Set(workflows.flatMap(({steps}) => [...steps.keys()]))];
    if (!ids.includes(step))
      throw new UsageError(`option "--data" names step ${shown(step)}, which is not in the workflow; ${suggestion(step, ids)}`);
    const definition = library.get(workflows.find(({steps}) => steps.has(step))!.steps.get(step)!.type);
    const files = Object.entries((definition?.params ?? {}) as Params).filter(([, param]) => param.type === "file");
    if (files.length === 0) throw new UsageError(`option "--data": step "${step}" reads no file; name one of type catalog`);
    const param = place.slice(step.length + 1);
    const names = files.map(([name]) => name);
    if (param !== "" && !names.includes(param))
      throw new UsageError(`option "--data": ${shown(param)} is no file of step "${step}"; ${suggestion(param, names)}`);
    if (!existsSync(path)) throw new UsageError(`option "--data": there is no file ${shown(path)}; check the path`);
    if (statSync(path).isDirectory()) throw new UsageError(`option "--data": ${shown(path)} is a folder; name a file in it`);
    data.set(place, path);
  }
  return data;
}

/** The steps of --force, checked against those there are. @throws UsageError. */
export function forced(args: Arguments, {steps}: Workflow): ReadonlySet<string> {
  const ids = all(args, "force");
  for (const id of ids)
    if (!steps.has(id))
      throw new UsageError(
        `option "--force" names step ${shown(id)}, which is not in the workflow; ${suggestion(id, [...steps.keys()])}`
      );
  return new Set(ids);
}

/** Where a workflow runs, as --store, --workers and --data say. @throws UsageError. */
export function environmentOptions(args: Arguments, {folder}: {readonly folder: string}, workflows: readonly Workflow[]) {
  const store = one(args, "store");
  const workers = count(args, "workers");
  return {folder, ...(store !== undefined && {store}), ...(workers !== undefined && {workers}), data: dataFiles(args, workflows)};
}

/** A wrong name in an argument is a wrong argument. */
function asUsage<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw new UsageError((error as Error).message, {cause: error});
  }
}
