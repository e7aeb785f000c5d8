// The workflow file: which steps there are, what each reads from, and with which parameters. Plain JSON; no code, no results.
import {duplicateKeys} from "./duplicate-keys.ts";
import {type Groups, readGroups, withoutSteps, withStepRenamed} from "./groups.ts";
import {isRecord} from "./json.ts";
import {jsonMistake} from "./json-mistake.ts";
import type {Json, Library} from "./node.ts";
import {formOf, type Params} from "./params.ts";
import {quoted, shown, suggestion} from "./words.ts";

/** The version of the file format this engine writes. */
export const FORMAT = 1;

type Fields = Readonly<Record<string, Json>>;

/** One node in place: its type, its wires and the parameters that differ from the defaults. */
export interface Step {
  readonly type: string;
  /** The version of the node type its params are written for. */
  readonly version: number;
  /** Input port → the outputs it reads from, as "step.port". */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly params: Fields;
  /** What the file says of the step that this engine does not know; kept and written back. */
  readonly extra: Fields;
}

/** Where things are drawn and what is said about them. No hash ever reads it. */
export interface View {
  /** Step → its place on the canvas. */
  readonly layout: Readonly<Record<string, readonly [x: number, y: number]>>;
  /** Step, or "" for the workflow → Markdown. */
  readonly notes: Readonly<Record<string, string>>;
  /** Name → steps drawn together. */
  readonly groups: Groups;
  readonly extra: Fields;
}

/** A workflow as read from its file: a value, which edits do not change but replace. */
export interface Workflow {
  readonly title: string;
  readonly steps: ReadonlyMap<string, Step>;
  readonly view: View;
  readonly extra: Fields;
}

/** Something wrong with a workflow, where, and what may mend it. */
export interface Problem {
  /** The step, or "file". */
  readonly where: string;
  readonly message: string;
  readonly fix?: string;
  readonly port?: string;
  readonly param?: string;
}

/** A file that is no sound workflow, with every problem; its message has a line for each. */
export class WorkflowError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(problemText).join("\n"));
    this.name = "WorkflowError";
    this.problems = problems;
  }
}

/** `‹step›: ‹what is wrong›; ‹fix›`. */
export function problemText({where, message, fix}: Problem): string {
  return `${where}: ${message}${fix ? `; ${fix}` : ""}`;
}

export const emptyWorkflow: Workflow = {
  title: "",
  steps: new Map(),
  view: {layout: {}, notes: {}, groups: {}, extra: {}},
  extra: {}
};

const stepName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether a word may name a step. */
export function isStepName(name: string): boolean {
  return stepName.test(name);
}

/** Reads a workflow file. @throws WorkflowError with every problem of its form. */
export function parseWorkflow(source: string): Workflow {
  const text = source.replace(/^\uFEFF/, "");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const message = `is not JSON: ${jsonMistake(text) ?? (error as Error).message}`;
    throw new WorkflowError([{where: "file", message, fix: "mend it there"}]);
  }
  const problems: Problem[] = duplicateKeys(text).map(({key, line}) => ({
    where: "file",
    message: `line ${line} names ${shown(key)} a second time in the same object`,
    fix: "rename or remove one"
  }));
  const workflow = readFile(json, problems);
  if (problems.length > 0) throw new WorkflowError(problems);
  return workflow;
}

