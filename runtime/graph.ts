import type {AnyNode, Library} from "./node.ts";
import {type Expression, type Param, type Params, resolveParams} from "./params.ts";
import {checkExpression} from "./sql.ts";
import type {TableInfo} from "./table.ts";
import {quoted, shown, suggestion} from "./words.ts";
import {parseWire, type Problem, type Step, upstream, type Workflow} from "./workflow.ts";

/** Where an input is read from. */
export interface Source {
  readonly step: string;
  readonly port: string;
}

/** A step whose names, wires and parameters have been looked up. */
export interface ResolvedStep {
  readonly id: string;
  readonly definition: AnyNode;
  /** All of them, defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Input port → where it is read from; none for an optional port left open. */
  readonly inputs: Readonly<Record<string, readonly Source[]>>;
  /** The columns of the tables that leave, where they are known before running. */
  readonly schema: Readonly<Record<string, TableInfo | undefined>>;
}

/** The steps it reads from, each once. */
export function sourceSteps({inputs}: Pick<ResolvedStep, "inputs">): string[] {
  return [...new Set(Object.values(inputs).flatMap((sources) => sources.map((source) => source.step)))];
}

/** The steps of a workflow, each after those it reads from. Those with a problem are left out. */
export interface Graph {
  readonly steps: ReadonlyMap<string, ResolvedStep>;
  readonly problems: readonly Problem[];
}

/** Looks up names, checks wires, kinds, parameters and columns, and sorts. Reports every problem; never throws. */
export function resolve(workflow: Workflow, library: Library): Graph {
  const problems: Problem[] = [];
  const wired = new Map<string, {readonly definition: AnyNode; readonly inputs: Readonly<Record<string, readonly Source[]>>}>();
  for (const [id, step] of workflow.steps) {
    const definition = library.get(step.type);
    if (definition) wired.set(id, {definition, inputs: resolveWires(workflow, library, id, step, definition, problems)});
    else problems.push(unknownType(id, step.type, library));
  }
  const order = sort(new Map([...wired].map(([id, step]) => [id, sourceSteps(step)])), problems);
  const steps = new Map<string, ResolvedStep>();
  for (const id of order) {
    const {definition, inputs} = wired.get(id)!;
    const params = resolveParams(definition.params, workflow.steps.get(id)!.params);
    for (const {name, message} of params.problems) problems.push({where: id, param: name, message});
    const arriving = Object.fromEntries(
      Object.entries(inputs).map(([port, sources]) => {
        const infos = sources.map((source) => steps.get(source.step)?.schema[source.port]);
        return [port, definition.inputs[port]!.many ? infos : infos[0]];
      })
    );
    // Columns are only worth checking where the parameters that name them are of the right shape.
    const sound = params.problems.length === 0;
    if (sound) problems.push(...columnProblems(id, definition, params.values, arriving));
    const schema = sound ? (definition.schema?.({inputs: arriving, params: params.values}) ?? {}) : {};
    steps.set(id, {id, definition, params: params.values, inputs, schema});
  }
  const bad = new Set(problems.map((p) => p.where));
  return {steps: new Map([...steps].filter(([id]) => !bad.has(id))), problems: inFileOrder(problems, workflow)};
}

/** Whether an output may be wired to an input, and if not, why and what would mend it. The same answer for a drag, a menu, the file and the command line. */
export function canConnect(
  workflow: Workflow,
  library: Library,
  source: string,
  to: string,
  port: string
): {readonly ok: true} | {readonly ok: false; readonly reason: string; readonly fix?: string} {
  const definition = library.get(workflow.steps.get(to)?.type ?? "");
  if (!definition) return {ok: false, reason: `there is no step "${to}" of a known type`};
  const problem = wireProblem(workflow, library, definition, port, source);
  if (problem) return {ok: false, ...problem};
  const wire = parseWire(source)!;
  if (wire.step === to || upstream(workflow, [wire.step]).has(to))
    return {ok: false, reason: `"${wire.step}" already depends on "${to}": this wire would close a circle`};
  return {ok: true};
}

