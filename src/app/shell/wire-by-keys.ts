// Wiring without a pointer: choose a port, then one that accepts.
import {focusCard} from "../canvas/view.ts";
import {acceptors, type PortAt, portOf, portsAt} from "../canvas/wiring.ts";
import {titleOf} from "../canvas/words.ts";
import {dispatch, documentStore} from "../document.ts";
import {type Choice, setWorkbench} from "../workbench.ts";
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
      run: () => {
        dispatch({do: joined ? "disconnect" : "connect", ...wire});
        focusCard(from.step);
      }
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

function hint(to: string, port: string): string {
  const {workflow} = documentStore.current;
  const before = workflow.steps.get(to)!.inputs[port] ?? [];
  if (before.length === 0) return "";
  const many = portOf(workflow, {step: to, port, direction: "in"})?.many === true;
  return many ? `beside ${before.join(", ")}` : `instead of ${before[0]!}`;
}