function readFile(json: unknown, problems: Problem[]): Workflow {
  if (!isRecord(json)) {
    problems.push({where: "file", message: `must be an object with "fluxloom" and "steps"; got ${shown(json)}`});
    return emptyWorkflow;
  }
  const {fluxloom, title = "", steps, view = {}, $schema, ...extra} = json;
  if (fluxloom === undefined)
    problems.push({where: "file", message: 'has no "fluxloom" version', fix: `add "fluxloom": ${FORMAT}`});
  else if (!Number.isSafeInteger(fluxloom) || (fluxloom as number) < 1)
    problems.push({where: "file", message: `"fluxloom" must be a version number; got ${shown(fluxloom)}`});
  else if ((fluxloom as number) > FORMAT)
    problems.push({
      where: "file",
      message: `is written in format ${shown(fluxloom)}, and this engine reads up to ${FORMAT}`,
      fix: "update fluxloom"
    });
  if (typeof title !== "string") problems.push({where: "file", message: `"title" must be text; got ${shown(title)}`});
  if (!isRecord(steps))
    problems.push({where: "file", message: `"steps" must be an object of steps by name; got ${shown(steps)}`});
  const read = new Map<string, Step>();
  for (const [id, step] of isRecord(steps) ? Object.entries(steps) : []) {
    if (!isStepName(id))
      problems.push({
        where: "file",
        message: `a step cannot be named ${shown(id)}`,
        fix: "use a letter, then letters, digits, - or _, 64 at most"
      });
    else read.set(id, readStep(id, step, problems));
  }
  return {
    title: typeof title === "string" ? title : "",
    steps: read,
    view: readView(view, problems),
    extra: {...($schema !== undefined && {$schema: $schema as Json}), ...(extra as Fields)}
  };
}

function readStep(where: string, json: unknown, problems: Problem[]): Step {
  const step = isRecord(json) ? json : {};
  if (!isRecord(json)) problems.push({where, message: `must be an object with a "type"; got ${shown(json)}`});
  const {type = "", version = 1, inputs = {}, params = {}, ...extra} = step;
  if (isRecord(json) && (typeof type !== "string" || type === ""))
    problems.push({where, message: `"type" must name a node; got ${shown(step["type"])}`});
  if (!Number.isSafeInteger(version) || (version as number) < 1)
    problems.push({where, message: `"version" must be a whole number from 1; got ${shown(version)}`});
  if (!isRecord(params)) problems.push({where, message: `"params" must be an object; got ${shown(params)}`});
  if (!isRecord(inputs)) problems.push({where, message: `"inputs" must be an object of ports; got ${shown(inputs)}`});
  const wires = new Map<string, readonly string[]>();
  for (const [port, sources] of isRecord(inputs) ? Object.entries(inputs) : []) {
    const list: readonly unknown[] = Array.isArray(sources) ? sources : [sources];
    for (const source of list) {
      if (typeof source !== "string")
        problems.push({where, port, message: `input "${port}" must be "step.port" or a list of them; got ${shown(source)}`});
    }
    wires.set(
      port,
      list.filter((source) => typeof source === "string")
    );
  }
  return {
    type: typeof type === "string" ? type : "",
    version: typeof version === "number" ? version : 1,
    inputs: Object.fromEntries(wires),
    params: (isRecord(params) ? params : {}) as Fields,
    extra: extra as Fields
  };
}

function readView(json: unknown, problems: Problem[]): View {
  if (!isRecord(json)) {
    problems.push({where: "file", message: `"view" must be an object; got ${shown(json)}`});
    return emptyWorkflow.view;
  }
  const {layout = {}, notes = {}, groups = {}, ...extra} = json;
  const place = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && x.every((n) => typeof n === "number");
  if (!isRecord(layout) || !Object.values(layout).every(place))
    problems.push({where: "file", message: '"view.layout" must give each step [x, y]', fix: "remove it to lay out anew"});
  if (!isRecord(notes) || !Object.values(notes).every((note) => typeof note === "string"))
    problems.push({where: "file", message: '"view.notes" must give steps their text', fix: "remove what is not text"});
  return {
    layout: layout as View["layout"],
    notes: notes as View["notes"],
    groups: readGroups(groups, problems),
    extra: extra as Fields
  };
}

/**
 * The canonical text of a workflow: keys in a fixed order, one step and one note a line, so that differences read well.
 * Reading it and writing it again gives the same bytes.
 */