function resolveWires(
  workflow: Workflow,
  library: Library,
  id: string,
  step: Step,
  definition: AnyNode,
  problems: Problem[]
): Record<string, Source[]> {
  const inputs: Record<string, Source[]> = {};
  const ports = Object.keys(definition.inputs);
  for (const port of Object.keys(step.inputs)) {
    if (!Object.hasOwn(definition.inputs, port))
      problems.push({where: id, port, message: `${step.type} has no input "${port}"`, fix: suggestion(port, ports)});
  }
  for (const port of ports) {
    const {many, optional, kind} = definition.inputs[port]!;
    const sources = Object.hasOwn(step.inputs, port) ? step.inputs[port]! : [];
    if (sources.length === 0 && !optional && !many)
      problems.push({
        where: id,
        port,
        message: `input "${port}" is not connected`,
        fix: offers(workflow, library, id, kind.name)
      });
    const different = [...new Set(sources)];
    if (different.length > 1 && !many)
      problems.push({
        where: id,
        port,
        message: `input "${port}" takes one wire; got ${different.length}`,
        fix: `keep one of ${quoted(different)}`
      });
    const repeated = sources.find((source, i) => sources.indexOf(source) !== i);
    if (repeated !== undefined)
      problems.push({where: id, port, message: `input "${port}" reads "${repeated}" twice`, fix: "remove one"});
    inputs[port] = [];
    for (const source of sources) {
      const problem = wireProblem(workflow, library, definition, port, source);
      if (problem) problems.push({where: id, port, message: problem.reason, ...(problem.fix && {fix: problem.fix})});
      // A wire of the wrong kind still counts for the order of steps and for circles.
      const wire = parseWire(source);
      if (wire && workflow.steps.has(wire.step)) inputs[port].push(wire);
    }
  }
  return inputs;
}

function wireProblem(
  workflow: Workflow,
  library: Library,
  definition: AnyNode,
  port: string,
  source: string
): {readonly reason: string; readonly fix?: string} | undefined {
  if (!Object.hasOwn(definition.inputs, port))
    return {reason: `${definition.type} has no input "${port}"`, fix: suggestion(port, Object.keys(definition.inputs))};
  const wire = parseWire(source);
  const from = workflow.steps.get(wire?.step ?? source);
  const outputs = library.get(from?.type ?? "")?.outputs;
  if (!wire) {
    const fix = outputs
      ? `write ${Object.keys(outputs)
          .map((o) => `"${source}.${o}"`)
          .join(" or ")}`
      : 'write "step.port"';
    return {reason: `input "${port}" reads ${shown(source)}, which names no output`, fix};
  }
  if (!from)
    return {
      reason: `input "${port}" reads from "${wire.step}", which is not in the workflow`,
      fix: suggestion(wire.step, [...workflow.steps.keys()])
    };
  if (!outputs) return undefined;
  if (!Object.hasOwn(outputs, wire.port))
    return {
      reason: `input "${port}" reads output ${shown(wire.port)}, which ${wire.step} (${from.type}) does not have`,
      fix: suggestion(wire.port, Object.keys(outputs))
    };
  const wanted = definition.inputs[port]!.kind.name;
  const offered = outputs[wire.port]!.kind.name;
  if (wanted === offered) return undefined;
  const right = Object.keys(outputs).filter((o) => outputs[o]!.kind.name === wanted);
  return {
    reason: `input "${port}" takes a ${wanted}, but ${source} is a ${offered}`,
    ...(right.length > 0 && {fix: `${wire.step} has ${right.map((o) => `"${wire.step}.${o}"`).join(", ")}`})
  };
}

function unknownType(where: string, type: string, library: Library): Problem {
  return {where, message: `unknown node type ${shown(type)}`, fix: suggestion(type, [...library.keys()])};
}

