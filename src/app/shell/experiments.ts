// Re-wiring by keys: the next target, a filter on or off, a wire to cut or to put a step on.
import {canConnect} from "../../../runtime/graph.ts";
import type {Ports} from "../../../runtime/node.ts";
import {library} from "../../../nodes/index.ts";
import {parseWire, type Workflow} from "../../../runtime/workflow.ts";
import {canvasView, focusCard} from "../canvas/view.ts";
import {titleOf} from "../canvas/words.ts";
import {definitionOf, kindOf, type Wire, wiresOf} from "../commands.ts";
import {dispatch, documentStore} from "../document.ts";
import {type Choice, setWorkbench} from "../workbench.ts";
import {chooseInsertion} from "./choices.ts";

/** Why no next target can be learned; undefined where one can. */
export function targetProblem(): string | undefined {
  const {workflow} = documentStore.current;
  if (targetPort(workflow) === undefined) return "no step takes a target";
  return outputsOf(workflow, "target").length > 1 ? undefined : "there is but one target; add another";
}

/** Puts the next target in the file on the port that takes one: of the selected step, or of the first that does. */
export function nextTarget(): void {
  const {workflow} = documentStore.current;
  const {to, port} = targetPort(workflow)!;
  const sources = outputsOf(workflow, "target");
  const now = sources.indexOf(workflow.steps.get(to)!.inputs[port]?.[0] ?? "");
  const next = sources[(now + 1) % sources.length]!;
  if (dispatch({do: "connect", to, port, source: next}))
    documentStore.tell(`${titleOf(workflow, to)} learns ${titleOf(workflow, parseWire(next)!.step)}.`);
}

// The same keys again take back what they did.
let lastToggled: string | undefined;

/** Offers every filter on every hub it may stand on, those of the selected steps first, to put on or take off. */
export function chooseFilter(): void {
  const {workflow, selection} = documentStore.current;
  const wires = wiresOf(workflow);
  const choices = inputsOf(workflow, "filter").flatMap(({to, port}) =>
    outputsOf(workflow, "filter").flatMap((source): (Choice & {readonly rank: number})[] => {
      const on = wires.some((w) => w.to === to && w.port === port && w.source === source);
      if (!on && !canConnect(workflow, library, source, to, port).ok) return [];
      const from = parseWire(source)!.step;
      const shares = workflow.steps.get(from)!.inputs["table"]?.[0] === workflow.steps.get(to)!.inputs["table"]?.[0];
      const chosen = selection.includes(from) || selection.includes(to);
      const id = `${source}>${to}.${port}`;
      return [
        {
          id,
          title: `${titleOf(workflow, from)} on ${titleOf(workflow, to)}`,
          detail: on ? "on; choose to take it off" : "off; choose to put it on",
          kind: "filter",
          rank: (id === lastToggled ? -8 : 0) + (chosen ? 0 : 4) + (shares ? 0 : 2) + (on ? 0 : 1),
          run: () => {
            lastToggled = id;
            dispatch({do: on ? "disconnect" : "connect", to, port, source});
            focusCard(selection.at(-1) ?? to);
          }
        }
      ];
    })
  );
  const sorted = choices.toSorted((a, b) => a.rank - b.rank);
  setWorkbench({overlay: {is: "chooser", label: "Put a filter on or take it off", choices: sorted}});
}

/** Offers the wires of the selected steps: to cut one, or to put a step on it. */
export function chooseWire(what: "cut" | "insert"): void {
  const {workflow, selection} = documentStore.current;
  const chosen = new Set(selection);
  const own = wiresOf(workflow).filter(({to, source}) => chosen.has(to) || chosen.has(parseWire(source)?.step ?? ""));
  const [first] = own;
  if (what === "insert" && own.length === 1) return insertOn(first!);
  const choices = own.map((wire): Choice => {
    const {to, port, source} = wire;
    return {
      id: `${source}>${to}.${port}`,
      title: `${source} → ${to}.${port}`,
      kind: kindOf(workflow, source) ?? "table",
      run: () => (what === "insert" ? insertOn(wire) : void dispatch({do: "disconnect", ...wire}))
    };
  });
  const label = what === "insert" ? "Insert a step on which wire" : "Cut which wire";
  const foot = choices.length === 0 ? "No wire comes to or from the selected steps." : undefined;
  setWorkbench({overlay: {is: "chooser", label, choices, ...(foot !== undefined && {foot})}});
}

function insertOn(wire: Wire): void {
  chooseInsertion(wire, canvasView()?.pointOf(wire.to) ?? [innerWidth / 2, 200]);
}

function targetPort(workflow: Workflow): {readonly to: string; readonly port: string} | undefined {
  const {selection} = documentStore.current;
  const all = inputsOf(workflow, "target");
  return all.find(({to}) => selection.includes(to)) ?? all[0];
}

function inputsOf(workflow: Workflow, kind: string): {readonly to: string; readonly port: string}[] {
  return [...workflow.steps.keys()].flatMap((to) =>
    Object.entries((definitionOf(workflow, to)?.inputs ?? {}) as Ports).flatMap(([port, p]) =>
      p.kind.name === kind ? [{to, port}] : []
    )
  );
}

function outputsOf(workflow: Workflow, kind: string): string[] {
  return [...workflow.steps.keys()].flatMap((id) =>
    Object.entries((definitionOf(workflow, id)?.outputs ?? {}) as Ports).flatMap(([port, p]) =>
      p.kind.name === kind ? [`${id}.${port}`] : []
    )
  );
}
