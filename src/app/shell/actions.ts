// Everything the workbench can do by name: for the palette, the keys and the buttons alike.
import {layOut} from "../canvas/layout.ts";
import {canvasView, focusCard, focusNew} from "../canvas/view.ts";
import {titleOf} from "../canvas/words.ts";
import {bypassProblem, isBypassed} from "../bypass.ts";
import {rememberCopied} from "../copied.ts";
import {copyFragment} from "../fragment.ts";
import {chooseFile, pasteText} from "../files.ts";
import {dispatch, documentStore} from "../document.ts";
import {engine} from "../engine/client.ts";
import {openDefault} from "../persistence.ts";
import {run, stop} from "../runs.ts";
import {type Choice, isDark, setWorkbench, togglePanel, type View, workbench} from "../workbench.ts";
import {nodes} from "../../../nodes/index.ts";
import {canvasActions} from "./canvas-actions.ts";
import {addNew, chooseStep, chooseType} from "./choices.ts";
import {wireStep} from "./wire-by-keys.ts";

export interface Action {
  readonly id: string;
  readonly title: string;
  /** As pressed: "mod+z", "shift+t", "f". Mod is Ctrl, and the command key on a Mac. */
  readonly keys?: readonly string[];
  readonly group: "Edit" | "Steps" | "Run" | "View" | "File";
  /** Undefined where it can be done; otherwise why not. */
  readonly problem?: () => string | undefined;
  readonly run: () => void;
}

const selection = (): readonly string[] => documentStore.current.selection;
const variants = async () => import("../compare/open.ts");
const needsStep = (): string | undefined => (selection().length > 0 ? undefined : "select a step first");
const show = (is: "recent" | "states" | "storage") => () => setWorkbench({overlay: {is}});
const view = (to: View) => () => setWorkbench({view: to});

