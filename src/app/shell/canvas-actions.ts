// What can be done to groups, wires and branches by name, and the comparison with another workflow.
import type {Workflow} from "../../../runtime/workflow.ts";
import {compareOnCanvas} from "../canvas/comparison.ts";
import {canvasView, focusCard} from "../canvas/view.ts";
import {dispatch, documentStore} from "../document.ts";
import {chooseFileToCompare} from "../files.ts";
import {groupsWith} from "../groups.ts";
import {branchOf} from "../branch.ts";
import {setWorkbench} from "../workbench.ts";
import {type Action, duplicate} from "./actions.ts";
import {chooseFilter, chooseWire, nextTarget, targetProblem} from "./experiments.ts";
import {keptWorkflow} from "../reading.ts";

const workflow = (): Workflow => documentStore.current.workflow;
const selection = (): readonly string[] => documentStore.current.selection;
const groups = (): readonly string[] => groupsWith(workflow(), selection());
const needsStep = (): string | undefined => (selection().length > 0 ? undefined : "select a step first");
const needsGroup = (): string | undefined => (groups().length > 0 ? undefined : "select a step of a group first");

export const canvasActions: readonly Action[] = [
  {
    id: "duplicate-branch",
    title: "Duplicate with all that follows",
    keys: ["mod+shift+d"],
    group: "Steps",
    problem: needsStep,
    run: () => duplicate(branchOf(workflow(), selection()))
  },
  {
    id: "insert",
    title: "Insert a step on a wire",
    keys: ["i"],
    group: "Steps",
    problem: needsStep,
    run: () => chooseWire("insert")
  },
  {id: "cut-wire", title: "Cut a wire", keys: ["x"], group: "Steps", problem: needsStep, run: () => chooseWire("cut")},
  {id: "next-target", title: "Learn the next target", keys: ["shift+t"], group: "Steps", problem: targetProblem, run: nextTarget},
  {id: "toggle-filter", title: "Put a filter on or take it off", keys: ["shift+f"], group: "Steps", run: chooseFilter},
  {id: "group", title: "Group", keys: ["mod+g"], group: "Steps", problem: needsStep, run: group},
  {
    id: "ungroup",
    title: "Ungroup",
    keys: ["mod+shift+g"],
    group: "Steps",
    problem: needsGroup,
    run: () => void dispatch({do: "ungroup", groups: groups()})
  },
  {id: "collapse", title: "Collapse or expand the group", keys: ["c"], group: "Steps", problem: needsGroup, run: collapse},
  {id: "rename-group", title: "Rename the group", keys: ["shift+g"], group: "Steps", problem: needsGroup, run: renameGroup},
  {id: "compare-saved", title: "Show what changed since the last save", keys: ["d"], group: "View", run: compareSaved},
  {id: "compare-file", title: "Show what differs from a file", keys: ["shift+d"], group: "View", run: chooseFileToCompare}
];

function group(): void {
  if (!dispatch({do: "group", steps: selection()})) return;
  // Its name is what one wants to write next.
  requestAnimationFrame(renameGroup);
}

function collapse(): void {
  const names = groups();
  const on = names.some((name) => workflow().view.groups[name]!.collapsed !== true);
  dispatch({do: "collapse", groups: names, collapsed: on});
  const [first] = selection();
  if (first !== undefined) requestAnimationFrame(() => focusCard(first));
}

function renameGroup(): void {
  const name = groups().at(-1);
  if (name === undefined) return;
  if (workflow().view.groups[name]!.collapsed === true) dispatch({do: "collapse", groups: [name], collapsed: false});
  // The frame may take a moment to be drawn.
  let tries = 60;
  const look = (): void => {
    const input = document.querySelector<HTMLInputElement>(`[data-group-title="${CSS.escape(name)}"]`);
    input?.focus({preventScroll: true});
    if (!input || document.activeElement !== input) return void (--tries > 0 && requestAnimationFrame(look));
    canvasView()?.reveal(`frame:${encodeURIComponent(name)}`);
    input.select();
  };
  requestAnimationFrame(look);
}

function compareSaved(): void {
  const {saved, name} = documentStore.current;
  if (saved === "") return documentStore.tell("Nothing was saved or opened yet to compare with.", "problem");
  setWorkbench({view: "canvas"});
  void compareOnCanvas(keptWorkflow(saved), `${name}, as saved`);
}
