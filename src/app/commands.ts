// Every edit there is, as a command; each is a pure function from a workflow to a workflow.
import {library} from "../../nodes/index.ts";
import {canConnect} from "../../runtime/graph.ts";
import type {AnyNode, Json, Ports} from "../../runtime/node.ts";
import {
  addStep,
  connect,
  isStepName,
  parseWire,
  removeStep,
  renameStep,
  setParam,
  stepOf,
  type Step,
  type Workflow
} from "../../runtime/workflow.ts";
import {bypassed, bypassForgotten, bypassRenamed, bypassSwapped} from "./bypass.ts";
import {type Fragment, groupsWithin, pasteFragment} from "./fragment.ts";
import {collapsed, grouped, groupRenamed, ungrouped} from "./groups.ts";

export type Place = readonly [x: number, y: number];

/** A wire: where it arrives, and where it comes from as "step.port". */
export interface Wire {
  readonly to: string;
  readonly port: string;
  readonly source: string;
}

export type Command =
  | {readonly do: "open"; readonly workflow: Workflow}
  | {readonly do: "title"; readonly title: string}
  /** With `wires` from or to the new step, whose id they name as "". */
  | {
      readonly do: "addStep";
      readonly type: string;
      readonly id?: string;
      readonly at?: Place;
      readonly wires?: readonly Wire[];
      readonly params?: Readonly<Record<string, Json>>;
    }
  /** Wires are healed across a removed step where its input and output are of one kind. */
  | {readonly do: "removeStep"; readonly steps: readonly string[]; readonly heal?: boolean}
  | {readonly do: "renameStep"; readonly step: string; readonly to: string}
  /** Adds to a port of many; replaces on a port of one. */
  | ({readonly do: "connect"; readonly replace?: boolean} & Wire)
  | ({readonly do: "disconnect"} & Wire)
  | {readonly do: "cut"; readonly wires: readonly Wire[]}
  | {readonly do: "setWires"; readonly to: string; readonly port: string; readonly sources: readonly string[]}
  | {readonly do: "setParam"; readonly step: string; readonly name: string; readonly value: Json}
  /** Back to the default: one parameter, or all. */
  | {readonly do: "resetParam"; readonly step: string; readonly name?: string}
  | {readonly do: "place"; readonly places: Readonly<Record<string, Place>>}
  /** Markdown on a step, or on the workflow where the step is ""; empty takes it away. */
  | {readonly do: "note"; readonly step: string; readonly text: string}
  /** A condition on a hub: one that is there, or a new one that all who read `source` then read from. */
  | {readonly do: "condition"; readonly sql: string; readonly source: string; readonly hub?: string; readonly at?: Place}
  /** The note of a step moved to another, behind what stands there. */
  | {readonly do: "moveNote"; readonly from: string; readonly to: string}
  | ({readonly do: "insertOnWire"; readonly type: string; readonly at?: Place} & Wire)
  /** Puts a step that stands there already on a wire. */
  | ({readonly do: "putOnWire"; readonly step: string; readonly at?: Place} & Wire)
  | {readonly do: "swapType"; readonly step: string; readonly type: string}
  /** Leads wires past a step that stays in the file, and back again. */
  | {readonly do: "bypass"; readonly steps: readonly string[]}
  | {readonly do: "duplicate"; readonly steps: readonly string[]}
  | {readonly do: "paste"; readonly fragment: Fragment; readonly at?: Place}
  /** The order of the file and of the notebook: moves a step before another, or to the end. */
  | {readonly do: "moveStep"; readonly step: string; readonly before?: string}
  /** Draws steps together; the view only, so that nothing runs. */
  | {readonly do: "group"; readonly steps: readonly string[]}
  | {readonly do: "ungroup"; readonly groups: readonly string[]}
  | {readonly do: "collapse"; readonly groups: readonly string[]; readonly collapsed: boolean}
  | {readonly do: "renameGroup"; readonly group: string; readonly to: string};

export interface Edited {
  readonly workflow: Workflow;
  /** The steps to select after it; undefined leaves the selection. */
  readonly select?: readonly string[];
  /** What the person should know of it. */
  readonly notice?: string;
}