export const actions: readonly Action[] = [
  {id: "palette", title: "Search commands, steps and nodes", keys: ["mod+k"], group: "View", run: openPalette},
  {id: "undo", title: "Undo", keys: ["mod+z"], group: "Edit", run: () => documentStore.undo()},
  {id: "redo", title: "Redo", keys: ["mod+shift+z", "mod+y"], group: "Edit", run: () => documentStore.redo()},
  {id: "add", title: "Add a step", keys: ["a"], group: "Steps", run: chooseStep},
  {
    id: "inspect",
    title: "To the parameters of the step",
    keys: ["enter"],
    group: "Steps",
    problem: needsStep,
    run: () => focusPanel("inspector")
  },
  {
    id: "results",
    title: "To the results of the step",
    keys: ["e"],
    group: "Steps",
    problem: needsStep,
    run: () => focusPanel("dock")
  },
  {id: "wire", title: "Wire a port", keys: ["w"], group: "Steps", problem: needsStep, run: () => wireStep(selection().at(-1)!)},
  {
    id: "delete",
    title: "Delete and heal",
    keys: ["delete", "backspace"],
    group: "Steps",
    problem: needsStep,
    run: () => remove(true)
  },
  {
    id: "cut-out",
    title: "Delete with its wires",
    keys: ["shift+delete"],
    group: "Steps",
    problem: needsStep,
    run: () => remove(false)
  },
  {
    id: "bypass",
    title: "Bypass, or take back in",
    keys: ["b"],
    group: "Steps",
    problem: bypassing,
    run: () => void dispatch({do: "bypass", steps: selection()})
  },
  {
    id: "swap",
    title: "Replace by another node",
    keys: ["r"],
    group: "Steps",
    problem: needsStep,
    run: () => chooseType(selection().at(-1)!)
  },
  {
    id: "duplicate",
    title: "Duplicate, with the same inputs",
    keys: ["mod+d"],
    group: "Steps",
    problem: needsStep,
    run: () => duplicate(selection())
  },
  ...canvasActions,
  {id: "copy", title: "Copy as JSON", keys: ["mod+c"], group: "Edit", problem: needsStep, run: () => void copy()},
  {id: "paste", title: "Paste", keys: ["mod+v"], group: "Edit", run: () => void navigator.clipboard.readText().then(pasteText)},
  {
    id: "all",
    title: "Select all",
    keys: ["mod+a"],
    group: "Edit",
    run: () => documentStore.select([...documentStore.current.workflow.steps.keys()])
  },
  {id: "run", title: "Run all that waits", keys: ["mod+enter"], group: "Run", run: () => askToRun()},
  {
    id: "run-step",
    title: "Run to the selected step",
    keys: ["shift+enter"],
    group: "Run",
    problem: needsStep,
    run: () => askToRun(selection())
  },
  {id: "stop", title: "Stop", keys: ["mod+."], group: "Run", run: stop},
  {id: "layout", title: "Lay out", keys: ["l"], group: "View", run: () => void layOutAll()},
  {id: "fit", title: "Fit", keys: ["f"], group: "View", run: () => canvasView()?.fit("asked")},
  {id: "actual", title: "Zoom to 100 %", keys: ["0"], group: "View", run: () => canvasView()?.zoom("actual")},
  {id: "canvas", title: "Canvas", keys: ["1"], group: "View", run: view("canvas")},
  {id: "notebook", title: "Notebook", keys: ["2"], group: "View", run: view("notebook")},
  {id: "both", title: "Canvas and notebook", keys: ["3"], group: "View", run: view("both")},
  {id: "compare", title: "Compare", keys: ["4"], group: "View", run: view("compare")},
  {
    id: "fold-palette",
    title: "Fold the list of nodes",
    keys: ["["],
    group: "View",
    run: () => togglePanel("palette")
  },
  {
    id: "fold-inspector",
    title: "Fold the inspector",
    keys: ["]"],
    group: "View",
    run: () => togglePanel("inspector")
  },
  {id: "fold-dock", title: "Fold the results", keys: ["\\"], group: "View", run: () => togglePanel("dock")},
  {id: "theme", title: "Dark or light", group: "View", run: () => setWorkbench({theme: isDark() ? "light" : "dark"})},
  {
    id: "single-keys",
    title: "Single-letter keys on or off",
    group: "View",
    run: () => setWorkbench({singleKeys: !workbench().singleKeys})
  },
  {id: "keys", title: "All keys", keys: ["?"], group: "View", run: () => setWorkbench({overlay: {is: "keys"}})},
  {id: "save", title: "Save as a file", keys: ["mod+s"], group: "File", run: () => void save()},
  {
    id: "save-elsewhere",
    title: "Save as another file",
    keys: ["mod+shift+s"],
    group: "File",
    run: () => void save(true)
  },
  {id: "open", title: "Open a file", keys: ["mod+o"], group: "File", run: chooseFile},
  {
    id: "set-aside",
    title: "Set aside as a variant to compare with",
    keys: ["v"],
    group: "File",
    run: () => void variants().then((m) => m.keepOpen())
  },
  {
    id: "compare-steps",
    title: "Compare the branches to two selected steps",
    group: "View",
    problem: () => (selection().length === 2 ? undefined : "select two steps first"),
    run: () => void variants().then((m) => m.compareBranches(selection()[0]!, selection()[1]!))
  },
  {id: "recent", title: "Recent workflows", keys: ["mod+shift+o"], group: "File", run: show("recent")},
  {id: "states", title: "Earlier states", keys: ["mod+shift+h"], group: "File", run: show("states")},
  {id: "storage", title: "Storage", group: "File", run: show("storage")},
  {id: "share", title: "Share by link", group: "File", run: () => void share()},
  {id: "example", title: "Open the MIPS1 example", group: "File", run: () => void openDefault()}
];

/** Does an action, or says why it cannot be done. */
export function runAction(id: string): void {
  const action = actions.find((a) => a.id === id)!;
  const problem = action.problem?.();
  if (problem === undefined) action.run();
  else documentStore.tell(`${action.title}: ${problem}.`, "problem");
}

/** Runs at once what asks for nothing; shows the bill where something dear is among it. */
function askToRun(ids?: readonly string[]): void {
  if (!documentStore.current.trusted && !ids) return setWorkbench({overlay: {is: "trust"}});
  const dear = Object.values(engine.states).some(({status}) => status === "asks");
  if (dear) setWorkbench({overlay: {is: "bill", ...(ids && {ids})}});
  else run(ids);
}