function offers(workflow: Workflow, library: Library, id: string, kind: string): string {
  const found: string[] = [];
  for (const [other, {type}] of workflow.steps) {
    const outputs = library.get(type)?.outputs ?? {};
    for (const port of Object.keys(outputs))
      if (other !== id && outputs[port]!.kind.name === kind && !upstream(workflow, [other]).has(id))
        found.push(`${other}.${port}`);
  }
  return found.length === 0 ? `nothing here gives a ${kind}` : `it takes a ${kind}, such as ${quoted(found.slice(0, 3))}`;
}

// Depth first without recursion, so that a chain of ten thousand steps cannot overflow the stack.
function sort(reads: ReadonlyMap<string, readonly string[]>, problems: Problem[]): string[] {
  const order: string[] = [];
  const state = new Map<string, "open" | "done" | "circular">();
  for (const root of reads.keys()) {
    const path: {readonly id: string; next: number}[] = state.has(root) ? [] : [{id: root, next: 0}];
    if (path.length > 0) state.set(root, "open");
    while (path.length > 0) {
      const top = path.at(-1)!;
      const source = reads.get(top.id)?.[top.next++];
      if (source === undefined) {
        path.pop();
        if (state.get(top.id) === "open") {
          state.set(top.id, "done");
          order.push(top.id);
        }
      } else if (state.get(source) === "open" && path.some((p) => p.id === source)) {
        const circle = path.slice(path.findIndex((p) => p.id === source)).map((p) => p.id);
        for (const id of circle) state.set(id, "circular");
        problems.push({
          where: circle[0]!,
          message: `reads from itself: ${[...circle, source].join(" → ")}`,
          fix: "remove one of these wires"
        });
      } else if (!state.has(source) && reads.has(source)) {
        state.set(source, "open");
        path.push({id: source, next: 0});
      }
    }
  }
  return order;
}

/** What is known of the tables that arrive, by port; a list for ports that take several. */
type Arriving = Readonly<Record<string, TableInfo | undefined | readonly (TableInfo | undefined)[]>>;

function columnProblems(
  where: string,
  definition: AnyNode,
  values: Readonly<Record<string, unknown>>,
  arriving: Arriving
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, param] of Object.entries(definition.params as Params)) {
    if (param.of === undefined) continue;
    const info = arriving[param.of];
    const columns = Array.isArray(info) ? undefined : (info as TableInfo | undefined)?.columns.map((c) => c.name);
    for (const message of checkColumns(param, values[name], columns))
      problems.push({where, param: name, message: `parameter "${name}": ${message}`});
  }
  return problems;
}

function checkColumns(param: Param<unknown>, value: unknown, columns: readonly string[] | undefined): string[] {
  const absent = (name: string): string[] =>
    !columns || columns.includes(name) ? [] : [`there is no column "${name}"; ${suggestion(name, columns)}`];
  switch (param.type) {
    case "column":
      return value === "" ? [] : absent(value as string);
    case "columns":
      return (value as readonly string[]).flatMap(absent);
    case "condition":
      return value === "" ? [] : expressionProblems(value as string, columns && withAliases(columns, param.aliases ?? {}));
    case "expressions": {
      const known = columns && [...columns];
      return (value as readonly Expression[]).flatMap(({name, sql}) => {
        const found = expressionProblems(sql, known);
        known?.push(name);
        return found.map((message) => `"${name}": ${message}`);
      });
    }
    default:
      return [];
  }
}

function withAliases(columns: readonly string[], aliases: Readonly<Record<string, string>>): string[] {
  const has = new Set(columns.map((name) => name.toLowerCase()));
  return [...columns, ...Object.keys(aliases).filter((alias) => !has.has(alias) && has.has(aliases[alias]!))];
}

function expressionProblems(sql: string, columns: readonly string[] | undefined): string[] {
  try {
    checkExpression(sql, columns);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

function inFileOrder(problems: readonly Problem[], workflow: Workflow): Problem[] {
  const place = new Map([...workflow.steps.keys()].map((id, i) => [id, i]));
  return problems.toSorted((a, b) => (place.get(a.where) ?? -1) - (place.get(b.where) ?? -1));
}
