// Lists to choose from: what fits a port, what fits on a wire, what a step may become.
import {nodes} from "../../../nodes/index.ts";
import {definitionOf, fitOnWire, type Place, type Wire} from "../commands.ts";
import {canvasView, focusNew} from "../canvas/view.ts";
import {fitting, type PortAt, portOf} from "../canvas/wiring.ts";
import {titleOf} from "../canvas/words.ts";
import {dispatch, documentStore} from "../document.ts";
import {type Choice, setWorkbench} from "../workbench.ts";

type At = readonly [number, number];

/** Offers the nodes that fit a port; the one chosen is added, wired, at this point of the window. */
export function chooseFitting(from: PortAt, at: At): void {
  const {workflow} = documentStore.current;
  const kind = portOf(workflow, from)?.kind.name ?? "value";
  const fits = fitting(workflow, from);
  const choices = fits.map(({type, title, port, uses}): Choice => {
    const wire: Wire =
      from.direction === "out"
        ? {to: "", port, source: `${from.step}.${from.port}`}
        : {to: from.step, port: from.port, source: `.${port}`};
    return {
      id: `${type}.${port}`,
      title,
      icon: type,
      ...(uses > 0 && {detail: uses === 1 ? "used here" : `used ${uses} times here`}),
      run: () => void dispatch({do: "addStep", type, ...placeOf(at), wires: [wire]})
    };
  });
  const label = from.direction === "out" ? `Steps that take a ${kind}` : `Steps that give a ${kind}`;
  const others = nodes.length - fits.length;
  const foot = `${others} steps do not ${from.direction === "out" ? "take" : "give"} a ${kind}.`;
  setWorkbench({overlay: {is: "chooser", label, choices, at, foot}});
}

/** Offers some ports of one step. */
export function choosePort(ports: readonly PortAt[], at: At, take: (port: PortAt) => void): void {
  const {workflow} = documentStore.current;
  const choices = ports.map((port): Choice => {
    const before = port.direction === "in" ? (workflow.steps.get(port.step)!.inputs[port.port] ?? []) : [];
    return {
      id: port.port,
      title: port.port,
      kind: portOf(workflow, port)!.kind.name,
      ...(before.length > 0 && {detail: `has ${before.join(", ")}`}),
      run: () => take(port)
    };
  });
  const side = ports[0]!.direction === "in" ? "input" : "output";
  setWorkbench({overlay: {is: "chooser", label: `Which ${side} of ${titleOf(workflow, ports[0]!.step)}`, choices, at}});
}

/** Offers the nodes that can stand on a wire. */
export function chooseInsertion(wire: Wire, at: At): void {
  const {workflow} = documentStore.current;
  const {to, port, source} = wire;
  const choices = nodes
    .filter(({type}) => fitOnWire(workflow, type, source) !== undefined)
    .map(
      ({type, title, group}): Choice => ({
        id: type,
        title,
        icon: type,
        detail: group,
        run: () => void dispatch({do: "insertOnWire", type, to, port, source, ...placeOf(at)})
      })
    );
  setWorkbench({overlay: {is: "chooser", label: `Insert between ${source} and ${to}`, choices, at}});
}

/** Offers any node, to be added where it is seen. */
export function chooseStep(): void {
  const choices = nodes.map(
    ({type, title, group}): Choice => ({id: type, title, icon: type, group: headings[group], run: () => addNew(type)})
  );
  setWorkbench({overlay: {is: "chooser", label: "Add a step", choices}});
}

/** Offers what a step may become. */
export function chooseType(step: string): void {
  const {workflow} = documentStore.current;
  const now = definitionOf(workflow, step);
  const choices = nodes
    .filter(({type}) => type !== now?.type)
    .toSorted((a, b) => Number(b.group === now?.group) - Number(a.group === now?.group))
    .map(
      ({type, title, group}): Choice => ({
        id: type,
        title,
        icon: type,
        detail: group,
        run: () => void dispatch({do: "swapType", step, type})
      })
    );
  setWorkbench({overlay: {is: "chooser", label: `Replace ${step} by`, choices}});
}

export function addNew(type: string): void {
  const step = documentStore.current.selection.at(-1);
  const above = type === "target" || type === "condition";
  const at = canvasView()?.free(step === undefined ? undefined : {step, above});
  if (dispatch({do: "addStep", type, ...(at && {at})})) focusNew();
}

/** The palette's headings. */
export const headings: Readonly<Record<string, string>> = {
  sources: "Data",
  catalogues: "Catalogues",
  filters: "Select",
  learning: "Learn",
  results: "Judge and apply"
};

function placeOf([x, y]: At): {readonly at?: Place} {
  const at = canvasView()?.placeAt(x, y);
  return at ? {at} : {};
}