/** Keys as they are shown: ⌘Z, Ctrl Z. */
export function keyText(keys: string): string {
  const mac = navigator.platform.startsWith("Mac");
  const names: Readonly<Record<string, string>> = mac
    ? {mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", delete: "⌦", backspace: "⌫"}
    : {mod: "Ctrl"};
  const spelled = (key: string): string => (key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1));
  return keys
    .split("+")
    .map((key) => names[key] ?? (key === "arrows" ? key : spelled(key)))
    .join(mac ? "" : " ");
}

async function save(elsewhere = false): Promise<void> {
  const {saveFile} = await import("../saving.ts");
  await saveFile({elsewhere});
}

function bypassing(): string | undefined {
  const {workflow} = documentStore.current;
  const stuck = selection().find((id) => !isBypassed(workflow, id) && bypassProblem(workflow, id) !== undefined);
  return needsStep() ?? (stuck === undefined ? undefined : `${stuck}: ${bypassProblem(workflow, stuck)!}`);
}

function remove(heal: boolean): void {
  const [first] = selection();
  const {workflow} = documentStore.current;
  const source = Object.values(workflow.steps.get(first!)?.inputs ?? {}).flat()[0];
  if (dispatch({do: "removeStep", steps: selection(), heal}) && source !== undefined)
    focusCard(source.slice(0, source.indexOf(".")));
}

const firstIn = {
  inspector: ".inspector .section-body :is(input, select, textarea, [contenteditable], button):not(:disabled)",
  dock: ".dock [role=tab][aria-selected=true]"
};

// What is not there yet is unfolded, and comes with its form a moment later.
function focusPanel(panel: keyof typeof firstIn): void {
  const shown = document.querySelector(`.${panel}`) !== null;
  if (!shown) togglePanel(panel);
  let tries = 20;
  const look = (): void => {
    const first = document.querySelector<HTMLElement>(firstIn[panel]);
    if (first) first.focus();
    else if (--tries > 0) requestAnimationFrame(look);
  };
  look();
}

/** Puts copies of steps below them. */
export function duplicate(steps: readonly string[]): void {
  if (dispatch({do: "duplicate", steps})) focusNew();
}

async function copy(): Promise<void> {
  const {workflow, trusted} = documentStore.current;
  const text = copyFragment(workflow, selection());
  if (trusted) await rememberCopied(text);
  await navigator.clipboard.writeText(text);
  documentStore.tell(selection().length === 1 ? "Copied 1 step." : `Copied ${selection().length} steps.`);
}

async function layOutAll(): Promise<void> {
  dispatch({do: "place", places: await layOut(documentStore.current.workflow)});
  setTimeout(() => canvasView()?.fit(), 60);
}

async function share(): Promise<void> {
  const link = `${location.origin}${location.pathname}#${await (await import("../link.ts")).linkOf(documentStore.current.workflow)}`;
  setWorkbench({overlay: {is: "share", link}});
}

function openPalette(): void {
  const {workflow} = documentStore.current;
  const doing = actions
    .filter(({id, problem}) => id !== "palette" && problem?.() === undefined)
    .map(
      ({id, title, keys, run}): Choice => ({id, title, group: "Do", icon: "node", ...(keys && {keys: keyText(keys[0]!)}), run})
    );
  const steps = [...workflow.steps].map(
    ([id, {type}]): Choice => ({
      id: `step:${id}`,
      title: titleOf(workflow, id),
      detail: type,
      group: "Steps",
      icon: type,
      run: () => {
        documentStore.select([id]);
        focusCard(id);
      }
    })
  );
  const adding = nodes.map(
    ({type, title}): Choice => ({
      id: `add:${type}`,
      title: `Add ${title}`,
      group: "Add",
      icon: type,
      run: () => addNew(type)
    })
  );
  setWorkbench({overlay: {is: "chooser", label: "Search commands, steps and nodes", choices: [...doing, ...steps, ...adding]}});
}