/** @throws with what is wrong, in words for the person. */
export function perform(workflow: Workflow, command: Command): Edited {
  switch (command.do) {
    case "open":
      return {workflow: command.workflow, select: []};
    case "title":
      return {workflow: {...workflow, title: command.title}};
    case "addStep":
      return add(workflow, command);
    case "removeStep":
      return {workflow: command.steps.reduce((w, id) => remove(w, id, command.heal ?? true), workflow), select: []};
    case "renameStep":
      return {
        workflow: bypassRenamed(renameStep(workflow, command.step, command.to), command.step, command.to),
        select: [command.to]
      };
    case "connect":
      return {workflow: wire(workflow, command, command.replace ?? false)};
    case "disconnect":
      return {workflow: cut(workflow, command)};
    case "cut":
      return {workflow: command.wires.reduce(cut, workflow)};
    case "setWires":
      return {workflow: connect(workflow, command.to, command.port, command.sources)};
    case "setParam":
      return {workflow: setParam(workflow, library, command.step, command.name, command.value)};
    case "resetParam":
      return {workflow: reset(workflow, command.step, command.name)};
    case "place":
      return {workflow: {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, ...command.places}}}};
    case "note":
      return {workflow: note(workflow, command.step, command.text)};
    case "condition":
      return conditioned(workflow, command);
    case "moveNote": {
      const {[command.from]: moved = "", [command.to]: there = ""} = workflow.view.notes;
      return {workflow: note(note(workflow, command.from, ""), command.to, there === "" ? moved : `${there}\n\n${moved}`)};
    }
    case "insertOnWire":
      return insert(workflow, command);
    case "swapType":
      return {workflow: swap(workflow, command.step, command.type)};
    case "bypass":
      return {workflow: command.steps.reduce(bypassed, workflow)};
    case "duplicate":
      return duplicate(workflow, command.steps);
    case "paste":
      return pasteFragment(workflow, command.fragment, command.at);
    case "moveStep":
      return {workflow: move(workflow, command.step, command.before)};
    case "putOnWire":
      return putOnWire(workflow, command);
    case "group":
      return {workflow: grouped(workflow, command.steps), select: command.steps};
    case "ungroup":
      return {workflow: ungrouped(workflow, command.groups)};
    case "collapse":
      return {workflow: command.groups.reduce((w, group) => collapsed(w, group, command.collapsed), workflow)};
    case "renameGroup":
      return {workflow: groupRenamed(workflow, command.group, command.to)};
  }
}

/** A free name close to the one wished for: "tune", "tune-2" … */
export function freeName(workflow: Workflow, wish: string, taken: ReadonlySet<string> = new Set()): string {
  const base = isStepName(wish) ? wish.replace(/-\d+$/, "") : "step";
  const free = (name: string): boolean => !workflow.steps.has(name) && !taken.has(name);
  if (free(base)) return base;
  for (let n = 2; ; ++n) if (free(`${base}-${n}`)) return `${base}-${n}`;
}

/** What is known of a step's node; undefined where its type is not. */
export function definitionOf(workflow: Workflow, id: string): AnyNode | undefined {
  return library.get(workflow.steps.get(id)?.type ?? "");
}

/** The kind of value an output gives. */
export function kindOf(workflow: Workflow, source: string): string | undefined {
  const from = parseWire(source);
  return from && (definitionOf(workflow, from.step)?.outputs as Ports | undefined)?.[from.port]?.kind.name;
}

/** Every wire of a workflow. */
export function wiresOf(workflow: Workflow): Wire[] {
  return [...workflow.steps].flatMap(([to, {inputs}]) =>
    Object.entries(inputs).flatMap(([port, sources]) => sources.map((source) => ({to, port, source})))
  );
}

function add(workflow: Workflow, {type, id, at, wires = [], params}: Extract<Command, {do: "addStep"}>): Edited {
  const definition = library.get(type);
  if (!definition) throw new Error(`there is no node "${type}"`);
  const name = id ?? freeName(workflow, type);
  let next = addStep(workflow, name, {type, version: definition.version, ...(params && {params})});
  if (at) next = placed(next, name, at);
  for (const {to, port, source} of wires)
    next = wire(next, {to: to === "" ? name : to, port, source: source.startsWith(".") ? `${name}${source}` : source}, false);
  return {workflow: next, select: [name]};
}

