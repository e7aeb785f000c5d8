// What may be wired to what: one answer for a drag, a menu and the keyboard.
import {library, nodes} from "../../../nodes/index.ts";
import {canConnect} from "../../../runtime/graph.ts";
import type {Ports} from "../../../runtime/node.ts";
import type {Workflow} from "../../../runtime/workflow.ts";
import {definitionOf, type Wire, wiresOf} from "../commands.ts";

/** A port of a step in the workflow. */
export interface PortAt {
  readonly step: string;
  readonly port: string;
  readonly direction: "in" | "out";
}

export type Answer = {readonly ok: true; readonly wire: Wire} | {readonly ok: false; readonly reason: string};

/** Whether two ports may be joined, whichever way round, and if not, why. */
export function answerFor(workflow: Workflow, a: PortAt, b: PortAt): Answer {
  if (a.direction === b.direction)
    return {
      ok: false,
      reason:
        a.direction === "out" ? "Both are outputs; a wire ends at an input." : "Both are inputs; a wire starts at an output."
    };
  const [from, to] = a.direction === "out" ? [a, b] : [b, a];
  const wire = {to: to.step, port: to.port, source: `${from.step}.${from.port}`};
  const answer = canConnect(workflow, library, wire.source, wire.to, wire.port);
  if (answer.ok) return {ok: true, wire};
  return {ok: false, reason: sentence(answer.reason, answer.fix)};
}

/** The port of a step, of a kind, as its definition has it. */
export function portsAt(workflow: Workflow, step: string): PortAt[] {
  const definition = definitionOf(workflow, step);
  const list = (ports: Ports | undefined, direction: "in" | "out"): PortAt[] =>
    Object.keys(ports ?? {}).map((port) => ({step, port, direction}));
  return [...list(definition?.inputs, "in"), ...list(definition?.outputs, "out")];
}

/** The ports in the workflow that a port may be joined to, those already joined first. */
export function acceptors(
  workflow: Workflow,
  from: PortAt
): {readonly at: PortAt; readonly wire: Wire; readonly joined: boolean}[] {
  const found = [...workflow.steps.keys()].flatMap((step) =>
    portsAt(workflow, step).flatMap((at) => {
      const answer = answerFor(workflow, from, at);
      if (!answer.ok) return [];
      const {wire} = answer;
      return [{at, wire, joined: workflow.steps.get(wire.to)!.inputs[wire.port]?.includes(wire.source) === true}];
    })
  );
  return found.toSorted((a, b) => Number(b.joined) - Number(a.joined));
}

/** Nodes that could follow an output or feed an input, the ones used most in this workflow first. */
export function fitting(
  workflow: Workflow,
  from: PortAt
): {readonly type: string; readonly title: string; readonly port: string; readonly uses: number}[] {
  const kind = portOf(workflow, from)?.kind.name;
  const uses = new Map<string, number>();
  for (const {to, port} of wiresOf(workflow)) {
    if (portOf(workflow, {step: to, port, direction: "in"})?.kind.name !== kind) continue;
    const type = workflow.steps.get(to)!.type;
    uses.set(type, (uses.get(type) ?? 0) + 1);
  }
  const found = nodes.flatMap(({type, title, inputs, outputs}) => {
    const ports = Object.entries((from.direction === "out" ? inputs : outputs) as Ports);
    const port = ports.find(([, p]) => p.kind.name === kind)?.[0];
    return port === undefined ? [] : [{type, title, port, uses: uses.get(type) ?? 0}];
  });
  return found.toSorted((a, b) => b.uses - a.uses);
}

export function portOf(workflow: Workflow, {step, port, direction}: PortAt): Ports[string] | undefined {
  const definition = definitionOf(workflow, step);
  return ((direction === "in" ? definition?.inputs : definition?.outputs) as Ports | undefined)?.[port];
}

/** Whether a table goes here to teach: such wires are dashed, as in the paper's figure. */
export function trains(workflow: Workflow, {to, port}: Wire): boolean {
  const type = workflow.steps.get(to)?.type;
  if (type === "hull" || type === "boruta" || type === "retrain" || type === "calibrate") return port === "table";
  return port === "train";
}

function sentence(reason: string, fix: string | undefined): string {
  const text = reason.charAt(0).toUpperCase() + reason.slice(1);
  return fix === undefined ? `${text}.` : `${text}; ${fix}.`;
}
