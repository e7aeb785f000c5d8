// Wiring without a pointer: choose a port, then one that accepts.
import type {Wire} from "../commands.ts";
import {canvasView, focusCard} from "../canvas/view.ts";
import {acceptors, type PortAt, portOf, portsAt} from "../canvas/wiring.ts";
import {titleOf} from "../canvas/words.ts";
import {dispatch, documentStore} from "../document.ts";
import {type Choice, setWorkbench} from "../workbench.ts";
import {askReplace} from "./ask-replace.ts";
import {chooseFitting} from "./choices.ts";

/** Offers the ports of a step; straight on where it has but one. */
export function wireStep(step: string): void {
  const {workflow} = documentStore.current;
  const ports = portsAt(workflow, step);
  if (ports.length === 1) return wireFrom(ports[0]!);
  const choices = ports.map((at): Choice => {
    const wires = at.direction === "in" ? (workflow.steps.get(step)!.inputs[at.port] ?? []).join(", ") : "";
    return {
      id: `${at.direction}:${at.port}`,
      title: at.port,
      ...(wires !== "" && {detail: `from ${wires}`}),
      kind: portOf(workflow, at)!.kind.name,
      group: at.direction === "in" ? "Inputs" : "Outputs",
      run: () => wireFrom(at)
    };
  });
  setWorkbench({overlay: {is: "chooser", label: `Wire a port of ${titleOf(workflow, step)}`, choices}});
}

/** Offers the ports that accept a port, and nodes that could be added. */
export function wireFrom(from: PortAt): void {
  const {workflow} = documentStore.current;
  const kind = portOf(workflow, from)!.kind.name;
  const choices = acceptors(workflow, from).map(
    ({at, wire, joined}): Choice => ({
      id: `${at.step}.${at.port}`,
      title: `${titleOf(workflow, at.step)}, ${at.port}`,
      detail: joined ? "connected; choose to cut" : hint(wire.to, wire.port),
      kind,
      group: from.direction === "out" ? "Connect to" : "Connect from",
      run: () => (joined ? cut(wire, from) : join(wire, from))
    })
  );
  choices.push({
    id: "new",
    title: from.direction === "out" ? "A new step that takes it" : "A new step that gives it",
    icon: "plus",
    group: "Add",
    run: () => chooseFitting(from, [innerWidth / 2 - 170, 120])
  });
  const label = `${from.direction === "out" ? "Connect output" : "Connect input"} ${from.port} of ${titleOf(workflow, from.step)}`;
  setWorkbench({overlay: {is: "chooser", label, choices, foot: "Ports that take something else are left out."}});
}

function cut(wire: Wire, from: PortAt): void {
  dispatch({do: "disconnect", ...wire});
  focusCard(from.step);
}

function join(wire: Wire, from: PortAt): void {
  const {workflow} = documentStore.current;
  const before = workflow.steps.get(wire.to)!.inputs[wire.port] ?? [];
  const many = portOf(workflow, {step: wire.to, port: wire.port, direction: "in"})?.many === true;
  if (!dispatch({do: "connect", ...wire})) return;
  if (many && before.length > 0) askReplace(wire, before, canvasView()?.pointOf(wire.to) ?? [innerWidth / 2, 200]);
  else focusCard(from.step);
}

function hint(to: string, port: string): string {
  const {workflow} = documentStore.current;
  const before = workflow.steps.get(to)!.inputs[port] ?? [];
  if (before.length === 0) return "";
  const many = portOf(workflow, {step: to, port, direction: "in"})?.many === true;
  return many ? `beside ${before.join(", ")}, or instead` : `instead of ${before[0]!}`;
}