export function serializeWorkflow({title, steps, view, extra}: Workflow): string {
  const {$schema, ...rest} = extra;
  const lines = (entries: readonly (readonly [string, string])[], indent: string): string =>
    entries.length === 0
      ? "{}"
      : `{\n${entries.map(([k, v]) => `${indent}  ${JSON.stringify(k)}: ${v}`).join(",\n")}\n${indent}}`;
  const block = (fields: Fields, indent: string): string =>
    lines(
      sorted(Object.entries(fields)).map(([k, v]) => [k, inline(v)]),
      indent
    );
  const shownView: [string, string][] = [];
  if (Object.keys(view.layout).length > 0) shownView.push(["layout", block(view.layout, "    ")]);
  if (Object.keys(view.notes).length > 0) shownView.push(["notes", block(view.notes, "    ")]);
  if (Object.keys(view.groups).length > 0) shownView.push(["groups", block(view.groups as unknown as Fields, "    ")]);
  for (const [name, value] of sorted(Object.entries(view.extra))) shownView.push([name, inline(value)]);
  const fields: [string, string][] = [];
  if ($schema !== undefined) fields.push(["$schema", inline($schema)]);
  fields.push(["fluxloom", String(FORMAT)]);
  if (title !== "") fields.push(["title", JSON.stringify(title)]);
  fields.push([
    "steps",
    lines(
      [...steps].map(([id, step]) => [id, inline(stepJson(step))]),
      "  "
    )
  ]);
  if (shownView.length > 0) fields.push(["view", lines(shownView, "  ")]);
  for (const [name, value] of sorted(Object.entries(rest))) fields.push([name, inline(value)]);
  return `${lines(fields, "")}\n`;
}

function stepJson({type, version, inputs, params, extra}: Step): Json {
  const wires = sorted(Object.entries(inputs)).map(
    ([port, sources]) => [port, sources.length === 1 ? sources[0]! : sources] as const
  );
  return {
    type,
    ...(version !== 1 && {version}),
    ...(wires.length > 0 && {inputs: Object.fromEntries(wires)}),
    ...(Object.keys(params).length > 0 && {params: Object.fromEntries(sorted(Object.entries(params)))}),
    ...Object.fromEntries(sorted(Object.entries(extra)))
  };
}