function wire(workflow: Workflow, {to, port, source}: Wire, replace: boolean): Workflow {
  const answer = canConnect(workflow, library, source, to, port);
  if (!answer.ok) throw new Error(`${answer.reason}${answer.fix ? `; ${answer.fix}` : ""}`);
  const many = (definitionOf(workflow, to)?.inputs as Ports | undefined)?.[port]?.many === true && !replace;
  const before = stepOf(workflow, to).inputs[port] ?? [];
  if (before.includes(source)) return workflow;
  return connect(workflow, to, port, many ? [...before, source] : [source]);
}

function cut(workflow: Workflow, {to, port, source}: Wire): Workflow {
  const sources = stepOf(workflow, to).inputs[port] ?? [];
  return connect(
    workflow,
    to,
    port,
    sources.filter((s) => s !== source)
  );
}

function remove(workflow: Workflow, id: string, heal: boolean): Workflow {
  const around = (source: string): string | undefined => (heal ? passThrough(workflow, id, source) : undefined);
  return bypassForgotten(healed(workflow, id, heal), id, around);
}

function healed(workflow: Workflow, id: string, heal: boolean): Workflow {
  if (!heal) return removeStep(workflow, id);
  let next = workflow;
  for (const {to, port, source} of wiresOf(workflow)) {
    if (parseWire(source)?.step !== id) continue;
    const around = passThrough(workflow, id, source);
    if (around !== undefined) next = redirect(next, to, port, source, around);
  }
  return removeStep(next, id);
}

/** What would flow on if the step were not there: its first wire of the same kind. */
export function passThrough(workflow: Workflow, id: string, source: string): string | undefined {
  const definition = definitionOf(workflow, id);
  const kind = kindOf(workflow, source);
  if (!definition) return undefined;
  const inputs = definition.inputs as Ports;
  for (const [port, {kind: taken}] of Object.entries(inputs)) {
    const first = workflow.steps.get(id)!.inputs[port]?.[0];
    if (taken.name === kind && first !== undefined) return first;
  }
  return undefined;
}

/** A wire led onto another source. */
export function redirect(workflow: Workflow, to: string, port: string, from: string, onto: string): Workflow {
  const sources = stepOf(workflow, to).inputs[port] ?? [];
  return connect(workflow, to, port, [...new Set(sources.map((s) => (s === from ? onto : s)))]);
}

function reset(workflow: Workflow, id: string, name?: string): Workflow {
  const step = stepOf(workflow, id);
  const {[name ?? ""]: _gone, ...others} = step.params;
  return replaceStep(workflow, id, {...step, params: name === undefined ? {} : others});
}

function note(workflow: Workflow, id: string, text: string): Workflow {
  const {[id]: _before, ...others} = workflow.view.notes;
  return {...workflow, view: {...workflow.view, notes: text === "" ? others : {...others, [id]: text}}};
}

function insert(workflow: Workflow, {type, at, ...wire}: Extract<Command, {do: "insertOnWire"}>): Edited {
  fitOrThrow(workflow, type, wire.source);
  const added = add(workflow, {do: "addStep", type, ...(at && {at})});
  return putOnWire(added.workflow, {step: added.select![0]!, ...wire});
}

function putOnWire(
  workflow: Workflow,
  {step, at, to, port, source}: Wire & {readonly step: string; readonly at?: Place}
): Edited {
  const fit = fitOrThrow(workflow, stepOf(workflow, step).type, source);
  const led = wire(workflow, {to: step, port: fit.input, source}, true);
  const on = redirect(led, to, port, source, `${step}.${fit.output}`);
  return {workflow: at ? placed(on, step, at) : on, select: [step]};
}

function fitOrThrow(workflow: Workflow, type: string, source: string): {readonly input: string; readonly output: string} {
  const fit = fitOnWire(workflow, type, source);
  if (!fit)
    throw new Error(`${library.get(type)?.title ?? type} does not take and give a ${kindOf(workflow, source) ?? "value"}`);
  return fit;
}

const hubWidth = 158;

