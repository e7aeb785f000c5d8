// What comes of a wire let go: joined, cut, refused with the reason, or steps offered that it could lead to.
import type {FinalConnectionState} from "@xyflow/react";
import {dispatch, documentStore} from "../document.ts";
import {askReplace} from "../shell/ask-replace.ts";
import {chooseFitting, choosePort} from "../shell/choices.ts";
import {grabbedWire, setDrawing} from "./grabbed.ts";
import {handleAt} from "./port.tsx";
import {answerFor, type PortAt, portOf, portsAt} from "./wiring.ts";

type At = readonly [number, number];

/** On a port or a card: joined. On the ground: an end pulled off is cut, from elsewhere steps are offered. */
export function endWire(event: MouseEvent | TouchEvent, {fromHandle, toHandle}: FinalConnectionState): void {
  setDrawing(undefined);
  if (!fromHandle) return;
  const from = handleAt(fromHandle);
  const {clientX, clientY} = "clientX" in event ? event : event.changedTouches[0]!;
  const at: At = [clientX, clientY];
  const card = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>(".card");
  if (toHandle) join(from, handleAt(toHandle), at);
  else if (card) joinCard(from, card.dataset["step"], at);
  else if (grabbedWire()) dispatch({do: "disconnect", ...grabbedWire()!});
  else chooseFitting(from, at);
}

// Beside the ports of a card: joined where one of them takes it, chosen where several do, else said why not.
function joinCard(from: PortAt, step: string | undefined, at: At): void {
  if (step === undefined || step === from.step) return;
  const {workflow} = documentStore.current;
  const ports = portsAt(workflow, step).filter((p) => p.direction !== from.direction);
  const fitting = ports.filter((p) => answerFor(workflow, from, p).ok);
  if (fitting.length > 1) return choosePort(fitting, at, (to) => join(from, to, at));
  const to = fitting[0] ?? ports[0];
  if (to) join(from, to, at);
}

function join(from: PortAt, to: PortAt, at: At): void {
  const {workflow} = documentStore.current;
  const answer = answerFor(workflow, from, to);
  if (!answer.ok) return documentStore.tell(answer.reason, "problem");
  const before = workflow.steps.get(answer.wire.to)!.inputs[answer.wire.port] ?? [];
  const many = portOf(workflow, {step: answer.wire.to, port: answer.wire.port, direction: "in"})?.many === true;
  if (!dispatch({do: "connect", ...answer.wire})) return;
  if (many && before.length > 0 && !before.includes(answer.wire.source)) askReplace(answer.wire, before, at);
}