function inline(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  const entries = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${inline(v)}`);
  return `{${entries.join(", ")}}`;
}

function sorted<T>(entries: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  return entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Brings the params of every known step to its node's present version. A step of a later version, or with a broken migration, is left as it is and reported. */
export function migrate(
  workflow: Workflow,
  library: Library
): {readonly workflow: Workflow; readonly problems: readonly Problem[]} {
  const problems: Problem[] = [];
  const steps = new Map<string, Step>();
  for (const [id, step] of workflow.steps) {
    const definition = library.get(step.type);
    steps.set(id, step);
    if (!definition || step.version === definition.version) continue;
    if (step.version > definition.version) {
      problems.push({
        where: id,
        message: `is written for version ${step.version} of ${step.type}, and this engine has version ${definition.version}`,
        fix: "update fluxloom"
      });
      continue;
    }
    try {
      let params = step.params;
      for (let v = step.version; v < definition.version; ++v) params = definition.migrations?.[v - 1]?.(params) ?? params;
      steps.set(id, {...step, version: definition.version, params});
    } catch (error) {
      problems.push({
        where: id,
        message: `its params of version ${step.version} could not be brought to version ${definition.version}: ${(error as Error).message}`
      });
    }
  }
  return {workflow: {...workflow, steps}, problems};
}

/** "step.port" taken apart; undefined where it has no dot. */
export function parseWire(source: string): {readonly step: string; readonly port: string} | undefined {
  const dot = source.indexOf(".");
  return dot < 1 ? undefined : {step: source.slice(0, dot), port: source.slice(dot + 1)};
}

// Edits are pure functions: undo is the list of what they gave.

/** @throws when the name is taken or no name. */
export function addStep(workflow: Workflow, id: string, step: Partial<Step> & Pick<Step, "type">): Workflow {
  if (!isStepName(id)) throw new Error(`a step cannot be named ${shown(id)}; use a letter, then letters, digits, - or _`);
  if (workflow.steps.has(id)) throw new Error(`there is a step "${id}" already; choose another name`);
  return withStep(workflow, id, {version: 1, inputs: {}, params: {}, extra: {}, ...step});
}

/** Takes a step out, and every wire from it. */
export function removeStep(workflow: Workflow, id: string): Workflow {
  stepOf(workflow, id);
  const steps = new Map<string, Step>();
  for (const [name, step] of workflow.steps)
    if (name !== id)
      steps.set(
        name,
        rewire(step, (source) => (parseWire(source)?.step === id ? undefined : source))
      );
  const {[id]: _place, ...layout} = workflow.view.layout;
  const {[id]: _note, ...notes} = workflow.view.notes;
  return {...workflow, steps, view: {...workflow.view, layout, notes, groups: withoutSteps(workflow.view.groups, new Set([id]))}};
}

/** Renames a step and every wire from it; its place and note go with it. */
export function renameStep(workflow: Workflow, from: string, to: string): Workflow {
  stepOf(workflow, from);
  if (from === to) return workflow;
  if (!isStepName(to) || workflow.steps.has(to))
    throw new Error(`cannot rename "${from}" to ${shown(to)}; choose a free name of letters, digits, - or _`);
  const rename = (source: string): string => (parseWire(source)?.step === from ? `${to}${source.slice(from.length)}` : source);
  const steps = new Map([...workflow.steps].map(([id, step]) => [id === from ? to : id, rewire(step, rename)]));
  const moved = <T>(fields: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(fields).map(([id, v]) => [id === from ? to : id, v]));
  const {layout, notes, groups} = workflow.view;
  const view = {...workflow.view, layout: moved(layout), notes: moved(notes), groups: withStepRenamed(groups, from, to)};
  return {...workflow, steps, view};
}

/** Puts these wires, and only these, on an input port; none disconnects it. */
export function connect(workflow: Workflow, id: string, port: string, sources: readonly string[]): Workflow {
  const step = stepOf(workflow, id);
  const {[port]: _before, ...others} = step.inputs;
  return withStep(workflow, id, {...step, inputs: sources.length === 0 ? others : {...others, [port]: sources}});
}

/** Sets a parameter; one that equals its default leaves the file. */
export function setParam(workflow: Workflow, library: Library, id: string, name: string, value: Json): Workflow {
  const step = stepOf(workflow, id);
  const params: Params = library.get(step.type)?.params ?? {};
  const {[name]: _before, ...others} = step.params;
  const isDefault = Object.hasOwn(params, name) && JSON.stringify(formOf(params, name, others).default) === JSON.stringify(value);
  return withStep(workflow, id, {...step, params: isDefault ? others : {...others, [name]: value}});
}

/** The step. @throws with a suggestion when there is none. */
export function stepOf(workflow: Workflow, id: string): Step {
  const step = workflow.steps.get(id);
  if (!step)
    throw new Error(
      `there is no step "${id}"; ${workflow.steps.size ? suggestion(id, [...workflow.steps.keys()]) : `it has ${quoted([])}`}`
    );
  return step;
}

/** These steps and all they read from, as far as they are there. */
export function upstream({steps}: Workflow, ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const stack = [...ids];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const step = steps.get(id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    for (const source of Object.values(step.inputs).flat()) stack.push(parseWire(source)?.step ?? "");
  }
  return seen;
}

/** The workflow of only these steps and all they read from. @throws when there is no such step. */
export function ancestry(workflow: Workflow, ids: readonly string[]): Workflow {
  for (const id of ids) stepOf(workflow, id);
  const wanted = upstream(workflow, ids);
  return {...workflow, steps: new Map([...workflow.steps].filter(([id]) => wanted.has(id)))};
}

function withStep(workflow: Workflow, id: string, step: Step): Workflow {
  return {...workflow, steps: new Map(workflow.steps).set(id, step)};
}

function rewire(step: Step, change: (source: string) => string | undefined): Step {
  const inputs = Object.entries(step.inputs).map(
    ([port, sources]) => [port, sources.map(change).filter((s) => s !== undefined)] as const
  );
  return {
    ...step,
    inputs: Object.fromEntries(inputs.filter(([port, sources]) => sources.length > 0 || step.inputs[port]?.length === 0))
  };
}