function conditioned(workflow: Workflow, {sql, source, hub, at}: Extract<Command, {do: "condition"}>): Edited {
  let [next, to] = [workflow, hub];
  if (to === undefined) {
    const place = at && {at: [at[0] + hubWidth, at[1]] as const};
    const added = add(workflow, {do: "addStep", type: "filter-hub", ...place, wires: [{to: "", port: "table", source}]});
    to = added.select![0]!;
    next = wiresOf(workflow)
      .filter((w) => w.source === source)
      .reduce((w, reader) => redirect(w, reader.to, reader.port, source, `${to}.table`), added.workflow);
  }
  const table = stepOf(next, to).inputs["table"]?.[0] ?? source;
  const wires = [
    {to: "", port: "table", source: table},
    {to, port: "filters", source: ".filter"}
  ];
  return add(next, {do: "addStep", type: "condition", params: {sql}, wires, ...(at && {at})});
}

/** Through which ports a node would stand on a wire; undefined where it cannot. */
export function fitOnWire(workflow: Workflow, type: string, source: string): {input: string; output: string} | undefined {
  const kind = kindOf(workflow, source);
  const definition = library.get(type);
  const port = (ports: Ports | undefined): string | undefined =>
    Object.entries(ports ?? {}).find(([, {kind: k}]) => k.name === kind)?.[0];
  const [input, output] = [port(definition?.inputs), port(definition?.outputs)];
  return input !== undefined && output !== undefined ? {input, output} : undefined;
}

function swap(workflow: Workflow, id: string, type: string): Workflow {
  const step = stepOf(workflow, id);
  const definition = library.get(type);
  if (!definition) throw new Error(`there is no node "${type}"`);
  const inputs = matchPorts(step.inputs, definitionOf(workflow, id)?.inputs, definition.inputs);
  const params = Object.fromEntries(
    Object.entries(step.params).filter(([name, value]) => definition.params[name]?.accepts(value) === true)
  );
  const next = replaceStep(workflow, id, {...step, type, version: definition.version, inputs, params});
  const before = definitionOf(workflow, id)?.outputs as Ports | undefined;
  const now = (source: string): string | undefined => {
    const port = parseWire(source)!.port;
    const outputs = Object.entries(definition.outputs as Ports).filter(([, p]) => p.kind.name === before?.[port]?.kind.name);
    const other = outputs.find(([name]) => name === port) ?? outputs[0];
    return other && `${id}.${other[0]}`;
  };
  return wiresOf(workflow).reduce(
    (w, {to, port, source}) => {
      const onto = parseWire(source)?.step === id ? now(source) : undefined;
      return onto === undefined ? w : redirect(w, to, port, source, onto);
    },
    bypassSwapped(next, id, now)
  );
}

// Wires keep their port where the new node has it, or go to the next free port of the kind.
function matchPorts(wires: Step["inputs"], before: Ports | undefined, after: Ports): Record<string, readonly string[]> {
  const matched: Record<string, readonly string[]> = {};
  for (const [port, sources] of Object.entries(wires)) {
    const kind = before?.[port]?.kind.name;
    const fits = (name: string): boolean => after[name]?.kind.name === kind && matched[name] === undefined;
    const target = fits(port) ? port : Object.keys(after).find(fits);
    if (target !== undefined) matched[target] = after[target]!.many ? sources : sources.slice(0, 1);
  }
  return matched;
}

function duplicate(workflow: Workflow, ids: readonly string[]): Edited {
  const steps = ids.map((id) => [id, stepOf(workflow, id)] as const);
  const layout = Object.fromEntries(ids.flatMap((id) => (workflow.view.layout[id] ? [[id, workflow.view.layout[id]]] : [])));
  return pasteFragment(workflow, {steps: Object.fromEntries(steps), layout, notes: {}, groups: groupsWithin(workflow, ids)});
}

function move(workflow: Workflow, id: string, before?: string): Workflow {
  const step = stepOf(workflow, id);
  const others = [...workflow.steps].filter(([name]) => name !== id);
  const at = before === undefined ? -1 : others.findIndex(([name]) => name === before);
  others.splice(at < 0 ? others.length : at, 0, [id, step]);
  return {...workflow, steps: new Map(others)};
}

function placed(workflow: Workflow, id: string, at: Place): Workflow {
  return {...workflow, view: {...workflow.view, layout: {...workflow.view.layout, [id]: at}}};
}

function replaceStep(workflow: Workflow, id: string, step: Step): Workflow {
  return {...workflow, steps: new Map(workflow.steps).set(id, step)};
}
